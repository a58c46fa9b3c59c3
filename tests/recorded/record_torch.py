"""Record what torch makes of one recurrent net: writes torch_rnn.json beside this file.

Run it by hand, in an environment of its own:

    pip install torch
    python tests/recorded/record_torch.py

The states, losses and gradients come from torch.nn.RNN, torch's losses and its autograd; the
derivatives of the last state by the ones before from torch.autograd.functional.jacobian. All
is float64, and a number is the shortest that gives the same float back. The tests compare our
own back-propagation with these; they do not need torch.
"""

import json
import pathlib

import torch

FILE = pathlib.Path(__file__).with_name("torch_rnn.json")
N, INPUTS, OUTPUTS, STEPS, BATCH = 4, 3, 3, 6, 2


def weights(generator):
    """Weights named as in our own net."""
    shapes = {"W": (N, N), "U": (N, INPUTS), "b": (N,), "V": (OUTPUTS, N), "c": (OUTPUTS,)}
    return {
        name: torch.randn(*shape, generator=generator, dtype=torch.float64)
        for name, shape in shapes.items()
    }


def net(given, activation):
    """A torch.nn.RNN and the layer after it, with these weights."""
    rnn = torch.nn.RNN(INPUTS, N, nonlinearity=activation, batch_first=True, dtype=torch.float64)
    layer = torch.nn.Linear(N, OUTPUTS, dtype=torch.float64)
    with torch.no_grad():
        rnn.weight_hh_l0.copy_(given["W"])
        rnn.weight_ih_l0.copy_(given["U"])
        rnn.bias_ih_l0.copy_(given["b"])
        rnn.bias_hh_l0.zero_()
        layer.weight.copy_(given["V"])
        layer.bias.copy_(given["c"])
    return rnn, layer


def case(activation, loss, given, inputs, classes):
    """The loss and its gradient for one activation and one loss."""
    rnn, layer = net(given, activation)
    states, _ = rnn(inputs)
    outputs = layer(states[:, -1])
    if loss == "cross_entropy":
        value = torch.nn.functional.cross_entropy(outputs, classes)
    else:
        goals = torch.nn.functional.one_hot(classes, OUTPUTS).double()
        value = torch.nn.functional.mse_loss(outputs, goals, reduction="sum") / BATCH
    value.backward()
    gradient = {
        "W": rnn.weight_hh_l0.grad,
        "U": rnn.weight_ih_l0.grad,
        "b": rnn.bias_ih_l0.grad,
        "V": layer.weight.grad,
        "c": layer.bias.grad,
    }
    return {
        "activation": activation,
        "loss": loss,
        "states": states.tolist(),
        "value": value.item(),
        "gradient": {name: array.tolist() for name, array in gradient.items()},
    }


def jacobians(activation, given, inputs):
    """The derivatives of the last state of the first sequence by its states, from h_0 on."""
    rnn, _ = net(given, activation)
    states = [torch.zeros(N, dtype=torch.float64), *rnn(inputs[:1])[0][0].detach()]

    def last_from(start):
        def last(state):
            if start == STEPS:
                return state
            return rnn(inputs[:1, start:], state[None, None])[1][0, 0]

        return last

    return [
        torch.autograd.functional.jacobian(last_from(k), state).tolist()
        for k, state in enumerate(states)
    ]


def main():
    """Write the file."""
    generator = torch.Generator().manual_seed(5)
    given = weights(generator)
    inputs = torch.randn(BATCH, STEPS, INPUTS, generator=generator, dtype=torch.float64)
    classes = torch.tensor([2, 0])
    record = {
        "torch": torch.__version__,
        "weights": {name: array.tolist() for name, array in given.items()},
        "inputs": inputs.tolist(),
        "classes": classes.tolist(),
        "cases": [
            case(activation, loss, given, inputs, classes)
            for activation in ("tanh", "relu")
            for loss in ("cross_entropy", "squared")
        ],
        "jacobians": {name: jacobians(name, given, inputs) for name in ("tanh", "relu")},
    }
    lines = [f"{json.dumps(key)}: {json.dumps(value)}" for key, value in record.items()]
    FILE.write_text("{" + ",\n".join(lines) + "}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
