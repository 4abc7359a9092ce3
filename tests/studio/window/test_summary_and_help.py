"""Keras' summary, the help beside the panes, files dragged over the window, measured epochs."""

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QFileDialog

from rnnstudio.engine_process.messages import Failed, Summarized
from rnnstudio.project import edits
from rnnstudio.runs.events import EpochEnded, RunStarted
from rnnstudio.studio.main_window import MainWindow
from tests.studio.window.conftest import FACTS


def test_that_the_summary_is_asked_of_the_engine_and_copied(window, bench, link):
    window.output.copy_summary()
    assert link.asked[-1] == ("summarize", bench.document.project)
    link.summary.emit(Summarized(text="Model: 3 layers"))
    assert QGuiApplication.clipboard().text() == "Model: 3 layers"
    assert window.notices.notice.kind == "success"


def test_that_the_summary_is_saved_or_the_reason_is_said(window, link, tmp_path, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args: (str(tmp_path / "model"), "Text (*.txt)"))
    window.output.save_summary()
    link.summary.emit(Summarized(text="层 │ 形状"))
    assert (tmp_path / "model.txt").read_text(encoding="utf-8") == "层 │ 形状"
    window.output.save_summary()
    link.summary.emit(Failed(message="Dense has 10 units."))
    assert "Dense has 10 units." in window.notices.notice.text


def test_that_a_lost_engine_ends_the_wait_for_a_summary(window, link):
    window.output.copy_summary()
    link.engine_lost.emit("The engine was killed from outside.")
    QGuiApplication.clipboard().setText("mine")
    link.summary.emit(Summarized(text="late"))
    assert QGuiApplication.clipboard().text() == "mine"


def test_that_help_opens_beside_the_tabs_and_is_remembered(window, bench, qtbot):
    from rnnstudio.studio.main_window import MainWindow

    window.resize(1440, 900)
    assert not window.area.help.is_open
    window.menus.view.help.trigger()
    assert window.area.help.panel.isVisible()
    assert window.tabs.isVisible()
    window.remember()
    again = MainWindow(bench)
    qtbot.addWidget(again)
    assert again.area.help.is_open
    assert again.menus.view.help.isChecked()


def test_that_help_takes_the_tabs_place_in_a_narrow_window(window, qtbot):
    window.resize(1024, 700)
    window.menus.view.help.trigger()
    assert window.area.help.panel.isVisible()
    assert not window.tabs.isVisible()
    window.show_pane(0)
    assert window.tabs.isVisible()
    assert not window.menus.view.help.isChecked()
    window.menus.view.help.trigger()
    window.resize(1440, 900)
    qtbot.waitUntil(window.tabs.isVisible)
    assert window.area.help.panel.isVisible()


def test_that_closing_the_panel_itself_unchecks_the_menu(window, qtbot):
    window.menus.view.help.trigger()
    window.area.help.panel.head.close_button.click()
    assert not window.area.help.is_open
    assert not window.menus.view.help.isChecked()


def test_that_help_can_be_asked_for_a_type_of_layer(window):
    window.area.help.show_layer("rnnstudio.gru")
    assert window.area.help.panel.layer_type == "rnnstudio.gru"
    assert window.menus.view.help.isChecked()


def test_that_help_leaves_the_start_page(window):
    window.home.enter()
    window.menus.view.help.trigger()
    assert not window.home.is_shown


def drag(window, kind, path, event_type=QDragEnterEvent):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    place = QPointF(50, 50) if event_type is QDropEvent else QPoint(50, 50)
    event = event_type(place, Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
                       Qt.KeyboardModifier.NoModifier)
    getattr(window, kind)(event)
    return event.isAccepted()


@pytest.mark.parametrize("at_home", [False, True])
def test_that_a_project_dragged_over_the_window_is_greeted_and_opened(window, bench, tmp_path, at_home):
    path = tmp_path / "mine.rnnstudio"
    project = edits.rename_project(bench.document.project, "Mine")
    bench.document.do("Rename", project)
    bench.save(path)
    bench.new()
    if at_home:
        window.home.enter()
    assert drag(window, "dragEnterEvent", path)
    assert window._veil.isVisible()
    assert "mine" in window._veil.sentence
    assert drag(window, "dragMoveEvent", path, QDragMoveEvent)
    assert drag(window, "dropEvent", path, QDropEvent)
    assert not window._veil.isVisible()
    assert bench.document.project == project
    assert not window.home.is_shown


def test_that_other_files_are_refused_in_words(window, bench, tmp_path):
    before = bench.document.project
    drag(window, "dragEnterEvent", tmp_path / "holiday.jpg")
    assert "holiday.jpg" in window._veil.sentence
    assert not drag(window, "dragMoveEvent", tmp_path / "holiday.jpg", QDragMoveEvent)
    window.dragLeaveEvent(QDragLeaveEvent())
    assert not window._veil.isVisible()
    assert bench.document.project is before


def test_that_an_epochs_time_is_told_with_the_project_that_was_trained(window, bench, link):
    told = []
    window.epoch_times.measured.connect(lambda project, seconds: told.append((project, seconds)))
    trained = bench.document.project
    window.menus.train.trigger()
    bench.document.do("Rename", edits.rename_project(trained, "Other"))
    link.run_event.emit(RunStarted(run="r", epochs=2, batches=2, metrics=("loss",), device="CPU", facts=FACTS))
    for epoch, seconds in ((1, 4.0), (2, 1.5)):
        link.run_event.emit(EpochEnded(epoch=epoch, step=epoch, metrics={"loss": 1.0}, seconds=seconds, best=True))
    assert told == [(trained, 4.0), (trained, 1.5)]


def test_that_the_inspector_and_the_palette_open_help(window, bench):
    bench.document.select("embedding_1")
    window.inspector.head.help_button.click()
    assert window.area.help.panel.layer_type == "rnnstudio.embedding"
    window.palette_pane.help_requested.emit("rnnstudio.gru")
    assert window.area.help.panel.layer_type == "rnnstudio.gru"


def test_that_recent_layers_are_remembered(window, bench, qtbot):
    window.palette_pane.field.setText("conv1d")
    window.palette_pane.field.returnPressed.emit()
    window.palette_pane.recent_button.setChecked(True)
    again = MainWindow(bench)
    qtbot.addWidget(again, before_close_func=lambda w: bench.document._history.mark_saved())
    assert again.palette_pane.recent == ["rnnstudio.conv_1d"]
    assert again.palette_pane.model.index(0).data() == "Recent"
