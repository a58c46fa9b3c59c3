"""Marks that travel along a rescaled axis."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clipanim.stage import Appear, Ticks, Vanish, at, hide, reveal, text, to_px
from clipanim.stage.plots.ticks import clearances

START, END = at(100, 900), at(1100, 900)


def opacity(label):
    return label[""].get_fill_opacity()


def test_a_mark_stands_at_its_share_of_the_axis():
    ticks = Ticks(["0", "1"], START, END, dy=-34).to([0, 0.25])
    assert to_px(ticks.lines[1].points[0]) == pytest.approx((350, 900))
    assert to_px(ticks.names[1].get_center())[0] == pytest.approx(350)
    assert [opacity(name) for name in ticks.names] == [1, 1]


def test_a_mark_beyond_the_axis_is_not_seen():
    ticks = Ticks(["0", "1"], START, END).to([0, 1.01])
    assert opacity(ticks.names[1]) == 0
    assert ticks.lines[1].get_stroke_opacity() == 0
    assert opacity(ticks.to([0, 1]).names[1]) == 1


def test_of_two_that_come_close_the_less_important_one_fades():
    ticks = Ticks(["100", "99"], START, END)
    seen = [opacity(ticks.to([0.5, 0.5 + gap]).names[1]) for gap in (0.2, 0.052, 0.02)]
    assert seen[0] == 1 > seen[1] > seen[2] == 0
    assert opacity(ticks.names[0]) == 1


@given(st.lists(st.floats(0, 1000), min_size=1, max_size=8))
def test_names_that_are_seen_never_overlap(places):
    sizes = [40.0] * len(places)
    shown = np.array(places)[clearances(places, sizes) > 0]
    assert len(shown) > 0
    assert (np.diff(np.sort(shown)) > 40).all()


def test_what_is_revealed_in_part_fades_in_to_that_part_and_out_from_it():
    label = text("10")
    hide(label)
    reveal(0.5, label)
    assert opacity(label) == 0
    appear = Appear(label)
    appear.begin()
    appear.finish()
    assert opacity(label) == pytest.approx(0.5)
    reveal(0.25, label)
    assert opacity(label) == pytest.approx(0.25)
    Vanish(label).begin()
    assert opacity(label) == pytest.approx(0.25)
