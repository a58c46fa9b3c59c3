"""Options of films: one declaration and one validator for flags, TOML, Python and recipes."""

import inspect
import json
from dataclasses import asdict, fields

import pytest

import clipanim
from clipanim import api
from clipanim.cli.render import render
from clipanim.film.options import FilmOptions, RenderOptions, SettingError, parse_size

KEYWORDS = [one.name for kind in (FilmOptions, RenderOptions) for one in fields(kind)]


@pytest.mark.parametrize("function", [api.render, clipanim.render, clipanim.show])
def test_a_function_shows_all_options_with_their_defaults(function):
    shown = inspect.signature(function).parameters
    assert {*KEYWORDS} <= {*shown}
    assert shown["theme"].default == "dark"
    assert shown["quality"].default == ("low" if function is clipanim.show else "medium")


def test_each_option_of_a_film_is_a_flag_with_its_words():
    flags = {one.name: one for one in render.params}
    for one in fields(FilmOptions):
        assert flags[one.name].help == one.metadata["about"]
        assert flags[one.name].default == one.default


def test_an_option_that_there_is_not_is_refused_with_the_nearest():
    with pytest.raises(TypeError, match=r"no option 'qualty'; did you mean quality\?"):
        api.render("cliff_leap", qualty="low")


def test_the_settings_of_a_recipe_are_those_of_the_options_again():
    chosen = FilmOptions("low", fps=12, theme="light", captions="track").settings()
    document = json.loads(json.dumps(asdict(chosen)))
    assert FilmOptions.from_recipe(document).settings() == chosen


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        pytest.param({"captions": "nope"}, "captions: 'nope' is not one of", id="captions"),
        pytest.param({"theme": ["dark"]}, "theme: .* is not one of dark, light", id="a list"),
        pytest.param({"fps": 0}, "fps: 0 is not in 1 to 240", id="no pace"),
        pytest.param({"fps": 12.5}, "fps: 12.5 is not in", id="no whole pace"),
        pytest.param({"width": 10**9}, "width and height must be 64 to 7680", id="huge"),
        pytest.param({"width": "wide"}, "size: expected WIDTHxHEIGHT", id="a word"),
        pytest.param({"voice": 3}, "voice: 3 is not a name or a path", id="a number"),
    ],
)
def test_settings_of_a_recipe_that_cannot_be_are_refused(changed, problem):
    document = {**asdict(FilmOptions().settings()), **changed}
    with pytest.raises(SettingError, match=problem):
        FilmOptions.from_recipe(document).settings()


@pytest.mark.parametrize("size", ["1280x720", "1280X720", "1280×720", (1280, 720), [1280, 720]])
def test_a_size_is_text_or_a_pair(size):
    assert parse_size(size) == (1280, 720)


@pytest.mark.parametrize("size", ["1280", "x", "12.5x20", (1280,), (1280, "720"), (True, 2), 7])
def test_what_is_no_size_is_refused(size):
    with pytest.raises(SettingError, match="expected WIDTHxHEIGHT"):
        parse_size(size)
