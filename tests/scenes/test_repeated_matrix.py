"""What the film about repeated multiplication says, on its numbers."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scene_under_test import SceneUnderTest

from clipanim.numerics import angle, norm, powers, singular_values, spectral_radius
from clipanim.numerics.spectral.planar_orbits import (
    find_eigenlines,
    interpolate_matrix,
    planar_orbit,
)
from clipanim.stage.narration import LONGEST_LINE
from clipanim.stage.text.numbers import fill

SCENE = SceneUnderTest("repeated_matrix")
words = SCENE.module

TURNING = ((1.0337, -0.3762), (0.3762, 1.0337))
SHEAR = ((1.0, 0.5), (0.0, 1.0))
SHRINKING = ((0.8, 0.3), (0.1, 0.6))
FLIPPING = ((-1.2, 0.3), (0.2, 0.5))
MIRROR = ((0.0, 2.0), (0.5, 0.0))
NILPOTENT = ((0.0, 1.0), (0.0, 0.0))
ZERO = ((0.0, 0.0), (0.0, 0.0))
SYMMETRIC = ((1.5, 0.2), (0.2, 1.3))
NAMED = [TURNING, SHEAR, SHRINKING, FLIPPING, MIRROR, NILPOTENT, ZERO, SYMMETRIC]
entries = st.one_of(st.floats(-2, 2), st.sampled_from([0.0, 1.0, -1.0, 0.5, 2.0, -2.0]))
matrices = st.tuples(st.tuples(entries, entries), st.tuples(entries, entries))


def with_matrix(matrix=((1.1, 0.4), (0.0, 0.7)), **params):
    return SCENE.story(matrix=matrix, **params)


def spoken(story):
    lines = [
        *words.KINDS[story.kind],
        words.verdict(story),
        words.alike(story),
        words.result(story),
    ]
    return [fill(line, story=story) for line in lines]


def followed(way):
    return way.lengths[:, -1]


def test_after_12_steps_all_but_the_two_arrows_on_the_shrinking_line_have_grown():
    story = with_matrix()
    assert story.grown == story.counts[-1] == 22
    assert story.longest == pytest.approx(4.4286, abs=1e-4)
    assert story.forward.lengths[-1, [0, 12]] == pytest.approx(0.7**12)


def test_the_circle_becomes_an_ellipse_whose_half_axes_are_the_singular_values():
    story = with_matrix(vectors=48)
    ring = norm(story.forward.arrows[1, :-1])
    large, small = singular_values(story.forward.matrix)
    assert small <= ring.min() < ring.max() <= large
    assert story.shape == "an ellipse"


@pytest.mark.parametrize(
    ("matrix", "shape"),
    [(TURNING, "a circle again"), (((2, 2), (2, 2)), "a line"), (ZERO, "a point")],
)
def test_the_circle_becomes_what_the_film_says(matrix, shape):
    assert with_matrix(matrix).shape == shape


def test_all_arrows_but_two_swing_to_within_5_degrees_of_the_dominant_line():
    story = with_matrix()
    off = angle(story.forward.arrows[-1, :-1], [1.0, 0.0])
    assert story.near == (np.minimum(off, 180 - off) <= 5).sum() == 22


def test_an_arrow_on_the_shrinking_line_shrinks_though_the_radius_is_above_1():
    story = with_matrix()
    assert story.radius == pytest.approx(1.1)
    assert followed(story.forward) == pytest.approx(0.7 ** np.arange(13))
    assert "does not make every arrow grow" in words.verdict(story)


def test_an_arrow_on_its_line_stays_there_for_60_steps_whatever_the_rounding():
    story = with_matrix(((2.0, 1.0), (0.3, -0.1)), steps=60)
    assert story.kept == pytest.approx(abs(story.last) ** 60)


def test_what_shrank_forwards_grows_backwards():
    story = with_matrix()
    assert story.kept == pytest.approx(0.0138, abs=1e-4)
    assert story.back == pytest.approx(3.1246, abs=1e-4)
    assert "What W shrinks, its transpose may grow" in words.result(story)


@given(matrices)
def test_the_transpose_has_the_same_eigenvalues(matrix):
    here, there = find_eigenlines(matrix), find_eigenlines(np.transpose(matrix))
    assert here.kind == there.kind
    assert here.values == pytest.approx(there.values, abs=1e-6)


@settings(max_examples=30)
@given(matrices)
def test_the_lines_of_the_transpose_are_others_unless_the_matrix_is_symmetric(matrix):
    story = with_matrix(matrix, steps=4)
    ahead, back = story.forward.directions, story.backward.directions
    if story.symmetric and len(ahead):
        assert np.abs((ahead * back).sum(axis=-1)) == pytest.approx(np.ones(len(ahead)), abs=1e-6)
    if not story.symmetric and abs(matrix[0][1] - matrix[1][0]) > 1e-3:
        assert (np.abs((ahead * back).sum(axis=-1)) < 1 - 1e-9).all()


def test_the_transpose_of_a_turning_matrix_turns_the_other_way():
    ahead, back = (
        with_matrix(TURNING).forward.arrows[1, 0],
        with_matrix(TURNING).backward.arrows[1, 0],
    )
    assert ahead[1] == pytest.approx(-back[1])
    assert ahead[1] > 0


@given(matrices)
def test_arrows_on_an_eigendirection_stay_on_it(matrix):
    lines = find_eigenlines(matrix)
    for value, direction in zip(lines.values, lines.directions, strict=False):
        assert np.array(matrix) @ direction == pytest.approx(value * direction, abs=3e-6)


@given(matrices)
def test_the_radius_is_that_of_the_general_solver(matrix):
    assert find_eigenlines(matrix).radius == pytest.approx(float(spectral_radius(matrix)), abs=3e-6)


def test_each_matrix_is_of_the_kind_that_the_film_shows():
    kinds = [with_matrix(matrix).kind for matrix in NAMED]
    assert kinds == [
        *("turning", "double", "dominant", "saddle"),
        *("mirror", "nilpotent", "every", "dominant"),
    ]


def test_two_steps_of_a_mirror_multiply_every_arrow_by_the_same():
    story = with_matrix(MIRROR)
    assert story.forward.arrows[2] == pytest.approx(story.squared * story.forward.arrows[0])


def test_after_two_steps_of_a_nilpotent_matrix_nothing_is_left():
    story = with_matrix(NILPOTENT)
    assert story.forward.lengths[1].max() > 0 == story.forward.lengths[2].max()
    assert words.KINDS[story.kind][0] == "Two steps, and nothing is left"


def test_off_the_line_of_a_shear_arrows_grow_in_the_end_though_the_radius_is_1():
    story = with_matrix(SHEAR, steps=60)
    off = np.abs(story.forward.arrows[0, :, 1]) > 1e-9
    assert (story.forward.lengths[-1, off] > story.forward.lengths[-2, off]).all()
    assert "still the arrows off that line grow" in words.verdict(story)


@pytest.mark.parametrize("matrix", [SHRINKING, ZERO, NILPOTENT])
def test_below_a_radius_of_1_every_arrow_shrinks_in_the_end(matrix):
    assert (powers(matrix, 400)[-1] < 1e-9).all()
    assert "every arrow shrinks" in words.verdict(with_matrix(matrix))


@pytest.mark.parametrize("matrix", [TURNING, SYMMETRIC])
def test_with_all_eigenvalues_above_1_every_arrow_grows_in_the_end(matrix):
    assert (with_matrix(matrix, steps=60).forward.lengths[-1] > 1).all()
    assert "every arrow grows" in words.verdict(with_matrix(matrix))


def test_the_counter_example_of_the_card_shrinks_to_a_millionth():
    still, part = with_matrix().proof.lengths[-1]
    assert still == pytest.approx(9.5e-7, rel=0.01)
    assert part == pytest.approx(1.1**20 / 2**0.5)


def test_an_arrow_on_its_line_never_leaves_it_on_the_way():
    for matrix in (FLIPPING, SHEAR, SHRINKING):
        for direction in find_eigenlines(matrix).directions:
            x, y = interpolate_matrix(matrix, 0.3) @ direction
            assert x * direction[1] == pytest.approx(y * direction[0])


@given(matrices, st.integers(0, 12), st.sampled_from([1, 2]))
def test_at_whole_steps_the_picture_shows_the_power_itself(matrix, k, stride):
    shown = planar_orbit(matrix, np.eye(2), 12).at(k, k % stride, stride).power
    assert shown == pytest.approx(powers(matrix, 12)[k], rel=1e-6, abs=1e-6)


@settings(deadline=None, max_examples=30)
@given(matrices, st.sampled_from([4, 60]), st.sampled_from([8, 48]))
def test_every_line_can_be_shown_whatever_the_matrix(matrix, steps, vectors):
    story = with_matrix(matrix, steps=steps, vectors=vectors)
    assert all(len(line) <= LONGEST_LINE for line in spoken(story)), spoken(story)
    assert np.isfinite(story.forward.lengths).all()
    assert np.isfinite(story.back_views).all()


@settings(max_examples=30)
@given(matrices)
def test_the_ellipse_stays_in_the_picture(matrix):
    story = with_matrix(matrix, steps=12)
    wide = (norm(story.forward.powers) / words.HALF).max(axis=-1)
    assert (wide <= 1.1 * story.views + 1e-9).all()
