"""Layers that ended an engine: every later request says that they are not to be built, until Reload."""

from rnnstudio.project.model import LayerNode, Project
from tests.studio.link.made_up import until

BREAKS = Project(name="build", stack=(LayerNode(id="beast", type="abort in training"),))


def test_that_what_ends_the_engine_in_training_is_said_on_its_card_and_refused(qtbot, warm, clients, tmp_path):
    warm.describe(BREAKS, None)
    until(qtbot, lambda: len(warm.heard.report) == 1)
    warm.train(BREAKS, None, tmp_path)
    until(qtbot, lambda: len(warm.heard.report) == 2)
    assert "It was building Beast, of the plugin acme." in warm.heard.engine_lost[0]
    assert warm.heard.training_ended == ["".join(warm.heard.engine_lost)]
    warm.train(BREAKS, None, tmp_path)
    until(qtbot, lambda: len(warm.heard.training_ended) == 2)
    assert warm.heard.run_event[-1].run == "built but for 1", warm.heard.run_event
    assert len(clients) == 2


def test_that_reload_lets_refused_layers_be_built_again(qtbot, warm, clients):
    aborts = Project(stack=(LayerNode(id="beast", type="abort"),))
    warm.describe(aborts, None)
    until(qtbot, lambda: warm.heard.report)
    assert len(clients) == 2
    warm.renew()
    until(qtbot, lambda: len(clients) == 3)
    warm.describe(aborts, None)
    until(qtbot, lambda: len(warm.heard.report) == 2)
    assert len(clients) == 4
