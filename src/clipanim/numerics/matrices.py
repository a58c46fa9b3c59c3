"""Recurrent matrices worth showing, and one net that explodes though its radius is 0."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clipanim.numerics.vectors import Array

LONGEST_ORBIT = 25  # the fixed point is unstable: rounding leaves it after 40 to 45 steps


def rotation(radius: float, degrees: float) -> Array:
    """Turn by `degrees` and stretch by `radius`, (2, 2): complex eigenvalues of that modulus.

    >>> rotation(2.0, 90.0).round(12) + 0.0
    array([[ 0., -2.],
           [ 2.,  0.]])
    """
    turn = np.radians(degrees)
    cos, sin = radius * np.cos(turn), radius * np.sin(turn)
    return np.array([[cos, -sin], [sin, cos]])


def shear(amount: float) -> Array:
    """Shift the first component by `amount` times the second, (2, 2); its radius is 1.

    >>> shear(0.5)
    array([[1. , 0.5],
           [0. , 1. ]])
    """
    return non_normal(eigenvalue=1.0, coupling=amount)


def non_normal(eigenvalue: float = 0.9, coupling: float = 5.0) -> Array:
    """A Jordan-like block, (2, 2): both eigenvalues are the same, yet its powers grow first.

    >>> non_normal()
    array([[0.9, 5. ],
           [0. , 0.9]])
    """
    return np.array([[eigenvalue, coupling], [0.0, eigenvalue]])


def gaussian(n: int, seed: int | np.random.Generator) -> Array:
    """Independent normal entries of standard deviation 1 / sqrt(n), (n, n); radius about 1."""
    return np.random.default_rng(seed).normal(scale=n**-0.5, size=(n, n))


def orthogonal(n: int, seed: int | np.random.Generator) -> Array:
    """An orthogonal matrix, (n, n), all of them equally likely; from a seed or a generator.

    Source:
        Mezzadri (2007), "How to generate random matrices from the classical compact groups".
    """
    q, r = np.linalg.qr(np.random.default_rng(seed).normal(size=(n, n)))
    return q * np.sign(np.diag(r))


def scaled_orthogonal(n: int, seed: int, radius: float) -> Array:
    """`radius` times an orthogonal matrix, (n, n): every vector grows by the same factor."""
    return radius * orthogonal(n, seed)


@dataclass(frozen=True)
class TanhCounterExample:
    """A net x <- W tanh(x) + b whose W has the radius 0, and whose gradient explodes.

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
    """Run the net from its fixed point and take the norms of the products of its Jacobians.

    Returns:
        The spectral norms of the derivative of state k by state 0, (steps + 1,).

    Raises:
        ValueError: if `steps` is not between 0 and 25; later the run is about rounding.

    >>> tanh_jacobian_norms(nilpotent_tanh(), steps=3).round(2)
    array([ 1.  , 14.14, 28.28, 56.57])
    """
    if not 0 <= steps <= LONGEST_ORBIT:
        raise ValueError(f"steps must be between 0 and {LONGEST_ORBIT}, got {steps}")
    state, products = example.fixed_point, [np.eye(len(example.bias))]
    for _ in range(steps):
        products.append(example.recurrent * (1 - np.tanh(state) ** 2) @ products[-1])
        state = example.recurrent @ np.tanh(state) + example.bias
    norms: Array = np.linalg.norm(products, ord=2, axis=(-2, -1))
    return norms
