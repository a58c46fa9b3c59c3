"""The examples in docstrings outside numerics give what they say."""

import doctest
import importlib

import pytest

LECTURE = ["captions", "sheet", "spoken", "transcript", "words"]
MODULES = ["nearest", "table", "story", *(f"lecture.{name}" for name in LECTURE)]


@pytest.mark.parametrize("module", MODULES)
def test_the_examples_hold(module):
    failed, tried = doctest.testmod(importlib.import_module(f"clipanim.{module}"))
    assert tried
    assert not failed
