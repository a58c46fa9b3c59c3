"""The interchange of manim-slides: what it says, the clips it names, and its own converter."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from movies import brightness, film, seen

from clipanim.lecture.manim_slides import export_manim_slides
from clipanim.lecture.speaker_notes import speaker_notes

MANIM_SLIDES = shutil.which("manim-slides")


@pytest.fixture(scope="module")
def movie(tmp_path_factory):
    path = tmp_path_factory.mktemp("film") / "two words.mp4"
    return film(path, size=(160, 90), texts=("It is 79.5 long.", "So."))


@pytest.fixture(scope="module")
def talk(movie, tmp_path_factory):
    """The folder in which a lecturer finds it."""
    folder = tmp_path_factory.mktemp("talk")
    for name, content in export_manim_slides(movie, tmp_path_factory.mktemp("private")).items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content if isinstance(content, bytes) else content.read_bytes())
    return folder


def sheet_of(talk):
    """Read as manim-slides does: the files by the folder two above."""
    (path,) = (talk / "slides").glob("*.json")
    document = json.loads(path.read_text())
    for slide in document["slides"]:
        slide |= {name: path.parent.parent / slide[name] for name in ("file", "rev_file")}
    return document


def test_every_chapter_is_a_slide_that_waits_at_its_end(movie, talk):
    document = sheet_of(talk)
    assert document["resolution"] == [160, 90]
    assert document["background_color"] == "#101010"
    assert [one["notes"] for one in document["slides"]] == [
        speaker_notes(one) for one in movie.chapters
    ]
    assert not any(one["loop"] or one["auto_next"] for one in document["slides"])


def test_the_clips_of_a_slide_are_its_chapter_there_and_back(movie, talk):
    for chapter, slide in zip(movie.chapters, sheet_of(talk)["slides"], strict=True):
        shown = [brightness(n) for n in chapter.frames]
        assert seen(slide["file"]) == pytest.approx(shown, abs=6)
        assert seen(slide["rev_file"]) == pytest.approx(shown[::-1], abs=6)


def test_every_path_stays_in_its_folder(movie, tmp_path):
    for name in export_manim_slides(movie, tmp_path):
        assert not Path(name).is_absolute()
        assert ".." not in Path(name).parts


@pytest.mark.slow
@pytest.mark.skipif(not MANIM_SLIDES, reason="needs manim-slides: pip install manim-slides")
@pytest.mark.parametrize("kind", ["html", "pptx", "pdf"])
def test_manim_slides_converts_it(talk, kind):
    command = [MANIM_SLIDES, "convert", "--to", kind, "two words", f"talk.{kind}"]
    ran = subprocess.run(command, cwd=talk, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert (talk / f"talk.{kind}").stat().st_size > 1000
