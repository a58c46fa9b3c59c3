"""Clipping a gradient: the formula, and what it keeps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from types import SimpleNamespace
from typing import Any, ClassVar

import numpy as np
from manim import Mobject, VGroup, linear, smooth
from numpy.typing import ArrayLike, NDArray

from clipanim.numerics import angle, clip_by_norm, clip_by_value, norm, worst_value_angle
from clipanim.params import SceneParams, param
from clipanim.stage import (
    Appear,
    Area,
    Bend,
    Box,
    Card,
    Cut,
    Draw,
    Evidence,
    Explainer,
    Label,
    Morph,
    Path,
    Picture,
    Plot,
    Readout,
    Run,
    Trace,
    Vanish,
    VectorPlane,
    block,
    degrees,
    grow_arrow,
    math,
    mixed,
    number,
    pair,
    part,
    text,
    theme,
)

LENGTH = 63

Array = NDArray[np.float64]
APART = 112.0  # degrees between the long and the short arrow, so that their labels never meet
LAST = 240  # number of the last sample of a sweep
PICTURE, PLOT = Box(96, 236, 960, 790), Box(1130, 440, 1560, 790)
RIGHT, NUMBERS = 1104, 54  # px: where the formula starts, size of its numbers


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
    tau, length = params.threshold, params.length * params.threshold
    by_norm, by_value = partial(clips, clip_by_norm, tau), partial(clips, clip_by_value, tau)
    kink = np.degrees(np.arcsin(1 / params.length))  # from here on one component is short enough
    ways = np.sort([*np.linspace(0, 90, LAST - 1), kink, 90 - kink])
    around = by_value(polar(length, ways))
    worst = int(np.argmax(around.angles[ways <= 45]))
    peak, end = around.raw[worst], tau * np.array([params.longest, 1.0])
    far = np.geomspace(peak * (params.short / params.length), end, LAST + 1)
    cut, counts = by_value(polar(length, params.direction)), np.arange(1, params.components + 1)
    return Story(
        threshold=tau,
        long=by_norm(cut.raw),
        short=by_norm(polar(params.short * tau, params.direction + APART)),
        grown=by_norm(np.linspace(0, 1, LAST + 2)[1:, None] * cut.raw),
        turned=by_norm(around_once(params)),
        cut=cut,
        stages=np.array([cut.raw, [cut.kept[0], cut.raw[1]], cut.kept]),
        components_cut=int((cut.kept != cut.raw).sum()),
        around=around,
        worst=worst,
        stretched=by_value(np.geomspace(peak, end, LAST + 1)),
        far_by_norm=by_norm(far),
        far_by_value=by_value(far),
        counts=counts,
        bounds=worst_value_angle(counts),
    )


def polar(length: ArrayLike, ways: ArrayLike) -> Array:
    """Vectors of these lengths and directions, shape (..., 2)."""
    way = np.radians(ways)
    return np.asarray(length)[..., None] * np.stack([np.cos(way), np.sin(way)], axis=-1)


def around_once(params: Params) -> Array:
    """A turn of the gradient, long where it starts, short on the far side; shape (n, 2)."""
    turn = np.linspace(0, 360, LAST + 1)
    share = ((1 + np.cos(np.radians(turn))) / 2) ** 3
    lengths = params.short + (params.length - params.short) * share
    return polar(params.threshold * lengths, params.direction + turn)


def clips(clip: Callable[..., Array], threshold: float, raw: Array) -> Clips:
    """Gradients beside what clipping makes of them."""
    kept = clip(raw, threshold)
    lengths, ways = norm(raw), np.degrees(np.arctan2(raw[..., 1], raw[..., 0]))
    angles = np.round(angle(raw, kept), 9)  # what is left below is rounding
    return Clips(raw, kept, lengths, norm(kept), threshold / lengths, ways, angles)


def two(value: ArrayLike) -> str:
    """A length as it is shown."""
    return number(float(value), decimals=2)


def formula(source: str, size: float = theme.LABEL) -> Label:
    """A formula whose parts have the colours of what they stand for."""
    colours = dict.fromkeys(("raw", "length", "bottom"), theme.raw)
    return math(source, size, parts=colours | {"clipped": theme.clipped, "value": theme.value_text})


TAU, NORM, EQUALS = part("tau", "limit"), part("norm(g)", "length"), part("=", "equals")
G, HAT, RATIO = part("g", "raw"), part("hat(g)", "clipped"), f"frac({TAU}, {NORM})"
PRODUCT = f"{HAT} {EQUALS} {G} {part('dot', 'times')} "
COMPONENT = f"{part('hat(g)_i', 'value')} = min(tau, max(-tau, {part('g_i', 'raw')}))"
BOUND = f"angle ({G}, {part('hat(g)', 'value')}) <= arccos(1 slash sqrt(n))"


def turn(x: float, value: ArrayLike, what: str = "angle") -> Readout:
    """The angle below the picture."""
    words = mixed(f"{what} between $g$ and $hat(g)$:", theme.SMALL_LABEL)
    return Readout(words, degrees(value), x, 884)


def inner(plane: VectorPlane, clip: Clips, name: str, color: str) -> VGroup:
    """A short arrow with its name above and its length below."""
    length = math(part(two(clip.lengths), "bottom"), color=color)
    return VGroup(
        plane.arrow(clip.raw, color, width=theme.HEAVY),
        plane.along(math(name, theme.SMALL_LABEL, color), clip.raw, -1),
        plane.along(length, clip.raw),
    )


def in_numbers(words: str, clip: Clips, tau: float, y: float) -> tuple[Label, Label, Label]:
    """A row of the table: what it is about, the ratio, and what the ratio is cut to."""
    fraction = f"frac({part(two(tau), 'top')}, {part(two(clip.lengths), 'bottom')})"
    ratio, result = part(two(clip.ratios), "ratio"), two(clip.ratios) if clip.ratios < 1 else "1"
    return (
        text(words, theme.SMALL_LABEL, theme.muted).at(RIGHT, y),
        formula(f"{fraction} = {ratio}", NUMBERS).at(RIGHT + 190, y),
        formula(f"min(1, {ratio}) = {result}", NUMBERS).at(RIGHT + 190, y),
    )


class Clipping(Picture):
    """A vector before and after clipping, and where a sweep of it stands on a plot."""

    axes: ClassVar[tuple[str, str]]  # what of a sweep the plot shows

    def show(self, raw: Array, kept: Array) -> None:
        """Point at a vector, and at what is left of it."""
        self.vector.move(raw, kept)
        self.turn.say(degrees(angle(raw, kept)))

    def stand(self, clip: Clips, n: int) -> None:
        """Show a sample of a sweep, and its mark on the plot."""
        x, y = (getattr(clip, axis)[n] for axis in self.axes)
        self.show(clip.raw[n], clip.kept[n])
        self.trace.mark.move(self.plot.point(x, y))

    def sweep(self, clip: Clips, *shown: Trace, drawn: Sequence[Trace] = (), **how: Any) -> Run:
        """Stand on one sample after the other, with curves that are there or that grow."""

        def move(place: float) -> None:
            self.stand(clip, round(place))
            for curve in drawn:
                curve.to(round(place))

        how = {"over": (0, LAST), "rate_func": linear if "run_time" in how else smooth} | how
        return Run(move, self.vector, self.turn, *shown, *drawn, **how)


class Disc(Clipping):
    """The disc with a long arrow and a short one, and the formula."""

    def __init__(self, title: str, story: Story):
        super().__init__(title)
        tau, long_, blue = story.threshold, story.long, theme.clipped
        box = [[-tau, -tau], [tau, tau], *story.turned.raw]
        self.plane = plane = VectorPlane(PICTURE, box, tau, 196)
        self.limit = plane.disc(tau, blue, formula(f"{TAU} = {part(two(tau), 'top')}"))
        self.vector = Cut(plane, long_.raw, long_.kept, blue)
        rim = polar(tau, long_.ways - 26)
        room = 28 + 22 * max(0.0, rim[1] / rim[0])  # px: a label beside a slanting edge
        kept_length = math(f"norm(hat(g)) = {two(long_.kept_lengths)}", color=blue)
        length = formula(f"{NORM} = {part(two(long_.lengths), 'bottom')}")
        self.names = {
            "raw": plane.near(formula(G), long_.raw, 34),
            "raw length": plane.near(length, long_.raw, 44, -1),
            "kept": plane.near(formula(HAT), 0.6 * long_.kept, 36, -1),
            "kept length": kept_length.beside(plane.point(rim), room),
        }
        self.short = inner(plane, story.short, f"hat(g) = {G}", blue)
        self.formula = formula(f"{PRODUCT} min lr((1, {RATIO}))", 74).at(RIGHT, 300)


class Formula(Disc):
    """The formula, with the numbers of both arrows put in."""

    def __init__(self, story: Story):
        super().__init__("A long gradient is scaled until it fits", story)
        plane, short, tau = self.plane, story.short, story.threshold
        self.way = way = SimpleNamespace(  # what is on screen on the way only, and all rows
            whole=plane.arrow(story.long.raw, theme.raw, width=theme.HEAVY),
            short=inner(plane, short, G, theme.raw),
            ghost=plane.arrow(short.raw * short.ratios, theme.muted, short.raw, dash=theme.DASH),
            ratio=formula(RATIO, 74).at(RIGHT, 300),
            product=formula(PRODUCT + RATIO, 74).at(RIGHT, 300),
            outside=in_numbers("outside", story.long, tau, 560),
            inside=in_numbers("inside", short, tau, 745),
        )
        self.rows = [*way.outside[::2], *way.inside[::2]]


class Lengths(Disc):
    """Beside the arrows, the length that is kept against the raw one: the hockey stick."""

    axes = ("lengths", "kept_lengths")

    def __init__(self, story: Story):
        super().__init__("Clipping shortens the arrow. It never turns it.", story)
        tau, grown, blue = story.threshold, story.grown, theme.clipped
        ticks, box = tau * np.arange(story.long.lengths // tau + 2), Box(1130, 480, 1590, 780)
        y, y_ticks = (0, 2 * tau), [0, tau]
        self.plot = plot = Plot(box, (0, ticks[-1]), y, x_ticks=list(ticks), y_ticks=y_ticks)
        plot.add(math("norm(g)", color=theme.raw).beside(plot.point(ticks[-1], 0), 24))
        plot.add(math("norm(hat(g))", color=blue).at(box.left - 24, box.top - 30))
        plot.add(plot.level(tau, "$tau$"))
        self.trace = Trace(plot, grown.lengths, grown.kept_lengths, blue)
        self.turn = turn(self.plane.origin_px[0], story.turned.angles.max())
        beyond = np.clip(grown.lengths, tau, 2 * tau)
        unclipped = Trace(plot, beyond, beyond, theme.raw, width=theme.LINE, dash=theme.DASH)
        self.unclipped = unclipped.remove(unclipped.mark)
        self.marks = VGroup(plot.dot(story.short.lengths, story.short.kept_lengths, blue))
        for one in (story.short, story.long):
            foot = plot.point([one.lengths] * 2, [0, one.kept_lengths])
            self.marks.add(Path(foot, theme.muted, theme.LINE, theme.DOTS))
        name = text("without clipping", theme.SMALL_LABEL, theme.raw)
        self.name = name.beside(unclipped.stops[-1], 20).naming(unclipped)


class Square(Clipping):
    """The square of value clipping, and the angle it turns by against the direction."""

    axes = ("ways", "angles")

    def __init__(self, story: Story):
        super().__init__("Value clipping turns the arrow")
        self.story = story
        self.draw_arrow(story)
        self.draw_plot(story)
        self.stand(story.stretched, LAST)

    def draw_arrow(self, story: Story) -> None:
        """What value clipping does to the arrow."""
        tau, cut, end = story.threshold, story.cut, story.stretched.raw[-1]
        box = [[-tau, -tau], [tau, tau], *story.around.raw]
        self.plane = plane = VectorPlane(PICTURE, box, tau, 196)
        self.limit = plane.square(tau, theme.value, formula(f"{TAU} = {two(tau)}"))
        self.vector = Bend(plane, cut.raw, cut.kept, theme.value)
        self.circle = Path(plane.circle(tau), theme.muted, 3, theme.DOTS)
        leaving = text(f"to {pair(end)}", theme.SMALL_LABEL, theme.raw)
        self.leaving = leaving.beside(plane.point(plane.clip_to_box(end)), 0, -40, "right")
        self.formula = formula(COMPONENT, 62).at(RIGHT, 290)
        self.turn = turn(plane.origin_px[0], story.stretched.angles[-1])
        raw = text(pair(cut.raw, 2), theme.SMALL_LABEL, theme.raw)
        kept = text(pair(cut.kept, 2), theme.SMALL_LABEL, theme.value_text)
        free = (16, -4, "left") if cut.ways > 45 else (-16, 36, "right")  # where no arrow passes
        self.ends = SimpleNamespace(  # the long gradient in numbers, on the way only
            raw=plane.near(raw, cut.raw, 40, -1),
            kept=kept.beside(plane.point([tau, tau]), *free),
        )

    def draw_plot(self, story: Story) -> None:
        """The angle against the direction."""
        around, far, how = story.around, story.stretched, {"color": theme.value, "square": True}
        names = {"x_name": "direction", "y_name": "turned by, degrees"}
        ticks = {"x_ticks": [0, 45, 90], "y_ticks": [0, 15, 30]}
        self.plot = plot = Plot(PLOT, (0, 90), (0, 45), **names, **ticks)
        plot.add(plot.level(45, "bound: 45°"))
        self.trace = Trace(plot, around.ways, around.angles, dash=theme.DASH_DOT, **how)
        self.envelope = Trace(plot, far.ways, far.angles, width=3, dash=theme.DOTS, **how)
        top, most = plot.point(around.ways, around.angles)[story.worst], around.angles[story.worst]
        last = text(degrees(far.angles[-1]), theme.BIG, weight="semibold")
        self.peaks = [
            text(degrees(most), theme.SMALL_LABEL, theme.value_text).beside(top, 18, 22),
            last.beside(self.envelope.stops[-1], 50, -44),
        ]

    def clip(self, cut: float) -> None:
        """Have so many components cut, also parts of one."""
        raw, stages = self.story.cut.raw, self.story.stages.T
        self.show(raw, np.array([np.interp(cut, range(3), xs) for xs in stages]))


class Bound(Picture):
    """The largest angle for many components, as a direction and as a curve."""

    def __init__(self, story: Story):
        super().__init__("More components, more turn, never uphill")
        self.story, last, bound = story, int(story.counts[-1]), story.bounds[-1]
        self.plane = plane = VectorPlane(PICTURE, [[-0.5, 0], [1, 1]])
        names = {"x_name": "n", "y_name": "largest angle, degrees", "y_ticks": [0, 30, 60, 90]}
        plot = Plot(PLOT, (0, last), (0, 90), **names)
        plot.add(plot.level(90, "90°"))
        long = "$hat(g)$ is at most $tau sqrt(n)$ long, not $tau$"
        self.still = [*quarter(plane), plot, formula(BOUND, 62).at(RIGHT, 290)]
        self.still += [mixed(long, theme.ASIDE, theme.muted).at(RIGHT, 352)]
        self.wedge = Area([plane.origin, *plane.arc(0.5, [0, bound])], theme.value)
        self.kept = plane.arrow(polar(1, bound), theme.value, width=theme.HEAVY)
        how = {"dash": theme.DASH_DOT, "square": True}
        self.trace = Trace(plot, story.counts, story.bounds, theme.value, **how)
        value = text(degrees(bound), theme.BIG, weight="semibold")
        count = text(f"n = {number(last)}", theme.ASIDE, theme.muted)
        self.value = value.beside(self.trace.stops[-1], 28, -44)
        self.count = count.beside(self.trace.stops[-1], 28, -92)
        self.turn = turn(plane.origin_px[0] + plane.scale / 2, bound, "largest angle")

    def stand(self, power: float) -> None:
        """Show the bound for a power of the number of components, from 0 to 1."""
        n = round(self.story.counts[-1] ** power)
        bound = self.story.bounds[n - 1]
        self.kept.move(self.plane.origin, self.plane.point(polar(1, bound)))
        self.wedge.move([self.plane.origin, *self.plane.arc(0.5, [0, bound])])
        self.trace.to(n - 1)
        self.value.say(degrees(bound), "semibold")
        self.turn.say(degrees(bound))
        self.count.say(f"n = {number(n)}")


def quarter(plane: VectorPlane) -> list[Mobject]:
    """The directions from that of the gradient to where steps would go uphill."""
    uphill = [text(row, theme.ASIDE, theme.muted) for row in ("beyond 90°,", "steps go uphill")]
    return [
        plane.line([[0, 0], [0, 1]], width=theme.AXIS, dash=theme.LONG_DASH, role="limit"),
        Path(plane.arc(1, [0, 90]), theme.axis, theme.GRID),
        plane.arrow([1, 0], theme.raw),
        plane.dot(),
        formula(G).beside(plane.point([1, 0]), 24),
        text("90°", theme.SMALL_LABEL).beside(plane.point([0, 1]), 0, 24, "centre"),
        block(plane.point([0, 0.5]), *uphill, dx=-28, anchor="right"),
    ]


class EndCard(Card):
    """What is often said, and what holds."""

    def __init__(self, story: Story):
        super().__init__(
            "Clipping preserves the direction\nwhen the norm is below the threshold.",
            "Clipping by norm preserves it\nalways. Below the threshold\nnothing changes at all.",
            "Pascanu, Mikolov, Bengio, ICML 2013, Algorithm 1; Dive into Deep Learning, §9.5",
            [
                proof("by norm", story, story.far_by_norm, theme.clipped),
                proof("by value", story, story.far_by_value, theme.value, square=True),
            ],
            "Clipping by value can turn it,\nbut never uphill.",
        )


def proof(name: str, story: Story, far: Clips, color: str, square: bool = False) -> Evidence:
    """The angle, from a short arrow to the longest."""
    ends = [number(one) for one in far.lengths[[0, -1]] / story.threshold]
    meaning = "at most, {} τ to {} τ long".format(*ends)
    most, how = degrees(far.angles.max()), {"log": False, "base": 0, "square": square}
    return Evidence(name, "angle, as the arrow grows", far.angles, color, most, meaning, **how)


class ClipFormula(Explainer[Params]):
    """From shapes to time."""

    chapters = {
        "The formula": Formula,
        "Short and long": Lengths,
        "Value clipping": Square,
        "Many components": Bound,
    }
    card = EndCard
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
        self.count(self.chapter("Many components"))
        self.close()

    def measure(self, p: Formula) -> None:
        """The arrow, the disc, and the factor between them."""
        way, tau, length = p.way, p.limit.name, p.names["raw length"]
        row, ratio, _ = way.outside
        with self.say("This gradient is {story.long.lengths:.2f} long."):
            self.play(grow_arrow(way.whole), Appear(p.limit.origin))
            self.play(Appear(p.names["raw"], length))
        with self.say("Clipping allows {story.threshold}: it must fit into the disc."):
            self.play(Draw(p.limit.radius, run_time=theme.APPEAR), Appear(tau))
            self.play(Draw(p.limit.edge, run_time=1.5))
            self.play(Appear(p.limit.inside))
        with self.say("Allowed over actual length gives a factor: {story.long.ratios:.2f}."):
            self.play(Morph(None, way.ratio, {"limit": tau["limit"], "length": length["length"]}))
            values = {"top": tau["top"], "bottom": length["bottom"]}
            self.play(Morph(None, ratio, values), Appear(row))
            self.wait(theme.READ_NUMBER)

    def scale(self, p: Formula) -> None:
        """The long arrow, made to fit."""
        raw, kept = self.story.long.raw, self.story.long.kept

        def shrink(share: float) -> None:
            p.vector.move(raw, raw + share * (kept - raw))

        with self.say("Times this factor, it ends on the circle."):
            self.play(Morph(p.way.ratio, p.way.product))
            self.play(Appear(p.vector.move(raw, raw)))
            self.remove(p.way.whole)
            self.play(Run(shrink, p.vector, run_time=1.5))
            self.play(Appear(p.names["kept"], p.names["kept length"]))

    def leave_alone(self, p: Formula) -> None:
        """The short arrow, for which the factor must stop at 1."""
        way, (arrow, name, length), (row, ratio, result) = p.way, p.way.short, p.way.inside
        with self.say("A short arrow would be stretched, by {story.short.ratios:.2f}."):
            self.play(grow_arrow(arrow))
            self.play(Appear(name, length))
            values = {"top": p.limit.name["top"], "bottom": length}
            self.play(Morph(None, ratio, values), Appear(row))
            self.play(grow_arrow(way.ghost))
        with self.say("So the factor stops at 1: a short arrow stays as it is."):
            self.play(Morph(way.product, p.formula), Vanish(way.ghost))
            self.play(Morph(ratio, result), Morph(*way.outside[1:]))
            self.play(Appear(p.short[0]), *map(Morph, way.short[1:], p.short[1:]))
            self.remove(arrow)
            self.wait(theme.READ_FORMULA)

    def vary(self, old: Formula) -> None:
        """All lengths, all directions."""
        story, stays = self.story, [old.limit, old.vector, old.short, old.formula]
        p = self.chapter("Short and long", keep=stays)
        p.vector = old.vector
        with self.say("Let it grow: beyond {story.threshold}, no more is kept."):
            self.play(Appear(p.plot, p.turn), p.sweep(story.grown, over=(LAST, 0)))
            self.play(p.sweep(story.grown, drawn=[p.trace, p.unclipped], run_time=2.6))
            self.play(Appear(p.name), Vanish(old.short))
        with self.say("Whatever the direction, it is never turned."):
            self.play(p.sweep(story.turned, p.trace, run_time=2.8))
            self.play(Appear(p.short, p.marks, *p.names.values()))
            self.wait(theme.PUNCH_LINE)

    def cut(self, p: Square) -> None:
        """The square, and what it does to the arrow."""
        p.clip(0)
        with self.say("Value clipping cuts each component at {story.threshold}: a square."):
            self.play(Appear(p.circle, p.limit.radius, p.limit.name, p.limit.origin))
            self.play(Draw(p.limit.edge, run_time=1.5), Appear(p.formula))
            self.play(Appear(p.limit.inside, p.vector.raw, p.ends.raw))
        cut = "One component is" if self.story.components_cut == 1 else "Both components are"
        with self.say(cut + " cut: the arrow turns by {story.cut.angles:.1f}°."):
            self.play(Appear(p.vector.kept, p.turn))
            self.play(Run(p.clip, p.vector, p.turn))
            self.play(Run(p.clip, p.vector, p.turn, over=(1, 2)))
            self.play(Appear(p.ends.kept))
            self.wait(theme.READ_NUMBER)

    def turn(self, p: Square) -> None:
        """Every direction, then the longest arrow."""
        story, around, far = self.story, self.story.around, self.story.stretched
        here, most = np.searchsorted(around.ways, story.cut.ways), around.angles[story.worst]
        with self.say("The turn varies with the direction: up to {most:.1f}° here.", most=most):
            down = p.sweep(around, over=(here, 0))
            self.play(Vanish(p.ends.raw, p.ends.kept), Appear(p.plot), down)
            self.play(p.sweep(around, drawn=[p.trace], run_time=2.8))
            self.play(Appear(p.peaks[0]))
        a, b = far.raw[-1]
        with self.say("The longer, the closer to 45°: ({a}, {b}) becomes ({b}, {b}).", a=a, b=b):
            self.play(p.sweep(around, p.trace, over=(LAST, story.worst)))
            self.play(p.sweep(far, p.trace, drawn=[p.envelope], run_time=2.3))
            self.play(Appear(p.peaks[1], p.leaving))
            self.wait(theme.READ_NUMBER)

    def count(self, p: Bound) -> None:
        """More components than two."""
        moved = [p.wedge, p.kept, p.trace, p.value, p.count, p.turn]
        words = "With n components, up to arccos(1/√n): {story.bounds[-1]:.1f}° "
        with self.say(words + "for n = {params.components}."):
            self.play(Appear(*p.still))
            self.play(Run(p.stand, *moved, run_time=2.6, rate_func=linear))
            self.wait(theme.READ_NUMBER)
        with self.say("Always below 90°: the step stays downhill."):
            self.wait(theme.PUNCH_LINE)
