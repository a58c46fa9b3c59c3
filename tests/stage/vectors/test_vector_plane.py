"""Vectors on a plane: what is kept of them, and where their labels stand."""

import numpy as np
import pytest

from clipanim.stage import PX, Bend, Box, Card, Cut, Dot, Evidence, VectorPlane, text, theme

PLANE = VectorPlane(Box(100, 100, 900, 700), [[-1, -1], [4, 3]])


def test_a_cut_vector_is_kept_and_removed_without_a_gap():
    cut = Cut(PLANE, [4, 3], [2, 1.5], theme.clipped).move([0, 2], [0, 1])
    assert cut.kept.end == pytest.approx(PLANE.point([0, 1]))
    assert cut.removed.start == pytest.approx(cut.kept.end)
    assert cut.removed.end == pytest.approx(PLANE.point([0, 2]))


def test_a_bent_vector_ends_where_the_plane_does():
    bend = Bend(PLANE, [100, 1], [1, 1], theme.value)
    assert bend.raw.end == pytest.approx(PLANE.point(PLANE.clip_to_box([100, 1])))
    assert bend.raw.end[0] < PLANE.point([100, 1])[0]
    assert bend.kept.end == pytest.approx(PLANE.point([1, 1]))


def test_a_limit_reaches_as_far_as_its_radius():
    disc = PLANE.disc(0.5, theme.clipped, text("0.5"))
    away = np.hypot(*(disc.edge.points - PLANE.origin)[:, :2].T)
    length = np.linalg.norm(disc.radius.points[-1] - PLANE.origin)
    assert away == pytest.approx(length, rel=2e-3)


@pytest.mark.parametrize("side", [1, -1], ids=["left", "right"])
@pytest.mark.parametrize("degrees", [0, 30, 90, 150, 250])
def test_a_label_along_a_vector_is_clear_of_it(side, degrees):
    way = np.array([np.cos(np.radians(degrees)), np.sin(np.radians(degrees))])
    label = PLANE.along(text("3.16"), way, side, gap=14)
    box = np.concatenate([part.points for part in label.submobjects]) - PLANE.origin
    across = side * (box[:, :2] @ np.array([-way[1], way[0]])) / PX
    assert across.min() > 14 - 0.25 * theme.LABEL


def test_the_end_of_a_proof_by_value_is_square():
    curves = [0.0, 1.0]
    proofs = [
        Evidence("a", "b", curves, theme.value, "c", "d", log=False, base=0, square=square)
        for square in (False, True)
    ]
    marks = [one for one in Card("a", "b", "c", proofs).evidence.get_family() if type(one) is Dot]
    assert len(marks[0].points) == len(Dot((0, 0)).points)
    assert len(np.unique(marks[1].points[::4].round(6), axis=0)) == 4
    assert {tuple(row) for row in np.sign(marks[1].points[::4] - marks[1].get_center())[:, :2]} == {
        (1, 1),
        (-1, 1),
        (-1, -1),
        (1, -1),
    }
