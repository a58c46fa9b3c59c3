"""A built-in scene as its tests use it: its numbers, and the parameters to try it with."""

from dataclasses import replace
from functools import cache, cached_property
from itertools import product

import pytest

from clipanim import engine
from clipanim.scene import catalogue
from clipanim.scene.params import boundary_values, declared_params
from clipanim.stage.narration import LONGEST_LINE

SETTINGS = engine.Settings(480, 270, 30)


class SceneUnderTest:
    """A scene by its name. Parameters that are not given have their defaults."""

    def __init__(self, name):
        self.file = catalogue.find_scene(name)
        self.default = self.file.params({})
        self.limits = {
            one.name: boundary_values(one) for one in declared_params(type(self.default))
        }
        self.story = cache(self.compute_story)

    @cached_property
    def loaded(self):
        return self.file.load()

    @property
    def module(self):
        return self.loaded.module

    def params(self, **values):
        return replace(self.default, **values)

    def compute_story(self, **values):
        """The numbers, computed anew; `story` computes them once."""
        return self.loaded.tell(self.params(**values))

    def picture(self, chapter, story):
        return self.loaded.scene.chapters[chapter](story)

    def all_at(self, side):
        """Every parameter at its low end (0) or its high end (-1)."""
        return {name: values[side] for name, values in self.limits.items()}

    def cases(self, **more):
        """Parametrise with `params`: the defaults, all low, all high, and named others."""
        named = {name.replace("_", " "): values for name, values in more.items()}
        cases = {"default": {}, "all low": self.all_at(0), "all high": self.all_at(-1)} | named
        return pytest.mark.parametrize("params", cases.values(), ids=cases.keys())

    def one_at_an_end(self, slow=()):
        """Each parameter at each end, the others at their defaults; those in `slow` so marked."""
        for name, values in self.limits.items():
            for value in values:
                marks = pytest.mark.slow if name in slow else ()
                yield pytest.param({name: value}, id=f"{name} {value}", marks=marks)

    def all_corners(self):
        """Every combination of ends."""
        for values in product(*self.limits.values()):
            params = dict(zip(self.limits, values, strict=True))
            yield pytest.param(params, id=" ".join(map(str, values)))

    def assert_its_lines_fit(self, **values):
        """No line of narration is too long, and all together take about a minute."""
        film = engine.plan(engine.Shot(self.file, self.params(**values)), SETTINGS)
        assert max(len(line.text) for line in film.lines) <= LONGEST_LINE
        assert 40 <= film.frames / film.fps <= 66
