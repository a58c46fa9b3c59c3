"""Every frame is the one that manim's own renderer draws, before encoding."""

import numpy as np
import pytest
from shots import plain

from clipanim import engine
from clipanim.engine.pictures import manim_settings, run, scene_of
from clipanim.engine.reel import Reel
from clipanim.engine.settings import Settings

SETTINGS = Settings(320, 180, 10)  # run times in the test scenes are whole frames at this pace


def frames_of_stock(shot, folder):
    """Frames as manim's renderer hands them to its writer."""
    with manim_settings(SETTINGS, str(folder)):
        scene, frames = scene_of(shot.file, {}), []
        scene.renderer.file_writer.write_frame = lambda pixels, repeat=1: frames.extend(
            [pixels.copy()] * repeat
        )
        run(scene)
        return frames


def frames_of_ours(shot, folder, monkeypatch):
    frames, draw = [], Reel.draw

    def keep(self, scene, repeat):
        draw(self, scene, repeat)
        frames.extend([self.canvas.pixels.copy()] * repeat)

    monkeypatch.setattr(Reel, "draw", keep)
    engine.render([shot], SETTINGS, folder)
    return frames


@pytest.mark.parametrize("name", ["Shapes", "Counted"])
def test_every_frame_is_that_of_stock_manim(name, tmp_path, monkeypatch):
    stock = frames_of_stock(plain(name), tmp_path / "stock")
    ours = frames_of_ours(plain(name), tmp_path / "ours", monkeypatch)
    assert len(stock) == len(ours)
    for n, (one, other) in enumerate(zip(ours, stock, strict=True)):
        np.testing.assert_array_equal(one, other, err_msg=f"frame {n}")


def test_stock_manim_loses_a_frame_of_some_waits_and_we_do_not():
    """int(4.1 / (1 / 30)) is 122: a wait of 4.1 s at 30 fps ends a frame early in manim."""
    assert int(4.1 / (1 / 30)) == 122
    from clipanim.engine.player import frame_at

    assert frame_at(4.1, 30) - frame_at(0, 30) == 123
