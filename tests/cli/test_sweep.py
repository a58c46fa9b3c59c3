"""`render --sweep` and `render --batch`: many films, all of them checked before the first."""

import json
import os
import subprocess
import sys

import pytest
from places import DATA, ROOT
from toys import TOY, files_in

from clipanim.api import make_shot
from clipanim.engine import EngineError
from clipanim.film import param_sweep
from clipanim.scene.catalogue import find_scene


def params_of(fake, name):
    return [request[1][0].params.as_dict()[name] for request in fake.asked]


def values(text, folder):
    file = find_scene("toy.py")
    found = param_sweep.expand_sweeps(
        file, [param_sweep.parse_sweep(text, file.params_class())], {}
    )
    name, _, _ = text.partition("=")
    return [one.values[name] for one in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("rate=0.25,0.5,1", [0.25, 0.5, 1.0], id="a list"),
        pytest.param("rate=0.3", [0.3], id="a list of one"),
        pytest.param("rate=0:1:5", [0, 0.25, 0.5, 0.75, 1], id="evenly spaced"),
        pytest.param("rate=1:0:3", [1, 0.5, 0], id="downwards"),
        pytest.param("rate=0.1:1:4", [0.1, 0.4, 0.7, 1], id="no rounding errors"),
        pytest.param("rate=0:1:4", [0, 0.333333, 0.666667, 1], id="six digits in between"),
        pytest.param("rate=0.01:1:3:log", [0.01, 0.1, 1], id="equal multiples"),
        pytest.param("rate=0.123456789:1:2", [0.123456789, 1], id="ends as they are given"),
        pytest.param("steps=1:9:5", [1, 3, 5, 7, 9], id="whole numbers"),
        pytest.param("steps=1:8:4", [1, 3, 6, 8], id="rounded to whole numbers"),
        pytest.param("steps=1:9:3:log", [1, 3, 9], id="whole numbers, equal multiples"),
        pytest.param("mode=norm,value", ["norm", "value"], id="words"),
        pytest.param("fast=no,yes", [False, True], id="switches"),
    ],
)
def test_a_parameter_runs_through_its_values(text, expected, folder):
    assert values(text, folder) == expected


def test_each_value_is_a_film_with_its_recipe(run, folder, fake):
    result = run("render", "toy.py", "--sweep", "rate=0.25:1:4", "--steps", "5")
    assert result.exit_code == 0, result.output
    names = [f"toy-rate-{rate}" for rate in ("0.25", "0.5", "0.75", "1")]
    assert result.stdout.split() == [f"media/{name}.mp4" for name in names]
    assert params_of(fake, "rate") == [0.25, 0.5, 0.75, 1.0]
    assert params_of(fake, "steps") == [5] * 4
    for name in names:
        sheet = json.loads((folder / "media" / f"{name}.json").read_text())
        assert f"toy-rate-{sheet['scenes'][0]['params']['rate']:g}" == name


def test_several_sweeps_give_every_combination(run, fake):
    result = run("render", "toy.py", "--sweep", "steps=2,3", "--sweep", "mode=norm,value")
    assert result.stdout.split() == [
        f"media/toy-steps-{steps}-mode-{mode}.mp4" for steps in (2, 3) for mode in ("norm", "value")
    ]


def test_a_sweep_goes_into_a_folder(run, folder):
    result = run("render", "toy.py", "--sweep", "steps=2,3", "-o", "many/of")
    assert result.stdout.split() == ["many/of/toy-steps-2.mp4", "many/of/toy-steps-3.mp4"]


def test_a_sweep_can_be_one_film(run, folder, fake):
    result = run("render", "toy.py", "--sweep", "steps=2,3", "--join", "-o", "all.mp4")
    assert result.stdout == "all.mp4\n"
    assert params_of(fake, "steps") == [2, 3]


def test_the_rest_of_the_parameters_come_from_the_file(run, folder, fake):
    (folder / "toy.toml").write_text("rate = 0.75\nsteps = 8\n")
    run("render", "toy.py", "-c", "toy.toml", "--sweep", "steps=2,3", "--chapter", "1")
    assert params_of(fake, "rate") == [0.75, 0.75]
    assert params_of(fake, "steps") == [2, 3]
    assert {request[1][0].chapter for request in fake.asked} == {"Going up"}


class Weak:
    """A problem of the engine's with some parameters."""

    def __init__(self, *steps):
        self.steps = steps

    def fail(self, fake, monkeypatch):
        meet = fake.meet

        def meet_or_fail(*request):
            meet(*request)
            if request[1][0].params.steps in self.steps:
                raise EngineError("cannot draw")

        monkeypatch.setattr(fake, "meet", meet_or_fail)


def test_a_film_that_fails_is_named_and_the_rest_is_made(run, fake, monkeypatch):
    Weak(3).fail(fake, monkeypatch)
    result = run("render", "toy.py", "--sweep", "steps=2,3,4", "--json")
    assert result.exit_code == 75
    assert "Error: toy-steps-3: cannot draw\n" in result.stderr
    told = json.loads(result.stdout)
    assert [one["video"] for one in told["films"]] == [
        "media/toy-steps-2.mp4", "media/toy-steps-4.mp4"
    ]  # fmt: skip
    assert [one["video"] for one in told["failed"]] == ["media/toy-steps-3.mp4"]


def test_all_films_have_one_progress(run, fake):
    result = run("render", "toy.py", "--sweep", "steps=2,3,4,5", "-q", "low")
    shares = [int(line.split()[1]) for line in result.stderr.splitlines()]
    assert shares == sorted(set(shares))
    assert (shares[0], shares[-1]) == (0, 100)


def test_a_real_sweep_says_nothing_but_its_document(folder):
    """manim, which is loaded from the first film on, has a logger that writes to stdout."""
    size = ["--size", "64x64", "--fps", "1", "-j", "1", "--json"]
    line = ["render", str(DATA / "short.py"), "--sweep", "radius=1.1,1.2", *size]
    result = subprocess.run(
        [sys.executable, "-c", "from clipanim.cli import main; main()", *line],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert len(json.loads(result.stdout)["films"]) == 2


def test_a_dry_run_lists_every_film(run, fake):
    told = json.loads(run("render", "toy.py", "--sweep", "steps=2,3", "--dry-run", "--json").stdout)
    assert [one["video"] for one in told["films"]] == [
        "media/toy-steps-2.mp4", "media/toy-steps-3.mp4"
    ]  # fmt: skip
    assert {request[0] for request in fake.asked} == {"plan"}


BATCH = """
quality = "low"

[[film]]
scene = "toy.py"
steps = 5
start = [1, -2.5]

[[film]]
scene = "toy.py"
chapter = "Going up"
output = "deep/up.mp4"

[[film]]
scene = "other.py"
"""


def test_a_file_of_films_says_scene_parameters_and_place(run, folder, fake):
    (folder / "all.toml").write_text(BATCH)
    result = run("render", "--batch", "all.toml")
    assert result.exit_code == 0, result.output
    assert result.stdout.split() == ["media/toy.mp4", "deep/up.mp4", "media/other.mp4"]
    shots = [request[1][0] for request in fake.asked]
    assert shots[0] == make_shot("toy.py", {"steps": 5, "start": (1.0, -2.5)})
    assert [one.chapter for one in shots] == [None, "Going up", None]
    assert {request[2].width for request in fake.asked} == {854}


def test_a_flag_wins_over_the_file_of_films(run, folder, fake):
    (folder / "all.toml").write_text(f'theme = "light"\nsize = "640x360"\n{BATCH}')
    result = run("render", "--batch", "all.toml", "--size", "320x180", "-o", "here")
    assert result.stdout.split() == ["here/toy.mp4", "here/deep/up.mp4", "here/other.mp4"]
    settings = fake.asked[0][2]
    assert (settings.width, settings.fps, settings.theme) == (320, 15, "light")


def test_scene_files_are_looked_for_beside_the_file_of_films(run, folder, fake):
    (folder / "deep").mkdir()
    (folder / "deep" / "all.toml").write_text('[[film]]\nscene = "../toy.py"\n')
    assert run("render", "--batch", "deep/all.toml").stdout == "media/toy.mp4\n"


SWEEPS = {  # what --sweep says: what is said about it
    "rate": "expected NAME=VALUE",
    "rate=": "expected NAME=VALUE",
    "rtae=1": "rtae: no such parameter; did you mean rate?",
    "rate=0.5,2": "toy-rate-2: rate: 2 is above 1",
    "rate=0:2:5": "toy-rate-1.5: rate: 1.5 is above 1",
    "rate=a,b": "toy-rate-a: rate: expected a number, got 'a'",
    "rate=0:1": "expected NAME=VALUE",
    "rate=0:1:x": "expected NAME=VALUE",
    "rate=0:1:3:exp": "expected NAME=VALUE",
    "rate=nan:1:3": "expected NAME=VALUE",
    "rate=0:1:1": "the count must be 2 to 1000",
    "rate=0:1:99999999": "the count must be 2 to 1000",
    "rate=0:1:3:log": "log needs ends of one sign",
    "steps=1:3:5": "there are not 5 whole numbers in it",
    "steps=1.5:3:2": "toy-steps-1.5: steps: expected a whole number",
    "steps=2,2": "2 comes twice",
    "mode=norm:value:2": "takes text; give its values",
    "mode=nrm": "'nrm' is not one of norm, value",
    "start=1,-2": "start: takes 2 numbers, separated by commas; a batch file can vary it",
}


@pytest.mark.parametrize("text", SWEEPS)
def test_a_sweep_that_cannot_be_is_refused_before_anything_is_drawn(text, run, folder, fake):
    refused(run, folder, fake, ["toy.py", "--sweep", text], SWEEPS[text])


def refused(run, folder, fake, args, complaint):
    before = files_in(folder)
    result = run("render", *args)
    assert result.exit_code == 2, result.output
    assert complaint in result.stderr
    assert result.stderr.count("\n") <= 4
    assert files_in(folder) == before
    assert not fake.asked


TWO = ["--sweep", "steps=2,3"]
COMBINED = {  # what makes no sense together: arguments, what is said about them
    "two scenes": (["toy.py", "other.py", *TWO], "varies one scene; 2 are given"),
    "a flag": (["toy.py", "--steps", "2", *TWO], "steps: is given twice"),
    "two sweeps of one": (["toy.py", *TWO, *TWO], "steps: is given twice"),
    "one place": (["toy.py", *TWO, "-o", "a.mp4"], "a.mp4: is one film, for 2; add --join, or"),
    "too many": (["toy.py", *TWO, "--sweep", "rate=0:1:999"], "1998 films; at most 1000"),
    "made again": (["--from", "film.mp4", *TWO], "sweep: the film says it already"),
}


@pytest.mark.parametrize(("args", "complaint"), COMBINED.values(), ids=COMBINED)
def test_what_cannot_vary_too_is_refused(args, complaint, run, folder, fake):
    refused(run, folder, fake, args, complaint)


BATCHES = {  # what is in the file: what is said about it
    "": "all.toml: it is empty",
    "x = 1": "all.toml: x: no such key",
    "[[flim]]": "flim: no such key; did you mean film?",
    "qualtiy = 'low'\n[[film]]\nscene = 'toy.py'": "qualtiy: no such key; did you mean quality?",
    "quality = 3\n[[film]]\nscene = 'toy.py'": "quality: expected text, got 3",
    "quality = 'best'\n[[film]]\nscene = 'toy.py'": "quality: 'best' is not one of",
    "size = 'big'\n[[film]]\nscene = 'toy.py'": "expected WIDTHxHEIGHT",
    "film = 3": "no film in it; expected [[film]]",
    "film = []": "no film in it; expected [[film]]",
    "film = [3]": "no film in it; expected [[film]]",
    "[film]\nscene = 'toy.py'": "no film in it; expected [[film]]",
    "[[film]]": "film 1: expected scene = NAME",
    "[[film]]\nscene = 'cliff_lep'": "film 1: no scene 'cliff_lep'; did you mean cliff_leap?",
    "[[film]]\nscene = 'toi.py'": "toi.py: no such file",
    "[[film]]\nscene = 'toy.py'\nstesp = 2": "film 1, stesp: no such key; did you mean steps?",
    "[[film]]\nscene = 'toy.py'\nsteps = 99": "film 1, steps: 99 is above 9",
    "[[film]]\nscene = 'toy.py'\nchapter = 'Up'": "film 1, chapter: toy has no chapter 'Up'",
    "[[film]]\nscene = 'toy.py'\nchapter = true": "chapter: expected text or a whole number",
    "[[film]]\nscene = 'toy.py'\noutput = 3": "film 1, output: expected text, got 3",
    "[[film]]\nscene = 'toy.py'\noutput = 'a.avi'": "a.avi: expected a file ending in .mp4",
    "[[film]]\nscene = 'toy.py'\noutput = 'x/../a.mp4'\n"
    "[[film]]\nscene = 'other.py'\noutput = 'a.mp4'": "a.mp4 is that of film 1 too",
    "[[film]]\nscene = 'toy.py'\n[[film]]\nscene = 'toy.py'": "media/toy.mp4 is that of film 1 too",
}


@pytest.mark.parametrize("text", BATCHES)
def test_a_file_of_films_that_cannot_be_is_refused(text, run, folder, fake):
    (folder / "all.toml").write_text(text)
    refused(run, folder, fake, ["--batch", "all.toml"], BATCHES[text])


@pytest.mark.parametrize(
    "more",
    [["toy.py"], ["--chapter", "1"], ["-c", "toy.toml"], ["--sweep", "steps=2"], ["--join"]],
)
def test_what_the_file_of_films_says_cannot_be_said_too(more, run, folder, fake):
    (folder / "all.toml").write_text(BATCH)
    refused(run, folder, fake, ["--batch", "all.toml", *more], "it stands in the file")


def test_values_that_give_files_of_one_name_are_refused(run, folder, fake):
    free = TOY.replace(', choices=("norm", "value")', "")
    (folder / "toy.py").write_text(free)
    refused(run, folder, fake, ["toy.py", "--sweep", "mode=a/b,a_b"], "would be films 1 and 2")


def test_a_file_of_films_has_no_single_place(run, folder, fake):
    (folder / "all.toml").write_text(BATCH)
    refused(run, folder, fake, ["--batch", "all.toml", "-o", "a.mp4"], "name a folder")
