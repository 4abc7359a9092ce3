"""Layers that look at all steps at once and weigh them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from rnnstudio.api import BuildContext, Doc, Folded, Layer, LayerInfo, Range, Title
from rnnstudio_layers.fields import LARGEST_STATE, Rate
from rnnstudio_layers.pages import page
from rnnstudio_layers.seeds import derive

if TYPE_CHECKING:
    import keras


class AttentionPooling(Layer, frozen=True, kw_only=True):
    """Makes one vector of a sequence: a weighted mean of its steps, with weights that are learned; skips padding."""

    info = LayerInfo(id="rnnstudio.attention_pooling", title="Attention pooling", category="Pooling", icon="scan-eye",
                     keras_name="AttentionPooling", traits=("pooling",), summary=("units",),
                     help=page("attention_pooling"))

    units: Annotated[int, Range(1, LARGEST_STATE), Doc(
        "Size of the small hidden layer that judges how much a step counts.")] = 32
    dropout: Annotated[float, Rate, Folded(), Doc("Share of the steps' weights put to zero in training.")] = 0.0

    def build(self, context: BuildContext) -> keras.Layer:
        """Return a ``rnnstudio_layers.keras_layers.AttentionPooling``."""
        from rnnstudio_layers import keras_layers

        return keras_layers.AttentionPooling(self.units, dropout=self.dropout,
                                             seed=derive(context.seed, context.name, "attention"), name=context.name)


class SelfAttention(Layer, frozen=True, kw_only=True):
    """Lets every time step take in what it needs from all others, whatever the distance; skips padding."""

    info = LayerInfo(id="rnnstudio.self_attention", title="Self-attention", category="Attention", icon="network",
                     keras_name="SelfAttention", summary=("num_heads", "key_dim"), help=page("self_attention"))

    num_heads: Annotated[int, Range(1, 64), Title("Heads"), Doc(
        "How many attentions work side by side, each with an eye for something else.")] = 2
    key_dim: Annotated[int, Range(1, 1024), Title("Size of a head"), Doc(
        "How many numbers a head compares two steps by.")] = 32
    residual: Annotated[bool, Title("Add the input"), Doc(
        "Adds the input to the result, which keeps what each step was and lets gradients pass.")] = True
    dropout: Annotated[float, Rate, Folded(), Doc("Share of the attention's weights put to zero in training.")] = 0.0

    def build(self, context: BuildContext) -> keras.Layer:
        """Return a ``rnnstudio_layers.keras_self_attention.SelfAttention``."""
        from rnnstudio_layers import keras_self_attention

        return keras_self_attention.SelfAttention(
            self.num_heads, self.key_dim, residual=self.residual, dropout=self.dropout,
            seed=derive(context.seed, context.name, "attention"), name=context.name)
