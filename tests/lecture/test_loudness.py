"""Speech is equally loud, whoever spoke it and however it was recorded."""

import io
import wave

import av
import numpy as np
import pytest
from voices import RATE, hum

from clipanim.lecture.loudness import (
    FADE_SECONDS,
    PEAK_LIMIT,
    TRIM_MARGIN_SECONDS,
    SilenceError,
    normalize_speech,
    wav_seconds,
)


def played(wav):
    """Samples of shape (n, 2), from -1 to 1."""
    with wave.open(io.BytesIO(wav)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (2, 2, 48000)
        return np.frombuffer(file.readframes(file.getnframes()), "<i2").reshape(-1, 2) / 32768


def measured(wav):
    """The loudness of a WAV file that a player's meter shows, LUFS."""
    return measured_in(played(wav).T)


def measured_in(samples):
    """Likewise, of samples at 48 kHz, shape (2, n), by a filter graph of the test's own."""
    graph, found = av.filter.Graph(), None
    source = graph.add_abuffer(sample_rate=48000, format="fltp", layout="stereo")
    meter, sink = graph.add("ebur128", "metadata=1"), graph.add("abuffersink")
    source.link_to(meter)
    meter.link_to(sink)
    graph.configure()
    whole = np.ascontiguousarray(samples, np.float32)
    frame = av.AudioFrame.from_ndarray(whole, "fltp", "stereo")
    frame.sample_rate, frame.pts = 48000, 0
    graph.push(frame)
    graph.push(None)
    while True:
        try:
            found = graph.pull().metadata.get("lavfi.r128.I", found)
        except av.EOFError:
            return float(found)


def crackle(seconds):
    """A hum with a hundred times louder clicks."""
    samples = hum(seconds, 0.005)
    samples[:: RATE // 4] = 0.9
    return samples


CASES = [
    pytest.param(hum(3, 0.9), RATE, id="loud"),
    pytest.param(hum(3, 0.01), RATE, id="soft"),
    pytest.param(hum(0.5), RATE, id="a word"),
    pytest.param(hum(2, rate=8000), 8000, id="8 kHz"),
    pytest.param(hum(2, rate=96000), 96000, id="96 kHz"),
    pytest.param(hum(40), RATE, id="long"),
]


@pytest.mark.parametrize(("samples", "rate"), CASES)
def test_it_has_minus_16_lufs_within_one_and_never_clips(samples, rate):
    wav = normalize_speech(samples, rate)
    assert measured(wav) == pytest.approx(-16, abs=1)
    assert np.abs(played(wav)).max() <= PEAK_LIMIT + 1e-4


def test_where_loudness_and_peaks_cannot_both_be_had_the_peaks_win():
    wav = normalize_speech(crackle(3), RATE)
    assert np.abs(played(wav)).max() <= PEAK_LIMIT + 1e-4
    assert measured(wav) < -16


def test_the_hush_around_it_is_cut_off_and_the_rest_fades_in_and_out():
    wav = normalize_speech(hum(1, hush=2.0), RATE)
    assert wav_seconds(wav) == pytest.approx(1 + 2 * TRIM_MARGIN_SECONDS, abs=0.02)
    sound = normalize_speech(hum(1), RATE)
    steps = np.abs(played(sound)[:, 0])
    count = round(FADE_SECONDS * 48000)
    assert steps[0] == steps[-1] == 0
    assert steps[: count // 4].max() < 0.3 * steps[count : 5 * count].max()
    assert steps[-count // 4 :].max() < 0.3 * steps[-5 * count : -count].max()


def test_it_is_the_same_bytes_every_time():
    assert normalize_speech(hum(2), RATE) == normalize_speech(hum(2), RATE)


@pytest.mark.parametrize("samples", [np.zeros(RATE), np.zeros(0), hum(1, 0.0001)])
def test_silence_is_refused(samples):
    with pytest.raises(SilenceError):
        normalize_speech(samples.astype(np.float32), RATE)
