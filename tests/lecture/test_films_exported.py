"""Every kind of export of a film that was rendered: a short scene, and the whole course."""

import base64
import hashlib
import json
import re

import av
import pytest
import readers
from click.testing import CliRunner
from places import DATA

from clipanim import api
from clipanim.cli import cli
from clipanim.film import export_files
from clipanim.film.export_kinds import KINDS
from clipanim.lecture.movie import open_movie

SMALL = api.settings(size=(128, 72), fps=5)
PART = {"gif": ["--chapter", "1"], "frames": ["--chapter", "1"]}  # as one does with long films
pytestmark = pytest.mark.parametrize(
    "movie", ["short", pytest.param("course", marks=pytest.mark.slow)], indirect=True
)


@pytest.fixture(scope="module")
def movie(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp(request.param)
    is_course = request.param == "course"
    shots = api.lesson_shots("course") if is_course else [api.make_shot(DATA / "short.py")]
    how = {"cache": folder / "cache", "jobs": 2 if is_course else 1}
    film = api.make_film(shots, folder / "film.mp4", SMALL, api.RenderOptions(**how))
    return open_movie(film.video)


@pytest.fixture
def export(movie, tmp_path):
    """Export the film; the files that come of it, by name."""

    def exported(kind):
        place = tmp_path / f"film{KINDS[kind].suffix}"
        words = ["export", str(movie.video), "--to", kind, "-o", str(place), *PART.get(kind, [])]
        done = CliRunner().invoke(cli, words)
        if done.exit_code == 1 and "is not installed" in done.output:
            pytest.skip(done.output.strip())
        assert done.exit_code == 0, done.output
        assert {one.name for one in tmp_path.iterdir()} <= {place.name, export_files.SHEET}
        files = [
            one for one in tmp_path.rglob("*") if one.is_file() and one.name != export_files.SHEET
        ]
        return {one.relative_to(tmp_path).as_posix(): one for one in files}

    return exported


def frames(video):
    with av.open(str(video)) as film:
        return sum(1 for _ in film.decode(video=0))


@pytest.mark.parametrize("kind", KINDS)
def test_an_export_can_be_read_and_leaves_the_film_alone(kind, movie, export):
    before = hashlib.sha256(movie.video.read_bytes()).digest()
    beside = sorted(movie.video.parent.iterdir())
    for file in export(kind).values():
        readers.read(file)
    assert hashlib.sha256(movie.video.read_bytes()).digest() == before
    assert sorted(movie.video.parent.iterdir()) == beside


def test_the_clips_are_all_of_the_film_chapter_by_chapter(movie, export):
    clips = [file for name, file in sorted(export("clips").items()) if name.endswith(".mp4")]
    assert [frames(one) for one in clips] == [len(one.frames) for one in movie.chapters]


def test_the_page_holds_the_film_as_it_is_and_every_chapter(movie, export):
    (page,) = export("player").values()
    text = page.read_text(encoding="utf-8")
    (held,) = re.findall(r'<script type="application/base64"[^>]*>(.*?)</script>', text, re.DOTALL)
    assert base64.b64decode(held) == movie.video.read_bytes()
    (data,) = re.findall(r'<script type="application/json"[^>]*>(.*?)</script>', text, re.DOTALL)
    told = [(one["name"], one["first"], one["stop"]) for one in json.loads(data)["chapters"]]
    assert told == [(one.name, one.frames.start, one.frames.stop) for one in movie.chapters]


def test_the_slides_are_the_chapters(movie, export):
    (file,) = export("pptx").values()
    pptx = pytest.importorskip("pptx")
    names = [one.shapes.title.text for one in pptx.Presentation(str(file)).slides]
    assert names == [one.name for one in movie.chapters]
