"""Small nets and batches for the tests of the recurrent numerics, and two independent oracles."""

import numpy as np

from clipanim.numerics import Weights, loss_and_gradient, run_net

ACTIVATIONS = ("tanh", "linear", "relu")
LOSSES = ("cross_entropy", "squared")


def net(seed=0, n=5, inputs=3, outputs=4, lead=()):
    """Weights with no zero among them, with a spectral radius of about 1."""
    draw = np.random.default_rng(seed).normal
    return Weights(
        W=draw(size=(*lead, n, n)) / np.sqrt(n),
        U=draw(size=(*lead, n, inputs)),
        b=draw(size=(*lead, n)),
        V=draw(size=(*lead, outputs, n)),
        c=draw(size=(*lead, outputs)),
    )


def data(seed=1, batch=3, steps=6, inputs=3, outputs=4, lead=()):
    """Inputs and one-hot targets."""
    generator = np.random.default_rng(seed)
    x = generator.normal(size=(*lead, batch, steps, inputs))
    return x, np.eye(outputs)[generator.integers(outputs, size=(*lead, batch))]


def loss_of(weights, inputs, targets, activation, loss):
    outputs = run_net(weights, inputs, activation=activation).outputs
    return loss_and_gradient(outputs, targets, loss)[0]


def shifted(weights, name, index, step):
    """The weights with `step` added to one entry of one parameter."""
    array = getattr(weights, name).astype(np.result_type(step, np.float64))
    array[index] += step
    return weights._replace(**{name: array})


def by_complex_step(function, weights, step=1e-30):
    """The derivatives of `function` by every parameter: no difference is taken, so no digits lost.

    Source: Squire, Trapp (1998), "Using complex variables to estimate derivatives".
    """
    return _derivatives(lambda w: function(w).imag / step, weights, [step * 1j])


def by_central_differences(function, weights, step=1e-5):
    """The same by finite differences."""
    ends = _derivatives(function, weights, [step, -step])
    return ends._replace(**{k: a / (2 * step) for k, a in ends._asdict().items()})


def _derivatives(function, weights, steps):
    signs = (1, -1)
    derivatives = {}
    for name, array in weights._asdict().items():
        derivatives[name] = np.zeros(array.shape)
        for index in np.ndindex(array.shape):
            values = [function(shifted(weights, name, index, step)) for step in steps]
            derivatives[name][index] = sum(s * v for s, v in zip(signs, values, strict=False))
    return Weights(**derivatives)


def relative_error(found, right):
    """The length of the difference of two gradients, by the length of the right one."""
    found, right = (np.concatenate([np.ravel(a) for a in of]) for of in (found, right))
    return np.linalg.norm(found - right) / np.linalg.norm(right)
