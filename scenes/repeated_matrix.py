"""One matrix, applied again and again.

A ring of arrows under W, W², W³ ... becomes an ellipse, and the arrows swing to the
eigendirection that grows most. An arrow on a shrinking eigendirection does not grow, though
the spectral radius is above 1. A gradient goes through the transpose, backwards.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from manim import Mobject, VGroup, linear
from numpy.typing import NDArray

from clipanim.numerics import angle, norm, planar, power_norms, powers
from clipanim.numerics.planar import orbit, part_way
from clipanim.params import SceneParams, param
from clipanim.stage import (
    PX,
    Appear,
    Arrow,
    Box,
    Card,
    Dim,
    Draw,
    Evidence,
    Explainer,
    Label,
    Matrix,
    Path,
    Picture,
    Plot,
    Run,
    card,
    circle,
    marker_line,
    math,
    number,
    text,
    theme,
    times,
)
from clipanim.stage.ring import EigenLine, Ring, eigenlines, views
from clipanim.stage.spokes import Spokes, fate
from clipanim.stage.trace import Fan, Trace, end_labels, near_end

Points = NDArray[np.float64]

LENGTH = 64
WINDOW, SMALL_WINDOW = Box(392, 236, 1092, 830), Box(507, 298, 977, 768)
COLUMN, FOOT = Box(96, 236, 370, 560), Box(500, 852, 984, 890)  # words beside and below
PLOT = Box(1250, 236, 1570, 830)
UNIT, SMALL_UNIT, RADIUS = 190, 150, 225  # px
HALF, REACH = (1.77, 1.5), 1.5  # of the two windows, in units
SLOW = 3  # steps that are shown one by one
SAME = 1e-9  # lengths that differ by less are the same
TINY = 1e-20  # lengths below it leave the plot


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
class Way:
    """What a matrix makes of the ring, and of one more arrow; entry k is after k steps."""

    matrix: Points  # (2, 2)
    powers: Points  # (steps + 1, 2, 2)
    arrows: Points  # the ring and, as the last, the followed arrow, (steps + 1, vectors + 1, 2)
    lengths: Points  # of all of them, (steps + 1, vectors + 1)
    longest: Points  # of the ring, (steps + 1,)
    followed: Points  # length of the followed arrow, (steps + 1,)
    zoom: Points  # so that the ellipse stays in the picture, (steps + 1,)
    directions: Points  # unit vectors along the eigenlines, (m, 2)


@dataclass(frozen=True)
class Story:
    """The numbers on screen."""

    kind: str  # of the matrix, see `clipanim.numerics.planar`
    values: Points  # the real eigenvalues, the larger modulus first
    radius: float
    squared: float  # the radius squared: what two steps multiply by, if W mirrors
    turn: float  # degrees a step
    symmetric: bool
    shape: str  # what the circle becomes at once
    forward: Way
    backward: Way  # under the transpose
    steps: int
    vectors: int
    grown: NDArray[np.int_]  # arrows longer than 1 after k steps, (steps + 1,)
    near: int  # arrows that end within `narrow` degrees of the first eigendirection
    narrow: float
    stride: int  # 2 if arrows flip: the fast run then shows every second step
    still: Points  # the card: lengths along the shrinking direction
    part: Points  # the card: lengths with a part along the growing one


def tell(params: Params) -> Story:
    """From parameters to numbers."""
    W, lines, narrow = np.array(params.matrix), planar.eigenlines(params.matrix), 5.0
    start = lines.directions[-1] if len(lines.directions) else np.array([1.0, 0.0])
    ahead = _way(W, start, params, SLOW)
    turned = angle(ahead.arrows[-1, :-1], lines.directions[0]) if len(lines.directions) else []
    off = np.minimum(turned, 180 - np.asarray(turned))
    aslant = np.array([0.5, 0.5]) ** 0.5
    still, part = norm(orbit(np.diag([1.1, 0.5]), np.array([[0.0, 1.0], aslant]), 20)).T
    return Story(
        kind=lines.kind,
        values=lines.values,
        radius=lines.radius,
        squared=lines.radius**2,
        turn=lines.turn,
        symmetric=bool(abs(W[0, 1] - W[1, 0]) <= SAME),
        shape=_shape(W),
        forward=ahead,
        backward=_way(W.T, start, params, 1),
        steps=params.steps,
        vectors=params.vectors,
        grown=(ahead.lengths[:, :-1] > 1 + SAME).sum(axis=-1),
        near=int((off <= narrow).sum()),
        narrow=narrow,
        stride=2 if lines.turn > 90 or (lines.values < 0).any() else 1,
        still=still,
        part=part,
    )


def _way(W: Points, start: Points, params: Params, slow: int) -> Way:
    """Run the ring and the followed arrow, `start`; one arrow of the ring lies on it."""
    count, steps = params.vectors, params.steps
    turns = np.arctan2(start[1], start[0]) + 2 * np.pi * np.arange(count) / count
    ring = np.column_stack([np.cos(turns), np.sin(turns)])
    arrows, every = orbit(W, np.concatenate([ring, start[None]]), steps), powers(W, steps)
    lengths = norm(arrows)
    wide = (norm(every) / HALF).max(axis=-1)
    return Way(
        matrix=W,
        powers=every,
        arrows=arrows,
        lengths=lengths,
        longest=lengths[:, :-1].max(axis=-1),
        followed=lengths[:, -1],
        zoom=views(wide if slow == SLOW else power_norms(W, steps) / REACH, slow),
        directions=planar.eigenlines(W).directions,
    )


def _shape(W: Points) -> str:
    large, small = np.linalg.svd(W, compute_uv=False)
    if large == 0:
        return "a point"
    if small <= SAME * large:
        return "a line"
    return "an ellipse" if large - small > SAME * large else "a circle again"


# Words that depend on the matrix

STAY = {
    "dominant": "Arrows on two lines stay on them: the eigendirections of W.",
    "mirror": "Arrows on two lines stay on them: the eigendirections of W.",
    "double": "Arrows on one line stay on it: the only eigendirection of W.",
    "every": "Every arrow stays on its line: W is a multiple of the identity.",
    "turning": "No arrow stays on its line: the eigenvalues of W are complex.",
}


def turning_title(story: Story) -> str:
    """The idea of the second chapter."""
    if story.kind == "dominant" and abs(story.values[1]) < 1 - SAME < 1 + SAME < story.radius:
        return "One direction never grows"
    if story.kind == "double" and story.radius == 0:
        return "Two steps, and nothing is left"
    return {
        "mirror": "After two steps, each is back on its line",
        "every": "Every direction is an eigendirection",
        "turning": "No direction wins: all arrows keep turning",
    }.get(story.kind, "In the long run, one direction wins")


def swing(story: Story) -> tuple[str, dict[str, float]]:
    """What the arrows do, drawn at length 1: a line of narration and its numbers."""
    if story.kind == "mirror":
        return "Two steps multiply every arrow by {by}. None turns for good.", {"by": story.squared}
    if story.kind == "every":
        words = "None leaves its line. After {steps} steps each is {long} long."
        return words, {"steps": story.steps, "long": float(story.forward.longest[-1])}
    if story.kind == "turning":
        words = "Drawn at length 1: a step turns them by {turn}° on average, for ever."
        return words, {"turn": story.turn}
    if story.radius == 0:
        return "One step puts every arrow on that line, the next makes it zero.", {}
    words = "Drawn at length 1: {near} of {all} end within {narrow}° of the λ = {first} line."
    counts = {"near": story.near, "all": story.vectors, "narrow": story.narrow}
    return words, {**counts, "first": float(story.values[0])}


def verdict(story: Story) -> tuple[str, dict[str, float]]:
    """What it comes to."""
    least = abs(float(story.values[-1])) if len(story.values) else story.radius
    if story.radius > 1 + SAME and least < 1 - SAME:
        return "One eigenvalue with |λ| > 1 does not make every arrow grow.", {}
    if story.radius > 1 + SAME and least <= 1 + SAME:
        words = "The largest |λ| is {radius}, and still that arrow keeps its length."
        return words, {"radius": story.radius}
    if story.radius > 1 + SAME:
        return "Every |λ| is above 1: in the end, every arrow grows.", {}
    if story.radius < 1 - SAME:
        return "Every |λ| is below 1: in the end, every arrow shrinks to nothing.", {}
    if story.kind == "double":
        return "|λ| = 1, and still the arrows off that line grow, in the end.", {}
    return "No |λ| is above 1: nothing grows without end.", {}


def alike(story: Story) -> str:
    """How the transpose compares."""
    if story.symmetric:
        return "W is symmetric: the transpose is W itself."
    if story.kind == "turning":
        return "It has the same eigenvalues. It turns the other way."
    return "The same eigenvalues, but along other lines."


def result(story: Story) -> str:
    """What the followed arrow shows."""
    ahead, back = story.forward.followed[-1], story.backward.followed[-1]
    if abs(ahead - back) <= SAME * max(ahead, back):
        return "Now it is {b} long, just as it was forwards."
    if ahead < 1 < back:
        return "Now it is {b} long. What W shrinks, its transpose may grow."
    if back < 1 < ahead:
        return "Now it is {b} long. What W makes grow, its transpose may shrink."
    return "Now it is {b} long. Forwards and backwards need not agree."


# Pictures


@dataclass(frozen=True)
class Multiplying(Picture):
    story: Story
    matrix: Matrix
    ring: Ring
    counter: Label
    census: Label
    view: Label
    plot: Plot
    step: Path
    course: Trace
    end: VGroup

    def show(self, k: float, zoom: float, first: int = 0, stride: int = 1) -> None:
        """Bring picture and plot to step `k`."""
        way = self.story.forward
        whole = show_ring(self.ring, way, k, zoom, first, stride)[1]
        self.counter.say(after(round(k)))
        self.census.say(f"{self.story.grown[whole]} of {self.story.vectors} have grown")
        self.step.move(marked(self.plot, k))
        self.course.to(k)

    @property
    def moving(self) -> tuple[Mobject, ...]:
        return self.ring, self.counter, self.census, self.step, self.course


def draw_multiplying(story: Story) -> Multiplying:
    """The ring and its ellipse, and the longest arrow on the plot."""
    way, zoom = story.forward, story.forward.zoom[-1]
    plot = empty_plot(story, "longest arrow after $k$ steps", "k", way.lengths)
    longest = course(plot, way.longest)
    picture = Multiplying(
        title="One matrix, applied again and again",
        story=story,
        matrix=matrix_of("W", way.matrix),
        ring=Ring(WINDOW, UNIT),
        counter=text(after(story.steps)).at(96, 420),
        census=text("none", theme.ASIDE, theme.muted).at(96, 468),
        view=first_view(zoom),
        plot=plot,
        step=marker_line(plot, story.steps),
        course=longest,
        end=end_labels(("longest arrow", longest)),
    )
    picture.show(story.steps, zoom)
    return picture


@dataclass(frozen=True)
class Turning(Picture):
    story: Story
    matrix: Matrix
    circle: Path
    lines: list[EigenLine]
    spokes: Spokes
    arrow: Arrow
    counter: Label
    note: Label
    plot: Plot
    fan: Fan
    step: Path
    course: Trace
    kept: Trace
    ends: VGroup

    def show(self, k: float, first: int = 0, stride: int = 1) -> None:
        """Bring picture and plot to step `k`."""
        centre = WINDOW.centre
        tips, lengths = headings(self.story.forward, k, first, stride)
        self.spokes.move(centre + RADIUS * PX * tips[:-1], lengths[:-1])
        self.arrow.move(centre, centre + RADIUS * PX * tips[-1])
        self.counter.say(after(round(k)))
        self.step.move(marked(self.plot, k))
        for one in (self.fan, self.course, self.kept):
            one.to(k)

    @property
    def moving(self) -> tuple[Mobject, ...]:
        parts = (self.spokes, self.arrow, self.counter, self.fan, self.step, self.course)
        return (*parts, self.kept) if self.lines else parts


def draw_turning(story: Story) -> Turning:
    """Every arrow at length 1, the lines that stay, and all lengths on the plot."""
    way, centre = story.forward, WINDOW.centre
    plot = empty_plot(story, "length of every arrow", "k", way.lengths)
    longest = course(plot, way.longest)
    kept = course(plot, way.followed if len(way.directions) else way.longest)
    ends = [("longest arrow", longest)]
    if len(way.directions):
        ends.append((f"on $lambda = {number(story.values[-1])}$", kept))
    picture = Turning(
        title=turning_title(story),
        story=story,
        matrix=matrix_of("W", way.matrix),
        circle=Path(circle(centre, RADIUS * PX), theme.muted, theme.AXIS, theme.DASH),
        lines=eigenlines(centre, lines_of(story, way), [COLUMN, FOOT]),
        spokes=Spokes(centre, np.zeros((0, 3)), np.zeros(0)),
        arrow=Arrow(
            centre, centre, fate(way.followed[-1]), 7, opacity=float(len(way.directions) > 0)
        ),
        counter=text(after(story.steps)).at(96, 420),
        note=text("all arrows drawn\nat length 1", theme.ASIDE, theme.muted).at(96, 468),
        plot=plot,
        fan=Fan(plot, way.lengths),
        step=marker_line(plot, story.steps),
        course=longest,
        kept=kept,
        ends=end_labels(*ends),
    )
    picture.show(story.steps)
    return picture


@dataclass(frozen=True)
class Returning(Picture):
    story: Story
    matrix: Matrix
    formula: Label
    aside: Label
    ring: Ring
    old: VGroup
    lines: list[EigenLine]
    arrow: Arrow
    counter: Label
    view: Label
    plot: Plot
    step: Path
    forwards: Trace
    end: VGroup
    backwards: Trace
    result: VGroup

    def show(self, k: float, zoom: float, first: int = 0, stride: int = 1) -> None:
        """Bring picture and plot to `k` steps back."""
        tip = show_ring(self.ring, self.story.backward, k, zoom, first, stride)[0][-1]
        self.arrow.move(self.ring.centre, self.ring.place(tip, zoom))
        self.arrow.set_fill(fate(float(norm(tip))))
        self.counter.say(f"back at t = {self.story.steps - round(k)}")
        self.step.move(marked(self.plot, self.story.steps - k))
        self.backwards.to(k)

    @property
    def moving(self) -> tuple[Mobject, ...]:
        return self.ring, self.arrow, self.counter, self.step, self.backwards


def draw_returning(story: Story) -> Returning:
    """The same under the transpose, from the last step to the first."""
    way, ahead, steps = story.backward, story.forward.followed, story.steps
    plot = empty_plot(story, "length of one arrow", "t", ahead, way.followed, room=0.3)
    lines = lines_of(story, way)
    if lines and not story.symmetric:
        was = f"was $lambda = {number(story.values[-1])}$"
        lines.append((story.forward.directions[-1], was, theme.muted))
    drawn = eigenlines(WINDOW.centre, lines, [COLUMN, FOOT])
    there = course(plot, ahead)
    back = course(plot, way.followed, steps - np.arange(steps + 1))
    picture = Returning(
        title="The gradient takes the transpose",
        story=story,
        matrix=matrix_of("W^top", story.forward.matrix, way.matrix),
        formula=math("delta_t = W^top delta_(t + 1)", 42).at(96, 408),
        aside=text("in a linear network", theme.ASIDE, theme.muted).at(96, 456),
        ring=Ring(SMALL_WINDOW, SMALL_UNIT),
        old=VGroup(*drawn[len(way.directions) :]),
        lines=drawn[: len(way.directions)],
        arrow=Arrow(WINDOW.centre, WINDOW.centre, theme.ink, 7),
        counter=text("back").at(96, 530),
        view=first_view(way.zoom[-1]),
        plot=plot,
        step=marker_line(plot, 0),
        forwards=there,
        end=end_labels(("forwards", there)),
        backwards=back,
        result=near_end(result_of(way.followed[-1]), back, there),
    )
    picture.show(steps, way.zoom[-1])
    return picture


def draw_card(story: Story) -> Card:
    """What is often said, and what holds."""
    meaning = f"times, after {len(story.still) - 1} steps"
    W = "W = diag(1.1, 0.5)"
    first, last = number(story.still[-1], 2), number(story.part[-1])
    return card(
        said="If one eigenvalue exceeds 1,\nevery vector grows.",
        holds="Exponential growth needs\nρ(W) > 1. It also needs a part\n"
        "of the vector along a growing\neigendirection.",
        source="Pascanu, Mikolov, Bengio, “On the difficulty of training recurrent neural "
        "networks”, ICML 2013, §2.1",
        evidence=[
            Evidence(
                "along $lambda = 0.5$", W, story.still, theme.state, first, meaning, hollow=True
            ),
            Evidence("partly along $lambda = 1.1$", W, story.part, theme.raw, last, meaning),
        ],
        aside="In a linear network. There ρ(W) < 1\nis enough to vanish, in the end.",
    )


# Parts of several pictures


def show_ring(
    ring: Ring, way: Way, k: float, zoom: float, first: int, stride: int
) -> tuple[Points, int]:
    """Bring the ring to step `k`; the arrows there, and the step that is counted."""
    move, whole, _ = part_way(way.matrix, k, len(way.powers) - 1, first, stride)
    arrows = way.arrows[whole] @ move.T
    ghosts = way.powers[1 : whole + (k > whole)][:5]
    ring.show(move @ way.powers[whole], arrows[:-1], zoom, ghosts[::-1])
    return arrows, min(round(k), len(way.powers) - 1)


def headings(way: Way, k: float, first: int, stride: int) -> tuple[Points, Points]:
    """All arrows at a `k`, drawn at length 1 (where they flip, through 0), and their lengths."""
    move, whole, ahead = part_way(way.matrix, k, len(way.powers) - 1, first, stride)
    now, share = way.arrows[whole] @ move.T, (k - whole) / ahead
    later = way.lengths[min(whole + ahead, len(way.powers) - 1)]
    lengths, full = norm(now), (1 - share) * way.lengths[whole] + share * later
    full = np.maximum(full, lengths)
    scale = np.divide(1.0, full, out=np.zeros_like(full), where=full > 0)
    return np.column_stack([now * scale[:, None], 0 * full]), lengths


def matrix_of(name: str, *shown: Points) -> Matrix:
    """The matrix in the column beside the picture, set smaller where its entries are long."""
    wide = Matrix(name, shown, size=38, names=("W",)).width / PX
    return Matrix(name, shown, size=38 * min(1.0, 274 / wide), names=("W",)).at(96, 290)


def after(k: int) -> str:
    """The step that is shown."""
    return f"after {k} step{'s' if k != 1 else ''}"


def marked(plot: Plot, k: float) -> Points:
    """Where the marker line of step `k` runs."""
    return plot.point(np.array([k, k]), np.array(plot.y))


def empty_plot(story: Story, name: str, x: str, *lengths: Points, room: float = 0.0) -> Plot:
    """A log plot over the steps that holds all lengths which are not too small to matter."""
    seen = np.concatenate([np.ravel(one) for one in lengths])
    high = float(seen.max())
    low = float(seen[seen > TINY].min()) if (seen > TINY).all() else min(1e-3, 1 / high)
    spare = (10 * high / low) ** room
    if abs(np.log10(low) - np.round(np.log10(low))) < 0.1:
        low /= 2  # so that no dot stands on the tick labels
    every = -(-story.steps // 3)
    ticks = [k for k in range(0, story.steps, every) if story.steps - k > every / 2]
    ends = (low / spare, high * spare)
    ticks.append(story.steps)
    return Plot(
        PLOT,
        (-0.03 * story.steps, story.steps),
        ends,
        log=True,
        x_name=x,
        y_name=name,
        x_ticks=ticks,
    )


def course(plot: Plot, ys: Points, xs: Points | None = None) -> Trace:
    """The course of a length, coloured by what comes of it."""
    return Trace(plot, np.arange(len(ys)) if xs is None else xs, ys, fate(ys[-1]), ys[-1] < 1)


def result_of(length: float) -> VGroup:
    """What the gradient has become at t = 0."""
    return VGroup(
        text("backwards", theme.SMALL_LABEL, fate(length)).at(0, 0),
        text(times(length), theme.BIG - 4, theme.ink, "semibold").at(0, 50),
    )


def first_view(zoom: float) -> Label:
    """What the small frame in a zoomed picture is."""
    words = f"frame: the first view, now {number(zoom, 2)} times smaller"
    if zoom > 40:
        words = f"zoomed out {number(zoom, 2)} times: the first view is a point"
    return text(words if zoom > 1 else " ", theme.NUMBER, theme.muted).at(742, 880, "centre")


def lines_of(story: Story, way: Way) -> list[tuple[Points, str, str]]:
    """The eigendirections with their labels, coloured by what they do to a length."""
    return [
        (direction, f"$lambda = {number(value)}$", fate(abs(value)))
        for direction, value in zip(way.directions, story.values, strict=False)
    ]


def transpose(matrix: Matrix, story: Story, share: float) -> None:
    """Let the two entries off the diagonal change places."""
    if share >= 1:
        matrix.show(story.backward.matrix, "W^top")
        return
    matrix.show(story.forward.matrix, "W")
    upper, lower = matrix.label["b"], matrix.label["c"]
    way = lower.get_center() - upper.get_center()
    upper.shift(share * way)
    lower.shift(-share * way)


def run_time(steps: int) -> float:
    """Seconds for a run of many steps."""
    return float(np.clip(0.22 * steps, 0.9, 6.0))


class RepeatedMatrix(Explainer[Params]):
    """From shapes to time."""

    Params = Params
    tell = staticmethod(tell)
    chapters = {
        "Repeated multiplication": draw_multiplying,
        "Eigendirections": draw_turning,
        "Backwards in time": draw_returning,
    }
    card = staticmethod(draw_card)
    stamped = ("steps", "vectors")

    def construct(self) -> None:
        self.multiply(self.chapter("Repeated multiplication"))
        self.turn(self.chapter("Eigendirections"))
        self.go_back(self.chapter("Backwards in time"))
        self.close()

    def multiply(self, p: Multiplying) -> None:
        story, way = self.story, self.story.forward
        p.show(0, 1.0)
        with self.say("{n} arrows of length 1. Multiply each of them by W.", n=story.vectors):
            self.play(Appear(p.ring, p.counter, p.census, p.matrix))
            self.play(Appear(p.plot, p.step, p.course))
        with self.say("The circle becomes {it}. Beside it: the longest arrow.", it=story.shape):
            self.wait(0.6)
            self.slow(p, way, 1, 1.5)
        with self.say("Again. Outside the dashed circle, arrows have grown."):
            self.slow(p, way, 2, 1.5)
            self.wait(theme.APPEAR)
            self.slow(p, way, 3, 0.8)
            self.run_on(p, way, SLOW)
        words = "After {k} steps, {m} of {n} have grown. The longest is {norm} long."
        counts = {"k": story.steps, "m": int(story.grown[-1]), "n": story.vectors}
        with self.say(words, **counts, norm=way.longest[-1]):
            self.play(Appear(p.end))
            self.wait(theme.READ_NUMBER)

    def turn(self, p: Turning) -> None:
        story = self.story
        p.show(0)
        with self.say(STAY[story.kind]):
            self.play(Appear(p.circle, p.spokes, p.counter, p.matrix, p.plot, p.step, p.course))
            if p.lines:
                self.play(Draw(*(one.line for one in p.lines), run_time=0.9))
                self.play(Appear(*(one.label for one in p.lines), p.arrow, p.kept))
        words, numbers = swing(story)
        with self.say(words, **numbers):
            self.play(Appear(p.note, p.fan))
            self.play(Run(p.show, *p.moving, run_time=1.2))
            self.play(self.steps_of(p), run_time=run_time(story.steps))
        stays = story.kind in ("dominant", "double")
        if stays:
            numbers = {"value": story.values[-1], "norm": story.forward.followed[-1]}
            with self.say(
                "An arrow on the λ = {value} line stays there. It is {norm} long.", **numbers
            ):
                self.play(Dim(p.spokes, p.fan, p.course))
                self.play(Appear(p.ends))
        words, numbers = verdict(story)
        with self.say(words, **numbers):
            if not stays:
                self.play(Appear(p.ends))
            self.wait(theme.PUNCH_LINE)

    def go_back(self, p: Returning) -> None:
        story, way = self.story, self.story.backward
        p.show(0, 1.0)
        with self.say("A gradient goes backwards: each step multiplies by the transpose."):
            transpose(p.matrix, story, 0.0)
            self.play(Appear(p.matrix, p.ring))
            self.play(Run(lambda s: transpose(p.matrix, story, s), p.matrix))
            self.play(Appear(p.formula, p.aside))
        with self.say(alike(story)):
            if p.lines:
                self.turn_lines(p)
        numbers = {"a": story.forward.followed[-1], "k": story.steps}
        with self.say("Follow the arrow that W made {a} long, back from t = {k}.", **numbers):
            self.play(Appear(p.plot, p.forwards, p.end, p.arrow, p.counter))
            self.play(Appear(p.step, p.backwards))
            self.slow(p, way, 1, theme.MOVE)
            self.run_on(p, way, 1)
        with self.say(result(story), b=way.followed[-1]):
            self.play(Appear(p.result))
            self.wait(theme.PUNCH_LINE)

    def turn_lines(self, p: Returning) -> None:
        """Let the lines of W turn into those of its transpose."""
        ways = (self.story.forward, self.story.backward)
        old, new = (np.arctan2(*way.directions.T[::-1]) for way in ways)
        by = (new - old + np.pi / 2) % np.pi - np.pi / 2

        def turned(share: float) -> None:
            for line, start, turn in zip(p.lines, old, by, strict=True):
                line.along([np.cos(start + share * turn), np.sin(start + share * turn)])

        turned(0)
        lines = [one.line for one in p.lines]
        self.play(Appear(*lines))
        self.play(Appear(p.old), Run(turned, *lines, run_time=1.2))
        self.play(Appear(*(one.label for one in p.lines)))

    def steps_of(self, p: Turning) -> Run:
        """All steps after the first, evenly."""
        last, stride = self.story.steps, self.story.stride
        return Run(lambda s: p.show(1 + (last - 1) * s, 1, stride), *p.moving, rate_func=linear)

    def slow(self, p: Multiplying | Returning, way: Way, k: int, seconds: float) -> None:
        """One step, after the view has made room for it."""
        self.zoom_out(p, way, k - 1, way.zoom[k])
        self.play(Run(lambda s: p.show(k - 1 + s, way.zoom[k]), *p.moving, run_time=seconds))

    def zoom_out(self, p: Multiplying | Returning, way: Way, k: int, zoom: float) -> None:
        """Step back at step `k`, if there is need."""
        before = way.zoom[k]
        if zoom > before:
            shown = [Appear(p.view)] if zoom == way.zoom[-1] else []
            steps_back = Run(
                lambda s: p.show(k, before * (zoom / before) ** s), *p.moving, run_time=1.5
            )
            self.play(steps_back, *shown)

    def run_on(self, p: Multiplying | Returning, way: Way, first: int) -> None:
        """The steps after `first`, evenly; a view that has far to go zooms out with them."""
        last, settled = len(way.zoom) - 1, way.zoom[first + 1] == way.zoom[-1]
        if settled:
            self.zoom_out(p, way, first, way.zoom[-1])

        def run(s: float) -> None:
            k = first + (last - first) * s
            far = np.exp(np.interp(k, np.arange(last + 1), np.log(way.zoom)))
            p.show(k, way.zoom[-1] if settled else far, first, self.story.stride)

        self.play(Run(run, *p.moving, run_time=run_time(last - first), rate_func=linear))
        if not settled:
            self.play(Appear(p.view))
