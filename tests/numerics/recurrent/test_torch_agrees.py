"""Our back-propagation by hand, against numbers recorded from torch's autograd."""

import json
from pathlib import Path

import numpy as np
import pytest
from small_nets import relative_error

from clipanim.numerics import Weights, backpropagate, jacobian_norms, jacobian_products

RECORD = json.loads((Path(__file__).parents[2] / "recorded" / "torch_rnn.json").read_text())
WEIGHTS = Weights(**{name: np.array(values) for name, values in RECORD["weights"].items()})
INPUTS = np.array(RECORD["inputs"])
TARGETS = np.eye(3)[RECORD["classes"]]


@pytest.mark.parametrize(
    "case", RECORD["cases"], ids=[f"{one['activation']}, {one['loss']}" for one in RECORD["cases"]]
)
def test_torch_finds_the_same_states_loss_and_gradient(case):
    backward = backpropagate(
        WEIGHTS, INPUTS, TARGETS, activation=case["activation"], loss=case["loss"]
    )
    np.testing.assert_allclose(backward.states[:, 1:], case["states"], rtol=1e-13, atol=1e-15)
    assert backward.loss == pytest.approx(case["value"], rel=1e-13)
    for name, found in backward.gradient._asdict().items():
        assert relative_error([found], [case["gradient"][name]]) < 1e-13, name


@pytest.mark.parametrize("activation", RECORD["jacobians"])
def test_torch_finds_the_same_derivatives_of_the_last_state(activation):
    backward = backpropagate(WEIGHTS, INPUTS, TARGETS, activation=activation)
    recorded = np.array(RECORD["jacobians"][activation])
    found = jacobian_products(WEIGHTS.W, backward.states[0], activation)
    np.testing.assert_allclose(found, recorded, rtol=1e-12, atol=1e-14)
    norms = np.linalg.norm(recorded[::-1], ord=2, axis=(-2, -1))
    np.testing.assert_allclose(jacobian_norms(WEIGHTS.W, backward.states[0], activation), norms)


def test_the_recorded_nets_are_not_trivial():
    losses = [case["value"] for case in RECORD["cases"]]
    assert len(set(losses)) == len(losses) == 4
    assert all(np.count_nonzero(case["gradient"]["W"]) >= 8 for case in RECORD["cases"])
