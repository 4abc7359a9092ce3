import pytest
from PySide6.QtCore import Qt

from rnnstudio.api import DataFacts
from rnnstudio.project import edits
from rnnstudio.project.edits import replace
from rnnstudio.project.model import Project
from rnnstudio.project.report import Problem, StackReport
from rnnstudio.studio.builder.pane import BuilderPane
from rnnstudio.studio.document import Document


@pytest.fixture
def pane(qtbot, mixed_document):
    widget = BuilderPane(mixed_document)
    qtbot.addWidget(widget)
    widget.resize(360, 900)
    widget.show()
    return widget


@pytest.fixture
def empty(qtbot, registry):
    widget = BuilderPane(Document(registry, Project()))
    qtbot.addWidget(widget)
    widget.show()
    return widget


def test_that_the_pane_says_what_is_known(pane, mixed_document, facts, report):
    assert pane.input_line.text() == "…"
    assert pane.size_line.text() == "Layers: 6 · Parameters: …"
    mixed_document.set_facts(facts)
    mixed_document.set_report(report)
    assert pane.input_line.text() == "text, 8,000 tokens → 1 of 2 classes"
    assert pane.size_line.text() == "Layers: 6 · Parameters: 10,000 · 40 kB"


def test_that_a_problem_of_the_whole_stands_above_the_stack(pane, mixed_document, report):
    assert not pane.notice.isVisible()
    mixed_document.set_report(report)
    assert pane.notice.isVisible()
    assert pane.notice.notice.text == "There is no data."
    assert pane.notice.notice.kind == "error"
    (title, mend), = pane.notice.notice.actions
    mend()
    assert (title, mixed_document.undo_label) == ("Use 2 units", "Use 2 units")
    mixed_document.set_report(replace(report, problems=()))
    assert not pane.notice.isVisible()


def test_that_an_empty_stack_offers_whole_stacks_to_begin_with(qtbot, empty):
    assert empty.empty.isVisible()
    assert [button.text() for button in empty.empty.buttons] == ["Bidirectional (GRU)", "GRU"]
    assert [button.toolTip() for button in empty.empty.buttons] == [
        "Embedding → Bidirectional (GRU) → Dense", "Embedding → GRU → Dense"]
    qtbot.mouseClick(empty.empty.buttons[0], Qt.MouseButton.LeftButton)
    assert not empty.empty.isVisible()
    assert [node.type for _, node in empty.document.project.nodes()] == [
        "fake.embedding", "fake.bidirectional", "fake.gru", "fake.dense"]
    assert empty.document.undo_label == "Begin with Embedding → Bidirectional (GRU) → Dense"
    empty.document.undo()
    assert empty.empty.isVisible()


def test_that_numbers_are_offered_no_embedding(empty):
    empty.document.set_facts(DataFacts(input="values", task="regression", outputs=1, features=3))
    assert [button.toolTip() for button in empty.empty.buttons] == ["Bidirectional (GRU) → Dense", "GRU → Dense"]


def test_that_an_empty_stack_is_no_error_to_be_shown(empty):
    empty.document.set_report(StackReport(problems=(Problem(message="the stack is empty", kind="empty"),)))
    assert not empty.notice.isVisible()


def test_that_the_time_of_an_epoch_is_said_as_measured_and_estimated_for_an_edit(pane, mixed_document, facts, report):
    good = replace(report, problems=())
    mixed_document.set_facts(facts)
    mixed_document.set_report(good)
    assert "epoch" not in pane.size_line.text()
    pane.set_measured(mixed_document.project, 0.94)
    assert pane.size_line.text().endswith("0.9 s per epoch")
    mixed_document.do("Set units", edits.set_parameter(mixed_document.project, "gru_1", "units", 64))
    large = tuple(replace(layer, parameters=2_000_000, input_shape=(None, None, 16))
                  if layer.node == "bidirectional_1" else layer for layer in good.layers)
    mixed_document.set_report(replace(good, layers=large))
    words = pane.size_line.text().rsplit(" · ", 1)[1]
    assert words.startswith("≈ ")
    assert float(words.split()[1].replace(",", "")) > 100 * 0.94
    mixed_document.set_report(report)  # what can't be trained takes no time
    assert "epoch" not in pane.size_line.text()


def test_that_the_list_takes_drops_through_the_empty_state(empty):
    widget = empty.empty
    while not widget.acceptDrops():
        widget = widget.parentWidget()
    assert widget in (empty.view, empty.view.viewport())


def test_that_wishes_of_the_list_are_passed_on(qtbot, pane, mixed_document):
    mixed_document.select("gru_1")
    with qtbot.waitSignal(pane.inspect_requested):
        qtbot.keyClick(pane.view, Qt.Key.Key_Return)


def test_that_the_actions_are_at_hand_for_the_menus(pane):
    assert pane.actions is pane.view.commands


def test_that_a_pane_goes_and_the_document_stays(qtbot, qapp, mixed_document, report):
    pane = BuilderPane(mixed_document)
    pane.deleteLater()
    from PySide6.QtCore import QCoreApplication, QEvent

    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    del pane
    mixed_document.set_report(report)
    mixed_document.select("gru_1")
    mixed_document.replace(Project())
