"""Films that are spoken: paced by the voice, in step with it, and as loud as others."""

import itertools
import json

import av
import numpy as np
import pytest
from decode_audio import decode_audio
from short_films import SHORT, shot
from test_loudness import measured_in
from voices import hum, needs_espeak, needs_piper, write_wav

from clipanim import api, engine
from clipanim.engine import rendering
from clipanim.engine.encode import soundtrack
from clipanim.engine.play.scene_setup import dry_run_scene, run_scene
from clipanim.film import narration
from clipanim.film.options import RenderOptions
from clipanim.lecture.recording_script import recording_name
from clipanim.stage.explainer import FADE_IN_FROM

LENGTHS = {"1.1": 4.37, "1.2": 0.91, "2.1": 3.03}  # seconds of each recording; no whole frames


@pytest.fixture
def recorded(tmp_path):
    """A folder of recordings of the short film's lines."""
    folder = tmp_path / "recorded"
    narration.write_recording_sheets(
        narration.recording_cues([shot()], api.settings("draft")), folder
    )
    for id_, seconds in LENGTHS.items():
        write_wav(folder / recording_name(id_), hum(seconds), channels=1)
    return folder


def film(voice, path, shots=None, fps=10, **how):
    chosen = api.settings(size=(160, 90), fps=fps, voice=str(voice))
    return api.make_film(shots or [shot()], path, chosen, RenderOptions(jobs=1, **how))


def lines_of(video):
    with av.open(str(video)) as file:
        return json.loads(file.metadata["comment"])["lines"]


def onset_after(moment, samples, rate):
    """When the next sound starts after a hush, seconds, if one starts within 2 s."""
    first = round((moment - 0.15) * rate)
    loud = np.abs(samples[:, first : first + 2 * rate]).max(axis=0) > 0.02
    assert not loud[: rate // 10].any(), "there is no hush before it"
    return (first + int(np.argmax(loud))) / rate if loud.any() else np.inf


def test_each_line_lasts_as_long_as_its_speech(recorded, tmp_path):
    lines = film(recorded, tmp_path / "film.mp4").timeline.lines
    lasting = {one.id: one.end - one.start for one in lines}
    # Not to the sample: a recording is faded, and its softest ends are cut off.
    expected = {id_: FADE_IN_FROM + seconds for id_, seconds in LENGTHS.items()}
    assert lasting == pytest.approx(expected, abs=0.05)


def test_nothing_but_the_lines_takes_another_time(recorded, tmp_path):
    def planned(voice):
        chosen = api.settings(size=(160, 90), fps=10, voice=str(voice))
        (one,) = narration.narrate([shot()], chosen, tmp_path, RenderOptions())
        return engine.plan(one.shot, narration.without_voice(chosen))

    def of_lines(timeline):
        return sum(one.end - one.start for one in timeline.lines)

    silent, spoken = planned("none"), planned(recorded)
    longer = of_lines(spoken) - of_lines(silent)
    assert longer > 2
    assert spoken.seconds - silent.seconds == pytest.approx(longer, abs=0.1)


@pytest.mark.parametrize("fps", [15, pytest.param(60, marks=pytest.mark.slow)])
def test_at_the_end_of_a_long_film_speech_is_in_step_within_a_frame(fps, recorded, tmp_path):
    made = film(recorded, tmp_path / "film.mp4", [shot()] * 8, fps)
    assert made.timeline.seconds > 140
    samples, rate = decode_audio(made.video)
    for line in made.timeline.lines[-3:]:
        assert onset_after(line.heard, samples, rate) == pytest.approx(line.heard, abs=1 / fps)
    with av.open(str(made.video)) as file:
        assert file.streams.video[0].frames == made.timeline.frames
    assert samples.shape[1] / rate == pytest.approx(made.timeline.seconds, abs=1 / fps)


def test_the_sound_is_encoded_once_for_the_whole_film(recorded, tmp_path):
    made = film(recorded, tmp_path / "film.mp4", [shot()] * 2)
    with av.open(str(made.video)) as file:
        packets = [one for one in file.demux(file.streams.audio[0]) if one.size]
    assert {b.pts - a.pts for a, b in itertools.pairwise(packets)} == {1024}


def test_each_cue_holds_the_speech_of_its_line(recorded, tmp_path):
    made = film(recorded, tmp_path / "film.mp4", [shot(), shot(chapter="The turn")])
    lines = lines_of(made.video)
    assert [one["id"] for one in lines] == ["1.1", "1.2", "2.1", "2.1"]
    for line in lines:
        assert line["start"] < line["heard"] < line["end"]
        assert line["end"] - line["heard"] >= LENGTHS[line["id"]] - 0.05
    for one, following in itertools.pairwise(lines):
        assert one["end"] <= following["start"] + 1e-9


def test_a_chapter_alone_is_spoken_from_its_own_start(recorded, tmp_path):
    made = film(recorded, tmp_path / "film.mp4", [shot(chapter="The turn")])
    samples, rate = decode_audio(made.video)
    (line,) = made.timeline.lines
    assert line.heard < 2
    assert onset_after(line.heard, samples, rate) == pytest.approx(line.heard, abs=0.05)


def test_an_unchanged_film_is_recognised_and_is_the_same_bytes(recorded, tmp_path, monkeypatch):
    before = film(recorded, tmp_path / "film.mp4").video.read_bytes()
    assert film(recorded, tmp_path / "film.mp4", fresh=True).video.read_bytes() == before
    monkeypatch.setattr(
        rendering, "_render_serially", lambda *_: pytest.fail("something was drawn")
    )
    monkeypatch.setattr(soundtrack, "_encode_mp4", lambda *_: pytest.fail("encoded again"))
    assert film(recorded, tmp_path / "film.mp4").video.read_bytes() == before


def test_made_again_from_itself_it_is_the_same_film(recorded, tmp_path):
    made = film(recorded, tmp_path / "film.mp4")
    shots, chosen = api.shots_from_recipe(made.video)
    again = api.make_film(shots, tmp_path / "again" / "film.mp4", chosen, RenderOptions(jobs=1))
    assert again.video.read_bytes() == made.video.read_bytes()


def test_a_plain_manim_scene_is_silent_and_says_so(recorded, tmp_path, caplog):
    plain = api.make_shot(f"{SHORT.parent / 'plain.py'}:Shapes")
    made = film(recorded, tmp_path / "film.mp4", [plain])
    assert "is a plain manim scene, whose lines are not spoken" in caplog.text
    with av.open(str(made.video)) as file:
        assert not file.streams.audio


@needs_espeak
def test_a_spoken_film_is_as_loud_as_its_lines(tmp_path):
    made = film("espeak", tmp_path / "film.mp4")
    samples, rate = decode_audio(made.video)
    assert rate == 48000
    assert measured_in(samples) == pytest.approx(-16, abs=1)
    assert np.abs(samples).max() < 1


@needs_piper
@pytest.mark.slow
def test_piper_speaks_the_course_and_its_last_line_is_in_step(tmp_path):
    shots = api.lesson_shots("clipping")
    made = film("piper", tmp_path / "film.mp4", shots, fps=15)
    samples, rate = decode_audio(made.video)
    line = made.timeline.lines[-1]
    assert onset_after(line.heard, samples, rate) == pytest.approx(line.heard, abs=1 / 15 + 0.06)
    assert measured_in(samples) == pytest.approx(-16, abs=1)


@pytest.mark.parametrize("run_time", [0.01, 0.05, 0.72])
def test_lines_are_timed_as_the_film_is_also_by_plays_shorter_than_a_frame(run_time, tmp_path):
    before = "self.play(Appear(picture.end))"
    after = f"self.play(Appear(picture.end, run_time={run_time}))"
    (tmp_path / "hasty.py").write_text(SHORT.read_text().replace(before, after))
    one = shot(tmp_path / "hasty.py")
    with dry_run_scene(one, engine.Settings(160, 90, 10)) as scene:
        run_scene(scene)
    assert scene.clock == scene.renderer.time
