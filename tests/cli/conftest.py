"""A folder with two toy scenes, and the command run in it."""

import sys
from types import ModuleType

import pytest
from click.testing import CliRunner
from toys import OTHER, PNG, TOY, FakeEngine, Finding

import clipanim
from clipanim import engine
from clipanim.cli import cli


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Where one is: a folder with two scenes."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "toy.py").write_text(TOY)
    (tmp_path / "other.py").write_text(OTHER)
    return tmp_path


@pytest.fixture
def fake(monkeypatch):
    """The engine's stand-in."""
    made = FakeEngine()
    for name in (
        "plan",
        "cached_plan",
        "render",
        "render_each",
        "concat_clips",
        "still",
        "storyboard",
    ):
        monkeypatch.setattr(engine, name, getattr(made, name))
    monkeypatch.setattr(engine, "encode_png", lambda pixels: PNG)
    monkeypatch.setattr(engine, "contact_sheet", lambda frames: None)

    def check(shot, settings):
        made.meet("check", shot, settings)
        return [Finding("overlap", "1.5 s", "a on b")] if shot.params.steps == 9 else []

    audit = ModuleType("clipanim.audit")
    audit.check = check
    monkeypatch.setitem(sys.modules, "clipanim.audit", audit)
    monkeypatch.setattr(clipanim, "audit", audit, raising=False)
    return made


@pytest.fixture
def run(folder, fake):
    """Run the command in the folder."""
    return lambda *args: CliRunner().invoke(cli, [str(one) for one in args], prog_name="clipanim")
