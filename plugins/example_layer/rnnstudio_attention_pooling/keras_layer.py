"""The Keras layer. It knows nothing of RNN Studio, so a saved model needs this module alone to be loaded."""

from __future__ import annotations

from typing import Any

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="rnnstudio_attention_pooling")
class AdditiveAttentionPooling(keras.layers.Layer):
    """A weighted mean of the time steps, the weights being additive attention.

    With h_t the step's features, the score is e_t = v · tanh(W h_t + b), the weights are a = softmax(e) over the
    steps that aren't masked, and the output is the sum of a_t h_t. This is the alignment model of Bahdanau, Cho and
    Bengio, "Neural Machine Translation by Jointly Learning to Align and Translate" (ICLR 2015,
    https://arxiv.org/abs/1409.0473), section A.1.2, without its term for a decoder's state, since pooling has no
    decoder: the learned bias b stands in its place.

    An example whose steps are all masked gives zeros.

    Args:
        units: Size of the hidden layer, the rows of W.
        dropout: Share of the weights a_t put to zero in training; the others grow to make up for it.
        use_bias: Whether there is a b.
        seed: Seed of the initial weights and of dropout.
        **kwargs: What every Keras layer takes, such as ``name`` and ``dtype``.

    Input shape:
        (batch, steps, features), with a mask of shape (batch, steps) or none.

    Output shape:
        (batch, features).
    """

    def __init__(self, units: int, dropout: float = 0.0, use_bias: bool = True, seed: int | None = None,
                 **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.units = units
        self.dropout = dropout
        self.use_bias = use_bias
        self.seed = seed
        self.seed_generator = keras.random.SeedGenerator(seed)
        self.input_spec = keras.layers.InputSpec(ndim=3)
        # call() uses the mask and compute_mask() ends it; without this word Keras may warn that the mask is lost.
        self.supports_masking = True

    def build(self, input_shape: tuple[int | None, ...]) -> None:
        """Make the weights; Keras calls it when it knows the size of a step."""
        features = input_shape[-1]
        self.kernel = self.add_weight(shape=(features, self.units), name="kernel", initializer=self._initializer(0))
        self.bias = self.add_weight(shape=(self.units,), name="bias", initializer="zeros") if self.use_bias else None
        self.score = self.add_weight(shape=(self.units, 1), name="score", initializer=self._initializer(1))

    def _initializer(self, number: int) -> keras.initializers.Initializer:
        """Return an initializer of its own for each weight: equal seeds would give equal numbers."""
        return keras.initializers.GlorotUniform(seed=None if self.seed is None else self.seed + number)

    def attention(self, inputs: Any, mask: Any = None) -> Any:
        """Return the weights of the steps, of shape (batch, steps, 1): they sum to 1, and are 0 where masked."""
        hidden = ops.matmul(inputs, self.kernel)
        if self.bias is not None:
            hidden = hidden + self.bias
        scores = ops.cast(ops.matmul(ops.tanh(hidden), self.score), "float32")
        if mask is None:
            return ops.cast(ops.softmax(scores, axis=1), inputs.dtype)
        kept = ops.expand_dims(ops.cast(mask, "bool"), -1)
        # A finite number, not minus infinity: a fully masked example would become NaN.
        weights = ops.softmax(ops.where(kept, scores, -1e9), axis=1)
        return ops.cast(ops.where(kept, weights, 0.0), inputs.dtype)

    def call(self, inputs: Any, mask: Any = None, training: bool = False) -> Any:
        """Return the weighted mean of the steps."""
        weights = self.attention(inputs, mask)
        if training and self.dropout > 0:
            weights = keras.random.dropout(weights, self.dropout, seed=self.seed_generator)
        return ops.sum(weights * inputs, axis=1)

    def compute_mask(self, inputs: Any, mask: Any = None) -> None:
        """Say that the mask ends here: the output has no steps left to skip."""

    def compute_output_shape(self, input_shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        """Return (batch, features)."""
        return (input_shape[0], input_shape[-1])

    def get_config(self) -> dict[str, Any]:
        """Return what ``__init__`` needs to make this layer again."""
        return {
            **super().get_config(),
            "units": self.units,
            "dropout": self.dropout,
            "use_bias": self.use_bias,
            "seed": self.seed,
        }
