"""Gradients that a clipping function may meet, and exact arithmetic to judge it by."""

from fractions import Fraction

import numpy as np
from hypothesis import strategies as st

LARGEST = np.finfo(np.float64).max
SMALLEST = 5e-324

components = st.floats(allow_nan=False, allow_infinity=False)
thresholds = st.floats(min_value=SMALLEST, max_value=LARGEST)
gradients = st.lists(components, min_size=1, max_size=7).map(np.array)


def squared_norm(vector):
    """The square of the L2 norm as a rational number: nothing is rounded."""
    return sum(Fraction(float(component)) ** 2 for component in vector)


def is_within(vector, threshold):
    return squared_norm(vector) <= Fraction(threshold) ** 2


@st.composite
def clippings(draw):
    """A finite gradient and a threshold; in half of the cases they are some ulps apart."""
    gradient = draw(gradients)
    if draw(st.booleans()):
        return gradient, draw(thresholds)
    with np.errstate(over="ignore"):
        threshold = np.hypot.reduce(gradient)
        for _ in range(draw(st.integers(0, 4))):
            threshold = np.nextafter(threshold, draw(st.sampled_from([0.0, np.inf])))
    return gradient, float(np.clip(threshold, SMALLEST, LARGEST))


@st.composite
def moderate(draw, count=1):
    """`count` gradients of one length, with components of magnitude 0 or 1e-100 to 1e100."""
    size = draw(st.integers(1, 6))
    component = st.floats(-1e100, 1e100).filter(lambda x: x == 0 or abs(x) > 1e-100)
    rows = st.lists(component, min_size=size, max_size=size).map(np.array)
    return [draw(rows) for _ in range(count)]
