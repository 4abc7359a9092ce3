"""The Keras cell. It knows nothing of RNN Studio, so a saved model needs this module alone to be loaded."""

from __future__ import annotations

from typing import Any

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="rnnstudio_minimal_gated_unit")
class MinimalGatedUnitCell(keras.layers.SimpleRNNCell):
    """One time step of a minimal gated unit: a recurrent cell with a single gate.

    With x_t what comes in and h_t the state::

        f_t = sigmoid(x_t W_f + h_{t-1} U_f + b_f)
        c_t = tanh(x_t W_c + (f_t * h_{t-1}) U_c + b_c)
        h_t = (1 - f_t) * h_{t-1} + f_t * c_t

    G.-B. Zhou, J. Wu, C.-L. Zhang and Z.-H. Zhou, "Minimal Gated Unit for Recurrent Neural Networks", International
    Journal of Automation and Computing 13(3), 2016, pages 226 to 234 (https://arxiv.org/abs/1603.09420), equations
    7a to 7c. The one gate does the work of a GRU's two, so the cell has two thirds of a GRU's weights.

    From ``SimpleRNNCell`` it takes its arguments, the initial state and the dropout masks; only the weights are
    wider, the gate's before the candidate's, and the step is another. Put it into ``keras.layers.RNN`` to run it
    over a sequence.

    Args:
        units: Size of the state, which is the output's size too.
        recurrent_activation: What the gate's sum passes through.
        **kwargs: What ``keras.layers.SimpleRNNCell`` takes.

    Call arguments:
        sequence: One step, of shape (batch, features).
        states: A list of the state before, of shape (batch, units).
        training: Whether dropout acts.
    """

    def __init__(self, units: int, recurrent_activation: Any = "sigmoid", **kwargs: Any) -> None:
        super().__init__(units, **kwargs)
        self.recurrent_activation = keras.activations.get(recurrent_activation)

    def build(self, input_shape: tuple[int | None, ...]) -> None:
        """Make the weights: a matrix for the gate and one for the candidate, side by side."""
        self.kernel = self.add_weight(
            shape=(input_shape[-1], 2 * self.units), name="kernel", initializer=self.kernel_initializer,
            regularizer=self.kernel_regularizer, constraint=self.kernel_constraint)
        self.recurrent_kernel = self.add_weight(
            shape=(self.units, 2 * self.units), name="recurrent_kernel", initializer=self.recurrent_initializer,
            regularizer=self.recurrent_regularizer, constraint=self.recurrent_constraint)
        self.bias = None
        if self.use_bias:
            self.bias = self.add_weight(
                shape=(2 * self.units,), name="bias", initializer=self.bias_initializer,
                regularizer=self.bias_regularizer, constraint=self.bias_constraint)

    def call(self, sequence: Any, states: Any, training: bool = False) -> tuple[Any, Any]:
        """Return the new state, twice: as the step's output, and as what the next step is given."""
        before = states[0] if isinstance(states, list | tuple) else states
        if training and self.dropout > 0:
            sequence = sequence * self.get_dropout_mask(sequence)
        seen = before
        if training and self.recurrent_dropout > 0:
            seen = before * self.get_recurrent_dropout_mask(before)
        given = ops.matmul(sequence, self.kernel)
        if self.bias is not None:
            given = given + self.bias
        gate = self.recurrent_activation(
            given[..., :self.units] + ops.matmul(seen, self.recurrent_kernel[:, :self.units]))
        candidate = self.activation(
            given[..., self.units:] + ops.matmul(gate * seen, self.recurrent_kernel[:, self.units:]))
        state = (1 - gate) * before + gate * candidate
        return state, [state] if isinstance(states, list | tuple) else state

    def get_config(self) -> dict[str, Any]:
        """Return what ``__init__`` needs to make this cell again."""
        return {**super().get_config(),
                "recurrent_activation": keras.activations.serialize(self.recurrent_activation)}
