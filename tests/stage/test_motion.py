"""Animations pass through what they are told to, in the time that they have."""

import numpy as np
import pytest

from clipanim.stage import Repeat, Run


@pytest.mark.parametrize("end", [1, 2, 3, 4, 200])
def test_an_operation_is_repeated_slowly_at_first_and_reaches_the_end(end):
    seen = []
    repeat = Repeat(seen.append, over=(0, end))
    for now in repeat.times:
        repeat.interpolate_mobject(now / repeat.run_time)
    assert seen == pytest.approx([*range(min(end, 4)), end])
    assert np.diff(repeat.times)[:3] == pytest.approx([0.9, 0.9, 0.45][:end])
    assert repeat.run_time <= 0.9 + 0.9 + 0.45 + 1.5


def test_a_run_passes_through_all_between_two_values():
    seen = []
    run = Run(seen.append, over=(3, 5))
    for alpha in (0, 0.5, 1):
        run.interpolate(alpha)
    assert seen == pytest.approx([3, 4, 5])
