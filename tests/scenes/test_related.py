"""What the film about rates and schedules says, on its numbers.

Questions that the storyboard answers without sound: What happens to the step where the gradient
is long? What does a schedule know that clipping does not, and the other way round? Which step
stays safe where the loss is steep?
"""

import numpy as np
import pytest
from scene_under_test import SceneUnderTest

from clipanim.numerics import angle, clip_by_norm, norm

SCENE = SceneUnderTest("related")
CASES = {
    "default": {},
    "all low": SCENE.all_at(0) | {"schedule": "constant"},
    "all high": SCENE.all_at(-1) | {"schedule": "step"},
    "fast, rarely clipped": {"lr": 0.5, "threshold": 3.0},
    "slow, rarely clipped": {"lr": 0.1, "threshold": 3.0},
}


@pytest.fixture(scope="module", params=CASES.values(), ids=CASES.keys())
def story(request):
    return SCENE.story(**request.param)


def test_a_shorter_gradient_and_a_shorter_step_move_the_weights_alike():
    g, rate, tau = np.array([3.0, -4.0]), 0.3, 1.0
    factor = min(1, tau / norm(g))
    assert rate * clip_by_norm(g, tau) == pytest.approx((rate * factor) * g)


def test_the_step_dips_where_the_gradient_exceeds_the_threshold_and_nowhere_else(story):
    long = story.dips.norms > story.threshold
    assert 0 < long.sum() == story.dips.clipped
    assert (story.dips.rates[long] < story.lr).all()
    assert story.dips.rates[~long] == pytest.approx(story.lr)
    factors = np.minimum(1, story.threshold / story.dips.norms)
    assert story.dips.factors == pytest.approx(factors)


def test_the_deepest_dip_is_where_the_gradient_is_longest(story):
    at = story.dips.deepest - 1
    assert at == story.dips.norms.argmax()
    assert story.dips.norm == story.dips.norms.max()
    assert story.dips.percent == pytest.approx(100 * story.threshold / story.dips.norm)
    assert story.dips.percent < 50


def test_each_schedule_is_what_the_narration_says_of_it(story):
    constant, step, cosine = story.plans.values()
    assert (constant == story.lr).all()
    assert np.unique(step.round(12)) == pytest.approx(story.lr * np.array([0.01, 0.1, 1]))
    top = int(cosine.argmax())
    assert cosine.max() == pytest.approx(story.lr)
    assert (np.diff(cosine[: top + 1]) > 0).all()
    assert (np.diff(cosine[top:]) < 0).all()
    assert 0 < top < story.updates / 5
    assert set(SCENE.module.PLANNED) == set(story.plans)


def test_both_at_once_is_the_product(story):
    plan = story.plans[story.schedule]
    assert story.combined == pytest.approx(plan * story.dips.factors)
    assert (story.combined <= plan).all()


def test_the_steeper_the_more_curved(story):
    chain = story.chain
    assert (np.diff(chain.slopes) > 0).all()
    assert (np.diff(chain.curvatures) > 0).all()
    assert chain.curvatures[-1] == pytest.approx(chain.guide[-1], rel=0.1)
    ratios = chain.curvatures / chain.slopes
    assert (np.diff(ratios) < 0).all()
    assert (ratios > chain.ratio).all()


def test_the_slope_and_the_curvature_are_derivatives_of_the_loss(story):
    steps, h = story.steps, 1e-6
    w = (
        1
        + np.geomspace(0.1 / steps**2, 0.15, len(story.chain.slopes))[len(story.chain.slopes) // 2]
    )

    def loss(x):
        return 0.5 * (x**steps - 1) ** 2

    middle = len(story.chain.slopes) // 2
    assert (loss(w + h) - loss(w - h)) / (2 * h) == pytest.approx(
        story.chain.slopes[middle], rel=1e-4
    )
    second = (loss(w + 1e-4) - 2 * loss(w) + loss(w - 1e-4)) / 1e-8
    assert second == pytest.approx(story.chain.curvatures[middle], rel=1e-2)


def test_the_clipped_step_stays_safe_and_the_constant_one_leaves(story):
    chain = story.chain
    assert chain.safe == pytest.approx(2 / chain.curvatures)
    assert (chain.clipped < chain.safe).all()
    assert chain.constant[0] < chain.safe[0]
    assert chain.constant[-1] > 10 * chain.safe[-1]
    assert 0 < chain.leaves < len(chain.safe)


def test_the_clipped_step_shrinks_as_the_safe_one_does(story):
    steep = story.chain.slopes > max(100, 0.01 * story.chain.slopes[-1])
    logs = np.log([story.chain.slopes[steep], story.chain.clipped[steep], story.chain.safe[steep]])
    assert np.polyfit(logs[0], logs[1], 1)[0] == pytest.approx(-1)
    assert np.polyfit(logs[0], logs[2], 1)[0] == pytest.approx(-1, abs=0.15)


def test_the_six_pictures_show_what_their_captions_say(story):
    course = story.course
    assert len(course.raw) == len(course.kept)
    assert course.transient.max() > 10
    assert course.promised[-1] < 0.01
    assert norm(np.diff(course.leap[:, :2], axis=0))[0] > 10
    assert norm(np.diff(course.walk[:, :2], axis=0)).max() <= 0.2 * (1 + 1e-9)
    assert angle(course.long, course.short) == pytest.approx(0, abs=1e-6)
    assert norm(course.short) == pytest.approx(1)
    assert norm(course.long) > 1
    assert course.gate[-1] > 0.5 > 1e-6 > course.fading[-1]
    stretched = np.linalg.norm(course.rings, ord=2, axis=(1, 2))
    assert stretched[-1] > stretched[0]
    assert np.linalg.svd(course.rings[-1])[1].min() < 0.2


@pytest.mark.parametrize("name", ["all low", "all high"])
def test_every_line_fits(name):
    SCENE.assert_its_lines_fit(**CASES[name])
