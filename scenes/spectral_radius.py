"""The spectral radius decides the end, not the way.

Left the eigenvalues of W on the complex plane, right the longest that a unit arrow gets
in k steps, the norm of W^k. Carried over k steps back in time, the gradient of a linear
net is multiplied by the k-th power of the transpose, which has the same norm.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from manim import VGroup, linear
from numpy.typing import NDArray

from clipanim.numerics import (
    iterate,
    nilpotent_tanh,
    non_normal,
    norm,
    power_norms,
    powers,
    rotation,
    spectral_radius,
    tanh_jacobian_norms,
    transient_peak,
)
from clipanim.params import SceneParams, param
from clipanim.stage import (
    PX,
    Appear,
    Arrow,
    Box,
    Card,
    Dot,
    Dots,
    Draw,
    Eigenvalue,
    Evidence,
    Explainer,
    Label,
    Matrix,
    Path,
    Picture,
    Plane,
    Plot,
    Repeat,
    Run,
    Tangent,
    Trace,
    Vanish,
    apart,
    at,
    block,
    card,
    hide,
    hue,
    math,
    mixed,
    number,
    paint,
    text,
    theme,
    times,
)

LENGTH = 64.4

Array = NDArray[np.float64]
Point = NDArray[np.float64]

PLANE, ORIGIN, UNIT = Box(116, 216, 706, 716), (406, 462), 180
SMALL_PLANE, SMALL_ORIGIN, SMALL_UNIT = Box(96, 232, 650, 584), (270, 408), 150
PLOT, GUTTER = Box(960, 236, 1540, 830), 24
GROWTH = "longest arrow after $k$ steps"
HALF = 120  # frames of the sweep up to the circle, and as many beyond it
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
    outside: Array  # and the last


@dataclass(frozen=True)
class Second:
    """A matrix with the radius of the inside rotation, and a corner."""

    matrices: Array  # its powers, shape (steps + 1, 2, 2)
    norms: Array
    peak_step: int  # where the norm is largest, within the steps shown
    peak: float
    below: int  # the step from which on no arrow is longer than at the start
    ahead: int  # the last step at which it stretches more than the outside rotation


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
    error = iterate(np.diag([params.radius, params.eigenvalue]), [0.0, 1.0], params.steps)
    return Story(_swept(params), _second(params), _net(params.net_steps), norm(error))


def _swept(params: Params) -> Swept:
    low, high, steps = params.eigenvalue, params.radius, params.steps
    radii = np.concatenate([np.linspace(low, 1, HALF + 1), np.linspace(1, high, HALF + 1)[1:]])
    inside, outside = (power_norms(rotation(one, params.turn), steps) for one in (low, high))
    return Swept(params.turn, radii, radii**steps, inside, outside)


def _second(params: Params) -> Second:
    matrix = non_normal(params.eigenvalue, params.coupling)
    shown, far = (transient_peak(matrix, steps) for steps in (params.steps, FAR))
    rotated = power_norms(rotation(params.radius, params.turn), FAR)
    return Second(
        matrices=powers(matrix, params.steps),
        norms=power_norms(matrix, params.steps),
        peak_step=shown.step,
        peak=shown.norm,
        below=far.below_one_from or FAR,
        ahead=int(np.count_nonzero(power_norms(matrix, FAR)[1:] > rotated[1:])),
    )


def _net(steps: int) -> Net:
    net = nilpotent_tanh()
    states = np.linspace(0, net.fixed_point[1], HALF + 1)
    slopes = 1 - np.tanh(states) ** 2  # of the second unit; that of the first is 1
    jacobians = net.recurrent * np.stack([np.ones_like(slopes), slopes], axis=-1)[:, None]
    return Net(
        recurrent=net.recurrent,
        linear=power_norms(net.recurrent, steps),
        states=states,
        slopes=slopes,
        jacobians=jacobians,
        radii=spectral_radius(jacobians),
        norms=tanh_jacobian_norms(net, steps),
    )


# Spectral radius


def fate(radius: float) -> str:
    """What becomes of an arrow that is multiplied for ever."""
    return "vanishes" if radius < 1 else "explodes" if radius > 1 else "holds"


def empty_plot(story: Story) -> Plot:
    """The plot that the first two chapters share."""
    swept, second = story.swept, story.second
    low, high = swept.ends[0], max(swept.ends[-1], 10 * second.peak)  # room for the peak's label
    name = f"{GROWTH}: $norm(W^k)$"
    return Plot(PLOT, (0, len(second.norms) - 1), (low, high), log=True, x_name="k", y_name=name)


@dataclass(frozen=True)
class Sweep(Picture):
    swept: Swept
    plane: Plane
    plot: Plot
    ghosts: list[Path]  # the curves that the sweep leaves behind
    spiral: Path
    powers: Dots
    beyond: Arrow  # where the spiral leaves the picture
    plane_names: VGroup  # over the spiral
    eigenvalues: list[Eigenvalue]
    curve: Trace
    walker: Dot  # the k-th power of an eigenvalue
    names: list[Label]  # of the first powers
    recipe: Label
    radius: Label
    stops: list[VGroup]  # what the sweep leaves behind in the gutter
    fate: Label
    value: Label

    def value_at(self, i: int) -> complex:
        """The upper eigenvalue, at radius number `i`."""
        return complex(self.swept.radii[i] * np.exp(1j * np.radians(self.swept.turn)))

    def walk(self, k: float, i: int = 0) -> None:
        """Show the powers of the eigenvalue, and the growth, up to step `k`."""
        z, colour = self.value_at(i), hue(self.swept.radii[i])
        steps = np.linspace(0, k, int(self.swept.turn * k / 2) + 2)
        spiral = self.plane.inside(z**steps)
        seen = int(np.isfinite(spiral[:, 0]).sum())
        self.spiral.move(spiral).set_stroke(colour)
        self.powers.move(self.plane.point(z ** np.arange(2, steps[seen - 1] + 1e-9)))
        self.powers.set_fill(colour)
        back = 6 if seen < len(spiral) else 0
        self.beyond.move(spiral[max(0, seen - 1 - back)], spiral[seen - 1]).set_fill(colour)
        self.walker.move(self.plane.point(z**k))
        self.curve.to(k)

    def sweep(self, number_of: float) -> None:
        """Show all steps at a radius, by its number."""
        i = round(number_of)
        radius, end = float(self.swept.radii[i]), float(self.swept.ends[i])
        z, steps = self.value_at(i), int(self.plot.x[1])
        self.walk(steps, i)
        line = self.plot.point([0, steps], [1, end])
        self.curve.curve.move(line).set_stroke(hue(radius))
        paint(self.curve.mark.move(line[1]), radius)
        for eigenvalue, one in zip(self.eigenvalues, (z, z.conjugate()), strict=True):
            eigenvalue.move(one)
        self.radius.say(f"ρ = {number(radius, decimals=2)}", "semibold")
        self.fate.say(fate(radius)).set_fill(hue(radius))
        self.value.say(times(end), "semibold")
        block(stop_at(self.plot, self.swept, i), self.fate, self.value, dx=GUTTER, leading=48)

    def name_powers(self, i: int) -> list[Label]:
        """Put the names of the first powers beside them; those that are in the picture."""
        powers = self.value_at(i) ** np.arange(1, len(self.names) + 1)
        for z, label in zip(powers, self.names, strict=True):
            away = 44 * z / abs(z) * (1 if z == powers[0] or i else -1)  # clear of the circle
            label.beside(self.plane.point(z), away.real, away.imag, "centre")
        seen = np.isfinite(self.plane.inside(powers)[:, 0])
        return [label for label, here in zip(self.names, seen, strict=True) if here]


def gutter(plot: Plot, ys: Sequence[float], least: float) -> list[Point]:
    """Where labels for these values stand: at the plot's right edge, `least` px apart."""
    ends = plot.point(plot.x[1], ys)
    low, high = at(0, PLOT.bottom - 56)[1], at(0, PLOT.top + 20)[1]
    ends[:, 1] = apart(np.clip(ends[:, 1], low, high), least * PX)
    for n in np.argsort(ends[:, 1]):
        ends[n, 1] = low = max(low, ends[n, 1])
        low += least * PX
    return list(ends)


def stop_at(plot: Plot, swept: Swept, i: int) -> Point:
    """Where the label of radius number `i` stands: at its end, clear of what is left behind."""
    stops = [0, HALF, 2 * HALF]
    shifts = np.subtract(
        gutter(plot, swept.ends[stops], 96), plot.point(plot.x[1], swept.ends[stops])
    )
    end = plot.point(plot.x[1], swept.ends[i])
    end[1] += np.interp(i, stops, shifts[:, 1])
    return end


def stop(plot: Plot, swept: Swept, i: int) -> VGroup:
    """What the sweep leaves behind in the gutter: a fate, a radius and a factor."""
    radius = float(swept.radii[i])
    words = f"ρ = {number(radius)}: {times(swept.ends[i])}"
    name, value = text(fate(radius), theme.SMALL_LABEL), text(words, theme.ASIDE, theme.muted)
    return block(stop_at(plot, swept, i), name.set_fill(hue(radius)), value, dx=GUTTER)


def draw_sweep(story: Story) -> Sweep:
    """A rotation whose eigenvalues cross the circle."""
    swept, plane, plot = story.swept, Plane(PLANE, ORIGIN, UNIT), empty_plot(story)
    steps, last, zero = plot.x[1], 2 * HALF, plane.point(0)
    picture = Sweep(
        title="One circle divides vanishing from exploding", swept=swept, plane=plane, plot=plot,
        ghosts=[
            plot.curve([0, steps], [1, swept.ends[i]], hue(swept.radii[i]), opacity=theme.GHOST)
            for i in (0, HALF)
        ],
        spiral=Path([zero, zero], width=theme.GRID, opacity=0.7), powers=Dots([zero], radius=4.5),
        beyond=Arrow(zero, zero, width=theme.LINE), plane_names=plane.names,
        eigenvalues=[Eigenvalue(plane, 1) for _ in range(2)],
        curve=Trace(plot, range(len(swept.inside)), swept.inside, theme.state, hollow=True),
        walker=Dot(zero, theme.state, hollow=True),
        names=[math("lambda").halo(), math("lambda^2").halo()],
        recipe=text(f"W turns by {number(swept.turn)}°, stretches by", theme.ASIDE, theme.muted),
        radius=text("ρ = 0.00", theme.BIG, weight="semibold"),
        stops=[stop(plot, swept, i) for i in (0, HALF)],
        fate=text(fate(1), theme.SMALL_LABEL), value=text("0", theme.BIG - 4, weight="semibold"),
    )  # fmt: skip
    plane.remove(plane.names)
    picture.recipe.at(ORIGIN[0], 776, "centre")
    picture.radius.at(ORIGIN[0], 832, "centre")
    picture.sweep(last)
    named = picture.name_powers(last)
    hide(picture.walker, *(label for label in picture.names if label not in named))
    return picture


# The way there


@dataclass(frozen=True)
class Way(Picture):
    second: Second
    plane: Plane
    plot: Plot
    rivals: VGroup  # the eigenvalues of the rotation outside
    twice: VGroup
    matrix: Matrix
    promise: VGroup
    rival: Path
    rival_name: VGroup
    curve: Trace
    name: VGroup
    peak: VGroup
    crossing: VGroup

    def walk(self, k: float) -> None:
        """Show the powers of the matrix, and the growth, up to step `k`."""
        whole = max(1, int(k + 1e-9))
        self.curve.to(k)
        self.matrix.show(self.second.matrices[whole], power(whole))


def power(k: int) -> str:
    """The name of a power of W."""
    return "W" if k == 1 else f"W^{k}"


def draw_way(story: Story) -> Way:
    """A matrix with both eigenvalues inside, whose powers grow first."""
    swept, second, plot = story.swept, story.second, empty_plot(story)
    plane, steps = Plane(PLANE, ORIGIN, UNIT), int(plot.x[1])
    promised, reached, rival = gutter(plot, [swept.ends[0], second.norms[-1], swept.ends[-1]], 112)
    low, high, corner = *swept.radii[[0, -1]], second.matrices[1][0, 1]
    picture = Way(
        title="The spectral radius decides the end" + ", not the way" * (second.peak_step > 0),
        second=second, plane=plane, plot=plot, rivals=rivals(plane, swept),
        twice=named(Eigenvalue(plane, low, twice=True), f"ρ = {number(low)}", "twice"),
        matrix=Matrix(power(steps), second.matrices, names=[power(k) for k in range(steps)]),
        promise=VGroup(
            plot.curve([0, steps], [1, swept.ends[0]], theme.state, theme.LINE, theme.DASH, 0.8),
            mixed("what $rho^k$ promises", theme.ASIDE, theme.muted).beside(promised, GUTTER),
        ),
        rival=plot.curve([0, steps], [1, swept.ends[-1]], theme.raw),
        rival_name=block(
            rival, text(f"rotation × {number(high)}", theme.SMALL_LABEL, theme.raw),
            mixed(f"grows as ${number(high)}^k$", theme.ASIDE, theme.muted), dx=GUTTER,
        ),
        curve=Trace(plot, range(steps + 1), second.norms, theme.state, True, theme.HEAVY),
        name=block(
            reached, math(f"mat({number(low)}, {number(corner)}; 0, {number(low)})", theme.ASIDE,
                          theme.state),
            text(f"below 1 from k = {second.below}", theme.ASIDE, theme.muted), dx=GUTTER,
            leading=62,
        ),
        peak=peak(plot, swept, second), crossing=crossing(plot, swept, second),
    )  # fmt: skip
    picture.matrix.at(ORIGIN[0] - picture.matrix.width / PX / 2, 790)
    return picture


def named(eigenvalue: Eigenvalue, above: str, below: str = "", lift: float = 34) -> VGroup:
    """An eigenvalue with words to the right of it."""
    spot, colour = eigenvalue.dot.get_center(), eigenvalue.ray.get_stroke_color()
    words = [(above, lift), (below, -36)] if below else [(above, lift)]
    labels = (text(word, theme.SMALL_LABEL, colour).halo().beside(spot, 24, y) for word, y in words)
    return VGroup(eigenvalue, *labels)


def rivals(plane: Plane, swept: Swept) -> VGroup:
    """The eigenvalues of the rotation outside the circle."""
    turn, radius = np.radians(swept.turn), float(swept.radii[-1])
    upper, lower = (Eigenvalue(plane, radius * np.exp(1j * way * turn)) for way in (1, -1))
    return VGroup(lower, named(upper, f"ρ = {number(radius)}", lift=40 * np.cos(turn)))


def peak(plot: Plot, swept: Swept, second: Second) -> VGroup:
    """The farthest growth, marked on the curve; its label clear of the other curve."""
    k, steps = second.peak_step, plot.x[1]
    if not k:
        return VGroup()
    top, left = plot.point(k, second.peak), k > 0.6 * steps
    beyond = k if left else min(k + 0.3 * steps, steps)
    rival = plot.point(beyond, swept.radii[-1] ** beyond)
    label = block(
        top, text(times(second.peak), theme.BIG - 4, weight="semibold"),
        mixed(f"at $k = {k}$", theme.ASIDE, theme.muted).halo(),
        dx=-8 if left else 8, dy=58 + max(0, (rival[1] - top[1]) / PX),
        anchor="right" if left else "left",
    )  # fmt: skip
    return VGroup(Dot(top, theme.state, theme.MARK), label)


def crossing(plot: Plot, swept: Swept, second: Second) -> VGroup:
    """Where the rotation overtakes, if it does so on the plot."""
    k = second.ahead
    if not 0 < k < plot.x[1]:
        return VGroup()
    lead = np.log(second.norms[k : k + 2] / swept.outside[k : k + 2])
    where = k + lead[0] / (lead[0] - lead[1])
    spot = plot.point(where, swept.radii[-1] ** where)
    name = text(f"step {k}", theme.SMALL_LABEL).halo().beside(spot, 0, -48, "centre")
    return VGroup(Dot(spot, theme.ink, theme.DOT + 1, hollow=True), name)


# With tanh


@dataclass(frozen=True)
class Tanh(Picture):
    net: Net
    plane: Plane
    plot: Plot
    matrix: Matrix
    still: VGroup  # the eigenvalues of W
    tangent: Tangent
    step: Matrix
    note: Label
    moving: Eigenvalue
    radius: Label
    linear: VGroup
    curve: Trace
    name: VGroup

    def bend(self, number_of: float) -> None:
        """Show what one step multiplies by, at a state, by its number."""
        i = round(number_of)
        slope, radius = float(self.net.slopes[i]), float(self.net.radii[i])
        self.tangent.move(float(self.net.states[i]), slope)
        self.step.show(self.net.jacobians[i])
        self.moving.move(radius)
        self.radius.say(f"ρ(J) = {number(radius, decimals=2)}").set_fill(hue(radius))
        self.radius.beside(self.plane.point(radius), 0, 40, "centre")


def draw_tanh(story: Story) -> Tanh:
    """A net whose W has the radius 0, and whose gradient explodes."""
    net, plane = story.net, Plane(SMALL_PLANE, SMALL_ORIGIN, SMALL_UNIT, 315)
    steps = len(net.norms) - 1
    plot = Plot(PLOT, (0, steps), (0.01, net.norms[-1]), log=True, x_name="k", y_name=GROWTH)
    picture = Tanh(
        title="With tanh, even ρ = 0 can explode", net=net, plane=plane, plot=plot,
        matrix=Matrix("W", net.recurrent, theme.state).at(456, 682),
        still=named(Eigenvalue(plane, 0, twice=True), "ρ(W) = 0", lift=-38),
        tangent=Tangent(np.tanh, "tanh", 1.6, (212, 738), 62),
        step=Matrix("J", net.jacobians[::10], theme.raw, digits=2).at(456, 790),
        note=text("one step", theme.ASIDE, theme.muted).at(730, 799),
        moving=Eigenvalue(plane, 0), radius=text("ρ(J) = 0.00", theme.SMALL_LABEL),
        linear=without_tanh(plot, net),
        curve=Trace(plot, range(steps + 1), net.norms, theme.raw, width=theme.HEAVY),
        name=block(
            plot.point(steps, net.norms[-1]), text("with tanh", theme.SMALL_LABEL, theme.raw),
            text(f"× {exact(net.norms[-1])}", theme.BIG - 4, weight="semibold"),
            text("unstable fixed point", theme.ASIDE, theme.muted), dx=GUTTER, leading=46,
        ),
    )  # fmt: skip
    picture.bend(HALF)
    return picture


def exact(value: float) -> str:
    """A number that may be long, to the last whole one."""
    return number(round(value) if 1e3 <= value < 1e7 else value)


def without_tanh(plot: Plot, net: Net) -> VGroup:
    """The powers of W alone: a first step, then nothing, below every log axis."""
    first, last = plot.point([1, 2], [net.linear[1], plot.y[0]])
    words = ("W without tanh:", "0 from step 2 on")
    return VGroup(
        Path([plot.point(0, 1), first, last], theme.state, theme.LINE, theme.DASH),
        Arrow(first + 0.9 * (last - first), last, theme.state, theme.LINE),
        Dot(first, theme.state, theme.DOT, hollow=True),
        block(last, *(text(one, theme.ASIDE, theme.state) for one in words), dx=24, dy=56),
    )


def draw_card(story: Story) -> Card:
    """What is often said of the spectral radius, and what holds."""
    swept, net = story.swept, story.net
    low, high = number(swept.radii[0]), number(swept.radii[-1])
    return card(
        "The gradient explodes if ρ(W) > 1\nand vanishes if ρ(W) < 1.",
        "In a linear network, exponential\ngrowth needs ρ(W) > 1, and a\n"
        "part of the error that points\nalong a growing direction.",
        "Pascanu, Mikolov, Bengio, “On the difficulty of training recurrent neural networks”, "
        "ICML 2013, §2.1",
        [
            Evidence(f"$rho = {high}$", f"linear, error along λ = {low}", story.decoy, theme.state,
                     number(story.decoy[-1], 2), f"times, after {len(story.decoy) - 1} steps",
                     hollow=True),
            Evidence("$rho = 0$", "tanh, at a fixed point", net.norms, theme.raw,
                     exact(net.norms[-1]), f"times, after {len(net.norms) - 1} steps"),
        ],
        "With tanh, ρ alone decides neither;\n‖W‖ < 1 does make it vanish.",
    )  # fmt: skip


class SpectralRadius(Explainer[Params]):
    """From shapes to time."""

    Params = Params
    tell = staticmethod(tell)
    chapters = {"Spectral radius": draw_sweep, "The way there": draw_way, "With tanh": draw_tanh}
    card = staticmethod(draw_card)
    stamped = ("steps",)

    def construct(self) -> None:
        self.cross_the_circle(self.chapter("Spectral radius"))
        self.go_the_long_way(self.chapter("The way there"))
        self.put_tanh_between(self.chapter("With tanh"))
        self.close()

    def cross_the_circle(self, p: Sweep) -> None:
        swept, steps = p.swept, int(p.plot.x[1])
        p.sweep(0)
        p.walk(0)
        p.name_powers(0)
        with self.say("In a linear net, each step back in time multiplies by W."):
            self.play(Appear(p.plane, p.plane_names, p.plot))
            self.play(Appear(p.recipe, p.radius))
        with self.say("Its farthest eigenvalue lies ρ = {radius} from 0: the spectral radius.",
                      radius=swept.radii[0]):  # fmt: skip
            self.add(p.spiral, p.powers, p.beyond, p.plane_names)
            dots = [one.dot for one in p.eigenvalues]
            self.play(Draw(*(one.ray for one in p.eigenvalues), run_time=theme.MOVE))
            self.play(Appear(*dots, p.names[0]))
        with self.say("Its powers spiral inwards: {factor} after {k} steps.",
                      factor=times(swept.ends[0]), k=steps):  # fmt: skip
            self.play(Appear(p.names[1], p.walker, p.curve))
            self.play(Repeat(p.walk, p.spiral, p.powers, p.walker, p.curve, over=(0, steps)))
            self.play(Appear(p.fate, p.value), Vanish(p.walker, *p.names))
        with self.say("On the circle, nothing is lost and nothing grows."):
            self.sweep(p, 0)
        with self.say("Outside, every arrow grows: {factor} after {k} steps.",
                      factor=times(swept.ends[-1]), k=steps):  # fmt: skip
            self.sweep(p, HALF)
            self.wait(theme.READ_NUMBER)

    def sweep(self, p: Sweep, start: int) -> None:
        """Move the eigenvalues half of their way, and leave the curve behind."""
        self.add(p.ghosts[start // HALF])
        shapes = (p.spiral, p.powers, p.beyond, p.curve, *p.eigenvalues, p.radius, p.fate, p.value)
        self.play(Run(p.sweep, *shapes, over=(start, start + HALF), run_time=theme.RESCALE))
        names = p.name_powers(start + HALF) if start else []
        self.play(Appear(p.stops[start // HALF], *names))

    def go_the_long_way(self, p: Way) -> None:
        second, steps = p.second, int(p.plot.x[1])
        grows, end = second.peak_step > 0, second.peak_step or steps
        p.curve.to(0)
        p.matrix.show(second.matrices[1], power(1))
        with self.say("Another matrix. Both eigenvalues are {radius}, so it should fade.",
                      radius=self.params.eigenvalue):  # fmt: skip
            self.play(Appear(p.plane, p.plot, p.twice, p.matrix))
            self.play(Draw(p.promise[0], run_time=1.2), Appear(p.promise[1]))
        with self.say("The diagonal fades, but the corner swells: {peak} after {k} steps."
                      if grows else "The corner stays too small: no arrow ever grows.",
                      peak=times(second.peak), k=end):  # fmt: skip
            self.play(Appear(p.curve, run_time=theme.EMPHASISE))
            self.play(Repeat(p.walk, p.curve, p.matrix, over=(0, end)))
            self.play(Appear(p.peak))
            self.wait(theme.PUNCH_LINE if grows else theme.READ_NUMBER)
        with self.say("In the end ρ wins: below 1 from step {below} on."
                      if grows else "So it fades all the way: below 1 from step {below} on.",
                      below=second.below):  # fmt: skip
            if end < steps:
                self.play(Run(p.walk, p.curve, p.matrix, over=(end, steps), run_time=theme.DRAW,
                              rate_func=linear))  # fmt: skip
            self.play(Appear(p.name))
        with self.say("Up to step {k} it is ahead of the rotation with ρ = {radius}."
                      if second.ahead else
                      "It is never ahead of the rotation with ρ = {radius}.",
                      k=second.ahead, radius=self.params.radius):  # fmt: skip
            self.play(Appear(p.rivals, p.rival_name), Draw(p.rival))
            self.play(Appear(p.crossing))

    def put_tanh_between(self, p: Tanh) -> None:
        net, steps = p.net, int(p.plot.x[1])
        moving = (p.tangent, p.step, p.moving, p.radius)
        p.bend(0)
        p.curve.to(0)
        with self.say("Now with tanh. This W has ρ = 0: two steps of it give 0."):
            self.play(Appear(p.plane, p.plot, p.matrix, p.still))
            self.play(Appear(p.linear))
        with self.say("Each step is W times the slope of tanh: one eigenvalue becomes {radius}.",
                      radius=net.radii[-1]):  # fmt: skip
            self.play(Appear(*moving, p.note))
            self.play(Run(p.bend, *moving, over=(0, HALF), run_time=theme.DRAW))
        with self.say("The state rests there, so every step is the same: {factor} after {k}.",
                      factor=f"× {exact(net.norms[-1])}", k=steps):  # fmt: skip
            self.play(Appear(p.curve, run_time=theme.EMPHASISE))
            self.play(Repeat(p.curve.to, p.curve, over=(0, steps)))
            self.play(Appear(p.name))
            self.wait(theme.PUNCH_LINE)
