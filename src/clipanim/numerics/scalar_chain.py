"""From 1.1 to NaN: gradient descent on (w**T - 1)**2 / 2 in real 16, 32 or 64 bit floats.

The net is linear and has one weight, so its output after T steps is w**T. Every number on
the way is rounded to the chosen type, as on a machine that has no other, and the operation
that makes the first NaN is caught in the act. Updates are counted from 1: `w[k]` is the
weight after k of them. Nothing here has a unit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

Float = Literal["float16", "float32", "float64"]
Numbers = NDArray[np.floating[Any]]
Number = np.floating[Any]

OPERATIONS = {"*": np.multiply, "/": np.divide, "-": np.subtract}


@dataclass(frozen=True)
class ChainRun:
    """One run of gradient descent; its arrays have the type it was computed in.

    Attributes:
        dtype: "float16", "float32" or "float64".
        w: (updates + 1,), the weight before the first and after each update.
        loss: (updates + 1,), the loss at each weight.
        gradient: (updates + 1,), the raw derivative of the loss at each weight.
        applied: (updates,), the derivative that each update used, after clipping.
        overflow_update: the first update in whose arithmetic (that of the loss included)
            finite numbers gave an infinite one, or None.
        inf_update: the first update after which the weight is infinite, or None.
        nan_update: the first update after which the weight is NaN, or None.
        nan_operation: the operation that made that NaN, such as "inf - inf", or None.
    """

    dtype: str
    w: Numbers
    loss: Numbers
    gradient: Numbers
    applied: Numbers
    overflow_update: int | None
    inf_update: int | None
    nan_update: int | None
    nan_operation: str | None


def descend_chain(
    start: float,
    steps: int,
    learning_rate: float,
    dtype: Float = "float64",
    *,
    updates: int = 10,
    threshold: float | None = None,
) -> ChainRun:
    """Descend from the weight `start`, rounding every single operation to `dtype`.

    The power is a chain of T - 1 multiplications, as in the net that it stands for.
    Clipping is gradient * (threshold / |gradient|) in the same type: it cannot save a
    gradient that is infinite already, for then it computes inf * 0.

    Args:
        start: the first weight; finite.
        steps: T; >= 1.
        learning_rate: the factor of the gradient; finite, > 0.
        dtype: the type of all arithmetic.
        updates: how many updates; >= 0.
        threshold: longer gradients are clipped to this; None for no clipping.

    Raises:
        ValueError: if an argument is not what is said above.

    >>> run = descend_chain(1.1, steps=50, learning_rate=0.01)
    >>> print(f"{run.w[1]:.2f}", run.w[2], run.w[3], "from", run.nan_operation)
    -6209.46 inf nan from inf - inf
    """
    _check(start, steps, learning_rate, dtype, updates, threshold)
    cast = np.dtype(dtype).type
    limit = None if threshold is None else cast(threshold)
    ledger, w, rows = _Ledger(), cast(start), []
    with np.errstate(all="ignore"):
        for update in range(1, updates + 2):
            ledger.update = update
            loss, gradient = _loss_and_gradient(w, steps, ledger)
            applied = _clipped(gradient, limit, ledger)
            rows.append((w, loss, gradient, applied))
            w = ledger.do(w, "-", ledger.do(cast(learning_rate), "*", applied))
    return _report(np.array(rows, dtype=dtype).T, ledger)


def overflow_exponent(base: float, dtype: Float = "float64") -> int:
    """The smallest k for which base**k, by k - 1 multiplications in `dtype`, is infinite.

    Raises:
        ValueError: if |base| is not finite and > 1, in `dtype`: its powers never overflow.

    >>> overflow_exponent(1.1, "float32")
    931
    """
    _check_dtype(dtype)
    with np.errstate(over="ignore"):
        factor = np.dtype(dtype).type(base)
        if not 1 < abs(factor) < np.inf:
            raise ValueError(f"|base| must be finite and > 1 in {dtype}, got {base}")
        power, k = factor, 1
        while np.isfinite(power):
            power, k = power * factor, k + 1
    return k


@dataclass
class _Ledger:
    """Does arithmetic and remembers where it first went wrong."""

    update: int = 0
    overflow_update: int | None = None
    nan_operation: str | None = None

    def do(self, a: Number, symbol: str, b: Number) -> Number:
        result: Number = OPERATIONS[symbol](a, b)
        if not np.isfinite(result):
            if self.overflow_update is None and np.isfinite(a) and np.isfinite(b):
                self.overflow_update = self.update
            if np.isnan(result) and not (np.isnan(a) or np.isnan(b)):
                self.nan_operation = self.nan_operation or f"{_text(a)} {symbol} {_operand(b)}"
        return result


def _loss_and_gradient(w: Number, steps: int, ledger: _Ledger) -> tuple[Number, Number]:
    one, half, count = type(w)(1), type(w)(0.5), type(w)(steps)
    before = one
    for _ in range(steps - 1):
        before = ledger.do(before, "*", w)
    error = ledger.do(ledger.do(before, "*", w), "-", one)
    loss = ledger.do(half, "*", ledger.do(error, "*", error))
    return loss, ledger.do(ledger.do(error, "*", count), "*", before)


def _clipped(gradient: Number, limit: Number | None, ledger: _Ledger) -> Number:
    if limit is None or not abs(gradient) > limit:
        return gradient
    return ledger.do(gradient, "*", ledger.do(limit, "/", abs(gradient)))


def _report(columns: Numbers, ledger: _Ledger) -> ChainRun:
    w, loss, gradient, applied = columns
    nan_update = _first(np.isnan(w))
    overflow = ledger.overflow_update
    return ChainRun(
        dtype=w.dtype.name,
        w=w,
        loss=loss,
        gradient=gradient,
        applied=applied[:-1],
        overflow_update=overflow if overflow is not None and overflow < len(w) else None,
        inf_update=_first(np.isinf(w)),
        nan_update=nan_update,
        nan_operation=None if nan_update is None else ledger.nan_operation,
    )


def _first(flags: NDArray[np.bool_]) -> int | None:
    return int(flags.argmax()) if flags.any() else None


def _text(number: Number) -> str:
    return f"{number:.4g}"


def _operand(number: Number) -> str:
    return f"({_text(number)})" if number < 0 else _text(number)


def _check(
    start: float,
    steps: int,
    learning_rate: float,
    dtype: str,
    updates: int,
    threshold: float | None,
) -> None:
    _check_dtype(dtype)
    if not np.isfinite(start):
        raise ValueError(f"start must be finite, got {start}")
    if steps < 1 or updates < 0:
        raise ValueError(f"steps must be >= 1 and updates >= 0, got {steps} and {updates}")
    for name, value in (("learning_rate", learning_rate), ("threshold", threshold)):
        if value is not None and not 0 < value < np.inf:
            raise ValueError(f"{name} must be a finite number > 0, got {value!r}")


def _check_dtype(dtype: str) -> None:
    if dtype not in get_args(Float):
        raise ValueError(f"dtype must be one of {', '.join(get_args(Float))}, got {dtype!r}")
