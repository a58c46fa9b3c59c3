"""Recurrent nets: back-propagation through time, vanishing gradients, and training with clipping.

Start with `backpropagation` (`run_net` and `backpropagate` on `weights`; the loops are in
`bptt_workspace`). `gradient_contributions`, `unrolled_net`, `vanishing` and `forget_gates` look
at one net over time. `training` trains many nets (`training_config`: how; `tasks`: on what;
`batched_nets`: an update; `parallel`: on all cores), and `loss_spike` and `training_replay`
look at single updates.
"""

from .activations import Activation, activation_derivative
from .backpropagation import BackwardPass, ForwardPass, backpropagate, run_net
from .forget_gates import GatedRun, gate_products, gated_signal, run_cell
from .gradient_contributions import (
    TemporalContributions,
    jacobian_norms,
    jacobian_products,
    temporal_contributions,
)
from .loss_spike import find_loss_spike
from .losses import Loss, loss_and_gradient
from .tasks import TASKS, Batch, Task, adding, temporal_order
from .training import Training, train, weights_before
from .training_config import TrainingRun, TrainingSettings, sweep
from .training_replay import Replay, replay
from .unrolled_net import UnrolledNet, unroll
from .vanishing import VanishingGradient, vanishing_gradient
from .weights import Weights, initial_weights

__all__ = [
    "TASKS",
    "Activation",
    "BackwardPass",
    "Batch",
    "ForwardPass",
    "GatedRun",
    "Loss",
    "Replay",
    "Task",
    "TemporalContributions",
    "Training",
    "TrainingRun",
    "TrainingSettings",
    "UnrolledNet",
    "VanishingGradient",
    "Weights",
    "activation_derivative",
    "adding",
    "backpropagate",
    "find_loss_spike",
    "gate_products",
    "gated_signal",
    "initial_weights",
    "jacobian_norms",
    "jacobian_products",
    "loss_and_gradient",
    "replay",
    "run_cell",
    "run_net",
    "sweep",
    "temporal_contributions",
    "temporal_order",
    "train",
    "unroll",
    "vanishing_gradient",
    "weights_before",
]
