"""A window that slides over the time steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from rnnstudio.api import BuildContext, Doc, Folded, Layer, LayerInfo, Range, Title, UserError, tr
from rnnstudio_layers.fields import (
    LARGEST,
    LARGEST_STATE,
    Activation,
    BiasBound,
    BiasPenalty,
    BiasStart,
    Kernel,
    OutputPenalty,
    Strength,
    Trainable,
    UseBias,
)
from rnnstudio_layers.pages import page
from rnnstudio_layers.weights import Bound, Penalty, WindowStart, constraint, initializer, regularizer

if TYPE_CHECKING:
    import keras

Filters = Annotated[int, Range(1, LARGEST_STATE), Doc("How many patterns it looks for, the output's size.")]
KernelSize = Annotated[int, Range(1, LARGEST), Title("Window"), Doc("How many time steps it sees at a time.")]
SumActivation = Annotated[Activation, Doc("What each sum passes through.")]
Strides = Annotated[int, Range(1, LARGEST), Folded(), Title("Stride"), Doc(
    "How many steps the window moves on each time.")]
Dilation = Annotated[int, Range(1, LARGEST), Folded(), Title("Dilation"), Doc(
    "How far apart the steps lie that the window sees: at 2 it sees every other one, and reaches twice as far. Above "
    "1 the stride must be 1.")]


class Conv1D(Kernel, frozen=True, kw_only=True):
    """Slides a window over the time steps and looks for patterns in it, such as phrases; it drops the mask."""

    info = LayerInfo(id="rnnstudio.conv_1d", title="Conv1D", category="Convolution", icon="scan-line",
                     keras_name="Conv1D", summary=("filters", "kernel_size"), help=page("conv_1d"))

    filters: Filters = 32
    kernel_size: KernelSize = 5
    activation: SumActivation = "relu"
    strides: Strides = 1
    dilation_rate: Dilation = 1
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

        Raises:
            UserError: If stride and dilation are both above 1, which nobody can compute.
        """
        import keras

        refuse_both(self.strides, self.dilation_rate)
        return keras.layers.Conv1D(
            filters=self.filters, kernel_size=self.kernel_size, activation=self.activation, strides=self.strides,
            dilation_rate=self.dilation_rate, padding=self.padding, data_format="channels_last",
            activity_regularizer=regularizer(self.activity_regularizer, self.activity_regularizer_strength),
            **self.kernel_arguments(context))


class SeparableConv1D(Layer, frozen=True, kw_only=True):
    """A Conv1D in two parts: a window over each feature alone, then a mixture of them; fewer weights, no mask."""

    info = LayerInfo(id="rnnstudio.separable_conv_1d", title="SeparableConv1D", category="Convolution", icon="split",
                     keras_name="SeparableConv1D", summary=("filters", "kernel_size"), help=page("separable_conv_1d"))

    filters: Filters = 32
    kernel_size: KernelSize = 5
    activation: SumActivation = "relu"
    depth_multiplier: Annotated[int, Range(1, 64), Folded(), Title("Windows per feature"), Doc(
        "How many windows slide over each feature, before all of them are mixed.")] = 1
    strides: Strides = 1
    dilation_rate: Dilation = 1
    padding: Annotated[Literal["valid", "same"], Folded(), Doc(
        "At the ends, valid leaves out windows that don't fit, same fills them up with zeros.")] = "same"
    use_bias: UseBias = True
    depthwise_initializer: Annotated[WindowStart, Folded(), Doc("How the windows start.")] = "glorot_uniform"
    pointwise_initializer: Annotated[WindowStart, Folded(), Doc("How the mixture starts.")] = "glorot_uniform"
    bias_initializer: BiasStart = "zeros"
    depthwise_regularizer: Annotated[Penalty, Folded(), Doc(
        "Adds the size of the windows' weights to the loss, which keeps them small.")] = "none"
    depthwise_regularizer_strength: Strength = 0.01
    pointwise_regularizer: Annotated[Penalty, Folded(), Doc(
        "Adds the size of the mixture's weights to the loss, which keeps them small.")] = "none"
    pointwise_regularizer_strength: Strength = 0.01
    bias_regularizer: BiasPenalty = "none"
    bias_regularizer_strength: Strength = 0.01
    depthwise_constraint: Annotated[Bound, Folded(), Doc(
        "After each step, bounds each window's weights: to a norm of at most 2, a norm of 1, or 0 and "
        "above.")] = "none"
    pointwise_constraint: Annotated[Bound, Folded(), Doc(
        "After each step, bounds the weights that enter a pattern: to a norm of at most 2, a norm of 1, or 0 and "
        "above.")] = "none"
    bias_constraint: BiasBound = "none"
    activity_regularizer: OutputPenalty = "none"
    activity_regularizer_strength: Strength = 0.01
    trainable: Trainable = True

    def build(self, context: BuildContext) -> keras.Layer:
        """Return a ``keras.layers.SeparableConv1D``; like Conv1D it knows nothing of masks.

        Raises:
            UserError: If stride and dilation are both above 1, which nobody can compute.
        """
        import keras

        refuse_both(self.strides, self.dilation_rate)
        seed, name = context.seed, context.name
        return keras.layers.SeparableConv1D(
            filters=self.filters, kernel_size=self.kernel_size, activation=self.activation,
            depth_multiplier=self.depth_multiplier, strides=self.strides, dilation_rate=self.dilation_rate,
            padding=self.padding, data_format="channels_last", use_bias=self.use_bias,
            depthwise_initializer=initializer(self.depthwise_initializer, seed, name, "depthwise"),
            pointwise_initializer=initializer(self.pointwise_initializer, seed, name, "pointwise"),
            bias_initializer=initializer(self.bias_initializer, seed, name, "bias"),
            depthwise_regularizer=regularizer(self.depthwise_regularizer, self.depthwise_regularizer_strength),
            pointwise_regularizer=regularizer(self.pointwise_regularizer, self.pointwise_regularizer_strength),
            bias_regularizer=regularizer(self.bias_regularizer, self.bias_regularizer_strength),
            depthwise_constraint=constraint(self.depthwise_constraint),
            pointwise_constraint=constraint(self.pointwise_constraint, axis=1),
            bias_constraint=constraint(self.bias_constraint),
            activity_regularizer=regularizer(self.activity_regularizer, self.activity_regularizer_strength),
            trainable=self.trainable, name=name)


def refuse_both(strides: int, dilation: int) -> None:
    """Raise ``UserError`` if a window is to move by more than a step and to see steps that lie apart."""
    if strides > 1 and dilation > 1:
        raise UserError(tr('a window with "{one}" above 1 needs a "{other}" of 1', one=tr("Dilation"),
                           other=tr("Stride")))
