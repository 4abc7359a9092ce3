"""Besides Dropout: noise, and numbers brought to a common scale."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from rnnstudio.api import BuildContext, Doc, Folded, Layer, LayerInfo, Range, Title
from rnnstudio_layers.fields import Rate, Trainable
from rnnstudio_layers.pages import page
from rnnstudio_layers.seeds import derive

if TYPE_CHECKING:
    import keras

Epsilon = Annotated[float, Range(1e-12, 1, 0.001), Folded(), Title("Smallest variance"), Doc(
    "Added to the variance, against division by zero.")]
Center = Annotated[bool, Folded(), Title("Learn a shift"), Doc("Adds a learned number to each feature.")]
Scale = Annotated[bool, Folded(), Title("Learn a scale"), Doc("Multiplies each feature by a learned number.")]


class SpatialDropout1D(Layer, frozen=True, kw_only=True):
    """Drops whole features at random in training, at all time steps at once."""

    info = LayerInfo(id="rnnstudio.spatial_dropout_1d", title="Spatial dropout", category="Regularisation",
                     icon="droplets", keras_name="SpatialDropout1D", summary=("rate",),
                     help=page("spatial_dropout_1d"))

    rate: Annotated[float, Rate, Doc("Share of the features put to zero.")] = 0.2

    def build(self, context: BuildContext) -> keras.Layer:
        """Return a ``keras.layers.SpatialDropout1D``."""
        import keras

        return keras.layers.SpatialDropout1D(self.rate, seed=derive(context.seed, context.name, "dropout"),
                                             name=context.name)


class GaussianNoise(Layer, frozen=True, kw_only=True):
    """Adds random numbers in training, so that the model learns not to rely on small differences."""

    info = LayerInfo(id="rnnstudio.gaussian_noise", title="Gaussian noise", category="Regularisation",
                     icon="audio-lines", keras_name="GaussianNoise", summary=("stddev",), help=page("gaussian_noise"))

    stddev: Annotated[float, Range(0, 1, 0.05), Title("Standard deviation"), Doc("How large the noise is.")] = 0.1

    def build(self, context: BuildContext) -> keras.Layer:
        """Return a ``keras.layers.GaussianNoise``."""
        import keras

        return keras.layers.GaussianNoise(self.stddev, seed=derive(context.seed, context.name, "noise"),
                                          name=context.name)


class LayerNormalization(Layer, frozen=True, kw_only=True):
    """Brings the features of each time step to mean 0 and variance 1, then learns a scale and a shift."""

    info = LayerInfo(id="rnnstudio.layer_normalization", title="Layer normalization", category="Regularisation",
                     icon="ruler", keras_name="LayerNormalization", help=page("layer_normalization"))

    center: Center = True
    scale: Scale = True
    epsilon: Epsilon = 0.001
    trainable: Trainable = True

    def build(self, context: BuildContext) -> keras.Layer:
        """Return a ``keras.layers.LayerNormalization``."""
        import keras

        return keras.layers.LayerNormalization(center=self.center, scale=self.scale, epsilon=self.epsilon,
                                               trainable=self.trainable, name=context.name)


class BatchNormalization(Layer, frozen=True, kw_only=True):
    """Brings each feature to mean 0 and variance 1 over the batch; in use it takes averages kept from training."""

    info = LayerInfo(id="rnnstudio.batch_normalization", title="Batch normalization", category="Regularisation",
                     icon="scale", keras_name="BatchNormalization", help=page("batch_normalization"))

    momentum: Annotated[float, Range(0, 0.9999, 0.01), Doc(
        "How slowly the averages kept for later follow the batches.")] = 0.99
    center: Center = True
    scale: Scale = True
    epsilon: Epsilon = 0.001
    trainable: Trainable = True

    def build(self, context: BuildContext) -> keras.Layer:
        """Return a ``keras.layers.BatchNormalization``."""
        import keras

        return keras.layers.BatchNormalization(momentum=self.momentum, center=self.center, scale=self.scale,
                                               epsilon=self.epsilon, trainable=self.trainable, name=context.name)
