"""Clipping a gradient: the formula, and what it keeps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from manim import VGroup
from numpy.typing import ArrayLike, NDArray

from clipanim.numerics import angle, clip_by_norm, clip_by_value, norm, worst_value_angle
from clipanim.params import SceneParams, param
from clipanim.stage import (
    Appear,
    Area,
    Arrow,
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
    Run,
    Vanish,
    VectorPlane,
    card,
    math,
    mixed,
    number,
    text,
    theme,
    to_px,
)

LENGTH = 62

Array = NDArray[np.float64]
Clip = Callable[[Array, float], Array]
APART = 124.0  # degrees between the long and the short arrow, so that their labels never meet
SAMPLES = 241  # of a sweep
PICTURE = Box(96, 236, 960, 790)
RIGHT, ROW = 1104, 54  # px: where the formula starts, size of its numbers


@dataclass(frozen=True)
class Params(SceneParams):
    threshold: float = param(1.0, "Longest gradient allowed", low=0.1, high=5)
    length: float = param(2.6, "Length of the long gradient, in thresholds", low=1.5, high=4)
    short: float = param(0.62, "Length of the short gradient, in thresholds", low=0.3, high=0.9)
    direction: float = param(38.0, "Direction of the long gradient, degrees", low=15, high=75)
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
    angles: Array  # between raw and kept, degrees


@dataclass(frozen=True)
class Story:
    """Every number on screen."""

    threshold: float
    long: Clips
    short: Clips
    grown: Clips  # from nothing to the long gradient
    turned: Clips  # once around, through the short gradient
    cut: Clips  # the long gradient, clipped by value
    stages: Array  # its tip: whole, first component cut, both cut; shape (3, 2)
    components_cut: int
    directions: Array  # degrees, 0 to 90
    around: Clips  # of the long gradient's length, in those directions, by value
    worst: int  # where `around` turns most
    stretched: Clips  # from the worst of these to the longest gradient, by value
    stretched_directions: Array
    counts: NDArray[np.int64]  # of components
    bounds: Array  # on the angle, degrees


def tell(params: Params) -> Story:
    """From parameters to numbers."""
    threshold, length = params.threshold, params.length * params.threshold
    long_ = polar(length, params.direction)
    short_ = polar(params.short * threshold, params.direction + APART)
    kink = np.degrees(np.arcsin(1 / params.length))  # from here on one component is short enough
    directions = np.sort([*np.linspace(0, 90, SAMPLES - 2), kink, 90 - kink])
    around = clips(polar(length, directions), threshold, clip_by_value)
    worst = int(np.argmax(around.angles[directions <= 45]))
    longest = threshold * np.array([params.longest, 1.0])
    stretch = np.geomspace(around.raw[worst], longest, SAMPLES)
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
        directions=directions,
        around=around,
        worst=worst,
        stretched=clips(stretch, threshold, clip_by_value),
        stretched_directions=np.degrees(np.arctan2(stretch[:, 1], stretch[:, 0])),
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
    lengths, kept_lengths = norm(raw), norm(kept)
    angles = np.round(angle(raw, kept), 9)  # what is left below is rounding
    return Clips(raw, kept, lengths, kept_lengths, threshold / lengths, angles)


def nth(share: float, many: Array) -> int:
    """The place of what is shown at that share of a sweep."""
    return round(share * (len(many) - 1))


def part(body: str, name: str) -> str:
    """A part of a formula, by the name under which it travels."""
    return "{{" + f"{body}: {name}" + "}}"


def two(value: Any) -> str:
    """A length as it is shown."""
    return number(float(value), decimals=2)


def degrees(value: Any) -> str:
    """An angle as it is shown."""
    return number(float(value), decimals=1) + "°"


def formula(source: str, size: float = theme.LABEL) -> Label:
    """A formula whose parts have the colours of what they stand for."""
    colours = dict.fromkeys(("raw", "length", "bottom"), theme.raw)
    return math(source, size, parts=colours | {"clipped": theme.clipped})


G, HAT = part("g", "raw"), part("hat(g)", "clipped")
RATIO = f"frac({part('tau', 'limit')}, {part('norm(g)', 'length')})"
PRODUCT = f"{HAT} {part('=', 'equals')} {G} {part('dot', 'times')} "
FULL = PRODUCT + f"min lr((1, {RATIO}))"


def fraction(clip: Clips, tau: float) -> str:
    """The ratio in numbers."""
    top, bottom = part(two(tau), "top"), part(two(clip.lengths), "bottom")
    return f"frac({top}, {bottom}) {part('=', 'equals')} {part(two(clip.ratios), 'ratio')}"


def factor(clip: Clips) -> str:
    """What the ratio is cut to."""
    result = two(clip.ratios) if clip.ratios < 1 else "1"
    return f"min(1, {part(two(clip.ratios), 'ratio')}) {part('=', 'equals')} {result}"


@dataclass(frozen=True)
class Arrows(Picture):
    """The disc with a long arrow and a short one, and the formula."""

    plane: VectorPlane
    disc: Limit
    radius: Path
    limit: Label
    removed: Arrow
    kept: Arrow
    short: Arrow
    origin: Dot
    raw_name: Label
    raw_length: Label
    kept_name: Label
    kept_length: Label
    short_name: Label
    short_length: Label
    formula: Label


def arrows(story: Story) -> dict[str, Any]:
    """The shapes that two chapters share."""
    tau, long_, short = story.threshold, story.long, story.short
    plane = VectorPlane(PICTURE, [[-tau, -tau], [tau, tau], *story.turned.raw], tau, 196)
    rim = polar(tau, np.degrees(np.arctan2(*long_.raw[::-1])) - 26)
    length = part("norm(g)", "length") + f" = {part(two(long_.lengths), 'bottom')}"
    return {
        "plane": plane,
        "disc": plane.disc(tau, theme.clipped),
        **radius(plane, tau),
        "removed": plane.arrow(long_.raw, theme.raw, long_.kept, dash=theme.DASH),
        "kept": plane.arrow(long_.kept, theme.clipped, width=theme.HEAVY),
        "short": plane.arrow(short.kept, theme.clipped, width=theme.HEAVY),
        "origin": plane.dot(),
        "raw_name": plane.near(formula(G), long_.raw, 34),
        "raw_length": plane.near(formula(length), long_.raw, 44, -1),
        "kept_name": plane.near(formula(HAT), 0.8 * long_.kept, 40),
        "kept_length": math(
            f"norm(hat(g)) = {two(long_.kept_lengths)}", color=theme.clipped
        ).beside(plane.point(rim), 28),
        "short_name": plane.near(math("hat(g) = g", color=theme.clipped), 0.6 * short.kept, 40, -1),
        "short_length": plane.near(
            math(two(short.lengths), theme.SMALL_LABEL, theme.clipped), 0.6 * short.kept, 40
        ),
        "formula": formula(FULL, 74).at(RIGHT, 300),
    }


def radius(plane: VectorPlane, tau: float) -> dict[str, Any]:
    """The threshold as a length."""
    words = f"{part('tau', 'limit')} = {part(two(tau), 'top')}"
    south = np.array([0.0, -tau])
    return {
        "radius": plane.line([0 * south, south], color=theme.ink, width=theme.GRID),
        "limit": formula(words).beside(plane.point(south), 0, -36, "centre"),
    }


@dataclass(frozen=True)
class Steps:
    """What is on screen on the way only."""

    whole: Arrow  # the long gradient before it is clipped
    small: Arrow  # the short one
    ghost: Arrow  # the short one, stretched to the circle
    small_name: Label
    ratio: Label
    product: Label
    outside: Label
    inside: Label


@dataclass(frozen=True)
class Formula(Arrows):
    """Beside the arrows, the factor in numbers."""

    rows: dict[str, Label]
    steps: Steps


def draw_formula(story: Story) -> Formula:
    """The formula, with the numbers of both arrows put in."""
    shared = arrows(story)
    plane, short = shared["plane"], story.short
    rows = {
        "outside": formula(factor(story.long), ROW).at(RIGHT + 190, 590),
        "inside": formula(factor(story.short), ROW).at(RIGHT + 190, 740),
        "outside name": text("outside", theme.SMALL_LABEL, theme.muted).at(RIGHT, 590),
        "inside name": text("inside", theme.SMALL_LABEL, theme.muted).at(RIGHT, 740),
    }
    steps = Steps(
        whole=plane.arrow(story.long.raw, theme.raw, width=theme.HEAVY),
        small=plane.arrow(short.raw, theme.raw, width=theme.HEAVY),
        ghost=plane.arrow(short.raw * short.ratios, theme.muted, short.raw, dash=theme.DASH),
        small_name=plane.near(formula(G), 0.6 * short.raw, 40, -1),
        ratio=formula(RATIO, 74).at(RIGHT, 300),
        product=formula(PRODUCT + RATIO, 74).at(RIGHT, 300),
        outside=formula(fraction(story.long, story.threshold), ROW).at(RIGHT + 190, 590),
        inside=formula(fraction(story.short, story.threshold), ROW).at(RIGHT + 190, 740),
    )
    return Formula("A long gradient is scaled until it fits", **shared, rows=rows, steps=steps)


@dataclass(frozen=True)
class Lengths(Arrows):
    """Beside the arrows, the length that is kept against the raw one."""

    plot: Plot
    axis_name: Label
    level: VGroup
    unclipped: Path
    curve: Path
    drops: list[Path]
    short_dot: Dot
    dot: Dot
    unclipped_name: Label
    turn_words: Label
    turn: Label

    def stand(self, clip: Clips, n: int) -> None:
        """Show sample `n` of a sweep."""
        here, tip = self.plane.point(clip.kept[n]), self.plane.point(clip.raw[n])
        self.kept.move(self.plane.origin, here)
        self.removed.move(here, tip)
        self.dot.move(self.plot.point(clip.lengths[n], clip.kept_lengths[n]))
        self.turn.say(degrees(clip.angles[n]), "semibold")

    def grow(self, clip: Clips, n: int) -> None:
        """The same, and draw the curve up to there."""
        self.stand(clip, n)
        lengths, kept = clip.lengths[: n + 1], clip.kept_lengths[: n + 1]
        self.curve.move(self.plot.point(lengths, kept))
        above = (lengths >= kept.max()) & (lengths <= self.plot.y[1])
        self.unclipped.move(self.plot.point(lengths[above], lengths[above]))


def draw_lengths(story: Story) -> Lengths:
    """The hockey stick."""
    shared, tau, long_, short = arrows(story), story.threshold, story.long, story.short
    ticks = tau * np.arange(np.floor(long_.lengths / tau) + 2)
    plot = Plot(
        Box(1130, 480, 1590, 780),
        (0, ticks[-1]),
        (0, 2 * tau),
        x_ticks=list(ticks),
        y_ticks=[0, tau],
    )
    lengths = story.grown.lengths
    shown = (lengths >= tau) & (lengths <= 2 * tau)
    end = plot.point(lengths[shown][-1], lengths[shown][-1])
    dots = [(short.lengths, short.kept_lengths), (long_.lengths, long_.kept_lengths)]
    return Lengths(
        "Clipping shortens the arrow. It never turns it.",
        **shared,
        plot=plot,
        axis_name=math("norm(g)", color=theme.raw).beside(plot.point(ticks[-1], 0), 24),
        level=plot.level(tau, "$tau$"),
        unclipped=plot.curve(lengths[shown], lengths[shown], theme.raw, theme.LINE, theme.DASH),
        curve=plot.curve(lengths, story.grown.kept_lengths, theme.clipped),
        drops=[
            Path([plot.point(x, 0), plot.point(x, y)], theme.muted, theme.LINE, theme.DOTS)
            for x, y in dots
        ],
        short_dot=plot.dot(*dots[0], theme.clipped),
        dot=plot.dot(*dots[1], theme.clipped),
        unclipped_name=text("without clipping", theme.SMALL_LABEL, theme.raw).beside(end, 20),
        **turn(shared["plane"], story.turned.angles.max()),
    )


def turn(plane: VectorPlane, value: float) -> dict[str, Label]:
    """The angle below the picture."""
    words = mixed("angle between $g$ and $hat(g)$:", theme.SMALL_LABEL)
    words.at(plane.origin_px[0] - 220, 882)
    shown = text(degrees(value), theme.LABEL, weight="semibold")
    return {"turn_words": words, "turn": shown.at(to_px(words.get_right())[0] + 14, 882)}


@dataclass(frozen=True)
class Square(Picture):
    """The square of value clipping, and the angle it turns by."""

    plane: VectorPlane
    disc: Path
    square: Limit
    radius: Path
    limit: Label
    guides: Path
    raw: Arrow
    kept: Arrow
    arc: Path
    origin: Dot
    raw_name: Label
    plot: Plot
    bound: VGroup
    envelope: Path
    curve: Path
    dot: Dot
    peak: Label
    turn_words: Label
    turn: Label

    def bend(self, raw: Array, tip: Array) -> None:
        """Point at `raw`, and at what is left of it."""
        edge = self.plane.reach(raw)
        self.raw.move(self.plane.origin, self.plane.point(edge))
        self.kept.move(self.plane.origin, self.plane.point(tip))
        self.guides.move(self.plane.point([[edge[0], raw[1]], [tip[0], raw[1]], tip]))
        self.turn.say(degrees(angle(raw, tip)), "semibold")
        ways = np.degrees(np.arctan2([raw[1], tip[1]], [raw[0], tip[0]]))
        self.arc.move(self.plane.arc(self.radius_of_arc, ways))

    @property
    def radius_of_arc(self) -> float:
        return 70 / self.plane.scale

    def stand(self, clip: Clips, directions: Array, n: int) -> None:
        """Show sample `n` of a sweep, and its dot on the plot."""
        self.bend(clip.raw[n], clip.kept[n])
        self.dot.move(self.plot.point(directions[n], clip.angles[n]))
        self.turn.say(degrees(clip.angles[n]), "semibold")


def draw_square(story: Story) -> Square:
    """Value clipping, and its angle against the direction."""
    tau, cut, around, far = story.threshold, story.cut, story.around, story.stretched
    plane = VectorPlane(PICTURE, [[-tau, -tau], [tau, tau], *around.raw], tau, 196)
    plot = Plot(
        Box(1130, 280, 1560, 790),
        (0, 90),
        (0, 45),
        x_name="direction",
        y_name="turned by, degrees",
        x_ticks=[0, 45, 90],
        y_ticks=[0, 15, 30, 45],
    )
    picture = Square(
        "Value clipping turns the arrow",
        plane=plane,
        disc=Path(plane.disc(tau, theme.clipped).edge.points[::4], theme.muted, theme.LINE),
        square=plane.square(tau, theme.value),
        **radius(plane, tau),
        guides=plane.line(story.stages, color=theme.muted, width=theme.LINE, dash=theme.DOTS),
        raw=plane.arrow(cut.raw, theme.raw, width=theme.LINE, dash=theme.DASH),
        kept=plane.arrow(cut.kept, theme.value, width=theme.HEAVY),
        arc=plane.line(story.stages, color=theme.ink, width=theme.LINE),
        origin=plane.dot(),
        raw_name=plane.near(formula(G), cut.raw, 34),
        plot=plot,
        bound=plot.level(45, "bound: 45°"),
        envelope=plot.curve(
            story.stretched_directions, far.angles, theme.value, theme.LINE, theme.DOTS
        ),
        curve=plot.curve(story.directions, around.angles, theme.value, dash=theme.DASH_DOT),
        dot=Dot(plot.point(0, 0), theme.value, theme.MARK, square=True),
        peak=text(degrees(far.angles[-1]), theme.BIG, weight="semibold").beside(
            plot.point(story.stretched_directions[-1], far.angles[-1]), 50, -42
        ),
        **turn(plane, cut.angles),
    )
    picture.stand(far, story.stretched_directions, len(far.angles) - 1)
    return picture


@dataclass(frozen=True)
class Bound(Picture):
    """The largest angle for many components."""

    plane: VectorPlane
    wedge: Area
    level: Path
    arc: Path
    raw: Arrow
    kept: Arrow
    origin: Dot
    names: list[Label]
    plot: Plot
    limit: VGroup
    curve: Path
    dot: Dot
    value: Label
    count: Label

    def stand(self, story: Story, n: int) -> None:
        """Show the bound for entry `n`."""
        bound, count = story.bounds[n], story.counts[n]
        self.kept.move(self.plane.origin, self.plane.point(polar(1, bound)))
        self.wedge.move([self.plane.origin, *self.plane.arc(0.5, [0, bound])])
        self.curve.move(self.plot.point(story.counts[: n + 1], story.bounds[: n + 1]))
        self.dot.move(self.plot.point(count, bound))
        self.value.say(degrees(bound), "semibold")
        self.count.say(f"n = {number(int(count))}")


def draw_bound(story: Story) -> Bound:
    """The bound, as a direction and as a curve."""
    plane = VectorPlane(PICTURE, [[-0.5, 0], [1, 1.05]])
    plot = Plot(
        Box(1130, 280, 1560, 790),
        (0, int(story.counts[-1])),
        (0, 90),
        x_name="n",
        y_name="largest angle: $arccos(1 slash sqrt(n))$",
        y_ticks=[0, 30, 60, 90],
    )
    last = float(story.bounds[-1])
    end = plot.point(story.counts[-1], last)
    return Bound(
        "More components, more turn, never uphill",
        plane=plane,
        wedge=Area([plane.origin, *plane.arc(0.5, [0, last])], theme.value),
        level=plane.line([[0, 0], [0, 1.05]], width=theme.AXIS, dash=theme.LONG_DASH),
        arc=Path(plane.arc(1, [0, 120]), theme.axis, theme.GRID),
        raw=plane.arrow([1, 0], theme.raw),
        kept=plane.arrow(polar(1, last), theme.value, width=theme.HEAVY),
        origin=plane.dot(),
        names=[
            formula(G).beside(plane.point([1, 0]), 24),
            text("90°", theme.SMALL_LABEL).beside(plane.point([0, 1.05]), 0, 24, "centre"),
            text("uphill", theme.ASIDE, theme.muted).beside(
                plane.point([-0.3, 0.4]), 0, 0, "centre"
            ),
        ],
        plot=plot,
        limit=plot.level(90, "90°"),
        curve=plot.curve(story.counts, story.bounds, theme.value, dash=theme.DASH_DOT),
        dot=Dot(end, theme.value, theme.MARK, square=True),
        value=text(degrees(last), theme.BIG, weight="semibold").beside(end, 24, -40),
        count=text(f"n = {number(int(story.counts[-1]))}", theme.ASIDE, theme.muted).beside(
            end, 24, -90
        ),
    )


def draw_card(story: Story) -> Card:
    """What is often said, and what holds."""
    most = story.stretched.angles
    return card(
        "Clipping preserves the direction\nwhen the norm is below the threshold.",
        "Clipping by norm preserves it\nalways. Below the threshold\nnothing changes at all.",
        "Pascanu, Mikolov, Bengio, ICML 2013, Algorithm 1; Zhang et al., Dive into Deep Learning",
        [
            Evidence(
                "by norm",
                "angle, longer and longer",
                story.grown.angles,
                theme.clipped,
                degrees(story.grown.angles.max()),
                f"up to {two(story.long.ratios**-1)} thresholds",
                log=False,
                base=0,
            ),
            Evidence(
                "by value",
                "angle, longer and longer",
                most,
                theme.value,
                degrees(most.max()),
                f"at {number(float(story.stretched.lengths[-1] / story.threshold))} thresholds",
                log=False,
                base=0,
            ),
        ],
        "Clipping by value turns it,\nbut never uphill.",
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
        self.sweep(first)
        self.value()
        self.many()
        self.close()

    def measure(self, p: Formula) -> None:
        """The arrow, the disc, and the factor between them."""
        story, s = self.story, p.steps
        with self.say("This gradient is {length} long.", length=two(story.long.lengths)):
            self.play(
                Run(
                    lambda a: s.whole.move(p.plane.origin, p.plane.point(a * story.long.raw)),
                    s.whole,
                ),
                Appear(p.origin),
            )
            self.play(Appear(p.raw_name, p.raw_length))
        with self.say("Clipping allows {tau}: it must fit into the disc.", tau=story.threshold):
            self.play(Draw(p.radius, run_time=0.4), Appear(p.limit))
            self.play(Draw(p.disc.edge, run_time=1.5))
            self.play(Appear(p.disc.inside))
        with self.say(
            "Allowed by actual length: a factor of {factor}.",
            factor=two(story.long.ratios),
        ):
            self.play(
                Morph(None, s.ratio, {"limit": p.limit["limit"], "length": p.raw_length["length"]})
            )
            self.play(
                Appear(p.rows["outside name"]),
                Morph(None, s.outside, {"top": p.limit["top"], "bottom": p.raw_length["bottom"]}),
            )
            self.wait(theme.READ_NUMBER)

    def scale(self, p: Formula) -> None:
        """The long arrow, made to fit."""
        story, s, plane = self.story, p.steps, p.plane
        way = story.long.kept - story.long.raw
        with self.say("Times this factor, it ends on the circle."):
            self.play(Morph(s.ratio, s.product))
            p.kept.move(plane.origin, plane.point(story.long.raw))
            self.play(Appear(p.kept))
            self.remove(s.whole)

            def shrink(a: float) -> None:
                tip = plane.point(story.long.raw + a * way)
                p.kept.move(plane.origin, tip)
                p.removed.move(tip, plane.point(story.long.raw))

            self.play(Run(shrink, p.removed, p.kept, run_time=1.5))
            self.play(Appear(p.kept_name, p.kept_length))

    def leave_alone(self, p: Formula) -> None:
        """The short arrow, for which the factor must stop at 1."""
        story, s, plane = self.story, p.steps, p.plane
        with self.say(
            "A short arrow would be stretched, by {factor}.",
            factor=two(story.short.ratios),
        ):
            self.play(
                Run(lambda a: s.small.move(plane.origin, plane.point(a * story.short.raw)), s.small)
            )
            self.play(Appear(s.small_name, p.short_length))
            self.play(
                Appear(p.rows["inside name"]),
                Morph(None, s.inside, {"top": p.limit["top"], "bottom": p.short_length}),
            )
            self.play(
                Run(
                    lambda a: s.ghost.move(
                        plane.point(story.short.raw),
                        plane.point(story.short.raw * (1 + a * (story.short.ratios - 1))),
                    ),
                    s.ghost,
                )
            )
        with self.say("So the factor stops at 1: a short arrow stays as it is."):
            self.play(Morph(s.product, p.formula), Vanish(s.ghost))
            self.play(Morph(s.inside, p.rows["inside"]), Morph(s.outside, p.rows["outside"]))
            self.play(Appear(p.short), Morph(s.small_name, p.short_name))
            self.wait(theme.READ_FORMULA)

    def sweep(self, first: Formula) -> None:
        """All lengths, all directions."""
        story = self.story
        stays = [
            first.disc,
            first.radius,
            first.limit,
            first.formula,
            first.origin,
            first.kept,
            first.removed,
            first.short,
            first.short_name,
            first.short_length,
        ]
        p = self.chapter("Short and long", keep=stays)
        self.remove(*stays)
        self.add(p.disc, p.radius, p.limit, p.formula, p.removed, p.kept, p.short, p.origin)
        self.add(p.short_name, p.short_length)
        moved = [p.removed, p.kept, p.origin, p.curve, p.unclipped, p.dot, p.turn]
        with self.say(
            "Let it grow: beyond {tau}, no more is kept.",
            tau=story.threshold,
        ):
            self.play(
                Appear(p.plot, p.axis_name, p.level, p.turn_words, p.turn),
                Run(lambda a: p.stand(story.grown, nth(1 - a, story.grown.raw)), *moved[:3]),
            )
            self.play(
                Run(lambda a: p.grow(story.grown, nth(a, story.grown.raw)), *moved, run_time=3)
            )
            self.play(Appear(p.unclipped_name))
        with self.say("Whatever the direction, it is never turned."):
            self.play(
                Run(lambda a: p.stand(story.turned, nth(a, story.turned.raw)), *moved, run_time=4)
            )
            self.play(
                Appear(
                    *p.drops,
                    p.short_dot,
                    p.dot,
                    p.raw_name,
                    p.raw_length,
                    p.kept_name,
                    p.kept_length,
                )
            )
            self.wait(theme.PUNCH_LINE)

    def value(self) -> None:
        """The square, and what it does to the direction."""
        story, p = self.story, self.chapter("Value clipping")
        tau, angles, cut = story.threshold, story.around.angles, story.cut
        arrow = [p.guides, p.raw, p.kept, p.arc, p.origin, p.turn]
        p.bend(cut.raw, cut.raw)
        p.turn.say(degrees(0.0), "semibold")
        with self.say("Value clipping cuts each component at {tau}: a square.", tau=tau):
            self.play(Appear(p.disc, p.radius, p.limit, p.origin))
            self.play(Draw(p.square.edge, run_time=1.5))
            self.play(Appear(p.square.inside, p.raw, p.raw_name))
        said = {
            0: "Neither component is above {tau}: nothing is cut.",
            1: "One component is cut: the arrow turns by {angle}.",
            2: "Both components are cut: the arrow turns by {angle}.",
        }[story.components_cut]
        with self.say(said, tau=tau, angle=degrees(cut.angles)):
            self.play(Appear(p.kept, p.turn_words, p.turn))
            for start, end in zip(story.stages, story.stages[1:], strict=False):
                self.play(
                    Run(
                        lambda a, start=start, end=end: p.bend(cut.raw, start + a * (end - start)),
                        *arrow,
                    )
                )
        p.dot.move(p.plot.point(0, 0))
        with self.say(
            "The turn varies with the direction: up to {angle} here.",
            angle=degrees(angles.max()),
        ):
            self.play(Vanish(p.raw_name), Appear(p.plot, p.bound))

            def around(a: float) -> None:
                n = nth(a, angles)
                p.stand(story.around, story.directions, n)
                p.curve.move(p.plot.point(story.directions[: n + 1], angles[: n + 1]))

            self.play(Run(around, *arrow, p.curve, p.dot, run_time=4))
        far = story.stretched
        a, b = far.raw[-1]
        with self.say(
            "The longer, the closer to 45°: ({a}, {b}) becomes ({b}, {b}).",
            a=float(a),
            b=float(b),
        ):
            self.play(
                Run(
                    lambda s: p.stand(
                        story.around,
                        story.directions,
                        len(angles) - 1 - round(s * (len(angles) - 1 - story.worst)),
                    ),
                    *arrow,
                    p.dot,
                )
            )
            self.play(
                Run(
                    lambda s: (
                        p.stand(far, story.stretched_directions, nth(s, far.raw)),
                        p.envelope.move(
                            p.plot.point(
                                story.stretched_directions[: nth(s, far.raw) + 1],
                                far.angles[: nth(s, far.raw) + 1],
                            )
                        ),
                    ),
                    *arrow,
                    p.envelope,
                    p.dot,
                    run_time=2.5,
                )
            )
            self.play(Appear(p.peak))
            self.wait(theme.READ_NUMBER)

    def many(self) -> None:
        """More components than two."""
        story, p = self.story, self.chapter("Many components")
        with self.say(
            "With n components, up to arccos(1/√n): {angle} for n = {n}.",
            angle=degrees(story.bounds[-1]),
            n=int(story.counts[-1]),
        ):
            self.play(Appear(p.level, p.arc, p.raw, p.origin, *p.names, p.plot, p.limit))
            self.play(
                Run(
                    lambda a: p.stand(story, nth(a, story.bounds)),
                    p.wedge,
                    p.kept,
                    p.curve,
                    p.dot,
                    p.value,
                    p.count,
                    run_time=3,
                )
            )
        with self.say("Always below 90°: still downhill."):
            self.wait(theme.PUNCH_LINE)
