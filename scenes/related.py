"""Clipping is a learning rate that sees the gradient.

First the step of a real training, then what schedules have to do with it, then why the step
should be short where it is steep, and in the end the pictures of the course once more.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from manim import VGroup, linear
from numpy.typing import NDArray

from clipanim import numerics
from clipanim.params import SceneParams, param
from clipanim.stage import (
    Appear,
    Arrow,
    Box,
    Card,
    Cut,
    Dot,
    Draw,
    Evidence,
    Explainer,
    LogBars,
    Morph,
    Path,
    Picture,
    Plot,
    Run,
    TerrainBlock,
    Trace,
    VectorPlane,
    at,
    ellipse,
    math,
    mixed,
    number,
    text,
    theme,
    to_px,
    together,
)

LENGTH = 62

Array = NDArray[np.float64]

NORMS, STEPS = Box(170, 448, 1500, 570), Box(170, 660, 1500, 826)
STRIPS = [Box(260, top, 1500, top + 130) for top in (258, 468, 678)]
CURVES, SAFE = Box(190, 310, 770, 740), Box(1060, 310, 1520, 740)
TILES = [Box(x, y, x + 460, y + 190) for y in (226, 540) for x in (120, 730, 1340)]
WIDEST = 0.15  # the weight of the chain goes from 1 up to 1 more than this
SAMPLES = 240
START, LR, WALK = (4.70, -2.75), 0.2, 150  # of the walk to the cliff
HIGHEST = 0.49  # the error where the output is 0: the lightest ground
WINDOW = 15  # updates whose mean is drawn
THIN = 0.7  # the walk in its tile
KEPT = 0.99  # by a forget gate
REDUCTION = 3  # parts of a run, with a tenth of the rate in each next one
WARM_UP = 10  # the share of a run that warms up is one in so many

THEORIES = {
    "Zhang, He, Sra, Jadbabaie": 2020,
    "Li and others": 2023,
}  # arXiv 1905.11881, 2306.01264
FACTOR = "min(1, tau / norm(g))"
CUT = f'w - eta dot {{{{underbrace(g dot {FACTOR}, "a shorter gradient"): clipped}}}}'
SLOWED = f'= quad w - {{{{underbrace(eta dot {FACTOR}, "a shorter step"): clipped}}}} dot g'


@dataclass(frozen=True)
class Params(SceneParams):
    lr: float = param(0.3, "Learning rate of the training", low=0.1, high=0.5)
    threshold: float = param(1.0, "Norm above which a gradient is clipped", low=0.5, high=3)
    schedule: str = param(
        "cosine", "Schedule of the learning rate", choices=("constant", "step", "cosine")
    )
    updates: int = param(600, "How long the net is trained", low=200, high=1000)
    steps: int = param(50, "How often the one weight is used", low=20, high=100)
    seed: int = param(1, "For the first weights and the batches", low=0, high=99)


@dataclass(frozen=True)
class Dips:
    """The training with clipping, update by update."""

    norms: Array
    rates: Array  # the effective ones
    factors: Array  # what clipping multiplies the rate by
    clipped: int  # how many updates
    deepest: int  # the update, counted from 1
    norm: float  # there
    percent: float  # of the rate that is left there


@dataclass(frozen=True)
class Chain:
    """Where one weight, used many times, makes the loss steep; arrays over the weight."""

    slopes: Array
    curvatures: Array
    guide: Array  # the curvature that the slope leads to
    ratio: float  # of the two, at the last weight
    safe: Array  # steps: 2 / curvature
    constant: Array
    clipped: Array
    leaves: int  # where the constant step leaves the safe ones


@dataclass(frozen=True)
class Course:
    """The numbers of the last chapter's pictures."""

    raw: Array  # losses without clipping
    kept: Array  # and with
    rings: Array  # powers of a matrix, shape (k, 2, 2)
    transient: Array  # norms of the powers of a non-normal one
    promised: Array  # and of its spectral radius
    relief: float
    ground: Array  # shape (rows, columns, 3)
    walk: Array  # shape (n, 3)
    leap: Array  # shape (2, 3)
    long: Array  # a gradient, and what clipping keeps of it
    short: Array
    fading: Array
    gate: Array


@dataclass(frozen=True)
class Story:
    """Every number on screen."""

    lr: float
    threshold: float
    updates: int
    schedule: str
    plans: dict[str, Array]  # the rate of each update
    combined: Array  # the plan times what clipping leaves
    dips: Dips
    steps: int
    chain: Chain
    theories: dict[str, int]  # who of them, and when
    course: Course


def tell(params: Params) -> Story:
    """From parameters to numbers."""
    how = [
        numerics.TrainingRun(params.lr, clip, params.threshold, params.seed)
        for clip in ("none", "norm")
    ]
    made = numerics.train(how, updates=params.updates)
    dips = dips_of(made, params.lr)
    plans = plans_of(params)
    plan = plans[params.schedule]
    return Story(
        lr=params.lr,
        threshold=params.threshold,
        updates=params.updates,
        schedule=params.schedule,
        plans=plans,
        combined=numerics.effective_rate(plan, dips.norms, params.threshold),
        dips=dips,
        steps=params.steps,
        chain=chain_of(params.steps, params.threshold),
        theories=THEORIES,
        course=course_of(*made.losses),
    )


def dips_of(made: numerics.Training, rate: float) -> Dips:
    """What clipping made of the rate in the second run."""
    rates = made.effective_rates[1]
    deepest = int(rates.argmin())
    return Dips(
        norms=made.gradient_norms[1],
        rates=rates,
        factors=rates / rate,
        clipped=int(made.clipped[1].sum()),
        deepest=deepest + 1,
        norm=float(made.gradient_norms[1][deepest]),
        percent=float(100 * rates[deepest] / rate),
    )


def plans_of(params: Params) -> dict[str, Array]:
    """The three schedules."""
    n, rate = params.updates, params.lr
    return {
        "constant": numerics.constant_rate(n, rate),
        "step": numerics.step_rate(n, rate, every=-(-n // REDUCTION)),
        "cosine": numerics.warmup_cosine_rate(n, rate, warm_up=n // WARM_UP),
    }


def chain_of(steps: int, threshold: float) -> Chain:
    """Slopes and steps of (w^T - 1)^2 / 2 for weights above 1."""
    w = 1 + np.geomspace(0.1 / steps**2, WIDEST, SAMPLES)
    _, slopes, curvatures = numerics.chain_derivatives(w, steps)
    ratio = float(numerics.smoothness_limit(w[-1], steps))
    safe, constant = 2 / curvatures, numerics.constant_rate(SAMPLES, steps**-2)
    return Chain(
        slopes=slopes,
        curvatures=curvatures,
        guide=ratio * slopes,
        ratio=ratio,
        safe=safe,
        constant=constant,
        clipped=numerics.effective_rate(constant, slopes, threshold),
        leaves=int(np.argmax(constant > safe)),
    )


def course_of(raw: Array, kept: Array) -> Course:
    """Small versions of what the other films show."""
    how = {"learning_rate": LR, "threshold": 1.0, "updates": WALK}
    walk = numerics.descend(START, clip="norm", **how)
    before = int(np.argmax(walk.norms[:-1] > 1))
    free = numerics.descend(START, clip="none", **how | {"updates": before + 1}).points[before:]
    off = walk.points[:, 1] - numerics.cliff_line(walk.points[:, 0])
    wide = walk.points[:, 0].max() + 0.2, walk.points[:, 0].min() - 0.07
    relief = 0.85 * (wide[0] - wide[1])
    deep = off.max() + 0.1, off.min() - 0.1
    ground = numerics.mesh_along_cliff(wide, deep, height_scale=relief)
    matrix, length = numerics.non_normal(0.9, 5.0), 60
    window = np.ones(WINDOW) / WINDOW
    return Course(
        raw=np.convolve(raw, window, "valid"),
        kept=np.convolve(kept, window, "valid"),
        rings=numerics.powers(np.array([[1.1, 0.4], [0.0, 0.7]]), 6),
        transient=numerics.power_norms(matrix, length),
        promised=numerics.spectral_radius(matrix) ** np.arange(length + 1),
        relief=relief,
        ground=np.stack([ground.w, ground.b, ground.errors], axis=-1),
        walk=np.column_stack([walk.points, walk.errors]),
        leap=np.column_stack([free, numerics.error(*free.T)]),
        long=np.array([2.2, 1.1]),
        short=numerics.clip_by_norm(np.array([2.2, 1.1]), 1.0),
        fading=numerics.vanishing_gradient(0.9, length).jacobian_norms,
        gate=numerics.gate_products(KEPT, length),
    )


# Effective step


class Reading(Picture):
    """The rule read in two ways, and the step of a training."""

    def __init__(self, story: Story):
        super().__init__("Clipping is a learning rate that sees the gradient")
        dips, n, tau = story.dips, story.updates, number(story.threshold)
        blue, rate = theme.clipped, number(story.lr)
        self.cut, self.slowed = (
            math(rule, 50, parts={"clipped": blue}).at(x, 264)
            for rule, x in ((CUT, 170), (SLOWED, 800))
        )
        low, high = dips.norms.min(), dips.norms.max()
        ends = min(low, story.threshold / 10) / 1.5, max(high, 10 * story.threshold) * 1.5
        raw = theme.raw
        self.norms = LogBars(NORMS, dips.norms, story.threshold, ends, raw, blue, limit=True)
        foot = at(NORMS.right, self.norms.foot)
        self.names = [
            math("norm(g)", theme.ASIDE, theme.muted).at(NORMS.left, NORMS.top - 20),
            text(f"above τ = {tau}: cut", theme.SMALL_LABEL, raw).beside(foot, 24, 30),
            text("below: untouched", theme.SMALL_LABEL, blue).beside(foot, 24, -30),
        ]
        name, ticks = "step, per length of the gradient", [0, story.lr]
        self.plot = plot = Plot(
            STEPS, (0, n), (0, story.lr), x_name="update", y_name=name, y_ticks=ticks
        )
        plot.name.halo()
        self.rate = plot.level(story.lr, f"η = {rate}")
        self.steps = Trace(plot, np.arange(1, n + 1), dips.rates, blue, width=theme.LINE)
        self.steps.remove(self.steps.mark)
        tip = plot.point(dips.deepest, dips.rates[dips.deepest - 1])
        top = at(to_px(tip)[0], float(self.norms.tips[dips.deepest - 1]))
        self.upright = Path([top, tip], theme.muted, theme.LINE, theme.DOTS)
        self.dot = Dot(tip, blue, theme.MARK)
        words = f"lowest: {number(dips.percent, 2)} % of η"
        self.deepest = text(words, theme.SMALL_LABEL, blue).at(1524, to_px(tip)[1] + 8)

    def to(self, k: float) -> None:
        """Show the training up to an update."""
        self.norms.to(k, float(self.norms.steps))
        self.steps.to(k)


# Schedules

PLANNED = {
    "constant": "A schedule sets the rate by the time alone. This one keeps it constant.",
    "step": "A schedule sets the rate by the time alone. This one cuts it to a tenth, twice.",
    "cosine": "A schedule sets the rate by the time alone. This one warms up, then cools down.",
}


class Plans(Picture):
    """A schedule, times what clipping leaves, gives the step."""

    def __init__(self, story: Story):
        super().__init__("One sees the time, one sees the gradient")
        n, blue = story.updates, theme.clipped
        names = "schedule", "clipping", "step, on the gradients of this run"
        tops = story.lr, 1.0, story.lr
        self.plots = [
            Plot(box, (0, n), (0, top), y_ticks=[0, top], y_name=name, x_name="update", x_ticks=x)
            for box, top, name, x in zip(STRIPS, tops, names, ([], [], None), strict=True)
        ]
        xs, (first, second, third) = np.arange(1, n + 1), self.plots
        others = [plan for name, plan in story.plans.items() if name != story.schedule]
        self.others = [
            first.curve(xs, plan, theme.muted, theme.LINE, theme.DOTS) for plan in others
        ]
        self.plan = first.curve(xs, story.plans[story.schedule], theme.ink)
        ends = np.array([to_px(first.point(n, plan[-1]))[1] for plan in story.plans.values()])
        below = (-ends).argsort(kind="stable").argsort()  # how many end below each
        heights = np.minimum(ends, STRIPS[0].bottom - 44 * below)
        self.names = {
            name: text(name, theme.SMALL_LABEL, self.ink(name, story)).at(1524, y + 8)
            for name, y in zip(story.plans, heights, strict=True)
        }
        self.factor = second.curve(xs, story.dips.factors, blue, theme.LINE)
        self.step = third.curve(xs, story.combined, blue, theme.LINE)
        self.signs = [
            math(sign, theme.FORMULA, theme.muted).at(120, box.bottom - 44, "centre")
            for sign, box in zip(("times", "="), STRIPS[1:], strict=True)
        ]
        factor = mixed("min(1, $tau / norm(g)$)", theme.SMALL_LABEL, blue)
        self.factor_name = factor.at(1524, (STRIPS[1].top + STRIPS[1].bottom) / 2)
        self.product = text("both at once", theme.SMALL_LABEL, blue)
        self.product.at(1524, (STRIPS[2].top + STRIPS[2].bottom) / 2)

    def ink(self, name: str, story: Story) -> str:
        """The colour of a schedule."""
        return theme.ink if name == story.schedule else theme.muted


# Curvature


class Curvature(Picture):
    """Curvature against slope, and which steps are safe."""

    def __init__(self, story: Story):
        super().__init__("Where it is steep, only short steps are safe")
        chain = story.chain
        x = chain.slopes[0], chain.slopes[-1]
        both = {"log": True, "log_x": True, "x_name": "slope"}
        y = min(chain.curvatures[0], chain.guide[0]), chain.curvatures[-1]
        self.left = left = Plot(CURVES, x, y, y_name="curvature", **both)
        y = chain.clipped[-1] / 3, chain.safe[0]
        self.right = right = Plot(SAFE, x, y, y_name="step", **both)
        loss = f"loss: $1/2 (w^{story.steps} - 1)^2$"
        self.loss = mixed(loss, theme.SMALL_LABEL, theme.muted).at(CURVES.right, 262, "right")
        self.guide = left.curve(chain.slopes, chain.guide, theme.muted, theme.LINE, theme.DOTS)
        self.curve = Trace(left, chain.slopes, chain.curvatures, theme.raw, upright=True)
        middle = int(np.searchsorted(chain.guide, np.sqrt(chain.guide[0] * chain.guide[-1])))
        spot = left.point(chain.slopes[middle], chain.guide[middle])
        ratio = mixed(f"{number(chain.ratio)} $dot$ slope", theme.SMALL_LABEL, theme.muted)
        self.ratio = ratio.beside(spot, 40, -60)
        self.safe = Trace(right, chain.slopes, chain.safe, theme.ink, dash=theme.LONG_DASH)
        self.safe.curve.role = "limit"
        self.constant = Trace(right, chain.slopes, chain.constant, theme.raw, upright=True)
        self.clipped = Trace(right, chain.slopes, chain.clipped, theme.clipped)
        ends = chain.constant[-1], chain.safe[-1], chain.clipped[-1]
        words = "constant", "safe: below this", "clipped"
        colours = theme.raw, theme.ink, theme.clipped
        places = right.gutter(ends, 46)
        self.names = [
            text(word, theme.SMALL_LABEL, color).beside(place)
            for word, color, place in zip(words, colours, places, strict=True)
        ]
        self.traces = [self.curve, self.safe, self.constant, self.clipped]
        sources = [f"{who}, {year}" for who, year in story.theories.items()]
        self.sources = text(" · ".join(sources), theme.NUMBER, theme.muted).at(96, 842)

    def to(self, k: float) -> None:
        """Go to a weight."""
        together(*(one.to for one in self.traces))(k)


# The course


class Recap(Picture):
    """Six pictures of the course, from their own numbers."""

    def __init__(self, story: Story):
        super().__init__("Six pictures to keep")
        draws = trained, stretched, grown, leapt, shortened, faded
        self.tiles = [VGroup(*draw(story, tile)) for draw, tile in zip(draws, TILES, strict=True)]
        words = (
            "one net, with and without clipping",
            "a matrix, applied again and again",
            "a radius below 1 may grow at first",
            "one step off the cliff",
            "clipped: shorter, not turned",
            "what would fade, a gate can keep",
        )
        self.captions = [
            text(caption, theme.ASIDE).at((tile.left + tile.right) / 2, tile.bottom + 56, "centre")
            for caption, tile in zip(words, TILES, strict=True)
        ]


def trained(story: Story, box: Box) -> list[Path]:
    """Both losses."""
    raw, kept = story.course.raw, story.course.kept
    plot = Plot(box, (0, len(raw) - 1), (0, max(raw.max(), kept.max())), x_ticks=[])
    xs = np.arange(len(raw))
    return [plot.curve(xs, raw, theme.raw), plot.curve(xs, kept, theme.clipped)]


def stretched(story: Story, box: Box) -> list[Path]:
    """The unit circle and its images."""
    rings, centre = story.course.rings, box.centre
    widest = max(np.linalg.norm(ring, axis=1).max() for ring in rings)
    unit = 0.49 * box.width / widest * abs(at(1, 0)[0] - at(0, 0)[0])
    shades = np.linspace(theme.GHOST, 1, len(rings))
    return [
        Path(ellipse(ring, centre, unit), theme.state, theme.LINE, opacity=float(shade))
        for ring, shade in zip(rings, shades, strict=True)
    ]


def grown(story: Story, box: Box) -> list[Path]:
    """Norms of powers, and what the radius promises."""
    norms, promised = story.course.transient, story.course.promised
    low, high = promised.min(), norms.max()
    plot = Plot(box, (0, len(norms) - 1), (low, high), log=True, x_ticks=[])
    xs = np.arange(len(norms))
    dotted = plot.curve(xs, promised, theme.muted, theme.LINE, theme.DOTS)
    one = Path(plot.point(plot.x, [1, 1]), theme.axis, theme.GRID, role="axis")
    return [one, dotted, plot.curve(xs, norms, theme.state)]


def leapt(story: Story, box: Box) -> list[Path]:
    """The cliff, the leap and the walk."""
    course = story.course
    land = TerrainBlock(course.ground, course.relief, HIGHEST, box)
    ends = land.project_segment(course.leap, box.but(bottom=box.bottom + 14))
    trail = land.trail(course.walk, theme.clipped, THIN)
    return [land.terrain, trail, Arrow(*ends, theme.raw)]


def shortened(story: Story, box: Box) -> list[Path]:
    """A gradient and the disc."""
    raw, kept = story.course.long, story.course.short
    plane = VectorPlane(box, [[-1, -1], [1, 1], raw])
    edge = Path(plane.circle(1), theme.ink, theme.AXIS, theme.LONG_DASH, role="limit")
    return [edge, Cut(plane, raw, kept, theme.clipped), plane.dot()]


def faded(story: Story, box: Box) -> list[Path]:
    """A signal that fades, and one that a gate keeps."""
    fading, gate = story.course.fading, story.course.gate
    plot = Plot(box, (0, len(gate) - 1), (fading.min(), 1), log=True, x_ticks=[])
    xs = np.arange(len(gate))
    one = Path(plot.point(plot.x, [1, 1]), theme.axis, theme.GRID, role="axis")
    how = {"dash": theme.DASH}
    return [one, plot.curve(xs, gate, theme.state, **how), plot.curve(xs, fading, theme.state)]


class EndCard(Card):
    """What is often said, and what holds."""

    def __init__(self, story: Story):
        plan, how = story.plans[story.schedule], {"log": False, "base": 0}
        dips, last = story.dips, number(100 * plan[-1] / story.lr, 2)
        super().__init__(
            "Gradient clipping and learning rate\nschedules have nothing to do with each other.",
            "Clipped descent is descent with\nanother step: η · min(1, τ/‖g‖).\n"
            "A schedule sets it by the time,\nclipping by the gradient.",
            "Pascanu, Mikolov, Bengio, arXiv 1211.5063v2, §3.2; Zhang and others, ICLR 2020",
            [
                Evidence(
                    "schedule", story.schedule, plan, theme.ink,
                    f"{last} %", "of η, at the end", **how,
                ),
                Evidence(
                    "clipping", "in the training", dips.rates, theme.clipped,
                    f"{number(dips.percent, 2)} %", "of η, at the deepest", **how,
                ),
            ],
        )  # fmt: skip


class Related(Explainer[Params]):
    """From shapes to time."""

    chapters = {
        "The effective step": Reading,
        "Schedules": Plans,
        "Curvature": Curvature,
        "The course": Recap,
    }
    card = EndCard
    stamped = ("lr", "threshold", "seed")

    def construct(self) -> None:
        self.read(self.chapter("The effective step"))
        self.plan(self.chapter("Schedules"))
        self.bend(self.chapter("Curvature"))
        self.recall(self.chapter("The course"))
        self.close()

    def read(self, p: Reading) -> None:
        """The rule, twice, and the training."""
        with self.say("Clip the gradient, then multiply it by the rate. Or: cut the rate instead."):
            self.play(Appear(p.cut))
            self.wait(theme.READ_FORMULA)
            self.play(Morph(None, p.slowed, {"clipped": p.cut["clipped"]}))
        line = "A training: wherever the gradient exceeds {story.threshold}, the step dips."
        with self.say(line):
            p.to(0)
            self.play(Appear(p.norms, p.plot, *p.names, p.rate))
            last = self.story.updates - 1
            run = Run(p.to, p.norms, p.steps, over=(0, last), run_time=3.6, rate_func=linear)
            self.play(run)
        line = "Update {dips.deepest}: the gradient is {dips.norm:.2g} long, "
        line += "{dips.percent:.2g} % of the rate is left."
        with self.say(line, dips=self.story.dips):
            self.play(Appear(p.upright, p.dot, p.deepest))
            self.wait(theme.READ_NUMBER)

    def plan(self, p: Plans) -> None:
        """A schedule, and both."""
        first, second, third = p.plots
        name = self.story.schedule
        with self.say(PLANNED[name]):
            self.play(Appear(first, *p.others, *p.names.values()))
            self.play(Draw(p.plan))
        with self.say(
            "It cannot see a spike, clipping can. Both are used: their factors multiply."
        ):
            self.play(Appear(second, p.signs[0], p.factor_name))
            self.play(Draw(p.factor))
            self.play(Appear(third, p.signs[1], p.product))
            self.play(Draw(p.step))

    def bend(self, p: Curvature) -> None:
        """Why short where it is steep."""
        last = SAMPLES - 1
        with self.say(
            "One weight, used {story.steps} times in a row: the steeper, the more curved."
        ):
            p.to(0)
            self.play(Appear(p.left, p.loss, p.curve, p.right))
            self.play(Appear(p.guide, p.ratio))
        with self.say(
            "A step is safe up to 2 over the curvature. The clipped step shrinks like it."
        ):
            self.play(Appear(*p.traces[1:]))
            run = Run(p.to, *p.traces, over=(0, last), run_time=3, rate_func=linear)
            self.play(run)
            self.play(Appear(*p.names))
        with self.say("So says one theory. Small constant steps can reach such rates as well."):
            self.play(Appear(p.sources))

    def recall(self, p: Recap) -> None:
        """Six pictures."""
        lines = (
            "Products explode or fade. On the way, a matrix may grow before it shrinks.",
            "A cliff throws. Clipping shortens the step, and a gate keeps what would fade.",
        )
        for n, line in enumerate(lines):
            with self.say(line):
                for tile, caption in list(zip(p.tiles, p.captions, strict=True))[3 * n : 3 * n + 3]:
                    self.play(Appear(tile, caption))
                    self.wait(theme.EMPHASISE)
