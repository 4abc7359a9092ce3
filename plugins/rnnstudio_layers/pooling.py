"""Layers that sum up many time steps in fewer, or in one.

Keras' ``data_format`` is not offered: batches are (batch, steps, features), whatever ``~/.keras/keras.json`` says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from rnnstudio.api import BuildContext, Doc, Folded, Layer, LayerInfo, Range, Title
from rnnstudio_layers.fields import LARGEST
from rnnstudio_layers.pages import page

if TYPE_CHECKING:
    import keras

DATA_FORMAT = "channels_last"


class GlobalPooling(Layer, frozen=True, kw_only=True):
    """Base of the layers that leave one step of many."""

    keepdims: Annotated[bool, Folded(), Title("Keep the step axis"), Doc(
        "Outputs a sequence of one step instead of a plain vector.")] = False

    def global_arguments(self, context: BuildContext) -> dict[str, Any]:
        """Return the arguments that both Keras layers take."""
        return {"keepdims": self.keepdims, "data_format": DATA_FORMAT, "name": context.name}


class GlobalAveragePooling1D(GlobalPooling, frozen=True, kw_only=True):
    """Averages each feature over all time steps; skipped padding doesn't count."""

    info = LayerInfo(id="rnnstudio.global_average_pooling_1d", title="Global average pooling", category="Pooling",
                     icon="fold-horizontal", keras_name="GlobalAveragePooling1D",
                     traits=("pooling",), help=page("global_average_pooling_1d"))

    def build(self, context: BuildContext) -> keras.Layer:
        """Return a ``keras.layers.GlobalAveragePooling1D``."""
        import keras

        return keras.layers.GlobalAveragePooling1D(**self.global_arguments(context))


class GlobalMaxPooling1D(GlobalPooling, frozen=True, kw_only=True):
    """Takes each feature's largest value over all time steps; padding counts like any other step."""

    info = LayerInfo(id="rnnstudio.global_max_pooling_1d", title="Global max pooling", category="Pooling",
                     icon="mountain", keras_name="GlobalMaxPooling1D",
                     traits=("pooling",), help=page("global_max_pooling_1d"))

    def build(self, context: BuildContext) -> keras.Layer:
        """Return a ``keras.layers.GlobalMaxPooling1D``."""
        import keras

        return keras.layers.GlobalMaxPooling1D(**self.global_arguments(context))


class WindowPooling(Layer, frozen=True, kw_only=True):
    """Base of the layers that leave one step of every few."""

    pool_size: Annotated[int, Range(1, LARGEST), Title("Window"), Doc("How many time steps are joined in one.")] = 2
    strides: Annotated[int | None, Range(1, LARGEST), Title("Stride"), Doc(
        "How many steps the window moves on each time. Empty: as many as it is wide.")] = None
    padding: Annotated[Literal["valid", "same"], Folded(), Doc(
        "At the end, valid leaves out steps that don't fill a window, same fills it up.")] = "valid"

    def window_arguments(self, context: BuildContext) -> dict[str, Any]:
        """Return the arguments that both Keras layers take."""
        return {"pool_size": self.pool_size, "strides": self.strides, "padding": self.padding,
                "data_format": DATA_FORMAT, "name": context.name}


class AveragePooling1D(WindowPooling, frozen=True, kw_only=True):
    """Makes a sequence shorter: averages each feature over a few time steps at a time, padding included."""

    info = LayerInfo(id="rnnstudio.average_pooling_1d", title="Average pooling", category="Pooling",
                     icon="equal-approximately", keras_name="AveragePooling1D", summary=("pool_size",),
                     help=page("average_pooling_1d"))

    def build(self, context: BuildContext) -> keras.Layer:
        """Return a ``keras.layers.AveragePooling1D``."""
        import keras

        return keras.layers.AveragePooling1D(**self.window_arguments(context))


class MaxPooling1D(WindowPooling, frozen=True, kw_only=True):
    """Makes a sequence shorter: takes each feature's largest value of a few time steps, padding included."""

    info = LayerInfo(id="rnnstudio.max_pooling_1d", title="Max pooling", category="Pooling", icon="arrow-up-to-line",
                     keras_name="MaxPooling1D", summary=("pool_size",), help=page("max_pooling_1d"))

    def build(self, context: BuildContext) -> keras.Layer:
        """Return a ``keras.layers.MaxPooling1D``."""
        import keras

        return keras.layers.MaxPooling1D(**self.window_arguments(context))
