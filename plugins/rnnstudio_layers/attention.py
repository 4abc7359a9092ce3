"""Layers that look at all steps at once and weigh them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from rnnstudio.api import BuildContext, Doc, Folded, Layer, LayerInfo, Range, Title
from rnnstudio_layers.fields import LARGEST_STATE, Kernel, Rate
from rnnstudio_layers.pages import page
from rnnstudio_layers.seeds import derive
from rnnstudio_layers.weights import WindowStart

if TYPE_CHECKING:
    import keras

Heads = Annotated[int, Range(1, 64), Title("Heads"), Doc(
    "How many attentions work side by side, each with an eye for something else.")]
HeadSize = Annotated[int, Range(1, 1024), Title("Size of a head"), Doc(
    "How many numbers a head compares two steps by.")]
WeightDropout = Annotated[float, Rate, Folded(), Doc("Share of the attention's weights put to zero in training.")]


class AttentionPooling(Layer, frozen=True, kw_only=True):
    """Makes one vector of a sequence: a weighted mean of its steps, with weights that are learned; skips padding."""

    info = LayerInfo(id="rnnstudio.attention_pooling", title="Attention pooling", category="Pooling", icon="scan-eye",
                     keras_name="AttentionPooling", traits=("pooling", "attention"), summary=("units",),
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
                     keras_name="SelfAttention", traits=("attention",), summary=("num_heads", "key_dim"),
                     version=2, help=page("self_attention"))

    num_heads: Heads = 1
    key_dim: HeadSize = 32
    residual: Annotated[bool, Title("Add the input"), Doc(
        "Adds the input to the result, which keeps what each step was and lets gradients pass.")] = True
    dropout: WeightDropout = 0.0

    @classmethod
    def migrate(cls, params: dict[str, Any], version: int) -> dict[str, Any]:
        """Keep the two heads of a layer in which nothing is said: that was the default of version 1."""
        return {"num_heads": 2, **params}

    def build(self, context: BuildContext) -> keras.Layer:
        """Return a ``rnnstudio_layers.keras_self_attention.SelfAttention``."""
        from rnnstudio_layers import keras_self_attention

        return keras_self_attention.SelfAttention(
            self.num_heads, self.key_dim, residual=self.residual, dropout=self.dropout,
            seed=derive(context.seed, context.name, "attention"), name=context.name)


class MultiHeadAttention(Kernel, frozen=True, kw_only=True):
    """Several attentions of the sequence on itself, side by side, with all that can be set of them; skips padding."""

    info = LayerInfo(id="rnnstudio.multi_head_attention", title="Multi-head attention", category="Attention",
                     icon="chart-network", keras_name="MultiHeadAttention", traits=("attention",),
                     summary=("num_heads", "key_dim"), help=page("multi_head_attention"))

    num_heads: Heads = 4
    key_dim: HeadSize = 16
    causal: Annotated[bool, Title("Look back only"), Doc(
        "A step sees itself and those before it, none behind it: for a model that predicts what comes next.")] = False
    value_dim: Annotated[int | None, Range(1, 1024), Folded(), Title("Size of the values"), Doc(
        "How many numbers a head takes from a step. Empty: as many as it compares by.")] = None
    output_dim: Annotated[int | None, Range(1, LARGEST_STATE), Folded(), Title("Features out"), Doc(
        "How many features come out. Empty: as many as come in.")] = None
    dropout: WeightDropout = 0.0
    kernel_initializer: Annotated[WindowStart, Folded(), Doc(
        "How the weights on the input start.")] = "glorot_uniform"

    def build(self, context: BuildContext) -> keras.Layer:
        """Return a ``rnnstudio_layers.keras_self_attention.MultiHeadAttention``."""
        from rnnstudio_layers import keras_self_attention

        return keras_self_attention.MultiHeadAttention(
            self.num_heads, self.key_dim, value_dim=self.value_dim, output_dim=self.output_dim, causal=self.causal,
            dropout=self.dropout, seed=derive(context.seed, context.name, "attention"),
            **self.kernel_arguments(context))
