"""Clipping a gradient: the formula, and what it keeps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from manim import Mobject, VGroup, linear, smooth
from numpy.typing import ArrayLike, NDArray

from clipanim.numerics import angle, clip_by_norm, clip_by_value, norm, worst_value_angle
from clipanim.params import SceneParams, param
from clipanim.stage import (
    PX,
    Appear,
    Area,
    Arrow,
    Bend,
    Box,
    Card,
    Dot,
    Draw,
    Evidence,
    Explainer,
    Label,
    Limit,
    Morph,
    Path,
    Picture,
    Plot,
    Readout,
    Run,
    Trace,
    Vanish,
    VectorPlane,
    card,
    circle,
    grow,
    math,
    mixed,
    number,
    part,
    text,
    theme,
)

LENGTH = 65

Array = NDArray[np.float64]
Clip = Callable[[Array, float], Array]
APART = 112.0  # degrees between the long and the short arrow, so that their labels never meet
SAMPLES = 241  # of a sweep
PICTURE = Box(96, 236, 960, 790)
RIGHT, ROW = 1104, 54  # px: where the formula starts, size of its numbers


@dataclass(frozen=True)
class Params(SceneParams):
    threshold: float = param(1.0, "Longest gradient allowed", low=0.1, high=5)
    length: float = param(2.6, "Length of the long gradient, in thresholds", low=1.5, high=4)
    short: float = param(0.62, "Length of the short gradient, in thresholds", low=0.5, high=0.9)
    direction: float = param(38.0, "Direction of the long gradient, degrees", low=20, high=60)
    longest: float = param(100.0, "Longest gradient, in thresholds", low=10, high=1000)
    components: int = param(100, "Up to how many components to show the bound", low=10, high=1000)


@dataclass(frozen=True)
class Clips:
    """One gradient, or a sweep of them, before and after clipping."""

    raw: Array  # shape (..., 2)
    kept: Array  # shape (..., 2)
    lengths: Array  # of raw, shape (...)
    kept_lengths: Array
    ratios: Array  # threshold / length
    ways: Array  # directions of raw, degrees
    angles: Array  # between raw and kept, degrees


@dataclass(frozen=True)
class Story:
    """Every number on screen."""

    threshold: float
    long: Clips
    short: Clips
    grown: Clips  # from nothing to the long gradient
    turned: Clips  # once around
    cut: Clips  # the long gradient, clipped by value
    stages: Array  # its tip: whole, first component cut, both cut; shape (3, 2)
    components_cut: int
    around: Clips  # of the long gradient's length, in directions 0 to 90, by value
    worst: int  # where `around` turns most
    stretched: Clips  # from there to the longest gradient, by value
    far_by_norm: Clips  # from a short gradient to the longest one
    far_by_value: Clips
    counts: NDArray[np.int64]  # of components
    bounds: Array  # on the angle, degrees


def tell(params: Params) -> Story:
    """From parameters to numbers."""
    threshold, length = params.threshold, params.length * params.threshold
    long_ = polar(length, params.direction)
    short_ = polar(params.short * threshold, params.direction + APART)
    kink = np.degrees(np.arcsin(1 / params.length))  # from here on one component is short enough
    ways = np.sort([*np.linspace(0, 90, SAMPLES - 2), kink, 90 - kink])
    around = clips(polar(length, ways), threshold, clip_by_value)
    worst = int(np.argmax(around.angles[ways <= 45]))
    end = threshold * np.array([params.longest, 1.0])
    far = np.geomspace(around.raw[worst] * (params.short / params.length), end, SAMPLES)
    cut = clips(long_, threshold, clip_by_value)
    counts = np.arange(1, params.components + 1)
    return Story(
        threshold=threshold,
        long=clips(long_, threshold),
        short=clips(short_, threshold),
        grown=clips(np.linspace(0, 1, SAMPLES)[1:, None] * long_, threshold),
        turned=clips(around_once(params), threshold),
        cut=cut,
        stages=np.array([long_, [cut.kept[0], long_[1]], cut.kept]),
        components_cut=int((cut.kept != long_).sum()),
        around=around,
        worst=worst,
        stretched=clips(np.geomspace(around.raw[worst], end, SAMPLES), threshold, clip_by_value),
        far_by_norm=clips(far, threshold),
        far_by_value=clips(far, threshold, clip_by_value),
        counts=counts,
        bounds=worst_value_angle(counts),
    )


def polar(length: ArrayLike, degrees: ArrayLike) -> Array:
    """Vectors of these lengths and directions, shape (..., 2)."""
    way = np.radians(degrees)
    return np.asarray(length)[..., None] * np.stack([np.cos(way), np.sin(way)], axis=-1)


def around_once(params: Params) -> Array:
    """A turn of the gradient, long where it starts, short on the far side; shape (SAMPLES, 2)."""
    turn = np.linspace(0, 360, SAMPLES)
    share = ((1 + np.cos(np.radians(turn))) / 2) ** 3
    lengths = params.short + (params.length - params.short) * share
    return polar(params.threshold * lengths, params.direction + turn)


def clips(raw: Array, threshold: float, clip: Clip = clip_by_norm) -> Clips:
    """Gradients beside what clipping makes of them."""
    kept = clip(raw, threshold)
    lengths, ways = norm(raw), np.degrees(np.arctan2(raw[..., 1], raw[..., 0]))
    angles = np.round(angle(raw, kept), 9)  # what is left below is rounding
    return Clips(raw, kept, lengths, norm(kept), threshold / lengths, ways, angles)


def nth(share: float, many: Array) -> int:
    """The place of what is shown at that share of a sweep."""
    return round(share * (len(many) - 1))


def sweep(
    stand: Callable[[Clips, int], None],
    clip: Clips,
    *shapes: Mobject,
    run_time: float = theme.MOVE,
    backwards: bool = False,
) -> Run:
    """Let a picture stand on all samples of a sweep, one after the other."""

    def move(share: float) -> None:
        stand(clip, nth(1 - share if backwards else share, clip.angles))

    pace = smooth if run_time <= theme.MOVE else linear
    return Run(move, *shapes, run_time=run_time, rate_func=pace)


def two(value: Any) -> str:
    """A length as it is shown."""
    return number(float(value), decimals=2)


def degrees(value: Any) -> str:
    """An angle as it is shown."""
    return number(float(value), decimals=1) + "°"


def pair(vector: Array) -> str:
    """A vector as it is shown."""
    return "({}, {})".format(*map(two, vector))


def formula(source: str, size: float = theme.LABEL) -> Label:
    """A formula whose parts have the colours of what they stand for."""
    colours = dict.fromkeys(("raw", "length", "bottom"), theme.raw)
    return math(source, size, parts=colours | {"clipped": theme.clipped, "value": theme.value_text})


TAU, NORM, EQUALS = part("tau", "limit"), part("norm(g)", "length"), part("=", "equals")
G, HAT, RATIO = part("g", "raw"), part("hat(g)", "clipped"), f"frac({TAU}, {NORM})"
COMPONENT = f"{part('hat(g)_i', 'value')} = min(tau, max(-tau, {part('g_i', 'raw')}))"
BOUND = f"angle ({part('g', 'raw')}, {part('hat(g)', 'value')}) <= arccos(1 slash sqrt(n))"
PRODUCT = f"{HAT} {EQUALS} {G} {part('dot', 'times')} "


def in_numbers(clip: Clips, tau: float) -> tuple[Label, Label]:
    """The ratio in numbers, and what it is cut to."""
    fraction = f"frac({part(two(tau), 'top')}, {part(two(clip.lengths), 'bottom')})"
    ratio, result = part(two(clip.ratios), "ratio"), two(clip.ratios) if clip.ratios < 1 else "1"
    return (
        formula(f"{fraction} = {ratio}", ROW),
        formula(f"min(1, {ratio}) = {result}", ROW),
    )


@dataclass(frozen=True)
class Arrows(Picture):
    """The disc with a long arrow and a short one, and the formula."""

    plane: VectorPlane
    disc: Limit
    limit: VGroup  # the threshold as a radius, and its name
    removed: Arrow
    kept: Arrow
    short: Arrow
    origin: Dot
    names: dict[str, Label]
    formula: Label


def arrows(story: Story) -> dict[str, Any]:
    """The shapes that two chapters share."""
    tau, long_, short = story.threshold, story.long, story.short
    plane = VectorPlane(PICTURE, [[-tau, -tau], [tau, tau], *story.turned.raw], tau, 196)
    rim, blue = polar(tau, long_.ways - 26), theme.clipped
    room = 28 + 22 * max(0.0, rim[1] / rim[0])  # px: a label beside a slanting edge
    length = formula(f"{NORM} = {part(two(long_.lengths), 'bottom')}")
    kept_length = math(f"norm(hat(g)) = {two(long_.kept_lengths)}", color=blue)
    near, same = plane.near, f"hat(g) = {part('g', 'raw')}"
    short_length = math(part(two(short.lengths), "bottom"), color=blue)
    return {
        "plane": plane,
        "disc": plane.disc(tau, blue),
        "limit": radius(plane, tau),
        "removed": plane.arrow(long_.raw, theme.raw, long_.kept, dash=theme.DASH),
        "kept": plane.arrow(long_.kept, blue, width=theme.HEAVY),
        "short": plane.arrow(short.kept, blue, width=theme.HEAVY),
        "origin": plane.dot(),
        "names": {
            "raw": near(formula(G), long_.raw, 34),
            "raw length": near(length, long_.raw, 44, -1),
            "kept": near(formula(HAT), 0.6 * long_.kept, 36, -1),
            "kept length": kept_length.beside(plane.point(rim), room),
            "short": over(plane, math(same, theme.SMALL_LABEL, blue), short.kept),
            "short length": under(plane, short_length, short.kept),
        },
        "formula": formula(f"{PRODUCT} min lr((1, {RATIO}))", 74).at(RIGHT, 300),
    }


def over(plane: VectorPlane, label: Label, arrow: Array) -> Label:
    """Put a label over the middle of an arrow that points to the left."""
    x, y = arrow / np.hypot(*arrow)
    gap = 14 + (abs(y) * label.width + abs(x) * label.height) / 2 / PX
    return label.beside(plane.point(arrow / 2), gap * y, -gap * x, "centre")


def under(plane: VectorPlane, label: Label, arrow: Array) -> Label:
    """Put a label under it, clear of the radius."""
    x, y = arrow / np.hypot(*arrow)
    return label.beside(plane.point(0.4 * arrow), 8 - 34 * y, 34 * x, "right")


def radius(plane: VectorPlane, tau: float) -> VGroup:
    """The threshold as a length."""
    return plane.span([0, -tau], formula(f"{TAU} = {part(two(tau), 'top')}"))


@dataclass(frozen=True)
class Steps:
    """What is on screen on the way only."""

    whole: Arrow  # the long gradient before it is clipped
    small: Arrow  # the short one
    ghost: Arrow  # the short one, stretched to the circle
    small_name: Label
    small_length: Label
    ratio: Label
    product: Label
    outside: Label
    inside: Label


@dataclass(frozen=True)
class Formula(Arrows):
    """Beside the arrows, the factor in numbers."""

    outside: Label
    inside: Label
    row_names: list[Label]
    steps: Steps  # not a shape, so not a part of the still


def draw_formula(story: Story) -> Formula:
    """The formula, with the numbers of both arrows put in."""
    shared, short, tau = arrows(story), story.short, story.threshold
    plane = shared["plane"]
    long_rows, short_rows = in_numbers(story.long, tau), in_numbers(short, tau)
    for row in long_rows:
        row.at(RIGHT + 190, 560)
    for row in short_rows:
        row.at(RIGHT + 190, 745)
    steps = Steps(
        whole=plane.arrow(story.long.raw, theme.raw, width=theme.HEAVY),
        small=plane.arrow(short.raw, theme.raw, width=theme.HEAVY),
        ghost=plane.arrow(short.raw * short.ratios, theme.muted, short.raw, dash=theme.DASH),
        small_name=over(plane, formula(G, theme.SMALL_LABEL), short.raw),
        small_length=under(plane, formula(part(two(short.lengths), "bottom")), short.raw),
        ratio=formula(RATIO, 74).at(RIGHT, 300),
        product=formula(PRODUCT + RATIO, 74).at(RIGHT, 300),
        outside=long_rows[0],
        inside=short_rows[0],
    )
    return Formula(
        "A long gradient is scaled until it fits",
        **shared,
        outside=long_rows[1],
        inside=short_rows[1],
        row_names=[
            text("outside", theme.SMALL_LABEL, theme.muted).at(RIGHT, 560),
            text("inside", theme.SMALL_LABEL, theme.muted).at(RIGHT, 745),
        ],
        steps=steps,
    )


@dataclass(frozen=True)
class Lengths(Arrows):
    """Beside the arrows, the length that is kept against the raw one."""

    plot: Plot
    axis_names: list[Label]
    level: VGroup
    unclipped: Path
    trace: Trace
    drops: list[Path]
    short_dot: Dot
    unclipped_name: Label
    turn: Readout

    def stand(self, clip: Clips, n: int) -> None:
        """Show sample `n` of a sweep."""
        here, tip = self.plane.point(clip.kept[n]), self.plane.point(clip.raw[n])
        self.kept.move(self.plane.origin, here)
        self.removed.move(here, tip)
        self.trace.mark.move(self.plot.point(clip.lengths[n], clip.kept_lengths[n]))
        self.turn.say(degrees(clip.angles[n]))

    def grow(self, clip: Clips, n: int) -> None:
        """The same, and draw the curve up to there."""
        self.stand(clip, n)
        self.trace.to(n)
        self.unclipped.move(self.plot.point(*beyond(clip.lengths[: n + 1], self.plot.y[1])))


def beyond(lengths: Array, top: float) -> tuple[Array, Array]:
    """The line of equal lengths, from the threshold to the top of the plot."""
    shown = lengths[(lengths >= top / 2) & (lengths <= top)]
    return shown, shown


def draw_lengths(story: Story) -> Lengths:
    """The hockey stick."""
    shared, tau, grown = arrows(story), story.threshold, story.grown
    ticks = list(tau * np.arange(np.floor(story.long.lengths / tau) + 2))
    ends, box = {"x_ticks": ticks, "y_ticks": [0, tau]}, Box(1130, 480, 1590, 780)
    plot = Plot(box, (0, ticks[-1]), (0, 2 * tau), **ends)
    unclipped = plot.curve(*beyond(grown.lengths, 2 * tau), theme.raw, theme.LINE, theme.DASH)
    dots = [(clip.lengths, clip.kept_lengths) for clip in (story.short, story.long)]
    feet = [plot.point([x, x], [0, y]) for x, y in dots]
    name = text("without clipping", theme.SMALL_LABEL, theme.raw)
    return Lengths(
        "Clipping shortens the arrow. It never turns it.",
        **shared,
        plot=plot,
        axis_names=[
            math("norm(g)", color=theme.raw).beside(plot.point(ticks[-1], 0), 24),
            math("norm(hat(g))", color=theme.clipped).at(box.left - 24, box.top - 30),
        ],
        level=plot.level(tau, "$tau$"),
        unclipped=unclipped,
        trace=Trace(plot, grown.lengths, grown.kept_lengths, theme.clipped),
        drops=[Path(foot, theme.muted, theme.LINE, theme.DOTS) for foot in feet],
        short_dot=plot.dot(*dots[0], theme.clipped),
        unclipped_name=name.beside(unclipped.points[-1], 20).naming(unclipped),
        turn=turn(shared["plane"].origin_px[0], story.turned.angles.max()),
    )


def turn(x: float, value: float, what: str = "angle") -> Readout:
    """The angle below the picture."""
    words = mixed(f"{what} between $g$ and $hat(g)$:", theme.SMALL_LABEL)
    return Readout(words, degrees(value), x, 884)


@dataclass(frozen=True)
class Ends:
    """The long gradient in numbers, before and after."""

    raw: Label
    kept: Label


@dataclass(frozen=True)
class Square(Picture):
    """The square of value clipping, and the angle it turns by."""

    plane: VectorPlane
    disc: Path
    square: Limit
    limit: VGroup
    guides: Path
    bend: Bend
    origin: Dot
    leaving: Label
    formula: Label
    plot: Plot
    bound: VGroup
    envelope: Trace
    trace: Trace
    peaks: list[Label]
    turn: Readout
    ends: Ends  # not shapes, so not parts of the still

    def show(self, raw: Array, tip: Array, turned: float) -> None:
        """Point at `raw`, and at what is left of it."""
        self.bend.move(raw, tip)
        start = [self.plane.reach(raw)[0], raw[1]]
        self.guides.move(self.plane.point([start, [tip[0], raw[1]], tip]))
        self.turn.say(degrees(turned))

    def stand(self, clip: Clips, n: int) -> None:
        """Show sample `n` of a sweep, and its mark on the plot."""
        self.show(clip.raw[n], clip.kept[n], clip.angles[n])
        self.trace.mark.move(self.plot.point(clip.ways[n], clip.angles[n]))

    def settle(self, story: Story) -> Square:
        """Stand as at the end: at the longest gradient."""
        self.stand(story.stretched, SAMPLES - 1)
        return self


def draw_square(story: Story) -> Square:
    """Value clipping, and its angle against the direction."""
    tau, cut, around, far = story.threshold, story.cut, story.around, story.stretched
    plane = VectorPlane(PICTURE, [[-tau, -tau], [tau, tau], *around.raw], tau, 196)
    ticks = {"x_ticks": [0, 45, 90], "y_ticks": [0, 15, 30]}
    names = {"x_name": "direction", "y_name": "turned by, degrees"}
    plot = Plot(Box(1130, 440, 1560, 790), (0, 90), (0, 45), **names, **ticks)
    yellow, words = theme.value, theme.value_text
    top = plot.point(around.ways[story.worst], around.angles[story.worst])
    tip, corner, end = (
        plot.point(far.ways[-1], far.angles[-1]),
        plane.point([tau, tau]),
        far.raw[-1],
    )
    leaving = text(
        "to ({}, {})".format(*(number(float(one)) for one in end)), theme.SMALL_LABEL, theme.raw
    )
    aside = (16, -4, "left") if cut.ways > 45 else (-16, 36, "right")  # where no arrow passes
    return Square(
        "Value clipping turns the arrow",
        plane=plane,
        disc=Path(circle(plane.origin, tau * plane.scale * PX), theme.muted, 3, theme.DOTS),
        square=plane.square(tau, yellow),
        limit=radius(plane, tau),
        guides=plane.line(far.raw[-2:], color=theme.muted, width=theme.LINE, dash=theme.DOTS),
        bend=Bend(
            plane,
            plane.arrow(cut.raw, theme.raw, width=theme.LINE, dash=theme.DASH),
            plane.arrow(cut.kept, yellow, width=theme.HEAVY),
        ),
        origin=plane.dot(),
        leaving=leaving.beside(plane.point(plane.reach(end)), 0, -40, "right"),
        formula=formula(COMPONENT, 62).at(RIGHT, 290),
        plot=plot,
        bound=plot.level(45, "bound: 45°"),
        envelope=Trace(plot, far.ways, far.angles, yellow, width=3, dash=theme.DOTS, square=True),
        trace=Trace(plot, around.ways, around.angles, yellow, dash=theme.DASH_DOT, square=True),
        peaks=[
            text(degrees(far.angles[-1]), theme.BIG, weight="semibold").beside(tip, 50, -44),
            text(degrees(around.angles[story.worst]), theme.SMALL_LABEL, words).beside(top, 18, 22),
        ],
        turn=turn(plane.origin_px[0], far.angles[-1]),
        ends=Ends(
            plane.near(text(pair(cut.raw), theme.SMALL_LABEL, theme.raw), cut.raw, 40, -1),
            text(pair(cut.kept), theme.SMALL_LABEL, words).beside(corner, *aside),
        ),
    ).settle(story)


@dataclass(frozen=True)
class Bound(Picture):
    """The largest angle for many components."""

    plane: VectorPlane
    wedge: Area
    level: Path
    ring: Path
    raw: Arrow
    kept: Arrow
    origin: Dot
    names: list[Label]
    formula: Label
    plot: Plot
    limit: VGroup
    trace: Trace
    value: Label
    count: Label
    turn: Readout

    def stand(self, story: Story, n: int) -> None:
        """Show the bound for entry `n`."""
        plane, bound = self.plane, story.bounds[n]
        self.kept.move(plane.origin, plane.point(polar(1, bound)))
        self.wedge.move([plane.origin, *plane.arc(0.5, [0, bound])])
        self.trace.to(n)
        self.value.say(degrees(bound), "semibold")
        self.turn.say(degrees(bound))
        self.count.say(f"n = {number(int(story.counts[n]))}")


def draw_bound(story: Story) -> Bound:
    """The bound, as a direction and as a curve."""
    plane, last = VectorPlane(PICTURE, [[-0.5, 0], [1, 1]]), int(story.counts[-1])
    names = {"x_name": "n", "y_name": "largest angle, degrees", "y_ticks": [0, 30, 60, 90]}
    plot = Plot(Box(1130, 440, 1560, 790), (0, last), (0, 90), **names)
    end, bound = plot.point(last, story.bounds[-1]), float(story.bounds[-1])
    west = plane.point([0, 0.5])
    return Bound(
        "More components, more turn, never uphill",
        plane=plane,
        wedge=Area([plane.origin, *plane.arc(0.5, [0, bound])], theme.value),
        level=plane.line([[0, 0], [0, 1]], width=theme.AXIS, dash=theme.LONG_DASH, role="limit"),
        ring=Path(plane.arc(1, [0, 90]), theme.axis, theme.GRID),
        raw=plane.arrow([1, 0], theme.raw),
        kept=plane.arrow(polar(1, bound), theme.value, width=theme.HEAVY),
        origin=plane.dot(),
        names=[
            formula(G).beside(plane.point([1, 0]), 24),
            text("90°", theme.SMALL_LABEL).beside(plane.point([0, 1]), 0, 24, "centre"),
            text("beyond 90°,", theme.ASIDE, theme.muted).beside(west, -28, 20, "right"),
            text("steps go uphill", theme.ASIDE, theme.muted).beside(west, -28, -20, "right"),
        ],
        formula=formula(BOUND, 62).at(RIGHT, 290),
        plot=plot,
        limit=plot.level(90, "90°"),
        trace=Trace(
            plot, story.counts, story.bounds, theme.value, dash=theme.DASH_DOT, square=True
        ),
        value=text(degrees(bound), theme.BIG, weight="semibold").beside(end, 28, -44),
        count=text(f"n = {number(last)}", theme.ASIDE, theme.muted).beside(end, 28, -92),
        turn=turn(plane.origin_px[0] + plane.scale / 2, bound, "largest angle"),
    )


def draw_card(story: Story) -> Card:
    """What is often said, and what holds."""
    evidence = [
        Evidence(
            name,
            "angle, as the arrow grows",
            far.angles,
            color,
            degrees(far.angles.max()),
            "at most, {} τ to {} τ long".format(
                *(number(float(one / story.threshold)) for one in far.lengths[[0, -1]])
            ),
            log=False,
            base=0,
        )
        for name, far, color in (
            ("by norm", story.far_by_norm, theme.clipped),
            ("by value", story.far_by_value, theme.value),
        )
    ]
    return card(
        "Clipping preserves the direction\nwhen the norm is below the threshold.",
        "Clipping by norm preserves it\nalways. Below the threshold\nnothing changes at all.",
        "Pascanu, Mikolov, Bengio, ICML 2013, Algorithm 1; Dive into Deep Learning, §9.5",
        evidence,
        "Clipping by value can turn it,\nbut never uphill.",
    )


class ClipFormula(Explainer[Params]):
    """From shapes to time."""

    Params = Params
    tell = staticmethod(tell)
    chapters = {
        "The formula": draw_formula,
        "Short and long": draw_lengths,
        "Value clipping": draw_square,
        "Many components": draw_bound,
    }
    card = staticmethod(draw_card)
    stamped = ("threshold",)

    def construct(self) -> None:
        first = self.chapter("The formula")
        self.measure(first)
        self.scale(first)
        self.leave_alone(first)
        self.vary(first)
        square = self.chapter("Value clipping")
        self.cut(square)
        self.turn(square)
        self.count()
        self.close()

    def measure(self, p: Formula) -> None:
        """The arrow, the disc, and the factor between them."""
        story, s, names = self.story, p.steps, p.names
        origins = {"limit": p.limit[1]["limit"], "length": names["raw length"]["length"]}
        values = {"top": p.limit[1]["top"], "bottom": names["raw length"]["bottom"]}
        with self.say("This gradient is {length} long.", length=two(story.long.lengths)):
            self.play(grow(s.whole), Appear(p.origin))
            self.play(Appear(names["raw"], names["raw length"]))
        with self.say("Clipping allows {tau}: it must fit into the disc.", tau=story.threshold):
            self.play(Draw(p.limit[0], run_time=theme.APPEAR), Appear(p.limit[1]))
            self.play(Draw(p.disc.edge, run_time=1.5))
            self.play(Appear(p.disc.inside))
        words = "Allowed over actual length gives a factor: {factor}."
        with self.say(words, factor=two(story.long.ratios)):
            self.play(Morph(None, s.ratio, origins))
            self.play(Morph(None, s.outside, values), Appear(p.row_names[0]))
            self.wait(theme.READ_NUMBER)

    def scale(self, p: Formula) -> None:
        """The long arrow, made to fit."""
        s, long_, plane = p.steps, self.story.long, p.plane
        whole = plane.point(long_.raw)

        def shrink(share: float) -> None:
            tip = plane.point(long_.raw + share * (long_.kept - long_.raw))
            p.kept.move(plane.origin, tip)
            p.removed.move(tip, whole)

        with self.say("Times this factor, it ends on the circle."):
            self.play(Morph(s.ratio, s.product))
            p.kept.move(plane.origin, whole)
            self.play(Appear(p.kept))
            self.remove(s.whole)
            self.play(Run(shrink, p.removed, p.kept, run_time=1.5))
            self.play(Appear(p.names["kept"], p.names["kept length"]))

    def leave_alone(self, p: Formula) -> None:
        """The short arrow, for which the factor must stop at 1."""
        s, short, names = p.steps, self.story.short, p.names
        values = {"top": p.limit[1]["top"], "bottom": s.small_length}
        with self.say("A short arrow would be stretched, by {factor}.", factor=two(short.ratios)):
            self.play(grow(s.small))
            self.play(Appear(s.small_name, s.small_length))
            self.play(Morph(None, s.inside, values), Appear(p.row_names[1]))
            self.play(grow(s.ghost))
        with self.say("So the factor stops at 1: a short arrow stays as it is."):
            self.play(Morph(s.product, p.formula), Vanish(s.ghost))
            self.play(Morph(s.inside, p.inside), Morph(s.outside, p.outside))
            self.play(
                Appear(p.short),
                Morph(s.small_name, names["short"]),
                Morph(s.small_length, names["short length"]),
            )
            self.remove(s.small)
            self.wait(theme.READ_FORMULA)

    def vary(self, first: Formula) -> None:
        """All lengths, all directions."""
        story, stays = self.story, [first.disc, first.limit, first.formula, first.origin]
        stays += [first.kept, first.removed, first.short, first.names["short"]]
        stays += [first.names["short length"]]
        p = self.chapter("Short and long", keep=stays)
        self.remove(*(shape for top in stays for shape in top.get_family()))
        names, own = p.names, [p.short, p.names["short"], p.names["short length"]]
        self.add(p.disc, p.limit, p.formula, p.removed, p.kept, p.origin, *own)
        moved = [p.removed, p.kept, p.origin, p.turn]
        with self.say("Let it grow: beyond {tau}, no more is kept.", tau=story.threshold):
            self.play(
                Appear(p.plot, *p.axis_names, p.level, p.turn),
                sweep(p.stand, story.grown, *moved[:3], backwards=True),
            )
            self.play(sweep(p.grow, story.grown, *moved, p.unclipped, p.trace, run_time=3))
            self.play(Appear(p.unclipped_name), Vanish(*own))
        with self.say("Whatever the direction, it is never turned."):
            self.play(sweep(p.stand, story.turned, *moved, p.trace, run_time=3.5))
            labels = [one for name, one in names.items() if "short" not in name]
            self.play(Appear(*p.drops, *own, p.short_dot, *labels))
            self.wait(theme.PUNCH_LINE)

    def cut(self, p: Square) -> None:
        """The square, and what it does to the arrow."""
        story, cut, bend = self.story, self.story.cut, p.bend
        p.show(cut.raw, cut.raw, 0.0)
        with self.say(
            "Value clipping cuts each component at {tau}: a square.", tau=story.threshold
        ):
            self.play(Appear(p.disc, p.limit, p.origin))
            self.play(Draw(p.square.edge, run_time=1.5), Appear(p.formula))
            self.play(Appear(p.square.inside, bend.before, p.ends.raw))
        words = (
            "One component is cut: the arrow turns by {angle}.",
            "Both components are cut: the arrow turns by {angle}.",
        )[story.components_cut - 1]
        with self.say(words, angle=degrees(cut.angles)):
            self.play(Appear(bend.after, p.turn))
            for start, end in pairwise(story.stages):

                def move(share: float, start: Array = start, end: Array = end) -> None:
                    tip = start + share * (end - start)
                    p.show(cut.raw, tip, float(angle(cut.raw, tip)))

                self.play(Run(move, p.guides, bend, p.origin, p.turn))
            self.play(Appear(p.ends.kept))
            self.wait(theme.READ_NUMBER)

    def turn(self, p: Square) -> None:
        """Every direction, then the longest arrow."""
        story, around, far = self.story, self.story.around, self.story.stretched
        moved = [p.guides, p.bend, p.origin, p.turn, p.trace]

        def trace(clip: Clips, n: int) -> None:
            p.stand(clip, n)
            p.trace.to(n)

        def leave(clip: Clips, n: int) -> None:
            p.stand(clip, n)
            p.envelope.to(n)

        first = int(np.searchsorted(around.ways, story.cut.ways))
        down = Run(lambda share: p.stand(around, round(first * (1 - share))), *moved[:-1])
        most = degrees(around.angles[story.worst])
        with self.say("The turn varies with the direction: up to {angle} here.", angle=most):
            self.play(Vanish(p.ends.raw, p.ends.kept), Appear(p.plot, p.bound), down)
            self.play(sweep(trace, around, *moved, run_time=3.2))
            self.play(Appear(p.peaks[1]))
        a, b = (float(one) for one in far.raw[-1])
        back = np.arange(len(around.angles))[: story.worst - 1 : -1]
        with self.say("The longer, the closer to 45°: ({a}, {b}) becomes ({b}, {b}).", a=a, b=b):
            self.play(Run(lambda share: p.stand(around, back[nth(share, back)]), *moved))
            self.play(sweep(leave, far, *moved[:4], p.envelope, p.trace, run_time=2.5))
            self.play(Appear(p.peaks[0], p.leaving))
            self.wait(theme.READ_NUMBER)

    def count(self) -> None:
        """More components than two."""
        story, p = self.story, self.chapter("Many components")
        bound, n = degrees(story.bounds[-1]), int(story.counts[-1])
        moved = [p.wedge, p.kept, p.origin, p.trace, p.value, p.count, p.turn]

        def show(share: float) -> None:
            p.stand(story, round(n**share) - 1)

        words = "With n components, up to arccos(1/√n): {angle} for n = {n}."
        with self.say(words, angle=bound, n=n):
            self.play(
                Appear(p.level, p.ring, p.raw, p.origin, *p.names, p.formula, p.plot, p.limit)
            )
            self.play(Run(show, *moved, run_time=3, rate_func=linear))
            self.wait(theme.READ_NUMBER)
        with self.say("Always below 90°: the step stays downhill."):
            self.wait(theme.PUNCH_LINE)
