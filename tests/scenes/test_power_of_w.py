"""What the film says of powers holds, at its defaults and at both ends of them.

A viewer should be able to say: How large is 1.1 to the power 50? Why is the gradient so much
larger than the power? From which step on is the power inf, and from which is its square?
"""

import numpy as np
import pytest
from scene_under_test import SceneUnderTest

SCENE = SceneUnderTest("power_of_w")
DEFAULT = SCENE.default
TYPES = {"fp16": np.float16, "fp32": np.float32, "fp64": np.float64}


def corners():
    yield from SCENE.one_at_an_end()
    for w in (1.0, 1.0005, 1.000001, 0.999999):
        yield pytest.param({"w": w}, id=f"w {w}")


def test_after_50_steps_it_is_117_and_after_100_it_is_13_781(story):
    assert (story.half, story.value) == (50, pytest.approx(117.39, abs=0.01))
    assert (story.early, story.end) == (pytest.approx(1.1**10), pytest.approx(13780.6, abs=0.1))


def test_the_linear_axis_cannot_tell_117_from_0(story):
    assert story.value < 0.01 * story.end


def test_the_gradient_is_621_055_the_product_of_its_three_factors(story):
    assert story.gradient == pytest.approx(621055.5, abs=0.1)
    assert story.error * story.half * story.inner == pytest.approx(story.gradient, rel=1e-12)


def test_the_gradient_is_that_of_half_the_squared_error(story):
    w, step = story.high.base, 1e-6

    def loss(weight):
        return (weight**story.half - 1) ** 2 / 2

    slope = (loss(w + step) - loss(w - step)) / (2 * step)
    assert story.gradient == pytest.approx(slope, rel=1e-6)


def test_the_power_is_inf_from_117_931_and_7448_on_and_its_square_from_about_half_of_it(story):
    assert [one.power for one in story.ceilings] == [117, 931, 7448]
    assert [one.square for one in story.ceilings] == [59, 466, 3724]


@pytest.mark.parametrize("values", list(corners()))
def test_of_the_two_bases_one_shrinks_one_grows_and_w_is_among_them(values):
    params, story = SCENE.params(**values), SCENE.story(**values)
    assert story.low.base < 1 < story.high.base
    assert params.w in (story.low.base, 1.0, story.high.base)
    assert (np.diff(story.low.powers) < 0).all()
    assert (np.diff(story.high.powers) > 0).all()
    assert np.isfinite(story.high.gradients).all()


@pytest.mark.parametrize("values", list(corners()))
def test_powers_are_straight_on_a_log_axis(values):
    for one in (SCENE.story(**values).low, SCENE.story(**values).high):
        steps = np.diff(np.log(one.powers))
        np.testing.assert_allclose(steps, np.log(one.base), rtol=1e-6, atol=1e-12)


@pytest.mark.parametrize("values", list(corners()))
def test_below_1_the_gradient_vanishes_in_the_end(values):
    base = SCENE.story(**values).low.base
    steps = np.geomspace(1, 30, 20) * 10 / -np.log(base)
    sizes = steps * base ** (steps - 1) * (1 - base**steps)
    assert (np.diff(sizes) < 0).all()
    assert sizes[-1] < 1e-6 * sizes[0]


@pytest.mark.parametrize("values", list(corners()))
@np.errstate(over="ignore")
def test_each_type_ends_where_the_film_says(values):
    story = SCENE.story(**values)
    for one in story.ceilings:
        kind = TYPES[one.name]
        assert one.largest == np.finfo(kind).max
        assert (one.power is None) == (one.square is None)
        if one.power is not None and one.power < 20_000:
            powers = np.multiply.accumulate(np.full(one.power, story.high.base, kind))
            assert np.isinf(powers[-1])
            assert np.isfinite(powers[:-1]).all()
            squares = powers[: one.square] ** 2
            assert np.isinf(squares[-1])
            assert np.isfinite(squares[:-1]).all()


def test_a_base_that_is_1_in_a_type_never_gets_to_its_ceiling():
    assert np.float16(1.0002) == 1
    assert [one.power is None for one in SCENE.story(w=1.0002).ceilings] == [True, False, False]


def test_a_power_is_only_called_not_astronomical_if_it_is_not():
    titles = [SCENE.picture("Powers", SCENE.story(**v)).title for v in ({}, {"w": 2.0})]
    assert titles[0] == "1.1⁵⁰ is 117, not astronomical"
    assert titles[1].startswith("2⁵⁰ is 1.13")
    assert "astronomical" not in titles[1]


def test_the_card_is_about_the_number_that_is_cited_whatever_is_chosen():
    card = SCENE.loaded.scene.card(SCENE.story(w=2.0, steps=1000))
    words = " ".join(label.words for label in card.holds)
    assert "1.1⁵⁰ is 117" in words


@pytest.mark.parametrize("level", [0, 0.3, 1, 1.7, 2])
def test_both_lines_meet_every_ceiling_at_their_step_at_every_zoom(story, level):
    picture = SCENE.picture("Overflow", story)
    picture.zoom(level)
    for (k, n), mark in zip(picture.crossings, picture.marks, strict=True):
        place = mark.get_center()
        if mark.get_fill_opacity() == 0:
            continue
        line = picture.power if k == story.ceilings[n].power else picture.square
        start, end = line.points[0], line.points[-1]
        along = (place[1] - start[1]) / (end[1] - start[1])
        assert place[0] == pytest.approx(start[0] + along * (end[0] - start[0]), abs=0.12)
