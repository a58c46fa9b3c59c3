"""Floating-point operations, recorded one by one: operands, result, overflow and NaN."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.floating[Any]]
Number = np.floating[Any]
Stage = Literal["power", "error", "loss", "gradient", "clip", "step", "update"]

UFUNCS = {"*": np.multiply, "/": np.divide, "-": np.subtract}


@dataclass(frozen=True)
class Operation:
    """One floating-point operation of two numbers, with its rounded result.

    Attributes:
        update: the update that it belongs to, counted from 1.
        stage: what it is for: "power" (w * w * ...), "error" (the output - 1), "loss",
            "gradient", "clip", "step" (learning rate * gradient) or "update" (w - step).
        left: the first operand, exactly.
        symbol: "*", "/" or "-".
        right: the second operand, exactly.
        result: what came out, rounded to the type of the run.
    """

    update: int
    stage: Stage
    left: float
    symbol: str
    right: float
    result: float

    @property
    def overflows(self) -> bool:
        """Whether finite operands gave an infinite result."""
        return math.isinf(self.result) and math.isfinite(self.left) and math.isfinite(self.right)

    @property
    def makes_nan(self) -> bool:
        """Whether the result is NaN though no operand is."""
        return math.isnan(self.result) and not (math.isnan(self.left) or math.isnan(self.right))

    @property
    def text(self) -> str:
        """The operation with four digits, such as "inf - inf" or "-1e+300 * 6e+08"."""
        right = f"{self.right:.4g}"
        return f"{self.left:.4g} {self.symbol} {f'({right})' if self.right < 0 else right}"


@dataclass
class TracedArithmetic:
    """Computes and records the operations that overflowed or made NaN, or all of them.

    Attributes:
        record_all: whether ordinary operations are recorded too.
        update: the update that the next operations belong to.
        operations: those recorded, in order.
    """

    record_all: bool = False
    update: int = 1
    operations: list[Operation] = field(default_factory=list)

    def compute(self, stage: Stage, left: Number, symbol: str, right: Number) -> Number:
        """The result of one operation, in the type of its operands."""
        result: Number = UFUNCS[symbol](left, right)
        if self.record_all or not np.isfinite(result):
            numbers = float(left), symbol, float(right), float(result)
            operation = Operation(self.update, stage, *numbers)
            if self.record_all or operation.overflows or operation.makes_nan:
                self.operations.append(operation)
        return result
