"""Slides: read again with python-pptx, their videos with PyAV, the whole with LibreOffice."""

import io
import re
import shutil
import subprocess
import sys

import av
import pytest
from hostile_text import WORDS
from movies import film, seen

from clipanim.lecture import pptx_slides as module
from clipanim.lecture.escaping import sanitize_text
from clipanim.lecture.extras import ExtraMissing
from clipanim.lecture.pptx_slides import export_pptx
from clipanim.lecture.speaker_notes import speaker_notes

pptx = pytest.importorskip("pptx", reason="needs python-pptx: clipanim[pptx]")
OFFICE = shutil.which("soffice")


@pytest.fixture(scope="module")
def movie(tmp_path_factory):
    return film(tmp_path_factory.mktemp("film") / "film.mp4", texts=("It is 79.5 long.", "So."))


@pytest.fixture(scope="module")
def slides(movie, tmp_path_factory):
    return pptx.Presentation(export_pptx(movie, tmp_path_factory.mktemp("deck"))).slides


def video_of(slide):
    kind = pptx.enum.shapes.MSO_SHAPE_TYPE.MEDIA
    (shape,) = (one for one in slide.shapes if one.shape_type == kind)
    related = slide.part.related_part(
        shape._element.xpath(".//*[local-name()='media']/@r:embed")[0]
    )
    return shape, related.blob


def test_every_chapter_is_a_slide_that_its_video_fills(movie, slides):
    assert [one.shapes.title.text for one in slides] == [one.name for one in movie.chapters]
    show = slides.part.package.presentation_part.presentation
    assert show.slide_width * 9 == show.slide_height * 16
    for slide in slides:
        shape, _ = video_of(slide)
        assert (shape.left, shape.top) == (0, 0)
        assert (shape.width, shape.height) == (show.slide_width, show.slide_height)
        assert slide.shapes[-1].shape_id == shape.shape_id  # nothing lies over it


def test_the_video_of_a_slide_is_its_chapter(movie, slides, tmp_path):
    for chapter, slide in zip(movie.chapters, slides, strict=True):
        shape, content = video_of(slide)
        (tmp_path / "clip.mp4").write_bytes(content)
        assert len(seen(tmp_path / "clip.mp4")) == len(chapter.frames)
        with av.open(io.BytesIO(shape.poster_frame.blob)) as poster:
            (stream,) = poster.streams
            assert (stream.codec.name, stream.width, stream.height) == ("png", 320, 180)


def test_a_click_plays_the_video(movie, slides):
    for chapter, slide in zip(movie.chapters, slides, strict=True):
        shape, _ = video_of(slide)
        (play,) = slide._element.xpath('.//p:cTn[@nodeType="mainSeq"]//p:cmd')
        assert play.get("cmd") == "playFrom(0.0)"
        assert play.find(".//{*}cTn").get("dur") == f"{round(1000 * chapter.seconds)}"
        assert set(slide._element.xpath(".//p:spTgt/@spid")) == {str(shape.shape_id)}
        ids = slide._element.xpath(".//p:cTn/@id")
        assert len(set(ids)) == len(ids)


def test_notes_are_what_is_said_and_the_card(movie, slides):
    for chapter, slide in zip(movie.chapters, slides, strict=True):
        written = slide.notes_slide.notes_text_frame.text
        assert written == speaker_notes(chapter)
        assert all(line.text in written for line in chapter.lines)
    assert "0:00  It is 79.5 long." in written
    assert written.endswith("Source: Ours")


def test_a_film_larger_than_720_rows_is_made_smaller(tmp_path):
    movie = film(tmp_path / "film.mp4", chapters=[("One", 3), ("Two", 2)], size=(1920, 1080))
    for chapter, slide in zip(
        movie.chapters, pptx.Presentation(export_pptx(movie, tmp_path)).slides, strict=True
    ):
        with av.open(io.BytesIO(video_of(slide)[1])) as clip:
            assert (clip.streams.video[0].width, clip.streams.video[0].height) == (1280, 720)
            assert clip.streams.video[0].frames == len(chapter.frames)


def test_slides_of_a_tall_film_are_tall(tmp_path):
    movie = film(tmp_path / "film.mp4", size=(90, 160))
    show = pptx.Presentation(export_pptx(movie, tmp_path))
    assert show.slide_width * 16 == show.slide_height * 9


def test_slides_are_the_same_bytes_every_time(movie, tmp_path):
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    assert export_pptx(movie, first).read_bytes() == export_pptx(movie, second).read_bytes()


def test_words_on_slides_stay_words(tmp_path):
    chapters = [(words, 2) for words in WORDS.values()]
    words = "".join(WORDS.values())
    movie = film(tmp_path / "f.mp4", title=words, chapters=chapters, texts=(words,), size=(64, 36))
    show = pptx.Presentation(export_pptx(movie, tmp_path))
    assert sanitize_text(words).startswith(show.core_properties.title.rstrip("…\u202c\u2069"))
    for chapter, slide in zip(movie.chapters, show.slides, strict=True):
        assert slide.shapes.title.text == sanitize_text(chapter.name)
        assert slide.notes_slide.notes_text_frame.text == speaker_notes(chapter)


def test_without_python_pptx_one_line_says_how_to_install_it(movie, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pptx", None)
    with pytest.raises(
        ExtraMissing, match=r"^pptx is not installed; pip install 'clipanim\[pptx\]'"
    ):
        module.export_pptx(movie, tmp_path)
    assert not [*tmp_path.iterdir()]


@pytest.mark.slow
@pytest.mark.skipif(not OFFICE, reason="needs LibreOffice: apt-get install libreoffice-impress")
def test_libreoffice_opens_the_slides_and_shows_the_posters(movie, tmp_path):
    made = export_pptx(movie, tmp_path)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [OFFICE, profile, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, made]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert ran.returncode == 0, ran.stderr
    content = made.with_suffix(".pdf").read_bytes()
    assert len(re.findall(rb"/Type ?/Page\b", content)) == len(movie.chapters)
    assert content.count(b"/Subtype/Image") >= len(movie.chapters)
