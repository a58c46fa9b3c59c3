"""The spectral radius decides the end, not the way.

Left the eigenvalues of W on the complex plane, right the longest that a unit arrow gets
in k steps, the norm of W^k. Carried over k steps back in time, the gradient of a linear
net is multiplied by the k-th power of the transpose, which has the same norm.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from manim import VGroup, linear
from numpy.typing import NDArray

from clipanim import numerics
from clipanim.params import SceneParams, param
from clipanim.stage import (
    PASCANU,
    Appear,
    Arrow,
    Box,
    Card,
    ComplexPlane,
    Dot,
    Draw,
    Eigenvalue,
    Evidence,
    Explainer,
    Label,
    Matrix,
    Picture,
    Plot,
    Repeat,
    Run,
    Tangent,
    Trace,
    Vanish,
    aside,
    big,
    block,
    hide,
    math,
    modulus_colour,
    number,
    style_by_modulus,
    text,
    theme,
    times,
)

LENGTH = 64.4

Array = NDArray[np.float64]

ORIGIN, PLOT = (406, 462), Box(960, 236, 1540, 830)
GROWTH = "longest arrow after $k$ steps"
HALF = 120  # frames of the sweep up to the circle, and as many beyond it
STOPS = [0, HALF, 2 * HALF]
FAR = 400  # steps that are looked at for what lies beyond the plot


@dataclass(frozen=True)
class Params(SceneParams):
    steps: int = param(60, "How many steps to follow", low=10, high=200, unit="steps")
    eigenvalue: float = param(0.9, "Spectral radius inside the circle", low=0.7, high=0.95)
    radius: float = param(1.1, "Spectral radius outside the circle", low=1.05, high=1.3)
    coupling: float = param(5.0, "Corner entry of the second matrix", low=0.0, high=20.0)
    turn: float = param(30.0, "Angle by which the first matrix turns", low=24, high=60, unit="°")
    net_steps: int = param(12, "How many steps to follow the tanh net", low=3, high=25)


@dataclass(frozen=True)
class Swept:
    """A rotation, stretched by a spectral radius that moves from inside to outside."""

    turn: float  # degrees
    radii: Array  # from inside to outside, 1 in the middle
    ends: Array  # how long each of them makes a unit arrow in all steps
    inside: Array  # how long the first makes it in k steps

    def eigenvalue(self, i: int) -> complex:
        """The upper one, at radius number `i`."""
        return complex(self.radii[i] * np.exp(1j * np.radians(self.turn)))


@dataclass(frozen=True)
class Second:
    """A matrix with the radius of the inside rotation, and a corner."""

    matrices: Array  # its powers, shape (steps + 1, 2, 2)
    norms: Array
    peak_step: int  # where the norm is largest, within the steps shown
    peak: float
    below: int  # the step from which on no arrow is longer than at the start
    ahead: int  # the last step at which it stretches more than the outside rotation
    crossing: float  # where, on the way to the next step, that one overtakes


@dataclass(frozen=True)
class Net:
    """A tanh net that rests at a fixed point, from which its gradient explodes."""

    recurrent: Array  # W, shape (2, 2)
    linear: Array  # norms of the powers of W, without tanh
    states: Array  # from 0 to the second component of the fixed point
    slopes: Array  # of tanh there
    jacobians: Array  # what one step multiplies by: W times the slopes
    radii: Array  # their spectral radii
    norms: Array  # of the product of k steps


@dataclass(frozen=True)
class Story:
    """The numbers on screen."""

    swept: Swept
    second: Second
    net: Net
    decoy: Array  # length of an error along the inside eigenvalue of a W with the outside one


def tell(params: Params) -> Story:
    """From parameters to numbers."""
    both = np.diag([params.radius, params.eigenvalue])
    error = numerics.iterate(both, [0.0, 1.0], params.steps)
    return Story(_swept(params), _second(params), _net(params.net_steps), numerics.norm(error))


def _swept(params: Params) -> Swept:
    low, high, steps = params.eigenvalue, params.radius, params.steps
    radii = np.interp(np.arange(2 * HALF + 1), STOPS, [low, 1, high])
    inside = numerics.power_norms(numerics.rotation(low, params.turn), steps)
    return Swept(params.turn, radii, radii**steps, inside)


def _second(params: Params) -> Second:
    matrix = numerics.non_normal(params.eigenvalue, params.coupling)
    norms = numerics.power_norms(matrix, FAR)
    shown, far = (numerics.transient_peak(matrix, steps) for steps in (params.steps, FAR))
    lead = np.log(norms) - np.arange(FAR + 1) * np.log(params.radius)
    ahead = int(np.count_nonzero(lead[1:] > 0))
    return Second(
        matrices=numerics.powers(matrix, params.steps),
        norms=norms[: params.steps + 1],
        peak_step=shown.step,
        peak=shown.norm,
        below=far.below_one_from or FAR,
        ahead=ahead,
        crossing=ahead + float(lead[ahead] / (lead[ahead] - lead[ahead + 1])),
    )


def _net(steps: int) -> Net:
    net = numerics.nilpotent_tanh()
    states = np.linspace(0, net.fixed_point[1], HALF + 1)
    slopes = 1 - np.tanh(states) ** 2  # of the second unit; that of the first is 1
    jacobians = net.recurrent * np.stack([np.ones_like(slopes), slopes], axis=-1)[:, None]
    return Net(
        recurrent=net.recurrent,
        linear=numerics.power_norms(net.recurrent, steps),
        states=states,
        slopes=slopes,
        jacobians=jacobians,
        radii=numerics.spectral_radius(jacobians),
        norms=numerics.tanh_jacobian_norms(net, steps),
    )


# Spectral radius


def fate(radius: float) -> str:
    """What becomes of an arrow that is multiplied for ever."""
    return "vanishes" if radius < 1 else "explodes" if radius > 1 else "holds"


def empty(story: Story) -> tuple[ComplexPlane, Plot]:
    """The plane and the plot that the first two chapters share."""
    swept, second = story.swept, story.second
    low, high = swept.ends[0], max(swept.ends[-1], 10 * second.peak)  # room for the peak's label
    x, name = (0, len(second.norms) - 1), f"{GROWTH}: $norm(W^k)$"
    plot = Plot(PLOT, x, (low, high), log=True, x_name="k", y_name=name)
    return ComplexPlane(Box(116, 216, 706, 716), ORIGIN, 180), plot


class Sweep(Picture):
    """A rotation whose eigenvalues cross the circle."""

    def __init__(self, story: Story):
        super().__init__("One circle divides vanishing from exploding")
        self.swept = swept = story.swept
        self.plane, self.plot = plane, plot = empty(story)
        self.places = plot.gutter(swept.ends[STOPS], 96)  # of the labels, where the sweep stops
        self.eigenvalue = Eigenvalue(plane, swept.eigenvalue(0))
        self.stops = [stop(plot, swept, STOPS[n], self.places[n]) for n in (0, 1)]
        steps = range(len(swept.inside))
        self.curve = Trace(plot, steps, swept.inside, theme.state, hollow=True)
        self.walker = Dot(plane.origin, theme.state, hollow=True)  # the k-th power
        self.first_names = power_names(plane, swept.eigenvalue(0), -44)  # clear of the circle
        self.last_names = power_names(plane, swept.eigenvalue(-1), 44)
        recipe = aside(f"W turns by {number(swept.turn)}°, stretches by")
        self.recipe = recipe.at(ORIGIN[0], 776, "centre")
        self.radius = text("ρ = 0.00", theme.BIG, weight="semibold").at(ORIGIN[0], 832, "centre")
        self.fate, self.value = text(fate(1), theme.SMALL_LABEL), big("0")
        self.sweep(2 * HALF)
        hide(self.walker, *self.first_names)

    def walk(self, k: float, i: int = 0) -> None:
        """Show the powers of the eigenvalue, and the growth, up to step `k`."""
        z = self.swept.eigenvalue(i)
        self.plane.spiral.move(z, k)
        self.walker.move(self.plane.point(z**k))
        self.curve.to(k)

    def sweep(self, frame: float) -> None:
        """Show all steps at the radius of that frame of the sweep."""
        swept, plot, i = self.swept, self.plot, round(frame)
        radius, end = float(swept.radii[i]), float(swept.ends[i])
        self.walk(plot.x[1], i)
        line = plot.point(plot.x, [1, end])
        self.curve.curve.move(line).set_stroke(modulus_colour(radius))
        style_by_modulus(self.curve.mark.move(line[1]), radius)
        self.eigenvalue.move(swept.eigenvalue(i))
        self.radius.say(f"ρ = {number(radius, decimals=2)}", "semibold")
        self.fate.say(fate(radius)).set_fill(modulus_colour(radius))
        self.value.say(times(end), "semibold")
        along, stops = np.log(end), np.log(swept.ends[STOPS])
        place = np.array([np.interp(along, stops, one) for one in self.places.T])
        block(place, self.fate, self.value, leading=48)


def stop(plot: Plot, swept: Swept, i: int, place: Array) -> VGroup:
    """What the sweep leaves behind: a faint curve, and in the gutter its fate and factor."""
    radius, end = float(swept.radii[i]), float(swept.ends[i])
    curve = plot.curve(plot.x, [1, end], modulus_colour(radius), opacity=theme.GHOST)
    name = text(fate(radius), theme.SMALL_LABEL, modulus_colour(radius))
    return VGroup(curve, block(place, name, aside(f"ρ = {number(radius)}: {times(end)}")))


def power_names(plane: ComplexPlane, z: complex, gap: float) -> list[Label]:
    """The names of the first two powers beside them, if they are in the picture."""
    first = plane.beyond(math("lambda").halo(), z, 44)
    second = plane.beyond(math("lambda^2").halo(), z**2, gap)
    return [first, second] if np.isfinite(plane.inside([z**2])).all() else [first]


# The way there


class Way(Picture):
    """A matrix with both eigenvalues inside, whose powers grow first."""

    def __init__(self, story: Story):
        swept, second = story.swept, story.second
        title = "The spectral radius decides the end"
        super().__init__(title + ", not the way" if second.peak_step else title)
        self.second = second
        self.plane, self.plot = plane, plot = empty(story)
        steps, (low, high), ends = len(second.norms) - 1, swept.radii[[0, -1]], swept.ends[[0, -1]]
        promised, reached, overtaking = plot.gutter([ends[0], second.norms[-1], ends[1]], 112)
        outside = swept.eigenvalue(-1)
        dy = 40 * outside.real / abs(outside)
        self.rivals = Eigenvalue(plane, outside).named(f"ρ = {number(high)}", dy=dy)
        twice = Eigenvalue(plane, low, twice=True)
        self.twice = twice.named(f"ρ = {number(low)}", "twice", dy=-1)
        matrix = Matrix(power(steps), second.matrices, names=[power(k) for k in range(steps)])
        self.matrix = matrix.at(ORIGIN[0], 790, "centre")
        self.promise = VGroup(
            plot.curve(plot.x, [1, ends[0]], theme.state, theme.LINE, theme.DASH, 0.8),
            aside("what $rho^k$ promises").beside(promised),
        )
        rotation = text(f"rotation × {number(high)}", theme.SMALL_LABEL, theme.raw)
        self.rival = VGroup(
            plot.curve(plot.x, [1, ends[1]], theme.raw),
            block(overtaking, rotation, aside(f"grows as ${number(high)}^k$")),
        )
        self.curve = Trace(plot, range(steps + 1), second.norms, theme.state, True, theme.HEAVY)
        entries = f"mat({number(low)}, {number(second.matrices[1][0, 1])}; 0, {number(low)})"
        name = math(entries, theme.ASIDE, theme.state)
        self.name = block(reached, name, aside(f"below 1 from k = {second.below}"), leading=62)
        self.peak = peak(plot, second, high)
        self.crossing = crossing(plot, second, high)

    def walk(self, k: float) -> None:
        """Show the powers of the matrix, and the growth, up to step `k`."""
        whole = max(1, int(k + 1e-9))
        self.curve.to(k)
        self.matrix.show(self.second.matrices[whole], power(whole))


def power(k: int) -> str:
    """The name of a power of W."""
    return "W" if k == 1 else f"W^{k}"


def peak(plot: Plot, second: Second, rival: float) -> VGroup:
    """The farthest growth, if there is any, marked on the curve; its label clear of the rival."""
    k, steps = second.peak_step, plot.x[1]
    beyond = min(k + 0.3 * steps, steps)
    top, over = plot.point([k, beyond], [second.peak, rival**beyond])
    side, anchor = (-8, "right") if k > 0.6 * steps else (8, "left")
    height = np.array([top[0], max(top[1], over[1]), 0])
    words = big(times(second.peak)), aside(f"at $k = {k}$").halo()
    label = block(height, *words, dx=side, dy=58, anchor=anchor)
    return VGroup(Dot(top, theme.state, theme.MARK), label) if k else VGroup()


def crossing(plot: Plot, second: Second, rival: float) -> VGroup:
    """Where the rival overtakes, if it does so on the plot."""
    spot = plot.point(second.crossing, rival**second.crossing)
    name = text(f"step {second.ahead}", theme.SMALL_LABEL).halo().beside(spot, 0, -48, "centre")
    mark = Dot(spot, theme.ink, theme.DOT + 1, hollow=True)
    return VGroup(mark, name) if 0 < second.ahead < plot.x[1] else VGroup()


# With tanh


class Tanh(Picture):
    """A net whose W has the radius 0, and whose gradient explodes."""

    def __init__(self, story: Story):
        super().__init__("With tanh, even ρ = 0 can explode")
        self.net = net = story.net
        steps, end = len(net.norms) - 1, net.norms[-1]
        self.plane = plane = ComplexPlane(Box(96, 232, 650, 584), (270, 408), 150, 315)
        self.plot = plot = Plot(PLOT, (0, steps), (0.01, end), log=True, x_name="k", y_name=GROWTH)
        self.still = VGroup(
            Matrix("W", net.recurrent, theme.state).at(456, 682),
            Eigenvalue(plane, 0, twice=True).named("ρ(W) = 0", dy=-38),
        )
        self.tangent = Tangent(np.tanh, "tanh", 1.6, (212, 738), 62)
        self.step = Matrix("J", net.jacobians[::10], theme.raw, digits=2).at(456, 790)
        self.note = aside("one step").at(730, 799)
        self.moving = Eigenvalue(plane, 0)
        self.radius = text("ρ(J) = 0.00", theme.SMALL_LABEL)
        self.linear = without_tanh(plot, net)
        self.curve = Trace(plot, range(steps + 1), net.norms, theme.raw, width=theme.HEAVY)
        name = text("with tanh", theme.SMALL_LABEL, theme.raw), big(times(end))
        place, fate = plot.point(steps, end), aside("unstable fixed point")
        self.name = block(place, *name, fate, dx=24, leading=46)
        self.bend(HALF)

    def bend(self, frame: float) -> None:
        """Show what one step multiplies by, at the state of that frame."""
        net, i = self.net, round(frame)
        radius = float(net.radii[i])
        self.tangent.move(float(net.states[i]), float(net.slopes[i]))
        self.step.show(net.jacobians[i])
        self.moving.move(radius)
        self.radius.say(f"ρ(J) = {number(radius, decimals=2)}").set_fill(modulus_colour(radius))
        self.radius.beside(self.plane.point(radius), 0, 40, "centre")


def without_tanh(plot: Plot, net: Net) -> VGroup:
    """The powers of W alone: a first step, then nothing, below every log axis."""
    first, last = plot.point([1, 2], net.linear[1:3])
    words = aside("W without tanh:", theme.state), aside("0 from step 2 on", theme.state)
    return VGroup(
        plot.curve(range(3), net.linear[:3], theme.state, theme.LINE, theme.DASH),
        Arrow(first + 0.9 * (last - first), last, theme.state, theme.LINE),
        Dot(first, theme.state, theme.DOT, hollow=True),
        block(last, *words, dx=24, dy=56),
    )


class EndCard(Card):
    """What is often said of the spectral radius, and what holds."""

    def __init__(self, story: Story):
        (low, high), decoy, norms = story.swept.radii[[0, -1]], story.decoy, story.net.norms
        rho, along = f"$rho = {number(high)}$", f"linear, error along λ = {number(low)}"
        last, end = number(decoy[-1], 2), number(norms[-1])
        super().__init__(
            said="The gradient explodes if ρ(W) > 1\nand vanishes if ρ(W) < 1.",
            holds="In a linear network, exponential\ngrowth needs ρ(W) > 1, and a\n"
            "part of the error that points\nalong a growing direction.",
            source=PASCANU + ", §2.1",
            evidence=[
                Evidence(rho, along, decoy, theme.state, last, hollow=True),
                Evidence("$rho = 0$", "tanh, at a fixed point", norms, theme.raw, end),
            ],
            aside="With tanh, ρ alone decides neither;\n‖W‖ < 1 does make it vanish.",
        )


class SpectralRadius(Explainer[Params]):
    """From shapes to time."""

    chapters = {"Spectral radius": Sweep, "The way there": Way, "With tanh": Tanh}
    card = EndCard
    stamped = ("steps",)

    def construct(self) -> None:
        self.cross_the_circle(self.chapter("Spectral radius"))
        self.go_the_long_way(self.chapter("The way there"))
        self.put_tanh_between(self.chapter("With tanh"))
        self.close()

    def cross_the_circle(self, p: Sweep) -> None:
        p.sweep(0)
        p.walk(0)
        with self.say("In a linear net, each step back in time multiplies by W."):
            self.play(Appear(p.plane, p.plot))
            self.play(Appear(p.recipe, p.radius))
        words = "Its farthest eigenvalue lies ρ = {params.eigenvalue} from 0: the spectral radius."
        with self.say(words):
            self.play(Draw(*p.eigenvalue.rays, run_time=theme.MOVE))
            self.play(Appear(p.eigenvalue.dots, p.first_names[0]))
        words = "Its powers spiral inwards: × {story.swept.ends[0]} after {params.steps} steps."
        with self.say(words):
            self.play(Appear(p.first_names[1], p.walker, p.curve))
            shapes = p.plane.spiral, p.walker, p.curve
            self.play(Repeat(p.walk, *shapes, over=(0, self.params.steps)))
            self.play(Appear(p.fate, p.value), Vanish(p.walker, *p.first_names))
        with self.say("On the circle, nothing is lost and nothing grows."):
            self.sweep(p, 0)
            self.play(Appear(p.stops[0][1]))
        words = "Outside, every arrow grows: × {story.swept.ends[-1]} after {params.steps} steps."
        with self.say(words):
            self.sweep(p, 1)
            self.play(Appear(p.stops[1][1], *p.last_names))
            self.wait(theme.READ_NUMBER)

    def sweep(self, p: Sweep, half: int) -> None:
        """Move the eigenvalues half of their way, and leave the curve behind."""
        self.add(p.stops[half][0])
        shapes = p.plane.spiral, p.curve, p.eigenvalue, p.radius, p.fate, p.value
        over = half * HALF, (half + 1) * HALF
        self.play(Run(p.sweep, *shapes, over=over, run_time=theme.RESCALE))

    def go_the_long_way(self, p: Way) -> None:
        second, steps = p.second, self.params.steps
        grows, end = second.peak_step > 0, second.peak_step or steps
        p.walk(0)
        words = "Another matrix. Both eigenvalues are {params.eigenvalue}, so it should fade."
        with self.say(words):
            self.play(Appear(p.plane, p.plot, p.twice, p.matrix))
            self.play(Draw(p.promise[0], run_time=1.2), Appear(p.promise[1]))
        swell = "The diagonal fades, but the corner swells: × {story.second.peak} after {k} steps."
        stay = "The corner stays too small: no arrow ever grows."
        with self.say(swell if grows else stay, k=end):
            self.play(Appear(p.curve, run_time=theme.EMPHASISE))
            self.play(Repeat(p.walk, p.curve, p.matrix, over=(0, end)))
            self.play(Appear(p.peak))
            self.wait(theme.PUNCH_LINE if grows else theme.READ_NUMBER)
        wins = "In the end ρ wins" if grows else "So it fades all the way"
        with self.say(wins + ": below 1 from step {story.second.below} on."):
            if end < steps:
                how = {"run_time": theme.DRAW, "rate_func": linear}
                self.play(Run(p.walk, p.curve, p.matrix, over=(end, steps), **how))
            self.play(Appear(p.name))
        ahead = "Up to step {story.second.ahead} it is" if second.ahead else "It is never"
        with self.say(ahead + " ahead of the rotation with ρ = {params.radius}."):
            self.play(Appear(p.rivals, p.rival[1]), Draw(p.rival[0]))
            self.play(Appear(p.crossing))

    def put_tanh_between(self, p: Tanh) -> None:
        moving = p.tangent, p.step, p.moving, p.radius
        p.bend(0)
        p.curve.to(0)
        with self.say("Now with tanh. This W has ρ = 0: two steps of it give 0."):
            self.play(Appear(p.plane, p.plot, p.still))
            self.play(Appear(p.linear))
        words = "Each step is W times the slope of tanh: one eigenvalue becomes "
        with self.say(words + "{story.net.radii[-1]}."):
            self.play(Appear(*moving, p.note))
            self.play(Run(p.bend, *moving, over=(0, HALF), run_time=theme.DRAW))
        words = "The state rests there, so every step is the same: "
        with self.say(words + "× {story.net.norms[-1]} after {params.net_steps}."):
            self.play(Appear(p.curve, run_time=theme.EMPHASISE))
            self.play(Repeat(p.curve.to, p.curve, over=(0, self.params.net_steps)))
            self.play(Appear(p.name))
            self.wait(theme.PUNCH_LINE)
