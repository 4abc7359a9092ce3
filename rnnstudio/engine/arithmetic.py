"""How the numbers are reckoned: the same each time, or in half precision. Both are undone after."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def repeatable(wanted: bool) -> Iterator[None]:
    """Let TensorFlow use only operations that give the same numbers each time, if that is wanted.

    TensorFlow knows this for the whole process alone; other models in it are slower meanwhile, not wrong.
    """
    if not wanted:
        yield
        return
    import tensorflow as tf
    from tensorflow.python.framework import config

    before = config.is_op_determinism_enabled()
    tf.config.experimental.enable_op_determinism()
    try:
        yield
    finally:
        if not before:
            config.disable_op_determinism()


@contextmanager
def layers_in(policy: str) -> Iterator[None]:
    """Let layers that this thread makes reckon as one of Keras' dtype policies says."""
    import keras

    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy(policy)
    try:
        yield
    finally:
        keras.config.set_dtype_policy(before)
