"""Record what the real libraries do to gradients: writes clipping.json beside this file.

Run it by hand, in an environment of its own, when a library changes its rules:

    pip install torch optax jax keras tensorflow-cpu
    python tests/recorded/record_clipping.py

A library that is not installed is left out, and the file says which were there. Numbers are
the shortest that give the same float back; infinities and NaN are the strings "inf", "-inf"
and "nan". The tests compare our own rules with these; they need none of the libraries.
"""

import json
import os
import pathlib

import numpy as np

QUIET = {"KERAS_BACKEND": "jax", "CUDA_VISIBLE_DEVICES": "", "TF_CPP_MIN_LOG_LEVEL": "3"}
FILE = pathlib.Path(__file__).with_name("clipping.json")
LARGE = {"float32": 1e20, "float64": 1e155}  # the square of either overflows


def cases():
    """Name, type, threshold, gradients and weights of every case."""
    inf, nan = np.inf, np.nan
    for dtype, large in LARGE.items():
        by_hand = {
            "one inf": [[inf, 1.0, -2.0], [0.5, -0.5]],
            "one -inf": [[1.0, -inf, -2.0], [0.5, -0.5]],
            "one NaN": [[nan, 1.0, -2.0], [0.5, -0.5]],
            "inf and NaN": [[nan, 1.0, -2.0], [0.5, inf]],
            "finite, its norm overflows": [[large, 1.0, -2.0], [0.5, -0.5]],
            "long": [[3.0, 4.0, 0.0], [12.0, 0.0]],
            "long in one tensor only": [[30.0, 0.0], [0.0, 0.4]],
            "short": [[0.3, -0.2, 0.1], [0.05, 0.0]],
            "as long as the threshold": [[0.0, 0.6], [-0.8]],
            "zero": [[0.0, -0.0, 0.0], [0.0, 0.0]],
        }
        for name, gradients in by_hand.items():
            arrays = [np.array(one, dtype) for one in gradients]
            units = [np.eye(1, one.size, dtype=dtype)[0] for one in arrays]
            yield name, dtype, 1.0, arrays, units
        rng = np.random.default_rng(seed=7)
        for threshold, scale in ((0.3, 0.01), (0.3, 100.0), (1.0, 1.0), (49.0, 1.0), (49.0, 100.0)):
            shapes = [(3, 2), (3,), (2, 1, 1, 3)]
            arrays = [np.array(rng.normal(size=s) * scale, dtype) for s in shapes]
            weights = [np.array(rng.normal(size=s), dtype) for s in shapes]
            yield f"random, scale {scale}", dtype, threshold, arrays, weights


def by_torch():
    """The rules of torch.nn.utils."""
    import torch

    def apply(clip, gradients, threshold):
        parameters = [torch.nn.Parameter(torch.zeros(one.shape)) for one in gradients]
        for parameter, gradient in zip(parameters, gradients, strict=True):
            parameter.data = parameter.data.to(torch.from_numpy(gradient).dtype)
            parameter.grad = torch.from_numpy(gradient.copy())
        clip(parameters, threshold)
        return [parameter.grad.numpy() for parameter in parameters]

    norm, value = torch.nn.utils.clip_grad_norm_, torch.nn.utils.clip_grad_value_
    return torch.__version__, {
        "torch.clip_grad_norm_": lambda g, tau, w: apply(norm, g, tau),
        "torch.clip_grad_value_": lambda g, tau, w: apply(value, g, tau),
    }


def by_optax():
    """The transformations of optax."""
    import jax
    import optax

    jax.config.update("jax_enable_x64", True)

    def apply(rule, gradients, weights):
        arrays = [jax.numpy.asarray(one) for one in gradients]
        params = [jax.numpy.asarray(one) for one in weights]
        return [np.asarray(one) for one in rule.update(arrays, rule.init(params), params)[0]]

    return optax.__version__, {
        "optax.clip_by_global_norm": lambda g, tau, w: apply(optax.clip_by_global_norm(tau), g, w),
        "optax.clip": lambda g, tau, w: apply(optax.clip(tau), g, w),
        "optax.adaptive_grad_clip": lambda g, tau, w: apply(optax.adaptive_grad_clip(tau), g, w),
    }


def by_tensorflow():
    """The one rule of TensorFlow itself."""
    import tensorflow as tf

    def apply(gradients, threshold):
        clipped, _ = tf.clip_by_global_norm([tf.constant(one) for one in gradients], threshold)
        return [one.numpy() for one in clipped]

    return tf.__version__, {"tf.clip_by_global_norm": lambda g, tau, w: apply(g, tau)}


def by_keras():
    """What a Keras optimizer does to the gradients before it uses them."""
    import keras

    def apply(option, gradients, threshold):
        optimizer = keras.optimizers.SGD(**{option: threshold})
        arrays = [keras.ops.convert_to_tensor(one) for one in gradients]
        return [np.asarray(one) for one in optimizer._clip_gradients(arrays)]

    return f"{keras.__version__} on {keras.config.backend()}", {
        f"keras.{option}": lambda g, tau, w, option=option: apply(option, g, tau)
        for option in ("global_clipnorm", "clipnorm", "clipvalue")
    }


def written(array):
    """Nested lists of the shortest numbers that give `array` back."""
    if array.ndim:
        return [written(one) for one in array]
    text = str(array)
    return float(text) if np.isfinite(array) else text


def record():
    """Everything, as it goes into the file."""
    versions, rules = {}, {}
    for name, library in {
        "torch": by_torch,
        "optax": by_optax,
        "keras": by_keras,
        "tensorflow": by_tensorflow,
    }.items():
        try:
            versions[name], more = library()
        except ImportError:
            print(f"{name} is not installed: left out")
        else:
            rules |= more
    for name, dtype, threshold, gradients, weights in cases():
        results = {}
        for rule, clip in rules.items():
            clipped = clip([one.copy() for one in gradients], threshold, weights)
            assert all(one.dtype == dtype for one in clipped), (rule, dtype)
            results[rule] = [written(one) for one in clipped]
        yield {
            "name": name,
            "dtype": dtype,
            "threshold": threshold,
            "gradients": [written(one) for one in gradients],
            "weights": [written(one) for one in weights],
            "results": results,
        }
    yield versions


if __name__ == "__main__":
    os.environ.update(QUIET)
    *recorded, versions = record()
    lines = ",\n".join(json.dumps(one) for one in recorded)
    FILE.write_text(f'{{"versions": {json.dumps(versions)},\n"cases": [\n{lines}\n]}}\n')
    print(f"{len(recorded)} cases of {versions} in {FILE}")
