"""Files appear whole or not at all, and only our own are replaced."""

import json
import os
import struct
import zlib

import pytest

from clipanim import files
from clipanim.film import outputs
from clipanim.film.outputs import OutputError
from clipanim.scene import recipe

SIDES = {".srt": "1\n", ".vtt": "WEBVTT\n", ".md": "# Film\n"}
HEADER = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
PNG = (
    b"\x89PNG\r\n\x1a\n"
    + struct.pack(">I", 13) + b"IHDR" + HEADER + struct.pack(">I", zlib.crc32(b"IHDR" + HEADER))
    + struct.pack(">I", 0) + b"IEND" + struct.pack(">I", zlib.crc32(b"IEND"))
)  # fmt: skip


def publish(film, content=b"frames"):
    with files.staging_folder(film) as folder:
        (folder / "made.mp4").write_bytes(content)
        outputs.publish(film, folder / "made.mp4", SIDES, recipe.build_recipe([], {}))


def test_a_film_appears_with_its_captions_transcript_and_recipe_and_nothing_else(tmp_path):
    film = tmp_path / "media" / "clip.mp4"
    publish(film)
    names = sorted(one.name for one in film.parent.iterdir())
    assert names == ["clip.json", "clip.md", "clip.mp4", "clip.srt", "clip.vtt"]
    document = json.loads(film.with_suffix(".json").read_text())
    assert document["film"] == "clip.mp4"
    assert set(document["files"]) == {"clip.mp4", "clip.srt", "clip.vtt", "clip.md"}
    assert {"clipanim", "manim", "numpy", "python"} <= set(document["versions"])


def test_our_own_film_is_replaced_without_asking(tmp_path):
    film = tmp_path / "clip.mp4"
    publish(film)
    outputs.check_film(film)
    publish(film, b"other frames")
    outputs.check_film(film)
    assert film.read_bytes() == b"other frames"


@pytest.mark.parametrize("suffix", [".mp4", ".srt", ".vtt", ".md", ".json"])
def test_a_file_of_someone_else_is_not_replaced(suffix, tmp_path):
    film = tmp_path / "clip.mp4"
    film.with_suffix(suffix).write_text("{}")
    with pytest.raises(OutputError, match=rf"clip{suffix}: exists, .*--force replaces it"):
        outputs.check_film(film)
    outputs.check_film(film, force=True)


@pytest.mark.parametrize("suffix", [".mp4", ".srt", ".vtt", ".md", ".json"])
def test_a_file_of_ours_that_someone_changed_is_not_replaced(suffix, tmp_path):
    film = tmp_path / "clip.mp4"
    publish(film)
    film.with_suffix(suffix).write_text("mine now")
    with pytest.raises(OutputError, match="--force"):
        outputs.check_film(film)


@pytest.mark.parametrize(
    "text", ["[]", "null", "{", '{"versions": 3}', '{"versions": {"clipanim": 1}, "files": []}']
)
def test_a_json_that_is_no_recipe_vouches_for_nothing(text, tmp_path):
    film = tmp_path / "clip.mp4"
    publish(film)
    film.with_suffix(".json").write_text(text)
    with pytest.raises(OutputError, match="--force"):
        outputs.check_film(film)


@pytest.mark.parametrize("stage", [1, 2, 3, 4])
def test_the_film_comes_last_so_whoever_sees_it_finds_the_rest(stage, tmp_path, monkeypatch):
    film = tmp_path / "clip.mp4"
    calls = []

    def replace(old, new, real=os.replace):
        calls.append(new)
        if len(calls) == stage:
            raise KeyboardInterrupt
        real(old, new)

    monkeypatch.setattr(os, "replace", replace)
    with pytest.raises(KeyboardInterrupt):
        publish(film)
    assert not film.exists()
    assert not [one for one in tmp_path.iterdir() if one.name.startswith(".")]


def test_a_picture_carries_its_recipe_and_is_known_again(tmp_path):
    file = tmp_path / "still.png"
    outputs.write_picture(file, PNG, recipe.build_recipe([], {}))
    outputs.check_picture(file)
    assert b"clipanim" in file.read_bytes()


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(PNG, id="not marked"),
        pytest.param(b"", id="empty"),
        pytest.param(b"text", id="no picture"),
        pytest.param(outputs.embed_recipe(PNG, {})[:-1], id="changed"),
        pytest.param(outputs.embed_recipe(PNG, {})[:60], id="cut off"),
    ],
)
def test_a_picture_of_someone_else_is_not_replaced(content, tmp_path):
    file = tmp_path / "still.png"
    file.write_bytes(content)
    with pytest.raises(OutputError, match=r"still\.png: exists, .*--force"):
        outputs.check_picture(file)
    outputs.check_picture(file, force=True)


def test_places_that_take_no_film_are_refused(tmp_path):
    (tmp_path / "folder.mp4").mkdir()
    (tmp_path / "file").write_text("")
    for name, problem in {
        "folder.mp4": "is a folder",
        "clip.avi": r"expected a file ending in \.mp4",
        "clip": r"expected a file ending in \.mp4",
        "file/clip.mp4": "is not a folder",
        "file/deeper/clip.mp4": "is not a folder",
    }.items():
        with pytest.raises(OutputError, match=problem):
            outputs.check_film(tmp_path / name)


def test_a_folder_that_takes_no_files_is_refused(tmp_path, monkeypatch):
    def refuse(**_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(files.tempfile, "TemporaryFile", refuse)
    with pytest.raises(OutputError, match="cannot write into the folder"):
        outputs.check_film(tmp_path / "new" / "clip.mp4")
