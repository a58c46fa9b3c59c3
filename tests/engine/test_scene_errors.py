"""Errors of scenes that are played: the author's file, line and chapter, never a line of ours."""

from concurrent.futures import Future
from types import SimpleNamespace

import pytest
from places import ROOT
from short_films import SMALL, shot

from clipanim import audit, engine
from clipanim.engine.settings import EngineError
from clipanim.engine.workers import isolated
from clipanim.engine.workers.pool import Schedule
from clipanim.scene.scene_source import SceneError

STARTER = (ROOT / "scenes" / "_starter.py").read_text()
PLAIN = "from manim import *\nimport os, sys\nclass Plain(Scene):\n    def construct(self):\n"


@pytest.fixture
def starter(tmp_path, monkeypatch):
    """The scene that `clipanim new` writes, with something changed; and the line of that."""
    monkeypatch.chdir(tmp_path)

    def write(old, new):
        assert STARTER.count(old) == 1
        (tmp_path / "mine.py").write_text(STARTER.replace(old, new))
        return 1 + STARTER.partition(old)[0].count("\n")

    return write


def problem_of(call, kind=EngineError):
    with pytest.raises(kind) as raised:
        call()
    assert "\n" not in str(raised.value)
    return str(raised.value)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        pytest.param(
            "self.add(picture.name)",
            "self.add(picture.nmae)",
            "{line}, in Growth: 'Growth' object has no attribute 'nmae'; did you mean 'name'?",
            id="construct",
        ),
        pytest.param(
            "self.add(picture.name)", "sys.exit()", "{line}, in Growth: NameError: name 'sys'",
            id="a module that is not imported",
        ),
        pytest.param(
            "self.add(picture.name)",
            "raise SystemExit",
            "{line}, in Growth: SystemExit",
            id="leaves in construct",
        ),
        pytest.param(
            "self.add(picture.name)",
            "import os; os.abort_",
            "{line}, in Growth: module 'os' has no attribute 'abort_'; did you mean 'abort'?",
            id="a module's name",
        ),
        pytest.param(
            "self.plot.curve(steps",
            "self.plot.crve(steps",
            "{line}, in Growth: Plot object has no attribute 'crve'; did you mean 'curve'?",
            id="picture",
        ),
        pytest.param(
            "        super().__init__(\"Each step multiplies\")\n",
            "",
            "{above}: Growth.__init__ does not call super().__init__(title)",
            id="picture that does not begin",
        ),
        pytest.param(
            '{"Growth": Growth}',
            '{"Growth": lambda story: None}',
            "in Starter.construct: chapters['Growth'] makes a NoneType; expected a Picture",
            id="no picture",
        ),
        pytest.param(
            'self.chapter("Growth")',
            'self.chapter("Grwoth")',
            "{line}, in Starter.construct: no chapter 'Grwoth'; did you mean Growth?",
            id="unknown chapter",
        ),
        pytest.param(
            "{story.last}",
            "{story.lsat}",
            "{line}, in Growth: {{story.lsat}}: 'Story' object has no attribute 'lsat'; did you",
            id="field of the story",
        ),
        pytest.param(
            "{story.last}",
            "{stroy.last}",
            "{line}, in Growth: {{stroy.last}}: no value 'stroy'; did you mean story?",
            id="unknown field",
        ),
        pytest.param(
            "{story.last}",
            "{story.values[99]}",
            "{line}, in Growth: {{story.values[99]}}: IndexError: index 99 is out of bounds",
            id="entry that is not there",
        ),
        pytest.param(
            "{story.last}",
            "{story.last:.2q}",
            "{line}, in Growth: {{story.last}}: ValueError: Unknown format code 'q'",
            id="digits",
        ),
        pytest.param(
            "said=",
            "sadi=",
            "in What holds: TypeError: Card.__init__() got an unexpected keyword argument 'sadi'",
            id="card",
        ),
        pytest.param(
            "    card = EndCard\n",
            "",
            "in Growth: Starter has no card to close with: card = YourCard",
            id="no card",
        ),
    ],
)  # fmt: skip
def test_an_error_names_the_authors_line_and_the_chapter(old, new, problem, starter):
    line = starter(old, new)
    text = problem_of(lambda: engine.plan(shot("mine.py"), SMALL))
    assert text.startswith("mine.py:")
    assert problem.format(line=f"mine.py:{line}", above=f"mine.py:{line - 1}") in text


def test_an_error_of_tell_names_its_line(starter):
    line = starter("return Story(", "return Sotry(")
    wanted = (
        f"mine.py:{line}, in tell: NameError: name 'Sotry' is not defined; did you mean 'Story'?"
    )
    for call in (
        lambda: engine.cached_story(shot("mine.py")),
        lambda: engine.plan(shot("mine.py"), SMALL),
        lambda: engine.still(shot("mine.py"), SMALL),
        lambda: engine.storyboard(shot("mine.py"), SMALL),
        lambda: audit.check(shot("mine.py"), SMALL),
    ):
        assert problem_of(call) == wanted


def test_a_still_of_a_picture_that_fails_names_its_line(starter):
    line = starter("self.plot.curve(steps", "self.plot.crve(steps")
    text = problem_of(lambda: engine.still(shot("mine.py"), SMALL))
    assert text.startswith(f"mine.py:{line}, in Growth: ")


def test_a_formula_without_latex_names_what_needs_none(starter, monkeypatch):
    monkeypatch.setenv("PATH", "")
    line = starter("self.add(picture.name)", "import manim; self.add(manim.MathTex('x_{41}'))")
    assert problem_of(lambda: engine.plan(shot("mine.py"), SMALL)) == (
        f"mine.py:{line}, in Growth: Tex and MathTex need LaTeX; "
        "stage.math draws formulas without it"
    )


def test_a_forgotten_close_is_found(starter):
    starter("        self.close()\n", "")
    assert [one.message for one in audit.check(shot("mine.py"), SMALL)] == [
        "construct does not end with self.close()"
    ]
    starter("        self.close()\n", "        self.close()\n\n")
    assert audit.check(shot("mine.py"), SMALL) == []


def render(path, folder, **how):
    ((_, made),) = engine.render_each([shot(path)], SMALL, folder, **how)
    return made


def test_a_scene_that_leaves_is_a_failure_of_that_scene(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plain.py").write_text(f"{PLAIN}        self.wait(0.2)\n        sys.exit()\n")
    made = render("plain.py", tmp_path)
    assert isinstance(made, EngineError)
    assert str(made) == "plain.py:6, in Plain.construct: SystemExit"


def test_a_worker_that_ends_by_itself_is_named_with_its_status(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plain.py").write_text(f"{PLAIN}        os._exit(3)\n")
    made = render("plain.py", tmp_path, jobs=2)
    assert str(made) == "plain: its worker died 3 times (exit status 3)"


def test_a_worker_elsewhere_that_ends_is_named_with_its_status():
    process = isolated.IsolatedProcess()
    process.process.kill()
    with pytest.raises(isolated.WorkerDied, match="SIGKILL"):
        process.run(None)


def test_what_would_end_us_is_an_error_of_the_scene():
    task = SimpleNamespace(file=SimpleNamespace(name="toy"))
    schedule, future = Schedule({0: task}), Future()
    schedule.next_scene()
    future.set_exception(SystemExit(0))
    assert schedule.record(0, future)
    assert str(schedule.outcome(0)) == "toy: its worker ended with SystemExit: 0"


def test_a_scene_that_plays_nothing_is_no_film_but_has_a_still(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plain.py").write_text(f"{PLAIN}        self.add(Square(fill_opacity=1))\n")
    wanted = "plain.py: construct plays nothing, so there is no film; clipanim still plain.py"
    assert str(render("plain.py", tmp_path)).startswith(wanted)
    assert problem_of(lambda: engine.plan(shot("plain.py"), SMALL)).startswith(wanted)
    assert engine.still(shot("plain.py"), SMALL)[45, 80, :3].min() > 200


def test_a_chapter_that_never_comes_is_named_with_the_file(starter):
    starter('"Growth": Growth}', '"Growth": Growth, "Decay": Growth}')
    text = problem_of(lambda: engine.plan(shot("mine.py", "Decay"), SMALL))
    assert text == "mine.py: construct never comes to the chapter 'Decay'"


def test_an_error_of_the_file_itself_names_its_line(starter):
    line = starter("Plot, theme", "Plott, theme")
    assert problem_of(lambda: shot("mine.py").file.load(), SceneError) == (
        f"mine.py:{line}: ImportError: cannot import name 'Plott' from 'clipanim.stage'; "
        "did you mean 'Plot'?"
    )
