"""Back-propagation through time: the error's way back, and the sum that it leaves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from manim import VGroup, linear
from numpy.typing import NDArray

from clipanim.numerics import unfold_to_plane, unroll
from clipanim.params import SceneParams, param
from clipanim.stage import (
    Appear,
    Arrow,
    Box,
    Card,
    Draw,
    Evidence,
    Explainer,
    Label,
    Picture,
    Plot,
    PlotBars,
    Repeat,
    Run,
    Trace,
    Units,
    Unrolled,
    VectorPlane,
    aside,
    at,
    big,
    log_ticks,
    math,
    number,
    part,
    scale_to_largest,
    text,
    theme,
    times,
)

LENGTH = 61

Array = NDArray[np.float64]
LEFT, RIGHT = 220, 1440  # px, the columns of the first and the last step
NOTES = RIGHT + 56
PLOT = Box(1110, 330, 1560, 800)
CLOSE = 80  # px between columns below which names have no room beside them
LITTLE = 0.5  # what stays above it needs no room below 1
PITCH, ASIDE = 40, 440  # px between two entries of a matrix, and between two matrices
CORNER = (246, 386)  # px, of the first entry


@dataclass(frozen=True)
class Params(SceneParams):
    steps: int = param(12, "Length of the sequence, T", low=4, high=30, unit="steps")
    scale: float = param(1.2, "What W stretches by (times an orthogonal matrix)", low=0.5, high=2)
    activation: str = param("tanh", "Of the units", choices=("tanh", "linear", "relu"))


@dataclass(frozen=True)
class Story:
    """Every number on screen; entry k of what goes back in time is k steps before the last."""

    activation: str
    units: int
    times: NDArray[np.int64]  # 0 to T
    lags: NDArray[np.int64]  # 0 to T - 1
    loss: float
    states: Array  # h_0 to h_T, shape (T + 1, units)
    errors: Array  # the derivative of the loss by what goes into steps 1 to T, (T, units)
    growth: Array  # their norms against that of the last, back in time, (T,)
    parts: Array  # of the gradient, back in time without the first step, whose is 0: (T - 1, n, n)
    part_norms: Array
    sums: Array  # of the parts so far
    sum_norms: Array
    added_norms: Array  # the norms of the parts so far, added up
    flat: Array  # the parts end to end on a plane, (T, 2)
    left: Array  # norm of the sum / added norms


def tell(params: Params) -> Story:
    """From parameters to numbers."""
    net = unroll(params.steps, params.scale, activation=params.activation)  # type: ignore[arg-type]
    made, errors = net.contributions, net.contributions.error_norms[::-1]
    parts, part_norms = made.parts[:0:-1], made.part_norms[:0:-1]
    sum_norms, added = made.running_norms[:0:-1], np.cumsum(part_norms)
    return Story(
        activation=params.activation,
        units=net.states.shape[1],
        times=np.arange(params.steps + 1),
        lags=np.arange(params.steps),
        loss=float(net.backward.loss),
        states=net.states,
        errors=net.deltas,
        growth=errors / errors[0],
        parts=parts,
        part_norms=part_norms,
        sums=made.running[:0:-1],
        sum_norms=sum_norms,
        added_norms=added,
        flat=unfold_to_plane(parts.reshape(len(parts), -1)),
        left=sum_norms / added,
    )


def columns(story: Story) -> Array:
    """Where the steps 0 to T stand, px."""
    return np.linspace(LEFT, RIGHT, len(story.times))


def state_names(net: Unrolled) -> list[Label]:
    """The names of the states below their columns, of as many as there is room for."""
    return [
        math(f"h_({n})", theme.ASIDE, theme.state).at(net.xs[n], net.bottom + 40, "centre")
        for n in range(len(net.xs) - 1, -1, -every(net))
    ]


def weight_names(net: Unrolled) -> list[Label]:
    """A W for each arrow: over it, or where columns are close, above the columns at some."""
    y = net.y - 32 if every(net) == 1 else net.top - 20
    return [
        math("W", theme.SMALL_LABEL).beside(at(net.xs[n : n + 2].mean(), y), 0, 0, "centre")
        for n in range(0, len(net.xs) - 1, every(net))
    ]


def every(net: Unrolled) -> int:
    """Of how many columns one has room for a name."""
    return int(np.ceil(CLOSE / net.pitch))


class Forwards(Picture):
    """The net, step by step, to its loss."""

    def __init__(self, story: Story):
        super().__init__("The same W, at every step")
        net = Unrolled(columns(story), 480, 320, story.states, theme.state)
        self.net, self.names, self.weights = net, state_names(net), weight_names(net)
        self.inputs = [
            Arrow(at(x, net.bottom + 120), at(x, net.bottom + 62), theme.muted, theme.LINE)
            for x in net.xs[1:]
        ]
        self.reads = aside("one input each").at((net.xs[1] + RIGHT) / 2, net.bottom + 164, "centre")
        self.key = aside(
            f"{story.units} numbers a step; area: share of the column’s largest; hollow: negative"
        ).at(LEFT - 20, net.top - 66)
        self.leads = Arrow(at(RIGHT + 40, 480), at(RIGHT + 100, 480), theme.muted, theme.LINE)
        self.loss = VGroup(
            aside("loss $L$").at(RIGHT + 124, 452), big(number(story.loss)).at(RIGHT + 124, 500)
        )


class Backwards(Picture):
    """The errors below the states, and their lengths below the errors."""

    def __init__(self, story: Story):
        super().__init__("Each step back multiplies the error")
        self.story = story
        last = len(story.lags)
        box = Box(LEFT, 648, RIGHT, 850)
        lengths = "length of $delta_t$ against the last (log scale)"
        low, high = float(story.growth.min()), float(story.growth.max())
        y_ticks = [tick for tick in log_ticks(low, high) if low < LITTLE or tick >= 1]
        y = (min(low, LITTLE) if low < 1 else 1.0, high)
        ticks = {"x_ticks": [1, last], "y_ticks": y_ticks}
        self.plot = plot = Plot(box, (0, last), y, log=True, x_name="t", y_name=lengths, **ticks)
        self.net = Unrolled(columns(story), 272, 136, story.states, theme.state)
        self.errors = Unrolled(columns(story)[1:], 470, 136, story.errors, theme.raw, back=True)
        self.rows = VGroup(
            math("h_t", theme.LABEL, theme.state).at(96, 280),
            math("delta_t", theme.LABEL, theme.raw).at(96, 478),
        )
        self.loss = VGroup(aside("loss $L$").at(NOTES, 250), big(number(story.loss)).at(NOTES, 298))
        self.formula = formula(story.activation)
        self.bars = PlotBars(plot, story.times[:0:-1], story.growth)
        self.now = aside("at").at(NOTES, 706)
        self.value = big("×").at(NOTES, 760)
        self.walk(last - 1)

    def walk(self, k: float) -> None:
        """Show the errors, and their lengths, up to `k` steps back."""
        story, whole = self.story, int(k + 1e-9)
        self.errors.to(k)
        self.bars.to(k)
        self.now.say(f"at t = {story.times[-1 - whole]}")
        self.value.say(times(story.growth[whole]), "semibold")


def formula(activation: str) -> VGroup:
    """One step back, in two lines beside the errors."""
    slope = {"tanh": "1 - h_t^2", "linear": "1", "relu": "[h_t > 0]"}[activation]
    parts = {"error": theme.raw, "next": theme.raw, "state": theme.state}
    first = math("{{delta_t : error}} =", theme.LABEL, parts=parts)
    middle = "W^top"
    if activation != "linear":
        middle = f'op("diag")({part(slope, "state")}) W^top'
    second = math(f"{middle} {{{{delta_(t + 1) : next}}}}", theme.LABEL, parts=parts)
    return VGroup(first.at(NOTES, 450), second.at(NOTES, 506))


def grid(x: float, y: float, rows: int, columns: int) -> Array:
    """The places of a matrix's entries, the first of them at px (x, y); (rows, columns, 3)."""
    return np.array(
        [[at(x + PITCH * j, y + PITCH * i) for j in range(columns)] for i in range(rows)]
    )


class Adding(Picture):
    """A contribution as the product of two vectors, and the sum of all so far."""

    def __init__(self, story: Story):
        super().__init__("Every step adds its part to one gradient")
        self.story, last = story, len(story.parts) - 1
        self.draw_matrices(story.units)
        self.now = text("step", theme.LABEL, weight="semibold").at(96, 268)
        x, y = (-0.6, last + 0.6), (0, story.part_norms.max())
        names = {"x_name": "steps back", "y_name": "length of each part"}
        self.plot = Plot(PLOT, x, y, x_ticks=[0, last], **names)
        self.bars = PlotBars(self.plot, story.lags[:-1], story.part_norms)
        self.largest = np.abs(story.parts).max(), np.abs(story.sums).max()
        self.walk(last)

    def draw_matrices(self, n: int) -> None:
        """A column times a row, which makes a matrix, which goes into another."""
        (x, y), radius, nothing = CORNER, 0.46 * PITCH, np.zeros((n, n))
        half, foot = PITCH * (n - 1) / 2, y + PITCH * n
        self.error = Units(grid(x - 56, y, n, 1), nothing[0], theme.raw, radius)
        self.state = Units(grid(x, y - 56, 1, n), nothing[0], theme.state, radius)
        self.part = Units(grid(x, y, n, n), nothing, theme.raw, radius)
        self.total = Units(grid(x + ASIDE, y, n, n), nothing, theme.ink, radius)
        self.names = [
            math("delta_t", theme.LABEL, theme.raw).at(x - 130, y + half, "centre"),
            math("h_(t - 1)^top", theme.LABEL, theme.state).at(x + half, y - 92, "centre"),
            math("delta_t h_(t - 1)^top", theme.LABEL, theme.raw).at(x + half, foot + 40, "centre"),
        ]
        start, end = at(x + 2 * half + 60, y + half), at(x + ASIDE - 50, y + half)
        self.adds = Arrow(start, end, theme.muted, theme.LINE)
        self.sum_names = [
            math("(partial L) / (partial W)", 40).at(x + ASIDE + half, foot + 54, "centre"),
            aside("the sum so far").at(x + ASIDE + half, y - 60, "centre"),
        ]

    def walk(self, k: float) -> None:
        """Show one part, and the sum up to it; between two steps, the sum takes the next in."""
        story, i = self.story, int(np.ceil(k - 1e-9))
        t, before = story.times[-1 - i], max(i - 1, 0)
        self.error.move(scale_to_largest(story.errors[t - 1]))
        self.state.move(scale_to_largest(story.states[t - 1]))
        self.part.move(story.parts[i] / self.largest[0])
        total = story.sums[before] + (k - before) * (story.sums[i] - story.sums[before])
        self.total.move(total / self.largest[1])
        self.now.say(f"step t = {t}", "semibold")
        self.bars.to(k)


class Cancelling(Picture):
    """The parts end to end, and how far they come."""

    def __init__(self, story: Story):
        super().__init__("The parts can cancel")
        self.story = story
        self.plane = plane = VectorPlane(Box(110, 250, 860, 800), story.flat)
        width = theme.CURVE if len(story.parts) < 16 else theme.LINE + 1
        self.parts = [
            plane.arrow(end, theme.raw, start, width)
            for start, end in zip(story.flat[:-1], story.flat[1:], strict=True)
        ]
        self.total = plane.arrow(story.flat[-1], theme.ink, width=theme.HEAVY)
        self.start = plane.dot()
        self.note = aside("laid flat: lengths, and distances from the start, are true").at(96, 880)
        last, ends = len(story.parts) - 1, (story.added_norms[-1], story.sum_norms[-1])
        x, y, names = (0, last), (0, ends[0]), {"x_name": "steps back", "y_name": "length"}
        self.plot = plot = Plot(PLOT, x, y, x_ticks=[0, last], **names)
        added, total = plot.gutter(ends, 130)
        self.added = Trace(plot, story.lags[:-1], story.added_norms, theme.raw, dash=theme.DASH)
        self.sum = Trace(plot, story.lags[:-1], story.sum_norms, theme.ink)
        self.added_name = VGroup(
            big(number(ends[0])).beside(added, 0, 20),
            text("added up", theme.SMALL_LABEL, theme.raw).beside(added, 0, -26),
        )
        self.sum_name = VGroup(
            big(number(ends[1])).beside(total, 0, 20),
            text("the sum", theme.SMALL_LABEL).beside(total, 0, -26),
        )

    def walk(self, k: float) -> None:
        """Lay down the parts up to number `k`."""
        flat = self.story.flat
        for n, arrow in enumerate(self.parts):
            share = np.clip(k + 1 - n, 0, 1)
            tip = flat[n] + share * (flat[n + 1] - flat[n])
            arrow.move(self.plane.point(flat[n]), self.plane.point(tip))
        self.added.to(k)


class EndCard(Card):
    """What is often said of a step's gradient, and what holds."""

    def __init__(self, story: Story):
        lags, growth = story.lags[-1], story.growth
        grown = growth[-1] > 1
        super().__init__(
            said="The gradient of a weight\nat time step t.",
            holds="There is one W, so one gradient:\nthe sum of what all steps add.\n"
            "These parts can cancel.",
            source="Pascanu, Mikolov, Bengio, “On the difficulty of training recurrent neural "
            "networks”, ICML 2013, eqs. 3 to 5",
            evidence=[
                Evidence(
                    "the error",
                    "on its way back",
                    growth,
                    theme.raw if grown else theme.state,
                    number(growth[-1]),
                    f"times, {lags} steps back",
                    hollow=not grown,
                ),
                Evidence(
                    "the sum",
                    "against the parts’ lengths",
                    story.left,
                    theme.ink,
                    number(story.left[-1]),
                    "of what was added is left",
                    log=False,
                    base=0.0,
                ),
            ],
            aside="“Exploding” and “vanishing” are\nsaid of the parts from far back.",
        )


class BpttUnrolled(Explainer[Params]):
    """From shapes to time."""

    chapters = {
        "Unrolled in time": Forwards,
        "The way back": Backwards,
        "One gradient": Adding,
        "The sum": Cancelling,
    }
    card = EndCard
    stamped = ("steps", "scale", "activation")

    def construct(self) -> None:
        self.go_forwards(self.chapter("Unrolled in time"))
        self.go_back(self.chapter("The way back"))
        self.add_up(self.chapter("One gradient"))
        self.cancel(self.chapter("The sum"))
        self.close()

    def go_forwards(self, p: Forwards) -> None:
        last = self.params.steps
        p.net.to(0)
        with self.say("A recurrent net reads one input a step, and keeps a state."):
            self.play(Appear(p.net, *p.names, p.key, *p.inputs, p.reads))
            self.play(Run(p.net.to, p.net, over=(0, 1)))
        with self.say("The same W carries the state on, from step to step."):
            self.play(Appear(*p.weights))
            self.play(Repeat(p.net.to, p.net, over=(1, last)))
        with self.say(
            "After {params.steps} steps it answers. The loss says how wrong: {story.loss}."
        ):
            self.play(Appear(p.leads, p.loss))

    def go_back(self, p: Backwards) -> None:
        moving = p.errors, p.bars, p.now, p.value
        p.walk(0)
        with self.say("The error δ says how the loss changes with what enters a step."):
            self.play(Appear(p.net, p.rows, p.loss))
            self.play(Appear(*moving, p.plot))
        back = {
            "tanh": "One step back: times W transposed, and times the slope of tanh.",
            "linear": "One step back: times W transposed. Nothing else, for a linear net.",
            "relu": "One step back: times W transposed, but 0 where relu is off.",
        }
        with self.say(back[self.params.activation]):
            self.play(Appear(p.formula))
            self.play(Run(p.walk, *moving, over=(0, 1), run_time=theme.MOVE))
        with self.say(
            "After {n} of them, δ is {growth} times as long.",
            n=p.story.lags[-1],
            growth=p.story.growth[-1],
        ):
            self.play(Repeat(p.walk, *moving, over=(1, self.params.steps - 1)))
            self.wait(theme.PUNCH_LINE)

    def add_up(self, p: Adding) -> None:
        moving = p.error, p.state, p.part, p.total, p.now, p.bars
        p.walk(0)
        with self.say("A step’s part of the gradient: its error times the state before it."):
            self.play(Appear(p.now, p.error, p.state, *p.names))
            self.play(Appear(p.part, p.plot, p.bars))
        with self.say("There is only one W. So all parts go into one sum, its gradient."):
            self.play(Appear(p.adds, p.total, *p.sum_names))
            self.play(Repeat(p.walk, *moving, over=(0, len(p.story.parts) - 1), longest=2.5))
            self.wait(theme.READ_NUMBER)

    def cancel(self, p: Cancelling) -> None:
        p.walk(-1)
        with self.say("Take each part as an arrow, and lay them end to end."):
            self.play(Appear(p.start, p.note, p.plot))
            p.walk(-1)
            how = {"run_time": theme.DRAW, "rate_func": linear}
            self.play(Run(p.walk, *p.parts, p.added, over=(-1, len(p.parts) - 1), **how))
        with self.say("Their lengths add up to {story.added_norms[-1]}."):
            self.play(Appear(p.added_name))
        only = "only " if p.story.left[-1] < 0.5 else ""
        with self.say(
            "They point different ways: the gradient is " + only + "{story.sum_norms[-1]} long."
        ):
            self.play(Appear(p.total), Draw(p.sum.curve))
            self.play(Appear(p.sum.mark, p.sum_name))
            self.wait(theme.PUNCH_LINE)
