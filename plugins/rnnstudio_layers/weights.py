"""How weights start, are punished and are bounded: the choices offered, and the Keras objects they stand for."""

from __future__ import annotations

from typing import Any, Literal

from rnnstudio_layers.seeds import derive

MatrixStart = Literal[
    "glorot_uniform", "glorot_normal", "he_uniform", "he_normal", "lecun_uniform", "lecun_normal", "orthogonal",
    "random_uniform", "random_normal", "truncated_normal", "identity", "zeros", "ones"]
"""Keras initializers that suit a matrix."""
WindowStart = Literal[
    "glorot_uniform", "glorot_normal", "he_uniform", "he_normal", "lecun_uniform", "lecun_normal", "orthogonal",
    "random_uniform", "random_normal", "truncated_normal", "zeros", "ones"]
"""Keras initializers that suit a stack of matrices, such as one for each place of a window."""
VectorStart = Literal["zeros", "ones", "random_uniform", "random_normal", "truncated_normal"]
"""Keras initializers that suit a bias."""
Penalty = Literal["none", "l1", "l2", "l1_l2"]
"""Keras regularizers."""
Bound = Literal["none", "max_norm", "unit_norm", "non_neg"]
"""Keras constraints."""

_UNSEEDED = ("identity", "zeros", "ones")


def initializer(choice: str, seed: int | None, *parts: str) -> Any:
    """Make a Keras initializer whose seed is derived from the context's and the weight's name."""
    import keras

    config = {} if choice in _UNSEEDED else {"seed": derive(seed, *parts)}
    return keras.initializers.get({"class_name": choice, "config": config})


def regularizer(choice: Penalty, strength: float) -> Any:
    """Make a Keras regularizer, or ``None``: a sum over the weights, of their size (l1), their square (l2) or both.

    All are Keras' ``L1L2``: its ``L1`` keeps the strength as a 32-bit tensor and saves 0.01 as 0.0099999998.
    """
    import keras

    if choice == "none":
        return None
    return keras.regularizers.L1L2(l1=strength if "l1" in choice else 0.0, l2=strength if "l2" in choice else 0.0)


def constraint(choice: Bound, axis: int = 0) -> Any:
    """Make a Keras constraint, or ``None``. Norms are taken along ``axis``: 0 for the weights that enter a unit."""
    import keras

    match choice:
        case "none":
            return None
        case "max_norm":
            return keras.constraints.MaxNorm(axis=axis)
        case "unit_norm":
            return keras.constraints.UnitNorm(axis=axis)
        case "non_neg":
            return keras.constraints.NonNeg()
