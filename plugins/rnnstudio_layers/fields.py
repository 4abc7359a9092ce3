"""Parameters that several layers share, each described once."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from rnnstudio.api import BuildContext, Doc, Folded, Layer, Range
from rnnstudio_layers.weights import Bound, MatrixStart, Penalty, VectorStart, constraint, initializer, regularizer

LARGEST_STATE = 8_192
"""Most units of a recurrent layer, and most dimensions of a vector, that a form offers."""
LARGEST = 65_536
"""Most units of a plain layer, and widest window, that a form offers."""

Activation = Literal[
    "linear", "relu", "tanh", "sigmoid", "elu", "selu", "gelu", "silu", "mish", "softplus", "softsign", "leaky_relu",
    "relu6", "exponential", "hard_sigmoid", "hard_silu", "hard_tanh"]
"""Activations that look at one number at a time."""

Rate = Range(0, 0.99, 0.05)
"""Bounds of a dropout rate. Keras takes 1 too, which would drop all, or in a recurrent layer nothing."""

Strength = Annotated[float, Range(0, 100, 0.001), Folded(), Doc("How much the regularizer above adds to the loss.")]
KernelStart = Annotated[MatrixStart, Folded(), Doc("How the weights on the input start.")]
KernelPenalty = Annotated[Penalty, Folded(), Doc(
    "Adds the size of the weights on the input to the loss, which keeps them small.")]
KernelBound = Annotated[Bound, Folded(), Doc(
    "After each step, bounds a unit's weights on the input: to a norm of at most 2, a norm of 1, or 0 and above.")]
OutputPenalty = Annotated[Penalty, Folded(), Doc(
    "Adds the size of the layer's outputs to the loss, which keeps them small.")]
Trainable = Annotated[bool, Folded(), Doc("Switched off, the weights stay as they are during training.")]
UseBias = Annotated[bool, Folded(), Doc("Adds a learned number to each unit's sum.")]
BiasStart = Annotated[VectorStart, Folded(), Doc("How the biases start.")]
BiasPenalty = Annotated[Penalty, Folded(), Doc("Adds the size of the biases to the loss, which keeps them small.")]
BiasBound = Annotated[Bound, Folded(), Doc(
    "After each step, bounds the biases: to a norm of at most 2, a norm of 1, or 0 and above.")]


class Kernel(Layer, frozen=True, kw_only=True):
    """Base of the layers whose units weigh their inputs and add a bias."""

    use_bias: UseBias = True
    kernel_initializer: KernelStart = "glorot_uniform"
    bias_initializer: BiasStart = "zeros"
    kernel_regularizer: KernelPenalty = "none"
    kernel_regularizer_strength: Strength = 0.01
    bias_regularizer: BiasPenalty = "none"
    bias_regularizer_strength: Strength = 0.01
    kernel_constraint: KernelBound = "none"
    bias_constraint: BiasBound = "none"
    trainable: Trainable = True

    def kernel_arguments(self, context: BuildContext) -> dict[str, Any]:
        """Return the arguments of the Keras layer that these fields and the context decide."""
        return {
            "name": context.name,
            "trainable": self.trainable,
            "use_bias": self.use_bias,
            "kernel_initializer": initializer(self.kernel_initializer, context.seed, context.name, "kernel"),
            "bias_initializer": initializer(self.bias_initializer, context.seed, context.name, "bias"),
            "kernel_regularizer": regularizer(self.kernel_regularizer, self.kernel_regularizer_strength),
            "bias_regularizer": regularizer(self.bias_regularizer, self.bias_regularizer_strength),
            "kernel_constraint": constraint(self.kernel_constraint),
            "bias_constraint": constraint(self.bias_constraint),
        }
