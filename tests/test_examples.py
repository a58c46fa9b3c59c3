"""The examples in docstrings outside numerics give what they say."""

import doctest
import importlib

import pytest


@pytest.mark.parametrize(
    "module", ["nearest", "table", "story", "lecture.captions", "lecture.sheet", "lecture.spoken"]
)
def test_the_examples_hold(module):
    failed, tried = doctest.testmod(importlib.import_module(f"clipanim.{module}"))
    assert tried
    assert not failed
