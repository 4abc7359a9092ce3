"""Random zeros against learning by heart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from rnnstudio.api import BuildContext, Doc, Folded, Layer, LayerInfo, Title
from rnnstudio_layers.fields import Rate
from rnnstudio_layers.pages import page
from rnnstudio_layers.seeds import derive

if TYPE_CHECKING:
    import keras

_NOISE_SHAPES = {"numbers": None, "steps": (None, None, 1), "features": (None, 1, None)}


class Dropout(Layer, frozen=True, kw_only=True):
    """Puts some numbers to zero at random in training, so that the model doesn't learn its examples by heart."""

    info = LayerInfo(id="rnnstudio.dropout", title="Dropout", category="Regularisation", icon="droplet-off",
                     keras_name="Dropout", summary=("rate",), help=page("dropout"))

    rate: Annotated[float, Rate, Doc("Share of the numbers put to zero.")] = 0.5
    noise_shape: Annotated[Literal["numbers", "steps", "features"], Folded(), Title("Drop"), Doc(
        "What goes together: each number alone, all of a time step (such as a whole word), or a feature at every "
        "step. The last two need a sequence.")] = "numbers"

    def build(self, context: BuildContext) -> keras.Layer:
        """Return a ``keras.layers.Dropout``."""
        import keras

        return keras.layers.Dropout(self.rate, noise_shape=_NOISE_SHAPES[self.noise_shape],
                                    seed=derive(context.seed, context.name, "dropout"), name=context.name)
