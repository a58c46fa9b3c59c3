"""Every built-in scene, at both ends of every parameter: it plays, fits, and shows its story."""

import ast
import math
import re
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from manim import VGroup

from clipanim import audit, engine
from clipanim.engine.play.scene_setup import dry_run
from clipanim.lecture.text_normalization import normalize_for_speech
from clipanim.scene import catalogue
from clipanim.scene.params import boundary_values, declared_params
from clipanim.scene.story_data import to_plain_data
from clipanim.stage import Label, Plot

SMALL = engine.Settings(480, 270, 10)
SCENES = catalogue.builtin_scenes()


def corners():
    for name, file in SCENES.items():
        default = file.params({})
        yield pytest.param(engine.Shot(file, default), id=name)
        for one in declared_params(type(default)):
            for value in boundary_values(one):
                params = replace(default, **{one.name: value})
                yield pytest.param(
                    engine.Shot(file, params), id=f"{name} {one.flag} {one.format(value)}"
                )


def each(**how):
    return pytest.mark.parametrize("name", list(SCENES), **how)


def shot(name):
    return engine.Shot(SCENES[name], SCENES[name].params({}))


@cache
def planned(name):
    return engine.plan(shot(name), SMALL)


@pytest.mark.parametrize("one", list(corners()))
def test_it_plays_and_its_layout_holds(one):
    findings = audit.check(one, SMALL)
    assert not findings, "\n".join(f"{f.moment}: {f.kind}: {f.message}" for f in findings)


@each()
def test_its_layout_holds_on_white(name):
    assert not audit.check(shot(name), replace(SMALL, theme="light"))


@each()
def test_it_takes_40_to_65_seconds_and_says_how_long(name):
    timeline = planned(name)
    assert 40 <= timeline.seconds <= 65
    assert timeline.seconds == pytest.approx(SCENES[name].length, abs=1)


@each()
def test_it_has_chapters_and_ends_with_its_card(name):
    marks = [mark.name for mark in planned(name).chapters]
    assert marks == [*SCENES[name].chapters(), "What holds"]
    assert len(marks) >= 3


@each()
def test_every_chapters_picture_is_a_still(name):
    for chapter in [*SCENES[name].chapters(), "What holds"]:
        pixels = engine.still(replace(shot(name), chapter=chapter), SMALL)
        background = pixels[2, 2, :3].astype(int)
        assert (np.abs(pixels[..., :3] - background).max(axis=-1) > 30).mean() > 0.005, chapter


@each()
def test_every_number_on_screen_is_in_its_story(name):
    one = shot(name)
    data = to_plain_data(engine.cached_story(one))
    known = [*leaves(data), *leaves(to_plain_data(list(one.params.as_dict().values())))]
    sizes = np.abs([value for value in known if math.isfinite(value)])
    missing = set()

    def watch(scene, chapter, words):
        if chapter == "What holds":
            return  # quotes, years and section numbers
        for label in labels_of(scene.mobjects):
            if label is not scene._stamp and label is not scene._page_labels[1]:
                missing.update(n for n in numbers_in(label.words) if not is_known(n, sizes))

    dry_run(one, SMALL, watch)
    assert not missing, f"on screen, but not computed: {sorted(missing)}"


@each()
def test_every_line_is_spoken_without_a_symbol_left(name):
    for line in planned(name).lines:
        assert re.fullmatch(r"[A-Za-z0-9 .,:;?!'-]+", words := normalize_for_speech(line.text)), (
            words
        )


@pytest.mark.slow
@pytest.mark.parametrize("one", list(corners()))
def test_every_line_of_every_film_is_spoken_without_a_symbol_left(one):
    for line in engine.plan(one, SMALL).lines:
        assert re.fullmatch(r"[A-Za-z0-9 .,:;?!'-]+", words := normalize_for_speech(line.text)), (
            words
        )


@each()
def test_its_file_holds_no_data(name):
    """A long literal list of numbers in a scene is data that nobody computed."""
    tree = ast.parse(SCENES[name].path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.List | ast.Tuple):
            numbers = [e for e in node.elts if isinstance(e, ast.Constant) and is_number(e.value)]
            assert len(numbers) <= 6, f"line {node.lineno}: {ast.unparse(node)}"


def is_number(value):
    return isinstance(value, int | float) and not isinstance(value, bool)


def leaves(data):
    if isinstance(data, dict):
        return [value for one in data.values() for value in leaves(one)]
    if isinstance(data, list):
        return [*([float(len(data))] if data else []), *(v for one in data for v in leaves(one))]
    return [float(data)] if is_number(data) else []


def labels_of(shapes):
    for shape in shapes:
        if isinstance(shape, Label):
            yield shape
        elif isinstance(shape, Plot):
            yield from labels_of([s for s in shape.submobjects if s not in (shape.marks,)])
        elif isinstance(shape, VGroup) and not getattr(shape, "is_axis", False):
            yield from labels_of(shape.submobjects)


def numbers_in(words):
    """The numbers of a label as (size, half a unit of the last digit)."""
    words = words.replace("\u2009", "").replace("−", "-")
    digits = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
    powers = re.compile(r"(?:(\d+(?:\.\d+)?) (?:·|dot) )?10(?:\^\(?(-?\d+)\)?|([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+))")
    for mantissa, exponent, raised in powers.findall(words):
        yield scaled(mantissa or "1", int((exponent or raised).translate(digits)))
    for digits_ in re.findall(r"(?<![\w.^])\d+(?:\.\d+)?", powers.sub("", words)):
        yield scaled(digits_, 0)


def scaled(digits, exponent):
    half = 0.5 * 10.0 ** (exponent - len(digits.partition(".")[2]))
    largest = np.finfo(float).max  # 1.8 · 10³⁰⁸ is how the largest float is written
    return min(float(digits) * 10.0**exponent, largest), half


def is_known(number, sizes):
    """Whether some value of the story is shown by this number; 0, 1 and 2 are notation."""
    size, half = number
    if size in (0.0, 1.0, 2.0):
        return True
    return bool((np.abs(sizes - size) <= half * 1.0001).any())
