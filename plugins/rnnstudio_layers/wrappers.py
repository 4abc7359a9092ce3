"""Wrappers besides Bidirectional: over cells, and over steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rnnstudio.api import BuildContext, Layer, LayerInfo, Slot, mark
from rnnstudio_layers.pages import page
from rnnstudio_layers.recurrent import Backwards, Unroll, WholeSequence, ZeroAtSkipped

if TYPE_CHECKING:
    import keras


class RNN(Layer, frozen=True, kw_only=True):
    """Runs cells over the sequence, step by step; several are stacked within each step."""

    info = LayerInfo(
        id="rnnstudio.rnn", title="RNN", category="Wrapper", icon="repeat", keras_name="RNN", traits=("recurrent",),
        slot=Slot(accepts=("cell",), least=1, most=None, hint=mark("Drop cells here")), help=page("rnn"))

    return_sequences: WholeSequence = False
    go_backwards: Backwards = False
    unroll: Unroll = False
    zero_output_for_mask: ZeroAtSkipped = False

    def build(self, context: BuildContext) -> keras.Layer:
        """Return a ``keras.layers.RNN`` over the cell, or over all of them stacked."""
        import keras

        cells = context.children
        cell = cells[0] if len(cells) == 1 else keras.layers.StackedRNNCells(cells, name=f"{context.name}_cells")
        return keras.layers.RNN(
            cell, return_sequences=self.return_sequences, go_backwards=self.go_backwards, unroll=self.unroll,
            zero_output_for_mask=self.zero_output_for_mask, name=context.name)


class TimeDistributed(Layer, frozen=True, kw_only=True):
    """Applies the layer inside to every time step alike, with the same weights."""

    info = LayerInfo(
        id="rnnstudio.time_distributed", title="TimeDistributed", category="Wrapper", icon="between-vertical-start",
        keras_name="TimeDistributed", slot=Slot(hint=mark("Drop a layer here")), help=page("time_distributed"))

    def build(self, context: BuildContext) -> keras.Layer:
        """Return a ``keras.layers.TimeDistributed``."""
        import keras

        return keras.layers.TimeDistributed(context.children[0], name=context.name)
