"""One matrix, applied again and again.

A ring of arrows under W, W², W³ ... becomes an ellipse, and the arrows swing to the
eigendirection that grows most. An arrow on a shrinking eigendirection does not grow, though
the spectral radius is above 1. A gradient goes through the transpose, backwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from manim import VGroup, linear
from numpy.typing import ArrayLike, NDArray

from clipanim.numerics import (
    EigenLines,
    Orbit,
    OrbitState,
    angle,
    find_eigenlines,
    norm,
    planar_orbit,
    power_norms,
)
from clipanim.params import SceneParams, param
from clipanim.stage import (
    PASCANU,
    PX,
    Appear,
    Arrow,
    Box,
    Card,
    Dim,
    Draw,
    Evidence,
    Explainer,
    Fan,
    Matrix,
    Picture,
    Plot,
    Ring,
    Run,
    Trace,
    aside,
    big,
    eigenlines,
    end_labels,
    growth_colour,
    math,
    near_end,
    number,
    picture_and_plot,
    steps_plot,
    text,
    theme,
    times,
    together,
    zoom_per_step,
)

Points = NDArray[np.float64]
Counts = NDArray[np.int_]

LENGTH = 64
WINDOW, SMALL_WINDOW = Box(392, 236, 1092, 830), Box(507, 298, 977, 768)
COLUMN, FOOT = Box(96, 236, 370, 560), Box(500, 852, 984, 890)  # words beside and below
PLOT = picture_and_plot()[1]
UNIT, SMALL_UNIT, RADIUS = 190, 150, 225  # px
HALF, REACH = (1.77, 1.5), 1.5  # of the two windows, in units
SLOW = 3  # steps that are shown one by one
SAME = 1e-9  # lengths that differ by less are the same


@dataclass(frozen=True)
class Params(SceneParams):
    matrix: tuple[tuple[float, ...], ...] = param(
        ((1.1, 0.4), (0.0, 0.7)),
        "The matrix W that is applied again and again",
        low=-2,
        high=2,
        examples=(
            ((1.0337, -0.3762), (0.3762, 1.0337)),  # turns by 20 degrees and grows
            ((1.0, 0.5), (0.0, 1.0)),  # a shear: one eigendirection only
            ((0.8, 0.3), (0.1, 0.6)),  # shrinks
            ((-1.2, 0.3), (0.2, 0.5)),  # flips
            ((0.0, 0.0), (0.0, 0.0)),
            ((2.0, 2.0), (2.0, 2.0)),
        ),
    )
    steps: int = param(12, "How often it is applied", low=4, high=60)
    vectors: int = param(24, "How many arrows the ring has", low=8, high=48)


@dataclass(frozen=True)
class Story:
    """The numbers on screen; a line of narration takes them by their names."""

    kind: str  # of the matrix, see `KINDS`
    symmetric: bool
    shape: str  # what the circle becomes at once
    first: float  # the real eigenvalue of the larger modulus; the radius if there is none
    last: float  # that of the smaller modulus, likewise
    radius: float
    squared: float  # the radius squared: what two steps multiply by, if W mirrors
    turn: float  # degrees a step
    steps: int
    vectors: int
    stride: int  # 2 if arrows flip: the fast run then shows every second step
    forward: Orbit  # of the ring and, as the last, of the followed arrow
    backward: Orbit  # the same under the transpose
    views: Points  # how far the view is zoomed out after k steps, (steps + 1,)
    back_views: Points
    counts: Counts  # arrows longer than 1, (steps + 1,)
    grown: int  # those in the end
    near: int  # arrows that end within `narrow` degrees of the first eigendirection
    narrow: float
    longest: float  # how long the longest arrow is in the end
    kept: float  # the followed arrow
    back: float  # the same under the transpose
    proof: Orbit  # for the card: along the shrinking direction, and partly along the growing one


def tell(params: Params) -> Story:
    """From parameters to numbers."""
    W, lines, steps = np.array(params.matrix), find_eigenlines(params.matrix), params.steps
    values = lines.values if len(lines.values) else np.array([lines.radius])
    arrows = ring([[1.0, 0.0], *lines.directions][-1], params.vectors)
    ahead, back = planar_orbit(W, arrows, steps), planar_orbit(W.T, arrows, steps)
    counts, narrow = (ahead.lengths[:, :-1] > 1 + SAME).sum(axis=-1), 5.0
    off = [90 - abs(90 - angle(ahead.arrows[-1, :-1], one)) for one in lines.directions[:1]]
    still, aslant = [0.0, 1.0], [0.5**0.5, 0.5**0.5]
    return Story(
        kind=kind(lines, values),
        symmetric=bool(W[0, 1] == W[1, 0]),
        shape=shape(W),
        first=float(values[0]),
        last=float(values[-1]),
        radius=lines.radius,
        squared=lines.radius**2,
        turn=lines.turn,
        steps=steps,
        vectors=params.vectors,
        stride=2 if lines.turn > 90 or (values < 0).any() else 1,
        forward=ahead,
        backward=back,
        views=zoom_per_step((norm(ahead.powers) / HALF).max(axis=-1), SLOW),
        back_views=zoom_per_step(power_norms(W.T, steps) / REACH, 1),
        counts=counts,
        grown=int(counts[-1]),
        near=int(np.sum(np.array(off) <= narrow)),
        narrow=narrow,
        longest=float(ahead.lengths[-1, :-1].max()),
        kept=float(ahead.lengths[-1, -1]),
        back=float(back.lengths[-1, -1]),
        proof=planar_orbit(np.diag([1.1, 0.5]), [still, aslant], 20),
    )


def ring(start: ArrayLike, count: int) -> Points:
    """Arrows all around, one of them along `start`, and once more this one."""
    x, y = np.asarray(start)
    turns = np.arctan2(y, x) + 2 * np.pi * np.arange(count) / count
    return np.array([*np.column_stack([np.cos(turns), np.sin(turns)]), (x, y)])


def kind(lines: EigenLines, values: Points) -> str:
    """The kind of a matrix, and whether it makes one line grow, the other shrink, or all 0."""
    if lines.kind == "dominant" and abs(values[-1]) < 1 - SAME < 1 + SAME < lines.radius:
        return "saddle"
    return "nilpotent" if lines.kind == "double" and lines.radius == 0 else lines.kind


def shape(W: Points) -> str:
    """What W makes of a circle."""
    large, small = np.linalg.svd(W, compute_uv=False)
    if small <= SAME * large:
        return "a line" if large else "a point"
    return "an ellipse" if large - small > SAME * large else "a circle again"


# Words that depend on the matrix

WINS = "In the long run, one direction wins"
TWO = "Arrows on two lines stay on them: the eigendirections of W."
ONE = "Arrows on one line stay on it: the only eigendirection of W."
SWING = (
    "Drawn at length 1: {story.near} of {story.vectors} end within "
    "{story.narrow}° of the λ = {story.first} line."
)
KINDS = {  # the idea of the second chapter, which arrows stay on their lines, what others do
    "dominant": (WINS, TWO, SWING),
    "saddle": ("One direction never grows", TWO, SWING),
    "double": (WINS, ONE, SWING),
    "nilpotent": (
        "Two steps, and nothing is left",
        ONE,
        "One step puts every arrow on that line, the next makes it zero.",
    ),
    "mirror": (
        "After two steps, each is back on its line",
        TWO,
        "Two steps multiply every arrow by {story.squared}. None turns for good.",
    ),
    "every": (
        "Every direction is an eigendirection",
        "Every arrow stays on its line: W is a multiple of the identity.",
        "None leaves its line. After {story.steps} steps each is {story.longest} long.",
    ),
    "turning": (
        "No direction wins: all arrows keep turning",
        "No arrow stays on its line: the eigenvalues of W are complex.",
        "Drawn at length 1: a step turns them by {story.turn}° on average, for ever.",
    ),
}


def verdict(story: Story) -> str:
    """What it comes to."""
    if story.radius > 1 + SAME:
        if abs(story.last) < 1 - SAME:
            return "One eigenvalue with |λ| > 1 does not make every arrow grow."
        if abs(story.last) <= 1 + SAME:
            return "The largest |λ| is {story.radius}, and still that arrow keeps its length."
        return "Every |λ| is above 1: in the end, every arrow grows."
    if story.radius < 1 - SAME:
        return "Every |λ| is below 1: in the end, every arrow shrinks to nothing."
    if story.kind == "double":
        return "|λ| = 1, and still the arrows off that line grow, in the end."
    return "No |λ| is above 1: nothing grows without end."


def alike(story: Story) -> str:
    """How the transpose compares."""
    if story.symmetric:
        return "W is symmetric: the transpose is W itself."
    if story.kind == "turning":
        return "It has the same eigenvalues. It turns the other way."
    return "The same eigenvalues, but along other lines."


def result(story: Story) -> str:
    """What the followed arrow shows."""
    if np.isclose(story.back, story.kept, rtol=SAME, atol=0):
        return "Now it is {story.back} long, just as it was forwards."
    if story.kept < 1 < story.back:
        return "Now it is {story.back} long. What W shrinks, its transpose may grow."
    if story.back < 1 < story.kept:
        return "Now it is {story.back} long. What W makes grow, its transpose may shrink."
    return "Now it is {story.back} long. Forwards and backwards need not agree."


# Pictures


class Walk(Picture):
    """Arrows that are multiplied step by step, and a plot of the lengths that come of it.

    `moving` are the shapes that follow the steps, beside counter and course.
    """

    def __init__(self, title: str, orbit: Orbit, ring: Ring):
        super().__init__(title)
        self.orbit, self.ring = orbit, ring

    def plot_longest(self, name: str) -> None:
        """The matrix, and a plot on which the longest arrow goes."""
        lengths = self.orbit.lengths
        self.matrix, self.counter = matrix_of("W", self.orbit.matrix), text("after").at(96, 420)
        self.plot = steps_plot(PLOT, lengths, "k", name)
        self.course = trace(self.plot, lengths[:, :-1].max(axis=-1), upright=True)
        self.ends = end_labels(("longest arrow", self.course))

    def follow(self, now: OrbitState) -> None:
        """Bring the arrows, and what moves with them, to a moment."""
        self.ring.show(now.power, now.arrows[:-1], now.earlier_powers)

    def count(self, k: int) -> str:
        """What the counter says."""
        return f"after {k} step{'s' if k != 1 else ''}"

    def show(self, k: float, zoom: float = 1.0, first: int = 0, stride: int = 1) -> None:
        """Bring picture and plot to step `k`."""
        self.ring.zoom = zoom
        self.counter.say(self.count(round(k)))
        self.course.to(k)
        self.follow(self.orbit.at(k, first, stride))

    def go(self, steps: Sequence[int], zooms: ArrayLike = 1.0, stride: int = 1, **how: Any) -> Run:
        """Run through steps, each of them seen at its zoom."""
        stops, logs = range(len(steps)), np.log(np.broadcast_to(zooms, len(steps)))

        def move(place: float) -> None:
            k, log = np.interp(place, stops, steps), np.interp(place, stops, logs)
            self.show(float(k), float(np.exp(log)), steps[0], stride)

        return Run(move, self.counter, self.course, *self.moving, over=(0, stops[-1]), **how)


class Multiplying(Walk):
    """The ring and its ellipse, and the longest arrow on the plot."""

    def __init__(self, story: Story):
        ring, self.story = Ring(WINDOW, UNIT), story
        super().__init__("One matrix, applied again and again", story.forward, ring)
        self.plot_longest("longest arrow after $k$ steps")
        self.note = aside("none").at(96, 468)
        self.views = story.views  # the zoom of each step
        self.view = ring.view(story.views[-1]).at(742, 880, "centre")  # names the outer circle
        self.moving = ring, self.note
        self.show(story.steps, story.views[-1])

    def follow(self, now: OrbitState) -> None:
        super().follow(now)
        story = self.story
        self.note.say(f"{story.counts[round(now.k)]} of {story.vectors} have grown")


class Turning(Walk):
    """Every arrow at length 1, the lines that stay, and all lengths on the plot."""

    def __init__(self, story: Story):
        super().__init__(KINDS[story.kind][0], story.forward, Ring(WINDOW, RADIUS))
        self.plot_longest("length of every arrow")
        self.note = aside("all arrows drawn\nat length 1").at(96, 468)
        lines = lines_of(story, self.orbit)
        self.lines = eigenlines(self.ring.centre, lines, [COLUMN, FOOT])
        kept = trace(self.plot, self.orbit.lengths[:, -1])
        arrow = Arrow(self.ring.centre, self.ring.centre, kept.colour, 7)
        self.followed = [arrow, kept] if lines else []  # if there is a line for it to stay on
        self.fan = Fan(self.plot, self.orbit.lengths)
        if lines:
            on_line = f"on $lambda = {number(story.last)}$", kept
            self.ends = end_labels(("longest arrow", self.course), on_line)
        self.moving = self.ring, *self.followed, self.fan
        self.show(story.steps)

    def follow(self, now: OrbitState) -> None:
        self.ring.point(now.unit_arrows[:-1], norm(now.arrows[:-1]))
        self.fan.to(now.k)
        if self.followed:
            arrow, kept = self.followed
            arrow.move(self.ring.centre, self.ring.place(now.unit_arrows[-1]))
            kept.to(now.k)


class Returning(Walk):
    """The same under the transpose, from the last step to the first."""

    def __init__(self, story: Story):
        orbit, ring = story.backward, Ring(SMALL_WINDOW, SMALL_UNIT)
        super().__init__("The gradient takes the transpose", orbit, ring)
        self.matrix = matrix_of("W^top", story.forward.matrix, orbit.matrix)
        self.counter, self.note = text("back").at(96, 530), aside("in a linear network").at(96, 456)
        self.plot_there_and_back(story)
        self.views = story.back_views
        self.view = ring.view(story.back_views[-1]).at(742, 880, "centre")
        self.formula = math("delta_t = W^top delta_(t + 1)", 42).at(96, 408)
        lines = eigenlines(ring.centre, both_lines(story), [COLUMN, FOOT])
        self.lines, self.old = lines[: len(orbit.directions)], lines[len(orbit.directions) :]
        self.arrow = Arrow(ring.centre, ring.centre, width=7)
        self.moving = ring, self.arrow
        self.show(story.steps, story.back_views[-1])

    def plot_there_and_back(self, story: Story) -> None:
        """A plot on which the followed arrow has gone forwards, and goes backwards."""
        ahead, back = story.forward.lengths[:, -1], story.backward.lengths[:, -1]
        both, name = np.column_stack([ahead, back]), "length of one arrow"
        self.plot = plot = steps_plot(PLOT, both, "t", name, room=0.3)
        self.course = trace(plot, back, np.arange(story.steps + 1)[::-1], True)
        self.forwards = trace(plot, ahead)
        self.ends = end_labels(("forwards", self.forwards))
        name = text("backwards", theme.SMALL_LABEL, self.course.colour).at(0, 0)
        result = VGroup(name, big(times(story.back)).at(0, 50))
        self.result = near_end(result, self.course, self.forwards)

    def count(self, k: int) -> str:
        return f"back at t = {len(self.views) - 1 - k}"

    def follow(self, now: OrbitState) -> None:
        super().follow(now)
        self.arrow.move(self.ring.centre, self.ring.place(now.arrows[-1]))
        self.arrow.set_fill(growth_colour(float(norm(now.arrows[-1]))))


class EndCard(Card):
    """What is often said, and what holds."""

    def __init__(self, story: Story):
        still, part = story.proof.lengths.T
        W, first, last = "W = diag(1.1, 0.5)", number(still[-1], 2), number(part[-1])
        super().__init__(
            said="If one eigenvalue exceeds 1,\nevery vector grows.",
            holds="Exponential growth needs\nρ(W) > 1. It also needs a part\n"
            "of the vector along a growing\neigendirection.",
            source=PASCANU + ", §2.1",
            evidence=[
                Evidence("along $lambda = 0.5$", W, still, theme.state, first, hollow=True),
                Evidence("partly along $lambda = 1.1$", W, part, theme.raw, last),
            ],
            aside="In a linear network. There ρ(W) < 1\nis enough to vanish, in the end.",
        )


# Parts of several pictures


def matrix_of(name: str, *shown: Points) -> Matrix:
    """The matrix in the column beside the picture, set smaller where its entries are long."""
    wide = Matrix(name, shown, size=38, names=("W",)).width / PX
    return Matrix(name, shown, size=38 * min(1.0, 274 / wide), names=("W",)).at(96, 290)


def trace(plot: Plot, ys: Points, xs: Counts | None = None, upright: bool = False) -> Trace:
    """How a length went, coloured by what comes of it."""
    xs = np.arange(len(ys)) if xs is None else xs
    return Trace(plot, xs, ys, growth_colour(ys[-1]), hollow=bool(ys[-1] < 1), upright=upright)


def lines_of(story: Story, orbit: Orbit) -> list[tuple[Points, str, str]]:
    """The eigendirections with their labels, coloured by what they do to a length."""
    return [
        (direction, f"$lambda = {number(value)}$", growth_colour(abs(value)))
        for direction, value in zip(orbit.directions, (story.first, story.last), strict=False)
    ]


def both_lines(story: Story) -> list[tuple[Points, str, str]]:
    """Those of the transpose, and where the line of the followed arrow was."""
    old = story.forward.directions[-1:] if not story.symmetric else ()
    was = f"was $lambda = {number(story.last)}$"
    return [*lines_of(story, story.backward), *((one, was, theme.muted) for one in old)]


class RepeatedMatrix(Explainer[Params]):
    """From shapes to time."""

    chapters = {
        "Repeated multiplication": Multiplying,
        "Eigendirections": Turning,
        "Backwards in time": Returning,
    }
    card = EndCard
    stamped = ("steps", "vectors")

    def construct(self) -> None:
        self.multiply(self.chapter("Repeated multiplication"))
        self.turn(self.chapter("Eigendirections"))
        self.go_back(self.chapter("Backwards in time"))
        self.close()

    def multiply(self, p: Multiplying) -> None:
        p.show(0)
        with self.say("{story.vectors} arrows of length 1. Multiply each of them by W."):
            self.play(Appear(p.ring, p.counter, p.note, p.matrix))
            self.play(Appear(p.plot, p.course))
        with self.say("The circle becomes {story.shape}. Beside it: the longest arrow."):
            self.wait(0.6)
            self.step(p, 0, 1, run_time=1.5)
        with self.say("Again. Outside the dashed circle, arrows have grown."):
            self.step(p, 1, 2, run_time=1.5)
            self.wait(theme.APPEAR)
            self.step(p, 2, SLOW, run_time=0.8)
            self.step(p, SLOW, self.story.steps, **self.running(SLOW))
        words = "After {story.steps} steps, {story.grown} of {story.vectors} have grown."
        with self.say(words + " The longest is {story.longest} long."):
            self.play(Appear(p.ends))
            self.wait(theme.READ_NUMBER)

    def turn(self, p: Turning) -> None:
        _, stay, swing = KINDS[self.story.kind]
        p.show(0)
        with self.say(stay):
            self.play(Appear(p.ring, p.counter, p.matrix, p.plot, p.course))
            if p.lines:
                self.play(Draw(*(one.line for one in p.lines), run_time=0.9))
                self.play(Appear(*(one.label for one in p.lines), *p.followed))
        with self.say(swing):
            self.play(Appear(p.note, p.fan))
            self.play(p.go((0, 1), run_time=1.2))
            self.play(p.go(range(1, self.story.steps + 1), **self.running(0)))
        if stays := p.lines and self.story.kind != "mirror":
            words = "An arrow on the λ = {story.last} line stays there. It is {story.kept} long."
            with self.say(words):
                self.play(Dim(p.ring.spokes, p.fan, p.course.curve, p.course.mark))
                self.play(Appear(p.ends))
        with self.say(verdict(self.story)):
            if not stays:
                self.play(Appear(p.ends))
            self.wait(theme.PUNCH_LINE)

    def go_back(self, p: Returning) -> None:
        W, new = self.story.forward.matrix, p.orbit.matrix
        p.show(0)
        with self.say("A gradient goes backwards: each step multiplies by the transpose."):
            p.matrix.show(W, "W")
            self.play(Appear(p.matrix, p.ring))
            self.play(Run(lambda share: p.matrix.show(W).swap(share), p.matrix))
            p.matrix.show(new, "W^top")
            self.play(Appear(p.formula, p.note))
        with self.say(alike(self.story)):
            if p.lines:
                self.turn_lines(p)
        words = "Follow the arrow that W made {story.kept} long, back from t = {story.steps}."
        with self.say(words):
            self.play(Appear(p.plot, p.forwards, p.ends, p.arrow, p.counter))
            self.play(Appear(p.course))
            self.step(p, 0, 1)
            self.step(p, 1, self.story.steps, **self.running(1))
        with self.say(result(self.story)):
            self.play(Appear(p.result))
            self.wait(theme.PUNCH_LINE)

    def turn_lines(self, p: Returning) -> None:
        """Let the lines of W turn into those of its transpose."""
        ways = zip(p.lines, self.story.forward.directions, p.orbit.directions, strict=True)
        turn = together(*(line.turning(old, new) for line, old, new in ways))
        turn(0)
        lines = [one.line for one in p.lines]
        self.play(Appear(*lines))
        self.play(Appear(*p.old), Run(turn, *lines, run_time=1.2))
        self.play(Appear(*(one.label for one in p.lines)))

    def running(self, first: int) -> dict[str, Any]:
        """How steps after `first` follow each other: evenly, in a few seconds."""
        seconds = float(np.clip(0.22 * (self.story.steps - first), 0.9, 6.0))
        return {"stride": self.story.stride, "run_time": seconds, "rate_func": linear}

    def step(self, p: Walk, first: int, last: int, **how: Any) -> None:
        """Multiply; the view makes room first, or goes with the steps if that is far."""
        zooms = p.views[first : last + 1].copy()
        named = [Appear(p.view)] if zooms[0] < zooms[-1] == p.views[-1] else []
        if zooms[0] < zooms[1] == zooms[-1]:
            self.play(p.go((first, first), zooms[[0, -1]], run_time=1.5), *named)
            zooms[0], named = zooms[-1], []
        self.play(p.go(range(first, last + 1), zooms, **how))
        if named:
            self.play(*named)
