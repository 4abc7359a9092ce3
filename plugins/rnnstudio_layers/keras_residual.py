"""A Keras wrapper of our own, apart from the other layers for its size; the same holds as for ``keras_layers``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras

Shape = tuple[int | None, ...]
_PROBE = 1009
"""A number of steps for trying out whether it comes through unchanged, where it isn't fixed."""


@keras.saving.register_keras_serializable(package="rnnstudio")
class Residual(keras.layers.Layer):  # type: ignore[misc]
    """What comes in, plus what a chain of layers makes of it.

    He, Zhang, Ren and Sun, "Deep Residual Learning for Image Recognition" (2016), equations 1 and 2. If the chain
    changes the number of features, the input passes through a matrix without a bias, ``shortcut``, started after
    Glorot and Bengio; the number of steps must stay. The input's mask is handed on, whatever the chain does with it,
    for every step stays in its place.

    Args:
        layers: The chain, at least one.
        project: Whether the number of features may change.
        seed: Seed of the matrix.
        **kwargs: What every Keras layer takes.
    """

    def __init__(self, layers: Sequence[Any], project: bool = True, seed: int | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.block = keras.Sequential(list(layers), name="block")
        self.block.supports_masking = True  # the chain's end is this layer's: nothing hangs on its mask
        self.project = project
        self.seed = seed
        self.shortcut: Any = None
        self.supports_masking = True

    def build(self, input_shape: Shape) -> None:
        """Build the chain, and the matrix if one is needed.

        Raises:
            ValueError: If what comes out can't be added to what comes in.
        """
        self.block.build(input_shape)
        given = tuple(self.block.compute_output_shape(input_shape))
        self._refuse(tuple(input_shape), given)
        if given[-1] != input_shape[-1]:
            self.shortcut = keras.layers.Dense(
                given[-1], use_bias=False, name="shortcut", dtype=self.dtype_policy,
                kernel_initializer=keras.initializers.GlorotUniform(seed=self.seed))
            self.shortcut.build(input_shape)

    def _refuse(self, taken: Shape, given: Shape) -> None:
        if len(given) != len(taken):
            raise ValueError(f"{given} can't be added to {taken}: another number of axes")
        probe = taken
        if len(taken) == 3 and taken[1] is None:
            probe = (taken[0], _PROBE, taken[2])
            given = tuple(self.block.compute_output_shape(probe))
        if given[:-1] != probe[:-1]:
            raise ValueError(f"{given} can't be added to {probe}: another number of steps")
        if given[-1] != taken[-1] and not self.project:
            raise ValueError(f"{given} can't be added to {probe}: another number of features")

    def call(self, inputs: Any, mask: Any = None, training: bool = False) -> Any:
        """Return the sum."""
        made = self.block(inputs, mask=mask, training=training)
        kept = inputs if self.shortcut is None else self.shortcut(inputs)
        return keras.ops.cast(made, self.compute_dtype) + kept

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Return the shape of what the chain gives."""
        return tuple(self.block.compute_output_shape(input_shape))

    def compute_mask(self, inputs: Any, mask: Any = None) -> Any:
        """Return the input's mask."""
        return mask

    def get_config(self) -> dict[str, Any]:
        """Return what ``from_config`` needs to make this layer again."""
        return {**super().get_config(), "project": self.project, "seed": self.seed,
                "layers": [keras.saving.serialize_keras_object(layer) for layer in self.block.layers]}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Residual:
        """Make a layer again."""
        layers = [keras.saving.deserialize_keras_object(layer) for layer in config["layers"]]
        return cls(**{**config, "layers": layers})
