"""For the window's tests: every deferred delete happens within its test, and what Qt warns of is a failure."""

import gc
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Annotated, Literal

import pytest
from PySide6.QtCore import QCoreApplication, QEvent

from rnnstudio.api import (
    Doc,
    Folded,
    FromData,
    Layer,
    LayerInfo,
    Range,
    Slot,
    Title,
    hookimpl,
)
from rnnstudio.project.model import LayerNode, Project
from rnnstudio.registry import Plugin, Registry, installed_plugins
from rnnstudio.studio.document import Document
from rnnstudio.studio.theme import theme

HERE = Path(__file__).parent
QUIET = (
    "This plugin does not support propagateSizeHints",  # the offscreen platform, at every window
    "This plugin does not support raise",
    "This plugin does not support grabbing the keyboard",
)


def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.qt_log_level_fail("WARNING"))
            item.add_marker(pytest.mark.qt_log_ignore(*QUIET))


@pytest.fixture(autouse=True)
def _flush_deferred_deletes(request) -> Iterator[None]:
    yield
    if "qapp" in request.fixturenames or QCoreApplication.instance() is not None:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QCoreApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture(autouse=True)
def _garbage_is_found() -> Iterator[None]:
    """Windows of a test that is over are garbage, also where a start kept all that there was from being looked at."""
    yield
    gc.unfreeze()


@pytest.fixture
def dressed(qapp) -> Iterator[None]:
    """The application in its real clothes, for tests of sizes and looks."""
    before = qapp.styleSheet(), qapp.font(), qapp.palette()
    theme().install(qapp)
    theme().choose("light")
    yield
    theme().undress()
    theme().choose("system")
    qapp.setStyleSheet(before[0])
    qapp.setFont(before[1])
    qapp.setPalette(before[2])


class FakeEmbedding(Layer):
    """Turns token ids into vectors that are learned."""

    info = LayerInfo(id="fake.embedding", title="Embedding", category="Input", keras_name="Embedding",
                     summary=("output_dim",), traits=("embedding",))
    input_dim: Annotated[int | None, Range(1, 10_000_000), FromData("vocabulary_size"), Title("Vocabulary"),
                         Doc("Number of token ids.")] = None
    output_dim: Annotated[int, Range(1, 4096), Title("Dimensions"), Doc("Size of each vector.")] = 16
    mask_zero: Annotated[bool, Title("Skip padding"), Doc("Later layers pass over padding.")] = True


class FakeGru(Layer):
    """Gated recurrent unit: update and reset gates, no separate cell.

    Only the first line is shown.
    """

    info = LayerInfo(id="fake.gru", title="GRU", category="Recurrent", keras_name="GRU", traits=("recurrent",),
                     summary=("units",))
    units: Annotated[int, Range(1, 8192), Doc("Size of the hidden state.")] = 64
    activation: Annotated[Literal["tanh", "relu", "sigmoid", "linear"], Folded(), Doc("Of the new state.")] = "tanh"
    return_sequences: Annotated[bool, Title("Whole sequence"),
                                Doc("Output at every step, not only the last.")] = False
    dropout: Annotated[float, Range(0, 0.95, 0.05), Doc("Share of inputs dropped in training.")] = 0.0
    clip: Annotated[float | None, Range(1e-8, 100), Folded(), Doc("Largest state. Empty for no limit.")] = None
    tag: Annotated[str, Folded(), Doc("A text of one's own.")] = ""


class FakeDense(Layer):
    """Joins every input with every output."""

    info = LayerInfo(id="fake.dense", title="Dense", category="Dense", keras_name="Dense", summary=("units",))
    units: Annotated[int | None, Range(1, 65_536), FromData("outputs"), Doc("Number of outputs.")] = None
    activation: Annotated[Literal["relu", "sigmoid", "softmax"] | None, Doc("Function of the outputs.")] = None


class FakeDropout(Layer):
    """Drops inputs at random while training."""

    info = LayerInfo(id="fake.dropout", title="Dropout", category="Regularisation", keras_name="Dropout")
    rate: Annotated[float, Range(0, 0.95, 0.05), Doc("Share of inputs dropped.")] = 0.5


class FakeBidirectional(Layer):
    """Reads the sequence from both ends."""

    info = LayerInfo(id="fake.bidirectional", title="Bidirectional", category="Wrapper", keras_name="Bidirectional",
                     slot=Slot(accepts=("recurrent",), hint="Drop a recurrent layer here"))
    merge: Annotated[Literal["concat", "sum", "mul", "ave"], Doc("How both directions are joined.")] = "concat"


FAKE_LAYERS = (FakeEmbedding, FakeGru, FakeDense, FakeDropout, FakeBidirectional)


@hookimpl
def _rnnstudio_layers():
    return list(FAKE_LAYERS)


def fake_plugin() -> Plugin:
    return Plugin(name="fake", load=lambda: SimpleNamespace(rnnstudio_layers=_rnnstudio_layers),
                  distribution="fake-layers", version="1.0", author="Nobody", licence="MIT")


@pytest.fixture(scope="session")
def fake_registry() -> Registry:
    """The five fake layers alone: nothing in it depends on a bundled plugin."""
    return Registry([fake_plugin()])


@pytest.fixture(scope="session")
def registry() -> Registry:
    """The bundled plugins, as far as they can be loaded, and the fake layers."""
    bundled = [plugin for plugin in installed_plugins() if plugin.distribution == "rnnstudio"]
    return Registry([*bundled, fake_plugin()])


@pytest.fixture
def project() -> Project:
    """Embedding, a GRU inside Bidirectional, Dense; all fake."""
    return Project(name="Test", stack=(
        LayerNode(id="embedding_1", type="fake.embedding"),
        LayerNode(id="bidirectional_1", type="fake.bidirectional", children=(
            LayerNode(id="gru_1", type="fake.gru", params={"units": 32}),)),
        LayerNode(id="dense_1", type="fake.dense", params={"activation": "sigmoid"}),
    ))


@pytest.fixture
def document(qapp, registry, project) -> Document:
    """An open document with ``project``."""
    return Document(registry, project)
