"""A window that slides over the time steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from rnnstudio.api import BuildContext, Doc, Folded, LayerInfo, Range, Title
from rnnstudio_layers.fields import LARGEST, LARGEST_STATE, Activation, Kernel, OutputPenalty, Strength
from rnnstudio_layers.pages import page
from rnnstudio_layers.weights import WindowStart, regularizer

if TYPE_CHECKING:
    import keras


class Conv1D(Kernel, frozen=True, kw_only=True):
    """Slides a window over the time steps and looks for patterns in it, such as phrases; it drops the mask."""

    info = LayerInfo(id="rnnstudio.conv_1d", title="Conv1D", category="Convolution", icon="scan-line",
                     keras_name="Conv1D", summary=("filters", "kernel_size"), help=page("conv_1d"))

    filters: Annotated[int, Range(1, LARGEST_STATE), Doc("How many patterns it looks for, the output's size.")] = 32
    kernel_size: Annotated[int, Range(1, LARGEST), Title("Window"), Doc(
        "How many time steps it sees at a time.")] = 5
    activation: Annotated[Activation, Doc("What each sum passes through.")] = "relu"
    strides: Annotated[int, Range(1, LARGEST), Folded(), Title("Stride"), Doc(
        "How many steps the window moves on each time.")] = 1
    padding: Annotated[Literal["valid", "same", "causal"], Folded(), Doc(
        "At the ends, valid leaves out windows that don't fit, same fills them up with zeros, causal fills up at the "
        "beginning only, so that no step sees what comes after it.")] = "same"
    kernel_initializer: Annotated[WindowStart, Folded(), Doc(
        "How the weights on the input start.")] = "glorot_uniform"
    activity_regularizer: OutputPenalty = "none"
    activity_regularizer_strength: Strength = 0.01

    def build(self, context: BuildContext) -> keras.Layer:
        """Return a ``keras.layers.Conv1D``.

        Up to Keras 3.15 at least it knows nothing of masks: padding is summed up like any other step, Keras warns,
        and the layers that follow get no mask.
        """
        import keras

        return keras.layers.Conv1D(
            filters=self.filters, kernel_size=self.kernel_size, activation=self.activation, strides=self.strides,
            padding=self.padding, data_format="channels_last",
            activity_regularizer=regularizer(self.activity_regularizer, self.activity_regularizer_strength),
            **self.kernel_arguments(context))
