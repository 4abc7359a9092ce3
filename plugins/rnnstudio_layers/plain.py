"""Small layers without a state: a function of each number, another shape."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from rnnstudio.api import BuildContext, Doc, Layer, LayerInfo, Title
from rnnstudio_layers.fields import Activation as Function
from rnnstudio_layers.pages import page

if TYPE_CHECKING:
    import keras


class Activation(Layer, frozen=True, kw_only=True):
    """Passes every number through a function."""

    info = LayerInfo(id="rnnstudio.activation", title="Activation", category="Dense", icon="activity",
                     keras_name="Activation", summary=("activation",), help=page("activation"))

    activation: Annotated[Literal[Function, "softmax", "log_softmax"], Title("Activation"), Doc(
        "The function.")] = "relu"

    def build(self, context: BuildContext) -> keras.Layer:
        """Return a ``keras.layers.Activation``."""
        import keras

        return keras.layers.Activation(self.activation, name=context.name)


class Flatten(Layer, frozen=True, kw_only=True):
    """Writes all time steps into one long vector; every example must have as many steps, and the mask is lost."""

    info = LayerInfo(id="rnnstudio.flatten", title="Flatten", category="Dense", icon="align-justify",
                     keras_name="Flatten", help=page("flatten"))

    def build(self, context: BuildContext) -> keras.Layer:
        """Return a ``keras.layers.Flatten``.

        Up to Keras 3.15 at least it knows nothing of masks: padding becomes part of the vector, Keras warns, and the
        layers that follow get no mask. With an unknown number of steps it builds, to a vector of unknown length,
        which Dense then can't be built on.
        """
        import keras

        return keras.layers.Flatten(data_format="channels_last", name=context.name)
