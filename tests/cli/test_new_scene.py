"""A new scene renders at once: with the real engine, and at both ends of its parameters."""

import json

import pytest
from click.testing import CliRunner

from clipanim.cli import cli


@pytest.mark.slow
def test_a_new_scene_renders_and_nothing_is_wrong_with_it(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def run(*args):
        result = CliRunner().invoke(cli, args, prog_name="clipanim")
        assert result.exit_code == 0, result.output
        return result.stdout

    run("new", "walk")
    (film,) = json.loads(run("render", "walk.py", "-q", "draft", "--json"))["films"]
    assert (tmp_path / film["video"]).stat().st_size > 1000
    assert all((tmp_path / one).read_text() for one in film["captions"])
    assert json.loads(run("check", "walk.py", "--ends", "--json")) == {"findings": []}
