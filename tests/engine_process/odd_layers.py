"""A plugin of one file whose layer raises what no code should, or meddles; given to the engine by its path."""

from __future__ import annotations

import os
import sys
from typing import Annotated, Literal

from rnnstudio.api import Doc, Layer, LayerInfo, hookimpl


class Mute(Exception):  # noqa: N818 - it has nothing to say
    """Can't be printed."""

    def __str__(self):
        raise ValueError("no words")


class Escaping(BaseException):
    """Is no Exception."""


def go_wrong(how):
    """Raise, or meddle, as told."""
    match how:
        case "exits":
            sys.exit(3)
        case "mute":
            raise Mute
        case "escapes":
            raise Escaping("away")
        case "fails":
            raise ValueError("a bad day")
        case "recurs":
            go_wrong(how)
        case "prints":
            print("noise " * 1000)
            os.write(1, b"\x00\xff noise")
            os.system("echo noise")
            sys.stdout = sys.stderr = None


class Odd(Layer):
    """Goes wrong where and how it is told to."""

    info = LayerInfo(id="odd.layer", title="Odd")
    where: Annotated[Literal["build", "call", "batch"], Doc("Where.")] = "build"
    how: Annotated[Literal["exits", "mute", "escapes", "recurs", "fails", "prints", "aborts", "tame"],
                   Doc("How.")] = "tame"

    def build(self, context):
        import keras
        import tensorflow as tf

        where, how = self.where, self.how

        def at_work(value):
            go_wrong(how)
            return value

        class Wrong(keras.layers.Layer):
            def call(self, inputs):
                if where == "call":
                    if how == "aborts":
                        os.abort()
                    go_wrong(how)
                if where == "batch" and not isinstance(inputs, keras.KerasTensor):
                    return tf.ensure_shape(tf.py_function(at_work, [inputs], inputs.dtype), inputs.shape)
                return inputs

            def compute_output_spec(self, inputs):
                self.call(inputs)
                return keras.KerasTensor(inputs.shape, inputs.dtype)

        if where == "build":
            if how == "aborts":
                os.abort()
            go_wrong(how)
        return Wrong(name=context.name)


@hookimpl
def rnnstudio_layers():
    return [Odd]
