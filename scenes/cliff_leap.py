"""One step off the cliff: a leap of a hundred clipped steps, to scale.

A net with one unit has a cliff in its error. A walker that follows true gradients meets
it, and one step throws it off the map; the same walk with clipping reaches the valley.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from manim import VGroup, linear
from numpy.typing import NDArray

from clipanim.numerics import Descent, cliff_line, descend, error, error_and_gradient, norm
from clipanim.numerics.ground import Ground, ground_along_cliff, ground_far_around
from clipanim.params import SceneParams, param
from clipanim.stage import (
    PX,
    Appear,
    Arrow,
    Box,
    Card,
    Dot,
    Draw,
    Evidence,
    Explainer,
    Label,
    Path,
    Picture,
    Plot,
    Ruler,
    Run,
    Terrain,
    Trace,
    Trail,
    View,
    at,
    between,
    card,
    circle,
    mixed,
    number,
    shadow,
    text,
    theme,
)

LENGTH = 65  # seconds

Array = NDArray[np.float64]

STAGE = Box(96, 190, 1250, 890)  # what the camera may show
BLOCK = Box(96, 230, 1236, 850)  # the block, at rest
CHART = Box(800, 270, 1096, 800)  # the leap, from above
MAP, INSET = Box(1340, 300, 1824, 830), Box(1500, 350, 1676, 756)
PLOT = Box(1400, 270, 1640, 800)
FOOT = 0.1  # of the relief: the height of the block's sides
HIGHEST = 0.49  # the error where the output is 0: the lightest ground
FLAT = 1e-3  # a slope that no walker gets away from
STEEPEST = 5.6  # the w up to which 60 steps from the cliff line do not drown in rounding
WALL = 5.0  # a slope that looks like a wall
VALLEY = 0.01  # errors below this are called the valley
LEAST = 1e-16  # what is less is drawn as this on a log axis
CAMERA, RUN = 2.5, 3.6  # seconds: pulling back, and the walk with clipping
WORLD_IS_THERE = 0.4  # of the way back, and covers the block


@dataclass(frozen=True)
class Params(SceneParams):
    start: tuple[float, float] = param(
        (4.80, -2.31), "Where the walk starts: w, b", low=(4.2, -3.1), high=(5.6, -1.9)
    )
    lr: float = param(0.2, "Learning rate", low=0.01, high=1.0)
    threshold: float = param(1.0, "Norm above which a gradient is clipped", low=0.05, high=5.0)
    steps: int = param(50, "How many steps the net is run for, T", low=10, high=60)
    updates: int = param(200, "How many steps the walker takes", low=40, high=400)


@dataclass(frozen=True)
class Story:
    steps: int
    lr: float
    threshold: float
    mile: float  # the length of a clipped step
    relief: float  # the height at which an error of 1 is drawn, in units of b
    block: Ground
    world: Ground
    cliff: Array  # (n, 3): w, b and error along the cliff line
    wall_at: Array  # (1, 3): w, b and error of a place on the cliff line, near the left end
    wall_steps: Array  # nets that are run for so many steps ...
    wall_slopes: Array  # ... have this slope there
    wall_slope: float  # the one of this net
    walk: Descent  # without clipping
    clipped: Descent
    updates: int
    cuts: int  # how many steps of the clipped walk are cut
    together: int  # how many steps the two walks have in common
    first_cut: float  # how many miles the step would be at which they part
    leap: int  # how many steps come before the longest one
    slope: float
    length: float
    miles: float
    before: float  # the error before and after the leap
    after: float
    slope_after: float
    below: Array  # (n, 3): w, b and error of the ground that the leap passes over
    raw_end: float  # the last errors
    clipped_end: float
    leaps: bool  # whether clipping shortens any step at all
    dead: bool  # whether the leap ends on ground too flat to leave


def tell(params: Params) -> Story:
    """Walk twice, and sample the ground under both."""
    how = {"learning_rate": params.lr, "threshold": params.threshold}
    how |= {"updates": params.updates, "steps": params.steps}
    walk, clipped = (descend(params.start, clip=clip, **how) for clip in ("none", "norm"))
    cut = clipped.norms[:-1] > params.threshold
    together = int(np.argmax(cut)) if cut.any() else params.updates
    leap = int(np.argmax(walk.norms[:-1]))
    slope, slope_after = walk.norms[leap : leap + 2].tolist()
    w, off = _window(np.concatenate([walk.points[: leap + 1], clipped.points]))
    relief = min(0.85 * (w[0] - w[1]), 1.2)
    wall_steps, wall_w = np.arange(2, 61), min(w[0], STEEPEST)
    wall = [norm(error_and_gradient(wall_w, cliff_line(wall_w), steps=n)[1:]) for n in wall_steps]
    return Story(
        steps=params.steps,
        lr=params.lr,
        threshold=params.threshold,
        mile=params.lr * params.threshold,
        relief=relief,
        block=ground_along_cliff(w, off, relief=relief, steps=params.steps),
        world=ground_far_around(
            w, 8 * max(params.lr * slope, 2 * (w[0] - w[1])), steps=params.steps
        ),
        cliff=_on_ground(np.linspace(*w, 60), cliff_line(np.linspace(*w, 60)), params.steps),
        wall_at=_on_ground(np.array([wall_w]), cliff_line([wall_w]), params.steps),
        wall_steps=wall_steps,
        wall_slopes=np.array(wall),
        wall_slope=float(wall[params.steps - 2]),
        walk=walk,
        clipped=clipped,
        updates=params.updates,
        cuts=int(cut.sum()),
        together=together,
        first_cut=float(clipped.norms[together] / params.threshold),
        leap=leap,
        slope=slope,
        length=params.lr * slope,
        miles=slope / params.threshold,
        before=float(walk.errors[leap]),
        after=float(walk.errors[leap + 1]),
        slope_after=slope_after,
        below=_below(walk.points[leap], walk.points[leap + 1], w, off, params.steps),
        raw_end=float(walk.errors[-1]),
        clipped_end=float(clipped.errors[-1]),
        leaps=slope > params.threshold,
        dead=slope_after < FLAT,
    )


def _window(points: Array) -> tuple[tuple[float, float], tuple[float, float]]:
    """The block that holds a walk: w and the distance from the cliff, first and last of each."""
    w, off = points[:, 0], points[:, 1] - cliff_line(points[:, 0])
    right, left = w.min() - 0.07, max(w.max() + 0.16, w.min() + 0.69)
    near, far = max(off.max() + 0.12, 0.42), min(off.min() - 0.12, -0.34)
    wide = max(left - right, 0.8 * (near - far))
    deep = max(near - far, 0.6 * wide)
    spare = (deep - (near - far)) / 2
    return (right + wide, right), (near + spare, far - spare)


def _below(start: Array, end: Array, w: Any, off: Any, steps: int) -> Array:
    """What lies under the leap, as far as the block reaches."""
    size = 3 * (w[0] - w[1] + off[0] - off[1])
    share = np.linspace(0, min(1.0, size / norm(end - start)), 80)[:, None]
    x, y = (start + share * (end - start)).T
    away = y - cliff_line(x)
    inside = (x <= w[0]) & (x >= w[1]) & (away <= off[0]) & (away >= off[1])
    return _on_ground(x[inside], y[inside], steps)


def _on_ground(w: Array, b: Array, steps: int) -> Array:
    return np.stack([w, b, error(w, b, steps=steps)], axis=-1)


# What the camera sees: more w to the left, more b towards us.


def place(story: Story, w: Array, b: Array, errors: Array) -> Array:
    """Points of the ground as the camera has them."""
    return np.stack([-w, -b, story.relief * errors], axis=-1)


def trod(story: Story, run: Descent, first: int, last: int) -> Array:
    """The points of a walk from one step to another, both included."""
    return place(story, *run.points[first : last + 1].T, run.errors[first : last + 1])


def leap_of(story: Story) -> Array:
    """Where the leap starts and ends, shape (2, 3)."""
    return trod(story, story.walk, story.leap, story.leap + 1)


def mesh(story: Story, ground: Ground) -> Array:
    """The points of a piece of ground, shape (rows, columns, 3)."""
    return place(story, ground.w, ground.b, ground.errors)


def outline(story: Story) -> Array:
    """The rim of the block, once round."""
    points = mesh(story, story.block)
    return np.concatenate([points[0], points[:, -1], points[-1, ::-1], points[::-1, 0]])


def at_rest(story: Story) -> View:
    """From the low side, the whole block."""
    rim = outline(story)
    view = View(np.zeros(3), 1.0, elevation=24, centre=np.zeros(3), azimuth=-20)
    return view.fitted(np.concatenate([rim, rim * (1, 1, 0) + (0, 0, floor(story))]), BLOCK)


def from_above(story: Story, box: Box) -> View:
    """Straight down: the whole leap, and where the walk goes from there."""
    after = trod(story, story.walk, story.leap, story.updates)
    view = View(np.zeros(3), 1.0, elevation=90, centre=np.zeros(3), azimuth=-20)
    return view.fitted(np.concatenate([after, outline(story)]), box)


def floor(story: Story) -> float:
    """How far down the sides of the block go."""
    return story.relief * (float(story.block.errors.min()) - FOOT)


def block(story: Story, view: View) -> Terrain:
    """The block with its contours; plateaus lie on round levels, so the lines lie just below."""
    levels = np.concatenate([np.arange(0.01, 0.1, 0.01), np.arange(0.1, 0.5, 0.05)]) * 0.9999
    ground = story.block
    return Terrain(
        mesh(story, ground),
        np.sqrt(ground.errors / HIGHEST),
        view,
        heights=ground.errors,
        contours=levels.tolist(),
        floor=floor(story),
        clip=STAGE,
    )


def aim(arrow: Arrow, view: View, way: Array, share: float = 1.0) -> float:
    """Point an arrow along a way as far as the stage shows it; the share that it shows."""
    end = way[0] + share * (way[1] - way[0])
    reach = view.reach(way[0], end, STAGE)
    arrow.move(view.project(way[0]), view.project(way[0] + reach * (end - way[0])))
    return reach


def rim(story: Story, view: View) -> Array:
    """The outline of the block in the frame, or a ring where that would be a speck."""
    points = view.project(outline(story))
    middle = (points.max(axis=0) + points.min(axis=0)) / 2
    return points if np.ptp(points, axis=0).max() > 20 * PX else circle(middle, 10 * PX)


class Chart(NamedTuple):
    """The leap from above, to scale, counted in miles."""

    world: Terrain
    rim: Path
    onward: Trail
    arrow: Arrow
    ruler: Ruler
    landing: Dot
    rim_name: Label
    miles: Label
    unit: VGroup
    landing_name: VGroup


def chart(story: Story, view: View, clip: Box) -> Chart:
    """The map of the leap in a box of the frame."""
    start, end = view.project(leap_of(story))
    edge = rim(story, view)
    down = start[1] > end[1]  # the ruler is on the left then
    side, anchor = (1, "left") if down else (-1, "right")
    ground, left = story.world, clip.left + 32
    miles = number(story.miles, decimals=decimals(story.miles))
    ruler = Ruler(start, end, story.miles, theme.clipped)
    units = [f"a mark each {number(ruler.every)}"] if ruler.every > 1 else []
    units += [f"1 mile = τ · lr = {number(story.mile)}"] if clip != MAP else []
    foot = clip.top + 74 if down else clip.bottom - 140
    what = "flat ground" if story.dead else "it walks on"
    return Chart(
        Terrain(mesh(story, ground), np.sqrt(ground.errors / HIGHEST), view, clip=clip),
        Path(edge, theme.ink, theme.GRID, role="reference"),
        Trail(trod(story, story.walk, story.leap + 1, story.updates), view, theme.raw),
        Arrow(start, end, theme.raw),
        ruler,
        Dot(end, theme.raw, theme.MARK),
        text("the terrain", theme.ASIDE).beside(edge[edge[:, 0].argmax()], 20),
        text(miles, theme.BIG, weight="semibold").at(left, foot),
        VGroup(
            text("miles", theme.SMALL_LABEL).at(left, foot + 38),
            *(text(u, theme.NUMBER).at(left, foot + 78 + 36 * n) for n, u in enumerate(units)),
        ),
        VGroup() if not story.leaps else VGroup(
            text(what, theme.ASIDE).beside(end, 32 * side, 0, anchor),
            mixed(f"$norm(g) =$ {number(story.slope_after, 2)}", theme.ASIDE)
            .beside(end, 32 * side, -38, anchor),
        ),
    )  # fmt: skip


def rounded(miles: float) -> str:
    """A number of miles for a title."""
    return number(miles, decimals=0 if miles >= 10 else 2)


def decimals(miles: float) -> int:
    """The digits after the point that a number of miles is shown with."""
    return 2 if miles < 1000 else 0


# Chapter 1


@dataclass(frozen=True)
class Land(Picture):
    ground: Terrain
    names: VGroup
    foot: Path
    end: Dot
    plot: Plot
    curve: Path
    dot: Dot
    slope: VGroup


def draw_land(story: Story) -> Land:
    """The ground, and how steep its wall is."""
    view = at_rest(story)
    slopes = story.wall_slopes
    plot = Plot(
        PLOT,
        (0, story.wall_steps[-1]),
        (min(slopes.min(), 1.0), max(slopes.max(), 10.0)),
        log=True,
        x_name="T",
        y_name="slope of the wall at the dot",
    )
    dot = plot.dot(story.steps, story.wall_slope, theme.raw)
    return Land(
        "The error of a tiny net is a landscape",
        block(story, view),
        corners(story, view),
        Path(view.project(place(story, *story.cliff.T)), theme.ink, theme.LINE, theme.DOTS),
        Dot(view.project(place(story, *story.wall_at.T))[0], theme.raw, theme.MARK),
        plot,
        plot.curve(story.wall_steps, slopes, theme.raw),
        dot,
        VGroup(
            text(number(story.wall_slope), theme.BIG - 4, weight="semibold")
            .beside(dot.get_center(), 26, -38),
            text(f"T = {story.steps}", theme.SMALL_LABEL, theme.raw)
            .beside(dot.get_center(), 26, -84),
        ),
    )  # fmt: skip


def corners(story: Story, view: View) -> VGroup:
    """What the directions mean, and how far the block reaches."""
    ground, points = story.block, view.project(mesh(story, story.block))
    foot = view.project(mesh(story, story.block)[0] * (1, 1, 0) + (0, 0, floor(story)))

    def label(words: str) -> Label:
        return text(words, theme.NUMBER, theme.muted).halo()

    return VGroup(
        label(f"w = {number(ground.w[0, 0])}").beside(foot[0], 10, -30),
        label(f"w = {number(ground.w[0, -1])}").beside(foot[-1], 0, -30, "right"),
        label(f"b = {number(ground.b[0, 0])}").beside(foot[0], -20, 10, "right"),
        label(f"b = {number(ground.b[-1, 0])}").beside(points[-1, 0], -6, 26),
        text(f"height: error\nafter {story.steps} steps", theme.ASIDE, theme.muted, align="right")
        .at(STAGE.right - 14, 232, "right"),
    )  # fmt: skip


# Chapter 2


@dataclass(frozen=True)
class Walk(Picture):
    ground: Terrain
    names: VGroup
    shadow: Path
    shared: Trail
    parted: Trail
    arrow: Arrow
    leader: Path
    walker: Dot
    start: Label
    slope: Label
    plot: Plot
    limit: VGroup
    trace: Trace


def draw_walk(story: Story) -> Walk:
    """The walk up to its longest step."""
    view, way = at_rest(story), leap_of(story)
    here = view.project(way[0])
    above = np.array([here[0], at(0, 258)[1], 0.0])
    label_at = np.array([max(here[0], at(390, 0)[0]), above[1], 0.0])
    start = view.project(trod(story, story.walk, 0, 0))[0]
    arrow = Arrow(here, here, theme.raw)
    aim(arrow, view, way, 1.0 if story.leaps else 0.0)
    plot, limit, trace = slopes_underfoot(story)
    paths = trails(story, view)
    return Walk(
        "A walker follows the slope",
        block(story, view),
        corners(story, view),
        Path(view.project(place(story, *story.below.T)), shadow(), 7.0, opacity=0.5, role="shadow"),
        *paths,
        arrow,
        Path([here, above], theme.ink, theme.GRID),
        Dot(here if story.leaps else paths[0].end, theme.emphasis, theme.MARK),
        text("start", theme.SMALL_LABEL).beside(start, -24, -6, "right").halo(),
        mixed(f"$norm(g) =$ {number(story.slope, decimals=decimals(story.slope))}", theme.BIG)
        .beside(label_at, 0, 30, "centre").halo(),
        plot,
        limit,
        trace.to(story.leap if story.leaps else story.updates),
    )  # fmt: skip


def trails(story: Story, view: View) -> tuple[Trail, Trail]:
    """The walk up to the leap: what both walks have in common, and what only this one did."""
    last = story.leap if story.leaps else story.updates
    parting = min(story.together, last)
    return (
        Trail(trod(story, story.walk, 0, parting), view, theme.ink),
        Trail(trod(story, story.walk, parting, last), view, theme.raw),
    )


def slopes_underfoot(story: Story) -> tuple[Plot, VGroup, Trace]:
    """The slope at each step up to the leap and a little beyond; a zero lies on the floor."""
    beyond = story.leap + max(3, story.leap // 5) if story.leaps else story.updates
    norms = np.maximum(story.walk.norms[: min(beyond, story.updates) + 1], LEAST)
    plot = Plot(
        PLOT,
        (0, len(norms) - 1),
        (norms.min(), max(norms.max(), story.threshold)),
        log=True,
        x_name="step",
        x_ticks=(0, (len(norms) - 1) // 2, len(norms) - 1),
        y_name="slope $norm(g)$ under the walker",
    )
    trace = Trace(plot, range(len(norms)), norms, theme.raw, width=theme.LINE + 1)
    return plot, plot.level(story.threshold, "$tau$"), trace


def walk_on(walk: Walk, first: float, last: float) -> Callable[[float], None]:
    """Walk from one step to another, in the picture and on the plot."""
    common = len(walk.shared.world) - 1

    def move(share: float) -> None:
        step = first + share * (last - first)
        walk.shared.walk(step)
        walk.parted.walk(step - common)
        walk.walker.move((walk.shared if step <= common else walk.parted).end)
        walk.trace.to(step)

    return move


# Chapter 3


@dataclass(frozen=True)
class Leap(Picture):
    ground: Terrain
    shadow: Path
    shared: Trail
    parted: Trail
    chart: Chart
    walker: Dot
    plot: Plot
    limit: VGroup
    trace: Trace


def draw_leap(story: Story) -> Leap:
    """The longest step, from above."""
    view = from_above(story, CHART)
    leap = Leap(
        f"One step, {rounded(story.miles)} miles long" if story.leaps else "No step is a mile long",
        block(story, view),
        Path(view.project(place(story, *story.below.T)), shadow(), 7.0, opacity=0.5, role="shadow"),
        *trails(story, view),
        chart(story, view, STAGE),
        Dot(view.project(leap_of(story))[0], theme.emphasis, theme.MARK),
        *slopes_underfoot(story),
    )
    fly(story, leap)(1.0)
    return leap


def fly(story: Story, leap: Leap) -> Callable[[float], None]:
    """Move the camera from its place at rest to straight above the leap."""
    rest, above, way = at_rest(story), from_above(story, CHART), leap_of(story)
    chart = leap.chart

    def move(share: float) -> None:
        view = between(rest, above, share)
        leap.ground.see(view).set_fill(opacity=float(share < WORLD_IS_THERE))
        chart.world.see(view).set_fill(opacity=min(1.0, share / WORLD_IS_THERE))
        chart.rim.move(rim(story, view)).set_stroke(opacity=share)
        leap.shadow.move(view.project(place(story, *story.below.T)))
        for trail in (leap.shared, leap.parted):
            trail.see(view).fade(max(0.0, 1 - 2 * share))
        arrived = aim(chart.arrow, view, way) == 1.0
        chart.landing.move(chart.arrow.end).set_opacity(float(arrived))
        leap.walker.move(view.project(way[0])).set_opacity(max(0.0, 1 - 2 * share))

    return move


# Chapter 4


@dataclass(frozen=True)
class Clipped(Picture):
    ground: Terrain
    names: VGroup
    shadow: Path
    shared: Trail
    parted: Trail
    arrow: Arrow
    cut: Arrow
    trail: Trail
    walker: Dot
    leader: Path
    arrow_name: Label
    result: VGroup
    inset_name: Label
    inset: list[Any]  # the map of the leap, or the slopes where nothing leaps


def draw_clipped(story: Story) -> Clipped:
    """Both walks, and the leap beside them."""
    view = at_rest(story)
    first = min(story.together, story.updates - 1)
    step = view.project(trod(story, story.clipped, first, first + 1))
    trail = Trail(trod(story, story.clipped, first, story.updates), view, theme.clipped)
    arrow = Arrow(step[0], step[0], theme.raw)
    aim(arrow, view, leap_of(story), 1.0 if story.leaps else 0.0)
    end = trail.end
    aside, plotted = at(1076, 484), () if story.leaps else slopes_underfoot(story)
    return Clipped(
        "The same walk, one mile at most" if story.leaps else "Clipping changes nothing here",
        block(story, view),
        corners(story, view),
        Path(view.project(place(story, *story.below.T)), shadow(), 7.0, opacity=0.5, role="shadow"),
        *trails(story, view),
        arrow,
        Arrow(*(step if story.cuts else (end, end)), theme.clipped, theme.LINE + 1),
        trail,
        Dot(end, theme.clipped, theme.MARK),
        Path([end, aside], theme.ink, theme.GRID),
        text("unclipped" if story.leaps else "", theme.SMALL_LABEL, theme.raw)
        .beside(arrow.end, 28, 12).halo(),
        VGroup(
            text("clipped", theme.SMALL_LABEL, theme.clipped).beside(aside, 12, 18).halo(),
            text(f"error {number(story.clipped_end, 2)}", theme.SMALL_LABEL)
            .beside(aside, 12, -22).halo(),
        ),
        text("the leap, to scale" if story.leaps else "", theme.ASIDE, theme.muted)
        .at(MAP.left, MAP.top - 24),
        [chart(story, from_above(story, INSET), MAP)] if story.leaps else [*plotted],
    )  # fmt: skip


def draw_card(story: Story) -> Card:
    """What is often said of the cliff, and what holds."""
    wall = Evidence(
        "slope at the wall",
        f"nets of {story.wall_steps[0]} to {story.wall_steps[-1]} steps",
        story.wall_slopes,
        theme.raw,
        number(story.wall_slopes[-1]),
        f"at T = {story.wall_steps[-1]}",
    )
    walk = Evidence(
        "slope underfoot",
        "unclipped walk",
        np.maximum(story.walk.norms, LEAST),
        theme.raw,
        number(story.walk.norms[-1], 2),
        f"after {story.updates} steps",
    )
    return card(
        "The cliff is infinitely steep, and\nthe step off it ends in NaN.",
        "The wall is finite: its slope grows\nexponentially with T. The unit\n"
        "saturates, so no NaN comes: a long\nleap ends on flat ground.",
        "Pascanu, Mikolov, Bengio, ICML 2013, section 2.3; the ranges and step sizes are ours",
        [wall, walk],
    )


class CliffLeap(Explainer[Params]):
    Params = Params
    tell = staticmethod(tell)
    chapters = {
        "The cliff": draw_land,
        "The walk": draw_walk,
        "The leap": draw_leap,
        "Clipped": draw_clipped,
    }
    card = staticmethod(draw_card)
    stamped = ("start", "lr", "threshold", "steps")

    def construct(self) -> None:
        story = self.story
        ground = self.show_land(story)
        walk = self.show_walk(story, ground)
        if story.leaps:
            leap = self.show_leap(story, walk)
            self.show_clipped(story, leap)
        else:
            self.show_no_clipping(story, walk)
        self.close()

    def show_land(self, story: Story) -> Terrain:
        land = self.chapter("The cliff")
        words = "A net with one unit runs for {T} steps. Height is its error, over w and b."
        with self.say(words, T=story.steps):
            self.play(Appear(land.ground, run_time=2 * theme.APPEAR))
            self.play(Appear(land.names))
        stands = "stands a wall" if story.wall_slope > WALL else "a wall would grow"
        words = "Along the dots {stands}: exponentially steep in T, never infinitely."
        with self.say(words, stands=stands):
            self.play(Draw(land.foot, run_time=theme.MOVE))
            self.play(Appear(land.plot))
            self.play(Draw(land.curve))
            self.play(Appear(land.dot, land.slope, land.end))
            self.wait(theme.READ_NUMBER)
        return land.ground

    def show_walk(self, story: Story, ground: Terrain) -> Walk:
        walk = self.chapter("The walk", keep=[ground])
        self.remove(ground)
        self.add(walk.ground)
        walk_on(walk, 0, 0)(1.0)
        words = "A walker goes downhill. Each step is {lr} times as long as the slope is steep."
        with self.say(words, lr=story.lr):
            self.play(
                Appear(walk.names, walk.start, walk.walker, walk.plot, walk.limit, walk.trace)
            )
            self.add(walk.shared, walk.parted, walk.walker)
            for first, last, seconds in strides(story.leap if story.leaps else story.updates):
                self.play(self.run_walk(walk, first, last, seconds))
        if story.leaps:
            self.show_edge(story, walk)
        else:
            words = "The slope is {slope} at most: never above the threshold {tau}."
            with self.say(words, slope=story.slope, tau=story.threshold):
                self.play(Appear(walk.leader, walk.slope))
        return walk

    def run_walk(self, walk: Walk, first: float, last: float, seconds: float) -> Run:
        move = walk_on(walk, first, last)
        shapes = (walk.shared, walk.parted, walk.walker, walk.trace)
        return Run(move, *shapes, run_time=seconds, rate_func=linear)

    def show_edge(self, story: Story, walk: Walk) -> None:
        way, view = leap_of(story), at_rest(story)
        with self.say(
            "After {n} steps the slope is {slope}.",
            n=story.leap,
            slope=number(story.slope, decimals=decimals(story.slope)),
        ):
            self.play(Appear(walk.leader, walk.slope))
            self.wait(theme.READ_NUMBER)
        with self.say("So the next step is {length} long.", length=story.length):
            self.add(walk.arrow, walk.walker)
            grow = Run(lambda s: aim(walk.arrow, view, way, s), walk.arrow)
            self.play(grow)
            self.play(Appear(walk.shadow))

    def show_leap(self, story: Story, walk: Walk) -> Leap:
        kept = [walk.ground, walk.shadow, walk.shared, walk.parted, walk.arrow, walk.walker]
        leap = self.chapter("The leap", keep=[*kept, walk.plot, walk.limit, walk.trace])
        self.remove(*kept, walk.plot, walk.limit, walk.trace)
        chart, camera = leap.chart, fly(story, leap)
        moving = [leap.ground, chart.world, chart.rim, leap.shadow, leap.shared, leap.parted]
        moving += [chart.arrow, chart.landing, leap.walker]
        self.add(*moving, leap.plot, leap.limit, leap.trace.to(story.leap))
        camera(0.0)
        with self.say("Pull back until the whole step fits."):
            self.play(Run(camera, *moving, run_time=CAMERA))
            self.play(Appear(chart.rim_name))
        self.count_miles(story, chart)
        self.show_landing(story, leap)
        return leap

    def count_miles(self, story: Story, chart: Chart) -> None:
        places = decimals(story.miles)

        def count(share: float) -> None:
            chart.ruler.count(share * story.miles)
            chart.miles.say(number(share * story.miles, decimals=places), "semibold")

        words = "Call the longest clipped step, {mile}, a mile. This step is {miles} miles."
        with self.say(words, mile=story.mile, miles=number(story.miles, decimals=places)):
            count(0.0)
            self.play(Appear(chart.miles, chart.unit))
            self.play(Run(count, chart.ruler, chart.miles, run_time=theme.DRAW, rate_func=linear))
            self.wait(theme.READ_NUMBER)

    def show_landing(self, story: Story, leap: Leap) -> None:
        steps = story.leap, len(leap.trace.stops) - 1
        worse = story.after > story.before
        words = "The error went from {a} to {b}"
        words += ": it was downhill only at first." if worse else ": this time the leap ends lower."
        with self.say(words, a=number(story.before, 2), b=number(story.after, 2)):
            pass
        words = "And here the slope is {slope}. "
        words += "Exploding has become vanishing." if story.dead else "The walk goes on."
        with self.say(words, slope=number(story.slope_after, 2)):
            run = Run(
                lambda s: leap.trace.to(steps[0] + s * (steps[1] - steps[0])),
                leap.trace, run_time=theme.DRAW / 2, rate_func=linear,
            )  # fmt: skip
            self.play(Appear(leap.chart.landing_name))
            self.play(run)
            self.play(Appear(leap.chart.onward))
            self.wait(theme.PUNCH_LINE)

    def show_clipped(self, story: Story, leap: Leap) -> None:
        chart, camera = leap.chart, fly(story, leap)
        moving = [leap.ground, chart.world, chart.rim, leap.shadow, leap.shared, leap.parted]
        moving += [chart.arrow, chart.landing, leap.walker]
        clipped = self.chapter("Clipped", keep=moving)
        with self.say(back_words(story), n=story.together):
            self.play(Run(lambda s: camera(1 - s), *moving, run_time=theme.RESCALE))
        self.remove(*moving)
        walker = clipped.walker.move(clipped.shared.end)
        self.add(clipped.ground, clipped.shadow, clipped.shared, clipped.parted, clipped.arrow)
        self.add(walker)
        start, end = clipped.cut.start.copy(), clipped.cut.end.copy()
        with self.say(
            "Clipped, it keeps its direction: {miles} miles become one.",
            miles=number(story.first_cut, decimals=decimals(story.first_cut)),
        ):  # fmt: skip
            self.play(Appear(clipped.names, clipped.arrow_name))
            cut = Run(
                lambda s: (
                    clipped.cut.move(start, start + s * (end - start)),
                    walker.move(start + s * (end - start)),
                ),
                clipped.cut, walker, run_time=3 * theme.MOVE,
            )  # fmt: skip
            self.play(cut)
        with self.say(cut_words(story), cuts=story.cuts, n=story.updates):
            self.follow(clipped, 1.0)
        self.show_result(story, clipped)

    def follow(self, clipped: Clipped, first: float) -> None:
        """Run along the clipped walk to its end."""
        steps = len(clipped.trail.world) - 1

        def move(share: float) -> None:
            clipped.trail.walk(first + share * (steps - first))
            clipped.walker.move(clipped.trail.end)

        shapes = (clipped.trail, clipped.walker)
        self.play(Run(move, *shapes, run_time=RUN, rate_func=linear))

    def show_result(self, story: Story, clipped: Clipped) -> None:
        same = "After {n} steps the error is {a}, with clipping and without."
        apart = "After {n} steps its error is {a}; without clipping, {b}."
        ends = {"a": number(story.clipped_end, 2), "b": number(story.raw_end, 2)}
        with self.say(apart if story.leaps else same, n=story.updates, **ends):
            self.play(Appear(clipped.leader, clipped.result))
            if story.leaps:
                self.play(Appear(clipped.inset_name, *clipped.inset[0]))
            self.wait(theme.PUNCH_LINE)
        words = "Clipping bounds a step; it promises no more."
        if story.leaps and story.clipped_end >= story.raw_end:
            words = "Here the leap did no harm. " + words
        elif story.clipped_end < VALLEY:
            return
        with self.say(words):
            pass

    def show_no_clipping(self, story: Story, walk: Walk) -> None:
        kept = [
            walk.ground,
            walk.names,
            walk.shared,
            walk.walker,
            walk.plot,
            walk.limit,
            walk.trace,
        ]
        clipped = self.chapter("Clipped", keep=kept)
        self.remove(*kept)
        self.add(clipped.ground, clipped.names, clipped.shared, clipped.walker, *clipped.inset)
        with self.say("So clipping cuts no step, and the walk is the same."):
            pass
        self.show_result(story, clipped)


def back_words(story: Story) -> str:
    """Where the two walks part."""
    if story.together == story.leap:
        return "Rewind: the same place, the same slope."
    return "Rewind to step {n}, where the slope is above the threshold for the first time."


def cut_words(story: Story) -> str:
    """How often the clipped walk is cut."""
    verb = "is" if story.cuts == 1 else "are"
    return "It walks on. Of its {n} steps {cuts} " + verb + " cut to one mile."


def strides(steps: int) -> list[tuple[int, int, float]]:
    """Two steps slowly, one at half the time, then the rest at a run: first, last, seconds."""
    slow = [(n, n + 1, theme.MOVE / (1 if n < 2 else 2)) for n in range(min(steps, 3))]
    return slow + ([(3, steps, min(4.0, 0.6 + 0.08 * steps))] if steps > 3 else [])
