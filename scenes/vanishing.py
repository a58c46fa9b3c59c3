"""A signal that fades on its way back through time, and what clipping and gates do for it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from manim import VGroup
from numpy.typing import NDArray

from clipanim.numerics import gate_products, vanishing_gradient
from clipanim.params import SceneParams, param
from clipanim.stage import (
    PX,
    Appear,
    Area,
    Box,
    Card,
    Dot,
    Dots,
    Draw,
    Evidence,
    Explainer,
    Path,
    Picture,
    Plot,
    Repeat,
    Trace,
    aside,
    at,
    big,
    block,
    linear_ticks,
    number,
    text,
    theme,
    times,
    to_px,
)

LENGTH = 58

Array = NDArray[np.float64]
INPUT_SPREAD = 0.1  # of U: weak inputs, so that it is mostly W that makes the signal fade
GATES = (0.9, 0.999)  # to compare the gate that was chosen with
LOWEST = 1e-300  # what a plot goes down to: floats end soon below
LEFT, RIGHT = 200, 1480  # px
CELLS = 20  # marked along a beam
GUTTER, WIDE = 24, 14  # px; a curve that is seen on both sides of another


@dataclass(frozen=True)
class Params(SceneParams):
    scale: float = param(0.9, "What W stretches by (times an orthogonal matrix)", low=0.3, high=1)
    forget: float = param(0.99, "The forget gate, f", low=0.5, high=0.999)
    steps: int = param(100, "How far back, K", low=20, high=200, unit="steps")
    threshold: float = param(10.0, "Of the clipping, τ", low=1, high=100)


@dataclass(frozen=True)
class Story:
    """Every number on screen; entry k of an array is k steps back."""

    lags: NDArray[np.int64]  # 0 to K
    scale: float
    threshold: float
    signal: Array  # the norm of dh_T/dh_(T-k), (K + 1,)
    bounds: Array  # what W alone would leave of it
    parts: Array  # the norm of what step T - k adds to dL/dW, (K,)
    clipped_parts: Array  # the same after clipping
    gradient: float  # its norm
    factor: float  # what clipping multiplies it by
    gates: Array  # the gates that are compared, rising
    paths: Array  # what each of them leaves, (gates, K + 1)
    chosen: int  # which of them is the parameter


def tell(params: Params) -> Story:
    """From parameters to numbers."""
    made = vanishing_gradient(
        params.scale, params.steps, threshold=params.threshold, input_std=INPUT_SPREAD
    )
    gates = np.unique([*GATES, params.forget])
    return Story(
        lags=np.arange(params.steps + 1),
        scale=params.scale,
        threshold=params.threshold,
        signal=made.jacobian_norms,
        bounds=made.bounds,
        parts=made.part_norms,
        clipped_parts=made.clipped_part_norms,
        gradient=made.gradient_norm,
        factor=made.factor,
        gates=gates,
        paths=gate_products(gates, params.steps),
        chosen=int(np.flatnonzero(gates == params.forget)[0]),
    )


class Beam(VGroup):
    """What is left of a signal as the width of a band, above the steps of a plot.

    Behind it stands, faintly, a signal of which nothing is lost.

    Args:
        plot: whose x it shares.
        y: its middle, px.
        width: of the whole signal, px.
        left: shares that are left after 0, 1, 2, ... steps.
    """

    def __init__(self, plot: Plot, y: float, width: float, left: Array):
        super().__init__()
        steps = len(left) - 1
        self.axis = plot.point(range(steps + 1), plot.base) * [1, 0, 0] + at(0, y) * [0, 1, 0]
        self.half = np.outer(left, [0, width / 2 * PX, 0])
        first, last, top = self.axis[0], self.axis[-1], self.half[0]
        whole = Area(
            [first + top, last + top, last - top, first - top], theme.state, 1.5 * theme.TINT
        )
        self.band = Area(self.axis, theme.state, opacity=0.6)
        cells = Dots(np.linspace(first, last, CELLS + 1), theme.muted, 4)
        self.tip = Dot(last, theme.state, hollow=True)
        self.add(whole, self.band, cells, self.tip)
        self.to(steps)

    def to(self, k: float) -> Beam:
        """Show it up to `k` steps back, also between two steps."""
        steps = np.append(np.arange(np.ceil(k)), k)
        axis, half = (
            np.column_stack([np.interp(steps, range(len(one)), xs) for xs in one.T])
            for one in (self.axis, self.half)
        )
        self.band.move(np.concatenate([axis + half, (axis - half)[::-1]]))
        self.tip.move(axis[-1])
        return self


class Fading(Picture):
    """The signal as a beam, and its length on a log scale."""

    def __init__(self, story: Story):
        super().__init__("What happened long ago fades")
        lags, steps, signal = story.lags, story.lags[-1], story.signal
        name = "$norm(partial h_T slash partial h_(T - k))$"
        self.plot = plot = back_in_time(500, steps, (signal[-1], 1), name)
        self.beam = Beam(plot, 310, 150, signal)
        self.ends = [
            aside("now").at(to_px(self.beam.axis[0])[0], 214),
            aside(f"{steps} steps ago").at(RIGHT, 214, "right"),
        ]
        self.width = aside("width: what is left").beside(self.beam.axis[-1], GUTTER)
        end, bound = plot.gutter([signal[-1], story.bounds[-1]], 96)
        how = {"width": theme.LINE, "dash": theme.DASH}
        self.bound = Trace(plot, lags, story.bounds, theme.state, **how).curve
        self.bound_name = aside(f"W alone: ${number(story.scale)}^k$").beside(bound)
        self.curve = Trace(plot, lags, signal, theme.state, hollow=True)
        self.value = block(end, big(times(signal[-1])), aside(f"at $k = {steps}$"))

    def walk(self, k: float) -> None:
        """Follow the signal `k` steps back."""
        self.beam.to(k)
        self.curve.to(k)


class Clipping(Picture):
    """What every step adds to the gradient, without clipping and with it."""

    def __init__(self, story: Story):
        super().__init__("Clipping brings nothing back")
        tau, raw, clipped = story.threshold, story.parts, story.clipped_parts
        y = clipped[-1], 10 * max(tau, story.gradient)
        name = "length of what step $T - k$ adds to the gradient"
        self.plot = plot = back_in_time(290, len(raw), y, name)
        limit, whole, *ends = plot.gutter([tau, story.gradient, clipped[-1], raw[-1]], 44)
        self.limit = plot.level(tau)
        self.limit_name = text(f"τ = {number(tau)}", theme.SMALL_LABEL).beside(limit)
        level = plot.point(plot.x, [story.gradient] * 2)
        self.whole = Path(level, theme.raw, theme.LINE, theme.DOTS)
        words = f"whole gradient: {number(story.gradient)}"
        self.whole_name = aside(words, theme.raw).beside(whole)
        self.clipped = Trace(plot, story.lags[:-1], clipped, theme.clipped, width=WIDE).curve
        self.raw = Trace(plot, story.lags[:-1], raw, theme.raw)
        self.clipped_name = text("clipped", theme.SMALL_LABEL, theme.clipped).beside(ends[0])
        self.raw_name = text("unclipped", theme.SMALL_LABEL, theme.raw).beside(ends[1])


class Gated(Picture):
    """The beam through gates beside the one through W, and gates compared."""

    def __init__(self, story: Story):
        super().__init__("A gate near 1 keeps the way open")
        lags, steps, chosen = story.lags, story.lags[-1], story.chosen
        gate, path = story.gates[chosen], story.paths[chosen]
        self.plot = plot = back_in_time(530, steps, (0, 1), "left after $k$ steps", log=False)
        self.old, self.beam = Beam(plot, 262, 96, story.signal), Beam(plot, 404, 96, path)
        self.old_name = aside("through W and tanh").beside(self.old.axis[-1], GUTTER)
        through = f"through gates, $f = {number(gate)}$"
        self.name = aside(through).beside(self.beam.axis[-1], GUTTER)
        others = [path for n, path in enumerate(story.paths) if n != chosen]
        how = theme.state, theme.LINE, theme.DOTS
        self.others = [plot.curve(lags, path, *how) for path in others]
        self.curve = Trace(plot, lags, path, theme.state, True, theme.HEAVY)
        places = plot.gutter(story.paths[:, -1], 50)
        words = [f"f = {number(f)}: {number(end)}" for f, end in left(story).items()]
        self.values = [aside(one).beside(place) for one, place in zip(words, places, strict=True)]
        big_one = text(words[chosen], theme.LABEL, weight="semibold")
        self.values[chosen] = big_one.beside(places[chosen])
        self.value = self.values[chosen]

    def walk(self, k: float) -> None:
        """Follow the signal through the gates `k` steps back."""
        self.beam.to(k)
        self.curve.to(k)


def back_in_time(
    top: float, steps: int, y: tuple[float, float], name: str, log: bool = True
) -> Plot:
    """A plot over the steps back, with room for a mark at the first of them."""
    box, x, x_ticks = Box(LEFT, top, RIGHT, 830), (-0.02 * steps, steps), linear_ticks(0, steps)
    low = max(y[0], LOWEST) if log else y[0] - 0.06  # so that no mark stands on the ticks
    y_ticks = None if log else [0, 0.5, 1]
    names = {"x_name": "k", "y_name": name}
    return Plot(box, x, (low, y[1]), log=log, x_ticks=x_ticks, y_ticks=y_ticks, **names)


def left(story: Story) -> dict[float, float]:
    """What every gate leaves after all steps."""
    return dict(zip(story.gates.tolist(), story.paths[:, -1].tolist(), strict=True))


class EndCard(Card):
    """What is often said of clipping, and what holds."""

    def __init__(self, story: Story):
        path, steps = story.paths[story.chosen], story.lags[-1]
        shares = story.clipped_parts / story.clipped_parts[0]
        linear = {"log": False, "base": 0.0}  # one scale for both
        super().__init__(
            said="Clipping fixes exploding\nand vanishing gradients.",
            holds="Clipping only shortens: what has\nfaded stays faded. Gates keep a\n"
            "path open, that of the cell,\nwhile f is near 1.",
            source="Pascanu, Mikolov, Bengio, ICML 2013, §3; Hochreiter, Schmidhuber 1997; "
            "Gers, Schmidhuber, Cummins 2000",
            evidence=[
                Evidence(
                    "with clipping",
                    f"what a step adds, {steps - 1} back",
                    shares,
                    theme.clipped,
                    number(shares[-1]),
                    "of what the last step adds",
                    **linear,
                ),
                Evidence(
                    f"$f = {number(story.gates[story.chosen])}$",
                    "on the path of the cell",
                    path,
                    theme.state,
                    number(path[-1]),
                    f"left after {steps} steps",
                    hollow=True,
                    **linear,
                ),
            ],
            aside="LSTM and GRU can still explode:\noff that path, W multiplies on.",
        )


class Vanishing(Explainer[Params]):
    """From shapes to time."""

    chapters = {"The fading signal": Fading, "Clipping": Clipping, "The gated path": Gated}
    card = EndCard
    stamped = ("scale", "forget", "steps")

    def construct(self) -> None:
        self.fade(self.chapter("The fading signal"))
        self.clip(self.chapter("Clipping"))
        self.gate(self.chapter("The gated path"))
        self.close()

    def fade(self, p: Fading) -> None:
        p.walk(0)
        with self.say("Change the state a little, k steps ago. How much of that is there now?"):
            self.play(Appear(p.beam, *p.ends))
            self.play(Appear(p.plot, p.curve, p.width))
        with self.say("Every step multiplies it by W, and by the slopes of tanh."):
            self.play(self.follow(p))
        keeps = "W keeps all lengths, and no slope of tanh exceeds 1: it cannot grow."
        shrinks = "W stretches by {params.scale}, and no slope of tanh exceeds 1: it must fade."
        with self.say(shrinks if self.params.scale < 1 else keeps):
            self.play(Draw(p.bound))
            self.play(Appear(p.bound_name))
        with self.say("After {params.steps} steps, at most {story.signal[-1]} of it is left."):
            self.play(Appear(p.value))
            self.wait(theme.PUNCH_LINE)

    def follow(self, p: Fading | Gated) -> Repeat:
        """Walk back through all steps."""
        return Repeat(p.walk, p.beam, p.curve, over=(0, self.params.steps), longest=2.5)

    def clip(self, p: Clipping) -> None:
        acts = self.story.factor < 1
        with self.say("What early steps add to the gradient fades with it."):
            self.play(Appear(p.plot))
            self.play(Draw(p.raw.curve))
            self.play(Appear(p.raw.mark, p.raw_name))
        above = "This gradient is {g} long. Clipping at τ = {tau} shortens it all."
        below = "Clipping cuts gradients above τ = {tau}. This one is {g} long: left alone."
        with self.say(above if acts else below, g=self.story.gradient, tau=self.params.threshold):
            self.play(Appear(p.limit, p.limit_name))
            self.play(Appear(p.whole, p.whole_name))
        alike = "All parts shrink alike: the early ones are as faint beside the late ones."
        same = "With clipping, the curve is the same. What has faded stays faded."
        with self.say(alike if acts else same):
            self.add(p.clipped, p.raw)  # the wider one below
            self.play(Draw(p.clipped))
            self.play(Appear(p.clipped_name))
            self.wait(theme.PUNCH_LINE)

    def gate(self, p: Gated) -> None:
        p.walk(0)
        with self.say("An LSTM’s cell has a path back without W: its one factor is a gate, f."):
            self.play(Appear(p.old, p.old_name, p.plot))
            self.play(Appear(p.beam, p.name, p.curve))
        kept = left(self.story)
        after = "With f = {params.forget}, {kept} is left after {params.steps} steps."
        with self.say(after, kept=kept[self.params.forget]):
            self.play(self.follow(p))
            self.play(Appear(p.value))
            self.wait(theme.READ_NUMBER)
        (low, a), (high, b) = ((f, kept[f]) for f in GATES)
        near = "It has to be near 1: {low} keeps {a}, {high} keeps {b}."
        with self.say(near, low=low, a=a, high=high, b=b):
            self.play(Draw(*p.others))
            self.play(Appear(*(one for one in p.values if one is not p.value)))
            self.wait(theme.PUNCH_LINE)
