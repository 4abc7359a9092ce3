import pytest
from PySide6.QtCore import Qt

from rnnstudio.project.edits import replace
from rnnstudio.project.model import Project
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
    assert pane.input_line.text() == "text, 8,000 words → 1 of 2 classes"
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


def test_that_an_empty_stack_offers_the_first_step(qtbot, empty):
    assert empty.empty.isVisible()
    assert empty.empty.button.text() == "Add Embedding"
    qtbot.mouseClick(empty.empty.button, Qt.MouseButton.LeftButton)
    assert not empty.empty.isVisible()
    assert [node.type for node in empty.document.project.stack] == ["fake.embedding"]
    empty.document.undo()
    assert empty.empty.isVisible()


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
