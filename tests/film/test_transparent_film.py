"""A film without its ground is the film, where something is drawn, and nothing elsewhere."""

import av
import numpy as np
import pytest
from places import DATA

from clipanim import api
from clipanim.film import exports
from clipanim.lecture.errors import ExportError
from clipanim.lecture.export_options import ExportOptions
from clipanim.lecture.movie import open_movie


@pytest.fixture(scope="module")
def movie(tmp_path_factory):
    folder = tmp_path_factory.mktemp("film")
    (folder / "short.py").write_text((DATA / "short.py").read_text())
    how = {"size": (320, 180), "fps": 5, "jobs": 1, "cache": folder / "cache"}
    return open_movie(api.render(folder / "short.py", output=folder / "film.mp4", **how).video)


def export(movie, output, **wishes):
    wanted = ExportOptions(transparent=True, **wishes)
    (one,) = exports.plan_exports(["webm"], movie.video, output, wanted)
    return exports.write_export(movie, one, wanted)


def seen(video):
    """All pictures, RGBA: with transparency, which not every decoder sees."""
    with av.open(str(video)) as opened:
        stream = opened.streams.video[0]
        assert stream.metadata["ALPHA_MODE"] == "1"
        decoder = av.CodecContext.create("libvpx-vp9", "r")
        return [
            one.reformat(format="rgba", src_colorspace=1).to_ndarray()
            for packet in opened.demux(stream)
            for one in decoder.decode(packet)
        ]


def film_frames(movie, frames):
    with av.open(str(movie.video)) as film:
        return [one.to_ndarray(format="rgb24") for one in film.decode(video=0)][slice(*frames)]


@pytest.mark.parametrize("chapter", [None, "The turn"])
def test_laid_over_its_ground_it_is_the_film_frame_by_frame(chapter, movie, tmp_path):
    shown = seen(export(movie, tmp_path / "a.webm", chapter=chapter))
    frames = movie.chapters[1].frames if chapter else range(movie.frames)
    film = film_frames(movie, (frames.start, frames.stop))
    assert len(shown) == len(film) == len(frames)
    assert max(one[2, 2, 3] for one in shown) == 0, "there is no ground"
    assert max(one[..., 3].max() for one in shown) > 200
    ground = np.array([0x0F, 0x12, 0x18])
    for rgba, rgb in zip(shown, film, strict=True):
        opacity = rgba[..., 3:] / 255
        over = rgba[..., :3] * opacity + ground * (1 - opacity)
        assert np.abs(over - rgb).mean() < 2


def test_scenes_that_were_changed_since_are_not_drawn(movie, tmp_path):
    scene = movie.video.with_name("short.py")
    before = scene.read_text()
    scene.write_text(before + "\n# changed\n")
    try:
        with pytest.raises(ExportError, match=r"its scenes were changed since; render it again"):
            export(movie, tmp_path / "a.webm")
    finally:
        scene.write_text(before)
    assert not [*tmp_path.iterdir()]
