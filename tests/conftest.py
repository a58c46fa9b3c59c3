"""What all tests share."""

import os

import pytest


@pytest.fixture(autouse=True)
def _no_leftovers_of_manim(tmp_path, monkeypatch):
    """manim reads its configuration from the working folder: none lies there."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NO_COLOR", raising=False)
    os.environ.setdefault("COLUMNS", "200")
