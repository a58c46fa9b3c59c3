"""Clipping by norm against clipping by value: what each does to a direction, and to a run."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from types import SimpleNamespace

import numpy as np
from manim import VGroup, linear
from numpy.typing import ArrayLike, NDArray

from clipanim.numerics import (
    angle,
    cliff_line,
    clip_by_norm,
    clip_by_value,
    clip_per_tensor,
    compare_clipping,
    minibatch_bias,
    norm,
    value_angles,
)
from clipanim.params import SceneParams, param
from clipanim.stage import (
    Appear,
    Bars,
    Bend,
    Box,
    Card,
    Cut,
    Dots,
    Draw,
    Evidence,
    Explainer,
    HeatMap,
    Label,
    Path,
    Picture,
    Plot,
    Readout,
    Run,
    Trace,
    Vanish,
    VectorPlane,
    at,
    block,
    degrees,
    math,
    mixed,
    number,
    pair,
    text,
    theme,
)

LENGTH = 64

Array = NDArray[np.float64]
LAST = 240  # number of the last sample of a turn
LEFT, RIGHT = Box(150, 260, 890, 810), Box(1030, 260, 1770, 810)
BARS = Box(150, 280, 830, 480), Box(150, 640, 830, 836)
PLOT = Box(1110, 300, 1480, 790)
MAPS = [Box(left, 280, left + 456, 680) for left in (204, 758, 1312)]
DIRECTIONS, COMPONENTS = 72, 8  # how many are drawn
TENSORS = ((30.0, 0.0), (0.0, 0.4))  # the gradients of two, in thresholds
BATCHES = ((10.0, 0.0), (-1.0, 1.0))  # likewise of two minibatches


@dataclass(frozen=True)
class Params(SceneParams):
    threshold: float = param(1.0, "Threshold, of the norm or of each component", low=0.05, high=5)
    length: float = param(2.5, "Length of the example, in thresholds", low=1.6, high=4)
    components: int = param(100, "Up to how many components to compare", low=10, high=1000)
    samples: int = param(500, "Random gradients of each size", low=100, high=2000)
    columns: int = param(29, "Starts along w; five for six of them along b", low=11, high=61)
    lr: float = param(0.2, "Learning rate on the landscape", low=0.05, high=1)
    updates: int = param(200, "Updates from each start", low=50, high=400)
    seed: int = param(0, "Seed of the random gradients", low=0, high=99)


@dataclass(frozen=True)
class Clips:
    """Gradients before and after, and how far they were turned, degrees."""

    raw: Array  # shape (..., n)
    by_norm: Array
    by_value: Array
    turned: Array  # by value, shape (...)


@dataclass(frozen=True)
class Example:
    """One random gradient, component by component."""

    raw: Array  # shape (COMPONENTS,)
    by_norm: Array
    by_value: Array
    factor: float  # of the norm
    cut: int  # components that value clipping cuts
    turned: Array  # by norm, by value; degrees
    lengths: Array  # likewise
    downhill: Array  # raw times clipped, likewise


@dataclass(frozen=True)
class Parts:
    """A gradient, and what is left of it if its parts are clipped by norm; shape (2,) each."""

    raw: Array
    whole: Array  # if the whole is clipped
    kept: Array  # if each part is
    parts: Array  # shape (2, 2)
    turned: float  # degrees


@dataclass(frozen=True)
class Outcome:
    """Which starts end in the valley."""

    success: NDArray[np.bool_]  # shape (rows, columns)
    spoiled: NDArray[np.bool_]  # those that do so without clipping only
    percent: float
    rescues: int
    spoils: int


@dataclass(frozen=True)
class Story:
    """Every number on screen."""

    threshold: float
    turn: Clips  # once around
    most: float  # the largest angle on the way, degrees
    ring: Clips  # evenly spread
    directions: NDArray[np.int64]  # left of it by norm, by value
    cornered: int  # how many end in one of the four corners
    example: Example
    n: NDArray[np.int64]
    mean: Array  # angle of random gradients, degrees
    largest: Array
    worst: Array
    samples: int
    tensors: Parts
    batches: Parts
    w: Array  # ends of the window
    b: Array
    cliff: Array  # the b of the cliff at both ends of w
    starts: int
    outcomes: list[Outcome]  # none, by norm, by value


def tell(params: Params) -> Story:
    """From parameters to numbers."""
    tau, length = params.threshold, params.threshold * params.length
    kink = np.degrees(np.arcsin(1 / params.length))  # from here on both components are cut
    ways = 20 + np.sort([*np.linspace(0, 360, LAST), (kink - 20) % 360])
    step = 360 / DIRECTIONS
    turn, ring = (
        clips(polar(length, one), tau) for one in (ways, step * (np.arange(DIRECTIONS) + 0.5))
    )
    counts = np.unique(np.rint(np.geomspace(2, params.components, 24)).astype(int))
    angles = value_angles(counts, samples=params.samples, seed=params.seed)
    rows = round(5 * (params.columns + 1) / 6)
    odds = compare_clipping(
        params.columns,
        rows,
        learning_rate=params.lr,
        threshold=tau,
        updates=params.updates,
    )
    window = [np.array([grid.min(), grid.max()]) for grid in (odds.none.w, odds.none.b)]
    return Story(
        threshold=tau,
        turn=turn,
        most=float(turn.turned.max()),
        ring=ring,
        directions=np.array([different(ring.by_norm), different(ring.by_value)]),
        cornered=int((np.abs(ring.by_value) == tau).all(axis=-1).sum()),
        example=example(params),
        n=angles.n,
        mean=angles.mean,
        largest=angles.largest,
        worst=angles.worst,
        samples=params.samples,
        tensors=by_tensor(tau),
        batches=by_batch(tau),
        w=window[0],
        b=window[1],
        cliff=cliff_line(window[0]),
        starts=odds.none.success.size,
        outcomes=[
            outcome(one.success, odds.none.success) for one in (odds.none, odds.norm, odds.value)
        ],
    )


def polar(length: float, ways: ArrayLike) -> Array:
    """Vectors of one length in these directions, degrees; shape (..., 2)."""
    way = np.radians(ways)
    return length * np.stack([np.cos(way), np.sin(way)], axis=-1)


def clips(raw: Array, tau: float) -> Clips:
    """Gradients, clipped both ways."""
    kept = clip_by_value(raw, tau)
    return Clips(raw, clip_by_norm(raw, tau), kept, angle(raw, kept))


def different(vectors: Array) -> int:
    """How many directions there are among vectors (n, 2)."""
    ways = np.degrees(np.arctan2(vectors[:, 1], vectors[:, 0]))
    return len(np.unique(np.round(ways, 6)))


def example(params: Params) -> Example:
    """A random gradient whose largest component has the length of the example."""
    draw = np.random.default_rng(params.seed).normal(size=COMPONENTS)
    raw = draw / np.abs(draw).max() * params.length * params.threshold
    both = clip_by_norm(raw, params.threshold), clip_by_value(raw, params.threshold)
    return Example(
        raw,
        *both,
        factor=params.threshold / float(norm(raw)),
        cut=int((both[1] != raw).sum()),
        turned=np.array([np.round(angle(raw, one), 9) for one in both]),
        lengths=norm(np.array(both)),
        downhill=np.array([raw @ one for one in both]),
    )


def by_tensor(tau: float) -> Parts:
    """The whole gradient in the plane of its two tensors, clipped tensor by tensor."""
    tensors = tau * np.array(TENSORS)
    kept = np.array(clip_per_tensor(list(tensors), tau))
    whole = tensors.sum(axis=0)
    turned = float(angle(whole, kept.sum(axis=0)))
    return Parts(whole, clip_by_norm(whole, tau), kept.sum(axis=0), kept, turned)


def by_batch(tau: float) -> Parts:
    """The mean of two minibatches, clipped one by one."""
    batches = tau * np.array(BATCHES)
    bias = minibatch_bias(batches, tau)
    clipped = clip_by_norm(batches, tau)
    turned = float(bias.angle_to_mean)
    return Parts(bias.mean, bias.clip_of_mean, bias.mean_of_clips, clipped, turned)


def outcome(success: NDArray[np.bool_], without: NDArray[np.bool_]) -> Outcome:
    """A map, and what is different from the one without clipping."""
    rescued, spoiled = success & ~without, without & ~success
    percent = 100 * float(success.mean())
    return Outcome(success, spoiled, percent, int(rescued.sum()), int(spoiled.sum()))


def heading(words: str, box: Box, color: str, y: float = 226) -> Label:
    """The name of a picture, above its middle."""
    return text(words, theme.SMALL_LABEL, color).at((box.left + box.right) / 2, y, "centre")


def tau_label(story: Story) -> Label:
    """The threshold in words."""
    return math(f"tau = {number(story.threshold)}")


class Side(Picture):
    """One way to clip: its region, an arrow, and a ring of directions."""

    def __init__(self, story: Story, box: Box, kind: str, color: str):
        super().__init__()
        self.ring, self.kept = story.ring.raw, getattr(story.ring, kind)
        self.plane = plane = VectorPlane(box, story.ring.raw)
        region = plane.disc if kind == "by_norm" else plane.square
        self.limit = region(story.threshold, color, tau_label(story).halo())
        self.fan = Path(np.full((1, 3), np.nan), theme.muted, theme.NOISE, opacity=0.5, role="fan")
        self.ghost = Dots(plane.point(self.ring), theme.raw, 4)
        self.tips = Dots(plane.point(self.ring), color, 4.5)
        left = story.directions[int(kind != "by_norm")]
        words = text("directions left:", theme.SMALL_LABEL)
        self.left = Readout(words, number(int(left)), plane.origin_px[0], 876)
        arrow = Cut if kind == "by_norm" else Bend
        turned = text("turned by", theme.SMALL_LABEL)
        self.way = SimpleNamespace(
            arrow=arrow(plane, story.turn.raw[0], getattr(story.turn, kind)[0], color),
            turned=Readout(turned, degrees(0), plane.origin_px[0], 876),
        )
        self.clip(1.0)

    def clip(self, share: float) -> None:
        """Bring the tips of the ring a share of the way to where clipping leaves them."""
        tips = self.plane.point(self.ring + share * (self.kept - self.ring))
        self.tips.move(tips)
        breaks = np.full_like(tips, np.nan)
        lines = np.stack([self.plane.point(self.ring), tips, breaks], axis=1)
        self.fan.move(lines.reshape(-1, 3))


class Shapes(Picture):
    """The disc and the square, and what they do to all directions."""

    def __init__(self, story: Story):
        super().__init__("A square cannot keep all directions")
        self.norm = Side(story, LEFT, "by_norm", theme.clipped)
        self.value = Side(story, RIGHT, "by_value", theme.value)
        self.headings = [
            heading("clipped by norm", LEFT, theme.clipped),
            heading("clipped by value", RIGHT, theme.value_text),
        ]
        self.turn = story.turn

    def stand(self, place: float) -> None:
        """Show a sample of the turn in both pictures."""
        n, turn = round(place), self.turn
        self.norm.way.arrow.move(turn.raw[n], turn.by_norm[n])
        self.value.way.arrow.move(turn.raw[n], turn.by_value[n])
        self.value.way.turned.say(degrees(turn.turned[n]))


class Components(Picture):
    """One gradient, component by component, and the angles of many."""

    def __init__(self, story: Story):
        super().__init__("One factor for all, or a cut for each")
        one, tau = story.example, story.threshold
        norm_box, value_box = BARS
        self.norm = Bars(norm_box, one.raw, one.by_norm, theme.clipped)
        self.value = Bars(value_box, one.raw, one.by_value, theme.value)
        self.limits = [
            self.value.level(sign * tau, math(name, theme.SMALL_LABEL))
            for sign, name in ((1, "tau"), (-1, "-tau"))
            if (sign * one.raw).max() > tau
        ]
        factor, cut = number(one.factor, decimals=2), f"{one.cut} of {COMPONENTS}"
        words = f"by norm: each times {factor}", f"by value: {cut} cut at $tau = {number(tau)}$"
        inks = theme.clipped, theme.value_text
        self.headings = [
            mixed(row, theme.SMALL_LABEL, ink).at(box.left, box.top - 28)
            for row, ink, box in zip(words, inks, BARS, strict=True)
        ]
        self.results = [
            mixed(row, theme.ASIDE).at(box.left, box.bottom + 44)
            for row, box in zip(measured(one), BARS, strict=True)
        ]
        self.draw_plot(story)

    def draw_plot(self, story: Story) -> None:
        """How far value clipping turns, against the number of components."""
        n = story.n
        names = {"x_name": "n", "y_name": "turned by clipping by value, degrees"}
        self.plot = plot = Plot(
            PLOT, (1, n[-1]), (0, 90), **names, log_x=True, y_ticks=[0, 30, 60, 90]
        )
        self.worst = plot.curve(n, story.worst, theme.ink, theme.AXIS, theme.LONG_DASH)
        self.largest = plot.curve(n, story.largest, theme.value, theme.LINE, theme.DOTS)
        self.mean = Trace(plot, n, story.mean, theme.value, dash=theme.DASH_DOT, square=True)
        ends = [story.worst[-1], story.largest[-1], story.mean[-1]]
        words = "worst case", f"largest of {story.samples}", f"mean of {story.samples}"
        places = plot.gutter(ends, least=44)
        curves = self.worst, self.largest, self.mean
        self.names = [
            text(f"{name}: {degrees(end)}", theme.ASIDE, color).beside(place, 0).naming(curve)
            for name, end, place, color, curve in zip(
                words, ends, places, [theme.ink, *[theme.value_text] * 2], curves, strict=True
            )
        ]


def measured(one: Example) -> list[str]:
    """How long, how far turned, and that it still goes downhill: by norm, by value."""
    bounds = "tau", f"tau sqrt({COMPONENTS})"
    return [
        f"length ${number(length)} <= {bound}$, turned by {degrees(turned)}, "
        f"$g dot hat(g) = {number(downhill)} > 0$"
        for length, bound, turned, downhill in zip(
            one.lengths, bounds, one.turned, one.downhill, strict=True
        )
    ]


class InParts(Picture):
    """Norm clipping of tensors and of minibatches one by one."""

    def __init__(self, story: Story):
        super().__init__("In parts, clipping by norm turns the gradient too")
        tau = story.threshold
        self.tensors = Part(story.tensors, LEFT, tau, "tensor", "together")
        self.batches = Part(story.batches, RIGHT, tau, "minibatch", "mean of both")
        self.batches.bend.remove(self.batches.bend.guides)  # no component is cut there


class Part(Picture):
    """A gradient and what is left of it when its parts are clipped."""

    def __init__(self, told: Parts, box: Box, tau: float, part: str, together: str):
        super().__init__()
        fits = tau * np.array([[-0.95, -0.3], [1.75, 1.1]])
        self.plane = plane = VectorPlane(box, fits)
        self.heading = heading(f"each {part} clipped by itself", box, theme.clipped)
        top = plane.arc(tau, [-14, 160])
        self.circle = Path(top, theme.ink, theme.AXIS, theme.LONG_DASH, role="limit")
        self.parts = [plane.arrow(one, theme.clipped, width=theme.LINE) for one in told.parts]
        self.bend = Bend(plane, told.raw, told.kept, theme.clipped, 110)
        self.origin = plane.dot()
        blue = partial(text, size=theme.SMALL_LABEL, color=theme.clipped)
        first, second = (blue(f"{part} {n + 1}") for n in range(len(told.parts)))
        self.names = [plane.along(first, told.parts[0], -1), plane.along(second, told.parts[1])]
        self.name = blue(together).beside(plane.point(told.kept), 16, 32)
        rows = "unclipped", f"to {pair(told.raw)}"
        leaving = [text(row, theme.SMALL_LABEL, theme.raw) for row in rows]
        end = plane.point(plane.clip_to_box(told.raw))
        self.leaving = block(end, *leaving, dy=-56, anchor="right")
        words_ = text("turned by", theme.SMALL_LABEL)
        self.turned = Readout(words_, degrees(told.turned), plane.origin_px[0], 876)


class Maps(Picture):
    """Where starts on the landscape end, three times."""

    def __init__(self, story: Story):
        super().__init__("One landscape, three outcomes")
        colours = theme.raw, theme.clipped, theme.value
        self.maps = [
            HeatMap(box, painted(one, color))
            for box, one, color in zip(MAPS, story.outcomes, colours, strict=True)
        ]
        names = "without clipping", "clipped by norm", "clipped by value"
        inks = theme.raw, theme.clipped, theme.value_text
        self.names = [heading(*one, 250) for one in zip(names, MAPS, inks, strict=True)]
        self.shares = [share(*one) for one in zip(MAPS, story.outcomes, strict=True)]
        self.cliffs = [cliff(story, box) for box in MAPS]
        end = self.cliffs[0].get_end()
        self.name = text("cliff", theme.NUMBER).beside(end, 14).naming(self.cliffs[0])
        self.axes = axes(story)


def painted(one: Outcome, color: str) -> NDArray[np.str_]:
    """The colours of a map: success, spoiled by clipping, failure."""
    return np.select([one.success, one.spoiled], [color, theme.raw], theme.grid)


def share(box: Box, one: Outcome) -> VGroup:
    """What is counted below a map."""
    middle = (box.left + box.right) / 2
    big = text(f"{percent(one)} %", theme.BIG, weight="semibold")
    group = VGroup(big.at(middle, box.bottom + 92, "centre"))
    if one.rescues or one.spoils:
        rescues, spoils = f"rescues {one.rescues}", f"spoils {one.spoils}"
        y = box.bottom + 140
        group.add(
            text(rescues, theme.ASIDE, theme.muted).at(middle - 12, y, "right"),
            text(spoils, theme.ASIDE, theme.raw).at(middle + 12, y),
        )
    return group


def percent(one: Outcome) -> str:
    """A share in whole percent: the last bits of the arithmetic move it by more than tenths."""
    return number(one.percent, decimals=0)


def cliff(story: Story, box: Box) -> Path:
    """The line of the cliff across a map."""
    down = (story.b[1] - story.cliff) / np.ptp(story.b)
    ends = [
        at(x, box.top + y * box.height) for x, y in zip((box.left, box.right), down, strict=True)
    ]
    return Path(ends, theme.ink, theme.LINE, theme.LONG_DASH, role="limit")


def axes(story: Story) -> list[Label]:
    """The window of weights and biases, at the first map; and what is counted."""
    box, small = MAPS[0], partial(text, size=theme.NUMBER, color=theme.muted)
    low, high = map(number, story.b)
    left, right = map(number, story.w)
    return [
        small(f"w = {left}").at(box.left, box.bottom + 34),
        small(right).at(box.right, box.bottom + 34, "right"),
        small(low).at(box.left - 12, box.bottom, "right"),
        small(f"b = {high}").at(box.left - 12, box.top + 20, "right"),
        text("filled: ends in the valley", theme.ASIDE, theme.muted).at(960, 884, "centre"),
    ]


class EndCard(Card):
    """What is often said, and what holds."""

    def __init__(self, story: Story):
        n = f"angle, up to n = {number(int(story.n[-1]))}"
        how = {"log": False, "base": 0}
        worst = f"mean; at worst {degrees(story.worst[-1])}"
        super().__init__(
            "Clipping by value is just a cheaper\nway to clip the norm.",
            "It needs no norm. But it bounds\neach component, not the length,\n"
            "and can turn the gradient.",
            "Goodfellow, Bengio, Courville, “Deep Learning”, 2016, §10.11.1",
            [
                Evidence("by norm", n, 0 * story.mean, theme.clipped, degrees(0), "always", **how),
                Evidence(
                    "by value",
                    n,
                    story.mean,
                    theme.value,
                    degrees(story.mean[-1]),
                    worst,
                    square=True,
                    **how,
                ),
            ],
            "It never goes uphill: no component\nchanges its sign.",
        )


class NormVsValue(Explainer[Params]):
    """From shapes to time."""

    chapters = {
        "Disc and square": Shapes,
        "Many components": Components,
        "In parts": InParts,
        "Success maps": Maps,
    }
    card = EndCard
    stamped = ("threshold", "lr")

    def construct(self) -> None:
        first = self.chapter("Disc and square")
        self.turn(first)
        self.spread(first)
        second = self.chapter("Many components")
        self.scale_and_cut(second)
        self.compare(second)
        self.in_parts(self.chapter("In parts"))
        self.succeed(self.chapter("Success maps"))
        self.close()

    def turn(self, p: Shapes) -> None:
        """One gradient in all directions, clipped both ways."""
        ways = [p.norm.way, p.value.way]
        p.stand(0)
        with self.say("Clipping by norm allows a disc; by value, a square."):
            self.play(Appear(p.norm.limit, p.headings[0]))
            self.play(Appear(p.value.limit, p.headings[1]))
        arrows = [one.arrow for one in ways]
        words = "As the gradient turns, the square bends it: by up to {story.most:.1f}° here."
        with self.say(words):
            self.play(Appear(*arrows, *(one.turned for one in ways)))
            shown = *arrows, ways[1].turned
            self.play(Run(p.stand, *shown, over=(0, LAST), run_time=4, rate_func=linear))

    def spread(self, p: Shapes) -> None:
        """All directions at once."""
        norm_, value = p.norm, p.value
        leaving = [shape for side in (norm_, value) for shape in (side.way.arrow, side.way.turned)]
        norm_.clip(0), value.clip(0)
        words = "Now {count} directions. By norm, all of them are left."
        with self.say(words, count=len(self.story.ring.raw)):
            self.play(Vanish(*leaving), Appear(norm_.ghost, value.ghost))
            self.play(Run(norm_.clip, norm_.fan, norm_.tips, run_time=1.5))
            self.play(Appear(norm_.left))
        with self.say("By value, {story.cornered} of them end in the four corners."):
            self.play(Run(value.clip, value.fan, value.tips, run_time=1.5))
            self.play(Appear(value.left))
            self.wait(theme.READ_NUMBER)

    def scale_and_cut(self, p: Components) -> None:
        """Bars that shrink together, and bars that are cut."""
        (heading, other), (result, last) = p.headings, p.results
        with self.say("Bars are components. By norm, all shrink by one factor."):
            self.play(Appear(p.norm.axis, p.norm.was, heading))
            self.play(Run(p.norm.to, p.norm.bars, run_time=1.5))
            self.play(Appear(result))
        with self.say("By value, only the tall ones are cut. That turns it."):
            self.play(Appear(p.value.axis, p.value.was, other, *p.limits))
            self.play(Run(p.value.to, p.value.bars, run_time=1.5))
            self.play(Appear(last))
        with self.say("But no bar changes its sign: both steps go downhill."):
            self.wait(theme.PUNCH_LINE)

    def compare(self, p: Components) -> None:
        """Random gradients against the worst case."""
        worst = "At n = {story.n[-1]} the worst turn is {story.worst[-1]:.1f}°."
        with self.say(worst + " That is rare: the mean is {story.mean[-1]:.1f}°."):
            self.play(Appear(p.plot))
            self.play(Draw(p.worst, run_time=1.5))
            self.play(Appear(p.names[0]))
            last = len(self.story.n) - 1
            self.play(
                Draw(p.largest, run_time=1.5),
                Run(p.mean.to, p.mean, over=(0, last), run_time=1.5, rate_func=linear),
            )
            self.play(Appear(*p.names[1:]))
            self.wait(theme.READ_NUMBER)

    def in_parts(self, p: InParts) -> None:
        """Tensors, then minibatches."""
        words = "Clip each tensor by its own norm: the whole turns by {story.tensors.turned:.1f}°."
        with self.say(words):
            self.show_part(p.tensors, self.story.tensors)
        words = "Clip minibatches one by one: their mean turns by {story.batches.turned:.1f}°."
        with self.say(words):
            self.show_part(p.batches, self.story.batches)
            self.wait(theme.READ_NUMBER)

    def show_part(self, p: Part, told: Parts) -> None:
        """The gradient, its clipped parts, and their sum or mean."""

        def bend(share: float) -> None:
            p.bend.move(told.raw, told.whole + share * (told.kept - told.whole))

        bend(0)
        self.play(Appear(p.heading, p.circle, p.origin, p.bend, p.leaving))
        self.play(Appear(*p.parts, *p.names))
        self.play(Run(bend, p.bend, run_time=1.2))
        self.play(Appear(p.name, p.turned))

    def succeed(self, p: Maps) -> None:
        """Three maps, one after the other."""
        none, norm_, value = (f"{percent(one)} %" for one in self.story.outcomes)
        words = "On the cliff, unclipped, {none} of {story.starts} starts end in the valley."
        with self.say(words, none=none):
            self.play(Appear(*p.axes, p.names[0]))
            self.fill(p, 0)
        with self.say("Clipped by norm, {norm} do; by value, {value}.", norm=norm_, value=value):
            self.play(Appear(*p.names[1:]))
            self.fill(p, 1)
            self.fill(p, 2)
        with self.say("These shares are this landscape’s. Elsewhere both often work similarly."):
            self.wait(theme.PUNCH_LINE)

    def fill(self, p: Maps, n: int) -> None:
        """Reveal a map, column by column, and its share."""
        self.play(Run(p.maps[n].to, p.maps[n], run_time=1.2, rate_func=linear))
        self.play(Appear(p.cliffs[n], p.shares[n], *[p.name] * (n == 0)))
