"""A Keras layer of our own, apart from the others for its size; the same holds as for ``keras_layers``."""

from __future__ import annotations

from typing import Any

import keras
from keras import ops

Shape = tuple[int | None, ...]


@keras.saving.register_keras_serializable(package="rnnstudio")
class SelfAttention(keras.layers.Layer):  # type: ignore[misc]
    """Multi-head attention of a sequence on itself; shape and mask go through unchanged.

    Vaswani and others, "Attention Is All You Need" (2017), section 3.2. The numbers are those of Keras'
    ``MultiHeadAttention``, which isn't used since it starts query, key and value with equal weights if it is given a
    seed, up to Keras 3.15 at least. No step takes anything in from one that is masked.
    """

    def __init__(self, num_heads: int, key_dim: int, residual: bool = True, dropout: float = 0.0,
                 seed: int | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.num_heads = num_heads
        self.key_dim = key_dim
        self.residual = residual
        self.dropout = dropout
        self.seed = seed
        self.seed_generator = keras.random.SeedGenerator(seed)
        self.input_spec = keras.layers.InputSpec(ndim=3)
        self.supports_masking = True

    def build(self, input_shape: Shape) -> None:
        """Make the weights."""
        features = input_shape[-1]
        self.query, self.key, self.value = (
            self._projection(number, "bsf,fhd->bshd", (None, self.num_heads, self.key_dim), "hd", name)
            for number, name in enumerate(("query", "key", "value")))
        for projection in (self.query, self.key, self.value):
            projection.build(input_shape)
        self.mix = self._projection(3, "bshd,hdf->bsf", (None, features), "f", "mix")
        self.mix.build((*input_shape[:-1], self.num_heads, self.key_dim))

    def _projection(self, number: int, equation: str, shape: Shape, bias: str, name: str) -> Any:
        seed = None if self.seed is None else self.seed + number  # equal seeds would give equal numbers
        return keras.layers.EinsumDense(
            equation, shape, bias_axes=bias, name=name, dtype=self.dtype_policy,
            kernel_initializer=keras.initializers.GlorotUniform(seed=seed))

    def attention(self, inputs: Any, mask: Any = None) -> Any:
        """Return how much each step takes in from which, of shape (batch, heads, steps, steps); rows add up to 1."""
        query = self.query(inputs) / self.key_dim ** 0.5
        scores = ops.cast(ops.einsum("bqhd,bkhd->bhqk", query, self.key(inputs)), "float32")
        if mask is not None:
            seen = ops.cast(mask, "bool")[:, None, None, :]
            # minus infinity would make an example that is all masked NaN
            scores = ops.where(seen, scores, -1e9)
        return ops.cast(ops.softmax(scores, axis=-1), self.compute_dtype)

    def call(self, inputs: Any, mask: Any = None, training: bool = False) -> Any:
        """Return the sequence of mixtures, with the input added if that is wanted."""
        weights = self.attention(inputs, mask)
        if training and self.dropout > 0:
            weights = keras.random.dropout(weights, self.dropout, seed=self.seed_generator)
        mixed = self.mix(ops.einsum("bhqk,bkhd->bqhd", weights, self.value(inputs)))
        return mixed + inputs if self.residual else mixed

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Return the input's shape."""
        return input_shape

    def get_config(self) -> dict[str, Any]:
        """Return what ``__init__`` needs to make this layer again."""
        return {**super().get_config(), "num_heads": self.num_heads, "key_dim": self.key_dim,
                "residual": self.residual, "dropout": self.dropout, "seed": self.seed}
