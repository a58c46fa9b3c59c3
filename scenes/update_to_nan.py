"""From 1.1 to NaN: gradient descent on one weight in the floats of a real machine.

A linear net with one weight gives w^T after T steps and should give 1. Every operation is
rounded to 16, 32 or 64 bits, and kept, so that the film can point at the one that made the
first infinity, and at the one that made NaN.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from manim import VGroup, linear
from numpy.typing import NDArray

from clipanim.numerics import (
    CLIFF_STEPS,
    CLIFF_X0,
    Operation,
    chain_operations,
    descend,
    descend_chain,
    sigmoid_and_derivative,
)
from clipanim.params import SceneParams, param
from clipanim.stage import (
    PX,
    SUPERSCRIPT,
    Appear,
    Arrow,
    Box,
    Card,
    Dot,
    Evidence,
    Explainer,
    Label,
    NumberLine,
    Path,
    Picture,
    Plot,
    Run,
    Trace,
    aside,
    at,
    big,
    block,
    clearances,
    hide,
    linear_ticks,
    lines,
    number,
    reveal,
    text,
    theme,
    to_px,
)

LENGTH = 58

Array = NDArray[np.float64]

CITED = (1.1, 50, 0.01)  # start, steps and learning rate of the card
SIGMOID = (4.7, -2.75)  # where the bounded net starts: w, b
SIGMOID_RATE, SIGMOID_UPDATES = 0.2, 30
THRESHOLD = 1.0
UPDATES = 400
SHOWN = 5  # columns of the sheet
FIRST_REACH = np.log10(2)  # half the window that the run starts in
ROOM = np.log10(1.25)  # of a window, beyond the farthest weight in it
SMALLEST_ZOOM = 0.05  # decades
BELOW, LEAST_BELOW = 0.4, 0.01  # room below the weights: share of their range, and at least
FEWEST = 20  # updates of the clipped run that are shown, at least
MARGIN = 0.04  # share of the clipped run that its plot shows before its start
DEEPER = 1e4  # room below the shortest gradient

BOX = Box(800, 236, 1560, 800)
LEFT, LINE_Y, OLD = 96, 340, 15  # px; the last: half the height of the old window
VALUES, NEXT, RIGHT = 800, 420, 1800  # px: first column of the sheet, the way to the next
HEAD, ROW, LEADING = 486, 540, 47  # baselines of the sheet, px
CAUSE_Y, NAN_Y = 838, 884
PARTS = {  # what the stages of an update give, in the order of the rows
    "power": "output",
    "error": "error",
    "gradient": "gradient",
    "step": "step",
    "update": "weight",
}


@dataclass(frozen=True)
class Params(SceneParams):
    w0: float = param(1.1, "The first weight", low=1.01, high=1.3)
    steps: int = param(50, "How many steps the net runs for, T", low=10, high=200, unit="steps")
    lr: float = param(0.01, "Learning rate", low=1e-4, high=0.1)
    dtype: str = param("float64", "Floats to compute in", choices=("float16", "float32", "float64"))


@dataclass(frozen=True)
class Update:
    """One update, as the machine computed it."""

    number: int
    w: float
    power: float
    error: float
    gradient: float
    step: float
    after: float

    @property
    def values(self) -> tuple[float, ...]:
        """What the rows of the sheet show."""
        return self.w, self.power, self.error, self.gradient, self.step, self.after


@dataclass(frozen=True)
class Mark:
    """An operation after which a number is no longer one."""

    update: int
    part: str
    left: float
    symbol: str
    right: float
    result: float

    @property
    def words(self) -> str:
        """The operation, without what came out."""
        right = named(self.right)
        symbol = "−" if self.symbol == "-" else "·"
        return f"{named(self.left)} {symbol} {f'({right})' if self.right < 0 else right}"


@dataclass(frozen=True)
class Stuck:
    """A net with a sigmoid, whose gradient explodes too."""

    states: Array  # after all steps, before the sigmoid; of each update
    norms: Array  # of the gradient
    leap: int  # the update before which the gradient is longest
    longest: float
    slope: float  # of the sigmoid in the end
    last: float  # norm in the end


@dataclass(frozen=True)
class Clipped:
    """The same start, clipped."""

    threshold: float
    step: float  # the longest there can be
    weights: Array
    arrived: int | None  # the update from which on it stays within a step of 1
    nan: Mark | None


@dataclass(frozen=True)
class Story:
    """Every number on screen."""

    kind: str  # of floats
    lr: float
    largest: float
    updates: tuple[Update, ...]  # the first, and the last ones up to NaN
    reaches: Array  # logarithm of half the window before the first of them and after each
    factors: Array  # of the zoom until then
    weights: Array  # after 0, 1, 2, ... updates
    gradients: Array
    cause: Mark | None  # the first overflow that the weight depends on
    nan: Mark | None
    stuck: Stuck
    clipped: Clipped
    cited: Array  # sizes of the weights of the run on the card, while they are finite
    cited_nan: int  # the update after which that one is NaN


def tell(params: Params) -> Story:
    """From parameters to numbers."""
    chain = params.steps, params.lr, params.dtype
    run = descend_chain(params.w0, *chain, updates=UPDATES)
    last = run.nan_update or 3
    numbers = range(1, last + 1) if last <= SHOWN else (1, *range(last - SHOWN + 2, last + 1))
    updates = tuple(update(float(run.w[n - 1]), chain, n) for n in numbers)
    largest = float(np.finfo(params.dtype).max)
    reaches = windows([updates[0].w, *(one.after for one in updates)], largest)
    causes = [one for one in run.overflows if one.stage != "loss"]
    cited = descend_chain(CITED[0], CITED[1], CITED[2], updates=SHOWN)
    return Story(
        kind="fp" + params.dtype.removeprefix("float"),
        lr=params.lr,
        largest=largest,
        updates=updates,
        reaches=reaches,
        factors=10 ** (reaches - reaches[0]),
        weights=run.w.astype(np.float64),
        gradients=run.gradient.astype(np.float64),
        cause=marked(causes[0]) if causes else None,
        nan=marked(run.nans[0]) if run.nans else None,
        stuck=stuck(),
        clipped=clipped(params),
        cited=np.abs(cited.w[np.isfinite(cited.w)]),
        cited_nan=cited.nan_update or 0,
    )


def update(w: float, chain: tuple[int, float, Any], count: int) -> Update:
    """What one update does, stage by stage."""
    operations = chain_operations(w, *chain, update=count)
    results = {one.stage: one.result for one in operations}  # the last of each stage
    return Update(count, w, *(results[stage] for stage in PARTS))


def windows(weights: Sequence[float], largest: float) -> Array:
    """Logarithms of the reaches of windows that hold all weights so far."""
    sizes = np.clip(np.nan_to_num(np.abs(weights), posinf=largest), 10**FIRST_REACH / 2, largest)
    reaches: Array = np.maximum.accumulate(np.maximum(np.log10(sizes) + ROOM, FIRST_REACH))
    return reaches


def marked(operation: Operation) -> Mark:
    """An operation of the run, for the screen."""
    one, part = operation, PARTS.get(operation.stage, "clipped gradient")
    return Mark(one.update, part, one.left, one.symbol, one.right, one.result)


def stuck() -> Stuck:
    """The walk of the net with one sigmoid unit, off its cliff."""
    walk = descend(SIGMOID, learning_rate=SIGMOID_RATE, clip="none", updates=SIGMOID_UPDATES)
    states = np.full(len(walk.points), CLIFF_X0)
    for _ in range(CLIFF_STEPS):
        states = walk.points[:, 0] * sigmoid_and_derivative(states)[0] + walk.points[:, 1]
    leap = int(walk.norms.argmax())
    return Stuck(
        states=states,
        norms=walk.norms,
        leap=leap,
        longest=float(walk.norms[leap]),
        slope=float(sigmoid_and_derivative(states)[1][-1]),
        last=float(walk.norms[-1]),
    )


def clipped(params: Params) -> Clipped:
    """The same start and the same floats, with every gradient clipped."""
    run = descend_chain(params.w0, params.steps, params.lr, params.dtype,  # type: ignore[arg-type]
                        updates=UPDATES, threshold=THRESHOLD)  # fmt: skip
    weights, step = run.w.astype(np.float64), params.lr * THRESHOLD
    far = np.flatnonzero(~(np.abs(weights - 1) <= step))
    arrived = int(far[-1]) + 1 if len(far) else 0
    return Clipped(
        threshold=THRESHOLD,
        step=step,
        weights=weights,
        arrived=arrived if arrived < len(weights) else None,
        nan=marked(run.nans[0]) if run.nans else None,
    )


def named(value: float, digits: int = 3) -> str:
    """A number as the machine would say it: inf, not its sign."""
    return number(value, digits).replace("∞", "inf")


# The updates


class Weights(VGroup):
    """A number line and the weights on it: where each update puts them."""

    def __init__(self, story: Story):
        super().__init__()
        self.weights = [story.updates[0].w, *(one.after for one in story.updates)]
        self.reaches, self.count = story.reaches, 0.0
        tops = np.minimum(story.reaches, np.log10(story.largest)).astype(int)
        decades = sorted({0, *(int(n) for top in tops for n in (top - 1, top) if n >= 0)})
        self.line = NumberLine(LINE_Y, story.largest, decades)
        self.before = Path([at(0, 0)] * 2, theme.muted, theme.GRID, role="grid")
        self.zoomed = aside("zoomed out").at(LEFT, 236)
        self.ghosts = [Dot(at(0, 0), theme.muted, theme.DOT) for _ in self.weights[1:]]
        self.dot = Dot(at(0, 0), theme.raw, theme.MARK)
        self.none = Dot(at(0, 0), theme.raw, theme.MARK + 4, hollow=True, square=True)
        self.names = [text(named(w, 6), theme.LABEL, weight="semibold") for w in self.weights]
        self.add(self.line, self.before, self.zoomed, *self.ghosts, self.dot, self.none)
        self.add(*self.names)
        self.zoom(0)

    def zoom(self, n: float) -> None:
        """Show the window after `n` updates of the sheet; between two, on the way."""
        reach = float(np.interp(n, range(len(self.reaches)), self.reaches))
        self.line.zoom(reach)
        factor, half = 10 ** (reach - self.reaches[0]), self.line.place(10 ** self.reaches[0])[0]
        self.zoomed.say(f"zoomed out × {number(factor)}")
        reveal(float(reach > self.reaches[0] + SMALLEST_ZOOM), self.zoomed, self.before)
        low, high = at(0, LINE_Y + OLD)[1], at(0, LINE_Y - OLD)[1]
        self.before.move([(-half, low), (half, low), (half, high), (-half, high), (-half, low)])
        self.to(self.count)

    def to(self, n: float) -> None:
        """Put the weight where it is after `n` updates of the sheet; between two, on the way."""
        self.count, whole = n, int(n + 1e-9)
        places = [self.line.place(w) for w in self.weights if not np.isnan(w)]
        places += places[-1:] * (len(self.weights) - len(places))
        share, lost = n - whole, np.isnan(self.weights[whole])
        here = places[whole] + share * (places[min(whole + 1, len(places) - 1)] - places[whole])
        reveal(float(not lost), self.dot.move(here))
        reveal(float(lost), self.none.move(here))
        for k, ghost in enumerate(self.ghosts):
            reveal(float(k < (whole - 1 if lost else n)), ghost.move(places[k]))
        self.put_names(places, whole)

    def put_names(self, places: list[Array], last: int) -> None:
        """Name the weights so far above the line, the latest first where they would crowd."""
        order = range(last, -1, -1)
        xs, widths = ([to_px(places[k])[0] for k in order],
                      [self.names[k].width / PX for k in order])  # fmt: skip
        clear = dict(zip(order, clearances(xs, widths), strict=True))
        for k, (place, label) in enumerate(zip(places, self.names, strict=True)):
            reveal(float(clear.get(k, 0.0)), label.beside(place, 0, 56, "centre"))


class Sheet(VGroup):
    """What each update computes, one column for each, and which operations spoilt it."""

    def __init__(self, story: Story):
        super().__init__()
        rows = ["weight $w$", "output $w^T$", "error $w^T - 1$",
                "gradient: error $dot T dot w^(T-1)$", f"step: {number(story.lr)} $dot$ gradient",
                "weight − step"]  # fmt: skip
        self.rows = lines(*map(aside, rows), x=LEFT, y=ROW, leading=LEADING)
        self.add(self.rows)
        self.columns: list[list[Label]] = []
        way = min(NEXT, (RIGHT - VALUES) / max(1, len(story.updates) - 1))
        for n, one in enumerate(story.updates):
            x = VALUES + n * way
            later = n > 0 and one.number > story.updates[n - 1].number + 1
            head = aside("… " * later + f"update {one.number}").at(x, HEAD, "right")
            cells = [cell(value).at(x, ROW + LEADING * k, "right")
                     for k, value in enumerate(one.values)]  # fmt: skip
            self.columns.append([head, *cells])
            self.add(head, *cells)
        self.cause, self.nan = VGroup(), VGroup()
        for group, mark, y in ((self.cause, story.cause, CAUSE_Y), (self.nan, story.nan, NAN_Y)):
            if mark is not None:
                group.add(*remark(mark, y), self.beside_cell(story, mark))
        self.add(self.cause, self.nan)

    def beside_cell(self, story: Story, mark: Mark) -> Dot:
        """The mark at the cell that the operation spoilt."""
        numbers, parts = [one.number for one in story.updates], list(PARTS.values())
        label = self.columns[numbers.index(mark.update)][2 + parts.index(mark.part)]
        return spoilt(mark).move(label.get_left() + np.array([-22 * PX, 0, 0]))


def cell(value: float) -> Label:
    """A value in the sheet, raw if it is no number any more."""
    color = theme.ink if np.isfinite(value) else theme.raw
    weight = "regular" if np.isfinite(value) else "semibold"
    return text(named(value, 4), theme.SMALL_LABEL, color, weight)


def spoilt(mark: Mark) -> Dot:
    """What stands beside an operation: a dot if it made inf, a hollow square if it made NaN."""
    lost = bool(np.isnan(mark.result))
    return Dot(at(0, 0), theme.raw, theme.MARK, hollow=lost, square=lost)


def remark(mark: Mark, y: float) -> tuple[Dot, Label]:
    """The operation that made the first infinity or the first NaN."""
    words = f"update {mark.update}: {mark.words} = {named(mark.result)}"
    return spoilt(mark).move(at(LEFT + 10, y - 9)), text(words, theme.SMALL_LABEL).at(LEFT + 36, y)


class Updating(Picture):
    """The number line above, and below it what the machine computes."""

    def __init__(self, title: str, story: Story):
        super().__init__(title)
        self.weights, self.sheet = Weights(story), Sheet(story)
        last = len(story.updates)
        self.weights.zoom(last)
        self.weights.to(last)


class First(Updating):
    """The first update."""

    def __init__(self, story: Story):
        w, after = named(story.updates[0].w, 6), named(story.updates[0].after, 6)
        super().__init__(f"One update, from {w} to {after}", story)
        for column in self.sheet.columns[1:]:
            hide(*column)
        if story.cause is None or story.cause.update > 1:
            hide(self.sheet.cause)
        hide(self.sheet.nan)
        self.weights.zoom(1)
        self.weights.to(1)


class Next(Updating):
    """The updates after it, until NaN if it comes to that."""

    def __init__(self, story: Story):
        made = f"NaN is made by one operation: {story.nan.words}" if story.nan else ""
        super().__init__(made or "Here every weight stays finite", story)


# A bounded net


class Bounded(Picture):
    """A net with a sigmoid: left where its last state lies, right how long its gradient is."""

    def __init__(self, story: Story):
        super().__init__("A bounded net gets stuck instead")
        self.stuck = stuck = story.stuck
        low, high = float(stuck.states.min()), float(stuck.states.max())
        x = np.linspace(min(-6.0, low), high, 400)
        self.sigmoid = Plot(
            Box(190, 236, 780, 800), (x[0], high), (0, 1), x_name="last state",
            y_name="output of a net with a sigmoid and a bias", x_ticks=[0, high],
            y_ticks=[0, 0.5, 1],
        )  # fmt: skip
        self.graph = self.sigmoid.curve(x, sigmoid_and_derivative(x)[0], theme.state, theme.LINE)
        self.dot = Dot(self.sigmoid.point(0, 0), theme.state, theme.MARK, hollow=True)
        tip = self.sigmoid.point(high, 1)
        self.flat = aside(f"slope {number(stuck.slope)}").beside(tip, 0, -44, "right")
        ys, updates = stuck.norms, np.arange(len(stuck.norms))
        self.plot = Plot(
            Box(1060, 236, 1560, 800), (0, len(ys) - 1), (ys.min() / DEEPER, ys.max()), log=True,
            x_name="update", y_name="length of the gradient",
        )  # fmt: skip
        self.trace = Trace(self.plot, updates, ys, theme.state, hollow=True)
        top = self.plot.point(stuck.leap, stuck.longest)
        self.peak = Dot(top, theme.raw, theme.MARK + 3)
        self.longest = big(number(stuck.longest)).beside(top, 28, 6)
        end = self.plot.point(len(ys) - 1, stuck.last)
        words = text(number(stuck.last), theme.SMALL_LABEL), aside("finite")
        self.end = block(end, *words, dx=24)
        self.to(len(ys) - 1)

    def to(self, k: float) -> None:
        """Show both up to update number `k`."""
        self.trace.to(k)
        state = float(np.interp(k, np.arange(len(self.stuck.states)), self.stuck.states))
        self.dot.move(self.sigmoid.point(state, sigmoid_and_derivative(np.array(state))[0]))


# Clipped


class Walking(Picture):
    """The clipped run, and the unclipped one that leaves the plot."""

    def __init__(self, story: Story):
        one, self.walk = story.clipped, story.clipped
        title = f"Clipped, no step is longer than {number(one.step)}"
        super().__init__("Clipping comes too late for inf" if one.nan else title)
        wanted = len(one.weights) - 1 if one.arrived is None else 2 * one.arrived
        self.last = last = FEWEST if one.nan else min(len(one.weights) - 1, max(FEWEST, wanted))
        weights = one.weights[: last + 1]
        weights = weights[np.isfinite(weights)]
        least, most = min(1.0, weights.min()), weights.max()
        spare = max(BELOW * (most - least), LEAST_BELOW)
        y = least - spare, most + spare / 2
        self.plot = Plot(BOX, (-MARGIN * last, last), y, base=1.0, x_name="update",
                         y_name="weight", x_ticks=linear_ticks(0, last))  # fmt: skip
        raw = story.weights[: last + 1]
        steps = range(len(weights))
        outside = ~((raw >= self.plot.y[0]) & (raw <= self.plot.y[1]))
        ends = self.plot.gutter([weights[-1], *([] if outside.any() else raw[-1:])], 44)
        self.unclipped = (
            leaving(self.plot, raw, int(outside.argmax()))
            if outside.any()
            else VGroup(
                self.plot.curve(range(last + 1), raw, theme.raw, theme.LINE, theme.DASH),
                text("not clipped", theme.SMALL_LABEL, theme.raw).beside(ends[-1]),
            )
        )
        self.trace = Trace(self.plot, steps, weights, theme.clipped, width=theme.HEAVY)
        self.name = VGroup(text("clipped", theme.SMALL_LABEL, theme.clipped).beside(ends[0]))
        first, kept = story.updates[0].step, np.nan if one.nan else one.step
        self.raw = amount("step of the first update", first, theme.raw, 360)
        limit = f"clipped at τ = {number(one.threshold)}"
        self.kept = amount(limit, kept, theme.clipped, 520)
        self.lost = VGroup()
        if one.nan is not None:
            self.name = VGroup()
            words = text(f"{one.nan.words} = {named(one.nan.result)}", theme.SMALL_LABEL)
            place = self.plot.point(steps[-1], weights[-1])
            self.lost.add(spoilt(one.nan).move(place), words.beside(place, 32, 6))


def amount(words: str, value: float, color: str, y: float) -> VGroup:
    """A number that is an answer, and what it is."""
    return VGroup(aside(words, color).at(LEFT, y), big(named(value, 6)).at(LEFT, y + 52))


def leaving(plot: Plot, weights: Array, k: int) -> VGroup:
    """The unclipped run, up to update `k`, which leads out of the plot."""
    before, after = weights[k - 1], weights[k]
    edge = plot.y[0] if after < before else plot.y[1]
    share = (edge - before) / (after - before) if np.isfinite(after) else 0.0
    way = [*zip(range(k), weights[:k], strict=True), (k - 1 + share, edge)]
    points = plot.point(*np.array(way).T)
    words = text(named(float(after), 6), theme.SMALL_LABEL, theme.raw)
    below = aside(f"not clipped, update {k}")
    return VGroup(
        Path(points[:-1], theme.raw, theme.LINE, theme.DASH, role="curve"),
        Arrow(points[-2], points[-1], theme.raw, theme.LINE, theme.DASH),
        block(points[-1], words, below, dx=28, dy=48 if after < before else -48),
    )


class EndCard(Card):
    """What is often said of NaN, and what holds."""

    def __init__(self, story: Story):
        one, n = story.stuck, story.cited_nan
        super().__init__(
            said="Every explosion ends in NaN,\nand NaN is a mystery.",
            holds="NaN is made by one operation,\nsuch as inf − inf, once a number\n"
            "has overflowed. A bounded net\nexplodes without it.",
            source="IEEE Standard for Floating-Point Arithmetic, IEEE 754-2019, §7.2 and §7.4",
            evidence=[
                Evidence("linear", "size of the weight", story.cited, theme.raw, "NaN",
                         f"after {n} updates"),
                Evidence("sigmoid", "length of the gradient", one.norms, theme.state,
                         number(one.last), f"after {len(one.norms) - 1} updates", hollow=True),
            ],
        )  # fmt: skip


class UpdateToNan(Explainer[Params]):
    """From shapes to time."""

    chapters = {"One update": First, "The next updates": Next, "A bounded net": Bounded,
                "Clipped": Walking}  # fmt: skip
    card = EndCard
    stamped = ("w0", "steps", "lr", "dtype")

    def construct(self) -> None:
        self.update_once(self.chapter("One update"))
        self.go_on(self.chapter("The next updates"))
        self.get_stuck(self.chapter("A bounded net"))
        self.clip(self.chapter("Clipped"))
        self.close()

    def update_once(self, p: First) -> None:
        one, cause = self.story.updates[0], self.story.cause
        p.weights.to(0)
        p.weights.zoom(0)
        raised = "w" + str(self.params.steps).translate(SUPERSCRIPT)
        gives = "A net with one weight, run for {params.steps} steps, gives "
        with self.say(gives + raised + ". It should give 1."):
            self.play(Appear(p.weights))
            self.play(Appear(p.sheet.rows))
        moves = "It gives {power}, so the gradient is {gradient}: a step of {step}."
        with self.say(moves, power=named(one.power), gradient=named(one.gradient),
                      step=named(one.step, 4)):  # fmt: skip
            self.fill(p, 0)
        if cause and cause.update == 1:
            self.blame(p)
        with self.say("One update, and the weight is {after}.", after=named(one.after, 6)):
            self.move(p, 0)

    def go_on(self, p: Next) -> None:
        story = self.story
        p.weights.to(1)
        p.weights.zoom(1)
        self.add(p.weights, p.sheet.rows, *p.sheet.columns[0])
        if story.cause and story.cause.update == 1:
            self.add(p.sheet.cause)
        for n, one in enumerate(story.updates[1:], start=1):
            if story.nan and one.number == story.nan.update:
                stays = "Then {op}: that has no answer, so it is NaN, and stays NaN."
                with self.say(stays, op=story.nan.words):
                    self.fill(p, n)
                    self.move(p, n, p.sheet.nan)
            elif story.cause and one.number == story.cause.update:
                self.blame(p, n)
                beyond = "So the weight is {after}, beyond the last float, {story.largest}."
                with self.say(beyond, after=named(one.after)):
                    self.move(p, n)
            else:
                with self.say(f"Update {one.number}: the weight is {{after}}.",
                              after=named(one.after)):  # fmt: skip
                    self.fill(p, n)
                    self.move(p, n)
        if not story.nan:
            ends = "After {n} updates it is {w}, with a gradient of {g}."
            with self.say(ends, n=len(story.weights) - 1, w=story.weights[-1],
                          g=story.gradients[-1]):  # fmt: skip
                self.wait(theme.READ_NUMBER)

    def blame(self, p: Updating, n: int | None = None) -> None:
        """Say which operation made the first infinity, after the column it stands in is filled."""
        cause = self.story.cause
        more = "{op} is more than {story.kind} can hold: it becomes {result}."
        with self.say(more, op=cause.words, result=named(cause.result)):
            if n is not None:
                self.fill(p, n)
            self.play(Appear(p.sheet.cause))
            self.wait(theme.READ_NUMBER)

    def fill(self, p: Updating, n: int) -> None:
        """Write a column of the sheet, value by value, but for the new weight."""
        head, *cells = p.sheet.columns[n]
        numbers = [one.number for one in self.story.updates]
        if n and numbers[n] == numbers[n - 1] + 1:
            self.add(head)
            way = p.sheet.columns[n - 1][-1].get_right() - cells[0].get_right()
            end = cells[0].get_center()
            self.play(Run(lambda share: cells[0].move_to(end + (1 - share) * way), cells[0]))
        else:
            self.play(Appear(head, cells[0], run_time=theme.EMPHASISE))
        for one in cells[1:-1]:
            self.play(Appear(one, run_time=theme.EMPHASISE))

    def move(self, p: Updating, n: int, *marks: VGroup) -> None:
        """Write the new weight, with what marks it, make room for it on the line, and go there."""
        self.play(Appear(p.sheet.columns[n][-1], *marks, run_time=theme.EMPHASISE))
        if p.weights.reaches[n + 1] > p.weights.reaches[n] + SMALLEST_ZOOM:
            self.play(Run(p.weights.zoom, p.weights, over=(n, n + 1), run_time=theme.RESCALE))
        self.play(Run(p.weights.to, p.weights, over=(n, n + 1)))
        self.wait(theme.READ_NUMBER)

    def get_stuck(self, p: Bounded) -> None:
        stuck = p.stuck
        p.to(0)
        with self.say("Not every explosion is NaN. With a sigmoid, the gradient explodes, too."):
            self.play(Appear(p.sigmoid, p.graph, p.dot, p.plot, p.trace))
            over = 0, stuck.leap
            self.play(Run(p.to, p.dot, p.trace, over=over, rate_func=linear, run_time=theme.DRAW))
            self.play(Appear(p.peak, p.longest))
        with self.say(
            "But its output ends at 1. There the slope is {stuck.slope}: stuck, but no NaN.",
            stuck=stuck,
        ):
            over = stuck.leap, stuck.leap + 1
            self.play(Run(p.to, p.dot, p.trace, over=over, run_time=2 * theme.MOVE))
            over = stuck.leap + 1, len(stuck.norms) - 1
            self.play(Run(p.to, p.dot, p.trace, over=over, rate_func=linear), Appear(p.flat))
            self.play(Appear(p.end))

    def clip(self, p: Walking) -> None:
        walk = p.walk
        p.trace.to(0)
        short = ": no step is longer than {walk.step}." if walk.nan is None else "."
        with self.say("The same start, clipped at τ = {walk.threshold}" + short, walk=walk):
            self.play(Appear(p.plot, p.trace))
            self.play(Appear(p.raw, p.unclipped))
            self.play(Appear(p.kept))
        with self.say(arrival(walk), walk=walk):
            if walk.nan is not None:
                self.play(Appear(p.lost))
            else:
                over = 0, p.last
                self.play(Run(p.trace.to, p.trace, over=over, rate_func=linear,
                              run_time=theme.DRAW))  # fmt: skip
                self.play(Appear(p.name))


def arrival(walk: Clipped) -> str:
    """What is said of the end of the clipped run."""
    if walk.nan is not None:
        return "But the gradient is inf before it is clipped: {walk.nan.words} is NaN, too."
    if walk.arrived is None:
        return f"After {counted(len(walk.weights) - 1)} it is at {{walk.weights[-1]}}."
    after = f"After {counted(walk.arrived)} it is" if walk.arrived else "It is"
    return after + " within one step of 1, and stays there."


def counted(n: int) -> str:
    """So many updates."""
    return "1 update" if n == 1 else f"{number(n)} updates"
