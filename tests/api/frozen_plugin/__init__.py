"""A plugin written against the first version of the api, 1.0. It is never edited: what it uses has to go on working.

``test_frozen_plugin`` holds its digest. A later version of the api gets a frozen plugin of its own beside this one.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import pyarrow as pa

from rnnstudio.api import (
    PADDING_ID,
    UNKNOWN_ID,
    BadRow,
    BuildContext,
    Cancelled,
    Contents,
    DataSource,
    Doc,
    EmbeddingTable,
    Encoder,
    EncoderInfo,
    ExportContext,
    Exporter,
    ExporterInfo,
    ExportReport,
    FilePath,
    FittedEncoder,
    Folded,
    FromData,
    Layer,
    LayerInfo,
    LearningTask,
    Look,
    Offered,
    Range,
    ReadContext,
    Renamed,
    Slot,
    SourceInfo,
    Targets,
    TaskInfo,
    Template,
    Title,
    UserError,
    Window,
    defaults,
    hookimpl,
    mark,
    parameters,
    read_parameters,
    tr,
    whole_file,
)

if TYPE_CHECKING:
    import keras

HERE = Path(__file__).parent
HINT = mark("Drop a layer of sequences here")


class Scale(Layer, frozen=True, kw_only=True):
    """Multiplies every number by a constant."""

    info = LayerInfo(id="frozen.scale", title="Scale", version=2, icon=str(HERE / "scale.svg"), category="Dense",
                     traits=(), keras_name="Rescaling", summary=("factor",), help=str(HERE / "help" / "scale"))

    factor: Annotated[float, Range(-100, 100, 0.5), Doc("What to multiply by.")] = 2.0
    offset: Annotated[float, Range(-1, 1), Folded(), Title("Shift"), Doc("What to add.")] = 0.0

    @classmethod
    def migrate(cls, params: dict[str, Any], version: int) -> dict[str, Any]:
        """Version 1 called the factor a gain."""
        return {"factor" if name == "gain" else name: value for name, value in params.items()}

    def build(self, context: BuildContext) -> keras.Layer:
        """Return a ``keras.layers.Rescaling``."""
        import keras

        return keras.layers.Rescaling(self.factor, self.offset, name=context.name)


class Answer(Layer):
    """A dense layer of as many units as the data asks for."""

    info = LayerInfo(id="frozen.answer", title="Answer", category="Dense", keras_name="Dense")

    units: Annotated[int | None, Range(1, 100), FromData("outputs"), Doc("Units.")] = None
    activation: Annotated[Literal["linear", "tanh"], Doc("What the sums pass through.")] = "linear"

    def build(self, context: BuildContext) -> keras.Layer:
        """Return a ``keras.layers.Dense``."""
        import keras

        start = keras.initializers.GlorotUniform(seed=context.seed)
        units = self.units if self.units is not None else context.facts.outputs
        return keras.layers.Dense(units, self.activation, kernel_initializer=start, name=context.name)


class EachStep(Layer):
    """Applies the layer inside to each step."""

    info = LayerInfo(id="frozen.each_step", title="Each step", category="Wrapper", keras_name="TimeDistributed",
                     slot=Slot(accepts=(), least=1, most=1, hint=HINT))

    def build(self, context: BuildContext) -> keras.Layer:
        """Return a ``keras.layers.TimeDistributed``."""
        import keras

        return keras.layers.TimeDistributed(context.children[0], name=context.name)


class Cell(Layer):
    """One step of a plain recurrent layer."""

    info = LayerInfo(id="frozen.cell", title="Plain cell", category="Cells", traits=("cell",),
                     keras_name="SimpleRNNCell")

    units: Annotated[int, Range(1, 512), Doc("Size of the state.")] = 8

    def build(self, context: BuildContext) -> keras.Layer:
        """Return a ``keras.layers.SimpleRNNCell``."""
        import keras

        return keras.layers.SimpleRNNCell(self.units, seed=context.seed, name=context.name)


class Lines(DataSource):
    """Lines of a file, each a text and its class, divided by a tab; without a file two greetings."""

    info = SourceInfo(id="frozen.lines", title="Lines", origin="made up", licence="CC0")

    path: Annotated[str, FilePath(("*.txt",)), Doc("The file.")] = ""
    column: Annotated[str, Offered(), Doc("Nothing is made of it.")] = ""

    def look(self, context: ReadContext) -> Look:
        """Offer what there is."""
        return Look(offers={"column": ("text", "label")}, found={"column": "text"})

    def contents(self, context: ReadContext) -> Contents:
        """Say that it holds texts."""
        if self.path and not self._file(context).is_file():
            raise UserError(f"there is no file {self._file(context)}")
        return Contents(input="text", task=None, label="class")

    def read(self, context: ReadContext) -> Any:
        """Yield one batch."""
        if context.cancelled():
            raise Cancelled
        rows = [("good morning", "English"), ("bonjour", "French")]
        if self.path:
            rows = []
            for line, text in enumerate(self._file(context).read_text(encoding="utf-8").splitlines(), start=1):
                one, tab, other = text.partition("\t")
                if tab:
                    rows.append((one, other))
                else:
                    context.bad_row(BadRow(reason="it has no tab", where=self.path, line=line))
        yield pa.record_batch({"text": [text for text, _ in rows], "label": [label for _, label in rows]})

    def fingerprint(self, context: ReadContext) -> str | None:
        """Say that it never changes."""
        return None if self.path else "1"

    def _file(self, context: ReadContext) -> Path:
        return (context.folder or Path()) / self.path


class FittedLetters(FittedEncoder):
    """The letters of a text."""

    def __init__(self, letters: str) -> None:
        self.letters = letters

    @property
    def tokens(self) -> list[str]:
        """Padding, unknown, letters."""
        return ["[PAD]", "[UNK]", *self.letters]

    @property
    def counts(self) -> list[int]:
        """None are known."""
        return []

    def encode(self, texts: Any) -> list[list[int]]:
        """Return each letter's id."""
        ids = {letter: index for index, letter in enumerate(self.letters, start=2)}
        return [[ids.get(letter, UNKNOWN_ID) for letter in text] for text in texts]

    def save(self, folder: Path) -> None:
        """Write the letters."""
        with whole_file(folder / "letters.txt") as partial:
            partial.write_text(self.letters, encoding="utf-8", newline="")

    def decode(self, ids: Any) -> str:
        """Return the letters without spaces between them."""
        tokens = self.tokens
        return "".join(tokens[index] for index in ids if index != PADDING_ID)


class Letters(Encoder):
    """Every letter is a token."""

    info = EncoderInfo(id="frozen.letters", title="Letters")

    most: Annotated[int, Range(1, 1000), Doc("Letters known.")] = 100

    @classmethod
    def suits(cls, texts: Any) -> float:
        """Suit no text well."""
        return 0.1

    def fit(self, texts: Any) -> FittedEncoder:
        """Take the first letters of the alphabet that is used."""
        return FittedLetters("".join(sorted({letter for text in texts for letter in text})[:self.most]))

    def load(self, folder: Path) -> FittedEncoder:
        """Read the letters."""
        with (folder / "letters.txt").open(encoding="utf-8", newline="") as file:
            return FittedLetters(file.read())


class Share(LearningTask):
    """Predicts a share between 0 and 1."""

    info = TaskInfo(id="frozen.share", title="Share", kind="regression")

    def proposed(self, contents: Contents, labels: Any) -> float:
        """Never put itself forward."""
        return 0.0

    def window(self, contents: Contents) -> Window | None:
        """Need none."""
        return None

    def targets(self, labels: Any, contents: Contents) -> Targets:
        """Check that they are shares."""
        import numpy as np

        if not pa.types.is_floating(labels.type):
            raise UserError(tr("the labels are no numbers"))
        values = labels.cast("float32").to_numpy().reshape(-1, 1)
        if ((values < 0) | (values > 1)).any():
            raise UserError("a label is no share between 0 and 1")
        return Targets(values=values, outputs=1, classes=(), strata=np.zeros(len(values), np.int64))


class WordList(Exporter):
    """The words that are texts, one a line."""

    info = ExporterInfo(id="frozen.word_list", title="Word list")

    prefix: Annotated[str, Doc("What each line begins with.")] = ""

    def export(self, table: EmbeddingTable, target: Path, context: ExportContext) -> ExportReport:
        """Write words.txt."""
        written = [" ".join(token.split()) for token in table.tokens]
        pairs = enumerate(zip(table.tokens, written, strict=True))
        renamed = tuple(Renamed(row, token, new) for row, (token, new) in pairs if token != new)
        try:
            target.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UserError(f"{target} can't be made: {error.strerror}") from error
        if context.cancelled():
            raise Cancelled
        file = target / "words.txt"
        with whole_file(file) as partial:
            partial.write_text("".join(f"{self.prefix}{word}\n" for word in written), encoding="utf-8")
        context.progress(1.0)
        return ExportReport(points=len(written), dimensions=int(table.vectors.shape[1]), renamed=renamed,
                            files=(str(file),))


def described() -> list[str]:
    """Use what reads components."""
    assert read_parameters(Scale, defaults(Scale)) == Scale()
    return [parameter.expected() for parameter in parameters(Scale)]


@hookimpl
def rnnstudio_layers() -> list[type[Layer]]:
    """Return the layers."""
    return [Scale, Answer, EachStep, Cell]


@hookimpl
def rnnstudio_data_sources() -> list[type[DataSource]]:
    """Return the source."""
    return [Lines]


@hookimpl
def rnnstudio_encoders() -> list[type[Encoder]]:
    """Return the encoder."""
    return [Letters]


@hookimpl
def rnnstudio_tasks() -> list[type[LearningTask]]:
    """Return the task."""
    return [Share]


@hookimpl
def rnnstudio_exporters() -> list[type[Exporter]]:
    """Return the exporter."""
    return [WordList]


@hookimpl
def rnnstudio_templates() -> list[Template]:
    """Return the template."""
    return [Template(id="frozen.first", title="First steps", teaches="What one layer does.", group="Small models",
                     path=HERE / "first.rnnstudio")]
