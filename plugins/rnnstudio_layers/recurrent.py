"""Layers with a state that goes from time step to time step.

Of Keras' arguments these are left out: ``return_state`` gives several outputs, and a stack has one;
``stateful`` needs one fixed batch size; ``seed`` comes from the project; ``use_cudnn`` isn't saved with a model, and
Keras chooses well by itself; SimpleRNN's ``activity_regularizer`` has no effect in Keras 3.15, which drops it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from rnnstudio.api import BuildContext, Doc, Folded, LayerInfo, Range, Title
from rnnstudio_layers.fields import LARGEST_STATE, Activation, Kernel, OutputPenalty, Rate, Strength
from rnnstudio_layers.pages import page
from rnnstudio_layers.seeds import derive
from rnnstudio_layers.weights import Bound, MatrixStart, Penalty, constraint, initializer, regularizer

if TYPE_CHECKING:
    import keras


Units = Annotated[int, Range(1, LARGEST_STATE), Doc("Size of the hidden state, which is the output's size too.")]
InputDropout = Annotated[float, Rate, Title("Dropout"), Doc(
    "Share of the input's numbers put to zero at random in training, against learning by heart.")]
StateDropout = Annotated[float, Rate, Folded(), Title("Recurrent dropout"), Doc(
    "Share of the state's numbers put to zero between steps in training. It makes training about half as fast.")]
StateStart = Annotated[MatrixStart, Folded(), Title("Recurrent initializer"), Doc(
    "How the weights on the state start.")]
StatePenalty = Annotated[Penalty, Folded(), Title("Recurrent regularizer"), Doc(
    "Adds the size of the weights on the state to the loss, which keeps them small.")]
StateBound = Annotated[Bound, Folded(), Title("Recurrent constraint"), Doc(
    "After each step, bounds a unit's weights on the state: to a norm of at most 2, a norm of 1, or 0 and above.")]
WholeSequence = Annotated[bool, Title("Whole sequence"), Doc(
    "Outputs the state at every step, not only the last. Another recurrent layer on top needs it.")]
Backwards = Annotated[bool, Folded(), Title("Go backwards"), Doc(
    "Reads from the last step to the first; a whole sequence comes out in that order too.")]
Unroll = Annotated[bool, Folded(), Title("Unroll"), Doc(
    "Lays the loop out step by step. Only for few steps, of which every example has the same number.")]
ZeroAtSkipped = Annotated[bool, Folded(), Title("Zeros at skipped steps"), Doc(
    "In a whole sequence, outputs zeros at padding instead of the state before it.")]
GateActivation = Annotated[Activation, Folded(), Title("Gate activation"), Doc(
    "What the gates' sums pass through. Other than sigmoid shuts out NVIDIA's fast kernel.")]
StateActivation = Annotated[Activation, Folded(), Title("Activation"), Doc(
    "What the new state passes through. Other than tanh shuts out NVIDIA's fast kernel.")]
ForgetBias = Annotated[bool, Folded(), Title("Forget bias of 1"), Doc(
    "Starts the forget gate's bias at 1, so that the cell keeps its content at first.")]
ResetAfter = Annotated[bool, Folded(), Title("Reset after"), Doc(
    "Applies the reset gate after the state is weighed, not before. Off shuts out NVIDIA's fast kernel.")]


class Recurrent(Kernel, frozen=True, kw_only=True):
    """Base of LSTM, GRU and SimpleRNN."""

    units: Units = 64
    return_sequences: WholeSequence = False
    dropout: InputDropout = 0.0
    recurrent_dropout: StateDropout = 0.0
    recurrent_initializer: StateStart = "orthogonal"
    recurrent_regularizer: StatePenalty = "none"
    recurrent_regularizer_strength: Strength = 0.01
    recurrent_constraint: StateBound = "none"
    go_backwards: Backwards = False
    unroll: Unroll = False
    zero_output_for_mask: ZeroAtSkipped = False

    def recurrent_arguments(self, context: BuildContext) -> dict[str, Any]:
        """Return the arguments that all three Keras layers take."""
        return self.kernel_arguments(context) | {
            "units": self.units,
            "return_sequences": self.return_sequences,
            "dropout": self.dropout,
            "recurrent_dropout": self.recurrent_dropout,
            "recurrent_initializer": initializer(self.recurrent_initializer, context.seed, context.name, "recurrent"),
            "recurrent_regularizer": regularizer(self.recurrent_regularizer, self.recurrent_regularizer_strength),
            "recurrent_constraint": constraint(self.recurrent_constraint),
            "go_backwards": self.go_backwards,
            "unroll": self.unroll,
            "zero_output_for_mask": self.zero_output_for_mask,
            "seed": derive(context.seed, context.name, "dropout"),
        }


class Gated(Recurrent, frozen=True, kw_only=True):
    """Base of LSTM and GRU."""

    activation: StateActivation = "tanh"
    recurrent_activation: GateActivation = "sigmoid"
    activity_regularizer: OutputPenalty = "none"
    activity_regularizer_strength: Strength = 0.01

    def gated_arguments(self, context: BuildContext) -> dict[str, Any]:
        """Return the arguments that both Keras layers take."""
        return self.recurrent_arguments(context) | {
            "activation": self.activation,
            "recurrent_activation": self.recurrent_activation,
            "activity_regularizer": regularizer(self.activity_regularizer, self.activity_regularizer_strength),
        }


class LSTM(Gated, frozen=True, kw_only=True):
    """Long short-term memory: gates decide what a separate cell keeps, takes in and shows."""

    info = LayerInfo(id="rnnstudio.lstm", title="LSTM", category="Recurrent", icon="memory-stick", keras_name="LSTM",
                     traits=("recurrent",), summary=("units",), help=page("lstm"))

    unit_forget_bias: ForgetBias = True

    def build(self, context: BuildContext) -> keras.Layer:
        """Return a ``keras.layers.LSTM``."""
        import keras

        return keras.layers.LSTM(**self.gated_arguments(context), unit_forget_bias=self.unit_forget_bias)


class GRU(Gated, frozen=True, kw_only=True):
    """Gated recurrent unit: an update and a reset gate, no separate cell, so fewer weights than an LSTM."""

    info = LayerInfo(id="rnnstudio.gru", title="GRU", category="Recurrent", icon="door-open", keras_name="GRU",
                     traits=("recurrent",), summary=("units",), help=page("gru"))

    reset_after: ResetAfter = True

    def build(self, context: BuildContext) -> keras.Layer:
        """Return a ``keras.layers.GRU``."""
        import keras

        return keras.layers.GRU(**self.gated_arguments(context), reset_after=self.reset_after)


class SimpleRNN(Recurrent, frozen=True, kw_only=True):
    """The plain recurrent layer: each state comes from the input and the state before; it forgets soon."""

    info = LayerInfo(id="rnnstudio.simple_rnn", title="SimpleRNN", category="Recurrent", icon="iteration-cw",
                     keras_name="SimpleRNN", traits=("recurrent",), summary=("units",), help=page("simple_rnn"))

    activation: Annotated[Activation, Folded(), Doc("What the new state passes through.")] = "tanh"

    def build(self, context: BuildContext) -> keras.Layer:
        """Return a ``keras.layers.SimpleRNN``."""
        import keras

        return keras.layers.SimpleRNN(**self.recurrent_arguments(context), activation=self.activation)
