"""What all tests share."""

import os

import pytest

collect_ignore = ["recorded"]  # scripts that need the libraries whose numbers they record


@pytest.fixture(autouse=True)
def _a_place_of_its_own(tmp_path, tmp_path_factory, monkeypatch):
    """No manim.cfg lies in the working folder, and nothing is kept from test to test."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CLIPANIM_CACHE", str(tmp_path_factory.mktemp("cache")))
    monkeypatch.delenv("NO_COLOR", raising=False)
    os.environ.setdefault("COLUMNS", "200")
