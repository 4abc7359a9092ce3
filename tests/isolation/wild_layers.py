"""Layers that go wrong when they are built, trained or saved. The tests copy this to where a plugin is."""

from __future__ import annotations

import os
import time
from typing import Annotated, Literal

from rnnstudio.api import Doc, Layer, LayerInfo, hookimpl

STEP, MOST = 1 << 26, 4 << 30
"""Bytes that are eaten at a time, and after which it is given up: nobody has ended it then, and the test fails."""


class Wild(Layer):
    """Goes wrong in its build."""

    info = LayerInfo(id="wild.build", title="Wild")
    how: Annotated[Literal["raises", "no layer", "a class", "hangs", "eats", "aborts", "tame"], Doc("How.")] = "tame"

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
                    time.sleep(0.02)
            case "aborts":
                os.abort()
        return keras.layers.Activation("linear", name=context.name)


@hookimpl
def rnnstudio_layers():
    return [Wild]
