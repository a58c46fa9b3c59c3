"""Recurrent weight matrices: rotations, shears, non-normal, random, and a counter-example."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clipanim.numerics.vectors import Array

MAX_ORBIT_STEPS = 25  # the fixed point is unstable: rounding leaves it after 40 to 45 steps


def rotation(radius: float, degrees: float) -> Array:
    """Rotation matrix times `radius`, (2, 2): complex eigenvalues of that modulus.

    Args:
        radius: the factor, >= 0.
        degrees: the angle of the turn, counterclockwise.

    >>> rotation(2.0, 90.0).round(12) + 0.0
    array([[ 0., -2.],
           [ 2.,  0.]])
    """
    turn = np.radians(degrees)
    cos, sin = radius * np.cos(turn), radius * np.sin(turn)
    return np.array([[cos, -sin], [sin, cos]])


def shear(amount: float) -> Array:
    """Shear matrix, (2, 2): adds `amount` times the second component to the first; radius 1.

    >>> shear(0.5)
    array([[1. , 0.5],
           [0. , 1. ]])
    """
    return non_normal(eigenvalue=1.0, coupling=amount)


def non_normal(eigenvalue: float = 0.9, coupling: float = 5.0) -> Array:
    """Non-normal matrix, (2, 2), with a double eigenvalue: its powers grow before they decay.

    >>> non_normal()
    array([[0.9, 5. ],
           [0. , 0.9]])
    """
    return np.array([[eigenvalue, coupling], [0.0, eigenvalue]])


def gaussian(n: int, seed: int | np.random.Generator) -> Array:
    """Gaussian random matrix, (n, n), entries of standard deviation 1 / sqrt(n); radius about 1."""
    return np.random.default_rng(seed).normal(scale=n**-0.5, size=(n, n))


def orthogonal(n: int, seed: int | np.random.Generator) -> Array:
    """Random orthogonal matrix, (n, n), Haar distributed; from a seed or a generator.

    Source:
        Mezzadri (2007), "How to generate random matrices from the classical compact groups".
    """
    q, r = np.linalg.qr(np.random.default_rng(seed).normal(size=(n, n)))
    return q * np.sign(np.diag(r))


def scaled_orthogonal(n: int, seed: int, radius: float) -> Array:
    """Random orthogonal matrix times `radius`, (n, n): every vector grows by that factor."""
    return radius * orthogonal(n, seed)


@dataclass(frozen=True)
class TanhCounterExample:
    """A tanh net x <- W tanh(x) + b with spectral radius 0 whose gradient explodes.

    Attributes:
        recurrent: W, (2, 2), with W @ W = 0.
        bias: b, (2,).
        fixed_point: the state that stays, (2,).
        jacobian: of one step at the fixed point, (2, 2).
    """

    recurrent: Array
    bias: Array
    fixed_point: Array
    jacobian: Array


def nilpotent_tanh() -> TanhCounterExample:
    """The counter-example to "a spectral radius below 1 makes gradients vanish".

    The arXiv versions of Pascanu, Mikolov, Bengio state that condition with the eigenvalue;
    the ICML 2013 version has the largest singular value, here 16, and is right.

    >>> nilpotent_tanh().jacobian.round(12)
    array([[ 8.,  6.],
           [-8., -6.]])
    """
    W = np.array([[8.0, 8.0], [-8.0, -8.0]])
    fixed_point = np.array([0.0, np.arctanh(0.5)])
    bias = fixed_point - W @ np.tanh(fixed_point)
    return TanhCounterExample(W, bias, fixed_point, W * (1 - np.tanh(fixed_point) ** 2))


def tanh_jacobian_norms(example: TanhCounterExample, steps: int) -> Array:
    """The norms of the products of Jacobians of a tanh net, run from its fixed point.

    Returns:
        The spectral norms of the derivative of state k by state 0, (steps + 1,).

    Raises:
        ValueError: if `steps` is not between 0 and 25; later the run is about rounding.

    >>> tanh_jacobian_norms(nilpotent_tanh(), steps=3).round(2)
    array([ 1.  , 14.14, 28.28, 56.57])
    """
    if not 0 <= steps <= MAX_ORBIT_STEPS:
        raise ValueError(f"steps must be between 0 and {MAX_ORBIT_STEPS}, got {steps}")
    state, products = example.fixed_point, [np.eye(len(example.bias))]
    for _ in range(steps):
        products.append(example.recurrent * (1 - np.tanh(state) ** 2) @ products[-1])
        state = example.recurrent @ np.tanh(state) + example.bias
    norms: Array = np.linalg.norm(products, ord=2, axis=(-2, -1))
    return norms
