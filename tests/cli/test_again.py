"""`render --from`: a film is made again from the recipe that it carries."""

import json
import shutil

import pytest
from places import DATA

from clipanim import api
from clipanim.api import SettingError


@pytest.fixture
def film(tmp_path):
    made = tmp_path / "short.mp4"
    values = {"radius": 1.3, "steps": 5}
    api.render(DATA / "short.py", values, output=made, size=(160, 90), fps=10, chapter="Growth")
    return made


def test_a_film_carries_all_that_it_takes_to_make_it_again(film, tmp_path):
    film.with_suffix(".json").unlink()
    moved = shutil.move(film, tmp_path / "elsewhere.mp4")
    (shot,), settings = api.shots_from_recipe(moved)
    assert shot.params.as_dict() == {"radius": 1.3, "steps": 5}
    assert (shot.chapter, settings.width, settings.fps) == ("Growth", 160, 10)


def test_made_again_it_is_the_same_bytes(film, tmp_path):
    shots, settings = api.shots_from_recipe(film)
    again = tmp_path / "again.mp4"
    api.make_film(shots, again, settings, api.RenderOptions(fresh=True))
    assert again.read_bytes() == film.read_bytes()


def test_a_film_without_a_recipe_is_refused(tmp_path):
    (tmp_path / "other.mp4").write_bytes(b"no film")
    with pytest.raises(SettingError, match="has no recipe"):
        api.shots_from_recipe(tmp_path / "other.mp4")
    with pytest.raises(SettingError, match="no such file"):
        api.shots_from_recipe(tmp_path / "none.mp4")


def test_the_recipe_beside_a_damaged_film_is_enough(film):
    film.write_bytes(b"damaged")
    assert api.shots_from_recipe(film)[0][0].params.as_dict()["steps"] == 5


@pytest.mark.parametrize(
    ("more", "complaint"),
    [
        pytest.param(["toy.py"], "toy.py: the film says it already", id="a scene"),
        pytest.param(["-q", "low"], "quality: the film says it already", id="a quality"),
        pytest.param(["--theme", "light"], "theme: the film says it already", id="a theme"),
    ],
)
def test_what_the_film_says_cannot_be_said_too(run, folder, fake, more, complaint):
    recipe = {"settings": {}, "scenes": []}
    (folder / "film.json").write_text(json.dumps(recipe))
    result = run("render", "--from", "film.mp4", *more)
    assert result.exit_code == 2
    assert complaint in result.stderr
    assert not fake.asked
