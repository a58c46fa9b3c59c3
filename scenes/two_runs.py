"""The same network, trained twice: only the clipping of the gradient differs.

A recurrent net learns which of two symbols it saw early, and which half-way. Both runs start
from the same weights and see the same batches. What is shown of a run was recorded in it;
only the states at its end are those on sequences that it never saw.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np
from manim import VGroup, linear, smooth
from numpy.typing import ArrayLike, NDArray

from clipanim import numerics
from clipanim.params import SceneParams, param
from clipanim.stage import (
    PX,
    Appear,
    Area,
    Box,
    Card,
    Dot,
    Dots,
    Evidence,
    Explainer,
    LogBars,
    Path,
    Picture,
    Plot,
    Readout,
    Run,
    Trace,
    Vanish,
    aside,
    at,
    circle,
    column_points,
    linear_ticks,
    math,
    mixed,
    number,
    show,
    text,
    theme,
    to_px,
    value_label,
)

LENGTH = 64.4

Array = NDArray[np.float64]

SYMBOLS, PAIRS = "ABcdef", ("AA", "BA", "AB", "BB")
BATCH, TESTED, ROWS = 20, 200, 6  # sequences: of a batch, for the test, on screen
WINDOW = 15  # updates whose mean is the thick line
FLAT = 0.95  # from this state on, a unit counts as saturated
NOTHING = 0.01  # less than this share of an error counts as none of it
LONGEST_FADE = 1e-10  # what is less is below the plot
BINS = 40
ROOM = 1.5  # by how much the rows of norms hold more than the norms, as a factor

LOSSES, NORMS, BETWEEN = Box(170, 236, 1500, 500), Box(170, 566, 1500, 826), 34


@dataclass(frozen=True)
class Params(SceneParams):
    units: int = param(32, "How many units the net has", low=8, high=64)
    steps: int = param(20, "How many symbols it reads, T", low=10, high=40)
    lr: float = param(0.3, "Learning rate", low=0.03, high=1.0)
    threshold: float = param(1.0, "Norm above which a gradient is clipped", low=0.1, high=10)
    updates: int = param(600, "How long both are trained", low=100, high=2000)
    seed: int = param(1, "For the first weights and the batches", low=0, high=99)


@dataclass(frozen=True)
class Trained:
    """How one of the nets was trained, and what it was in the end."""

    losses: Array  # of each update
    means: Array  # of the last 15
    norms: Array  # of the gradient, before clipping
    distances: Array  # by which each update moved the weights
    end: float  # mean of the last 50 losses
    eigenvalues: NDArray[np.complex128]  # of W, shape (looks, n), each followed
    radii: Array  # spectral radius at each look
    states: Array  # histogram: share of the states in bins from -1 to 1
    stuck: float  # percent of the states beyond FLAT
    arriving: Array  # of an error at the end, by steps back; shape (T,)
    right: float  # percent of new sequences


@dataclass(frozen=True)
class Story:
    """The numbers on screen."""

    symbols: NDArray[np.int64]  # of the first batch, (BATCH, T)
    pairs: NDArray[np.int64]  # which is right, (BATCH,)
    chance: float  # loss of a net that gives each pair a quarter
    threshold: float
    most: float  # that a clipped update can move the weights
    window: int
    tested: int
    flat: float
    alike: int  # updates before the first that was clipped
    cut: float  # percent of updates
    looks: NDArray[np.int64]  # updates made when W was looked at
    raw: Trained
    clipped: Trained

    @property
    def parts(self) -> bool:
        """Whether any gradient was clipped, so that there are two runs at all."""
        return self.alike < len(self.raw.losses)


def tell(params: Params) -> Story:
    """From parameters to numbers."""
    how = [
        numerics.TrainingRun(params.lr, clip, params.threshold, params.seed)
        for clip in ("none", "norm")
    ]
    made = numerics.train(
        how, n=params.units, length=params.steps, batch=BATCH, updates=params.updates
    )
    first = numerics.temporal_order(params.steps, BATCH, np.random.default_rng([1, params.seed]))
    clipped = made.clipped[1]
    return Story(
        symbols=first.inputs.argmax(axis=-1),
        pairs=first.targets.argmax(axis=-1),
        chance=numerics.TASKS["temporal_order"].chance,
        threshold=params.threshold,
        most=params.lr * params.threshold,
        window=WINDOW,
        tested=TESTED,
        flat=FLAT,
        alike=int(clipped.argmax()) if clipped.any() else params.updates,
        cut=100 * float(clipped.mean()),
        looks=made.eigenvalue_updates,
        raw=_run(made, 0, params),
        clipped=_run(made, 1, params),
    )


def _run(made: numerics.Training, row: int, params: Params) -> Trained:
    """What was recorded of a run, and its net on sequences that it never saw."""
    new = numerics.temporal_order(params.steps, TESTED, np.random.default_rng([3, params.seed]))
    net = numerics.Weights(*(array[row] for array in made.weights))
    tried = numerics.backpropagate(net, new.inputs, new.targets)
    states, errors = np.abs(tried.states[:, 1:]), numerics.norm(tried.deltas)[:, ::-1]
    sums = np.cumsum(np.concatenate([[0.0], made.losses[row]]))
    ends = np.arange(1, params.updates + 1)
    starts = np.maximum(ends - WINDOW, 0)
    edges = np.linspace(-1, 1, BINS + 1)
    return Trained(
        losses=made.losses[row],
        means=(sums[ends] - sums[starts]) / (ends - starts),
        norms=made.gradient_norms[row],
        distances=made.update_norms[row],
        end=float(made.final_losses[row]),
        eigenvalues=numerics.follow_eigenvalues(made.eigenvalues[row]),
        radii=made.spectral_radii[row],
        states=np.histogram(tried.states[:, 1:], edges)[0] / states.size,
        stuck=100 * float((states > FLAT).mean()),
        arriving=_left(errors),
        right=100 * float((tried.outputs.argmax(-1) == new.targets.argmax(-1)).mean()),
    )


def _left(errors: Array) -> Array:
    """The median share that is left of an error, by steps back, (T,); errors (sequences, T)."""
    there = errors[errors[:, 0] > 0]
    return np.median(there / there[:, :1], axis=0) if len(there) else np.eye(1, errors.shape[1])[0]


def loss(value: float) -> str:
    """A loss as it is shown: a small one with one digit."""
    return number(value, 3 if value >= 0.1 else 1)


# The task


class Remember(Picture):
    """Sequences with two symbols that matter, and the four answers."""

    def __init__(self, story: Story):
        super().__init__("Which pair was it? The net must remember.")
        self.steps = story.symbols.shape[1]
        self.xs = np.linspace(130, 1240, self.steps)
        self.first = self.row(story, 0, 300)
        self.state = Path([at(x, 400) for x in self.xs[[0, -1]]], theme.state, theme.LINE)
        self.units = Dots([at(x, 400) for x in self.xs], theme.state, 8, hollow=True)
        self.head = Dot(at(self.xs[-1], 400), theme.state, 13)
        self.names = [
            aside("one symbol a step").at(96, 236),
            aside("the state: all that the net keeps", theme.state).at(96, 462),
            aside("each answer: one in four").at(1420, 236),
        ]
        self.answers = [self.answer(n, story.pairs[0]) for n in range(len(PAIRS))]
        self.others = [self.row(story, n, 506 + 60 * n) for n in range(1, ROWS)]
        self.batch = aside(f"{len(story.symbols)} such sequences make a batch").at(96, 876)
        self.pairs = [
            text(PAIRS[story.pairs[n]], theme.LABEL, theme.state, "semibold").at(1420, 506 + 60 * n)
            for n in range(1, ROWS)
        ]

    def row(self, story: Story, n: int, y: float) -> VGroup:
        """The symbols of a sequence; those that matter stand out."""
        letters = VGroup()
        for x, symbol in zip(self.xs, story.symbols[n], strict=True):
            matters = symbol < 2
            color, weight = (theme.state, "semibold") if matters else (theme.muted, "regular")
            letter = text(SYMBOLS[symbol], theme.LABEL if matters else theme.ASIDE, color, weight)
            letters.add(letter.at(x, y, "centre"))
        return letters

    def answer(self, n: int, right: int) -> VGroup:
        """The name of a pair, and a bar for a quarter."""
        y = 300 + 56 * n
        bar = Path([at(1490, y - 11), at(1690, y - 11)], theme.muted, 18)
        name = text(PAIRS[n], theme.LABEL, theme.state if n == right else theme.muted)
        return VGroup(name.at(1420, y), bar)

    def read(self, k: float) -> None:
        """Have read the symbols up to number `k`."""
        self.head.move(at(float(np.interp(k, range(self.steps), self.xs)), 400))
        self.state.move([at(self.xs[0], 400), self.head.get_center()])
        self.units.move([at(x, 400) for x in self.xs[: int(k) + 1]])


# Two runs


class Race(Picture):
    """Both losses over both rows of gradient norms, on one axis of updates."""

    def __init__(self, story: Story):
        super().__init__("The same network, trained twice")
        raw, kept, tau = story.raw, story.clipped, f"τ = {number(story.threshold)}"
        self.last, self.alike = len(raw.losses), story.alike
        wide = 3 * self.alike
        self.early = wide if 40 <= wide <= self.last / 3 else self.last
        top = max(1.25 * story.chance, float(np.nanmax([raw.losses, kept.losses])))
        self.plot = Plot(LOSSES, (0, self.last), (0, top), x_ticks=[])
        self.key = VGroup(
            text("loss", theme.ASIDE, theme.muted).at(170, 204),
            text(f"thin: every update, thick: mean of {story.window}", theme.NUMBER, theme.muted)
            .at(236, 204),
        )  # fmt: skip
        level = self.plot.point(np.array(self.plot.x), [story.chance] * 2)
        self.chance = Path(level, theme.muted, theme.LINE, theme.DOTS)
        self.lines = [
            Sprint(self.plot, run, color, self.alike)
            for run, color in ((raw, theme.raw), (kept, theme.clipped))
        ]
        self.shared = Sprint(self.plot, kept, theme.ink, 0, self.alike)
        rows = norm_rows([raw.norms, kept.norms], story.threshold)
        (box, span), (low_box, low_span) = rows
        self.whole = LogBars(box, raw.norms, story.threshold, span, theme.raw, theme.raw)
        colours = theme.raw, theme.clipped
        self.cut = LogBars(low_box, kept.norms, story.threshold, low_span, *colours, limit=True)
        self.norm = math("norm(g)", theme.ASIDE, theme.muted).at(154, 552, "right")
        self.axis = Updates(self.early, self.last)
        nowhere = np.zeros((0, 3))
        self.parting = Path(
            self.upright(0) if story.parts else nowhere, theme.muted, theme.GRID, theme.DOTS
        )
        ends = self.plot.point(self.last, [raw.end, story.chance, kept.end])[:, 1]
        gutter = column_points(ends, 1524, LOSSES.top + 16, LOSSES.bottom - 36, 92)
        self.names = [
            aside("guessing: $ln 4$").beside(gutter[1]),
            value_label(gutter[0], loss(raw.end), "no clipping", theme.raw),
            value_label(gutter[2], loss(kept.end), f"clipped at {tau}", theme.clipped),
        ]
        below = min(self.cut.foot + 34, NORMS.bottom - 10)
        self.kinds = VGroup(
            aside("length of the gradient").at(1524, self.whole.foot - 30),
            text("taken whole", theme.SMALL_LABEL, theme.raw).at(1524, self.whole.foot + 10),
            text("above τ: cut", theme.SMALL_LABEL, theme.raw).at(1524, below - 48),
            text("below τ: kept", theme.SMALL_LABEL, theme.clipped).at(1524, below),
        )
        self.worst = self.mark(raw)
        self.way = SimpleNamespace(first=self.first_cut(story)) if story.parts else None
        self.show(self.last)

    def upright(self, update: float) -> list[Array]:
        """A line through all panels at an update."""
        x = 170 + (1500 - 170) * update / self.last
        return [at(x, LOSSES.top), at(x, NORMS.bottom)]

    def mark(self, raw: Trained) -> VGroup:
        """The longest gradient that was taken whole."""
        n = int(np.nanargmax(raw.norms))
        spot = at(170 + (1500 - 170) * n / self.last, float(self.whole.tips[n]))
        side, anchor = (16, "left") if n < 0.85 * self.last else (-16, "right")
        name = mixed(f"$norm(g)$ = {number(raw.norms[n])}", theme.SMALL_LABEL).halo()
        if raw.norms[n] > self.whole.level:
            up = 6 if raw.norms[n] > 3 * self.whole.level else 26  # above what hardly rises
        else:
            up = 22 - (self.whole.foot - to_px(spot)[1])
        return VGroup(Dot(spot, theme.raw), name.beside(spot, side, up, anchor))

    def first_cut(self, story: Story) -> VGroup:
        """What each run makes of the first gradient that is longer than allowed."""
        x = 186 + (1500 - 170) * self.alike / self.early
        norm = number(story.raw.norms[self.alike])
        names = (
            text(f"{norm}, taken whole", theme.SMALL_LABEL, theme.raw),
            text(f"{norm}, cut to {number(story.threshold)}", theme.SMALL_LABEL, theme.clipped),
        )
        rows = zip(names, (self.whole, self.cut), strict=True)
        return VGroup(*(name.halo().at(x, row.foot - 26) for name, row in rows))

    def show(self, k: float) -> None:
        """Both runs up to update `k`, in a window that is as wide as need be."""
        last = max(float(self.early), k)
        for line in (*self.lines, self.shared):
            line.to(k, last)
        self.whole.to(k, last)
        self.cut.to(k, last)
        self.axis.to(last)
        if self.way:
            self.parting.move(self.upright(self.alike * self.last / last))

    @property
    def moving(self) -> list[VGroup]:
        """What `show` touches."""
        return [*self.lines, self.shared, self.whole, self.cut, self.axis, self.parting]


def norm_rows(norms: list[Array], threshold: float) -> list[tuple[Box, tuple[float, float]]]:
    """A box and a span of norms for each run, one above the other, with decades of one size."""
    spans = []
    for one in norms:
        known = [*one[np.isfinite(one) & (one > 0)], threshold]
        spans.append((float(min(known)) / ROOM, float(max(known)) * ROOM))
    decades = np.log10([high / low for low, high in spans])
    tops = np.cumsum([NORMS.top, (NORMS.height - BETWEEN) * decades[0] / decades.sum() + BETWEEN])
    boxes = NORMS.but(bottom=float(tops[1] - BETWEEN)), NORMS.but(top=float(tops[1]))
    return list(zip(boxes, spans, strict=True))


class Sprint(VGroup):
    """A loss: thin for every update, thick for the mean, from one update to another."""

    def __init__(self, plot: Plot, run: Trained, color: str, start: int, stop: int | None = None):
        super().__init__()
        self.start, self.left, self.scale = start, plot.point(0, 0)[0], plot.x[1]
        stop = len(run.losses) - 1 if stop is None else min(stop, len(run.losses) - 1)
        self.ks = np.arange(min(start, stop), stop + 1)
        self.places = [plot.point(self.ks, ys[self.ks]) for ys in (run.losses, run.means)]
        self.thin = Path(self.places[0], color, theme.NOISE, opacity=0.4, role="noise")
        self.thick = Path(self.places[1], color, theme.CURVE, role="curve")
        self.mark = Dot(self.places[1][-1], color)
        self.add(self.thin, self.thick, self.mark)

    def to(self, k: float, last: float) -> None:
        """Draw up to update `k`, with `last` at the right edge."""
        k = min(k, self.ks[-1])
        known = int(np.searchsorted(self.ks, k, side="right"))
        for shape, places in ((self.thin, self.places[0]), (self.thick, self.places[1])):
            tip = [np.interp(k, self.ks, axis) for axis in places.T]
            line = np.concatenate([places[:known], [tip]]) if known else places[:0]
            line[:, 0] = self.left + (line[:, 0] - self.left) * self.scale / last
            shape.move(line)
        there = known > 0 and k > self.start and k < self.scale
        self.mark.move(line[-1] if known else self.places[1][0])
        show(self.mark, 1.0, 1.0, float(there))


class Updates(VGroup):
    """The axis of updates, whose end moves from early to late; its marks slide along."""

    def __init__(self, early: float, last: float):
        super().__init__()
        y, self.last, self.early = NORMS.bottom, last, early
        self.is_axis = True  # its numbers are no data
        self.line = Path([at(170, y), at(1500, y)], theme.axis, theme.AXIS, role="axis")
        self.places = [linear_ticks(0, early), linear_ticks(0, last)[1:]]
        self.groups = [self.ticks(places) for places in self.places]
        self.add(self.line, *self.groups)

    def ticks(self, places: list[float]) -> VGroup:
        """Marks with numbers; the last one carries the name."""
        group = VGroup()
        for place in places:
            words = f"update {number(place)}" if place == places[-1] else number(place)
            tick = Path([at(0, NORMS.bottom), at(0, NORMS.bottom + 9)], theme.axis, theme.AXIS)
            tick.role = "axis"
            group.add(VGroup(tick, text(words, theme.NUMBER, theme.muted)))
        return group

    def to(self, last: float) -> None:
        """Have update `last` at the right edge."""
        out = float(np.clip(2 - last / self.early, 0, 1)) if self.early < self.last else 1.0
        for group, places, late in zip(self.groups, self.places, (False, True), strict=True):
            for one, place in zip(group, places, strict=True):
                x = 170 + (1500 - 170) * place / last
                seen = float(x < 1501) if late or not place else out * (x < 1501)
                seen *= not (late and self.early == self.last)
                one[0].move([at(x, NORMS.bottom), at(x, NORMS.bottom + 9)])
                one[1].at(x, NORMS.bottom + 41, "centre")
                show(one[0], 0, 1, seen)
                show(one[1][""], 1, 0, seen)


# What W becomes


class Spectra(Picture):
    """The eigenvalues of both nets while they are trained, and the farthest of each."""

    def __init__(self, story: Story):
        super().__init__("Training moves eigenvalues off the circle")
        raw, kept = story.raw, story.clipped
        self.looks = story.looks
        most = float(np.nanmax([raw.radii, kept.radii]))
        unit = 250 / (1 + np.log(max(most, 1.5)))
        self.clouds = [
            Cloud((370, 530), unit, raw.eigenvalues, theme.raw, most),
            Cloud((930, 530), unit, kept.eigenvalues, theme.clipped, most),
        ]
        tau = number(story.threshold)
        self.names = [
            text("no clipping", theme.LABEL, theme.raw).at(370, 236, "centre"),
            text(f"clipped at τ = {tau}", theme.LABEL, theme.clipped).at(930, 236, "centre"),
        ]
        self.note = aside("linear inside the circle, logarithmic outside").at(650, 836, "centre")
        words = text("updates made:", theme.SMALL_LABEL, theme.muted)
        self.count = Readout(words, number(int(self.looks[-1])), 650, 884)
        box, x = Box(1290, 300, 1590, 720), (0, int(self.looks[-1]))
        low, log = (0.0, False) if most < 20 else (float(np.nanmin([raw.radii, kept.radii])), True)
        names = {"x_name": "update", "y_name": "farthest eigenvalue, $rho$"}
        self.plot = Plot(box, x, (low, most), log=log, x_ticks=[0, x[1]], **names)
        self.traces = [
            Trace(self.plot, self.looks, run.radii, color)
            for run, color in ((raw, theme.raw), (kept, theme.clipped))
        ]
        self.edge = self.plot.level(1, dash=theme.DOTS)
        ends = [self.plot.point(0, rho)[1] for rho in (raw.radii[-1], kept.radii[-1], 1)]
        spots = column_points(ends, 1614, 310, 712, 54)
        words = *(f"ρ = {number(run.radii[-1])}" for run in (raw, kept)), "the circle"
        self.ends = [
            text(said, theme.SMALL_LABEL, color, weight).beside(spot)
            for said, color, weight, spot in zip(
                words,
                (theme.raw, theme.clipped, theme.muted),
                ("semibold", "semibold", "regular"),
                spots,
                strict=True,
            )
        ]

    def train(self, place: float) -> None:
        """Show the nets at a place between two looks."""
        for one in (*self.clouds, *self.traces):
            one.to(place)
        self.count.say(number(round(float(np.interp(place, range(len(self.looks)), self.looks)))))


class Cloud(VGroup):
    """The eigenvalues of one matrix as it changes; beyond 1, distances are logarithmic."""

    def __init__(
        self,
        origin: tuple[float, float],
        unit: float,
        values: NDArray[np.complex128],
        color: str,
        most: float,
    ):
        super().__init__()
        self.origin, self.unit, self.values = at(*origin), unit, values
        base, reach = (2.0 if most < 12 else 10.0), 1 + np.log(max(most, 1.5))
        rings = base ** np.arange(1, 1 + int(np.log(most) / np.log(base) + 1e-9))
        x, y = np.array([reach + 0.12, 0]), np.array([0, reach + 0.12])
        for axis in (x, y):
            ends = self.origin + np.array([[*-axis, 0], [*axis, 0]]) * unit * PX
            self.add(Path(ends, theme.axis, theme.GRID, role="axis"))
        for ring in rings:
            edge = circle(self.origin, unit * (1 + np.log(ring)) * PX)
            self.add(Path(edge, theme.grid, theme.GRID, role="grid"))
        self.disc = Area(circle(self.origin, unit * PX), theme.state)
        self.circle = Path(circle(self.origin, unit * PX), theme.ink, theme.AXIS, theme.LONG_DASH)
        self.circle.role = "limit"
        self.first = Dots(self.place(values[0]), theme.muted, 4, opacity=0.6)
        self.dots = Dots(self.place(values[-1]), color, 8)
        self.marks = VGroup(
            *(
                text(f"{number(ring)}", theme.NUMBER, theme.muted)
                .halo()
                .beside(self.place(1j * ring), 20, 0, "left")
                for ring in (1.0, *rings)
            )
        )
        self.add(self.disc, self.circle, self.first, self.dots, self.marks)

    def place(self, z: ArrayLike) -> Array:
        """Where numbers lie, shape (..., 3)."""
        z = np.asarray(z, dtype=np.complex128)
        r = np.abs(z)
        far = np.where(r > 1, (1 + np.log(np.maximum(r, 1))) / np.maximum(r, 1), 1) * z
        flat = np.stack([far.real, far.imag, np.zeros(far.shape)], axis=-1)
        return np.asarray(flat * (self.unit * PX) + self.origin)

    def to(self, look: float) -> None:
        """Show the eigenvalues at a look, or between two."""
        n = min(int(look), len(self.values) - 2)
        here, there = self.place(self.values[n]), self.place(self.values[n + 1])
        self.dots.move(here + (look - n) * (there - here))


# What becomes of an error


class Stuck(Picture):
    """Where the states of both nets lie, and what of an error comes back to the start."""

    def __init__(self, story: Story):
        raw, kept = story.raw, story.clipped
        super().__init__(self.title_for(raw, kept))
        self.panels = [
            self.panel(raw, story, Box(150, 262, 800, 486), "no clipping", theme.raw),
            self.panel(kept, story, Box(150, 574, 800, 798), "clipped", theme.clipped),
        ]
        self.axis = VGroup(
            *(text(number(h), theme.NUMBER, theme.muted)
              .at(475 + 325 * h, 838, "centre") for h in (-1, 0)),
            text("state = 1", theme.NUMBER, theme.muted).at(800, 838, "centre"),
        )  # fmt: skip
        steps = len(raw.arriving) - 1
        every = np.concatenate([raw.arriving, kept.arriving])
        low, high = max(LONGEST_FADE, float(every.min())), max(1.0, float(every.max()))
        box = Box(1070, 276, 1590, 798)
        self.plot = Plot(box, (0, steps), (low, high), log=True, x_name="k",
                         y_name="what is left of an error, $k$ steps back")  # fmt: skip
        self.traces = [
            Trace(self.plot, range(steps + 1), run.arriving, color)
            for run, color in ((raw, theme.raw), (kept, theme.clipped))
        ]
        ends = [trace.stops[-1][1] for trace in self.traces]
        spots = column_points(ends, 1614, 300, 752, 112)
        self.ends = [
            value_label(spot, number(run.arriving[-1], 2), name, color)
            for run, name, color, spot in zip(
                (raw, kept), ("no clipping", "clipped"), (theme.raw, theme.clipped), spots,
                strict=True,
            )
        ]  # fmt: skip

    @staticmethod
    def title_for(raw: Trained, kept: Trained) -> str:
        """What holds of these two runs: where an unclipped one ends is a matter of chance."""
        left, saturated = raw.arriving[-1], raw.stuck > kept.stuck
        if not saturated or left >= 0.1 * kept.arriving[-1]:
            return "What the states do to an error"
        return f"Saturated units pass {'no' if left < NOTHING else 'little'} error back"

    def panel(self, run: Trained, story: Story, box: Box, name: str, color: str) -> VGroup:
        """A histogram of states with the share at its ends."""
        most = max(float(np.max([r.states for r in (story.raw, story.clipped)])), 1e-9)
        edges = np.linspace(box.left, box.right, BINS + 1)
        tops = box.bottom - (box.height - 40) * run.states / most
        outline = [
            at(x, y) for x, y in zip(np.repeat(edges, 2), self.stairs(tops, box), strict=True)
        ]
        stuck = f"{number(round(run.stuck))} % beyond ±{number(story.flat)}"
        middle = (box.left + box.right) / 2
        return VGroup(
            Area(outline, color, 0.25),
            Path(outline, color, theme.LINE, role="curve"),
            Path([at(box.left, box.bottom), at(box.right, box.bottom)], theme.axis, theme.AXIS,
                 role="axis"),
            text(name, theme.SMALL_LABEL, color).at(middle, box.top + 34, "centre"),
            text(stuck, theme.LABEL, weight="semibold").at(middle, box.top + 82, "centre"),
        )  # fmt: skip

    def stairs(self, tops: Array, box: Box) -> Array:
        """Heights of an outline in steps, from the floor and back to it."""
        return np.concatenate([[box.bottom], np.repeat(tops, 2), [box.bottom]])

    def back(self, k: float) -> None:
        """Follow the errors `k` steps back."""
        for trace in self.traces:
            trace.to(k)


class EndCard(Card):
    """What is often said of clipping, and what holds."""

    def __init__(self, story: Story):
        raw, kept = story.raw, story.clipped
        super().__init__(
            said="Clipping the gradient is a detail.",
            holds="Same net, same batches:\nthe loss ends at\n"
            f"{loss(raw.end)} without clipping\nand at {loss(kept.end)} with it.",
            source="Pascanu, Mikolov, Bengio, “On the difficulty of training recurrent neural "
            "networks”, ICML 2013, §4",
            evidence=[
                Evidence(name, "loss, mean of 15", run.means, color, loss(run.end),
                         "at the end", log=False, base=0)
                for name, run, color in (
                    ("no clipping", raw, theme.raw), ("clipped", kept, theme.clipped)
                )
            ],
            aside="One net, one task, one seed:\nit shows what can happen.",
        )  # fmt: skip


class TwoRuns(Explainer[Params]):
    """From shapes to time."""

    chapters = {
        "The task": Remember,
        "Two runs": Race,
        "Eigenvalues": Spectra,
        "Back in time": Stuck,
    }
    card = EndCard
    stamped = ("units", "steps", "lr", "seed")

    def construct(self) -> None:
        self.read(self.chapter("The task"))
        self.race(self.chapter("Two runs"))
        self.look_inside(self.chapter("Eigenvalues"))
        self.go_back(self.chapter("Back in time"))
        self.close()

    def read(self, p: Remember) -> None:
        """What the net has to learn."""
        p.read(0)
        reads = "A net reads {params.steps} symbols. Two matter: an A or B early, one half-way."
        with self.say(reads):
            self.play(Appear(p.first, p.names[0]))
            moving = p.state, p.units, p.head
            self.play(Appear(*moving, p.names[1]))
            over = (0, p.steps - 1)
            self.play(Run(p.read, *moving, over=over, run_time=theme.DRAW, rate_func=linear))
        with self.say("Then it names the pair. Guessing has the loss ln 4 = {story.chance}."):
            self.play(Appear(p.names[2], *p.answers))
            self.play(Appear(*p.others, *p.pairs, p.batch))
            self.wait(theme.READ_NUMBER)

    def race(self, p: Race) -> None:
        """Where the runs part, and where they end."""
        story, last = self.story, p.last
        self.frame_the_race(p)
        if story.parts:
            words = (
                "After {updates} a gradient is longer: {norm}. Only one run cuts it."
                if story.alike
                else "The very first gradient is longer: {norm}. Only one run cuts it."
            )
            updates = f"{story.alike} update{'s' * (story.alike > 1)}"
            with self.say(words, norm=story.raw.norms[story.alike], updates=updates):
                self.play(Appear(p.parting))
                for k in range(story.alike, min(story.alike + 3, last)):
                    self.go(p, k, k + 1, theme.MOVE / 2)
                    if k == story.alike:
                        self.play(Appear(p.way.first))
            words = "From here on they part. In all, {story.cut:.2g} % of the updates are cut."
        else:
            words = "No gradient is ever longer. None is cut, and both runs are one."
        with self.say(words):
            gone = [Vanish(p.way.first)] if p.way else []
            self.play(Appear(p.kinds), *gone)
            self.go(p, min(story.alike + 3, last) if story.parts else 0, last, 4.0)
        with self.say("Loss: {kept} clipped, {raw} unclipped. One net, one task, one seed.",
                      kept=loss(story.clipped.end), raw=loss(story.raw.end)):  # fmt: skip
            self.play(Appear(*p.names[1:]))
            self.wait(theme.READ_NUMBER)
        far = float(np.nanmax(story.raw.distances))
        with self.say(
            "Unclipped, one update moves the weights by {far}. Clipping allows {story.most}.",
            far=far,
        ):
            self.play(Appear(p.worst))
            self.wait(theme.PUNCH_LINE)

    def frame_the_race(self, p: Race) -> None:
        """The empty panels, and the updates that are the same in both runs."""
        p.show(0)
        words = (
            "Two copies, the same batches. One cuts gradients longer than τ = {params.threshold}."
        )
        with self.say(words):
            self.play(Appear(p.plot, p.key, p.chance, p.names[0]))
            self.play(Appear(p.norm, p.axis, p.whole, p.cut))
            self.add(*p.lines, p.shared)
            if self.story.parts and self.story.alike:
                self.go(p, 0, self.story.alike, theme.DRAW)

    def go(self, p: Race, start: float, stop: float, run_time: float) -> None:
        """Train on: evenly while the window stands, then as evenly as it widens, in log scale."""
        if stop <= p.early:
            ease = smooth if stop - start <= 1 else linear
            self.play(Run(p.show, *p.moving, over=(start, stop), run_time=run_time, rate_func=ease))
            return
        slow, fast = 1 - start / p.early, float(np.log(stop / p.early))
        share = slow / (slow + fast)

        def move(time: float) -> None:
            if time < share:
                p.show(start + (p.early - start) * time / share)
            else:
                p.show(p.early * float(np.exp(fast * (time - share) / (1 - share))))

        self.play(Run(move, *p.moving, run_time=run_time, rate_func=linear))

    def look_inside(self, p: Spectra) -> None:
        """How the eigenvalues move."""
        last, moving = len(p.looks) - 1, [*p.clouds, *p.traces, p.count]
        p.train(0)
        with self.say("The eigenvalues of W start on the circle. Training moves them."):
            self.play(Appear(*p.clouds, *p.names, p.note, p.count))
            self.play(Appear(p.plot, p.edge, p.ends[2], *p.traces))
            self.play(Run(p.train, *moving, over=(0, last), run_time=3.4, rate_func=linear))
        kept = self.story.clipped
        words = (
            "Clipped, ρ ends at {rho}: above 1, yet the last gradient is only {norm} long."
            if kept.radii[-1] > 1 and kept.norms[-1] < self.params.threshold
            else "Clipped, ρ ends at {rho}, and the last gradient is {norm} long."
        )
        with self.say(words, rho=kept.radii[-1], norm=number(kept.norms[-1], 1)):
            self.play(Appear(*p.ends[:2]))
            self.wait(theme.READ_NUMBER)

    def go_back(self, p: Stuck) -> None:
        """Where states lie, and what that does to an error."""
        raw, kept = self.story.raw, self.story.clipped
        with self.say(
            "Beyond ±{story.flat}, tanh is flat: {a} % of the states unclipped, {b} % clipped.",
            a=round(raw.stuck), b=round(kept.stuck),
        ):  # fmt: skip
            self.play(Appear(p.axis, p.panels[0]))
            self.play(Appear(p.panels[1]))
        with self.say(
            "At the first step, {a} of an error is left unclipped, {b} clipped.",
            a=number(raw.arriving[-1], 2), b=number(kept.arriving[-1], 2),
        ):  # fmt: skip
            p.back(0)
            self.play(Appear(p.plot, *p.traces))
            over = (0, len(raw.arriving) - 1)
            self.play(Run(p.back, *p.traces, over=over, run_time=theme.DRAW, rate_func=linear))
            self.play(Appear(*p.ends))
            self.wait(theme.READ_NUMBER)
