"""A cell plugin for RNN Studio: the minimal gated unit, as a cell for RNN and as a layer by itself.

RNN Studio imports this module at every start, so nothing in it imports keras: the Keras cell is in ``keras_cell``,
which only ``build()`` imports.
"""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from rnnstudio.api import BuildContext, Doc, Folded, Layer, LayerInfo, Range, Title, Translations, hookimpl

if TYPE_CHECKING:
    import keras

HERE = Path(__file__).parent
Rate = Range(0, 0.95, 0.05)


class Unit(Layer, frozen=True, kw_only=True):
    """Base of both: the parameters that they share, each described once."""

    units: Annotated[int, Range(1, 8192), Doc("Size of the hidden state, which is the output's size too.")] = 64
    dropout: Annotated[float, Rate, Doc("Share of the input's numbers put to zero at random in training.")] = 0.0
    recurrent_dropout: Annotated[float, Rate, Folded(), Title("Recurrent dropout"), Doc(
        "Share of the state's numbers put to zero between steps in training.")] = 0.0
    activation: Annotated[Literal["tanh", "relu", "sigmoid", "linear"], Folded(), Doc(
        "What the candidate for the new state passes through.")] = "tanh"
    use_bias: Annotated[bool, Folded(), Title("Bias"), Doc("Adds a learned number to each sum.")] = True

    def cell(self, context: BuildContext, name: str) -> Any:
        """Return the Keras cell, with seeds of its own for each weight."""
        import keras

        from rnnstudio_minimal_gated_unit.keras_cell import MinimalGatedUnitCell

        def seed(part: str) -> int | None:
            """Return a seed for one part. Not hash(): it is another in every process."""
            return None if context.seed is None else zlib.crc32(f"{context.seed} {context.name} {part}".encode())

        return MinimalGatedUnitCell(
            self.units, activation=self.activation, use_bias=self.use_bias, dropout=self.dropout,
            recurrent_dropout=self.recurrent_dropout, seed=seed("dropout"), name=name,
            kernel_initializer=keras.initializers.GlorotUniform(seed("kernel")),
            recurrent_initializer=keras.initializers.Orthogonal(seed=seed("recurrent")))


class MinimalGatedUnitCell(Unit, frozen=True, kw_only=True):
    """One step of a minimal gated unit: a single gate, fewer weights than a GRU; goes into RNN."""

    info = LayerInfo(
        id="example.minimal_gated_unit_cell",
        title="MGU cell",
        category="Cells",
        icon=str(HERE / "gate.svg"),
        keras_name="MinimalGatedUnitCell",
        traits=("cell",),  # by this trait RNN lets it in
        summary=("units",),
        help=str(HERE / "help" / "minimal_gated_unit_cell"),
    )

    def build(self, context: BuildContext) -> keras.Layer:
        """Return the Keras cell."""
        return self.cell(context, context.name)


class MinimalGatedUnit(Unit, frozen=True, kw_only=True):
    """Minimal gated unit: a recurrent layer with a single gate, which forgets and takes in at once."""

    info = LayerInfo(
        id="example.minimal_gated_unit",
        title="MGU",
        category="Recurrent",
        icon=str(HERE / "gate.svg"),
        keras_name="RNN",
        traits=("recurrent",),  # by this trait Bidirectional lets it in
        summary=("units",),
        help=str(HERE / "help" / "minimal_gated_unit"),
    )

    return_sequences: Annotated[bool, Title("Whole sequence"), Doc(
        "Outputs the state at every step, not only the last. Another recurrent layer on top needs it.")] = False
    go_backwards: Annotated[bool, Folded(), Title("Go backwards"), Doc(
        "Reads from the last step to the first; a whole sequence comes out in that order too.")] = False

    def build(self, context: BuildContext) -> keras.Layer:
        """Return a ``keras.layers.RNN``, which runs the cell over the sequence and skips padding."""
        import keras

        return keras.layers.RNN(self.cell(context, f"{context.name}_cell"), return_sequences=self.return_sequences,
                                go_backwards=self.go_backwards, name=context.name)


@hookimpl
def rnnstudio_layers() -> list[type[Layer]]:
    """Return what this plugin adds to the palette."""
    return [MinimalGatedUnit, MinimalGatedUnitCell]


@hookimpl
def rnnstudio_translations() -> list[Translations]:
    """Return what it says in Chinese; words of RNN Studio's own needn't be there."""
    return [Translations(language="zh_CN", path=HERE / "zh_CN.json")]
