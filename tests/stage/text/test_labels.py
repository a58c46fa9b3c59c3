"""Words and formulas as they are set."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from manim import ManimColor

from clipanim.stage import PX, aside, block, math, mixed, text, theme
from clipanim.stage.frame import at, to_px
from clipanim.stage.text.labels import points_of


def test_labels_with_and_without_descenders_stand_on_the_same_baseline():
    for words in ("xo", "gyp", "Ab‖", "10⁻⁷"):
        label = text(words, 40).at(300, 500)
        assert label.baseline == pytest.approx(at(0, 500)[1], abs=0.2 * PX)


def test_mathematics_stands_on_the_baseline_of_words():
    formula, word = math("x", 40).at(100, 500), text("x", 40).at(200, 500)
    assert formula.get_bottom()[1] == pytest.approx(word.get_bottom()[1], abs=1.5 * PX)


def test_the_size_is_the_em_in_px():
    cap = text("H", 100).height / PX
    assert cap == pytest.approx(66, abs=1)  # the cap height of Source Sans is 0.66 em


@pytest.mark.parametrize("anchor", ["left", "centre", "right"])
def test_a_label_is_anchored_where_it_is_told(anchor):
    label = text("anchored", 30).at(700, 400, anchor)
    edge = {"left": label.get_left(), "centre": label.get_center(), "right": label.get_right()}
    assert to_px(edge[anchor])[0] == pytest.approx(700, abs=0.01)


@pytest.mark.parametrize(
    "words",
    ["#panic()", "$x$", "*bold* _it_", "[", "]", "\\", "@ref", "<label>", "// no", '"', "`", "= h"],
)
def test_markup_in_plain_words_is_shown_and_not_obeyed(words):
    spread = [text(c, 30).width for c in words if c != " "]
    assert text(words, 30).width >= 0.7 * sum(spread)


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=1, max_size=20))
def test_any_words_can_be_set(words):
    text(words, 30)


def test_parts_of_a_formula_have_their_own_shape_and_colour():
    label = math("{{hat(g) : clipped}} = {{g : raw}} dot 2", parts={"raw": "#FF0000"})
    assert set(label.parts) == {"", "clipped", "raw"}
    assert label["raw"].get_fill_color().to_hex() == "#FF0000"
    assert label["clipped"].get_right()[0] < label["raw"].get_left()[0]


def test_formula_parts_change_nothing_about_the_layout():
    plain, split = math("hat(g) = g dot 2"), math("{{hat(g) : a}} = {{g : b}} dot 2")
    assert plain.width == pytest.approx(split.width, abs=0.5 * PX)


def test_words_around_mathematics_are_literal():
    assert mixed("a #b at $x^2$ *c*").width > mixed("a #b at $x^2$").width


def test_a_broken_formula_is_named():
    with pytest.raises(ValueError, match="nosuchthing"):
        math("nosuchthing(x)")


def test_a_counter_stands_still_while_it_counts():
    label = text("10.00", 40).at(500, 500)
    left, baseline = label.get_left()[0], label.baseline
    for words in ("10.01", "19.99", "88.88"):
        label.say(words)
        assert label.get_left()[0] == pytest.approx(left, abs=1e-9)
        assert label.baseline == pytest.approx(baseline, abs=1e-9)
        assert label.words == words
    assert np.isfinite(points_of(label)).all()


@pytest.mark.parametrize("words", ["below 1", "at $k = 9$"])
def test_an_aside_is_muted_unless_it_is_given_a_colour(words):
    meant = {aside(words): theme.muted, aside(words, theme.state): theme.state}
    for label, colour in meant.items():
        assert label[""].get_fill_color() == ManimColor(colour)


def test_a_block_stands_with_its_middle_beside_the_point():
    point = at(500, 300)
    rows = block(point, text("one"), text("two"), dx=24, leading=40)
    middle = np.mean([row.baseline for row in rows])
    alone = text("one").beside(point).baseline
    assert middle == pytest.approx(alone)
    assert to_px(rows[0].get_left())[0] == pytest.approx(524, abs=0.01)
