"""What the film says of inf and NaN holds, at its defaults and all over its parameters.

A viewer should be able to say: Which operation made NaN, and which made the first inf? Why
does the sigmoid net not become NaN, though its gradient explodes? What does clipping change,
and when does it come too late?
"""

import itertools

import numpy as np
import pytest
from scene_under_test import SceneUnderTest

from clipanim import engine
from clipanim.engine.play.scene_setup import dry_run

SCENE = SceneUnderTest("update_to_nan")
DEFAULT = SCENE.default
KINDS = ("float16", "float32", "float64")
FINITE = {"w0": 1.01}
LATE = {"w0": 1.01, "steps": 10, "lr": 0.1}


def said(**values):
    lines = []
    settings = engine.Settings(480, 270, 10)
    shot = engine.Shot(SCENE.file, SCENE.params(**values))
    dry_run(shot, settings, lambda _scene, _chapter, words: lines.append(words))
    return lines


def everywhere():
    """Every end of every parameter, and a grid over all of them."""
    yield from SCENE.one_at_an_end()
    for w0, steps, lr, dtype in itertools.product((1.01, 1.3), (10, 200), (1e-4, 0.1), KINDS):
        values = {"w0": w0, "steps": steps, "lr": lr, "dtype": dtype}
        yield pytest.param(values, id=f"{w0} {steps} {lr} {dtype}")
    yield pytest.param(LATE, id="NaN at update 6")


def test_from_1_1_one_update_leads_to_minus_6209_then_to_inf_then_to_nan(story):
    assert story.weights[0] == 1.1
    assert story.weights[1] == pytest.approx(-6209.46, abs=0.01)
    assert story.weights[2] == np.inf
    assert np.isnan(story.weights[3:]).all()


def test_the_step_of_the_first_update_is_the_learning_rate_times_the_gradient(story):
    first = story.updates[0]
    assert (first.power, first.gradient) == (
        pytest.approx(117.39, abs=0.01),
        pytest.approx(621055.5, abs=0.1),
    )
    assert first.step == 0.01 * first.gradient
    assert first.after == first.w - first.step


def test_the_first_infinity_is_made_in_the_gradient_of_update_2(story):
    cause = story.cause
    assert (cause.update, cause.part, cause.result) == (2, "gradient", -np.inf)
    assert abs(cause.left) < story.largest > abs(cause.right)
    assert np.log10(abs(cause.left)) + np.log10(abs(cause.right)) > np.log10(story.largest)


def test_nan_is_made_by_inf_minus_inf_in_update_3(story):
    assert (story.nan.update, story.nan.words) == (3, "inf − inf")
    assert np.isnan(story.nan.left - story.nan.right)


def test_in_fp16_the_first_gradient_is_inf_already_and_clipping_comes_too_late():
    story = SCENE.story(dtype="float16")
    assert story.weights[1] == -np.inf
    assert (story.cause.update, story.cause.part) == (1, "gradient")
    assert story.clipped.nan.words == "inf · 0"
    assert np.isnan(story.clipped.weights[1:]).all()


def test_a_sigmoid_net_explodes_and_is_stuck_and_never_inf_or_nan(story):
    stuck = story.stuck
    assert stuck.longest == pytest.approx(114.93, abs=0.01)
    assert stuck.slope < 1e-10 > stuck.last
    assert 1 / (1 + np.exp(-stuck.states[-1])) == pytest.approx(1, abs=1e-10)
    for one in (stuck.states, stuck.norms):
        assert np.isfinite(one).all()


def test_clipped_the_same_start_arrives_after_10_updates(story):
    clipped = story.clipped
    assert clipped.arrived == 10
    assert clipped.weights[10] == pytest.approx(1, abs=1e-12)
    assert np.abs(np.diff(clipped.weights)).max() == pytest.approx(clipped.step)


@pytest.mark.parametrize("values", list(everywhere()))
def test_what_the_film_says_holds(values):
    story = SCENE.story(**values)
    finite = np.isfinite(story.weights)
    assert (story.nan is None) == finite.all()
    assert story.updates[0].number == 1
    for one in story.updates:
        assert one.w == story.weights[one.number - 1]
        assert one.after == pytest.approx(story.weights[one.number], nan_ok=True)
    if story.nan is not None:
        n = story.nan.update
        assert story.updates[-1].number == n
        assert story.nan.part == "weight"
        assert story.nan.words in ("inf − inf", "−inf − (−inf)")
        assert np.isnan(story.weights[n:]).all()
        assert story.cause.update == n - 1
        assert np.isinf(story.weights[n - 1])
        assert np.isfinite(story.weights[: n - 1]).all()


@pytest.mark.parametrize("values", list(everywhere()))
def test_what_it_says_of_clipping_holds(values):
    one = SCENE.story(**values).clipped
    if one.nan is not None:
        assert one.nan.words == "inf · 0"
        return
    rounding = 2.0**-11 if SCENE.params(**values).dtype == "float16" else 1e-6
    assert (np.abs(np.diff(one.weights)) <= one.step + 2 * rounding).all()
    assert np.isfinite(one.weights).all()
    if one.arrived is not None:
        assert (np.abs(one.weights[one.arrived :] - 1) <= one.step).all()


def test_a_run_that_stays_finite_says_so_and_no_more():
    lines = said(**FINITE)
    assert SCENE.story(**FINITE).nan is None
    assert any(line.startswith("After 400 updates it is 0.485") for line in lines)
    assert not any("inf" in line for line in lines)


def test_in_fp16_the_lines_name_the_overflow_in_the_first_update():
    lines = said(dtype="float16")
    assert "5712 · 105 is more than fp16 can hold: it becomes inf." in lines
    assert "Then −inf − (−inf): that has no answer, so it is NaN, and stays NaN." in lines
    assert "But the gradient is inf before it is clipped: inf · 0 is NaN, too." in lines


def test_a_late_nan_shows_the_first_update_and_the_last_ones():
    assert [one.number for one in SCENE.story(**LATE).updates] == [1, 3, 4, 5, 6]


def test_every_weight_fits_into_the_window_that_shows_it(story):
    sizes = [abs(one.after) for one in story.updates]
    for size, reach in zip(sizes[:2], story.reaches[1:], strict=False):
        assert np.log10(min(size, story.largest)) < reach
