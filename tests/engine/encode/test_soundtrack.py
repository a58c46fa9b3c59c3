"""Sounds that a scene adds are in its film, in step, whoever draws it."""

import wave

import av
import numpy as np
import pytest
from decode_audio import decode_audio
from places import DATA
from short_films import SMALL, shot

from clipanim import api, engine
from clipanim.engine import rendering
from clipanim.engine.encode import soundtrack
from clipanim.engine.encode.soundtrack import SAMPLE_RATE, mix_soundtrack
from clipanim.engine.play.scene_setup import manim_settings
from clipanim.engine.settings import EngineError, Sound, Timeline
from clipanim.engine.store.dependencies import current_digest
from clipanim.scene.catalogue import find_scene

PITCH, LENGTH, LOUD = 1000, 0.1, 0.5  # of a click: Hz, seconds, amplitude
MIDDLE = np.sqrt(0.5)  # of a single channel that is heard on both sides
STARTS, LOUDNESS = [0.0, 1.5, 2.0, 3.9], [1.0, 10 ** (-6 / 20), 1.0, 1.0]
SECONDS = 3.95
LOUD_SCENE = DATA / "loud.py"


def click(rate=44100, channels=1, pitch=PITCH, length=LENGTH):
    """Samples of a tone, int16, shape (samples, channels)."""
    times = np.arange(round(rate * length)) / rate
    tone = LOUD * np.sin(2 * np.pi * pitch * times)
    return np.repeat((32767 * tone).astype("<i2")[:, None], channels, axis=1)


def write_wav(path, samples, rate=44100):
    with wave.open(str(path), "wb") as file:
        file.setparams((samples.shape[1], 2, rate, 0, "NONE", ""))
        file.writeframes(samples.tobytes())


@pytest.fixture
def wav(tmp_path):
    """click.wav, where the scene looks for it: in the working folder."""
    write_wav(tmp_path / "click.wav", click())
    return tmp_path / "click.wav"


def onsets(samples, rate):
    """When tones start, seconds, and how loud they are."""
    loud = np.abs(samples).max(axis=0) > 0.1
    quiet_before = np.flatnonzero(loud & ~np.roll(_spread(loud, rate // 50), 1))
    return [
        (n / rate, float(np.abs(samples[:, n + rate // 50 : n + rate // 25]).max()))
        for n in quiet_before
    ]


def _spread(loud, width):
    """Loud, or so a short while ago."""
    counts = np.cumsum(np.r_[np.zeros(width, int), loud])
    return counts[width:] - counts[:-width] > 0


def film_of(folder, name="film.mp4", **how):
    how = {"size": (160, 90), "fps": 10, "jobs": 1, **how}
    return api.render(LOUD_SCENE, output=folder / name, **how)


def test_each_sound_is_heard_when_and_as_loud_as_it_was_added(wav, tmp_path):
    found = onsets(*decode_audio(film_of(tmp_path).video))
    starts, loudness = zip(*found, strict=True)
    assert starts == pytest.approx(STARTS, abs=0.003)
    assert loudness == pytest.approx(np.multiply(LOUDNESS, LOUD * MIDDLE), rel=0.1)


def test_the_sound_ends_with_the_pictures_within_a_frame(wav, tmp_path):
    film = film_of(tmp_path, fps=60)
    samples, rate = decode_audio(film.video)
    assert film.timeline.seconds == SECONDS
    # AAC encodes 1024 samples together; what it fills up with lies behind the last picture.
    assert 0 <= samples.shape[1] / rate - SECONDS < 1024 / rate
    with av.open(str(film.video)) as video:
        ends = {one.type: float(one.duration * one.time_base) for one in video.streams}
    assert ends["audio"] == pytest.approx(ends["video"], abs=1 / 60)


def test_it_is_aac_encoded_once_for_the_whole_film(wav, tmp_path):
    with av.open(str(film_of(tmp_path).video)) as film:
        (audio,) = film.streams.audio
        assert audio.codec_context.name == "aac"
        packets = [one for one in film.demux(audio) if one.dts is not None]
    steps = np.diff([one.dts for one in packets])
    assert set(steps[:-1]) == {1024}


@pytest.mark.parametrize("jobs", [2, pytest.param(3, marks=pytest.mark.slow)])
def test_the_film_is_the_same_bytes_for_any_number_of_workers(jobs, wav, tmp_path):
    alone = film_of(tmp_path, "one.mp4", fresh=True).video.read_bytes()
    assert film_of(tmp_path, "many.mp4", jobs=jobs, fresh=True).video.read_bytes() == alone


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("channels", [1, 2])
def test_it_is_heard_as_in_stock_manims_film(channels, wav, tmp_path):
    write_wav(wav, click(channels=channels))
    with manim_settings(SMALL, str(tmp_path / "stock"), film=True):
        scene = find_scene(str(LOUD_SCENE)).load().scene()
        scene.render()
        stock = onsets(*decode_audio(scene.renderer.file_writer.movie_file_path))
    ours = onsets(*decode_audio(film_of(tmp_path).video))
    assert [one[0] for one in ours] == pytest.approx([one[0] for one in stock], abs=1 / SMALL.fps)
    assert [one[1] for one in ours] == pytest.approx([one[1] for one in stock], rel=0.1)


def test_an_unchanged_film_is_recognised_with_its_sound(wav, tmp_path, monkeypatch):
    before = film_of(tmp_path).video.read_bytes()
    monkeypatch.setattr(
        rendering, "_render_serially", lambda *_: pytest.fail("something was drawn")
    )
    assert film_of(tmp_path, "again.mp4").video.read_bytes() == before


def test_another_sound_in_the_same_file_is_another_film(wav, tmp_path):
    film_of(tmp_path)
    write_wav(wav, click(length=0.3))
    samples, rate = decode_audio(film_of(tmp_path).video)
    assert np.abs(samples[:, round(0.25 * rate) : round(0.28 * rate)]).max() > LOUD / 2


def test_joined_films_keep_their_sounds_and_none_is_heard_in_the_next(wav, tmp_path):
    write_wav(wav, click(length=1.0))
    twice, settings = [shot(LOUD_SCENE)] * 2, api.Settings(160, 90, 10)
    film = api.make_film(twice, tmp_path / "two.mp4", settings, api.RenderOptions(jobs=1))
    samples, rate = decode_audio(film.video)
    length = round(film.timeline.frames / 10 * rate / 2)
    one, other = samples[:, :length], samples[:, length : 2 * length]
    assert np.abs(one[:, 4800:-4800] - other[:, 4800:-4800]).max() < 0.05


def test_a_film_without_sounds_has_no_track(tmp_path):
    how = {"size": (160, 90), "fps": 10, "jobs": 1}
    film = api.render(f"{DATA / 'plain.py'}:Shapes", output=tmp_path / "a.mp4", **how)
    with av.open(str(film.video)) as video:
        assert not video.streams.audio


@pytest.mark.parametrize(
    ("suffix", "codec"),
    [("flac", "flac"), ("m4a", "aac"), ("mp3", "libmp3lame")],
)
def test_what_is_no_wav_is_read_without_other_programs(suffix, codec, tmp_path):
    with av.open(str(tmp_path / f"click.{suffix}"), "w") as file:
        stream = file.add_stream(codec, rate=44100, layout="mono")
        frame = av.AudioFrame.from_ndarray(click().T.copy(), "s16", "mono")
        frame.sample_rate = 44100
        resampler = av.AudioResampler(stream.format.name, "mono", 44100, stream.frame_size or None)
        for piece in [*resampler.resample(frame), *resampler.resample(None), None]:
            file.mux(stream.encode(piece))
    sound = sound_in(tmp_path / f"click.{suffix}")
    track = mix_soundtrack([Timeline(10, 10, (), (), (sound,))])
    loudness = np.sqrt(2 * np.mean(track[:, 2000:4000] ** 2))
    assert loudness == pytest.approx(LOUD * MIDDLE, rel=0.1)


def sound_in(path, start=0.0, gain=0.0, background=0.0):
    return Sound(str(path), current_digest(str(path)), start, gain, background)


@pytest.mark.parametrize(("rate", "channels"), [(44100, 1), (8000, 2), (48000, 2), (96000, 1)])
def test_any_rate_and_number_of_channels_keeps_pitch_length_and_loudness(rate, channels, wav):
    write_wav(wav, click(rate, channels, length=0.5), rate)
    track = mix_soundtrack([Timeline(10, 10, (), (), (sound_in(wav),))])
    assert track.shape == (2, SAMPLE_RATE)
    loud = np.flatnonzero(np.abs(track[0]) > 0.1)
    assert loud[-1] / SAMPLE_RATE == pytest.approx(0.5, abs=0.002)
    spectrum = np.abs(np.fft.rfft(track[1][: SAMPLE_RATE // 2]))
    assert np.argmax(spectrum) * 2 == PITCH
    loudness = LOUD * (MIDDLE if channels == 1 else 1)
    assert np.abs(track[:, 1000:20000]).max(axis=1) == pytest.approx([loudness] * 2, rel=0.02)


def test_what_was_added_before_becomes_softer_while_a_sound_asks_for_it(wav):
    write_wav(wav, click(length=1.0))
    first, quiet = sound_in(wav), sound_in(wav, start=0.5, gain=-200, background=-12)
    track = mix_soundtrack([Timeline(10, 10, (), (), (first, quiet))])
    before, meanwhile = (np.abs(track[0, n : n + 4800]).max() for n in (9600, 36000))
    assert meanwhile / before == pytest.approx(10 ** (-12 / 20), rel=0.02)


def test_of_a_sound_that_began_before_its_chapter_the_rest_is_heard(wav):
    write_wav(wav, click(length=1.0))
    track = mix_soundtrack([Timeline(10, 10, (), (), (sound_in(wav, start=-0.75),))])
    loud = np.flatnonzero(np.abs(track[0]) > 0.1)
    assert (loud[0] / SAMPLE_RATE, loud[-1] / SAMPLE_RATE) == pytest.approx((0, 0.25), abs=0.002)


def test_sounds_together_are_cut_at_full_loudness(wav):
    write_wav(wav, click(channels=2))
    track = mix_soundtrack([Timeline(10, 10, (), (), (sound_in(wav),) * 5)])
    assert np.abs(track).max() == 1


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        pytest.param("self.add_sound('clack.wav')", "could not find clack.wav", id="no file"),
        pytest.param("self.add_sound('click.wav', -1)", "starts 1 s before the film", id="early"),
        pytest.param("self.add_sound('text.wav')", "text.wav: no sound that can", id="no sound"),
    ],
)
def test_a_sound_that_cannot_be_is_said_with_its_scene(line, problem, wav, tmp_path):
    (tmp_path / "text.wav").write_text("no sound")
    (tmp_path / "bad.py").write_text(LOUD_SCENE.read_text().replace("square = Square()", line))
    with pytest.raises(EngineError, match=rf"bad\.py:\d+, in \w+.*{problem}"):
        engine.render([shot(tmp_path / "bad.py")], SMALL, tmp_path / "out")


def test_a_sound_that_changes_before_the_film_is_joined_is_named(wav, tmp_path):
    clips = engine.render([shot(LOUD_SCENE)], SMALL, tmp_path / "out")
    write_wav(wav, click(length=0.2))
    with pytest.raises(EngineError, match=r"click\.wav: was changed while the film was made"):
        engine.concat_clips(clips, tmp_path / "film.mp4")


def test_a_track_is_encoded_once_and_kept(wav, tmp_path, monkeypatch):
    clip = engine.render([shot(LOUD_SCENE)], SMALL, tmp_path)[0]
    films = [tmp_path / "first.mp4", tmp_path / "second.mp4"]
    engine.concat_clips([clip], films[0], cache=tmp_path / "cache")
    monkeypatch.delattr(soundtrack, "_encode_mp4")
    engine.concat_clips([clip], films[1], cache=tmp_path / "cache")
    assert films[0].read_bytes() == films[1].read_bytes()
    assert onsets(*decode_audio(films[1]))
    with pytest.raises(NameError):
        engine.concat_clips([clip], films[1], cache=tmp_path / "another")
