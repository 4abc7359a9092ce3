"""Layers that only lay numbers out anew: no weights, no sums."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from rnnstudio.api import BuildContext, Doc, Layer, LayerInfo, Range, Title
from rnnstudio_layers.fields import LARGEST
from rnnstudio_layers.pages import page

if TYPE_CHECKING:
    import keras


class Reshape(Layer, frozen=True, kw_only=True):
    """Cuts the numbers of an example, in their order, into steps of another size; the mask is lost."""

    info = LayerInfo(id="rnnstudio.reshape", title="Reshape", category="Dense", icon="proportions",
                     keras_name="Reshape", summary=("steps", "features"), help=page("reshape"))

    steps: Annotated[int | None, Range(1, LARGEST), Doc(
        "How many time steps come out. Empty: as many as the numbers fill.")] = None
    features: Annotated[int, Range(1, LARGEST), Doc("How many numbers each step has then.")] = 1

    def build(self, context: BuildContext) -> keras.Layer:
        """Return a ``keras.layers.Reshape`` to (steps, features).

        Up to Keras 3.15 at least it knows nothing of masks: Keras warns, and the layers that follow get no mask.
        """
        import keras

        steps = -1 if self.steps is None else self.steps
        return keras.layers.Reshape((steps, self.features), name=context.name)


class RepeatVector(Layer, frozen=True, kw_only=True):
    """Makes a sequence of one vector: the same at every step, for a recurrent layer to unfold."""

    info = LayerInfo(id="rnnstudio.repeat_vector", title="Repeat vector", category="Dense", icon="stamp",
                     keras_name="RepeatVector", summary=("n",), help=page("repeat_vector"))

    n: Annotated[int, Range(1, LARGEST), Title("Steps"), Doc(
        "How many times the vector stands in the sequence.")] = 10

    def build(self, context: BuildContext) -> keras.Layer:
        """Return a ``keras.layers.RepeatVector``."""
        import keras

        return keras.layers.RepeatVector(self.n, name=context.name)


class ZeroPadding1D(Layer, frozen=True, kw_only=True):
    """Puts steps of zeros before and behind a sequence; the mask is lost."""

    info = LayerInfo(id="rnnstudio.zero_padding_1d", title="Zero padding", category="Convolution",
                     icon="unfold-horizontal", keras_name="ZeroPadding1D", summary=("left", "right"),
                     help=page("zero_padding_1d"))

    left: Annotated[int, Range(0, LARGEST), Title("Before"), Doc("How many steps of zeros come first.")] = 1
    right: Annotated[int, Range(0, LARGEST), Title("Behind"), Doc("How many steps of zeros come last.")] = 1

    def build(self, context: BuildContext) -> keras.Layer:
        """Return a ``keras.layers.ZeroPadding1D``; up to Keras 3.15 at least it drops the mask and warns."""
        import keras

        return keras.layers.ZeroPadding1D((self.left, self.right), data_format="channels_last", name=context.name)


class Cropping1D(Layer, frozen=True, kw_only=True):
    """Cuts steps off the beginning and the end of every sequence, padding included; the mask is lost."""

    info = LayerInfo(id="rnnstudio.cropping_1d", title="Cropping", category="Convolution", icon="crop",
                     keras_name="Cropping1D", summary=("left", "right"), help=page("cropping_1d"))

    left: Annotated[int, Range(0, LARGEST), Title("From the beginning"), Doc(
        "How many of the first steps go.")] = 1
    right: Annotated[int, Range(0, LARGEST), Title("From the end"), Doc("How many of the last steps go.")] = 1

    def build(self, context: BuildContext) -> keras.Layer:
        """Return a ``keras.layers.Cropping1D``; up to Keras 3.15 at least it drops the mask and warns."""
        import keras

        return keras.layers.Cropping1D((self.left, self.right), name=context.name)
