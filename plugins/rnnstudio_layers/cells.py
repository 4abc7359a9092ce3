"""One step of a recurrent layer, for use inside the RNN wrapper, which runs it over the sequence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from rnnstudio.api import BuildContext, Doc, Folded, LayerInfo
from rnnstudio_layers.fields import Activation, Kernel, Strength
from rnnstudio_layers.pages import page
from rnnstudio_layers.recurrent import (
    ForgetBias,
    GateActivation,
    InputDropout,
    ResetAfter,
    StateActivation,
    StateBound,
    StateDropout,
    StatePenalty,
    StateStart,
    Units,
)
from rnnstudio_layers.seeds import derive
from rnnstudio_layers.weights import constraint, initializer, regularizer

if TYPE_CHECKING:
    import keras


class Cell(Kernel, frozen=True, kw_only=True):
    """Base of the cells."""

    units: Units = 64
    dropout: InputDropout = 0.0
    recurrent_dropout: StateDropout = 0.0
    recurrent_initializer: StateStart = "orthogonal"
    recurrent_regularizer: StatePenalty = "none"
    recurrent_regularizer_strength: Strength = 0.01
    recurrent_constraint: StateBound = "none"

    def cell_arguments(self, context: BuildContext) -> dict[str, Any]:
        """Return the arguments that all three Keras cells take."""
        return self.kernel_arguments(context) | {
            "units": self.units,
            "dropout": self.dropout,
            "recurrent_dropout": self.recurrent_dropout,
            "recurrent_initializer": initializer(self.recurrent_initializer, context.seed, context.name, "recurrent"),
            "recurrent_regularizer": regularizer(self.recurrent_regularizer, self.recurrent_regularizer_strength),
            "recurrent_constraint": constraint(self.recurrent_constraint),
            "seed": derive(context.seed, context.name, "dropout"),
        }


class LSTMCell(Cell, frozen=True, kw_only=True):
    """One step of an LSTM: three gates and a cell that carries content on; goes into RNN."""

    info = LayerInfo(id="rnnstudio.lstm_cell", title="LSTM cell", category="Cells", icon="cpu",
                     keras_name="LSTMCell", traits=("cell",), summary=("units",), help=page("lstm_cell"))

    activation: StateActivation = "tanh"
    recurrent_activation: GateActivation = "sigmoid"
    unit_forget_bias: ForgetBias = True

    def build(self, context: BuildContext) -> keras.Layer:
        """Return a ``keras.layers.LSTMCell``."""
        import keras

        return keras.layers.LSTMCell(
            **self.cell_arguments(context), activation=self.activation,
            recurrent_activation=self.recurrent_activation, unit_forget_bias=self.unit_forget_bias)


class GRUCell(Cell, frozen=True, kw_only=True):
    """One step of a GRU: an update and a reset gate; goes into RNN."""

    info = LayerInfo(id="rnnstudio.gru_cell", title="GRU cell", category="Cells", icon="door-closed",
                     keras_name="GRUCell", traits=("cell",), summary=("units",), help=page("gru_cell"))

    activation: StateActivation = "tanh"
    recurrent_activation: GateActivation = "sigmoid"
    reset_after: ResetAfter = True

    def build(self, context: BuildContext) -> keras.Layer:
        """Return a ``keras.layers.GRUCell``."""
        import keras

        return keras.layers.GRUCell(
            **self.cell_arguments(context), activation=self.activation,
            recurrent_activation=self.recurrent_activation, reset_after=self.reset_after)


class SimpleRNNCell(Cell, frozen=True, kw_only=True):
    """One step of a plain recurrent layer; goes into RNN."""

    info = LayerInfo(id="rnnstudio.simple_rnn_cell", title="SimpleRNN cell", category="Cells", icon="rotate-cw",
                     keras_name="SimpleRNNCell", traits=("cell",), summary=("units",), help=page("simple_rnn_cell"))

    activation: Annotated[Activation, Folded(), Doc("What the new state passes through.")] = "tanh"

    def build(self, context: BuildContext) -> keras.Layer:
        """Return a ``keras.layers.SimpleRNNCell``."""
        import keras

        return keras.layers.SimpleRNNCell(**self.cell_arguments(context), activation=self.activation)
