"""What a picture holds is drawn, in the order in which it was assigned."""

from types import SimpleNamespace

import pytest
from manim import VGroup
from places import DATA

from clipanim.scene import catalogue
from clipanim.stage import Card, Dot, Evidence, Picture, at


def dot(x=0):
    return Dot(at(x, 0))


def test_shapes_are_drawn_in_the_order_of_assignment_also_those_in_lists_dicts_and_pictures():
    one, two, three, four = map(dot, range(4))
    picture, inset = Picture("An idea"), Picture()
    inset.mark = four
    picture.first, picture.inset, picture.names, picture.rest = one, inset, {"two": two}, [[three]]
    assert picture.shapes() == [one, four, two, three]
    assert picture.title == "An idea"


def test_what_is_no_shape_and_what_is_held_on_the_way_only_is_not_drawn():
    picture = Picture("An idea")
    picture.steps, picture.way = 12, SimpleNamespace(ghost=dot())
    assert picture.shapes() == []


def test_a_shape_held_twice_is_drawn_once_at_its_first_place():
    picture = Picture("An idea")
    picture.low, picture.high = dot(), dot()
    picture.moving = picture.high, picture.low
    assert picture.shapes() == [picture.low, picture.high]


def test_a_name_that_is_assigned_again_keeps_its_place():
    picture = Picture("An idea")
    picture.low, picture.high = dot(), dot()
    picture.low = dot()
    assert picture.shapes() == [picture.low, picture.high]


@pytest.mark.parametrize("evidence", [0, 1, 2])
def test_a_card_is_a_picture_without_a_title(evidence):
    proofs = [Evidence("a", "b", [1.0, 2.0], "#fff", "2", "times")] * evidence
    card = Card("It is so.", "It is not.", "A source, 2026", proofs)
    assert card.title == ""
    assert [type(one) for one in card.shapes()].count(VGroup) == 3
    assert len(card.evidence) == evidence


def test_a_line_reads_params_and_story_and_a_value_that_is_given_wins():
    film = catalogue.find_scene(str(DATA / "short.py")).load()
    scene = film.scene(params=film.params_class(radius=2.0, steps=4))
    said = []
    scene.on_line_end = lambda chapter, words: said.append(words)
    scene.wait_until_read = lambda seconds: None
    for given in ({}, {"params": film.params_class(steps=7)}):
        with scene.say("{params.steps} steps: {story.norms[4]}", **given):
            pass
    assert said == ["4 steps: 16", "7 steps: 16"]
