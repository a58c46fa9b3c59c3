"""Powers of one number: how large they are, how the gradient holds two of them, where floats end.

In a net with one weight and no input the state after k steps is the k-th power of the weight.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

import numpy as np
from manim import VGroup
from numpy.typing import ArrayLike, NDArray

from clipanim.numerics import MAX_EXPONENT, FloatDtype, chain_derivatives, power_limits
from clipanim.params import SceneParams, param
from clipanim.stage import (
    PASCANU,
    SUPERSCRIPT,
    Appear,
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
    Repeat,
    Run,
    Ticks,
    aside,
    at,
    big,
    block,
    log_ticks,
    math,
    mixed,
    number,
    part,
    power_of_ten,
    reveal,
    separate,
    text,
    theme,
    to_px,
)

LENGTH = 62.3

Array = NDArray[np.float64]

OTHERS = (0.9, 1.1)  # what w is compared with, below and above 1
CITED = (1.1, 50)  # the weight and the steps of the claim on the card
FIRST = 10  # steps that are watched closely
BOX, SMALL = Box(190, 236, 1500, 800), Box(1150, 236, 1600, 800)
LEFT_MARGIN = 96
LOWEST = BOX.bottom - 30  # px of a name in the gutter
HEADROOM = 1.06  # of the linear axis, over the tip of the curve
CEILING = 0.8  # share of the axis at which the ceiling that is looked at lies
GONE = 0.05  # share of the axis below which a ceiling's marks are too close to be told apart
HARD_TO_SEE = 0.05  # share of the axis that cannot be told from its foot


@dataclass(frozen=True)
class Params(SceneParams):
    w: float = param(1.1, "The number that is multiplied by itself", low=0.5, high=2)
    steps: int = param(100, "How often, K", low=10, high=1000, unit="steps")


@dataclass(frozen=True)
class Powers:
    """One number and what comes of it."""

    base: float
    powers: Array  # after 0 to K steps
    gradients: Array  # of the loss after 1 to K / 2 steps


@dataclass(frozen=True)
class Ceiling:
    """A type of floats, and from which powers on they are inf in it."""

    name: str
    largest: float
    power: int | None  # the first k with an infinite w^k
    square: int | None  # the first k at which the square of w^k is infinite


@dataclass(frozen=True)
class Story:
    """Every number on screen."""

    low: Powers
    high: Powers
    half: int  # steps, half of all
    first: int
    early: float  # the larger power after the first of them, half of them, and all
    value: float
    end: float
    error: float  # the three factors of its gradient: w^T - 1, T, w^(T - 1)
    inner: float
    gradient: float
    faded: float  # gradient of the smaller one
    ceilings: tuple[Ceiling, ...]
    tried: int  # steps after which a search for a ceiling ends
    cited: Powers


def tell(params: Params) -> Story:
    """From parameters to numbers. Of a number below, and one above 1, w is one."""
    low, high = min(params.w, 1.0), max(params.w, 1.0)
    low, high = (low if low < 1 else OTHERS[0]), (high if high > 1 else OTHERS[1])
    half = params.steps // 2
    small, large = (powers(one, params.steps, half) for one in (low, high))
    return Story(
        low=small,
        high=large,
        half=half,
        first=min(FIRST, params.steps),
        early=float(large.powers[min(FIRST, params.steps)]),
        value=float(large.powers[half]),
        end=float(large.powers[-1]),
        error=float(large.powers[half] - 1),
        inner=float(large.powers[half - 1]),
        gradient=float(large.gradients[-1]),
        faded=float(small.gradients[-1]),
        ceilings=tuple(ceiling(dtype, high) for dtype in get_args(FloatDtype)),
        tried=MAX_EXPONENT,
        cited=powers(CITED[0], CITED[1], CITED[1]),
    )


def powers(base: float, steps: int, half: int) -> Powers:
    """The powers of one number, and the gradients of the loss of a net with that weight."""
    gradients = [float(chain_derivatives(base, n)[1]) for n in range(1, half + 1)]
    return Powers(base, base ** np.arange(steps + 1.0), np.array(gradients))


def ceiling(dtype: FloatDtype, base: float) -> Ceiling:
    """Where the powers of one number end in a type of floats."""
    limits = power_limits(base, dtype)
    name, largest = "fp" + dtype.removeprefix("float"), float(np.finfo(dtype).max)
    square = limits.squared_overflow if limits.overflow else None
    return Ceiling(name, largest, limits.overflow, square)


# Powers


class Growing(Picture):
    """The powers on a linear axis that follows the tip, which then turns into a log axis."""

    def __init__(self, story: Story):
        tame = ", not astronomical" if story.value < 1e6 else ""
        super().__init__(f"{raised(story.high.base, story.half)} is {number(story.value)}{tame}")
        self.story, self.half = story, story.half
        steps, ends = len(story.high.powers) - 1, (story.low.powers[-1], story.end)
        marks = log_ticks(*ends, most=7)
        self.decades = np.log10(marks[0]), np.log10(max(marks[-1], 10.0))
        self.heights = np.array([0.0, *sorted(marks, key=lambda mark: abs(np.log10(mark)))])
        exponents = [round(float(np.log10(mark))) for mark in self.heights[1:]]
        foot, top = at(BOX.left, BOX.bottom), at(BOX.left, BOX.top)
        names = ["0", *map(power_of_ten, exponents)]
        self.up = Ticks(
            names, foot, top, dx=-16, anchor="right", across=(BOX.width, 0), role="grid"
        )
        self.stops = np.array(list(dict.fromkeys([steps, 0, story.half, story.first])))
        named = steps, story.first
        along = ["k = " * (stop in named) + number(int(stop)) for stop in self.stops]
        right = at(BOX.right, BOX.bottom)
        self.along = Ticks(along, foot, right, dy=-34)
        self.axis = Path([foot, right], theme.axis, theme.AXIS, role="axis")
        self.name = math("w^k", theme.ASIDE, theme.muted).at(BOX.left, BOX.top - 26)
        self.curves = [
            Curve(1.0, np.ones(steps + 1), theme.muted, theme.DOTS),
            Curve(story.low.base, story.low.powers, theme.state, hollow=True),
            Curve(story.high.base, story.high.powers, theme.raw),
        ]
        self.middle = Dot(foot, theme.ink, theme.MARK)
        words = f"{raised(story.high.base, story.half)} = {number(story.value)}"
        self.value = big(words).halo().naming(self.middle)
        self.last, self.logarithmic = float(steps), 0.0
        self.show(steps, steps, 1.0)

    def show(self, last: float, to: float, logarithmic: float) -> None:
        """Show the steps up to `last`, the curves up to `to`, on an axis between the two kinds."""
        self.last, self.logarithmic = last, logarithmic
        self.up.to(self.shares(self.heights))
        self.along.to(self.stops / last)
        tips = [curve.to(to, self) for curve in self.curves]
        places = np.clip([y for _, y in tips], BOX.top + 40, LOWEST).tolist()
        places = np.array(separate(places, 104))
        places -= max(0.0, places.max() - LOWEST)
        for curve, (x, _), y in zip(self.curves, tips, places, strict=True):
            curve.name_at(x + 28, float(y), to)
        x, y = self.place(self.half, self.story.value)
        self.middle.move(at(x, y))
        self.value.at(x - 22, y - 30, "right")

    def follow(self, magnitude: float) -> None:
        """Show that many steps on a linear axis; the number is given by its logarithm."""
        self.show(np.exp(magnitude), np.exp(magnitude), 0.0)

    def shares(self, heights: ArrayLike) -> Array:
        """How far up the axis values lie, as a share of it."""
        heights = np.asarray(heights, dtype=np.float64)
        top, (low, high) = HEADROOM * self.curves[-1].at(self.last), self.decades
        with np.errstate(divide="ignore"):
            decades = np.maximum(np.log10(heights), 2 * low - high)
        linear = heights / top
        share = linear + self.logarithmic * ((decades - low) / (high - low) - linear)
        return np.clip(share, -1, 2)  # so that no shape loses its size far away

    def place(self, steps: ArrayLike, heights: ArrayLike) -> Array:
        """Where values after so many steps stand, px; shape (..., 2)."""
        x = BOX.left + BOX.width * np.asarray(steps, dtype=np.float64) / self.last
        return np.stack([x, BOX.bottom - BOX.height * self.shares(heights)], axis=-1)


class Curve(VGroup):
    """The powers of one number up to some step, and what the last of them is."""

    def __init__(
        self,
        base: float,
        powers: Array,
        color: str,
        dash: tuple[int, ...] = (),
        hollow: bool = False,
    ):
        super().__init__()
        self.powers, self.steps = powers, np.arange(len(powers))
        nowhere = np.zeros((2, 3))
        width = theme.LINE if dash else theme.CURVE
        self.line = Path(nowhere, color, width, dash, role="curve")
        self.mark = Dot(nowhere[0], color, theme.MARK, hollow)
        self.name = math(f"{exactly(base)}^k", theme.SMALL_LABEL, color)
        self.value = text("0", theme.SMALL_LABEL + 6, weight="semibold")
        self.add(self.line, self.mark, self.name, self.value)

    def at(self, step: float) -> float:
        """The power after so many steps; between two, on the way."""
        return float(np.exp(np.interp(step, self.steps, np.log(self.powers))))

    def to(self, step: float, picture: Growing) -> Array:
        """Draw up to a step, and return where that ends, px."""
        whole = int(step + 1e-9)
        steps = np.append(self.steps[: whole + 1], step)
        places = picture.place(steps, np.append(self.powers[: whole + 1], self.at(step)))
        self.line.move([at(*place) for place in places])
        self.mark.move(at(*places[-1]))
        return np.asarray(places[-1])

    def name_at(self, x: float, y: float, step: float) -> None:
        """Stand beside the tip, with the power after so many whole steps."""
        self.value.say(number(float(self.powers[int(step + 1e-9)])), "semibold")
        block(at(x, y), self.name, self.value, leading=42)


def exactly(base: float) -> str:
    """A base with all its digits: 1.0001 is not 1."""
    return number(base, 9)


def raised(base: float, exponent: int) -> str:
    """A power as a line of words shows it."""
    return exactly(base) + str(exponent).translate(SUPERSCRIPT)


# The gradient


class Twice(Picture):
    """The gradient of the loss: three factors, two of which are powers."""

    def __init__(self, story: Story):
        super().__init__("The gradient holds the power twice")
        high, low, half = story.high, story.low, story.half
        net = f"a net of T = {number(half)} steps gives $w^T$; it should give 1"
        self.net = aside(net).at(LEFT_MARGIN, 268)
        self.loss = math("L = 1/2 thin (w^T - 1)^2", 52).at(LEFT_MARGIN, 368)
        self.formula = math(product(), 66).at(LEFT_MARGIN, 546)
        self.factors = [
            factor(self.formula, "error", story.error, theme.raw),
            factor(self.formula, "steps", half, theme.ink),
            factor(self.formula, "power", story.inner, theme.raw),
        ]
        result = f"= {number(story.gradient)}"
        self.result = VGroup(
            text(result, theme.QUOTE, weight="semibold").at(self.x_of_result(), 756),
            aside(f"at w = {exactly(high.base)}").at(self.x_of_result(), 804),
        )
        sizes = [one.powers[1 : half + 1] for one in (high, low)]
        sizes += [np.abs(one.gradients) for one in (high, low)]
        y, name = (np.min(sizes), np.max(sizes)), "size after $T$ steps"
        self.plot = Plot(SMALL, (0, half), y, log=True, x_name="T", y_name=name,
                         x_ticks=sorted({0, half // 2, half}))  # fmt: skip
        steps = range(1, half + 1)
        thin, thick = (theme.LINE, theme.DASH), (theme.HEAVY,)
        self.curves = [
            self.plot.curve(steps, size, color, *width)
            for size, color, width in zip(
                sizes, 2 * colors(), [thin, thin, thick, thick], strict=True
            )
        ]
        names = [math(f"{exactly(one.base)}^T", theme.SMALL_LABEL, color)
                 for one, color in zip((high, low), colors(), strict=True)]  # fmt: skip
        names += [text("gradient", theme.SMALL_LABEL, color) for color in colors()]
        places = self.plot.gutter([size[-1] for size in sizes], 44)
        self.names = [name.beside(place) for name, place in zip(names, places, strict=True)]

    def x_of_result(self) -> float:
        """Where the equals sign of the formula stands, px."""
        return to_px(self.formula["error"].get_left())[0] - 50


def colors() -> list[str]:
    """Of what grows, and of what shrinks."""
    return [theme.raw, theme.state]


def product() -> str:
    """The gradient as a formula of three named factors."""
    error, power = part("(w^T - 1)", "error"), part("w^(T - 1)", "power")
    return f"(dif L) / (dif w) = {error} dot {part('T', 'steps')} dot {power}"


def factor(formula: Label, name: str, value: float, color: str) -> Label:
    """What a factor of the formula is, below it."""
    formula.colour_part(name, color)
    middle, foot = formula[name].get_center()[0], formula["error"].get_bottom()[1]
    label = text(number(value), theme.LABEL, color, "semibold")
    return label.beside(np.array([middle, foot, 0.0]), 0, -52, "centre")


# Overflow


class Ceilings(Picture):
    """A power and its square, straight on a log axis, which is zoomed out from type to type.

    The window is always as high in digits as it is wide in steps, so both lines stay.
    """

    def __init__(self, story: Story):
        super().__init__("Every float has a ceiling")
        self.ceilings = known = story.ceilings
        base = exactly(story.high.base)
        digits = np.log10([one.largest for one in self.ceilings])
        straight = digits / np.log10(story.high.base)
        reach = [one.power or k for one, k in zip(self.ceilings, straight, strict=True)]
        self.digits, self.reach = digits, np.array(reach, dtype=np.float64)
        self.crossings = [
            (float(k), n)
            for n, one in reversed(list(enumerate(self.ceilings)))
            for k in (one.power, one.square)
            if k is not None
        ]
        left, right = spot(0, 0), spot(1, 0)
        self.axis = Path([left, right], theme.axis, theme.AXIS, role="axis")
        self.name = mixed(f"${base}^k$, log axis", theme.ASIDE, theme.muted)
        self.name.at(BOX.left, BOX.top - 26)
        self.steps = aside("k steps").at(BOX.right, BOX.bottom + 43, "right")
        self.one = text("1", theme.NUMBER, theme.muted).beside(left, -16, 0, "right")
        self.along = Ticks([number(int(k)) for k, _ in self.crossings], left, right, dy=-34)
        self.drops = Path([left, right], theme.muted, theme.GRID, opacity=0.6)
        self.limits = [ceiling_line() for _ in self.ceilings]
        self.names = [VGroup(text(one.name), aside(f"≤ {number(one.largest)}")) for one in known]
        self.square = Path([left, right], theme.raw, theme.LINE, theme.DASH, role="curve")
        self.power = Path([left, right], theme.raw, theme.HEAVY, role="curve")
        self.marks = [Dot(left, theme.raw, theme.MARK) for _ in self.crossings]
        self.words = [
            math(f"{base}^k", theme.LABEL, theme.raw).beside(spot(0.6, 0.6), 30, -24),
            math(f"({base}^k)^2", theme.LABEL, theme.raw).beside(spot(0.3, 0.6), -30, 16, "right"),
        ]
        self.inf = [
            text("inf").beside(spot(x, CEILING), 0, 40, "centre") for x in (0.5 * CEILING, CEILING)
        ]
        self.zoom(len(self.ceilings) - 1)
        self.grow(1.0)

    def zoom(self, level: float) -> None:
        """Show the window that ends above the ceiling of that number; between two, on the way."""
        levels = range(len(self.ceilings))
        digits, reach = (
            np.exp(np.interp(level, levels, np.log(one))) / CEILING
            for one in (self.digits, self.reach)
        )
        heights, drops = self.digits / digits, []
        shown = []
        for (k, n), mark in zip(self.crossings, self.marks, strict=True):
            top, height = spot(k / reach, heights[n]), heights[n]
            shown.append(between(height, GONE, 2 * GONE) * between(height, 1.05 * CEILING, CEILING))
            reveal(shown[-1], mark.move(top))
            drops += [spot(k / reach, 0), top, np.full(3, np.nan)] * (shown[-1] > 0)
        self.drops.move(np.array(drops).reshape(-1, 3))
        self.along.to([k / reach for k, _ in self.crossings], shown)
        lasts = [c.power is not None for c in self.ceilings]
        reveal(lasts[round(level)] * between(abs(level - round(level)), 0.1, 0), *self.inf)
        self.name_ceilings(heights)

    def name_ceilings(self, heights: Array) -> None:
        """Draw the ceilings that are in the window, and name them in the gutter."""
        places = separate([BOX.bottom - BOX.height * min(h, 1.6) for h in heights], 46)
        for name, limit, place, height in zip(
            self.names, self.limits, places, heights, strict=True
        ):
            reveal(between(height, 1.05, 1), limit.move([spot(0, height), spot(1, height)]), name)
            name[0].beside(at(BOX.right, place), 24)
            name[1].beside(at(BOX.right, place), 108)

    def grow(self, share: float) -> None:
        """Draw that share of both lines."""
        up = share * CEILING
        self.power.move([spot(0, 0), spot(up, up)])
        self.square.move([spot(0, 0), spot(up / 2, up)])


def spot(along: float, up: float) -> Array:
    """A place in the window, as shares of its sides."""
    return at(BOX.left + BOX.width * along, BOX.bottom - BOX.height * up)


def ceiling_line() -> Path:
    """The line of a limit, as wide as the window."""
    return Path([spot(0, 1), spot(1, 1)], theme.ink, theme.AXIS, theme.LONG_DASH, role="limit")


def between(value: float, gone: float, there: float) -> float:
    """From 0 where a value is `gone` to 1 where it is `there`."""
    return float(np.clip((value - gone) / (there - gone), 0, 1))


class EndCard(Card):
    """What is often said of a weight a little above 1, and what holds."""

    def __init__(self, story: Story):
        (base, steps), cited = CITED, story.cited
        last, gradient = number(cited.powers[-1]), number(cited.gradients[-1])
        after, claim = f"after {steps} steps", raised(base, steps)
        super().__init__(
            said=f"A weight of {number(base)}, multiplied {steps} times,\nis astronomically large.",
            holds=f"{claim} is {last}. What is large is\nthe gradient: it holds the power\n"
            "twice, and the number of steps.",
            source=PASCANU + ", §2.3",
            evidence=[
                Evidence(f"${number(base)}^k$", "the output", cited.powers, theme.raw, last, after),
                Evidence("gradient", "of half the squared error", cited.gradients, theme.raw,
                         gradient, after),
            ],
        )  # fmt: skip


class PowerOfW(Explainer[Params]):
    """From shapes to time."""

    chapters = {"Powers": Growing, "The gradient": Twice, "Overflow": Ceilings}
    card = EndCard
    stamped = ("w", "steps")

    def construct(self) -> None:
        self.multiply(self.chapter("Powers"))
        self.differentiate(self.chapter("The gradient"))
        self.overflow(self.chapter("Overflow"))
        self.close()

    def multiply(self, p: Growing) -> None:
        first, last = p.story.first, self.params.steps
        moving = p.up, p.along, *p.curves, p.middle, p.value
        p.show(first, 0, 0.0)
        with self.say(
            "Multiply by {story.high.base:.9g} again and again, beside {story.low.base:.9g} and 1."
        ):
            self.play(Appear(p.up, p.along, p.axis, p.name, *p.curves))
            self.play(Repeat(lambda k: p.show(first, k, 0.0), *p.curves, over=(0, first)))
        later = " After {params.steps}: {story.end}. The axis squeezes all the rest."
        with self.say("After {story.first} steps: {story.early}." + later * (last > first)):
            self.wait(theme.READ_NUMBER)
            if last > first:
                over = np.log(first), np.log(last)
                self.play(Run(p.follow, *moving[:-2], over=over, run_time=2 * theme.DRAW))
        hidden = p.story.value < HARD_TO_SEE * p.story.end
        tail = " This axis can hardly tell it from 0." if hidden else ""
        with self.say("At k = {story.half} it is {story.value}." + tail):
            self.play(Appear(p.middle, p.value))
            self.wait(theme.READ_NUMBER)
        with self.say("A log axis gives each factor of ten the same room: powers are straight."):
            self.play(Run(lambda s: p.show(last, last, s), *moving, run_time=1.5 * theme.RESCALE))
            self.wait(theme.READ_NUMBER)

    def differentiate(self, p: Twice) -> None:
        with self.say("A net gives that power after {story.half} steps. It should give 1."):
            self.play(Appear(p.net, p.loss, p.plot))
            self.play(Draw(p.curves[0], run_time=theme.MOVE), Appear(p.names[0]))
        with self.say("Its gradient has three factors: the error, the steps, and a power."):
            self.play(Appear(p.formula))
            self.wait(theme.READ_FORMULA)
        with self.say("The error is a power, too. So the product is {story.gradient}."):
            for one in p.factors:
                self.play(Appear(one))
            self.play(Appear(p.result))
            self.play(Draw(p.curves[2]), Appear(p.names[2]))
            self.wait(theme.READ_NUMBER)
        with self.say("With {story.low.base:.9g} it is {story.faded}, and in the end it vanishes."):
            self.play(Draw(p.curves[1], p.curves[3]), Appear(p.names[1], p.names[3]))

    def overflow(self, p: Ceilings) -> None:
        ceilings = *p.limits, *p.names
        found = p.drops, p.along, *p.marks, *p.inf
        p.zoom(0)
        p.grow(0)
        with self.say("A float ends somewhere: {c.name} at {c.largest}. Beyond, it is inf.",
                      c=p.ceilings[0]):  # fmt: skip
            self.play(Appear(p.axis, p.name, p.one, p.steps, *ceilings))
        with self.say(
            reached(p.ceilings[0], "{story.high.base:.9g}ᵏ is", "its square, as in a norm,")
        ):
            self.play(Run(p.grow, p.square, p.power, run_time=theme.DRAW), Appear(*p.words))
            self.play(Appear(*found))
            self.wait(theme.READ_NUMBER)
        for level, one in enumerate(p.ceilings[1:], start=1):
            with self.say(reached(one, f"In {one.name}:", "its square")):
                over = level - 1, level
                self.play(Run(p.zoom, *ceilings, *found, over=over, run_time=theme.RESCALE))
                self.wait(theme.READ_NUMBER)


def reached(one: Ceiling, it_is: str, square: str) -> str:
    """What is said of a ceiling."""
    if one.power is None or one.square is None:
        end = number(one.largest)
        return f"{one.name} ends at {end}. Not even power number {{story.tried}} gets there."
    return f"{it_is} inf from k = {number(one.power)} on, {square} from {number(one.square)}."
