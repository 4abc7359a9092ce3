"""Token ids as they are, or as ones in rows of zeros: what Embedding does better, shown by what it replaces."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from rnnstudio.api import BuildContext, Doc, FromData, Layer, LayerInfo, Range, Title
from rnnstudio_layers.pages import page

if TYPE_CHECKING:
    import keras

Tokens = Annotated[int | None, Range(1, 100_000), FromData("vocabulary_size"), Title("Vocabulary size"), Doc(
    "How many tokens there are; ids go from 0 to one less.")]
SkipPadding = Annotated[bool, Title("Skip padding"), Doc(
    "Tells the layers that follow to skip id 0, which only fills up short texts.")]


class OneHot(Layer, frozen=True, kw_only=True):
    """Makes each token a row of zeros with a single one, at the place of its id; nothing is learned."""

    info = LayerInfo(id="rnnstudio.one_hot", title="One-hot", category="Input", icon="binary", keras_name="OneHot",
                     traits=("one-hot",), help=page("one_hot"))

    tokens: Tokens = None
    mask_zero: SkipPadding = True

    def build(self, context: BuildContext) -> keras.Layer:
        """Return a ``rnnstudio_layers.keras_layers.OneHot``."""
        from rnnstudio_layers import keras_layers

        assert self.tokens is not None  # the data's, by now
        return keras_layers.OneHot(self.tokens, mask_zero=self.mask_zero, name=context.name)


class Integer(Layer, frozen=True, kw_only=True):
    """Takes each token's id as if it were an amount: one number a step. To see why words need more."""

    info = LayerInfo(id="rnnstudio.integer", title="Ids as numbers", category="Input", icon="hash",
                     keras_name="IdsAsNumbers", traits=("ids",), help=page("integer"))

    scale: Annotated[bool, Title("Scale to 0 … 1"), Doc(
        "Divides the ids by the vocabulary's size, for large numbers make training unsteady.")] = True
    tokens: Tokens = None
    mask_zero: SkipPadding = True

    def build(self, context: BuildContext) -> keras.Layer:
        """Return a ``rnnstudio_layers.keras_layers.IdsAsNumbers``."""
        from rnnstudio_layers import keras_layers

        scale = 1.0 / self.tokens if self.scale and self.tokens else 1.0
        return keras_layers.IdsAsNumbers(scale, mask_zero=self.mask_zero, name=context.name)
