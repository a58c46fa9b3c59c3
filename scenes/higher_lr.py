"""Higher learning rates: what clipping allows, what it prevents, and where it fails too.

All nets of the sweep are trained at once, from the same weights and on the same batches for
each seed. One run that loses what it had learned is made again, update by update.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from manim import ManimColor, VGroup, interpolate_color, linear
from numpy.typing import NDArray

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
    Draw,
    Evidence,
    Explainer,
    Label,
    Path,
    Picture,
    Plot,
    Readout,
    Repeat,
    Run,
    Trace,
    aside,
    at,
    big,
    block,
    column_points,
    linear_ticks,
    mixed,
    number,
    power_of_ten,
    show,
    text,
    theme,
    value_label,
)

LENGTH = 64.0

Array = NDArray[np.float64]

UPDATES, WINDOW = 600, 15  # of each training; of the mean that is shown
SHOWN, PARTS = 8, 24  # updates made again; places looked at within each
SWEEP = 240  # steps in which the threshold sweeps
CHANCE = numerics.TASKS["temporal_order"].chance
ONE_WEIGHT = 1.105  # where the net with one weight starts
BOUNCES = 40  # updates of it on screen


@dataclass(frozen=True)
class Params(SceneParams):
    rates: tuple[float, ...] = param(
        (0.03, 0.1, 0.3, 1.0), "Learning rates, low to high", low=0.01, high=1.0, length=(2, 4)
    )
    threshold: float = param(1.0, "Norm above which a gradient is clipped", low=0.1, high=10)
    seeds: int = param(3, "How many seeds each is trained with", low=1, high=5)
    tried: tuple[float, ...] = param(
        (0.1, 0.3, 1.0, 3.0, 10.0),
        "Thresholds tried at the last learning rate but one",
        low=0.03,
        high=30.0,
        length=(2, 5),
    )


@dataclass(frozen=True)
class Fall:
    """A run that lost what it had learned, and the updates that did it, made again."""

    rate: float
    seed: int
    losses: Array  # of the whole run
    means: Array
    lost: float  # by how much the mean loss rose
    first: int  # update made again first
    count: int  # updates up to the highest loss
    norms: Array  # of their gradients
    raw_moved: Array  # how far the weights have come, also within an update
    raw_losses: Array  # on new sequences
    kept_moved: Array  # the same with clipping
    kept_losses: Array

    @property
    def undone(self) -> bool:
        """Whether it had learned before, and has not after."""
        return bool(self.raw_losses[0] < CHANCE / 2 <= self.raw_losses[-1])


@dataclass(frozen=True)
class Choice:
    """The gradients of the unclipped runs at one learning rate, and thresholds tried there."""

    rate: float
    edges: Array  # of the bins, as norms
    counts: NDArray[np.int64]
    low: float  # half of the average
    average: float
    high: float  # ten times the average
    swept: Array  # thresholds from left to right
    shares: Array  # percent of the gradients that are longer
    tried: Array
    ends: Array  # loss at the end, (thresholds, seeds)
    plain: Array  # without clipping, (seeds,)
    within: int  # thresholds tried between low and high
    learned: int  # of these, with every seed


@dataclass(frozen=True)
class OneWeight:
    """The net with one weight, clipped."""

    w: Array  # before the first and after each update
    loss: Array
    curve: Array  # w, loss; shape (2, n)
    steps: int
    rate: float
    low: float
    high: float
    size: float
    threshold: float
    stable_below: float  # learning rate


@dataclass(frozen=True)
class Story:
    """The numbers on screen."""

    rates: Array
    threshold: float
    seeds: int
    trained: int
    chance: float
    learned_below: float
    means: Array  # of the losses, (rates, unclipped and clipped, seeds, updates)
    ends: Array  # mean of the last 50, (rates, 2, seeds)
    learned: tuple[int, int]  # runs, unclipped and clipped
    each: int  # runs of each kind
    top: int  # row of the highest learning rate
    top_learned: int  # clipped runs there that learn
    top_failed: int  # and that end worse than a guess
    updates: int
    fall: Fall
    choice: Choice
    one: OneWeight


def tell(params: Params) -> Story:
    """From parameters to numbers."""
    chance, seeds, tuned = CHANCE, range(params.seeds), sorted(params.rates)[-2]
    grid = numerics.sweep(params.rates, seeds=seeds, threshold=params.threshold)
    more = [numerics.TrainingRun(tuned, "norm", tau, one) for tau in params.tried for one in seeds]
    made = Made.train([*grid, *more])
    shape, cells = (len(params.rates), 2, params.seeds), len(grid)
    ends = made.ends[:cells].reshape(shape)
    learned = (ends < chance / 2).sum(axis=(0, 2))
    top = int(np.argmax(params.rates))
    return Story(
        rates=np.array(params.rates),
        threshold=params.threshold,
        seeds=params.seeds,
        trained=cells,
        chance=chance,
        learned_below=chance / 2,
        means=_means(made.losses[:cells]).reshape(*shape, UPDATES),
        ends=ends,
        learned=(int(learned[0]), int(learned[1])),
        each=len(params.rates) * params.seeds,
        top=top,
        top_learned=int((ends[top, 1] < chance / 2).sum()),
        top_failed=int((ends[top, 1] > chance).sum()),
        updates=UPDATES,
        fall=_fall(made, params),
        choice=_choice(made, params, tuned, cells),
        one=_one_weight(),
    )


@dataclass(frozen=True)
class Made:
    """What was recorded of some runs, of which some may be the same."""

    runs: list[numerics.TrainingRun]
    losses: Array
    norms: Array
    ends: Array
    once: numerics.Training  # of each that is another

    @classmethod
    def train(cls, runs: list[numerics.TrainingRun]) -> Made:
        """Train each of them, but none twice."""
        once = list(dict.fromkeys(runs))
        made = numerics.train(once, updates=UPDATES, every=UPDATES)
        rows = [once.index(run) for run in runs]
        return cls(
            runs, made.losses[rows], made.gradient_norms[rows], made.final_losses[rows], made
        )


def _means(losses: Array) -> Array:
    """The mean of the last 15 losses, or of as many as there are."""
    sums = np.cumsum(np.pad(losses, [(0, 0), (1, 0)]), axis=-1)
    ends = np.arange(1, losses.shape[-1] + 1)
    starts = np.maximum(ends - WINDOW, 0)
    return np.asarray((sums[:, ends] - sums[:, starts]) / (ends - starts))


def _fall(made: Made, params: Params) -> Fall:
    """The unclipped run that lost most of what it had learned."""
    rows = [n for n, run in enumerate(made.runs) if run.clip == "none"]
    losses, norms = made.losses[rows], made.norms[rows]
    which, first, lost = numerics.find_loss_spike(losses, norms, CHANCE, WINDOW)
    first, run = min(first, UPDATES - SHOWN), made.runs[rows[which]]
    weights = numerics.weights_before(made.once, made.once.runs.index(run), first)
    ends = numerics.replay(weights, run, first, SHOWN, parts=1).test_losses[1:]
    count = 1 + int(np.nan_to_num(ends, nan=np.inf).argmax())
    raw, kept = (
        numerics.replay(weights, run, first, count, clip, parts=PARTS) for clip in ("none", "norm")
    )
    return Fall(
        rate=run.learning_rate,
        seed=run.seed,
        losses=losses[which],
        means=_means(losses[which][None])[0],
        lost=lost,
        first=first,
        count=count,
        norms=raw.norms,
        raw_moved=raw.path_lengths,
        raw_losses=raw.test_losses,
        kept_moved=kept.path_lengths,
        kept_losses=kept.test_losses,
    )


def _choice(made: Made, params: Params, rate: float, cells: int) -> Choice:
    """What the norms at one learning rate say, and what thresholds do there."""
    plain = [numerics.TrainingRun(rate, "none", params.threshold, n) for n in range(params.seeds)]
    rows = [made.runs.index(run) for run in plain]
    norms, tried = made.norms[rows].ravel(), np.array(params.tried)
    histogram = numerics.log_histogram(norms, bins_per_decade=10)
    low, average, high = numerics.norm_band(norms)
    ends = made.ends[cells:].reshape(len(tried), params.seeds)
    span = np.log10([*histogram.edges[[0, -1]], low, high, *tried, params.threshold])
    evenly = np.logspace(span.min() - 0.1, span.max() + 0.1, SWEEP)
    swept = np.sort([*evenly, params.threshold])
    within = (tried >= low) & (tried <= high)
    return Choice(
        rate=rate,
        edges=histogram.edges,
        counts=histogram.counts,
        low=low,
        average=average,
        high=high,
        swept=swept,
        shares=100 * numerics.share_clipped(norms, swept),
        tried=tried,
        ends=ends,
        plain=made.ends[rows],
        within=int(within.sum()),
        learned=int((ends[within] < CHANCE / 2).all(axis=1).sum()),
    )


def _one_weight() -> OneWeight:
    steps, rate = 50, 0.01
    told = numerics.detect_cycle(ONE_WEIGHT, steps, rate)
    w = np.linspace(0.98, 1.02, 161)
    return OneWeight(
        w=told.run.w[: BOUNCES + 1].astype(np.float64),
        loss=told.run.loss[: BOUNCES + 1].astype(np.float64),
        curve=np.array([w, (w**steps - 1) ** 2 / 2]),
        steps=steps,
        rate=rate,
        low=told.low,
        high=told.high,
        size=told.peak_to_peak,
        threshold=float(np.abs(told.run.applied).max()),
        stable_below=told.max_stable_rate,
    )


# The sweep


class Sweep(Picture):
    """A cell for every training, in the colour of its loss."""

    def __init__(self, story: Story):
        better = story.learned[1] > story.learned[0] and story.top_failed
        super().__init__(
            "Higher learning rates train, up to a point" if better
            else "The same learning rates, clipped and not"
        )  # fmt: skip
        self.story = story
        self.maps = [
            Cells(Box(270, 262, 840, 786), story, 0),
            Cells(Box(900, 262, 1470, 786), story, 1),
        ]
        tau = number(story.threshold)
        self.heads = [
            text("no clipping", theme.LABEL, theme.raw).at(555, 238, "centre"),
            text(f"clipped at τ = {tau}", theme.LABEL, theme.clipped).at(1185, 238, "centre"),
        ]
        rows = self.maps[0].middles
        self.rates = VGroup(
            aside("learning rate").at(96, 238),
            *(
                text(number(rate), theme.SMALL_LABEL).beside(spot, -36, 0, "right")
                for rate, spot in zip(story.rates, rows, strict=True)
            ),
        )
        self.seeds = VGroup(*(self.seed_names(one) for one in self.maps))
        self.count = Readout(text("updates made:", theme.SMALL_LABEL, theme.muted),
                             number(UPDATES), 870, 884)  # fmt: skip
        unclipped, clipped = (f"{n} of {story.each}" for n in story.learned)
        self.learned = [
            block(at(1510, 360), big(unclipped), aside("learn unclipped", theme.raw), leading=46),
            block(at(1510, 520), big(clipped), aside("learn clipped", theme.clipped), leading=46),
            block(
                at(1510, 672),
                aside(f"learned: below {number(story.learned_below)}"),
                aside(f"a guess: {number(story.chance)}"),
                aside("better than a guess", theme.state),
                aside("worse than a guess", theme.raw),
            ),
        ]
        self.train(UPDATES - 1)

    def seed_names(self, cells: Cells) -> VGroup:
        """The numbers of the seeds, under the columns."""
        spots = cells.feet
        name = ["seed 0", *(number(n) for n in range(1, len(spots)))]
        return VGroup(
            *(
                text(one, theme.NUMBER, theme.muted).beside(spot, 0, -24, "centre")
                for one, spot in zip(name, spots, strict=True)
            )
        )

    def train(self, update: float) -> None:
        """Show all losses at an update."""
        for one in self.maps:
            one.train(round(update))
        self.count.say(number(round(update) + 1))


class Cells(VGroup):
    """The trainings with or without clipping: learning rates up, seeds to the right."""

    def __init__(self, box: Box, story: Story, kind: int):
        super().__init__()
        self.box, self.story = box, story
        self.means, ends = story.means[:, kind], story.ends[:, kind]
        rows, columns = ends.shape
        self.size = box.width / columns, box.height / rows
        self.cells = [
            [Area(self.outline(row, column), theme.muted, 1.0) for column in range(columns)]
            for row in range(rows)
        ]
        self.values = VGroup()
        for (row, column), end in np.ndenumerate(ends):
            if self.size[0] > 90 and self.size[1] > 60:
                label = text(cell(float(end)), theme.NUMBER)
                self.values.add(label.beside(self.middle(row, column), 0, 0, "centre"))
        self.add(*(cell for row in self.cells for cell in row), self.values)

    def middle(self, row: float, column: float) -> Array:
        """The middle of a cell."""
        x = self.box.left + (column + 0.5) * self.size[0]
        return at(x, self.box.bottom - (row + 0.5) * self.size[1])

    @property
    def middles(self) -> list[Array]:
        """The left ends of the rows."""
        return [self.middle(row, -0.5) for row in range(len(self.cells))]

    @property
    def feet(self) -> list[Array]:
        """The lower ends of the columns."""
        return [self.middle(-0.5, column) for column in range(len(self.cells[0]))]

    def outline(self, row: int, column: int) -> list[Array]:
        """The edge of a cell, closed."""
        (x, y), (a, b) = self.middle(row, column)[:2], np.array(self.size) / 2 - 3
        around = ((-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1))
        return [np.array([x + i * a * PX, y + j * b * PX, 0]) for i, j in around]

    def train(self, update: int) -> None:
        """Show the losses at an update."""
        for row, losses in zip(self.cells, self.means[..., update], strict=True):
            for cell, loss in zip(row, losses, strict=True):
                cell.set_fill(shade(float(loss), self.story.chance))


def cell(loss: float) -> str:
    """A loss as it is shown in a cell: short."""
    return number(loss, decimals=1 if loss >= 10 else 2 if loss >= 0.01 else 3)


def shade(loss: float, chance: float) -> ManimColor:
    """The colour of a loss: the further below that of a guess, or above it, the stronger."""
    ratio = loss / chance
    learned = 1 - ratio if ratio < 1 else min(1.0, np.log(ratio) / np.log(8)) if ratio < 1e9 else 1
    hue = theme.state if ratio < 1 else theme.raw
    return interpolate_color(ManimColor(theme.background), ManimColor(hue), 0.08 + 0.37 * learned)


# One fall


class Replayed(Picture):
    """Above the whole run, below the updates that undid it, by how far they move the weights."""

    def __init__(self, story: Story):
        self.fall = fall = story.fall
        few = "A few updates undo" if fall.count > 1 else "One update undoes"
        super().__init__(
            few + " what was learned" if fall.undone
            else "The sharpest rise of a loss"
        )  # fmt: skip
        top = max(1.2 * story.chance, float(np.nanmax(fall.losses)))
        self.run = Plot(Box(170, 236, 1500, 392), (0, UPDATES), (0, top), x_name="update",
                        y_name=f"loss, thick: mean of {WINDOW} updates")  # fmt: skip
        xs = np.arange(UPDATES)
        self.thin = self.run.curve(xs, fall.losses, theme.raw, theme.NOISE, opacity=0.4)
        self.thin.role = "noise"
        self.whole = Trace(self.run, xs, fall.means, theme.raw)
        self.when = Path(self.run.point([fall.first] * 2, self.run.y), theme.ink, theme.GRID)
        self.chance = VGroup(
            Path(self.run.point(np.array(self.run.x), [story.chance] * 2), theme.muted, theme.LINE,
                 theme.DOTS),
            aside("guessing").beside(self.run.point(UPDATES, story.chance), 24),
        )  # fmt: skip
        moved, top = (
            float(fall.raw_moved[-1]),
            float(np.nanmax([fall.raw_losses, fall.kept_losses])),
        )
        self.near = Plot(Box(170, 516, 1500, 830), (-0.02 * moved, moved), (0, top),
                         x_name="distance moved", x_ticks=linear_ticks(0, moved),
                         y_name="loss on new sequences")  # fmt: skip
        self.kept = Trace(self.near, fall.kept_moved, fall.kept_losses, theme.clipped,
                          width=theme.HEAVY)  # fmt: skip
        self.raw = Trace(self.near, fall.raw_moved, fall.raw_losses, theme.raw)
        stops = [self.near.point(fall.raw_moved[::PARTS], fall.raw_losses[::PARTS])]
        self.stops = Dots(stops[0], theme.raw, 7)
        self.norms = self.name_norms(stops[0])
        across = self.near.point([fall.kept_moved[-1], moved], [fall.kept_losses[-1]] * 2)
        self.marks = Dots(self.near.point(fall.kept_moved[::PARTS], fall.kept_losses[::PARTS]),
                          theme.clipped, 7)  # fmt: skip
        self.level = Path(across, theme.clipped, theme.LINE, theme.DOTS)
        ends = [
            self.near.point(0, float(one[-1]))[1] for one in (fall.raw_losses, fall.kept_losses)
        ]
        spots = column_points(ends, 1524, 540, 800, 104)
        self.ends = [
            value_label(spot, number(float(one[-1]), 2), name, color)
            for one, name, color, spot in zip(
                (fall.raw_losses, fall.kept_losses), ("no clipping", "clipped"),
                (theme.raw, theme.clipped), spots, strict=True)
        ]  # fmt: skip

    def name_norms(self, spots: Array) -> dict[int, Label]:
        """The lengths of the gradients where they start, as far as there is room, by update."""
        names: dict[int, Label] = {}
        for n, (norm, spot) in enumerate(zip(self.fall.norms, spots, strict=False)):
            label = mixed(f"$norm(g) = {number(norm, 2)}$", theme.ASIDE, theme.raw).halo()
            label.beside(spot, 18, 0)
            x = self.raw.stops[:, 0]
            over = (x >= label.get_left()[0]) & (x <= label.get_right()[0])
            top = self.raw.stops[over, 1].max(initial=spot[1])
            label.beside(np.array([spot[0], top, 0]), 18, 26)
            if all(label.get_left()[0] > one.get_right()[0] + 24 * PX for one in names.values()):
                names[n] = label
        return names

    def go(self, place: float) -> None:
        """Move the unclipped weights along their way."""
        self.raw.to(place)
        self.stops.move(self.near.point(
            self.fall.raw_moved[::PARTS], self.fall.raw_losses[::PARTS])[: int(place / PARTS) + 1]
        )  # fmt: skip
        for n, label in self.norms.items():
            show(label, 1.0, 0.0, float(place >= n * PARTS))


# Where to cut


class Choosing(Picture):
    """The lengths of gradients above, the losses that thresholds lead to below, on one axis."""

    def __init__(self, story: Story):
        super().__init__("Where to cut? The lengths so far are a hint")
        self.choice = choice = story.choice
        low, high = np.log10(choice.swept[[0, -1]])
        most, every = float(choice.counts.max()), [*choice.ends.ravel(), *choice.plain]
        name = f"gradients at a learning rate of {number(choice.rate)}, not clipped"
        self.lengths = Plot(Box(170, 236, 1330, 460), (low, high), (0, 1.15 * most), x_ticks=[],
                            y_name=name)  # fmt: skip
        ends, name = (min(every), max(every)), "loss at the end, a dot a seed"
        self.losses = Plot(Box(170, 566, 1330, 818), (low, high), ends, log=True, x_ticks=[],
                           y_name=name)  # fmt: skip
        self.losses.name.halo()
        self.ticks = [self.named_ticks(self.lengths, "‖g‖"), self.named_ticks(self.losses, "τ")]
        edges = np.log10(choice.edges)
        heights = [0, *np.repeat(choice.counts, 2), 0]
        outline = self.lengths.point(np.repeat(edges, 2), heights)
        self.band = self.stripe(np.log10([choice.low, choice.high]))
        self.bars = VGroup(Area(outline, theme.raw, 0.25), Path(outline, theme.raw, theme.LINE,
                                                                role="curve"))  # fmt: skip
        self.average = self.named(choice.average, f"average {number(choice.average)}")
        middle = np.log10(choice.low * choice.high) / 2
        x = float(np.clip(self.lengths.point(middle, 0)[0], at(700, 0)[0], at(1130, 0)[0]))
        self.rule = (
            aside("half to ten times the average", theme.ink)
            .halo()
            .beside(np.array([x, at(0, 524)[1], 0]), 0, 0, "centre")
        )
        self.chance = VGroup(
            Path(self.losses.point(np.array([low, high]), [story.chance] * 2), theme.muted,
                 theme.LINE, theme.DOTS),
        )  # fmt: skip
        self.spots = self.losses.point(np.log10(choice.tried)[:, None], choice.ends)
        medians = self.losses.point(np.log10(choice.tried), np.median(choice.ends, axis=1))
        self.line = Path(medians[np.argsort(choice.tried)], theme.clipped, theme.LINE, role="curve")
        self.line.set_stroke(opacity=0.6)
        self.dots = Dots(self.spots.reshape(-1, 3), theme.clipped, 8)
        none = self.losses.point(high, choice.plain) + np.array([130 * PX, 0, 0])
        self.plain = VGroup(
            Dots(none, theme.raw, 8),
            text("unclipped", theme.NUMBER, theme.raw).beside(
                self.losses.point(high, self.losses.y[0]) + np.array([130 * PX, 0, 0]), 0, -32,
                "centre"),
        )  # fmt: skip
        self.names = VGroup(
            aside("guessing").beside(self.losses.point(high, story.chance), 164),
        )
        self.cut = Path(self.upright(0), theme.ink, theme.AXIS, theme.LONG_DASH, role="limit")
        self.tau = text("τ = 0", theme.LABEL, weight="semibold").at(1400, 300)
        self.share = text("0 %", theme.LABEL, weight="semibold").at(1400, 366)
        self.meaning = aside("are longer: cut").at(1400, 404)
        self.home = int(np.searchsorted(choice.swept, story.threshold))
        self.sweep(self.home)

    def named_ticks(self, plot: Plot, name: str) -> VGroup:
        """Powers of ten below a plot; the last carries the name."""
        low, high = plot.x
        decades = range(int(np.ceil(low)), int(high) + 1)
        words = [power_of_ten(n) for n in decades]
        words[-1] = f"{name} = {words[-1]}"
        ticks = VGroup(
            *(
                text(one, theme.NUMBER, theme.muted).beside(
                    plot.point(n, plot.y[0]), 0, -32, "centre"
                )
                for n, one in zip(decades, words, strict=True)
            )
        )
        ticks.is_axis = True
        return ticks

    def stripe(self, ends: Array) -> Area:
        """The band from one threshold to another, through both plots."""
        (a, b), top, foot = self.lengths.point(ends, 0)[:, 0], at(0, 236)[1], at(0, 818)[1]
        return Area([(a, top), (b, top), (b, foot), (a, foot)], theme.ink)

    def upright(self, n: int) -> list[Array]:
        """The line at a threshold, through both plots but not through the words between."""
        x = self.lengths.point(np.log10(self.choice.swept[n]), 0)[0]
        gap = np.full(3, np.nan)
        upper, lower = (
            [np.array([x, at(0, y)[1], 0]) for y in (plot.box.top, plot.box.bottom)]
            for plot in (self.lengths, self.losses)
        )
        return [*upper, gap, *lower]

    def named(self, norm: float, name: str) -> VGroup:
        """A mark on the axis of lengths with a name."""
        spot = self.lengths.point(np.log10(norm), self.lengths.y[1])
        foot = self.lengths.point(np.log10(norm), 0)
        label = aside(name).halo().beside(spot, 14, -16)
        return VGroup(Path([foot, spot], theme.muted, theme.LINE, theme.DOTS), label)

    def sweep(self, place: float) -> None:
        """Put the threshold somewhere; the losses up to there are known."""
        n = round(place)
        tau = self.choice.swept[n]
        self.cut.move(self.upright(n))
        self.tau.say(f"τ = {number(tau, 2)}", "semibold")
        self.share.say(f"{number(self.choice.shares[n], 2)} %", "semibold")

    def reveal(self, place: float) -> None:
        """The same, from left to right."""
        self.sweep(place)
        known = self.choice.tried <= self.choice.swept[round(place)] * (1 + 1e-9)
        self.dots.move(self.spots[known].reshape(-1, 3))


# One weight


class Bouncing(Picture):
    """A net with one weight in its valley, and its weight by updates."""

    def __init__(self, story: Story):
        super().__init__("Short steps need not arrive")
        self.one = one = story.one
        w, loss = one.curve
        name = f"one weight, {one.steps} steps: loss $(w^{one.steps} - 1)^2 slash 2$"
        self.valley = Plot(Box(170, 276, 800, 800), (w[0], w[-1]), (0, loss[-1]), x_name="w",
                           y_name=name, x_ticks=[w[0], 1, w[-1]])  # fmt: skip
        self.curve = self.valley.curve(w, loss, theme.ink, theme.LINE)
        self.spots = self.valley.point(one.w, one.loss)
        self.spots[one.w > w[-1] + 1e-9] = np.nan
        self.first = int(np.isfinite(self.spots[:, 0]).argmax())
        self.walk = Path(self.spots, theme.clipped, theme.LINE)
        self.dot = Dot(self.spots[-1], theme.clipped, theme.MARK)
        self.plot = Plot(Box(1040, 276, 1580, 800), (0, BOUNCES), (0.98, float(one.w.max())),
                         x_name="update", y_name="$w$", base=1.0)  # fmt: skip
        self.trace = Trace(self.plot, range(BOUNCES + 1), one.w, theme.clipped)
        self.ends = VGroup(
            *(
                text(number(value, 4), theme.SMALL_LABEL, theme.clipped).beside(
                    self.plot.point(BOUNCES, value), 24, dy
                )
                for value, dy in ((one.high, 18), (one.low, -18))
            )
        )
        words = f"learning rate {number(one.rate)}, τ = {number(one.threshold)}; it would settle "
        words += f"below {number(one.stable_below, 1)}"
        self.note = aside(words).at(170, 880)

    def step(self, k: float) -> None:
        """Make updates, also a part of one."""
        self.trace.to(k)
        n = min(int(k), len(self.spots) - 2)
        here, there = self.spots[n], self.spots[n + 1]
        spot = here + (k - n) * (there - here) if np.isfinite(here[0]) else self.spots[self.first]
        self.dot.move(spot)
        self.walk.move(np.concatenate([self.spots[self.first : n + 1], [spot]]))


class EndCard(Card):
    """What is often said of clipping, and what holds."""

    def __init__(self, story: Story):
        top, rate, one = story.top, number(story.rates[story.top]), story.one
        worst = int(np.nanargmax(story.ends[top, 1]))
        if story.top_failed:
            outcome = f"{story.top_failed} of {story.seeds} clipped runs end\nworse than a guess."
        else:
            learned = f"{story.top_learned} of {story.seeds} clipped runs learn"
            outcome = f"{learned}\nhere. Nothing guarantees it."
        super().__init__(
            said="Clipping removes the danger, and\nprevents catastrophic forgetting.",
            holds=f"Each update is bounded, no more.\nAt a learning rate of {rate},\n{outcome}",
            source="Pascanu et al., ICML 2013, §3.2; on forgetting: Goodfellow et al., "
            "arXiv 1312.6211",
            evidence=[
                Evidence(f"clipped, rate {rate}", "loss, mean of 15", story.means[top, 1, worst],
                         theme.clipped, number(story.ends[top, 1, worst]), "at the end", log=False,
                         base=0),
                Evidence("one weight, clipped", "from update to update", one.w[-20:],
                         theme.clipped, f"± {number(one.size / 2, 1)}", "around 1, for ever",
                         log=False, base=1),
            ],
            aside="Forgetting is another thing: a second\ntask overwrites the first.",
        )  # fmt: skip


class HigherLr(Explainer[Params]):
    """From shapes to time."""

    chapters = {
        "Learning rates": Sweep,
        "A destructive update": Replayed,
        "The threshold": Choosing,
        "A bounce": Bouncing,
    }
    card = EndCard
    stamped = ("threshold", "seeds")

    def construct(self) -> None:
        self.train(self.chapter("Learning rates"))
        self.fall(self.chapter("A destructive update"))
        self.choose(self.chapter("The threshold"))
        self.bounce(self.chapter("A bounce"))
        self.close()

    def train(self, p: Sweep) -> None:
        """All trainings at once."""
        story, values = self.story, [one.values for one in p.maps]
        cells = [cell for one in p.maps for row in one.cells for cell in row]
        p.train(0)
        with self.say("{story.trained} trainings at once: each rate and seed, clipped and not."):
            self.play(Appear(*cells, *p.heads, p.rates, p.seeds, p.count))
            self.play(Run(p.train, *cells, p.count, over=(0, UPDATES - 1), run_time=4.5,
                          rate_func=linear))  # fmt: skip
        words = "Unclipped, {a} of {n} learn. Clipped, {b} of {n}. One task, one kind of net."
        with self.say(words, a=story.learned[0], b=story.learned[1], n=story.each):
            self.play(Appear(*values), Appear(*p.learned))
            self.wait(theme.READ_NUMBER)
        if story.top_failed:
            words = (
                "At a rate of {rate} clipping fails too: {failed} of {n} are worse than a guess."
            )
        elif story.top_learned < story.seeds:
            words = "At a rate of {rate}, {learned} of {n} clipped runs learn in {all} updates."
        else:
            words = "Clipped, all learn at a rate of {rate} here. Nothing guarantees it."
        counts = {"failed": story.top_failed, "learned": story.top_learned, "n": story.seeds}
        with self.say(words, rate=story.rates[story.top], all=story.updates, **counts):
            self.wait(theme.READ_NUMBER)

    def fall(self, p: Replayed) -> None:
        """One run loses what it had learned."""
        fall, last = p.fall, len(p.fall.raw_moved) - 1
        p.go(0)
        p.kept.to(0)
        words = (
            "Seed {fall.seed} at a rate of {fall.rate}, unclipped, had come to a loss of {loss}."
        )
        with self.say(words, fall=fall, loss=number(fall.raw_losses[0], 2)):
            self.play(Appear(p.run, p.chance))
            self.play(Draw(p.thin, p.whole.curve, run_time=theme.DRAW))
            self.play(Appear(p.whole.mark, p.when))
        words = (
            "{n}, each gradient longer: the weights move by {far}, the loss goes to {loss}."
            if fall.count > 1 and (np.diff(fall.norms) > 0).all()
            else "In slow motion: {n} {move} the weights by {far}, and the loss to {loss}."
        )
        several = f"{fall.count} update" + "s" * (fall.count > 1)
        values = {"far": fall.raw_moved[-1], "loss": number(fall.raw_losses[-1], 2)}
        with self.say(words, n=several, move="move" + "s" * (fall.count == 1), **values):
            self.play(Appear(p.near, p.raw, p.stops, p.norms[0]))
            self.add(*p.norms.values())
            moving = p.raw, p.stops, *p.norms.values()
            time = theme.MOVE * 1.5 * fall.count
            self.play(Run(p.go, *moving, over=(0, last), run_time=min(time, 5.0), rate_func=linear))
            self.play(Appear(p.ends[0]))
        same = "update moves" if fall.count == 1 else f"{fall.count} updates move"
        values = {"near": fall.kept_moved[-1], "loss": number(fall.kept_losses[-1], 2)}
        with self.say(
            "Clipped, the same {n} them by {near}: the loss is {loss}.", n=same, **values
        ):
            self.play(Appear(p.kept, run_time=theme.EMPHASISE))
            self.play(Run(p.kept.to, p.kept, over=(0, last), run_time=theme.DRAW, rate_func=linear))
            self.play(Appear(p.marks, p.level, p.ends[1]))
            self.wait(theme.PUNCH_LINE)

    def choose(self, p: Choosing) -> None:
        """The band, and what it is worth here."""
        choice = p.choice
        with self.say(
            "Where to cut? Without clipping the average gradient is {story.choice.average} long."
        ):
            self.play(Appear(p.lengths, p.ticks[0], p.bars, p.average))
        with self.say("A rule of thumb: somewhere from half to ten times the average."):
            self.play(Appear(p.band, p.rule))
        words = (
            "Of {choice.within} tried in that band, {choice.learned} learned with every seed."
            if choice.within
            else "None of the thresholds tried here lies in that band."
        )
        with self.say(words, choice=choice):
            p.reveal(0)
            self.play(Appear(p.losses, p.ticks[1], p.chance, p.names, p.plain))
            self.play(Appear(p.cut, p.tau, p.share, p.meaning))
            self.add(p.dots)
            moving = p.cut, p.tau, p.share, p.dots
            self.play(Run(p.reveal, *moving, over=(0, SWEEP), run_time=2.6, rate_func=linear))
            self.play(Appear(p.line), Run(p.sweep, *moving[:3], over=(SWEEP, p.home)))

    def bounce(self, p: Bouncing) -> None:
        """A weight that never arrives."""
        one = p.one
        p.step(0)
        with self.say(
            "A net with one weight: a long gradient is cut to a step of {story.one.size}."
        ):
            self.play(Appear(p.valley, p.curve, p.plot, p.trace))
            self.play(Run(p.trace.to, p.trace, over=(0, p.first), run_time=theme.MOVE,
                          rate_func=linear))  # fmt: skip
            self.play(Appear(p.dot))
            self.add(p.walk)
        with self.say("So it jumps from {a} to {b} and back, for ever.",
                      a=number(one.low, 4), b=number(one.high, 4)):  # fmt: skip
            self.play(Repeat(p.step, p.trace, p.dot, p.walk, over=(p.first, BOUNCES)))
            self.play(Appear(p.ends, p.note))
            self.wait(theme.READ_NUMBER)
