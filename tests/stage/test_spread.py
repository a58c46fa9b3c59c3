"""Labels are kept apart and within bounds."""

import numpy as np
import pytest

from clipanim.stage import spread


@pytest.mark.parametrize(
    ("wanted", "places"),
    [
        pytest.param([50, 200], [50, 200], id="far apart: where they want to be"),
        pytest.param([100, 100], [80, 120], id="at one place: about it"),
        pytest.param([0, 5], [0, 40], id="at the lower bound"),
        pytest.param([400, 395], [300, 260], id="at the upper bound, in their order"),
    ],
)
def test_places_are_apart_and_within_bounds(wanted, places):
    np.testing.assert_allclose(spread(wanted, 40, 0, 300), places)
