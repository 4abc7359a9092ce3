"""Layers that go wrong when they are built, trained or saved. The tests copy this to where a plugin is."""

from __future__ import annotations

import os
import time
from typing import Annotated, Literal

from rnnstudio.api import Doc, Layer, LayerInfo, hookimpl

STEP, MOST = 1 << 27, 3 << 30
"""Bytes that are eaten at a time, and at which it stays: more than it is allowed, and no danger to the machine."""


class Wild(Layer):
    """Goes wrong in its build."""

    info = LayerInfo(id="wild.build", title="Wild")
    how: Annotated[Literal["raises", "no layer", "a class", "hangs", "eats", "tame"], Doc("How.")] = "tame"

    def build(self, context):
        import keras

        match self.how:
            case "raises":
                raise RuntimeError("not today\nsecond line")
            case "no layer":
                return 7
            case "a class":
                return keras.layers.Activation
            case "hangs":
                while True:
                    pass
            case "eats":
                eaten = []
                while len(eaten) * STEP < MOST:
                    eaten.append(b"x" * STEP)
                time.sleep(2)
        return keras.layers.Activation("linear", name=context.name)


class Spoiler(Layer):
    """Hands on what it gets, but no gradient, or no configuration; or ends the process at a batch."""

    info = LayerInfo(id="wild.spoiler", title="Spoiler")
    what: Annotated[Literal["gradient", "file", "process"], Doc("What it spoils.")] = "gradient"

    def build(self, context):
        import keras
        import tensorflow as tf

        @keras.ops.custom_gradient
        def no_gradient(value):
            return value, lambda upstream: upstream * float("nan")

        class Spoil(keras.layers.Layer):
            def __init__(self, function, **keywords):
                super().__init__(**keywords)
                self.function = function

            def call(self, inputs):
                return self.function(inputs)

        def no_return(value):
            return tf.ensure_shape(tf.py_function(lambda number: os.abort(), [value], value.dtype), value.shape)

        function = {"gradient": no_gradient, "file": keras.ops.tanh, "process": no_return}[self.what]
        return Spoil(function, name=context.name)


@hookimpl
def rnnstudio_layers():
    return [Wild, Spoiler]
