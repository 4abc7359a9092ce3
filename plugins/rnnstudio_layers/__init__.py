"""The layers that come with RNN Studio, built on ``rnnstudio.api`` alone, like anyone else's."""

from __future__ import annotations

from rnnstudio.api import Layer, hookimpl
from rnnstudio_layers.bidirectional import Bidirectional
from rnnstudio_layers.dense import Dense
from rnnstudio_layers.dropout import Dropout
from rnnstudio_layers.embedding import Embedding
from rnnstudio_layers.pooling import (
    AveragePooling1D,
    GlobalAveragePooling1D,
    GlobalMaxPooling1D,
    MaxPooling1D,
)
from rnnstudio_layers.recurrent import GRU, LSTM, SimpleRNN


@hookimpl
def rnnstudio_layers() -> list[type[Layer]]:
    """Return the layers in the order of the palette."""
    return [
        Embedding,
        LSTM,
        GRU,
        SimpleRNN,
        Bidirectional,
        GlobalAveragePooling1D,
        GlobalMaxPooling1D,
        AveragePooling1D,
        MaxPooling1D,
        Dense,
        Dropout,
    ]
