"""A system on which the writing of final files fails at a chosen step."""

import builtins
import os
import tempfile

from clipanim import files

CALLS = ("mkdir", "fsync", "link", "replace", "open")


class Steps:
    """Every step that `clipanim.files` takes, counted from 1; `at` is called with each.

    What `at` raises is raised by that step. Make it with pytest's monkeypatch.
    """

    def __init__(self, monkeypatch, at=lambda number, name: None):
        self.at, self.taken = at, []
        monkeypatch.setattr(files, "os", _System(self))
        monkeypatch.setattr(files, "tempfile", _Tempfile(self))
        monkeypatch.setattr(files, "open", self.open, raising=False)

    def step(self, name, real):
        def call(*args, **kwargs):
            self.taken.append(name)
            self.at(len(self.taken), name)
            return real(*args, **kwargs)

        return call

    def open(self, *args, **kwargs):
        stream = self.step("open", builtins.open)(*args, **kwargs)
        return _Stream(self, stream) if "x" in args[1] else stream


class _System:
    def __init__(self, steps):
        self.steps = steps

    def __getattr__(self, name):
        real = getattr(os, name)
        return self.steps.step(name, real) if name in CALLS else real


class _Tempfile:
    def __init__(self, steps):
        self.mkdtemp = steps.step("mkdtemp", tempfile.mkdtemp)
        self.TemporaryFile = tempfile.TemporaryFile


class _Stream:
    """An open file whose writing is a step."""

    def __init__(self, steps, stream):
        self.stream, self.write = stream, steps.step("write", stream.write)

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.stream.close()

    def __getattr__(self, name):
        return getattr(self.stream, name)


def failing_at(wanted, number, ever_after=False):
    """An `at` for `Steps`: the wanted step fails with an errno, and maybe all that follow."""

    def at(step, _name):
        if step == wanted or (ever_after and step > wanted):
            raise OSError(number, os.strerror(number))

    return at
