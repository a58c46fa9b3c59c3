"""Who clips at what, what PPO's clip is, and what libraries make of a broken gradient."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path as File
from typing import Any

import numpy as np
from manim import VGroup, linear, smooth
from numpy.typing import NDArray

from clipanim.numerics import (
    CONVENTIONS,
    case_gradient,
    clip_by_norm,
    clip_by_value,
    evaluate_convention,
    norm,
)
from clipanim.params import SceneParams, param
from clipanim.stage import (
    PX,
    Appear,
    Area,
    Arrow,
    Bend,
    Box,
    Card,
    Cut,
    Dim,
    Dot,
    Evidence,
    Explainer,
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
    grow_arrow,
    math,
    number,
    power_of_ten,
    text,
    theme,
)

LENGTH = 64

Array = NDArray[np.float64]
DATA = File(__file__).with_suffix(".toml")
SCOPE = Box(96, 250, 900, 830)  # the picture of a recipe
REGION = 150.0  # px: half of the disc or the square, whatever the threshold
WAY = 35.0  # direction of the example, degrees
ROWS, DOTS = Box(1010, 310, 1824, 790), Box(1270, 310, 1640, 790)
RATIO, SMALL = Box(200, 330, 800, 790), Box(1060, 250, 1824, 830)
TABLE = Box(96, 366, 1824, 806)  # the middles of the first and of the last row
COLUMNS = 500, 948, 1396  # px: where they start
ENTRIES = 30, 98, 166, 252, 320  # px from there, of the three entries of a tensor and of two
GIVEN = 264  # px: the baseline of the broken gradients
BROKEN = ["raw", *["kept"] * 4]  # how they are coloured
ARRIVES, ANSWERS, CLEAR = 0.6, 0.8, 0.4  # shares of a row's time, and of the way to it
LANES = (430, 690)
LINE = Box(150, 300, 1560, 800)  # of the lengths under mixed precision


@dataclass(frozen=True)
class Params(SceneParams):
    length: float = param(20.0, "Length of the example gradient", low=5, high=60)
    dtype: str = param("float32", "What the libraries compute in", choices=("float32", "float64"))
    scale_power: int = param(16, "Power of two that the loss is scaled by", low=4, high=24)


@dataclass(frozen=True)
class Recipe:
    """Who clips how, and what is left of the example."""

    name: str
    year: int
    clip: str  # "norm" or "value"
    thresholds: Array
    kept: Array  # (k, 2)
    lengths: Array  # of it
    source: str


@dataclass(frozen=True)
class Answer:
    """What a rule makes of a gradient of two tensors, entry by entry."""

    after: Array  # (5,)
    marks: list[str]  # "kept", "changed", "zero", "nan"
    silent: bool


@dataclass(frozen=True)
class Rule:
    """A row of the table."""

    library: str
    call: str
    is_by_value: bool
    answers: list[Answer]


@dataclass(frozen=True)
class Story:
    """Every number on screen."""

    example: Array  # (2,)
    length: float
    recipes: list[Recipe]
    summed: float  # a threshold of a sum
    steps: int
    each: float  # what that is for one step
    limit: float  # of PPO's ratio
    ratios: Array
    objectives: Array
    cases: list[str]
    broken: Array  # (cases, 5)
    rules: list[Rule]
    silent: int
    answers: int
    scale: float
    threshold: float  # of today's recipes
    right: Array  # lengths: scaled, unscaled, clipped
    wrong: Array  # lengths: scaled, clipped, unscaled


def tell(params: Params) -> Story:
    """From parameters to numbers."""
    data = tomllib.loads(DATA.read_text(encoding="utf-8"))
    way = np.radians(WAY)
    example = params.length * np.array([np.cos(way), np.sin(way)])
    recipes = [cooked(one, example) for one in data["recipes"]]
    table, summed, limit = data["table"], data["summed"], data["ratio"]["limit"]
    rules = [tried(name, table["cases"], params.dtype) for name in table["rules"]]
    broken = [np.concatenate(case_gradient(case, params.dtype)) for case in table["cases"]]
    ratios = np.unique([*np.linspace(0, 2, 201), 1 - limit, 1 + limit])
    scale, threshold = 2.0**params.scale_power, float(recipes[-1].thresholds[0])
    clipped = clip_by_norm(example, threshold), clip_by_norm(example * scale, threshold)
    return Story(
        example=example,
        length=params.length,
        recipes=recipes,
        summed=summed["threshold"],
        steps=summed["steps"],
        each=summed["threshold"] / summed["steps"],
        limit=limit,
        ratios=ratios,
        objectives=np.minimum(ratios, np.clip(ratios, 1 - limit, 1 + limit)),
        cases=table["cases"],
        broken=np.array(broken),
        rules=rules,
        silent=sum(one.silent for rule in rules for one in rule.answers),
        answers=len(rules) * len(broken),
        scale=scale,
        threshold=threshold,
        right=norm(np.array([example * scale, example, clipped[0]])),
        wrong=norm(np.array([example * scale, clipped[1], clipped[1] / scale])),
    )


def cooked(entry: dict[str, Any], example: Array) -> Recipe:
    """A recipe, tried on the example."""
    clip = {"norm": clip_by_norm, "value": clip_by_value}[entry["clip"]]
    kept = np.array([clip(example, threshold) for threshold in entry["thresholds"]])
    thresholds = np.array(entry["thresholds"])
    return Recipe(
        entry["name"], entry["year"], entry["clip"], thresholds, kept, norm(kept), entry["source"]
    )


def tried(name: str, cases: list[Any], dtype: Any) -> Rule:
    """A rule, tried on all cases."""
    cells = [evaluate_convention(name, case_gradient(case, dtype), dtype=dtype) for case in cases]
    answers = [
        Answer(
            np.concatenate([one.ravel() for one in cell.after]).astype(np.float64),
            [str(mark) for one in cell.marks for mark in one.ravel()],
            cell.silent,
        )
        for cell in cells
    ]
    rule = CONVENTIONS[name]
    return Rule(rule.library, rule.call, rule.scope == "each entry", answers)


class Recipes(Picture):
    """The example under one threshold after the other, and all thresholds on one axis."""

    def __init__(self, story: Story):
        super().__init__("One idea, many thresholds")
        self.story = story
        self.rows = [Row(story, n) for n in range(len(story.recipes))]
        self.axis = axis(DOTS, *reach(story))
        self.unit = math("tau").beside(at(DOTS.right, DOTS.bottom), 24)
        self.scope = Scope(story)
        row = self.rows[story_row(story)]
        start, end = (row.point(x) for x in (story.summed, story.each))
        self.slide = Arrow(start, end, theme.muted, theme.LINE, theme.DASH)
        self.each = Dot(end, theme.clipped, theme.MARK, hollow=True)
        words = text(f"{number(story.each)} a step", theme.ASIDE, theme.clipped)
        self.name = words.beside(end, -14, 30).naming(self.each)


def story_row(story: Story) -> int:
    """The row whose threshold was meant for a sum."""
    return next(n for n, one in enumerate(story.recipes) if story.summed in one.thresholds)


def reach(story: Story) -> tuple[int, int]:
    """The powers of ten that hold all thresholds."""
    all_ = np.concatenate([[story.each], *(one.thresholds for one in story.recipes)])
    return int(np.floor(np.log10(all_.min()))), int(np.ceil(np.log10(all_.max())))


def along(box: Box, powers: tuple[int, int], value: float) -> float:
    """The px where a value stands on a log axis."""
    low, high = powers
    return box.left + box.width * (float(np.log10(value)) - low) / (high - low)


def axis(box: Box, low: int, high: int, every: int = 1) -> VGroup:
    """A log axis below a box, with the powers of ten."""
    ends = [at(box.left, box.bottom), at(box.right, box.bottom)]
    group = VGroup(Path(ends, theme.axis, theme.AXIS, role="axis"))
    for power in range(low, high + 1, every):
        x = along(box, (low, high), 10.0**power)
        foot = [at(x, box.bottom), at(x, box.bottom + 9)]
        label = text(power_of_ten(power), theme.NUMBER, theme.muted)
        group.add(Path(foot, theme.axis, theme.AXIS, role="axis"))
        group.add(label.at(x, box.bottom + 42, "centre"))
    group.is_axis = True
    return group


class Row(Picture):
    """Who, when, and at what."""

    def __init__(self, story: Story, n: int):
        super().__init__()
        one, pitch = story.recipes[n], ROWS.height / len(story.recipes)
        self.powers, self.y = reach(story), ROWS.top + (n + 0.4) * pitch
        is_by_value = one.clip == "value"
        color, ink = (theme.value, theme.value_text) if is_by_value else [theme.clipped] * 2
        y = self.y + 9
        self.year = text(str(one.year), theme.NUMBER, theme.muted).at(ROWS.left, y)
        self.name = text(one.name, theme.ASIDE).at(ROWS.left + 72, y)
        self.dots = [
            Dot(self.point(x), color, theme.MARK, square=is_by_value) for x in one.thresholds
        ]
        values = ", ".join(number(float(x)) for x in one.thresholds)
        self.values = text(values, theme.ASIDE, ink).at(ROWS.right, y, "right")

    def point(self, value: float) -> Array:
        """Where a threshold stands in this row."""
        return at(along(DOTS, self.powers, value), self.y)


class Scope(Picture):
    """The example under a threshold: the region keeps its size, the gradient is zoomed."""

    def __init__(self, story: Story):
        super().__init__()
        self.example, last = story.example, story.recipes[-1]
        box = SCOPE.but(left=SCOPE.left + 80)
        self.plane = plane = VectorPlane(box, [[-1, -1], [1, 1]], 1, REGION)
        corners = np.array([[1, 1], [-1, 1], [-1, -1], [1, -1], [1, 1]])
        self.square = region(plane.point(corners), theme.value)
        self.disc = region(plane.circle(1), theme.clipped)
        self.cut = Cut(plane, [1, 0], [1, 0], theme.clipped)
        self.bend = Bend(plane, [1, 0], [1, 0], theme.value)
        self.origin = plane.dot()
        x, y = plane.origin_px
        self.tau = text("τ = 1", theme.LABEL).at(x - 40, y + REGION + 44)
        self.title = text(f"{last.name}, {last.year}", theme.LABEL, weight="semibold")
        self.title.at(x - 130, 262)
        words = text(f"length {number(story.length)}, kept:", theme.SMALL_LABEL)
        self.kept = Readout(words, number(last.lengths[-1]), x, 866)
        self.show(last, float(last.thresholds[-1]))

    def show(self, one: Recipe, tau: float) -> None:
        """Clip the example at a threshold, and zoom until the region has its size."""
        self.plane.scale = REGION / tau
        raw, is_by_value = self.plane.clip_to_box(self.example), one.clip == "value"
        kept = (clip_by_value if is_by_value else clip_by_norm)(self.example, tau)
        self.bend.move(self.example, kept)
        self.cut.move(raw, kept if norm(kept) < norm(raw) else raw)
        self.tau.say(f"τ = {number(tau)}")
        self.title.say(f"{one.name}, {one.year}", "semibold")
        self.kept.say(number(float(norm(kept))))

    def shapes(self) -> list[Any]:
        """Without the square, which only the first recipe needs."""
        return [one for one in super().shapes() if one not in (self.square, self.bend)]


def region(edge: Array, color: str) -> VGroup:
    """What a recipe allows."""
    line = Path(edge, theme.ink, theme.AXIS, theme.LONG_DASH, role="limit")
    return VGroup(Area(edge, color), line)


class Ratio(Picture):
    """What PPO calls clipping, beside the clipping of its gradient."""

    def __init__(self, story: Story):
        super().__init__("PPO’s own clip is not gradient clipping")
        self.story, low, high = story, 1 - story.limit, 1 + story.limit
        names = {"x_name": "ratio", "y_name": "objective for a good action"}
        ticks = {"x_ticks": [0, low, high, 2], "y_ticks": [0, 1]}
        self.plot = plot = Plot(RATIO, (0, 2), (0, 1.5), **names, **ticks)
        self.heading = text("clips a ratio of probabilities", theme.SMALL_LABEL, theme.state)
        self.heading.at((RATIO.left + RATIO.right) / 2, 240, "centre")
        ends = plot.point([high, high], plot.y)
        self.limit = Path(ends, theme.ink, theme.AXIS, theme.LONG_DASH, role="limit")
        self.trace = Trace(plot, story.ratios, story.objectives, theme.state, hollow=True)
        one = next(one for one in story.recipes if one.name == "PPO")
        tau = float(one.thresholds[0])
        self.plane = plane = VectorPlane(SMALL, [[-1, -1], [1, 1]], 1, REGION)
        plane.scale = REGION / tau
        self.region = region(plane.circle(tau), theme.clipped)
        self.cut = Cut(plane, plane.clip_to_box(story.example), one.kept[0], theme.clipped)
        self.origin, (x, y) = plane.dot(), plane.origin_px
        words = text("scales the gradient", theme.SMALL_LABEL, theme.clipped)
        self.second = words.at(x, 240, "centre")
        self.tau = text(f"τ = {number(tau)}", theme.LABEL).at(x, y + REGION + 44, "centre")


class Table(Picture):
    """What each rule makes of each broken gradient, entry by entry."""

    def __init__(self, story: Story):
        super().__init__("What libraries make of a broken gradient")
        self.story = story
        pitch = TABLE.height / (len(story.rules) - 1)
        self.tops = [TABLE.top + n * pitch for n in range(len(story.rules))]
        self.heights = [top + 14 for top in self.tops]  # of the answers
        names = {
            "inf": "one entry is infinite",
            "nan": "one entry is NaN",
            "overflow": "the square overflows",
        }
        self.names = [
            text(names[case], theme.ASIDE, theme.muted).at(x, 216)
            for case, x in zip(story.cases, COLUMNS, strict=True)
        ]
        self.broken = [
            entries(values, BROKEN, x, GIVEN, theme.ink)
            for values, x in zip(story.broken, COLUMNS, strict=True)
        ]
        self.given = text("gradient of two tensors", theme.ASIDE, theme.muted).at(TABLE.left, GIVEN)
        self.tensors = [brackets(x) for x in COLUMNS]
        self.rows = [
            VGroup(
                text(one.library, theme.SMALL_LABEL).at(TABLE.left, y),
                text(one.call, theme.NUMBER, theme.muted).at(TABLE.left, y + 34),
            )
            for one, y in zip(story.rules, self.tops, strict=True)
        ]
        self.cells = [
            [
                entries(answer.after, answer.marks, x, y, color_of(rule))
                for rule, y in zip(story.rules, self.heights, strict=True)
                for answer in [rule.answers[n]]
            ]
            for n, x in enumerate(COLUMNS)
        ]
        self.flags = [
            text("silent", theme.NUMBER, theme.raw, "semibold").at(x + 356, y)
            for rule, y in zip(story.rules, self.heights, strict=True)
            for answer, x in zip(rule.answers, COLUMNS, strict=True)
            if answer.silent
        ]

    def loud(self) -> list[VGroup]:
        """The cells whose damage can be seen."""
        return [
            cell
            for n, column in enumerate(self.cells)
            for cell, rule in zip(column, self.story.rules, strict=True)
            if not rule.answers[n].silent
        ]

    def falling(self, column: int) -> VGroup:
        """A copy of a broken gradient, to fall into the rows."""
        return entries(self.story.broken[column], BROKEN, COLUMNS[column], GIVEN, theme.ink)


def brackets(x: float) -> Path:
    """Lines below a gradient, one for each of its tensors."""
    first, second = ENTRIES[:3], ENTRIES[3:]
    ends = [[x + one[0] - 30, x + one[-1] + 30] for one in (first, second)]
    (a, b), (c, d) = [[at(end, 292) for end in one] for one in ends]
    return Path([a, b, np.full(3, np.nan), c, d], theme.axis, theme.GRID, role="axis")


def color_of(rule: Rule) -> str:
    """The colour of what a rule has clipped."""
    return theme.value_text if rule.is_by_value else theme.clipped


def entries(values: Array, marks: list[str], x: float, y: float, changed: str) -> VGroup:
    """The entries of two tensors, coloured by what has become of them."""
    colours = {"nan": theme.raw, "raw": theme.raw, "zero": theme.muted, "kept": theme.ink}
    return VGroup(
        *(
            text(number(float(value)), theme.ASIDE, colours.get(mark, changed)).at(
                x + dx, y, "centre"
            )
            for value, mark, dx in zip(values, marks, ENTRIES, strict=True)
        )
    )


class Precision(Picture):
    """Lengths on the way from a scaled loss to an update, in two orders."""

    def __init__(self, story: Story):
        super().__init__("Unscale first, then clip")
        low = int(np.floor(np.log10(story.wrong[-1]))) - 1
        high = int(np.ceil(np.log10(story.right[0])))
        self.powers = low, high
        self.axis = axis(LINE, low, high, every=1 if high - low < 9 else 2)
        self.name = text("length", theme.ASIDE, theme.muted).at(LINE.right + 24, LINE.bottom + 9)
        x = along(LINE, self.powers, story.threshold)
        ends = [at(x, LINE.top - 20), at(x, LINE.bottom)]
        self.limit = Path(ends, theme.ink, theme.AXIS, theme.LONG_DASH, role="limit")
        self.tau = text(f"τ = {number(story.threshold)}", theme.SMALL_LABEL)
        self.tau.at(x, LINE.top - 40, "centre").naming(self.limit)
        self.right = Lane(self, story.right, LANES[0], ("unscale", "clip"), theme.clipped)
        self.wrong = Lane(self, story.wrong, LANES[1], ("clip", "unscale"), theme.raw)


class Lane(Picture):
    """One order: two operations on a length."""

    def __init__(self, parent: Precision, lengths: Array, y: float, what: Any, color: str):
        super().__init__()
        is_right = what[0] == "unscale"
        self.heading = text(", then ".join(what), theme.LABEL, color).at(LINE.left, y - 84)
        places = [at(along(LINE, parent.powers, float(one)), y) for one in lengths]
        short = np.array([16 * PX, 0, 0])  # of the mark
        self.arrows = [
            Arrow(start, end + short, color, theme.LINE) for start, end in pairwise(places)
        ]
        self.start = Dot(places[0], theme.ink, theme.MARK)
        scaled = [text("scaled:", theme.ASIDE), text(number(float(lengths[0])), theme.ASIDE)]
        self.scaled = block(places[0], *scaled, dx=22)
        self.stops = [Dot(place, color, theme.MARK) for place in places[1:]]
        self.words = [
            text(word, theme.ASIDE, theme.muted).beside((a + b) / 2, 0, 30, "centre")
            for word, a, b in zip(what, places[:-1], places[1:], strict=True)
        ]
        value = text(number(float(lengths[-1])), theme.BIG, weight="semibold")
        self.value = value.beside(places[-1], *((-18, -46, "right") if is_right else (0, -56)))


class EndCard(Card):
    """What is often said, and what holds."""

    def __init__(self, story: Story):
        count = len(story.rules)
        back = np.cumsum([0, *(np.isnan(one.answers[1].after).any() for one in story.rules)])
        how = {"log": False, "base": 0}
        super().__init__(
            "PPO’s clip is gradient clipping,\nand clipping protects from NaN.",
            "PPO clips a ratio of probabilities.\nAnd a NaN goes through every rule\nof the table.",
            "Schulman et al., arXiv 1707.06347; pytorch, optax, TensorFlow, Keras: their source",
            [
                Evidence(
                    "PPO’s clip",
                    "objective, against the ratio",
                    story.objectives,
                    theme.state,
                    number(story.limit),
                    "either side of 1",
                    hollow=True,
                    **how,
                ),
                Evidence(
                    "NaN in, NaN out",
                    "rules, one by one",
                    back,
                    theme.raw,
                    f"{back[-1]} of {count}",
                    "rules return a NaN",
                    **how,
                ),
            ],
            "Look for inf and NaN yourself,\nbefore the update.",
        )


class Applications(Explainer[Params]):
    """From shapes to time."""

    chapters = {
        "Recipes": Recipes,
        "The other clip": Ratio,
        "inf and NaN": Table,
        "Mixed precision": Precision,
    }
    card = EndCard

    def construct(self) -> None:
        self.cook(self.chapter("Recipes"))
        self.tell_apart(self.chapter("The other clip"))
        self.try_all(self.chapter("inf and NaN"))
        self.unscale(self.chapter("Mixed precision"))
        self.close()

    def cook(self, p: Recipes) -> None:
        """Recipe after recipe: its region, and its row."""
        story, scope = self.story, p.scope
        first, second, third, agent, ppo, *rest = story.recipes
        scope.show(first, float(first.thresholds[0]))
        with self.say(
            f"{first.name} cuts every component at {{tau}}: a square.",
            tau=float(first.thresholds[0]),
        ):
            self.play(Appear(scope.square, scope.origin, scope.tau, scope.title))
            self.play(Appear(scope.bend, scope.kept, *p.rows[0].shapes(), p.axis, p.unit))
        with self.say(f"{second.name} scale the norm: a disc, with a threshold for each task."):
            self.play(Vanish(scope.square, scope.bend))
            scope.show(second, float(second.thresholds[0]))
            self.play(Appear(scope.disc, scope.cut))
            self.play(Appear(*p.rows[1].shapes()), self.zoom(p, second, second.thresholds, 2.4))
        values = [float(one.thresholds[0]) for one in (third, agent, ppo)]
        words = "Translation takes {}, an A3C agent {}, PPO’s code {}."
        with self.say(words.format(*map(number, values))):
            before = second
            for n, one in enumerate((third, agent, ppo), 2):
                way = np.array([before.thresholds[-1], one.thresholds[0]])
                self.play(Appear(*p.rows[n].shapes()), self.zoom(p, one, way, 1.0))
                before = one
        names = " and ".join([", ".join(one.name for one in rest[:-1]), rest[-1].name])
        with self.say(f"{names} take {number(story.threshold)}."):
            for n, one in enumerate(rest, 5):
                way = np.array([before.thresholds[-1], one.thresholds[0]])
                self.play(Appear(*p.rows[n].shapes()), self.zoom(p, one, way, 0.7))
                before = one
        words = "Do not compare them: {story.summed} is for a sum of {story.steps} steps."
        with self.say(words):
            self.play(grow_arrow(p.slide))
            self.play(Appear(p.each, p.name))
            self.wait(theme.READ_NUMBER)

    def zoom(self, p: Recipes, one: Recipe, thresholds: Array, run_time: float) -> Run:
        """Go from threshold to threshold, evenly in their logarithm."""
        scope, logs = p.scope, np.log(thresholds)

        def move(place: float) -> None:
            scope.show(one, float(np.exp(np.interp(place, range(len(logs)), logs))))

        shapes = scope.cut, scope.tau, scope.title, scope.kept
        pace = smooth if len(logs) == 2 else linear
        return Run(move, *shapes, over=(0, len(logs) - 1), run_time=run_time, rate_func=pace)

    def tell_apart(self, p: Ratio) -> None:
        """The ratio, then the gradient."""
        last = len(self.story.ratios) - 1
        with self.say(
            "What PPO calls clipping: beyond 1 + {story.limit}, nothing is to be gained."
        ):
            self.play(Appear(p.plot, p.heading, p.limit))
            self.play(Run(p.trace.to, p.trace, over=(0, last), run_time=2.4, rate_func=linear))
        with self.say("It limits a ratio. Its code clips the gradient as well, by the norm."):
            self.play(Appear(p.second, p.region, p.tau, p.origin))
            self.play(Appear(p.cut))
            self.wait(theme.READ_NUMBER)

    def try_all(self, p: Table) -> None:
        """Column by column, a broken gradient falls into every rule."""
        lines = (
            "One entry is infinite. Each rule gets the same gradient.",
            "One entry is NaN. No rule takes it out.",
            "All are finite, but the square is not: some rules leave only zeros.",
        )
        for n, words in enumerate(lines):
            with self.say(words):
                once = [*p.rows, p.given] if n == 0 else []
                self.play(Appear(p.names[n], p.broken[n], p.tensors[n], *once))
                self.fill(p, n)
        words = (
            "{story.silent} of {story.answers} answers are silent: finite, but damage is hidden."
        )
        with self.say(words):
            self.play(Dim(*p.loud()), Appear(*p.flags))
            self.wait(theme.READ_NUMBER)

    def fill(self, p: Table, column: int) -> None:
        """Let the gradient go from row to row, and leave each rule's answer behind."""
        falling, cells = p.falling(column), p.cells[column]
        start, stops = falling.get_center(), [GIVEN, *p.heights]

        def move(place: float) -> None:
            row = min(int(place), len(cells) - 1)
            share = smooth(min((place - row) / ARRIVES, 1.0))
            answers = place - row > ANSWERS
            for n, cell in enumerate(cells):
                cell.set_fill(opacity=float(n < row or (n == row and answers)))
            down = stops[row] + share * (stops[row + 1] - stops[row]) - GIVEN
            falling.move_to(start - np.array([0, down * PX, 0]))
            falling.set_fill(opacity=float((row == 0 or share > CLEAR) and not answers))

        shapes = [*cells, falling]
        self.play(Run(move, *shapes, over=(0, len(cells)), run_time=3.0, rate_func=linear))
        self.remove(falling)

    def unscale(self, p: Precision) -> None:
        """The right order, then the wrong one."""
        with self.say("With a scaled loss, unscale the gradient before clipping it."):
            self.play(Appear(p.axis, p.name, p.limit, p.tau))
            self.go(p.right)
        with self.say("The other way round, the step is {story.scale} times too short."):
            self.go(p.wrong)
            self.wait(theme.READ_NUMBER)

    def go(self, lane: Lane) -> None:
        """Two operations."""
        self.play(Appear(lane.heading, lane.start, lane.scaled))
        for arrow, word, stop in zip(lane.arrows, lane.words, lane.stops, strict=True):
            self.play(grow_arrow(arrow, 0.6), Appear(word))
            self.play(Appear(stop))
        self.play(Appear(lane.value))
