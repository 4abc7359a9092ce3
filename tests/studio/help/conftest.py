"""A registry with a layer that has a page of its own, in English only, with a picture."""

from types import SimpleNamespace

import pytest

from rnnstudio.api import Layer, LayerInfo, hookimpl
from rnnstudio.project.model import LayerNode, Project
from rnnstudio.project.report import LayerReport, StackReport
from rnnstudio.registry import Plugin, Registry
from rnnstudio.studio.document import Document
from rnnstudio.studio.help.panel import HelpPanel

SVG = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 50" width="100" height="50">
  <rect width="50" height="50" fill="var(--accent)"/><rect x="50" width="50" height="50" fill="currentColor"/>
  <image href="https://example.org/x.png" width="9" height="9"/>
</svg>"""
PAGE = """<p>Adds up what it is given, as <a href="layer:fake.gru">GRU</a> does not.</p>
<p><img src="adder.svg" alt="Two halves"></p>
<p class="eq"><i>y</i> = Σ <i>x</i><sub>t</sub></p>
""" + "".join(f"<p>Sentence {number} of many, so that the page is longer than the panel.</p>" for number in range(60))


@pytest.fixture
def pages_folder(tmp_path):
    (tmp_path / "adder.en.html").write_text(PAGE, encoding="utf-8")
    (tmp_path / "adder.svg").write_text(SVG, encoding="utf-8")
    return tmp_path


@pytest.fixture
def registry(fake_registry, pages_folder) -> Registry:
    class Adder(Layer):
        """Adds up."""

        info = LayerInfo(id="acme.adder", title="Adder", category="Adding", help=str(pages_folder / "adder"))

    def plugin(name, layers):
        @hookimpl
        def rnnstudio_layers():
            return layers

        return Plugin(name=name, load=lambda: SimpleNamespace(rnnstudio_layers=rnnstudio_layers))

    return Registry([plugin("rnnstudio_fakes", list(fake_registry.layers.values())), plugin("acme-adder", [Adder])])


@pytest.fixture
def project() -> Project:
    return Project(name="Test", stack=(
        LayerNode(id="embedding_1", type="fake.embedding"),
        LayerNode(id="adder_1", type="acme.adder"),
        LayerNode(id="bidirectional_1", type="fake.bidirectional", children=(
            LayerNode(id="gru_1", type="fake.gru", params={"units": 32}),)),
        LayerNode(id="gone_1", type="gone.layer"),
    ))


@pytest.fixture
def report() -> StackReport:
    return StackReport(layers=(
        LayerReport(node="embedding_1", type="fake.embedding", name="Embedding", input_shape=(None, None),
                    output_shape=(None, None, 16), parameters=900, masked=True),
        LayerReport(node="adder_1", type="acme.adder", name="Adder", input_shape=(None, None, 16),
                    output_shape=(None, None, 16)),
    ), parameters=1000)


@pytest.fixture
def panel(qtbot, dressed, registry, project) -> HelpPanel:
    made = HelpPanel(Document(registry, project))
    qtbot.addWidget(made)
    made.document = made._document
    made.resize(360, 600)
    made.show()
    made.activateWindow()
    qtbot.waitExposed(made)
    return made
