"""A time line of gradient clipping: the trick came before its reasons.

The line slides from 1991 to 2023. What each event found is drawn above it from numbers of
its own; events, limits and sources come from the data file beside this one.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path as FilePath
from types import SimpleNamespace

import numpy as np
from manim import VGroup, linear
from numpy.typing import NDArray

from clipanim import numerics
from clipanim.params import SceneParams, param
from clipanim.stage import (
    Appear,
    Arrow,
    Bend,
    Box,
    Card,
    Dim,
    Dots,
    Draw,
    Evidence,
    Explainer,
    Fade,
    Fan,
    Label,
    Path,
    Picture,
    Plot,
    Run,
    TerrainBlock,
    TimeAxis,
    Vanish,
    VectorPlane,
    aside,
    at,
    block,
    degrees,
    grow_arrow,
    interpolate_windows,
    math,
    mixed,
    number,
    pair,
    text,
    theme,
    times,
    together,
    window_through,
)

LENGTH = 65

Array = NDArray[np.float64]

EVENTS = FilePath(__file__).with_name("timeline.toml")
FIRST, LAST = 1989, 2025  # years on the line
STARTS, HELD = 24, 16  # of the unit that holds a bit: how many, and for how many steps
START, LR, UPDATES = (4.70, -2.75), 0.2, 150  # of the walk to the cliff
EXAMPLE = 2.6, 0.6  # a gradient, in limits
FAINT = 1e-6  # a gradient too small to be drawn
SAMPLES, UNITS, WEIGHTS = 300, 8, 16
HIGHEST = 0.49  # the error where the output is 0: the lightest ground
LEFT, RIGHT = Box(190, 320, 690, 690), Box(1110, 320, 1570, 690)  # the two pictures
HEAD = 236  # px: the baseline of their headings
TALL = 50  # px that a limit stands above the line
ROW, PITCH, SMALL = (
    Box(112, 232, 318, 422),
    247,
    0.5,
)  # of the last chapter's tiny pictures, and their scale
SLIDE = 1.4  # seconds
RULE = "{{hat(g): clipped}} = {{g: raw}} dot min(1, tau / norm(g))"


@dataclass(frozen=True)
class Params(SceneParams):
    scale: float = param(0.9, "What W keeps of a signal in one step", low=0.7, high=0.97)
    steps: int = param(50, "How many steps back", low=20, high=100, unit="steps")
    weight: float = param(2.0, "Weight of the unit that holds a bit", low=1.5, high=4)
    forget: float = param(0.99, "What a forget gate keeps in one step", low=0.9, high=0.999)


@dataclass(frozen=True)
class Event:
    """An entry of the data file."""

    year: int
    by: str
    name: str
    source: str
    limit: float  # NaN if it has none


@dataclass(frozen=True)
class Cliff:
    """The walk that meets the cliff; points are (w, b, error)."""

    relief: float  # the height at which an error of 1 is drawn, in units of b
    ground: Array  # a mesh, shape (rows, columns, 3)
    walk: Array  # with clipping, shape (n, 3)
    leap: Array  # without, shape (2, 3)
    before: int  # the steps that both have in common
    slope: float  # there


@dataclass(frozen=True)
class Story:
    """Every number on screen."""

    events: dict[str, Event]
    lags: Array  # 0 to steps
    fading: Array  # the gradient so many steps back, through a tanh net
    growing: Array  # and through a linear one, with the inverse scale
    scales: Array  # of the two
    weight: float  # of the unit that holds a bit
    states: Array  # of that unit, shape (starts, held + 1)
    felt: Array  # their derivatives by the start
    kept: Array  # by the forget gate
    forget: float
    raw: Array  # a gradient, and what a cut of each entry leaves of it, shape (2,)
    cut: Array
    turn: float  # degrees
    cliff: Cliff
    gradients: Array  # around the cliff
    curvatures: Array
    lengths: Array  # of the gradients of some units
    limits: Array  # what each of them may be long
    lengths_after: Array


def tell(params: Params) -> Story:
    """From parameters to numbers."""
    events = read_events()
    signal = numerics.vanishing_gradient(params.scale, params.steps)
    how = {"scale": 1 / params.scale, "activation": "linear", "n": 32}
    states, felt = hold(params.weight)
    raw = events["cutoff"].limit * np.array(EXAMPLE)
    cut = numerics.clip_by_value(raw, events["cutoff"].limit)
    gradients, curvatures = around_cliff()
    lengths, limits, after = per_unit(events["units"].limit)
    return Story(
        events=events,
        lags=signal.lags,
        fading=signal.jacobian_norms,
        growing=numerics.unroll(params.steps, **how).jacobian_norms,
        scales=np.array([params.scale, 1 / params.scale]),
        weight=params.weight,
        states=states,
        felt=felt,
        kept=numerics.gate_products(params.forget, params.steps),
        forget=params.forget,
        raw=raw,
        cut=cut,
        turn=float(numerics.angle(raw, cut)),
        cliff=meet_cliff(events["cliff"].limit),
        gradients=gradients,
        curvatures=curvatures,
        lengths=lengths,
        limits=limits,
        lengths_after=after,
    )


def read_events() -> dict[str, Event]:
    """The data file, in its order."""
    with open(EVENTS, "rb") as file:
        entries = tomllib.load(file)["event"]
    return {
        one["key"]: Event(
            one["year"], one["by"], one["name"], one["source"], one.get("limit", np.nan)
        )
        for one in entries
    }


def hold(weight: float) -> tuple[Array, Array]:
    """States x_t = tanh(w x_(t-1)) from many starts, and their derivatives by the start."""
    states, felt = [np.linspace(-1, 1, STARTS)], [np.ones(STARTS)]
    for _ in range(HELD):
        states.append(np.tanh(weight * states[-1]))
        felt.append(felt[-1] * weight * (1 - states[-1] ** 2))
    return np.array(states).T, np.array(felt).T


def meet_cliff(limit: float) -> Cliff:
    """Walk with clipping, and once without where that makes the most of a difference."""
    how = {"learning_rate": LR, "threshold": limit, "updates": UPDATES}
    walk = numerics.descend(START, clip="norm", **how)
    before = int(np.argmax(walk.norms[:-1] > limit))
    w, b = walk.points[before]
    slope = np.array(numerics.error_and_gradient(w, b)[1:])
    landing = walk.points[before] - LR * slope
    off = walk.points[:, 1] - numerics.cliff_line(walk.points[:, 0])
    wide = walk.points[:, 0].max() + 0.2, walk.points[:, 0].min() - 0.07
    deep = max(0.3, off.max() + 0.1), min(-0.3, off.min() - 0.1)
    relief = 0.85 * (wide[0] - wide[1])
    ground = numerics.mesh_along_cliff(wide, deep, height_scale=relief)
    return Cliff(
        relief=relief,
        ground=np.stack([ground.w, ground.b, ground.errors], axis=-1),
        walk=on_ground(walk.points),
        leap=on_ground(np.array([walk.points[before], landing])),
        before=before,
        slope=float(numerics.norm(slope)),
    )


def on_ground(points: Array) -> Array:
    """Points (w, b) with their errors, shape (n, 3)."""
    return np.column_stack([points, numerics.error(*points.T)])


def around_cliff() -> tuple[Array, Array]:
    """Lengths of the gradient and largest curvatures at random places near the cliff."""
    draw = np.random.default_rng(0)
    w, far = draw.uniform(4.3, 5.4, SAMPLES), 10 ** draw.uniform(-5, -0.3, SAMPLES)
    off = far * draw.choice([-1, 1], SAMPLES)
    return numerics.cliff_curvature(w, numerics.cliff_line(w) + off)


def per_unit(ratio: float) -> tuple[Array, Array, Array]:
    """Gradients of some units: how long they are, may be, and are after clipping."""
    draw = np.random.default_rng(1)
    weights = draw.normal(size=(WEIGHTS, UNITS)) * draw.uniform(0.3, 1.5, UNITS)
    gradients = draw.normal(size=(WEIGHTS, UNITS)) * 0.015 * 10 ** draw.uniform(-1, 0.3, UNITS)
    (after,) = numerics.clip_by_unit([gradients], [weights], ratio)
    limits = ratio * numerics.unit_norms(weights)
    return numerics.unit_norms(gradients)[0], limits[0], numerics.unit_norms(after)[0]


# The pictures, in any box, without words


def signals(story: Story, box: Box, name: str = "") -> Plot:
    """The plot of what is left of a signal so many steps back."""
    low, high = story.fading[-1], story.growing[-1]
    x = story.lags[[0, -1]]
    return Plot(box, tuple(x), (low, high), log=True, x_name="k", y_name=name)


def fade(story: Story, plot: Plot) -> list[Path]:
    """The signal that fades and the one that grows."""
    curve, x = plot.curve, story.lags
    return [curve(x, story.fading, theme.state), curve(x, story.growing, theme.raw)]


def fan(plot: Plot, many: Array) -> Fan:
    """Thin lines over steps."""
    lines = Fan(plot, many.T)
    lines.lines.set_stroke(theme.state, opacity=0.7)
    return lines


def gate(story: Story, box: Box, name: str = "") -> tuple[Plot, Path, Path]:
    """What the cell keeps, without and with a forget gate, from 0 to 1."""
    plot = Plot(box, (0, len(story.lags) - 1), (0, 1), x_name="k", y_name=name)
    whole = plot.curve(story.lags, np.ones_like(story.lags), theme.state)
    return plot, whole, plot.curve(story.lags, story.kept, theme.state)


def square(story: Story, box: Box, arc: float = 70) -> tuple[VectorPlane, Bend, Path]:
    """A gradient whose entries are cut."""
    limit = story.events["cutoff"].limit
    plane = VectorPlane(box, [[-limit, -limit], [limit, limit], story.raw])
    corners = limit * np.array([[1, 1], [-1, 1], [-1, -1], [1, -1], [1, 1]])
    edge = plane.line(corners, width=theme.AXIS, dash=theme.LONG_DASH, role="limit")
    return plane, Bend(plane, story.raw, story.cut, theme.value, arc), edge


def land(cliff: Cliff, box: Box) -> TerrainBlock:
    """The cliff in a box of the frame."""
    return TerrainBlock(cliff.ground, cliff.relief, HIGHEST, box)


def scatter(story: Story, box: Box, **names: str) -> tuple[Plot, Dots]:
    """Curvature against gradient, both logarithmic."""
    ends = [(a.min(), a.max()) for a in (story.gradients, story.curvatures)]
    plot = Plot(box, *ends, log=True, log_x=True, **names)
    dots = Dots(plot.point(story.gradients, story.curvatures), theme.raw, 3.5)
    dots.set_stroke(width=0)  # they may touch
    return plot, dots


def bars(story: Story, box: Box, **names: str) -> tuple[Plot, Path, Path, Path]:
    """How long the gradient of each unit is: what is cut, what is kept, and the limit."""
    ticks = list(range(1, UNITS + 1))
    top = float(story.lengths.max())
    plot = Plot(box, (0, UNITS + 1), (0, top), x_ticks=ticks[:: UNITS - 1], **names)
    units = np.array(ticks, dtype=float)

    def upright(low: Array, high: Array, color: str, width: float, sides: float = 0.0) -> Path:
        x = np.stack([units - sides, units + sides, np.full(UNITS, np.nan)], axis=-1).ravel()
        y = np.stack([low, high, high], axis=-1).ravel()
        return Path(plot.point(x, y), color, width, role="curve")

    wide, limits = 0.45 * box.width / (UNITS + 1), story.limits
    cut = np.where(story.lengths > limits, story.lengths, limits)
    return (
        plot,
        upright(np.minimum(limits, cut), cut, theme.raw, wide),
        upright(np.zeros(UNITS), story.lengths_after, theme.clipped, wide),
        upright(limits, limits, theme.ink, theme.LINE, 0.42),
    )


# The chapters


class Era(Picture):
    """A part of the line, with two pictures above it."""

    shown: tuple[tuple[str, float], tuple[str, float]]  # two events and where they stand, px

    def __init__(self, story: Story, title: str):
        super().__init__(title)
        events = story.events
        pins = [(float(events[key].year), x) for key, x in self.shown]
        years = [float(event.year) for event in events.values()]
        self.line = TimeAxis(FIRST, LAST, years, window_through(*pins)).mark(pins[1][0])

    def head(self, event: Event, x: float) -> VGroup:
        """What stands above a picture."""
        year = text(str(event.year), theme.BIG - 4, weight="semibold").at(x, HEAD)
        return VGroup(year, text(event.by, theme.ASIDE, theme.muted).at(x + 116, HEAD))

    def leader(self, event: Event, top: float = 756) -> Path:
        """From a picture to its year."""
        x = self.line.x(event.year)
        return Path([at(x, top), at(x, 806)], theme.axis, theme.GRID, theme.DOTS)


class Diagnosis(Era):
    """A signal that fades or grows, and a unit that holds a bit."""

    shown = (("diagnosis", 415.0), ("latch", 1335.0))

    def __init__(self, story: Story):
        super().__init__(story, "First came the diagnosis")
        first, second = story.events["diagnosis"], story.events["latch"]
        self.heads = self.head(first, 96), self.head(second, 1016)
        self.leaders = self.leader(first), self.leader(second)
        self.plot = plot = signals(story, LEFT, "gradient, $k$ steps back")
        self.curves = fade(story, plot)
        places, scales = plot.gutter([story.fading[-1], story.growing[-1]], 96), story.scales
        nets = f"tanh, W keeps {number(scales[0])}", f"linear, W times {number(scales[1])}"
        words = f"fades: {times(story.fading[-1], 2)}", f"explodes: {times(story.growing[-1], 2)}"
        self.names = [
            block(place, text(word, theme.SMALL_LABEL, color), aside(net), leading=44)
            for place, word, net, color in zip(
                places, words, nets, (theme.state, theme.raw), strict=True
            )
        ]
        x, upper, lower = (0, HELD), RIGHT.but(bottom=466), RIGHT.but(top=580)
        ticks = {"x_ticks": [0, HELD], "x_name": "t"}
        self.states = Plot(upper, x, (-1, 1), y_ticks=[-1, 0, 1], y_name="state", **ticks)
        self.fan = fan(self.states, story.states)
        least, most = max(float(story.felt.min()), FAINT), float(story.felt.max())
        decades = np.arange(np.floor(np.log10(least)), np.log10(most) + 3, 3)
        how = {"log": True, "y_ticks": list(10.0**decades), "y_name": "its gradient"}
        self.slopes = Plot(lower, x, (least, most), **how, **ticks)
        self.felt = fan(self.slopes, story.felt)
        holds = self.states.point(HELD, story.states[[0, -1], -1])
        self.bits = [
            text(word, theme.SMALL_LABEL, theme.state).beside(spot, 24)
            for word, spot in zip(("holds 0", "holds 1"), holds, strict=True)
        ]
        unit = f"$x_t = tanh({number(story.weight)} thin x_(t-1))$"
        self.unit = aside(unit).at(RIGHT.right, 290, "right")
        self.fades = text("fades", theme.SMALL_LABEL, theme.state).beside(
            self.slopes.point(HELD, max(self.slopes.y[0], story.felt[-1, -1])), 24, 8
        )


def ends(plot: Plot, *named: tuple[float, str, str]) -> list[Label]:
    """Names in the gutter, apart from each other."""
    places = plot.gutter([value for value, _, _ in named], 48)
    return [
        text(words, theme.SMALL_LABEL, color).beside(place)
        for (_, words, color), place in zip(named, places, strict=True)
    ]


class Gates(Era):
    """A cell that adds, and one that also forgets."""

    shown = (("lstm", 415.0), ("forget", 1335.0))

    def __init__(self, story: Story):
        super().__init__(story, "Fading got a gate")
        first, second = story.events["lstm"], story.events["forget"]
        self.heads = self.head(first, 96), self.head(second, 1016)
        self.leaders = self.leader(first), self.leader(second)
        formulas = 'c_t = c_(t-1) + "new"', 'c_t = {{f_t: gate}} c_(t-1) + "new"'
        self.formulas = [
            math(formula, 56, parts={"gate": theme.state}).at(x, 316)
            for formula, x in zip(formulas, (96, 1016), strict=True)
        ]
        boxes, name = (LEFT.but(top=410), RIGHT.but(top=410)), "gradient, $k$ steps back"
        signal, (plot, before, kept) = signals(story, boxes[0], name), gate(story, boxes[1], name)
        self.plots, lags = [signal, plot], story.lags
        past = signal.curve(lags, story.fading, theme.muted, theme.LINE, theme.DOTS)
        self.past, self.whole = past, signal.curve(lags, np.ones_like(lags), theme.state)
        self.before, self.kept = before.set_stroke(opacity=theme.GHOST), kept
        past_name = str(story.events["diagnosis"].year), theme.muted
        self.names = ends(
            self.plots[0],
            (1.0, f"stays: {times(1)}", theme.state),
            (story.fading[-1], *past_name),
        )
        f, end = number(story.forget), times(story.kept[-1], 2)
        (self.kept_name,) = ends(self.plots[1], (story.kept[-1], f"f = {f}: {end}", theme.state))


class Clips(Era):
    """Each entry cut, and the whole arrow cut at a cliff."""

    shown = (("cutoff", 420.0), ("cliff", 1300.0))

    def __init__(self, story: Story):
        super().__init__(story, "Exploding got clipped")
        first, second, cliff = story.events["cutoff"], story.events["cliff"], story.cliff
        self.heads = self.head(first, 96), self.head(second, 860)
        self.leaders = self.leader(first), self.leader(second)
        limit = number(first.limit)
        plane, self.bend, self.edge = square(story, Box(96, 320, 720, 680))
        self.limit = text(limit, theme.SMALL_LABEL).beside(plane.point([first.limit, 0]), 14, -28)
        self.tips = [
            text(f"for example {pair(story.raw)}", theme.SMALL_LABEL, theme.raw).beside(
                plane.point(story.raw), 0, 36, "right"
            ),
            text(f"turned by {degrees(story.turn, 0)}", theme.ASIDE, theme.value_text).beside(
                plane.point([0, first.limit]), 0, 30, "centre"
            ),
        ]
        ground = land(cliff, Box(880, 260, 1560, 740))
        self.terrain = ground.terrain
        self.shared = ground.trail(cliff.walk[: cliff.before + 1], theme.ink)
        self.trail = ground.trail(cliff.walk[cliff.before :], theme.clipped)
        ends = ground.project_segment(cliff.leap, Box(96, 190, 1824, 746))
        self.leap = Arrow(*ends, theme.raw)
        slope, kept = number(cliff.slope), number(second.limit)
        self.slope = mixed(f"$norm(g) =$ {slope}", theme.SMALL_LABEL, theme.raw)
        self.slope.beside(self.leap.end, 44, -4).halo()
        self.kept = mixed(f"clipped to {kept}", theme.SMALL_LABEL, theme.clipped)
        beside = at(1492, 520)
        self.kept.beside(beside, 12)
        self.height = aside("height: error").at(1480, 330)
        self.kept_leader = Path([self.trail.end, beside], theme.ink, theme.GRID)


class Today(Era):
    """Limits on the line, and two later ideas."""

    shown = (("translation", 253.0), ("llama", 1667.0))

    def __init__(self, story: Story):
        super().__init__(story, "Nets changed, the clip stayed")
        events = story.events
        self.limits = [self.limit(events[key]) for key in ("translation", "bert", "gpt", "llama")]
        rows = "not comparable: losses", "are summed or averaged"
        spot = self.line.point(events["translation"].year)
        self.rule = SimpleNamespace(
            formula=math(RULE, theme.FORMULA, parts={"clipped": theme.clipped, "raw": theme.raw}),
            words=aside("for all parameters at once"),
        )
        self.rule.formula.at(960, 440, "centre")
        self.rule.words.at(960, 560, "centre")
        self.note = block(spot, *map(aside, rows), dx=76, dy=96)
        self.heads = self.head(events["smoothness"], 260), self.head(events["units"], 1130)
        names = {"x_name": "gradient", "y_name": "curvature"}
        self.plot, self.dots = scatter(story, Box(350, 310, 800, 570), **names)
        names = {"x_name": "unit", "y_name": "gradient of each unit"}
        box = Box(1220, 310, 1580, 570)
        self.chart, self.cut, self.kept, self.edges = bars(story, box, **names)
        self.names = [
            text(words, theme.ASIDE, color).at(1604, y)
            for words, color, y in (
                ("cut", theme.raw, 420),
                ("kept", theme.clipped, 470),
                ("limit", theme.ink, 520),
            )
        ]

    def limit(self, event: Event) -> VGroup:
        """A limit, standing on its year."""
        x = self.line.x(event.year)
        foot, top = at(x, 806), at(x, 806 - TALL)
        name = text(event.name, theme.SMALL_LABEL).at(x, 692, "centre")
        value = text(number(event.limit), theme.BIG, weight="semibold").at(x, 738, "centre")
        return VGroup(Path([foot, top], theme.ink, theme.LINE), value, name)


class Whole(Era):
    """The whole line, with all pictures."""

    shown = (("diagnosis", 190.0), ("llama", 1740.0))

    def __init__(self, story: Story):
        super().__init__(story, "First the trick, then its reasons")
        keys = [("diagnosis",), ("latch",), ("lstm", "forget"), ("cutoff",), ("cliff",)]
        keys += [("smoothness",), ("units",)]
        boxes = [
            ROW.but(left=ROW.left + PITCH * n, right=ROW.right + PITCH * n)
            for n in range(len(keys))
        ]
        self.pictures = tiny(story, boxes)
        self.captions, self.leaders = [], []
        for group, box in zip(keys, boxes, strict=True):
            middle = (box.left + box.right) / 2
            events = [story.events[key] for key in group]
            years = ", ".join(str(event.year) for event in events)
            name = " + ".join(event.name for event in events)
            self.captions.append(
                VGroup(
                    text(years, theme.SMALL_LABEL, weight="semibold").at(middle, 484, "centre"),
                    text(name, theme.NUMBER, theme.muted).at(middle, 522, "centre"),
                )
            )
            feet = [at(self.line.x(event.year), 800) for event in events]
            self.leaders += [Path([at(middle, 546), foot], theme.axis, theme.GRID) for foot in feet]


def tiny(story: Story, boxes: list[Box]) -> list[VGroup]:
    """The pictures of the film, each in a small box, without words."""
    one, two, three, four, five, six, seven = boxes
    states = Plot(two, (0, HELD), (-1, 1), y_ticks=[-1, 0, 1])
    _, bend, edge = square(story, four, 70 * SMALL)
    ground = land(story.cliff, five)
    trail = ground.trail(story.cliff.walk, theme.clipped, SMALL)
    return [
        VGroup(*fade(story, signals(story, one))),
        VGroup(fan(states, story.states)),
        VGroup(*gate(story, three)[1:]),
        VGroup(edge, bend),
        VGroup(ground.terrain, trail),
        VGroup(scatter(story, six)[1]),
        VGroup(*bars(story, seven)[1:]),
    ]


class EndCard(Card):
    """What is often said, and what holds."""

    def __init__(self, story: Story):
        events, back = story.events, f"{len(story.lags) - 1} steps back"
        first, second = events["diagnosis"], events["latch"]
        felt = story.felt[-1]
        super().__init__(
            f"Gradient clipping was invented\nin {events['cliff'].year}.",
            f"Mikolov’s program clipped before.\nThe problem was known in {first.year}.\n"
            f"The paper of {events['cliff'].year} cut by norm,\nand said why it may help.",
            "Mikolov, RNNLM and PhD thesis 2012; Pascanu, Mikolov, Bengio, ICML 2013, §3.2",
            [
                Evidence(
                    str(first.year), "a signal, going back", story.fading, theme.state,
                    number(story.fading[-1], 2), back, hollow=True,
                ),
                Evidence(
                    str(second.year), "a bit that is held", felt, theme.state,
                    number(felt[-1], 2), f"gradient, after {HELD} steps", hollow=True,
                ),
            ],
        )  # fmt: skip


class Timeline(Explainer[Params]):
    """From shapes to time."""

    chapters = {
        "Diagnosis": Diagnosis,
        "Gates": Gates,
        "Clipping": Clips,
        "Today": Today,
        "The whole line": Whole,
    }
    card = EndCard
    stamped = ("scale",)

    def construct(self) -> None:
        first = self.chapter("Diagnosis")
        self.diagnose(first)
        gates = self.slide_to("Gates", first.line)
        self.open_gates(gates)
        clips = self.slide_to("Clipping", gates.line)
        self.clip(clips)
        today = self.slide_to("Today", clips.line)
        self.use(today)
        self.look_back(self.slide_to("The whole line", today.line))
        self.close()

    def slide_to(self, name: str, old: TimeAxis) -> Era:
        """Start a chapter: the line stays and slides to its years."""
        era: Era = self.chapter(name, keep=[old])
        start, end, year = old.window, era.line.window, era.shown[0][0]
        first, last = old.year, float(self.story.events[year].year)
        line = era.line.mark(first).see(start)
        self.remove(old)

        def move(share: float) -> None:
            line.year = first + share * (last - first)
            line.see(interpolate_windows(start, end, share))

        self.play(Run(move, line, run_time=SLIDE))
        return era

    def walk(self, era: Era, key: str) -> Run:
        """The bright dot, on to the next event."""
        line, year = era.line, float(self.story.events[key].year)
        return Run(line.mark, line, over=(line.year, year))

    def diagnose(self, p: Diagnosis) -> None:
        """1991 and 1994."""
        p.line.mark(float(self.story.events["diagnosis"].year))
        line = "{year}: Hochreiter shows that gradients fade or explode on the way back in time."
        with self.say(line, year=self.year("diagnosis")):
            self.play(Appear(p.line, p.heads[0], p.leaders[0]))
            self.play(Appear(p.plot))
            self.play(Draw(p.curves[0], run_time=1.2))
            self.play(Appear(p.names[0]), Draw(p.curves[1], run_time=1.2))
            self.play(Appear(p.names[1]))
        line = "{year}: a trade-off. A unit that holds a bit no longer feels its past."
        with self.say(line, year=self.year("latch")):
            self.play(self.walk(p, "latch"))
            self.play(Appear(p.heads[1], p.leaders[1], p.states, p.slopes))
            both = together(p.fan.to, p.felt.to)
            self.play(Run(both, p.fan, p.felt, over=(0, HELD), run_time=1.6, rate_func=linear))
            self.play(Appear(*p.bits, p.fades))

    def year(self, key: str) -> str:
        """As it is spoken: without a thin space."""
        return str(self.story.events[key].year)

    def open_gates(self, p: Gates) -> None:
        """1997 and 2000."""
        line = "{one}: the LSTM adds, where others multiply. {two}: a gate sets how much stays."
        with self.say(line, one=self.year("lstm"), two=self.year("forget")):
            self.play(Appear(p.heads[0], p.leaders[0], p.formulas[0], p.plots[0]))
            self.play(Appear(p.past, p.names[1]), Draw(p.whole, run_time=1.2))
            self.play(Appear(p.names[0]))
            self.play(self.walk(p, "forget"))
            self.play(Appear(p.heads[1], p.leaders[1], p.formulas[1], p.plots[1], p.before))
            self.play(Draw(p.kept, run_time=1.2))
            self.play(Appear(p.kept_name))

    def clip(self, p: Clips) -> None:
        """2012 and 2013."""
        story = self.story
        line = "By {year}, Mikolov’s language model cuts each entry of the gradient at {limit}."
        cutoff = story.events["cutoff"]
        with self.say(line, year=self.year("cutoff"), limit=cutoff.limit):
            p.bend.move(story.raw, story.raw)
            self.play(Appear(p.heads[0], p.leaders[0], p.edge, p.limit))
            self.play(Appear(p.bend, p.tips[0]))
            cut = lambda s: p.bend.move(story.raw, story.raw + s * (story.cut - story.raw))  # noqa: E731
            self.play(Run(cut, p.bend))
            self.play(Appear(p.tips[1]))
        line = "{year}: Pascanu, Mikolov, Bengio suspect a cliff. "
        line += "They cut the whole arrow, to {limit}."
        cliff = story.events["cliff"]
        with self.say(line, year=self.year("cliff"), limit=cliff.limit):
            self.play(self.walk(p, "cliff"))
            self.play(Appear(p.heads[1], p.leaders[1], p.terrain, p.height))
            p.shared.walk(0)
            steps = story.cliff.before
            self.play(Run(p.shared.walk, p.shared, over=(0, steps), rate_func=linear))
            self.play(grow_arrow(p.leap), Appear(p.slope))
            rest = len(story.cliff.walk) - 1 - steps
            self.play(Run(p.trail.walk, p.trail, over=(0, rest), rate_func=linear, run_time=2))
            self.play(Appear(p.kept, p.kept_leader))

    def use(self, p: Today) -> None:
        """2014 to 2023."""
        line = (
            "{year}: an LSTM translates, clipped at {one}. Later BERT, GPT-3, LLaMA clip at {two}."
        )
        events = self.story.events
        one, two = events["translation"].limit, events["bert"].limit
        with self.say(line, year=self.year("translation"), one=one, two=two):
            self.play(Appear(p.limits[0], p.rule.formula, p.rule.words))
            for key, limit in zip(("bert", "gpt", "llama"), p.limits[1:], strict=True):
                self.play(self.walk(p, key))
                self.play(Appear(limit))
            self.play(Appear(p.note))
        line = "{year}: a theory. Where the gradient is large, the curvature is large too."
        with self.say(line, year=self.year("smoothness")):
            self.play(Vanish(p.rule.formula, p.rule.words))
            self.play(self.walk(p, "smoothness"), Appear(p.heads[0], p.plot))
            self.play(Appear(p.dots))
        line = "{year}: a limit for each unit, in proportion to its weights."
        with self.say(line, year=self.year("units")):
            self.play(self.walk(p, "units"), Appear(p.heads[1], p.chart))
            self.play(Appear(p.cut, p.kept))
            self.play(Appear(p.edges, *p.names))

    def look_back(self, p: Whole) -> None:
        """All of it."""
        line = "In use by {one}. A cliff to explain it came in {two}, a theory in {three}."
        years = {"one": "cutoff", "two": "cliff", "three": "smoothness"}
        with self.say(line, **{name: self.year(key) for name, key in years.items()}):
            self.play(Appear(*p.pictures, *p.captions, *p.leaders))
            self.wait(theme.READ_NUMBER)
            for key, n in zip(years.values(), (3, 4, 5), strict=True):
                others = [q for k in range(7) if k != n for q in (p.pictures[k], p.captions[k])]
                self.play(Dim(*others), Fade(p.pictures[n], p.captions[n], to=1), self.walk(p, key))
            self.play(Fade(*p.pictures, *p.captions, to=1))
            self.wait(theme.READ_NUMBER)
