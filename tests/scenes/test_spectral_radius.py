"""What the film says of the spectral radius holds, at its defaults and at both ends of them."""

import numpy as np
import pytest
from scene_under_test import SceneUnderTest

from clipanim.numerics import (
    nilpotent_tanh,
    power_norms,
    rotation,
    singular_values,
    spectral_radius,
)

SCENE = SceneUnderTest("spectral_radius")
DEFAULT = SCENE.default


def test_inside_the_circle_all_arrows_shrink_and_outside_all_grow(story):
    swept = story.swept
    assert (swept.ends[swept.radii < 1] < 1).all()
    assert (swept.ends[swept.radii > 1] > 1).all()
    assert (np.diff(swept.ends) > 0).all()


def test_on_the_circle_nothing_is_lost_and_nothing_grows(story):
    assert story.swept.radii[len(story.swept.radii) // 2] == 1
    assert story.swept.ends[len(story.swept.ends) // 2] == pytest.approx(1, rel=1e-12)


def test_a_stretched_rotation_grows_as_the_power_of_its_radius(story):
    steps = np.arange(len(story.swept.inside))
    np.testing.assert_allclose(story.swept.inside, 0.9**steps, rtol=1e-10)
    outside = power_norms(rotation(1.1, story.swept.turn), 60)
    np.testing.assert_allclose(outside, 1.1**steps, rtol=1e-10)
    assert story.swept.ends[[0, -1]] == pytest.approx([story.swept.inside[-1], outside[-1]])


def test_sixty_steps_leave_two_thousandths_inside_and_make_304_outside(story):
    assert story.swept.ends[[0, -1]] == pytest.approx([0.001797, 304.48], rel=1e-3)


def test_the_second_matrix_grows_19_fold_in_9_steps_though_its_radius_is_below_1(story):
    second = story.second
    assert spectral_radius(second.matrices[1]) == 0.9
    assert (second.peak_step, second.peak) == (9, pytest.approx(19.379, abs=1e-3))


def test_it_is_below_1_from_step_55_on_and_never_again_above(story):
    norms = power_norms(story.second.matrices[1], 300)
    assert story.second.below == 55
    assert norms[54] >= 1
    assert (norms[55:] < 1).all()


def test_up_to_step_24_it_stretches_more_than_the_rotation_and_then_never(story):
    longer = story.second.norms[1:] > power_norms(rotation(1.1, 30), 60)[1:]
    assert story.second.ahead == 24
    assert longer[:24].all()
    assert not longer[24:].any()
    assert 24 < story.second.crossing < 25


def test_its_diagonal_fades_while_its_corner_swells(story):
    diagonal, corner = story.second.matrices[:, 0, 0], story.second.matrices[:, 0, 1]
    assert (np.diff(diagonal) < 0).all()
    assert (np.diff(corner[: story.second.peak_step + 1]) > 0).all()


def test_the_recurrent_matrix_of_the_net_is_0_after_two_steps(story):
    assert spectral_radius(story.net.recurrent) == 0
    assert story.net.linear[1] == pytest.approx(16)
    assert not story.net.linear[2:].any()


def test_one_step_of_the_net_has_the_eigenvalue_2(story):
    np.testing.assert_allclose(story.net.jacobians[-1], [[8, 6], [-8, -6]], rtol=1e-12)
    assert story.net.slopes[-1] == pytest.approx(0.75)
    assert story.net.radii[[0, -1]] == pytest.approx([0, 2], abs=1e-12)


def test_the_state_of_the_net_rests_so_that_every_step_is_the_same(story):
    net = nilpotent_tanh()
    here = net.recurrent @ np.tanh(net.fixed_point) + net.bias
    np.testing.assert_allclose(here, net.fixed_point, atol=1e-12)
    steps = np.arange(1, len(story.net.norms))
    np.testing.assert_allclose(story.net.norms[1:], 10 * np.sqrt(2) * 2.0 ** (steps - 1))


def test_its_fixed_point_is_unstable(story):
    assert story.net.radii[-1] > 1


def test_the_gradient_of_the_net_is_28_963_times_as_long_after_12_steps(story):
    assert story.net.norms[12] == pytest.approx(28963.09, abs=0.01)


def test_an_error_along_the_smaller_eigenvalue_vanishes_though_the_radius_is_above_1(story):
    assert spectral_radius(np.diag([1.1, 0.9])) > 1
    assert story.decoy[-1] == pytest.approx(0.9**60)
    assert (np.diff(story.decoy) < 0).all()


def test_a_norm_below_1_makes_every_tanh_net_vanish():
    chance = np.random.default_rng(0)
    for _ in range(20):
        W = chance.normal(size=(5, 5))
        W *= 0.95 / singular_values(W)[0]
        slopes = chance.uniform(0, 1, size=(200, 5))  # those of tanh are at most 1
        product = np.eye(5)
        for k, slope in enumerate(slopes, start=1):
            product = W * slope @ product
            assert singular_values(product)[0] <= 0.95**k * (1 + 1e-9)


@pytest.mark.parametrize("values", list(SCENE.one_at_an_end()))
def test_what_the_film_says_holds_at_every_end_of_a_parameter(values):
    story = SCENE.story(**values)
    swept, second = story.swept, story.second
    far = power_norms(second.matrices[1], 300)
    assert (far[second.below :] < 1).all()
    assert second.peak == second.norms.max()
    assert (second.peak_step > 0) == (second.norms.max() > 1)
    longer = far[1:] > swept.radii[-1] ** np.arange(1, 301)
    assert longer[: second.ahead].all()
    assert not longer[second.ahead :].any()


def test_the_slowest_and_largest_matrix_is_below_1_within_the_steps_that_are_looked_at():
    story = SCENE.story(eigenvalue=0.95, coupling=20.0, steps=10)
    assert (story.second.below, story.second.ahead) == (159, 47)
    assert story.second.peak_step == 10


def test_without_a_corner_nothing_grows_and_the_title_says_only_what_is_seen():
    story = SCENE.story(coupling=0.0)
    assert story.second.peak_step == 0
    assert SCENE.picture("The way there", story).title == ("The spectral radius decides the end")
