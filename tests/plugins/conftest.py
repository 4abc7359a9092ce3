"""What the tests of the bundled layers share: building a layer as the engine does, and something to put into it."""

from __future__ import annotations

import numpy as np
import pytest
import rnnstudio_layers

from rnnstudio.api import BuildContext, DataFacts, parameters, read_parameters

LAYERS = {layer.info.id.removeprefix("rnnstudio."): layer for layer in rnnstudio_layers.rnnstudio_layers()}

INNER = {"rnn": "lstm_cell", "time_distributed": "dense", "residual": "dense"}
"""What stands in a wrapper for the tests, where it is not a GRU."""
IDS = ("embedding", "one_hot", "integer")
"""The layers that take token ids."""
VECTORS = ("repeat_vector",)
"""The layers that take one vector of each example."""


@pytest.fixture(scope="session")
def keras():
    return pytest.importorskip("keras")


@pytest.fixture(scope="session")
def facts():
    return DataFacts(input="text", task="multiclass", outputs=3, vocabulary_size=11)


@pytest.fixture(scope="session")
def build(facts):
    """Return a function that builds a layer by its kind: facts filled in, a wrapper's inner layer built first."""

    def build(kind, raw=None, *, name=None, seed=7, inner=None):
        name = name or f"{kind}_1"
        layer = LAYERS[kind]
        known = {p.name: getattr(facts, p.from_data) for p in parameters(layer) if p.from_data}
        raw = raw or {}
        filled = known | {key: value for key, value in raw.items() if value is not None or key not in known}
        children = ()
        if layer.info.slot is not None:
            usual = INNER.get(kind, "gru")
            children = (inner if inner is not None else build(usual, {"units": 3}, name=f"{name}_inner", seed=seed),)
        context = BuildContext(name=name, facts=facts, children=children, seed=seed)
        return read_parameters(layer, filled).build(context)

    return build


@pytest.fixture(scope="session")
def batch_for(facts):
    """Return a function that gives a batch that a kind of layer takes: 2 examples of 7 steps."""

    def batch_for(kind):
        numbers = np.random.default_rng(0)
        if kind in IDS:
            return numbers.integers(0, facts.vocabulary_size, (2, 7)).astype("int32")
        return numbers.normal(size=(2, 4) if kind in VECTORS else (2, 7, 4)).astype("float32")

    return batch_for
