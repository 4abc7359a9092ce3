"""Every bundled layer keeps the contract that a third party's has to keep."""

import pytest
import rnnstudio_layers

from rnnstudio.api.testing import check_layer

pytestmark = pytest.mark.tf

LAYERS = {layer.info.id.removeprefix("rnnstudio."): layer for layer in rnnstudio_layers.rnnstudio_layers()}
SLOW = ("lstm", "gru", "simple_rnn", "bidirectional", "rnn", "lstm_cell", "gru_cell", "simple_rnn_cell")
"""Of these, one set of random parameters has to do: Keras takes a second to build them."""


@pytest.fixture(scope="module", autouse=True)
def keras():
    return pytest.importorskip("keras")


@pytest.mark.parametrize("kind", LAYERS)
def test_that_the_layer_keeps_its_contract(kind):
    check_layer(LAYERS[kind], draws=1 if kind in SLOW else 2)
