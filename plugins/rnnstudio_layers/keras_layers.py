"""Keras layers of our own. They know nothing of RNN Studio.

To load a model that holds one, import this module before: ``import rnnstudio_layers.keras_layers``.
"""

from __future__ import annotations

from typing import Any

import keras
from keras import ops

Shape = tuple[int | None, ...]


class _Ids(keras.layers.Layer):  # type: ignore[misc]
    """Base of the layers that take token ids of shape (batch, steps) and may skip id 0."""

    def __init__(self, mask_zero: bool, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.mask_zero = mask_zero
        self.supports_masking = True

    def build(self, input_shape: Shape) -> None:
        """There is no weight to make."""
        self.built = True

    def compute_mask(self, inputs: Any, previous_mask: Any = None) -> Any:
        """Return which steps hold a token, of shape (batch, steps), or ``None``."""
        return ops.not_equal(inputs, 0) if self.mask_zero else None

    def get_config(self) -> dict[str, Any]:
        """Return what ``__init__`` needs to make this layer again."""
        return {**super().get_config(), "mask_zero": self.mask_zero}


@keras.saving.register_keras_serializable(package="rnnstudio")
class OneHot(_Ids):
    """Ids of shape (batch, steps) to rows of zeros and a one, of shape (batch, steps, tokens)."""

    def __init__(self, tokens: int, mask_zero: bool = True, **kwargs: Any) -> None:
        super().__init__(mask_zero, **kwargs)
        self.tokens = tokens

    def call(self, inputs: Any) -> Any:
        """Return the rows; an id that is too large gives zeros only."""
        return ops.one_hot(ops.cast(inputs, "int32"), self.tokens, dtype=self.compute_dtype)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Return (batch, steps, tokens)."""
        return (*input_shape, self.tokens)

    def get_config(self) -> dict[str, Any]:
        """Return what ``__init__`` needs to make this layer again."""
        return {**super().get_config(), "tokens": self.tokens}


@keras.saving.register_keras_serializable(package="rnnstudio")
class IdsAsNumbers(_Ids):
    """Ids of shape (batch, steps) to numbers of shape (batch, steps, 1), each times ``scale``."""

    def __init__(self, scale: float = 1.0, mask_zero: bool = True, **kwargs: Any) -> None:
        super().__init__(mask_zero, **kwargs)
        self.scale = scale

    def call(self, inputs: Any) -> Any:
        """Return the numbers."""
        return ops.expand_dims(ops.cast(inputs, self.compute_dtype) * self.scale, -1)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Return (batch, steps, 1)."""
        return (*input_shape, 1)

    def get_config(self) -> dict[str, Any]:
        """Return what ``__init__`` needs to make this layer again."""
        return {**super().get_config(), "scale": self.scale}


@keras.saving.register_keras_serializable(package="rnnstudio")
class AttentionPooling(keras.layers.Layer):  # type: ignore[misc]
    """The steps' weighted mean, of shape (batch, features), by additive attention.

    A step's score is ``score . tanh(kernel x + bias)``, the weights are the softmax of the scores of all steps that
    are not masked: Bahdanau, Cho and Bengio, "Neural Machine Translation by Jointly Learning to Align and Translate"
    (2015), without the decoder's state. An example whose steps are all masked gives zeros.
    """

    def __init__(self, units: int, dropout: float = 0.0, seed: int | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.units = units
        self.dropout = dropout
        self.seed = seed
        self.seed_generator = keras.random.SeedGenerator(seed)
        self.input_spec = keras.layers.InputSpec(ndim=3)
        self.supports_masking = True  # call() uses the mask, and compute_mask() ends it

    def build(self, input_shape: Shape) -> None:
        """Make the weights."""
        def start(number: int) -> Any:  # equal seeds would give equal numbers
            return keras.initializers.GlorotUniform(seed=None if self.seed is None else self.seed + number)

        self.kernel = self.add_weight(shape=(input_shape[-1], self.units), name="kernel", initializer=start(0))
        self.bias = self.add_weight(shape=(self.units,), name="bias", initializer="zeros")
        self.score = self.add_weight(shape=(self.units, 1), name="score", initializer=start(1))

    def attention(self, inputs: Any, mask: Any = None) -> Any:
        """Return the steps' weights, of shape (batch, steps, 1): they add up to 1, and are 0 where masked."""
        hidden = ops.tanh(ops.matmul(inputs, self.kernel) + self.bias)
        scores = ops.cast(ops.matmul(hidden, self.score), "float32")
        if mask is None:
            return ops.cast(ops.softmax(scores, axis=1), inputs.dtype)
        kept = ops.expand_dims(ops.cast(mask, "bool"), -1)
        # minus infinity would make an example that is all masked NaN
        weights = ops.softmax(ops.where(kept, scores, -1e9), axis=1)
        return ops.cast(ops.where(kept, weights, 0.0), inputs.dtype)

    def call(self, inputs: Any, mask: Any = None, training: bool = False) -> Any:
        """Return the weighted mean."""
        weights = self.attention(inputs, mask)
        if training and self.dropout > 0:
            weights = keras.random.dropout(weights, self.dropout, seed=self.seed_generator)
        return ops.sum(weights * inputs, axis=1)

    def compute_mask(self, inputs: Any, mask: Any = None) -> None:
        """Say that the mask ends here: there are no steps left to skip."""

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Return (batch, features)."""
        return (input_shape[0], input_shape[-1])

    def get_config(self) -> dict[str, Any]:
        """Return what ``__init__`` needs to make this layer again."""
        return {**super().get_config(), "units": self.units, "dropout": self.dropout, "seed": self.seed}
