"""What the film about applications says, on its numbers and its sources.

Its pictures alone answer: How far apart are the thresholds that people use, and why can they
not be compared? What does PPO call clipping? Which broken gradients does a rule hide?
"""

import tomllib
from pathlib import Path

import numpy as np
import pytest
from scene_under_test import SceneUnderTest

from clipanim.engine.store.dependencies import record_dependencies
from clipanim.numerics import CONVENTIONS, clip_as, norm, truth_table

SCENE = SceneUnderTest("applications")
DATA = SCENE.file.path.with_suffix(".toml")
ENTRIES = tomllib.loads(DATA.read_text(encoding="utf-8"))
EVERY = SCENE.cases()


def entries(data, name="data"):
    """All tables that hold values, with their names."""
    for key, value in data.items():
        for n, one in enumerate(value if isinstance(value, list) else [value]):
            if isinstance(one, dict):
                yield f"{key} {one.get('name', n)}", one


@pytest.mark.parametrize("entry", [pytest.param(one, id=name) for name, one in entries(ENTRIES)])
def test_every_entry_has_a_source(entry):
    assert len(entry["source"]) > 20
    assert any(sign in entry["source"] for sign in ("arXiv", "thesis", "/", "CONVENTIONS"))


def test_all_values_of_the_data_are_in_entries():
    assert all(isinstance(value, dict | list) for value in ENTRIES.values())
    assert len(list(entries(ENTRIES))) == 8 + 3


def test_the_recipes_come_in_the_order_of_the_years():
    years = [one.year for one in SCENE.story().recipes]
    assert years == sorted(years)
    assert all(one.clip in ("norm", "value") for one in SCENE.story().recipes)


def test_rnnlm_cuts_components_and_the_others_scale_the_norm():
    first, *others = SCENE.story().recipes
    assert (first.name, first.clip, first.thresholds.tolist()) == ("RNNLM", "value", [15])
    assert {one.clip for one in others} == {"norm"}


def test_the_names_in_the_lines_have_the_thresholds_that_are_said():
    known = {one.name: one.thresholds.tolist() for one in SCENE.story().recipes}
    assert known["Pascanu et al."] == [1, 6, 8, 45]  # several: one for each task
    assert [known[name] for name in ("Seq2seq", "A3C agent", "PPO")] == [[5], [40], [0.5]]
    assert [one.name for one in SCENE.story().recipes[2:5]] == ["Seq2seq", "A3C agent", "PPO"]
    assert {one.name for one in SCENE.story().recipes[5:]} == {"BERT", "GPT-3", "LLaMA"}
    assert {one.thresholds.tolist()[0] for one in SCENE.story().recipes[5:]} == {
        SCENE.story().threshold
    }


@EVERY
def test_every_card_clips_its_example_as_its_recipe_does(params):
    story = SCENE.story(**params)
    assert norm(story.example) == pytest.approx(story.length)
    for one in story.recipes:
        for threshold, kept, length in zip(one.thresholds, one.kept, one.lengths, strict=True):
            rule = "torch_value" if one.clip == "value" else "paper"
            (expected,) = clip_as(rule, [story.example], threshold, dtype="float64")
            assert kept == pytest.approx(expected)
            assert length == pytest.approx(norm(kept))


def test_45_was_for_a_sum_of_200_steps():
    story = SCENE.story()
    (owner,) = [one for one in story.recipes if one.name == ENTRIES["summed"]["recipe"]]
    assert story.summed in owner.thresholds
    assert (story.summed, story.steps, story.each) == (45, 200, 0.225)


def test_beyond_1_plus_the_limit_nothing_is_to_be_gained():
    story = SCENE.story()
    below = story.ratios <= 1 + story.limit
    assert story.objectives[below] == pytest.approx(story.ratios[below])
    assert story.objectives[~below] == pytest.approx(1 + story.limit)
    assert story.limit == 0.2


@EVERY
def test_every_cell_is_the_answer_of_the_rule(params):
    story, table = SCENE.story(**params), truth_table(dtype=params.get("dtype", "float32"))
    for rule, name in zip(story.rules, ENTRIES["table"]["rules"], strict=True):
        assert (rule.library, rule.call) == (CONVENTIONS[name].library, CONVENTIONS[name].call)
        for case, answer in zip(story.cases, rule.answers, strict=True):
            expected = np.concatenate(table[name][case].after)
            assert np.array_equal(answer.after, expected.astype(float), equal_nan=True)
            assert answer.silent == table[name][case].silent


@EVERY
def test_no_rule_takes_out_a_nan_and_some_leave_only_zeros_of_a_square_that_overflows(params):
    story = SCENE.story(**params)
    assert story.cases == ["inf", "nan", "overflow"]
    assert all(np.isnan(rule.answers[1].after).any() for rule in story.rules)
    assert any(not rule.answers[2].after.any() for rule in story.rules)
    assert np.isinf(story.broken[0, 0])
    assert np.isnan(story.broken[1, 0])
    assert np.isfinite(story.broken[2]).all()


@EVERY
def test_silent_answers_are_finite_but_have_lost_something(params):
    story = SCENE.story(**params)
    silent = [
        (before, answer.after)
        for rule in story.rules
        for before, answer in zip(story.broken, rule.answers, strict=True)
        if answer.silent
    ]
    assert len(silent) == story.silent
    assert 0 < story.silent < story.answers == len(story.rules) * len(story.broken)
    for before, after in silent:
        assert np.isfinite(after).all()
        assert np.isinf(before).any() or ((after == 0) & (before != 0)).any()


@EVERY
def test_clipping_before_unscaling_makes_the_step_too_short_by_the_scale(params):
    story = SCENE.story(**params)
    assert story.right == pytest.approx([story.length * story.scale, story.length, 1])
    assert story.wrong == pytest.approx([story.length * story.scale, 1, 1 / story.scale])
    assert story.right[-1] / story.wrong[-1] == pytest.approx(story.scale)


def test_the_film_is_made_anew_when_its_data_change():
    with record_dependencies(Path(SCENE.file.path)) as found:
        SCENE.compute_story()
    assert any(Path(one).name == DATA.name for one in found.digests())


@EVERY
def test_every_line_fits(params):
    SCENE.assert_its_lines_fit(**params)
