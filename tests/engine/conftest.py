"""A tiny plugin of everything, so that these tests know no bundled one but the tasks."""

from __future__ import annotations

import importlib.util
import shutil
import sys
import types
from pathlib import Path
from typing import Annotated

import msgspec
import pyarrow as pa
import pytest
import rnnstudio_data

from rnnstudio.api import (
    Contents,
    DataSource,
    Doc,
    Encoder,
    EncoderInfo,
    FilePath,
    FittedEncoder,
    SourceInfo,
    hookimpl,
)
from rnnstudio.engine import prepare
from rnnstudio.engine.training import train
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

    def load(self, folder):
        tokens = (folder / "tokens.txt").read_text(encoding="utf-8").split("\n")
        return Fitted(tokens, [])


def _fake_layers():
    spec = importlib.util.spec_from_file_location("fake_layers", Path(__file__).with_name("fake_layers.py"))
    module = sys.modules["fake_layers"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def registry():
    plugin = types.SimpleNamespace(
        rnnstudio_layers=_fake_layers().rnnstudio_layers,
        rnnstudio_data_sources=hookimpl(lambda: [Given], specname="rnnstudio_data_sources"),
        rnnstudio_encoders=hookimpl(lambda: [Spaces], specname="rnnstudio_encoders"),
        rnnstudio_tasks=rnnstudio_data.rnnstudio_tasks)
    made = Registry([Plugin(name="acme", load=lambda: plugin)])
    assert not made.reports[0].problems, made.reports
    assert made.layers
    return made


@pytest.fixture(autouse=True)
def nothing_kept(tmp_path_factory, monkeypatch):
    """No test sees another's data."""
    monkeypatch.setenv("RNNSTUDIO_HOME", str(tmp_path_factory.mktemp("home")))
    yield
    prepare.kept.clear()
    TABLES.clear()
    READINGS.clear()


@pytest.fixture
def readings():
    """A line for each time that a source was read through."""
    return READINGS


@pytest.fixture
def tables():
    """What the sources yield, by key; to be changed behind a run's back."""
    return TABLES


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


@pytest.fixture
def run(registry, tmp_path):
    """Train and return what was told."""

    def go(project, **keywords):
        events = []
        train(project, registry, tmp_path / "runs", on_event=events.append, **keywords)
        return events

    return go


PLAIN = []


@pytest.fixture
def plain(small, registry, tmp_path, tmp_path_factory):
    """What a training of ``small`` told: trained once for all tests, its folder copied for each."""
    if not PLAIN:
        train(small, registry, tmp_path_factory.mktemp("plain"), on_event=PLAIN.append)
    folder = Path(PLAIN[-1].run)
    own = str(shutil.copytree(folder, tmp_path / "runs" / folder.name))
    return [msgspec.structs.replace(event, run=own) if hasattr(event, "run") else event for event in PLAIN]
