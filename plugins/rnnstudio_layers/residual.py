"""A wrapper that keeps what comes in beside what is made of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from rnnstudio.api import BuildContext, Doc, Layer, LayerInfo, Slot, Title, mark
from rnnstudio_layers.pages import page
from rnnstudio_layers.seeds import derive

if TYPE_CHECKING:
    import keras


class Residual(Layer, frozen=True, kw_only=True):
    """Adds what comes in to what the layers inside make of it, so that they only learn the difference."""

    info = LayerInfo(
        id="rnnstudio.residual", title="Residual", category="Wrapper", icon="circle-plus", keras_name="Residual",
        slot=Slot(most=None, hint=mark("Drop layers here")), help=page("residual"))

    project: Annotated[bool, Title("Fit the width"), Doc(
        "Where the layers inside give more or fewer features than come in, brings the input to as many by a learned "
        "matrix. Off, both must have the same.")] = True

    def build(self, context: BuildContext) -> keras.Layer:
        """Return a ``rnnstudio_layers.keras_residual.Residual`` around the inner layers, one after the other."""
        from rnnstudio_layers import keras_residual

        return keras_residual.Residual(context.children, project=self.project,
                                       seed=derive(context.seed, context.name, "shortcut"), name=context.name)
