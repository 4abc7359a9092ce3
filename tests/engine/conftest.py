"""A tiny plugin of everything, so that these tests know no bundled one."""

from __future__ import annotations

import types
from typing import Annotated, Literal

import pyarrow as pa
import pytest

from rnnstudio.api import (
    Contents,
    DataSource,
    Doc,
    Encoder,
    EncoderInfo,
    FilePath,
    FittedEncoder,
    FromData,
    Layer,
    LayerInfo,
    Range,
    Slot,
    SourceInfo,
    UserError,
    hookimpl,
)
from rnnstudio.engine import prepare
from rnnstudio.project.model import ComponentRef, DataSettings, LayerNode, Project, SplitSettings, TrainingSettings
from rnnstudio.registry import Plugin, Registry

READINGS = []
TABLES = {}
"""What ``Given`` yields, by key: contents and record batches, or an exception."""


class Given(DataSource):
    """Yields what a test put into ``TABLES``."""

    info = SourceInfo(id="test.given", title="Given")
    key: Annotated[str, Doc("Which table.")] = ""
    file: Annotated[str, FilePath(), Doc("A file.")] = ""

    def contents(self, context):
        return TABLES[self.key][0]

    def read(self, context):
        READINGS.append(self.key)
        for batch in TABLES[self.key][1]:
            if isinstance(batch, Exception):
                raise batch
            yield batch


class Fitted(FittedEncoder):
    def __init__(self, tokens, counts):
        self._tokens, self._counts = tokens, counts

    @property
    def tokens(self):
        return self._tokens

    @property
    def counts(self):
        return self._counts

    def encode(self, texts):
        ids = {token: index for index, token in enumerate(self._tokens)}
        return [[ids.get(word, 1) for word in text.split()] for text in texts]

    def save(self, folder):
        (folder / "tokens.txt").write_text("\n".join(self._tokens), encoding="utf-8")


class Spaces(Encoder):
    """Words between spaces."""

    info = EncoderInfo(id="test.spaces", title="Spaces")
    fail: Annotated[bool, Doc("Raise in fit.")] = False

    def fit(self, texts):
        if self.fail:
            raise RuntimeError("no fit today")
        counts = {}
        for text in texts:
            for word in text.split():
                counts[word] = counts.get(word, 0) + 1
        return Fitted(["[PAD]", "[UNK]", *sorted(counts)], [0, 0, *(counts[word] for word in sorted(counts))])


class Vectors(Layer):
    info = LayerInfo(id="test.vectors", title="Embedding", keras_name="Embedding")
    size: Annotated[int, Range(1, 1000), Doc("Numbers.")] = 4
    tokens: Annotated[int | None, Range(1), FromData("vocabulary_size"), Doc("Rows.")] = None

    def build(self, context):
        import keras

        return keras.layers.Embedding(self.tokens, self.size, mask_zero=True, name=context.name)


class Gates(Layer):
    info = LayerInfo(id="test.gru", title="GRU", traits=("recurrent",), keras_name="GRU")
    units: Annotated[int, Range(1, 8192), Doc("Size.")] = 4
    return_sequences: Annotated[bool, Doc("All steps.")] = False

    def build(self, context):
        import keras

        return keras.layers.GRU(self.units, return_sequences=self.return_sequences, seed=context.seed,
                                name=context.name)


class Units(Layer):
    info = LayerInfo(id="test.dense", title="Dense", keras_name="Dense")
    units: Annotated[int | None, Range(1, 8192), FromData("outputs"), Doc("Numbers.")] = None
    activation: Annotated[Literal["linear", "relu", "tanh", "sigmoid", "softmax"], Doc("Function.")] = "linear"
    trainable: Annotated[bool, Doc("May change.")] = True

    def build(self, context):
        import keras

        return keras.layers.Dense(self.units, activation=self.activation, trainable=self.trainable, name=context.name,
                                  kernel_initializer=keras.initializers.GlorotUniform(context.seed))


class Average(Layer):
    info = LayerInfo(id="test.average", title="Average", keras_name="GlobalAveragePooling1D")

    def build(self, context):
        import keras

        return keras.layers.GlobalAveragePooling1D(name=context.name)


class Flat(Layer):
    info = LayerInfo(id="test.flat", title="Flatten", keras_name="Flatten")

    def build(self, context):
        import keras

        return keras.layers.Flatten(name=context.name)


class Drop(Layer):
    info = LayerInfo(id="test.dropout", title="Dropout", keras_name="Dropout")
    rate: Annotated[float, Range(0, 0.9), Doc("Share.")] = 0.5

    def build(self, context):
        import keras

        return keras.layers.Dropout(self.rate, seed=context.seed, name=context.name)


class Window(Layer):
    info = LayerInfo(id="test.conv", title="Convolution", keras_name="Conv1D")
    width: Annotated[int, Range(1, 100), Doc("Steps.")] = 3

    def build(self, context):
        import keras

        return keras.layers.Conv1D(4, self.width, name=context.name)


class Repeat(Layer):
    info = LayerInfo(id="test.repeat", title="Repeat", keras_name="RepeatVector")

    def build(self, context):
        import keras

        return keras.layers.RepeatVector(3, name=context.name)


class Both(Layer):
    info = LayerInfo(id="test.both", title="Both ways", keras_name="Bidirectional",
                     slot=Slot(accepts=("recurrent",), hint="Drop a recurrent layer here"))

    def build(self, context):
        import keras

        return keras.layers.Bidirectional(context.children[0], name=context.name)


class Each(Layer):
    info = LayerInfo(id="test.each", title="Each step", keras_name="TimeDistributed", slot=Slot())

    def build(self, context):
        import keras

        return keras.layers.TimeDistributed(context.children[0], name=context.name)


class Faulty(Layer):
    """Goes wrong where it is told to."""

    info = LayerInfo(id="test.faulty", title="Faulty")
    when: Annotated[Literal["build", "sentence", "call", "training", "nothing", "nan"], Doc("Where.")] = "build"

    def build(self, context):
        import keras

        when = self.when
        if when == "build":
            raise RuntimeError("cannot build\nsecond line")
        if when == "sentence":
            raise UserError("turn the knob")
        if when == "nothing":
            return None

        class Fault(keras.layers.Layer):
            def call(self, inputs, training=None):
                if when == "call" or (when == "training" and training):
                    raise ZeroDivisionError("cannot call")
                return inputs * float("nan") if when == "nan" else inputs

        Fault.__module__ = "acme"
        return Fault(name=context.name)


class Curve(Layer):
    """Ends with a function of its own."""

    info = LayerInfo(id="test.curve", title="Curve")

    def build(self, context):
        import keras

        def wave(x):
            return keras.ops.sin(x)

        return keras.layers.Dense(1, activation=wave, name=context.name)


def _layers():
    return [Vectors, Gates, Units, Average, Flat, Drop, Window, Repeat, Both, Each, Faulty, Curve]


@pytest.fixture(scope="session")
def registry():
    plugin = types.SimpleNamespace(
        rnnstudio_layers=hookimpl(lambda: _layers(), specname="rnnstudio_layers"),
        rnnstudio_data_sources=hookimpl(lambda: [Given], specname="rnnstudio_data_sources"),
        rnnstudio_encoders=hookimpl(lambda: [Spaces], specname="rnnstudio_encoders"))
    made = Registry([Plugin(name="acme", load=lambda: plugin)])
    assert not made.reports[0].problems, made.reports
    assert made.layers
    return made


@pytest.fixture(autouse=True)
def nothing_kept():
    """No test sees another's data."""
    yield
    prepare.kept.clear()
    TABLES.clear()
    READINGS.clear()


@pytest.fixture
def readings():
    """A line for each time that a source was read through."""
    return READINGS


@pytest.fixture
def give():
    """Put a table where ``Given`` finds it; return data settings for it."""

    def put(contents, *batches, encoder=None, **split):
        key = str(len(TABLES))
        TABLES[key] = (contents, batches)
        return DataSettings(source=ComponentRef(type="test.given", params={"key": key}),
                            encoder=encoder or ComponentRef(type="test.spaces"), split=SplitSettings(**split))

    return put


@pytest.fixture
def give_texts(give):
    """Give texts and labels in columns."""
    return lambda texts, labels, **columns: give(
        Contents(input="text"), pa.record_batch({"text": texts, "label": labels, **columns}))


def reviews(count):
    """Return texts in which one word decides the class, of 2 to 9 words."""
    texts = [" ".join(["good" if i % 2 else "bad", *(f"w{(i * 7 + j) % 23}" for j in range(1 + i % 8))])
             for i in range(count)]
    return texts, ["for" if i % 2 else "against" for i in range(count)]


@pytest.fixture
def make_reviews():
    return reviews


@pytest.fixture
def node():
    """Make a node of the fake plugin: ``node("gru", units=3)``."""
    made = []

    def make(kind, *children, enabled=True, name=None, **params):
        made.append(kind)
        node_id = params.pop("id", f"{kind}_{len(made)}")
        return LayerNode(id=node_id, type=f"test.{kind}", params=params, children=children,
                         enabled=enabled, name=name)

    return make


@pytest.fixture
def small(give_texts, node):
    """A project that trains in a second: Embedding, Average, Dense(1)."""
    stack = (node("vectors", id="vectors"), node("average", id="average"), node("dense", id="dense"))
    return Project(name="Small", data=give_texts(*reviews(100)), stack=stack,
                   training=TrainingSettings(epochs=2, batch_size=16, learning_rate=0.01))
