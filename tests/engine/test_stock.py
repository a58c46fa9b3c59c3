"""Every frame is the one that manim's own renderer draws, before encoding."""

import hashlib
import operator

import numpy as np
import pytest
from shots import plain

from clipanim import catalogue, engine
from clipanim.engine.pictures import manim_settings, run, scene_of
from clipanim.engine.reel import Reel
from clipanim.engine.settings import Settings
from clipanim.stage import exact

SETTINGS = Settings(320, 180, 10)  # run times in the test scenes are whole frames at this pace


def frames_of_stock(shot, folder):
    """Frames as manim's renderer hands them to its writer."""
    with manim_settings(SETTINGS, str(folder)):
        scene, frames = scene_of(shot), []
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


def by_play(draw_all):
    """What `draw_all` hands over, in a list for each play."""
    plays = {}
    draw_all(lambda scene, pixels: plays.setdefault(scene.renderer.num_plays, []).append(pixels))
    return plays


@pytest.mark.slow
@pytest.mark.parametrize("name", list(catalogue.builtin()))
def test_every_play_of_a_film_of_ours_is_that_of_stock_manim(name, tmp_path, monkeypatch):
    """Where plays begin on whole frames; manim's rounding loses or adds one to some."""
    file, settings = catalogue.builtin()[name], Settings(160, 90, 60)
    shot, draw = engine.Shot(file, file.params({})), Reel.draw

    def stock(take):
        with manim_settings(settings, str(tmp_path)):
            scene = scene_of(shot)
            scene.renderer.file_writer.write_frame = lambda pixels, repeat=1: [
                take(scene, digest(pixels)) for _ in range(repeat)
            ]
            run(scene)

    def ours(take):
        def keep(self, scene, repeat):
            draw(self, scene, repeat)
            if (exact(scene.clock) * settings.fps).denominator > 1:
                between.add(scene.renderer.num_plays)
            for _ in range(repeat):
                take(scene, digest(self.canvas.pixels))

        monkeypatch.setattr(Reel, "draw", keep)
        engine.render([shot], settings, tmp_path)

    between = set()
    expected, found = by_play(stock), by_play(ours)
    assert found.keys() == expected.keys()
    assert len(between) < len(found)
    for play, frames in expected.items():
        if play in between:
            continue
        assert abs(len(found[play]) - len(frames)) <= 1, play
        assert all(map(operator.eq, found[play], frames)), play


def digest(pixels):
    return hashlib.blake2b(pixels.tobytes(), digest_size=8).digest()


def test_stock_manim_loses_a_frame_of_some_waits_and_we_do_not():
    """int(4.1 / (1 / 30)) is 122: a wait of 4.1 s at 30 fps ends a frame early in manim."""
    assert int(4.1 / (1 / 30)) == 122
    from clipanim.engine.player import frame_at

    assert frame_at(4.1, 30) - frame_at(0, 30) == 123
