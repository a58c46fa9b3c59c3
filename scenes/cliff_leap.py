"""One step off the cliff: a leap of a hundred clipped steps, to scale.

A net with one unit has a cliff in its error. A walker that follows true gradients meets
it, and one step throws it off the map; the same walk with clipping reaches the valley.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from manim import VGroup, linear
from numpy.typing import NDArray

from clipanim.numerics import (
    Descent,
    SurfaceMesh,
    cliff_line,
    descend,
    error,
    error_and_gradient,
    mesh_along_cliff,
    mesh_around_block,
    norm,
)
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
    circle,
    interpolate_views,
    mixed,
    number,
    shadow_colour,
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
    block: SurfaceMesh
    world: SurfaceMesh
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
        block=mesh_along_cliff(w, off, height_scale=relief, steps=params.steps),
        world=mesh_around_block(
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


def mesh(story: Story, ground: SurfaceMesh) -> Array:
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
    return view.fit_to_box(np.concatenate([rim, rim * (1, 1, 0) + (0, 0, floor(story))]), BLOCK)


def from_above(story: Story, box: Box) -> View:
    """Straight down: the whole leap, and where the walk goes from there."""
    after = trod(story, story.walk, story.leap, story.updates)
    view = View(np.zeros(3), 1.0, elevation=90, centre=np.zeros(3), azimuth=-20)
    return view.fit_to_box(np.concatenate([after, outline(story)]), box)


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
    reach = view.visible_share(way[0], end, STAGE)
    arrow.move(view.project(way[0]), view.project(way[0] + reach * (end - way[0])))
    return reach


def rim(story: Story, view: View) -> Array:
    """The outline of the block in the frame, or a ring where that would be a speck."""
    points = view.project(outline(story))
    middle = (points.max(axis=0) + points.min(axis=0)) / 2
    return points if np.ptp(points, axis=0).max() > 20 * PX else circle(middle, 10 * PX)


class Chart(Picture):
    """The leap from above, to scale, counted in miles, in a box of the frame."""

    def __init__(self, story: Story, view: View, clip: Box):
        super().__init__()
        self.places = decimals(story.miles)
        start, end = view.project(leap_of(story))
        edge, ground, small = rim(story, view), story.world, theme.ASIDE
        down = start[1] > end[1]  # the ruler is on the left then
        left, foot = clip.left + 32, clip.top + 74 if down else clip.bottom - 140
        shades = np.sqrt(ground.errors / HIGHEST)
        self.world = Terrain(mesh(story, ground), shades, view, clip=clip)
        self.rim = Path(edge, theme.ink, theme.GRID, role="reference")
        onward = trod(story, story.walk, story.leap + 1, story.updates)
        self.onward = Trail(onward, view, theme.raw)
        self.arrow = Arrow(start, end, theme.raw)
        self.ruler = Ruler(start, end, story.miles, theme.clipped)
        self.landing = Dot(end, theme.raw, theme.MARK)
        self.rim_name = text("the terrain", small).beside(edge[edge[:, 0].argmax()], 20)
        self.miles = text(long_number(story.miles), theme.BIG, weight="semibold").at(left, foot)
        units = [f"a mark each {number(self.ruler.every)}"] * (self.ruler.every > 1)
        units += [f"1 mile = τ · lr = {number(story.mile)}"] * (clip != MAP)
        self.unit = VGroup(
            text("miles", theme.SMALL_LABEL).at(left, foot + 38),
            *(text(u, theme.NUMBER).at(left, foot + 78 + 36 * n) for n, u in enumerate(units)),
        )
        dx, anchor = (32, "left") if down else (-32, "right")
        what = text("flat ground" if story.dead else "it walks on", small)
        slope = mixed(f"$norm(g) =$ {number(story.slope_after, 2)}", small)
        names = what.beside(end, dx, 0, anchor), slope.beside(end, dx, -38, anchor)
        self.landing_name = VGroup(*(names if story.leaps else ()))

    def count(self, miles: float) -> None:
        """Show so many miles."""
        self.ruler.count(miles)
        self.miles.say(number(miles, decimals=self.places), "semibold")


def decimals(value: float) -> int:
    """The digits after the point that miles and slopes are shown with."""
    return 2 if value < 1000 else 0


def long_number(value: float) -> str:
    """Miles, and slopes."""
    return number(value, decimals=decimals(value))


class Block(Picture):
    """The block, and what is drawn on and beside it in more than one chapter."""

    def __init__(self, title: str, story: Story, view: View):
        super().__init__(title)
        self.story, self.view, self.ground = story, view, block(story, view)

    def draw_walk(self) -> None:
        """The walk up to the leap: what both walks have in common, and what only this one did."""
        story, view = self.story, self.view
        below = view.project(place(story, *story.below.T))
        self.shadow = Path(below, shadow_colour(), 7.0, opacity=0.5, role="shadow")
        last = story.leap if story.leaps else story.updates
        parting = min(story.together, last)
        self.shared = Trail(trod(story, story.walk, 0, parting), view, theme.ink)
        self.parted = Trail(trod(story, story.walk, parting, last), view, theme.raw)

    def draw_slopes(self) -> None:
        """The slope at each step up to the leap and a little beyond; a zero lies on the floor."""
        story = self.story
        beyond = story.leap + max(3, story.leap // 5) if story.leaps else story.updates
        norms = np.maximum(story.walk.norms[: min(beyond, story.updates) + 1], LEAST)
        last, y = len(norms) - 1, (norms.min(), max(norms.max(), story.threshold))
        names = {"x_name": "step", "y_name": "slope $norm(g)$ under the walker"}
        self.plot = Plot(PLOT, (0, last), y, log=True, x_ticks=(0, last // 2, last), **names)
        self.limit = self.plot.level(story.threshold, "$tau$")
        self.trace = Trace(self.plot, range(last + 1), norms, theme.raw, width=theme.LINE + 1)


class Land(Block):
    """The ground, and how steep its wall is."""

    def __init__(self, story: Story):
        super().__init__("The error of a tiny net is a landscape", story, at_rest(story))
        view, slopes, steps = self.view, story.wall_slopes, story.wall_steps
        self.names = corners(story, view)
        foot, wall = (view.project(place(story, *at.T)) for at in (story.cliff, story.wall_at))
        self.foot = Path(foot, theme.ink, theme.LINE, theme.DOTS)
        self.end = Dot(wall[0], theme.raw, theme.MARK)
        x, y = (0, steps[-1]), (min(slopes.min(), 1.0), max(slopes.max(), 10.0))
        names = {"x_name": "T", "y_name": "slope of the wall at the dot"}
        self.plot = Plot(PLOT, x, y, log=True, **names)
        self.curve = self.plot.curve(steps, slopes, theme.raw)
        self.dot = self.plot.dot(story.steps, story.wall_slope, theme.raw)
        slope = text(number(story.wall_slope), theme.BIG - 4, weight="semibold")
        of = text(f"T = {story.steps}", theme.SMALL_LABEL, theme.raw)
        here = self.dot.get_center()
        self.slope = VGroup(slope.beside(here, 26, -38), of.beside(here, 26, -84))


def corners(story: Story, view: View) -> VGroup:
    """What the directions mean, and how far the block reaches."""
    ground, points = story.block, mesh(story, story.block)
    foot = view.project(points[0] * (1, 1, 0) + (0, 0, floor(story)))
    b, height = view.project(points)[-1, 0], f"height: error\nafter {story.steps} steps"

    def label(words: str) -> Label:
        return text(words, theme.NUMBER, theme.muted).halo()

    return VGroup(
        label(f"w = {number(ground.w[0, 0])}").beside(foot[0], 10, -30),
        label(f"w = {number(ground.w[0, -1])}").beside(foot[-1], 0, -30, "right"),
        label(f"b = {number(ground.b[0, 0])}").beside(foot[0], -20, 10, "right"),
        label(f"b = {number(ground.b[-1, 0])}").beside(b, -6, 26),
        text(height, theme.ASIDE, theme.muted, align="right").at(STAGE.right - 14, 232, "right"),
    )


class Walk(Block):
    """The walk up to its longest step."""

    def __init__(self, story: Story):
        super().__init__("A walker follows the slope", story, at_rest(story))
        view, way = self.view, leap_of(story)
        here, start = view.project(way[0]), view.project(trod(story, story.walk, 0, 0))[0]
        above = np.array([here[0], at(0, 258)[1], 0.0])
        label_at = np.array([max(here[0], at(390, 0)[0]), above[1], 0.0])
        self.names = corners(story, view)
        self.draw_walk()
        self.arrow = Arrow(here, here, theme.raw)
        aim(self.arrow, view, way, float(story.leaps))
        self.leader = Path([here, above], theme.ink, theme.GRID)
        end = here if story.leaps else self.shared.end
        self.walker = Dot(end, theme.emphasis, theme.MARK)
        self.start = text("start", theme.SMALL_LABEL).beside(start, -24, -6, "right").halo()
        slope = mixed(f"$norm(g) =$ {long_number(story.slope)}", theme.BIG)
        self.slope = slope.beside(label_at, 0, 30, "centre").halo()
        self.draw_slopes()
        self.trace.to(story.leap if story.leaps else story.updates)

    def to(self, step: float) -> None:
        """Walk up to a step, in the picture and on the plot."""
        common = len(self.shared.world) - 1
        self.shared.walk(step)
        self.parted.walk(step - common)
        self.walker.move((self.shared if step <= common else self.parted).end)
        self.trace.to(step)


class Leap(Block):
    """The longest step, from above."""

    def __init__(self, story: Story):
        miles = number(story.miles, decimals=0 if story.miles >= 10 else 2)
        title = f"One step, {miles} miles long" if story.leaps else "No step is a mile long"
        super().__init__(title, story, from_above(story, CHART))
        self.draw_walk()
        self.chart = chart = Chart(story, self.view, STAGE)
        here = self.view.project(leap_of(story))[0]
        self.walker = Dot(here, theme.emphasis, theme.MARK)
        self.draw_slopes()
        self.flying = [self.ground, chart.world, chart.rim, self.shadow, self.shared, self.parted]
        self.flying += [chart.arrow, chart.landing, self.walker]
        self.fly(1.0)

    def fly(self, share: float) -> None:
        """Move the camera from its place at rest to straight above the leap."""
        story, chart, way = self.story, self.chart, leap_of(self.story)
        view = interpolate_views(at_rest(story), self.view, share)
        self.ground.see(view).set_fill(opacity=float(share < WORLD_IS_THERE))
        chart.world.see(view).set_fill(opacity=min(1.0, share / WORLD_IS_THERE))
        chart.rim.move(rim(story, view)).set_stroke(opacity=share)
        self.shadow.move(view.project(place(story, *story.below.T)))
        for trail in (self.shared, self.parted):
            trail.see(view).fade(max(0.0, 1 - 2 * share))
        arrived = aim(chart.arrow, view, way) == 1.0
        chart.landing.move(chart.arrow.end).set_opacity(float(arrived))
        self.walker.move(view.project(way[0])).set_opacity(max(0.0, 1 - 2 * share))


class Clipped(Block):
    """Both walks, and the leap beside them."""

    def __init__(self, story: Story):
        leaps, small = story.leaps, theme.SMALL_LABEL
        title = "The same walk, one mile at most" if leaps else "Clipping changes nothing here"
        super().__init__(title, story, at_rest(story))
        view, first = self.view, min(story.together, story.updates - 1)
        step = view.project(trod(story, story.clipped, first, first + 1))
        trail = Trail(trod(story, story.clipped, first, story.updates), view, theme.clipped)
        end, beside = trail.end, at(1076, 484)
        self.names = corners(story, view)
        self.draw_walk()
        self.arrow = Arrow(step[0], step[0], theme.raw)
        aim(self.arrow, view, leap_of(story), float(leaps))
        cut = step if story.cuts else (end, end)
        self.cut = Arrow(*cut, theme.clipped, theme.LINE + 1)
        self.trail, self.walker = trail, Dot(end, theme.clipped, theme.MARK)
        self.leader = Path([end, beside], theme.ink, theme.GRID)
        name = text("unclipped" * leaps, small, theme.raw)
        self.arrow_name = name.beside(self.arrow.end, 28, 12).halo()
        self.result = VGroup(
            text("clipped", small, theme.clipped).beside(beside, 12, 18).halo(),
            text(f"error {number(story.clipped_end, 2)}", small).beside(beside, 12, -22).halo(),
        )
        if leaps:
            name = text("the leap, to scale", theme.ASIDE, theme.muted)
            self.inset_name = name.at(MAP.left, MAP.top - 24)
            self.inset = Chart(story, from_above(story, INSET), MAP)
        else:
            self.draw_slopes()

    def to(self, step: float) -> None:
        """Run along the clipped walk up to a step."""
        self.trail.walk(step)
        self.walker.move(self.trail.end)


class EndCard(Card):
    """What is often said of the cliff, and what holds."""

    def __init__(self, story: Story):
        slopes, nets, norms = story.wall_slopes, story.wall_steps, story.walk.norms
        of, wall = f"nets of {nets[0]} to {nets[-1]} steps", number(slopes[-1])
        walked, end = np.maximum(norms, LEAST), number(norms[-1], 2)
        after = f"after {story.updates} steps"
        super().__init__(
            "The cliff is infinitely steep, and\nthe step off it ends in NaN.",
            "The wall is finite: its slope grows\nexponentially with T. The unit\n"
            "saturates, so no NaN comes: a long\nleap ends on flat ground.",
            "Pascanu, Mikolov, Bengio, ICML 2013, section 2.3; the ranges and step sizes are ours",
            [
                Evidence("slope at the wall", of, slopes, theme.raw, wall, f"at T = {nets[-1]}"),
                Evidence("slope underfoot", "unclipped walk", walked, theme.raw, end, after),
            ],
        )


class CliffLeap(Explainer[Params]):
    """From shapes to time."""

    chapters = {"The cliff": Land, "The walk": Walk, "The leap": Leap, "Clipped": Clipped}
    card = EndCard
    stamped = ("start", "lr", "threshold", "steps")

    def construct(self) -> None:
        walk = self.show_walk(self.show_land())
        if self.story.leaps:
            self.show_clipped(self.show_leap(walk))
        else:
            self.show_no_clipping(walk)
        self.close()

    def show_land(self) -> Terrain:
        p = self.chapter("The cliff")
        words = "A net with one unit runs for {params.steps} steps. "
        with self.say(words + "Height is its error, over w and b."):
            self.play(Appear(p.ground, run_time=2 * theme.APPEAR))
            self.play(Appear(p.names))
        stands = "stands a wall" if self.story.wall_slope > WALL else "a wall would grow"
        words = "Along the dots {stands}: exponentially steep in T, never infinitely."
        with self.say(words, stands=stands):
            self.play(Draw(p.foot, run_time=theme.MOVE))
            self.play(Appear(p.plot))
            self.play(Draw(p.curve))
            self.play(Appear(p.dot, p.slope, p.end))
            self.wait(theme.READ_NUMBER)
        return p.ground

    def show_walk(self, ground: Terrain) -> Walk:
        story, p = self.story, self.chapter("The walk", keep=[ground])
        self.remove(ground)
        self.add(p.ground)
        p.to(0)
        words = (
            "A walker goes downhill. Each step is {params.lr} times as long as the slope is steep."
        )
        with self.say(words):
            self.play(Appear(p.names, p.start, p.walker, p.plot, p.limit, p.trace))
            self.add(p.shared, p.parted, p.walker)
            shapes = p.shared, p.parted, p.walker, p.trace
            for first, last, seconds in strides(story.leap if story.leaps else story.updates):
                how = {"run_time": seconds, "rate_func": linear}
                self.play(Run(p.to, *shapes, over=(first, last), **how))
        if story.leaps:
            self.show_edge(p)
        else:
            words = (
                "The slope is {story.slope} at most: never above the threshold {params.threshold}."
            )
            with self.say(words):
                self.play(Appear(p.leader, p.slope))
        return p

    def show_edge(self, p: Walk) -> None:
        story, way = self.story, leap_of(self.story)
        words = "After {story.leap} steps the slope is {slope}."
        with self.say(words, slope=long_number(story.slope)):
            self.play(Appear(p.leader, p.slope))
            self.wait(theme.READ_NUMBER)
        with self.say("So the next step is {story.length} long."):
            self.add(p.arrow, p.walker)
            self.play(Run(lambda share: aim(p.arrow, p.view, way, share), p.arrow))
            self.play(Appear(p.shadow))

    def show_leap(self, walk: Walk) -> Leap:
        kept = [walk.ground, walk.shadow, walk.shared, walk.parted, walk.arrow, walk.walker]
        kept += [walk.plot, walk.limit, walk.trace]
        p = self.chapter("The leap", keep=kept)
        self.remove(*kept)
        self.add(*p.flying, p.plot, p.limit, p.trace.to(self.story.leap))
        p.fly(0.0)
        with self.say("Pull back until the whole step fits."):
            self.play(Run(p.fly, *p.flying, run_time=CAMERA))
            self.play(Appear(p.chart.rim_name))
        self.count_miles(p.chart)
        self.show_landing(p)
        return p

    def count_miles(self, chart: Chart) -> None:
        miles, how = self.story.miles, {"run_time": theme.DRAW, "rate_func": linear}
        words = "Call the longest clipped step, {story.mile}, a mile. This step is {miles} miles."
        with self.say(words, miles=long_number(miles)):
            chart.count(0.0)
            self.play(Appear(chart.miles, chart.unit))
            self.play(Run(chart.count, chart.ruler, chart.miles, over=(0.0, miles), **how))
            self.wait(theme.READ_NUMBER)

    def show_landing(self, p: Leap) -> None:
        story = self.story
        worse = story.after > story.before
        so = "it was downhill only at first" if worse else "this time the leap ends lower"
        with self.say("The error went from {story.before:.2g} to {story.after:.2g}: " + so + "."):
            pass
        then = "Exploding has become vanishing." if story.dead else "The walk goes on."
        with self.say("And here the slope is {story.slope_after:.2g}. " + then):
            over, how = (story.leap, len(p.trace.stops) - 1), {"rate_func": linear}
            self.play(Appear(p.chart.landing_name))
            self.play(Run(p.trace.to, p.trace, over=over, run_time=theme.DRAW / 2, **how))
            self.play(Appear(p.chart.onward))
            self.wait(theme.PUNCH_LINE)

    def show_clipped(self, leap: Leap) -> None:
        p = self.chapter("Clipped", keep=leap.flying)
        with self.say(back_words(self.story)):
            self.play(Run(leap.fly, *leap.flying, over=(1, 0), run_time=theme.RESCALE))
        self.remove(*leap.flying)
        self.add(p.ground, p.shadow, p.shared, p.parted, p.arrow, p.walker.move(p.shared.end))
        start, end = p.cut.start.copy(), p.cut.end.copy()

        def step(share: float) -> None:
            p.cut.move(start, start + share * (end - start))
            p.walker.move(p.cut.end)

        words = "Clipped, it keeps its direction: {miles} miles become one."
        with self.say(words, miles=long_number(self.story.first_cut)):
            self.play(Appear(p.names, p.arrow_name))
            self.play(Run(step, p.cut, p.walker, run_time=3 * theme.MOVE))
        with self.say(cut_words(self.story)):
            over, how = (1.0, len(p.trail.world) - 1), {"run_time": RUN, "rate_func": linear}
            self.play(Run(p.to, p.trail, p.walker, over=over, **how))
        self.show_result(p)

    def show_result(self, p: Clipped) -> None:
        story = self.story
        same = "the error is {story.clipped_end:.2g}, with clipping and without."
        apart = "its error is {story.clipped_end:.2g}; without clipping, {story.raw_end:.2g}."
        with self.say("After {params.updates} steps " + (apart if story.leaps else same)):
            self.play(Appear(p.leader, p.result))
            if story.leaps:
                self.play(Appear(p.inset_name, *p.inset.shapes()))
            self.wait(theme.PUNCH_LINE)
        words = "Clipping bounds a step; it promises no more."
        if story.leaps and story.clipped_end >= story.raw_end:
            words = "Here the leap did no harm. " + words
        elif story.clipped_end < VALLEY:
            return
        with self.say(words):
            pass

    def show_no_clipping(self, walk: Walk) -> None:
        kept = [walk.ground, walk.names, walk.shared, walk.walker]
        kept += [walk.plot, walk.limit, walk.trace]
        p = self.chapter("Clipped", keep=kept)
        self.remove(*kept)
        self.add(p.ground, p.names, p.shared, p.walker, p.plot, p.limit, p.trace)
        with self.say("So clipping cuts no step, and the walk is the same."):
            pass
        self.show_result(p)


def back_words(story: Story) -> str:
    """Where the two walks part."""
    if story.together == story.leap:
        return "Rewind: the same place, the same slope."
    return (
        "Rewind to step {story.together}, "
        "where the slope is above the threshold for the first time."
    )


def cut_words(story: Story) -> str:
    """How often the clipped walk is cut."""
    verb = "is" if story.cuts == 1 else "are"
    return "It walks on. Of its {story.updates} steps {story.cuts} " + verb + " cut to one mile."


def strides(steps: int) -> list[tuple[int, int, float]]:
    """Two steps slowly, one at half the time, then the rest at a run: first, last, seconds."""
    slow = [(n, n + 1, theme.MOVE / (1 if n < 2 else 2)) for n in range(min(steps, 3))]
    return slow + ([(3, steps, min(4.0, 0.6 + 0.08 * steps))] if steps > 3 else [])
