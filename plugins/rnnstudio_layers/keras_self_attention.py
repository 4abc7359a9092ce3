"""Keras layers of our own, apart from the others for their size; the same holds as for ``keras_layers``."""

from __future__ import annotations

from typing import Any

import keras
from keras import ops

Shape = tuple[int | None, ...]


class _Heads(keras.layers.Layer):  # type: ignore[misc]
    """Base of the multi-head attentions of a sequence on itself; the mask goes through unchanged.

    Vaswani and others, "Attention Is All You Need" (2017), section 3.2. The numbers are those of Keras'
    ``MultiHeadAttention``, which isn't used since it starts query, key and value with equal weights if it is given a
    seed, up to Keras 3.15 at least. No step takes anything in from one that is masked.
    """

    def __init__(self, num_heads: int, key_dim: int, dropout: float = 0.0, seed: int | None = None,
                 **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.num_heads = num_heads
        self.key_dim = key_dim
        self.dropout = dropout
        self.seed = seed
        self.seed_generator = keras.random.SeedGenerator(seed)
        self.input_spec = keras.layers.InputSpec(ndim=3)
        self.supports_masking = True
        self.causal = False
        self.value_dim: int | None = None
        self.output_dim: int | None = None

    def build(self, input_shape: Shape) -> None:
        """Make the weights."""
        sizes = {"query": self.key_dim, "key": self.key_dim, "value": self.value_dim or self.key_dim}
        self.query, self.key, self.value = (
            self._projection(number, "bsf,fhd->bshd", (None, self.num_heads, size), "hd", name)
            for number, (name, size) in enumerate(sizes.items()))
        for projection in (self.query, self.key, self.value):
            projection.build(input_shape)
        self.mix = self._projection(3, "bshd,hdf->bsf", (None, self.output_dim or input_shape[-1]), "f", "mix")
        self.mix.build((*input_shape[:-1], self.num_heads, sizes["value"]))

    def _projection(self, number: int, equation: str, shape: Shape, bias: str, name: str) -> Any:
        made = keras.layers.EinsumDense(equation, shape, name=name, dtype=self.dtype_policy,
                                        **{"bias_axes": bias, **self._start(number)})
        made.supports_masking = True  # else Keras warns that the mask ends here, which this layer sees to
        return made

    def _start(self, number: int) -> dict[str, Any]:
        """Return how the weights of one of the four projections begin, and what else is wanted of them."""
        return {"kernel_initializer": keras.initializers.GlorotUniform(seed=self._seed(number))}

    def _seed(self, number: int) -> int | None:
        return None if self.seed is None else self.seed + number  # equal seeds would give equal numbers

    def attention(self, inputs: Any, mask: Any = None) -> Any:
        """Return how much each step takes in from which, of shape (batch, heads, steps, steps).

        Rows add up to 1; one whose steps are all masked is zeros.
        """
        query = self.query(inputs) / self.key_dim ** 0.5
        scores = ops.cast(ops.einsum("bqhd,bkhd->bhqk", query, self.key(inputs)), "float32")
        seen = None if mask is None else ops.cast(mask, "bool")[:, None, None, :]
        if self.causal:
            place = ops.arange(ops.shape(inputs)[1])
            earlier = (place[:, None] >= place[None, :])[None, None]
            seen = earlier if seen is None else ops.logical_and(seen, earlier)
        if seen is None:
            return ops.cast(ops.softmax(scores, axis=-1), self.compute_dtype)
        # minus infinity would make a row that is all masked NaN
        weights = ops.softmax(ops.where(seen, scores, -1e9), axis=-1)
        return ops.cast(ops.where(seen, weights, 0.0), self.compute_dtype)

    def mixed(self, inputs: Any, mask: Any, training: bool) -> Any:
        """Return the sequence of mixtures, of shape (batch, steps, outputs)."""
        weights = self.attention(inputs, mask)
        if training and self.dropout > 0:
            weights = keras.random.dropout(weights, self.dropout, seed=self.seed_generator)
        return self.mix(ops.einsum("bhqk,bkhd->bqhd", weights, self.value(inputs)))

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Return the input's shape, with as many features as come out."""
        return (*input_shape[:-1], self.output_dim or input_shape[-1])

    def get_config(self) -> dict[str, Any]:
        """Return what ``__init__`` needs to make this layer again."""
        return {**super().get_config(), "num_heads": self.num_heads, "key_dim": self.key_dim,
                "dropout": self.dropout, "seed": self.seed}


@keras.saving.register_keras_serializable(package="rnnstudio")
class SelfAttention(_Heads):
    """Attention of a sequence on itself, with the input added if that is wanted."""

    def __init__(self, num_heads: int, key_dim: int, residual: bool = True, dropout: float = 0.0,
                 seed: int | None = None, **kwargs: Any) -> None:
        super().__init__(num_heads, key_dim, dropout, seed, **kwargs)
        self.residual = residual

    def call(self, inputs: Any, mask: Any = None, training: bool = False) -> Any:
        """Return the sequence of mixtures, with the input added if that is wanted."""
        mixed = self.mixed(inputs, mask, training)
        return mixed + inputs if self.residual else mixed

    def get_config(self) -> dict[str, Any]:
        """Return what ``__init__`` needs to make this layer again."""
        return {**super().get_config(), "residual": self.residual}


@keras.saving.register_keras_serializable(package="rnnstudio")
class MultiHeadAttention(_Heads):
    """Attention of a sequence on itself with all that can be set of it.

    Args:
        num_heads: Attentions side by side.
        key_dim: Numbers by which a head compares two steps.
        value_dim: Numbers that a head takes from a step; ``None`` for ``key_dim``.
        output_dim: Features that come out; ``None`` for as many as come in.
        causal: Whether a step sees only itself and those before it.
        dropout: Share of the weights put to zero in training; the others grow to make up for it.
        use_bias: Whether the four projections add a bias.
        kernel_initializer: How their matrices start; each is given a seed of its own.
        bias_initializer: How their biases start; likewise.
        kernel_regularizer: Of the matrices.
        bias_regularizer: Of the biases.
        kernel_constraint: Of the matrices; a norm is that of the weights that enter a number.
        bias_constraint: Of the biases.
        seed: Seed of the initial weights and of dropout.
        **kwargs: What every Keras layer takes.
    """

    def __init__(self, num_heads: int, key_dim: int, value_dim: int | None = None, output_dim: int | None = None,
                 causal: bool = False, dropout: float = 0.0, use_bias: bool = True,
                 kernel_initializer: Any = "glorot_uniform", bias_initializer: Any = "zeros",
                 kernel_regularizer: Any = None, bias_regularizer: Any = None, kernel_constraint: Any = None,
                 bias_constraint: Any = None, seed: int | None = None, **kwargs: Any) -> None:
        super().__init__(num_heads, key_dim, dropout, seed, **kwargs)
        self.value_dim = value_dim
        self.output_dim = output_dim
        self.causal = causal
        self.use_bias = use_bias
        self.kernel_initializer = keras.initializers.get(kernel_initializer)
        self.bias_initializer = keras.initializers.get(bias_initializer)
        self.kernel_regularizer = keras.regularizers.get(kernel_regularizer)
        self.bias_regularizer = keras.regularizers.get(bias_regularizer)
        self.kernel_constraint = keras.constraints.get(kernel_constraint)
        self.bias_constraint = keras.constraints.get(bias_constraint)

    def _start(self, number: int) -> dict[str, Any]:
        found = {
            "kernel_initializer": _again(self.kernel_initializer, seed=self._seed(number)),
            "kernel_regularizer": self.kernel_regularizer,
            # The last matrix has two axes that enter a number: the heads, and what each gives.
            "kernel_constraint": _again(self.kernel_constraint, axis=[0, 1] if number == 3 else 0),
        }
        if not self.use_bias:
            return {**found, "bias_axes": None}
        return found | {"bias_initializer": _again(self.bias_initializer, seed=self._seed(number + 4)),
                        "bias_regularizer": self.bias_regularizer, "bias_constraint": self.bias_constraint}

    def call(self, inputs: Any, mask: Any = None, training: bool = False) -> Any:
        """Return the sequence of mixtures."""
        return self.mixed(inputs, mask, training)

    def get_config(self) -> dict[str, Any]:
        """Return what ``__init__`` needs to make this layer again."""
        plain = {name: getattr(self, name) for name in ("value_dim", "output_dim", "causal", "use_bias")}
        for part in ("initializer", "regularizer", "constraint"):
            for name in (f"kernel_{part}", f"bias_{part}"):
                plain[name] = getattr(keras, f"{part}s").serialize(getattr(self, name))
        return {**super().get_config(), **plain}


def _again(made: Any, **changed: Any) -> Any:
    """Return a Keras object like another, with what is changed of that which its configuration has."""
    if made is None:
        return None
    config = made.get_config()
    return type(made).from_config(config | {name: value for name, value in changed.items() if name in config})
