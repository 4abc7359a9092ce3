"""A layer plugin for RNN Studio: attention pooling.

RNN Studio imports this module at every start, so nothing in it imports keras: the Keras layer is in ``keras_layer``,
which only ``build()`` imports.
"""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from rnnstudio.api import BuildContext, Doc, Folded, Layer, LayerInfo, Range, Title, hookimpl

if TYPE_CHECKING:
    import keras


class AttentionPooling(Layer, frozen=True, kw_only=True):
    """Averages the time steps, each by a weight that the layer learns to give it: attention.

    Additive attention as in Bahdanau, Cho and Bengio, "Neural Machine Translation by Jointly Learning to Align and
    Translate" (ICLR 2015, https://arxiv.org/abs/1409.0473); see ``keras_layer.AdditiveAttentionPooling``.
    """

    info = LayerInfo(
        id="example.attention_pooling",
        title="Attention pooling",
        category="Pooling",
        icon=str(Path(__file__).with_name("attention.svg")),
        keras_name="AdditiveAttentionPooling",
        traits=("attention",),  # so "Try it" shows what the Keras layer's attention() returns
        summary=("units",),
        help=str(Path(__file__).with_name("help") / "attention_pooling"),
    )

    units: Annotated[int, Range(1, 8192), Doc("Size of the hidden layer that gives each step its score.")] = 64
    dropout: Annotated[float, Range(0, 0.9, 0.05), Doc(
        "Share of the steps' weights put to zero at random in training.")] = 0.0
    use_bias: Annotated[bool, Folded(), Title("Bias"), Doc("Adds a learned number to each hidden unit's sum.")] = True

    def build(self, context: BuildContext) -> keras.Layer:
        """Return the Keras layer."""
        from rnnstudio_attention_pooling.keras_layer import AdditiveAttentionPooling

        # The name in it lets two layers of this kind start differently. Not hash(): it is another in every process.
        seed = None if context.seed is None else zlib.crc32(f"{context.seed} {context.name}".encode())
        return AdditiveAttentionPooling(self.units, dropout=self.dropout, use_bias=self.use_bias, seed=seed,
                                        name=context.name)


@hookimpl
def rnnstudio_layers() -> list[type[Layer]]:
    """Return what this plugin adds to the palette."""
    return [AttentionPooling]
