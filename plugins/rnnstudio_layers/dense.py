"""Fully connected units."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from rnnstudio.api import BuildContext, Doc, FromData, LayerInfo, Range
from rnnstudio_layers.fields import LARGEST, Activation, Kernel, OutputPenalty, Strength
from rnnstudio_layers.pages import page
from rnnstudio_layers.weights import regularizer

if TYPE_CHECKING:
    import keras


class Dense(Kernel, frozen=True, kw_only=True):
    """Connects every unit to every input; the last one of a model gives the answer."""

    info = LayerInfo(id="rnnstudio.dense", title="Dense", category="Dense", icon="waypoints", keras_name="Dense",
                     summary=("units", "activation"), help=page("dense"))

    units: Annotated[int | None, Range(1, LARGEST), FromData("outputs"), Doc(
        "How many numbers come out.")] = None
    activation: Annotated[Literal[Activation, "softmax", "log_softmax"], Doc(
        "What each sum passes through. For the answer: sigmoid with two classes, softmax with more, linear for a "
        "number.")] = "linear"
    activity_regularizer: OutputPenalty = "none"
    activity_regularizer_strength: Strength = 0.01

    def build(self, context: BuildContext) -> keras.Layer:
        """Return a ``keras.layers.Dense``."""
        import keras

        return keras.layers.Dense(
            units=self.units,
            activation=self.activation,
            activity_regularizer=regularizer(self.activity_regularizer, self.activity_regularizer_strength),
            **self.kernel_arguments(context),
        )
