"""Truth table of clipping conventions for inf, NaN, overflowing and ordinary gradients."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from .adaptive import Floats, unit_norms
from .conventions import CONVENTIONS, Precision, clip_as

Case = Literal["inf", "nan", "overflow", "long", "short"]
Mark = Literal["kept", "changed", "zero", "nan"]
Outcome = Literal[
    "unchanged",
    "scaled",
    "scaled in part",
    "clamped",
    "all zero",
    "one tensor zero",
    "all NaN",
    "one tensor NaN",
    "NaN there, zero elsewhere",
    "NaN there, zero in its tensor",
    "NaN there, the rest kept",
    "NaN there, the rest clamped",
]
TRUTH_CASES: dict[Case, str] = {
    "inf": "one entry is infinite",
    "nan": "one entry is NaN",
    "overflow": "all entries are finite, the square of one is not",
    "long": "an ordinary gradient, too long",
    "short": "an ordinary gradient, short enough",
}


@dataclass(frozen=True)
class TruthCell:
    """The result of one clipping convention on one gradient, which has several tensors.

    Attributes:
        convention: a key of `CONVENTIONS`.
        before: the gradient, one array for each tensor.
        after: what is left of it, of the same shapes.
        marks: for each entry of each tensor "kept", "changed", "zero" (it was not) or "nan".
    """

    convention: str
    before: tuple[Floats, ...]
    after: tuple[Floats, ...]
    marks: tuple[NDArray[np.str_], ...]

    @property
    def outcome(self) -> Outcome:
        """The result in plain words."""
        return _outcome(self)

    @property
    def silent(self) -> bool:
        """Whether damage is silent: the result is finite, but an infinity was clamped, or an
        entry that was not 0 has become 0. Nothing later in the training can notice it.
        """
        finite_before, finite_after = (
            all(np.isfinite(one).all() for one in side) for side in (self.before, self.after)
        )
        zeroed = any((one == "zero").any() for one in self.marks)
        return finite_after and (zeroed or not finite_before)


def truth_table(
    conventions: Sequence[str] = tuple(CONVENTIONS), *, dtype: Precision = "float32"
) -> dict[str, dict[Case, TruthCell]]:
    """Conventions by cases, those of `TRUTH_CASES`: `table["torch_norm"]["inf"].outcome`.

    Every gradient has two tensors, of 3 and 2 entries, so that one can see how far damage
    spreads; the first entry is the one that is hurt. The threshold is 1.

    Raises:
        ValueError: as `clip_as`.

    >>> truth_table()["torch_norm"]["overflow"].outcome
    'all zero'
    >>> truth_table()["keras_global_norm"]["overflow"].outcome
    'all NaN'
    """
    gradients = {case: case_gradient(case, dtype) for case in TRUTH_CASES}
    return {
        name: {
            case: evaluate_convention(name, gradient, dtype=dtype)
            for case, gradient in gradients.items()
        }
        for name in conventions
    }


def case_gradient(case: Case, dtype: Precision = "float32") -> tuple[Floats, Floats]:
    """The test gradient of one case of the table: two tensors.

    >>> case_gradient("overflow")[0].tolist() == [np.float32(1e20), 1.0, -2.0]
    True
    """
    if case == "long":
        return np.array([3.0, 1.0, -2.0], dtype), np.array([0.5, -0.5], dtype)
    if case == "short":
        return np.array([0.3, 0.1, -0.2], dtype), np.array([0.05, -0.05], dtype)
    too_large = 10.0 ** np.ceil(np.log10(float(np.finfo(dtype).max)) / 2)
    entry = {"inf": np.inf, "nan": np.nan, "overflow": too_large}[case]
    return np.array([entry, 1.0, -2.0], dtype), np.array([0.5, -0.5], dtype)


def evaluate_convention(
    convention: str,
    gradients: Sequence[Floats],
    threshold: float = 1.0,
    *,
    dtype: Precision = "float32",
) -> TruthCell:
    """Clip a gradient by one convention and classify the result, entry by entry.

    Where the rule needs weights, those of every unit have the norm 1, so that the threshold
    means the same to all rules.
    """
    before = [np.array(gradient, dtype) for gradient in gradients]
    weights = [np.ones_like(one) / unit_norms(np.ones_like(one)) for one in before]
    after = clip_as(convention, before, threshold, weights=weights, dtype=dtype)
    marks = tuple(_marks(old, new) for old, new in zip(before, after, strict=True))
    return TruthCell(convention, tuple(before), tuple(after), marks)


def _marks(before: Floats, after: Floats) -> NDArray[np.str_]:
    kept = np.isclose(after, before, rtol=4 * np.finfo(before.dtype).eps, atol=0)
    cases = [np.isnan(after), kept, after == 0]
    return np.select(cases, ["nan", "kept", "zero"], default="changed")


def _outcome(cell: TruthCell) -> Outcome:
    marks = np.concatenate([one.ravel() for one in cell.marks])
    after = np.concatenate([one.ravel() for one in cell.after])
    if (marks == "nan").any():
        return _nan_outcome(cell.marks, marks, after)
    if (marks == "zero").any():
        return "one tensor zero" if after.any() else "all zero"
    if (marks == "kept").all():
        return "unchanged"
    if CONVENTIONS[cell.convention].scope == "each entry":
        return "clamped"
    before = np.concatenate([one.ravel() for one in cell.before])
    factors = after[before != 0] / before[before != 0]
    same = np.ptp(factors) <= 8 * np.finfo(factors.dtype).eps * factors.max()
    return "scaled" if same else "scaled in part"


def _nan_outcome(
    tensors: tuple[NDArray[np.str_], ...], marks: NDArray[np.str_], after: Floats
) -> Outcome:
    if (marks == "nan").all():
        return "all NaN"
    if any((one == "nan").all() for one in tensors):
        return "one tensor NaN"
    if (marks == "zero").any():
        all_zero = not after[marks != "nan"].any()
        return "NaN there, zero elsewhere" if all_zero else "NaN there, zero in its tensor"
    return (
        "NaN there, the rest clamped" if (marks == "changed").any() else "NaN there, the rest kept"
    )
