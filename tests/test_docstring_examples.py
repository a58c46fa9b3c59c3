"""The examples in docstrings outside numerics give what they say."""

import doctest
import importlib

import pytest

MODULES = [
    *(f"scene.{name}" for name in ("suggest", "csv_table", "story_data")),
    *(
        f"lecture.{name}"
        for name in ("captions", "recording_script", "text_normalization", "transcript", "escaping")
    ),
]


@pytest.mark.parametrize("module", MODULES)
def test_the_examples_hold(module):
    failed, tried = doctest.testmod(importlib.import_module(f"clipanim.{module}"))
    assert tried
    assert not failed
