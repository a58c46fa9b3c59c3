"""What a voice is given: words, in which no symbol is left."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from clipanim.lecture.text_normalization import PUNCTUATION, normalize_for_speech

CASES = [
    ("τ", "tau"),
    ("ρ(W) > 1", "rho of W greater than 1"),
    ("θ, λ, σ, δ and Σ", "theta, lambda, sigma, delta and sigma"),
    ("‖g‖", "the norm of g"),
    ("g · τ/‖g‖", "g times tau over the norm of g"),
    ("‖g‖ ≥ τ", "the norm of g at least tau"),
    ("|λ| < 1", "the absolute value of lambda less than 1"),
    ("W^(T−t)", "W to the T minus t"),
    ("W^T", "W to the T"),
    ("w⁵⁰", "w to the 50"),
    ("1.1ᵏ", "1.1 to the k"),
    ("w² and w³", "w squared and w cubed"),
    ("Wᵀ", "W transposed"),
    ("Wᵗ", "W to the t"),
    ("W⁻¹", "W inverse"),
    ("hₜ₋₁", "h t minus 1"),
    ("1e-13", "ten to the minus 13"),
    ("10⁻¹³", "ten to the minus 13"),
    ("2.5e-13", "2.5 times ten to the minus 13"),
    ("1e+5", "ten to the 5"),
    ("9.5 · 10⁻¹⁴", "9.5 times ten to the minus 14"),
    ("2 · 10¹⁹¹ · (−7 · 10¹⁸⁵)", "2 times ten to the 191 times minus 7 times ten to the 185"),
    ("110⁵", "110 to the 5"),
    ("28\u2009963 steps", "28963 steps"),
    ("−6209.46", "minus 6209.46"),
    ("-3 of T-t", "minus 3 of T minus t"),
    ("inf − inf", "infinity minus infinity"),
    ("−∞", "minus infinity"),
    ("NaN, not NaNs", "nan, not nans"),
    ("× 19.4", "times 19.4"),
    ("a 2 × 2 matrix", "a 2 by 2 matrix"),
    ("1.5 × 3", "1.5 times 3"),
    ("5–10", "5 to 10"),
    ("∂L/∂W", "partial L over partial W"),
    ("±0.95", "plus or minus 0.95"),
    ("45°, and 1°", "45 degrees, and 1 degree"),
    ("26 %", "26 percent"),
    ("arccos(1/√n)", "arc cosine of 1 over the square root of n"),
    ("ln 4 = 1.39", "the natural log of 4 equals 1.39"),
    ("tanh", "tanch"),
    ("an A or B, or a", "an eigh or B, or eigh"),  # letters, and not an article that is mumbled
    ("A step, and a gate. At 5 a.m.", "A step, and a gate. At 5 a.m."),
    ("(100, 1) becomes (1, 1)", "100, 1 becomes 1, 1"),
    ("a step (the first) goes", "a step, the first, goes"),
    ("unit(s)", "units"),
    ("GPT-3, half-way", "GPT-3, half-way"),
    ("Pascanu et al. scale it", "Pascanu and others scale it"),
    ("1991: by 2012", "19 91: by 20 12"),
    ("2000: in 2005", "2000: in 2005"),
    ("after 1994 steps", "after 1994 steps"),
    ("“An LSTM’s cell”", "An LSTM's cell"),
    ("so — yes …", "so, yes..."),
    ("[[h@l'oU]]", "h at l'oU"),  # to espeak-ng, double brackets mean phonemes
    ("a\u200fb\u2066c", "abc"),
    ("∮ 😀", "contour integral grinning face"),
    ("", ""),
]


@pytest.mark.parametrize(("text", "words"), CASES, ids=[text or "nothing" for text, _ in CASES])
def test_symbols_become_words(text, words):
    assert normalize_for_speech(text) == words


@given(st.text())
@example("‖" * 3 + "^()" + "⁻")
def test_whatever_the_text_letters_digits_and_pauses_are_left(text):
    words = normalize_for_speech(text)
    assert all(c.isalpha() or c.isdecimal() or c in PUNCTUATION or c == " " for c in words)
