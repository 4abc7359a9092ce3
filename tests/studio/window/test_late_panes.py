"""Panes are made when they are first looked at, and know by then what they would have been told before."""

import gc
import sys

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from rnnstudio.engine_process.messages import Failed
from rnnstudio.runs.events import RunStarted
from rnnstudio.runs.folder import read_info
from rnnstudio.studio import ahead, start
from rnnstudio.studio.ahead import Ahead
from rnnstudio.studio.app import Application
from rnnstudio.studio.place import Place
from tests.studio.window.test_main_window import finish

TITLES = ["Data", "Training", "Evaluation", "Words", "Try it", "Runs", "Plugins"]


def made(window):
    return {type(pane).__name__ for pane in window.tabs.made}


def go_to(window, title):
    window.tabs.setCurrentIndex(TITLES.index(title))


def begin(link, run):
    link.run_event.emit(RunStarted(run=str(run), epochs=3, batches=2, metrics=("loss",), device="CPU",
                                   facts=read_info(run).facts))


def test_that_only_the_pane_in_front_is_made(window):
    assert [window.tabs.tabText(index) for index in range(window.tabs.count())] == TITLES
    assert made(window) == {"TrainingPane"}


def test_that_a_pane_is_made_when_its_tab_comes_to_the_front_and_once(window, qtbot):
    go_to(window, "Runs")
    qtbot.waitUntil(lambda: any(pane.isVisible() for pane in window.tabs.made if type(pane).__name__ == "RunsPane"))
    assert made(window) == {"TrainingPane", "RunsPane"}
    runs = window.tabs.runs
    go_to(window, "Training")
    go_to(window, "Runs")
    assert window.tabs.runs is runs
    assert window.tabs.currentWidget() is runs
    assert window.tabs.indexOf(runs) == TITLES.index("Runs")


def test_that_closing_makes_no_pane(window, bench):
    bench.document._history.mark_saved()
    window.close()
    assert made(window) == {"TrainingPane"}


def test_that_a_pane_made_during_a_training_follows_it(window, link, run_folder):
    window.menus.train.trigger()
    begin(link, run_folder)
    assert "TryItPane" not in made(window)
    assert window.tabs.tryit.bar.choice == (run_folder, "last")
    assert window.tabs.words.state.run == run_folder


def test_that_a_pane_made_after_a_training_has_its_run(window, bench, link, run_folder, qtbot):
    window.menus.train.trigger()
    finish(link, run_folder)
    qtbot.waitUntil(lambda: made(window) == {"TrainingPane", "WordsPane"}, timeout=2000)
    assert window.tabs.tryit.bar.choice == (run_folder, "best")
    assert window.tabs.evaluation.has_run
    assert bench.evaluation.choice.run == run_folder


def test_that_a_pane_made_in_a_second_training_begins_with_the_model_of_the_first(window, link, run_folder, tmp_path):
    window.menus.train.trigger()
    finish(link, run_folder)
    second = tmp_path / "second"
    second.mkdir()
    (second / "run.json").write_bytes((run_folder / "run.json").read_bytes())
    window.menus.train.trigger()
    begin(link, second)
    bar = window.tabs.tryit.bar
    assert bar.choice == (run_folder, "best")
    assert bar.combo.count() == 3


def test_that_the_training_pane_made_late_shows_how_it_went(window, bench, link, run_folder, qtbot):
    from rnnstudio.studio.main_window import MainWindow

    go_to(window, "Data")
    window.remember()
    again = MainWindow(bench)
    qtbot.addWidget(again)
    assert made(again) == set()
    bench.training.begin()
    begin(link, run_folder)
    link.run_event.emit(Failed(message="The loss is not a number."))
    outcome = again.tabs.training.outcome
    qtbot.waitUntil(lambda: any("not a number" in label.text() for label in outcome.findChildren(QLabel)))


def test_that_an_evaluation_of_a_run_chosen_in_its_pane_stays_chosen_when_the_training_is_told_again(
        window, bench, link, run_folder, tmp_path):
    window.menus.train.trigger()
    finish(link, run_folder)
    bench.evaluation.choose(run=tmp_path)
    bench.training.changed.emit()
    assert bench.evaluation.choice.run == tmp_path


def test_that_no_other_part_makes_room_for_a_pane_made_late(window, qtbot):
    window.resize(1440, 900)
    before = window.area.sizes(), window.area._work.sizes()
    for index in range(window.tabs.count()):
        window.tabs.setCurrentIndex(index)
        window.tabs.currentWidget()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        qtbot.wait(1)
    assert (window.area.sizes(), window.area._work.sizes()) == before


def test_that_tab_reaches_a_pane_made_late_where_it_stands(qtbot):
    def made_late():
        pane = QWidget()
        column = QVBoxLayout(pane)
        for name in ("first", "second"):
            column.addWidget(QPushButton(name))
        return pane

    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    place = Place(made_late)
    for widget in (QPushButton("before"), place, QPushButton("after")):
        column.addWidget(widget)
    window.show()
    qtbot.waitUntil(lambda: place.made is not None and place.made.isVisible())
    reached, widget = [], window.nextInFocusChain()
    while widget is not window:
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            reached.append(widget.text())
        widget = widget.nextInFocusChain()
    assert reached == ["before", "first", "second", "after"]


def test_that_all_that_is_loaded_ahead_is_there_in_the_end(registry, qtbot, monkeypatch):
    monkeypatch.setattr(ahead, "_APART_MS", 0)
    loading = Ahead(registry)
    loading.begin()
    qtbot.waitUntil(lambda: loading.is_done, timeout=10_000)
    assert all(f"rnnstudio.{module}" in sys.modules for module in ahead.MODULES)


def test_that_garbage_is_looked_for_again_once_the_window_stands(qapp, settings, monkeypatch, qtbot):
    gc.disable()
    try:
        application = Application(qapp, settings)
        application.link.warm_up = lambda: None
        start.stands()
        assert gc.isenabled()
        assert gc.get_freeze_count() > 0
    finally:
        gc.enable()
        gc.unfreeze()


@pytest.mark.parametrize("fails", [False, True])
def test_that_garbage_is_looked_for_after_a_start_whatever_came_of_it(monkeypatch, fails):
    import rnnstudio.studio.app as app

    def main(path, registry):
        assert not gc.isenabled()
        if fails:
            raise OSError("no display")
        return 0

    monkeypatch.setattr(app, "main", main)
    if fails:
        with pytest.raises(OSError, match="no display"):
            start.open_window(None)
    else:
        assert start.open_window(None) == 0
    assert gc.isenabled()
