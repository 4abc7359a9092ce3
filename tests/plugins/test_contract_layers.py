"""Every bundled layer keeps the contract that a third party's has to keep."""

import pytest
import rnnstudio_layers

from rnnstudio.api.testing import check_layer

pytestmark = pytest.mark.tf

LAYERS = {layer.info.id.removeprefix("rnnstudio."): layer for layer in rnnstudio_layers.rnnstudio_layers()}


@pytest.fixture(scope="module", autouse=True)
def keras():
    return pytest.importorskip("keras")


@pytest.mark.parametrize("kind", LAYERS)
def test_that_the_layer_keeps_its_contract(kind):
    check_layer(LAYERS[kind], draws=1)  # test_layers_keras draws many more
