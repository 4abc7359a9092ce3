"""The layers that come with RNN Studio, built on ``rnnstudio.api`` alone, like anyone else's."""

from __future__ import annotations

from rnnstudio.api import Layer, hookimpl
from rnnstudio_layers.attention import AttentionPooling, MultiHeadAttention, SelfAttention
from rnnstudio_layers.bidirectional import Bidirectional
from rnnstudio_layers.cells import GRUCell, LSTMCell, SimpleRNNCell
from rnnstudio_layers.convolution import Conv1D, SeparableConv1D
from rnnstudio_layers.dense import Dense
from rnnstudio_layers.dropout import Dropout
from rnnstudio_layers.embedding import Embedding
from rnnstudio_layers.ids import Integer, OneHot
from rnnstudio_layers.masking import Masking
from rnnstudio_layers.plain import Activation, Flatten
from rnnstudio_layers.pooling import (
    AveragePooling1D,
    GlobalAveragePooling1D,
    GlobalMaxPooling1D,
    MaxPooling1D,
)
from rnnstudio_layers.recurrent import GRU, LSTM, SimpleRNN
from rnnstudio_layers.regularisation import BatchNormalization, GaussianNoise, LayerNormalization, SpatialDropout1D
from rnnstudio_layers.reshaping import Cropping1D, RepeatVector, Reshape, ZeroPadding1D
from rnnstudio_layers.residual import Residual
from rnnstudio_layers.wrappers import RNN, TimeDistributed


@hookimpl
def rnnstudio_layers() -> list[type[Layer]]:
    """Return the layers in the order of the palette."""
    return [
        Embedding,
        OneHot,
        Integer,
        Masking,
        LSTM,
        GRU,
        SimpleRNN,
        Bidirectional,
        RNN,
        TimeDistributed,
        Residual,
        LSTMCell,
        GRUCell,
        SimpleRNNCell,
        SelfAttention,
        MultiHeadAttention,
        Conv1D,
        SeparableConv1D,
        ZeroPadding1D,
        Cropping1D,
        GlobalAveragePooling1D,
        GlobalMaxPooling1D,
        AttentionPooling,
        AveragePooling1D,
        MaxPooling1D,
        Dense,
        Activation,
        Flatten,
        Reshape,
        RepeatVector,
        Dropout,
        SpatialDropout1D,
        GaussianNoise,
        LayerNormalization,
        BatchNormalization,
    ]
