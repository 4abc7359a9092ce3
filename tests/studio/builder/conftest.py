"""The fake layers, and a third party's: a wrapper that holds up to three layers of any kind, and an attention."""

from types import SimpleNamespace

import pytest

from rnnstudio.api import DataFacts, Layer, LayerInfo, Slot, hookimpl
from rnnstudio.project.changes import SetParameters
from rnnstudio.project.model import LayerNode, Project
from rnnstudio.project.report import LayerReport, Problem, Repair, StackReport
from rnnstudio.registry import Plugin, Registry
from rnnstudio.studio.document import Document


class Cells(Layer):
    """Several layers, one above the other."""

    info = LayerInfo(id="acme.cells", title="Cells", category="Wrapper", slot=Slot(most=3, least=1))


class Attention(Layer):
    """Weighs the steps."""

    info = LayerInfo(id="acme.attention", title="Additive attention", category="Attention",
                     keras_name="AdditiveAttention")


def _plugin(name: str, layers: list[type[Layer]]) -> Plugin:
    @hookimpl
    def rnnstudio_layers():
        return layers

    return Plugin(name=name, load=lambda: SimpleNamespace(rnnstudio_layers=rnnstudio_layers))


@pytest.fixture(scope="session")
def registry(fake_registry) -> Registry:
    return Registry([_plugin("rnnstudio_fakes", list(fake_registry.layers.values())),
                     _plugin("acme-layers", [Cells, Attention])])


@pytest.fixture
def mixed() -> Project:
    """All that a stack may hold: a full wrapper, an empty one, one with room, a missing plugin, one switched off."""
    return Project(name="Mixed", stack=(
        LayerNode(id="embedding_1", type="fake.embedding"),
        LayerNode(id="bidirectional_1", type="fake.bidirectional", children=(
            LayerNode(id="gru_1", type="fake.gru", params={"units": 32}),)),
        LayerNode(id="bidirectional_2", type="fake.bidirectional"),
        LayerNode(id="cells_1", type="acme.cells", children=(
            LayerNode(id="gru_2", type="fake.gru"), LayerNode(id="gru_3", type="fake.gru"))),
        LayerNode(id="missing_1", type="gone.layer", version=7, params={"deep": {"er": [1, None]}}),
        LayerNode(id="dropout_1", type="fake.dropout", enabled=False),
        LayerNode(id="dense_1", type="fake.dense", params={"units": 10}, name="Output"),
    ))


@pytest.fixture
def mixed_document(qapp, registry, mixed) -> Document:
    return Document(registry, mixed)


@pytest.fixture
def facts() -> DataFacts:
    return DataFacts(input="text", task="binary", outputs=1, vocabulary_size=8000)


@pytest.fixture
def report() -> StackReport:
    """What the engine might say of ``mixed``: shapes up to the missing layer, a problem with a repair."""
    def of(node, type_id, count, shape=None, depth=0, **values):
        return LayerReport(node=node, type=type_id, name=node, output_shape=shape, parameters=count, values=values,
                           depth=depth)
    return StackReport(
        layers=(of("embedding_1", "fake.embedding", 7500, (None, None, 16)),
                of("bidirectional_1", "fake.bidirectional", 2500, (None, 64)), of("gru_1", "fake.gru", 2500, depth=1),
                of("dense_1", "fake.dense", 0)),
        parameters=10_000,
        problems=(
            Problem(node="dense_1", message="It has 10 units, and the task has 2 classes.", repairs=(
                Repair(title="Use 1 unit", changes=(SetParameters(node="dense_1", params={"units": 1}),)),)),
            Problem(node="gru_1", message="It is slow.", severity="warning"),
            Problem(message="There is no data.", repairs=(
                Repair(title="Use 2 units", changes=(SetParameters(node="dense_1", params={"units": 2}),)),)),
        ))
