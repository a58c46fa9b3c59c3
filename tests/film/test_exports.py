"""Exports: whole or not at all, from the film as it is, replacing nothing but our own."""

import json
import os
import subprocess
import sys

import av
import pytest
from lecture import movies
from places import ROOT

from clipanim import files
from clipanim.cli import cli
from clipanim.film import export_files, exports
from clipanim.film.export_kinds import KINDS
from clipanim.film.outputs import OutputError
from clipanim.lecture.errors import ExportError
from clipanim.lecture.export_options import ExportOptions
from clipanim.lecture.movie import open_movie

LIGHT = [name for name in KINDS if name not in ("pptx",)]
USUAL = ExportOptions()


@pytest.fixture(scope="module")
def film(tmp_path_factory):
    return movies.film(tmp_path_factory.mktemp("film") / "film.mp4")


def export(film, kind, output, wishes=USUAL, force=False):
    (one,) = exports.plan_exports([kind], film.video, output, wishes, force)
    return exports.write_export(film, one, wishes)


def place(kind, folder):
    return folder / f"made{KINDS[kind].suffix}"


def contents(path):
    """All files of an export by name."""
    if path.is_file():
        return {path.name: path.read_bytes()}
    return {
        one.relative_to(path).as_posix(): one.read_bytes()
        for one in path.rglob("*")
        if one.is_file()
    }


def length(video):
    with av.open(str(video)) as one:
        return sum(1 for _ in one.decode(video=0))


@pytest.mark.parametrize("kind", LIGHT)
def test_each_kind_is_exported_and_again_without_asking(kind, film, tmp_path):
    made = export(film, kind, place(kind, tmp_path))
    first = contents(made)
    assert first
    assert all(first.values())
    assert export(film, kind, made) == made
    assert contents(made).keys() == first.keys()
    left = {one.name for one in tmp_path.iterdir()}
    assert left <= {made.name, export_files.SHEET}


def test_clips_are_as_long_as_their_chapters_to_the_frame_with_sound_and_captions(film, tmp_path):
    made = export(film, "clips", tmp_path / "clips")
    clips = sorted(made.glob("*.mp4"))
    assert [length(one) for one in clips] == [len(one.frames) for one in film.chapters]
    for clip, chapter in zip(clips, film.chapters, strict=True):
        with av.open(str(clip)) as video:
            assert video.streams.audio[0].codec_context.name == "aac"
            heard = float(video.streams.audio[0].duration * video.streams.audio[0].time_base)
            assert heard == pytest.approx(chapter.seconds, abs=1 / 40)
            read = [bytes(one)[2:].decode() for one in video.demux(video.streams.subtitles[0])]
        assert chapter.lines[0].text in read
        assert chapter.lines[0].text in clip.with_suffix(".srt").read_text()
        assert clip.with_suffix(".vtt").read_text().startswith("WEBVTT")


def test_frames_are_those_of_a_chapter_numbered_as_in_the_film(film, tmp_path):
    made = export(film, "frames", tmp_path / "frames", ExportOptions(chapter="2"))
    names = sorted(one.name for one in made.glob("*.png"))
    assert names == [f"{n:02}.png" for n in film.chapters[1].frames]
    with av.open(str(made / names[0])) as picture:
        assert (picture.streams.video[0].width, picture.streams.video[0].height) == (320, 180)


def test_an_animation_becomes_narrower_until_it_is_small_enough(film, tmp_path):
    wide = export(film, "gif", tmp_path / "wide.gif", ExportOptions(fps=5))
    most = wide.stat().st_size * 2 // 3
    small = export(film, "gif", tmp_path / "small.gif", ExportOptions(fps=5, max_size=most))
    assert small.stat().st_size <= most
    with av.open(str(small)) as one:
        assert one.streams.video[0].width < 320
    with pytest.raises(ExportError, match=r"^max-size: 120 pixels wide it still has \d"):
        export(film, "gif", tmp_path / "none.gif", ExportOptions(max_size=100))
    assert not (tmp_path / "none.gif").exists()


def test_a_webm_has_all_frames_and_the_sound(film, tmp_path):
    made = export(film, "webm", tmp_path / "film.webm")
    assert length(made) == film.frames
    with av.open(str(made)) as one:
        assert one.streams.video[0].codec_context.name.startswith("vp9")
        assert one.streams.audio[0].codec_context.name.startswith("opus")


def test_a_poster_shows_the_moment_that_is_asked_for(film, tmp_path):
    early = export(film, "poster", tmp_path / "early.png", ExportOptions(at=0.0)).read_bytes()
    late = export(film, "poster", tmp_path / "late.png", ExportOptions(at=5.0)).read_bytes()
    assert early != late
    with pytest.raises(ExportError, match=r"^at: 99: the film ends after 8\.0 s$"):
        export(film, "poster", tmp_path / "never.png", ExportOptions(at=99))


# What stands in the way


@pytest.mark.parametrize("kind", ["player", "clips"])
def test_what_others_made_or_changed_is_replaced_only_by_force(kind, film, tmp_path):
    target = place(kind, tmp_path)
    made = export(film, kind, target)
    changed = made if made.is_file() else next(made.glob("*.srt"))
    changed.write_text("mine")
    with pytest.raises(OutputError, match=f"{changed.name}: exists, and clipanim did not make it"):
        export(film, kind, target)
    assert changed.read_text() == "mine"
    export(film, kind, target, force=True)
    assert changed.read_bytes() != b"mine"


def test_a_folder_with_something_of_others_is_left_alone(film, tmp_path):
    (tmp_path / "clips").mkdir()
    (tmp_path / "clips" / "thesis.tex").write_text("mine")
    with pytest.raises(OutputError, match=r"thesis\.tex: exists"):
        export(film, "clips", tmp_path / "clips")
    export(film, "clips", tmp_path / "clips", force=True)
    assert (tmp_path / "clips" / "thesis.tex").read_text() == "mine"


def test_what_an_older_export_had_and_this_one_has_not_goes(film, tmp_path):
    made = export(film, "frames", tmp_path / "frames", ExportOptions(chapter="2"))
    export(film, "frames", made, ExportOptions(chapter="1"))
    assert len([*made.glob("*.png")]) == len(film.chapters[0].frames)
    assert {*json.loads((made / export_files.SHEET).read_text())["files"]} == {
        one.name for one in made.glob("*.png")
    }


@pytest.mark.parametrize("kind", ["player", "clips", "gif"])
@pytest.mark.parametrize("there", [False, True], ids=["new", "again"])
def test_nothing_is_left_of_an_export_for_which_there_is_no_room(
    kind, there, film, tmp_path, monkeypatch
):
    target = place(kind, tmp_path)
    if there:
        export(film, kind, target)
    before = contents(tmp_path)

    def full(*_):
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr("clipanim.files.os.fsync", full)
    with pytest.raises(files.WriteError, match=r"the disk is full"):
        export(film, kind, target)
    assert contents(tmp_path) == before


# The command


def run(*words, cwd=None):
    return subprocess.run(
        [sys.executable, "-c", "from clipanim.cli import main; main()", "export", *map(str, words)],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip


def test_the_command_exports_several_kinds_of_a_film_and_says_where(film, tmp_path):
    ran = run(film.video, "--to", "poster,transcript", "--to", "clips", "-o", tmp_path / "talk")
    assert ran.returncode == 0, ran.stderr
    names = ["film.png", "film.transcript.md", "film.clips"]
    assert ran.stdout.splitlines() == [str(tmp_path / "talk" / name) for name in names]


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        pytest.param(["--to", "ppt"], "to: no kind 'ppt'; did you mean pptx?", id="kind"),
        pytest.param(["--to", "poster", "--at", "99"], "at: 99: the film ends", id="moment"),
        pytest.param(["--to", "gif", "--chapter", "9"], "chapter: '9' is not one of", id="chapter"),
        pytest.param(["--to", "clips", "--width", "99"], "width: goes with gif", id="wish"),
        pytest.param(["--to", "gif", "--max-size", "x"], "expected a size like 3MB", id="size"),
        pytest.param(["--to", "gif", "-o", "a.txt"], "expected a file ending in .gif", id="suffix"),
        pytest.param(["--to", "gif", "-o", "/dev/null/a.gif"], "is not a|cannot write", id="place"),
        pytest.param(["--to", "clips", "--steps", "3"], "no such option", id="parameter"),
    ],
)
def test_bad_input_is_one_line_and_nothing_is_made(words, problem, film, tmp_path):
    before = film.video.read_bytes()
    ran = run(film.video, *words, cwd=tmp_path)
    *_, line = ran.stderr.strip().splitlines()
    assert ran.returncode == 2, ran.stderr
    assert any(one in line for one in problem.split("|")), line
    assert not [*tmp_path.iterdir()]
    assert film.video.read_bytes() == before
    assert not [one for one in film.video.parent.iterdir() if one != film.video]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        pytest.param(None, "no such file", id="absent"),
        pytest.param(b"text", "is not a video", id="text"),
        pytest.param("silent", "was not made by clipanim", id="of others"),
    ],
)
def test_a_film_that_is_none_is_one_line(content, problem, tmp_path):
    path = tmp_path / "film.mp4"
    if content == "silent":
        with av.open(str(path), "w") as target:
            video = target.add_stream("libx264", rate=10)
            video.width, video.height, video.pix_fmt = 64, 64, "yuv420p"
            target.mux(video.encode(av.VideoFrame(64, 64, "yuv420p")))
            target.mux(video.encode(None))
    elif content is not None:
        path.write_bytes(content)
    ran = run(path, "--to", "player", cwd=tmp_path)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert (
        ran.stderr.strip().splitlines()[-1] == f"Error: {path}: {problem}" or problem in ran.stderr
    )
    assert [one.name for one in tmp_path.iterdir()] == (["film.mp4"] if content else [])


def test_the_help_names_every_kind():
    from click.testing import CliRunner

    said = CliRunner().invoke(cli, ["export", "--help"]).output
    assert all(f"{name}:" in " ".join(said.split()) for name in KINDS)


def test_a_scene_without_a_film_is_rendered_first_and_only_then(tmp_path):
    words = ["clip_formula", "--to", "poster", "--cache-dir", tmp_path / "cache"]
    first = run(*words, cwd=tmp_path)
    assert first.returncode == 0, first.stderr
    assert "media/clip_formula.mp4: no such file; rendering it first" in first.stderr
    assert first.stdout == "media/clip_formula.png\n"
    stamp = (tmp_path / "media" / "clip_formula.mp4").stat().st_mtime_ns
    second = run(*words, cwd=tmp_path)
    assert (second.returncode, second.stderr) == (0, "")
    assert (tmp_path / "media" / "clip_formula.mp4").stat().st_mtime_ns == stamp
    other = run(*words, "--longest", "20", "--cache-dir", tmp_path / "cache", cwd=tmp_path)
    assert "it shows other scenes or parameters, or an older scene" in other.stderr
    assert open_movie(tmp_path / "media" / "clip_formula.mp4")
