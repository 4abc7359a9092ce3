"""A wrapper that reads both ways."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from rnnstudio.api import BuildContext, Doc, Layer, LayerInfo, Slot, Title, UserError, mark, tr
from rnnstudio_layers.pages import page
from rnnstudio_layers.seeds import derive, reseeded

if TYPE_CHECKING:
    import keras


class Bidirectional(Layer, frozen=True, kw_only=True):
    """Runs a recurrent layer over the sequence forwards and a twin of it backwards, and joins their outputs."""

    info = LayerInfo(
        id="rnnstudio.bidirectional", title="Bidirectional", category="Wrapper", icon="arrow-left-right",
        keras_name="Bidirectional",
        slot=Slot(accepts=("recurrent",), least=1, most=1, hint=mark("Drop a recurrent layer here")),
        help=page("bidirectional"))

    merge_mode: Annotated[Literal["concat", "sum", "mul", "ave"], Title("Join by"), Doc(
        "How the outputs of the two directions become one: side by side, which doubles the size, or their sum, "
        "product or mean.")] = "concat"

    def build(self, context: BuildContext) -> keras.Layer:
        """Return a ``keras.layers.Bidirectional`` around copies of the inner layer.

        Keras would copy the inner layer's seeds into both directions, and so give them equal weights and drop the
        same units in both; the backward layer gets seeds of its own.

        Raises:
            UserError: If the inner layer itself goes backwards.
        """
        import keras

        inner = context.children[0]
        if inner.go_backwards:
            raise UserError(tr('the sequence is read both ways already; switch "{switch}" off in the layer inside',
                               switch=tr("Go backwards")))
        twin = reseeded(keras.saving.serialize_keras_object(inner), "backward")
        twin["config"] |= {"name": f"backward_{inner.name}", "go_backwards": True}
        backward = keras.saving.deserialize_keras_object(twin)
        both = keras.layers.Bidirectional(inner, merge_mode=self.merge_mode, backward_layer=backward,
                                          name=context.name)
        _keep_dropout_seeds(inner, both.forward_layer)
        _keep_dropout_seeds(inner, both.backward_layer, "backward")
        return both


def _keep_dropout_seeds(inner: Any, copy: Any, *parts: str) -> None:
    """Give a copy's dropout the seeds that were lost in copying, derived with ``parts``.

    SimpleRNN's configuration lacks its seed, up to Keras 3.15 at least: a copy would drop other units each time the
    same model is built.
    """
    for own, copied in zip(_cells(inner), _cells(copy), strict=True):
        seed = derive(getattr(own, "seed", None), *parts) if parts else getattr(own, "seed", None)
        if seed is not None and getattr(copied, "seed", None) is None:
            copied.seed_generator.state.assign([seed, 0])


def _cells(layer: Any) -> list[Any]:
    """Return the cells of a recurrent layer: its one, or those stacked in it."""
    cell = getattr(layer, "cell", None)
    return list(getattr(cell, "cells", None) or ([cell] if cell is not None else []))
