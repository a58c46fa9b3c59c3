"""Gradient descent on (w**T - 1)**2 / 2 in 16, 32 or 64 bit floats, up to overflow and NaN.

The net is linear and has one weight, so its output after T steps is w**T. Every number on
the way is rounded to the chosen type, as on a machine that has no other, and the operation
that makes the first NaN is recorded. Updates are counted from 1: `w[k]` is the
weight after k of them. Nothing here has a unit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from .float_operations import Number, Numbers, Operation, TracedArithmetic

FloatDtype = Literal["float16", "float32", "float64"]


@dataclass(frozen=True)
class ChainRun:
    """One run of gradient descent on the scalar chain, with its overflows and NaNs.

    The arrays have the type that it was computed in.

    Attributes:
        dtype: "float16", "float32" or "float64".
        w: (updates + 1,), the weight before the first and after each update.
        loss: (updates + 1,), the loss at each weight.
        gradient: (updates + 1,), the raw derivative of the loss at each weight.
        applied: (updates,), the derivative that each update used, after clipping.
        overflows: the operations of the updates in which finite numbers gave an infinite
            one, in order; those of the loss are among them, though no weight needs the loss.
        nans: the operations of which the result first became NaN, in order.
    """

    dtype: str
    w: Numbers
    loss: Numbers
    gradient: Numbers
    applied: Numbers
    overflows: tuple[Operation, ...]
    nans: tuple[Operation, ...]

    @property
    def overflow_update(self) -> int | None:
        """The first update in whose arithmetic something overflowed, or None."""
        return self.overflows[0].update if self.overflows else None

    @property
    def inf_update(self) -> int | None:
        """The first update after which the weight is infinite, or None."""
        return _first_true(np.isinf(self.w))

    @property
    def nan_update(self) -> int | None:
        """The first update after which the weight is NaN, or None."""
        return _first_true(np.isnan(self.w))

    @property
    def nan_operation(self) -> str | None:
        """The operation that made that NaN, such as "inf - inf", or None."""
        return self.nans[0].text if self.nans else None


def descend_chain(
    start: float,
    steps: int,
    learning_rate: float,
    dtype: FloatDtype = "float64",
    *,
    updates: int = 10,
    threshold: float | None = None,
) -> ChainRun:
    """Gradient descent on the net with one weight, every single operation rounded to `dtype`.

    The power is a chain of T - 1 multiplications, as in the net that it stands for.
    Clipping is gradient * (threshold / |gradient|) in the same type: it cannot save a
    gradient that is infinite already, for then it computes inf * 0.

    Args:
        start: the first weight; finite, in `dtype` too.
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
    arithmetic, w, rows = TracedArithmetic(), cast(start), []
    with np.errstate(all="ignore"):
        rate, limit = cast(learning_rate), None if threshold is None else cast(threshold)
        for update in range(1, updates + 2):
            arithmetic.update = update
            *columns, after = _update(w, steps, rate, limit, arithmetic)
            rows.append((w, *columns))
            w = after
    return _report(np.array(rows, dtype=dtype).T, arithmetic)


def chain_operations(
    w: float,
    steps: int,
    learning_rate: float,
    dtype: FloatDtype = "float64",
    *,
    threshold: float | None = None,
    update: int = 1,
) -> tuple[Operation, ...]:
    """Record every floating-point operation of one update from the weight `w`, in order.

    Arguments and errors are those of `descend_chain`, but `w` may be infinite or NaN, as it
    is late in a run; `update` is what the operations are numbered with.

    >>> [one.text for one in chain_operations(np.inf, 50, 0.01) if one.makes_nan]
    ['inf - inf']
    """
    _check(0.0, steps, learning_rate, dtype, update, threshold)
    cast = np.dtype(dtype).type
    arithmetic = TracedArithmetic(record_all=True, update=update)
    with np.errstate(all="ignore"):
        limit = None if threshold is None else cast(threshold)
        _update(cast(w), steps, cast(learning_rate), limit, arithmetic)
    return tuple(arithmetic.operations)


def _update(
    w: Number, steps: int, rate: Number, limit: Number | None, arithmetic: TracedArithmetic
) -> tuple[Number, Number, Number, Number]:
    """Loss, gradient and applied gradient at `w`, and the weight after one update."""
    loss, gradient = _loss_and_gradient(w, steps, arithmetic)
    applied = _clipped(gradient, limit, arithmetic)
    step = arithmetic.compute("step", rate, "*", applied)
    return loss, gradient, applied, arithmetic.compute("update", w, "-", step)


def _loss_and_gradient(
    w: Number, steps: int, arithmetic: TracedArithmetic
) -> tuple[Number, Number]:
    one, half, count = type(w)(1), type(w)(0.5), type(w)(steps)
    before = one
    for _ in range(steps - 1):
        before = arithmetic.compute("power", before, "*", w)
    error = arithmetic.compute("error", arithmetic.compute("power", before, "*", w), "-", one)
    loss = arithmetic.compute("loss", half, "*", arithmetic.compute("loss", error, "*", error))
    scaled = arithmetic.compute("gradient", error, "*", count)
    return loss, arithmetic.compute("gradient", scaled, "*", before)


def _clipped(gradient: Number, limit: Number | None, arithmetic: TracedArithmetic) -> Number:
    if limit is None or not abs(gradient) > limit:
        return gradient
    factor = arithmetic.compute("clip", limit, "/", abs(gradient))
    return arithmetic.compute("clip", gradient, "*", factor)


def _report(columns: Numbers, arithmetic: TracedArithmetic) -> ChainRun:
    w, loss, gradient, applied = columns
    during = [operation for operation in arithmetic.operations if operation.update < len(w)]
    return ChainRun(
        dtype=w.dtype.name,
        w=w,
        loss=loss,
        gradient=gradient,
        applied=applied[:-1],
        overflows=tuple(operation for operation in during if operation.overflows),
        nans=tuple(operation for operation in during if operation.makes_nan),
    )


def _first_true(flags: NDArray[np.bool_]) -> int | None:
    return int(flags.argmax()) if flags.any() else None


def _check(
    start: float,
    steps: int,
    learning_rate: float,
    dtype: str,
    updates: int,
    threshold: float | None,
) -> None:
    check_dtype(dtype)
    with np.errstate(over="ignore"):
        first = np.dtype(dtype).type(start)
    if not np.isfinite(first):
        raise ValueError(f"start must be finite in {dtype}, got {start}")
    if steps < 1 or updates < 0:
        raise ValueError(f"steps must be >= 1 and updates >= 0, got {steps} and {updates}")
    for name, value in (("learning_rate", learning_rate), ("threshold", threshold)):
        if value is not None and not 0 < value < np.inf:
            raise ValueError(f"{name} must be a finite number > 0, got {value!r}")


def check_dtype(dtype: str) -> None:
    """Refuse a float type other than those of `FloatDtype`, with a ValueError."""
    if dtype not in get_args(FloatDtype):
        raise ValueError(f"dtype must be one of {', '.join(get_args(FloatDtype))}, got {dtype!r}")
