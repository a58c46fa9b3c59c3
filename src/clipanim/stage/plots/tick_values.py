"""Tick values of axes: round numbers and powers of ten."""

from __future__ import annotations

import math as m


def log_ticks(low: float, high: float, most: int = 5) -> list[float]:
    """Tick values of a log axis: powers of ten that enclose [low, high], 1 among them.

    Args:
        low: least value, > 0.
        high: greatest value.
        most: how many ticks at most; they are evenly spaced.
    """
    bottom, top = m.floor(m.log10(low) + 1e-9), m.ceil(m.log10(high) - 1e-9)
    bottom, top = min(bottom, 0), max(top, 0)
    if bottom == top:
        top += 1
    every = 1
    while True:  # multiples of `every`, so that 10^0 is one of them
        first, last = m.floor(bottom / every), m.ceil(top / every)
        if last - first < most:
            return [10.0 ** (every * n) for n in range(first, last + 1)]
        every += 1


def linear_ticks(low: float, high: float, most: int = 4) -> list[float]:
    """Tick values of a linear x axis: its two ends, and round numbers between.

    Args:
        low: the first value.
        high: the last value; its tick carries the name of the axis.
        most: how many ticks at most.
    """
    span = (high - low) or 1.0
    even = [s for s in _round_spacings(span / (most - 1)) if abs(span / s - round(span / s)) < 1e-9]
    step = even[0] if even else next(iter(_round_spacings(span / (most - 1))))
    ticks = [low + n * step for n in range(int(span / step + 1e-9) + 1)]
    if high - ticks[-1] > 1e-9 * span:
        if high - ticks[-1] < 0.55 * step and len(ticks) > 1:
            ticks.pop()
        ticks.append(high)
    return [_without_rounding_noise(tick) for tick in ticks]


def outward_ticks(low: float, high: float, most: int = 5) -> list[float]:
    """Tick values of a linear y axis: round numbers that enclose [low, high], at most `most`."""
    for step in _round_spacings(((high - low) or abs(high) or 1.0) / (most - 1)):
        first, last = m.floor(low / step + 1e-9), m.ceil(high / step - 1e-9)
        if last - first < most:
            break
    return [_without_rounding_noise(step * n) for n in range(first, max(last, first + 1) + 1)]


def _round_spacings(least: float) -> list[float]:
    """Round tick spacings from `least` up to ten times it."""
    scale = 10.0 ** m.floor(m.log10(least))
    rounds = (1, 2, 2.5, 3, 4, 5, 10, 20, 25, 50, 100)
    return [s * scale for s in rounds if s * scale >= least * (1 - 1e-9)]


def _without_rounding_noise(tick: float) -> float:
    tick = float(f"{tick:.12g}")
    return int(tick) if tick == int(tick) else tick
