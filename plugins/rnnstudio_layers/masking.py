"""A mask for sequences of numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from rnnstudio.api import BuildContext, Doc, Layer, LayerInfo, Range
from rnnstudio_layers.pages import page

if TYPE_CHECKING:
    import keras


class Masking(Layer, frozen=True, kw_only=True):
    """Tells the layers that follow to skip the time steps in which every number is the mask value."""

    info = LayerInfo(id="rnnstudio.masking", title="Masking", category="Input", icon="eye-off", keras_name="Masking",
                     summary=("mask_value",), help=page("masking"))

    mask_value: Annotated[float, Range(-1e6, 1e6, 1), Doc("The number that stands for nothing.")] = 0.0

    def build(self, context: BuildContext) -> keras.Layer:
        """Return a ``keras.layers.Masking``.

        Up to Keras 3.15 at least its mask takes the place of one that came with the input, such as an Embedding's.
        """
        import keras

        return keras.layers.Masking(self.mask_value, name=context.name)
