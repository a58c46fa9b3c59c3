"""A tangent on its graph."""

import numpy as np

from clipanim.stage import Tangent, number


def test_a_tangent_touches_its_graph_and_says_its_slope():
    tangent = Tangent(np.tanh, "tanh", 1.6, (200, 700), 60).move(0.5, 1 - np.tanh(0.5) ** 2)
    touched = tangent.point(0.5, np.tanh(0.5))
    np.testing.assert_allclose(tangent.line.get_midpoint(), touched, atol=1e-6)
    assert tangent.slope.words == f"slope {number(1 - np.tanh(0.5) ** 2, decimals=2)}"
