"""From Python it is the same as from the command line."""

import pytest
from toys import files_in

from clipanim import api
from clipanim.scene.params import ParamError


def test_a_film_is_rendered_as_by_the_command(folder, fake, run):
    film = api.render("toy.py", {"steps": 5}, quality="low", output="a.mp4")
    run("render", "toy.py", "--steps", "5", "-q", "low", "-o", "b.mp4")
    by_python, by_command = fake.asked
    assert by_python == by_command
    assert film.recipe.exists()
    assert film.timeline.seconds == 2


def test_data_take_values_or_parameters(folder):
    values = {"steps": 2, "start": [1, -2]}
    params = api.make_shot("toy.py", values).params
    assert api.data("toy.py", values) == api.data("toy.py", params)
    assert api.data("toy.py", values)["data"]["values"] == [0.0, 0.5]


def test_a_still_is_of_a_chapter(folder, fake):
    api.still("toy.py", chapter=1, theme="light")
    _, shot, settings, at = fake.asked[0]
    assert (shot.chapter, settings.theme, at) == ("Going up", "light", None)


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        pytest.param({"quality": "best"}, "quality: 'best' is not one of draft", id="quality"),
        pytest.param({"theme": "grey"}, "theme: 'grey' is not one of dark, light", id="theme"),
        pytest.param({"size": (1281, 720)}, "size: 1281x720: width and height", id="odd size"),
        pytest.param({"fps": 0}, "fps: 0 is not in 1 to 240", id="no pace"),
        pytest.param({"chapter": 3}, "toy has no chapter '3'", id="no chapter"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_drawn(arguments, problem, folder, fake):
    before = files_in(folder)
    with pytest.raises(api.SettingError, match=problem):
        api.render("toy.py", **arguments)
    assert files_in(folder) == before
    assert not fake.asked


def test_an_unknown_parameter_is_refused(folder):
    with pytest.raises(ParamError, match="did you mean steps"):
        api.data("toy.py", {"stesp": 3})


def test_one_failure_does_not_stop_the_others(folder, fake):
    fake.problem["toy"] = RuntimeError("no")
    groups = [[api.make_shot("toy.py")], [api.make_shot("other.py")]]
    films = [folder / "toy.mp4", folder / "other.mp4"]
    failed, made = api.make_films(groups, films, api.settings())
    assert isinstance(failed, api.Failure)
    assert made.video == folder / "other.mp4"
