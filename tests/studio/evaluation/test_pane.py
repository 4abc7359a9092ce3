"""The Evaluation pane: asks for what is chosen, shows what came of it, and the examples behind a figure."""

import csv
import importlib.util
import json
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QObject, QPointF, Qt, QUrl, Signal
from PySide6.QtGui import QDropEvent

from rnnstudio.api.text import use_language
from rnnstudio.engine_process.messages import (
    Evaluate,
    Evaluated,
    ExamplesShown,
    Failed,
    Progressed,
    ShowExamples,
    Stopped,
)
from rnnstudio.registry import Registry
from rnnstudio.runs.evaluation import Confusion, ExamplesPage
from rnnstudio.runs.folder import RunInfo, write_info
from rnnstudio.studio.document import Document
from rnnstudio.studio.evaluation.export import as_csv, as_json
from rnnstudio.studio.evaluation.pane import EvaluationPane
from rnnstudio.studio.evaluation.state import EvaluationState
from rnnstudio.studio.evaluation.wording import key_figures, left_out_words

_spec = importlib.util.spec_from_file_location("made_up_evaluations", Path(__file__).with_name("made_up.py"))
made_up = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(made_up)


class FakeQuestion(QObject):
    """Writes down what it is asked; ``answer`` tells an event."""

    told = Signal(object)
    changed = Signal()

    def __init__(self):
        super().__init__()
        self.asked, self.running, self.stops = [], False, 0

    def ask(self, request):
        self.asked.append(request)
        self.running = True
        self.changed.emit()
        return True

    def stop(self):
        self.stops += 1

    def answer(self, event):
        if not isinstance(event, Progressed):
            self.running = False
            self.changed.emit()
        self.told.emit(event)


class FakeLink:
    def __init__(self):
        self.judging, self.showing = FakeQuestion(), FakeQuestion()

    def question(self, latest=False):
        return self.showing if latest else self.judging


@pytest.fixture
def link(qapp):
    return FakeLink()


@pytest.fixture
def state(link):
    return EvaluationState(link)


@pytest.fixture
def pane(qtbot, state):
    made = EvaluationPane(Document(Registry([])), state)
    qtbot.addWidget(made)
    made.resize(860, 560)
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.fixture
def make_run(tmp_path):
    def make(name="2026-01-01_10-00-00_Animals", model="best.keras"):
        folder = tmp_path / "runs" / name
        folder.mkdir(parents=True)
        write_info(folder, RunInfo(name="Animals", state="completed"))
        (folder / model).touch()
        return folder

    return make


@pytest.fixture
def judged(pane, link, make_run):
    """A pane with a result."""
    pane.set_run(make_run())
    pane.controls.button.click()
    link.judging.answer(Evaluated(evaluation=made_up.of_classes()))
    return pane


def test_that_without_a_run_it_says_what_to_do_first(pane, link, qtbot):
    assert pane.no_run.isVisible()
    assert not pane.controls.isVisible()
    with qtbot.waitSignal(pane.train_requested, timeout=500):
        pane.train.click()
    pane.evaluate()
    assert link.judging.asked == []


def test_that_evaluate_asks_for_what_is_chosen_and_progress_can_be_stopped(pane, link, make_run):
    run = make_run()
    pane.set_run(run)
    assert pane.no_result.isVisible()
    pane.controls.part.activated.emit(1)
    pane.controls.which.activated.emit(1)
    pane.controls.button.click()
    assert link.judging.asked == [Evaluate(run=str(run), part="test", which="last")]
    assert not pane.controls.button.isEnabled()
    link.judging.answer(Progressed(text="Judging: 3 of 10 examples", fraction=0.3))
    assert pane.line.isVisible()
    assert (pane.line.text.text(), pane.line.bar.value()) == ("Judging: 3 of 10 examples", 300)
    pane.line.stop.click()
    assert link.judging.stops == 1
    link.judging.answer(Stopped())
    assert pane.statement.text == "Stopped before there was a result."
    assert pane.controls.button.isEnabled()


def test_that_a_file_needs_a_name_and_is_taken_by_dropping_it(pane, link, make_run, tmp_path):
    pane.set_run(make_run())
    pane.controls.part.activated.emit(2)
    assert pane.controls.path.isVisible()
    assert not pane.controls.button.isEnabled()
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / "more.csv"))])
    pane.dropEvent(QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton,
                              Qt.KeyboardModifier.NoModifier))
    assert Path(pane.controls.path.text()) == tmp_path / "more.csv"
    pane.controls.skip.click()
    pane.controls.button.click()
    asked = link.judging.asked[0]
    assert (asked.part, Path(asked.data), asked.skip_unknown) == ("file", tmp_path / "more.csv", True)


def test_that_a_failure_is_said_and_the_last_result_stays(judged, link):
    judged.controls.button.click()
    link.judging.answer(Failed(message="more.csv isn't there"))
    assert (judged.statement.kind, judged.statement.text) == ("error", "more.csv isn't there")
    assert judged.results.isVisible()


def test_that_the_result_is_shown_with_what_was_left_out(judged):
    results = judged.results
    assert results.caption.text() == "2026-01-01_10-00-00_Animals · best model · validation part · 30 examples"
    assert [(name, value) for name, value, _ in key_figures(made_up.of_classes())][:2] == [
        ("Accuracy", "0.767"), ("Mean F1", "0.770")]
    assert results.left_out.text() == "Left out: 2 – it has no text (row 7)"
    assert left_out_words(()) == ""
    assert results.pages.page is results.matrix_page
    assert results.mistakes.examples.rowCount() == 3


def test_that_the_worst_cell_is_selected_and_its_examples_are_asked_for(judged, link):
    view, panel = judged.results.matrix.view, judged.results.matrix.examples
    assert judged.results.matrix.model.classes_at(view.currentIndex()) == (2, 1)
    assert link.showing.asked == [ShowExamples(evaluation="e1", true=2, predicted=1)]
    link.showing.answer(ExamplesShown(page=ExamplesPage(first=0, total=60, examples=made_up.examples(50))))
    assert panel.heading.text() == "owl taken for dog: 4 examples"
    assert panel.list.examples.rowCount() == 50
    panel.more.click()
    assert link.showing.asked[-1].first == 50
    link.showing.answer(ExamplesShown(page=ExamplesPage(first=50, total=60, examples=made_up.examples(10, 50))))
    assert panel.list.examples.rowCount() == 60
    assert not panel.more.isVisible()


def test_that_the_matrix_is_walked_by_keyboard_and_each_cell_has_words(judged, link, qtbot):
    view, model = judged.results.matrix.view, judged.results.matrix.model
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Up)
    assert model.classes_at(view.currentIndex()) == (1, 1)
    assert link.showing.asked[-1] == ShowExamples(evaluation="e1", true=1, predicted=1)
    words = [model.data(model.index(row, column), Qt.ItemDataRole.AccessibleTextRole)
             for row in range(3) for column in range(3)]
    assert words[1] == "cat taken for dog: 2 examples"
    assert words[4] == "dog: 9 examples told right"
    assert "rows are the true classes" in view.accessibleName()


def test_that_examples_that_are_gone_are_said(judged, link):
    link.showing.answer(Failed(message="evaluate again"))
    assert judged.results.matrix.examples.heading.text() == "evaluate again"


def test_that_of_many_classes_the_choice_is_offered_and_said(judged, link):
    names = tuple(f"c{number}" for number in range(40))
    matrices = tuple(Confusion(order=order, classes=tuple(range(first, first + 30)), cells=())
                     for order, first in (("confused", 0), ("largest", 10)))
    judged.controls.button.click()
    link.judging.answer(Evaluated(evaluation=made_up.of_classes(id="e9", classes=names, matrices=matrices)))
    page = judged.results.matrix
    assert page.order.isVisible()
    assert "30 of 40 classes are shown" in page.axes.text()
    assert page.model.name(0) == "c0"
    page.order.setCurrentIndex(1)
    page.order.activated.emit(1)
    assert page.model.name(0) == "c10"


def test_that_classes_are_sorted_by_what_they_score(judged, link):
    table = judged.results.table
    names = lambda: [table.model().index(row, 0).data() for row in range(3)]  # noqa: E731
    assert names() == ["cat", "dog", "owl"]
    table.sortByColumn(2, Qt.SortOrder.AscendingOrder)
    assert names() == ["owl", "cat", "dog"]
    table.selectRow(0)
    assert link.showing.asked[-1] == ShowExamples(evaluation="e1", true=2)


def test_that_numbers_have_charts_instead_of_a_matrix(pane, link, make_run):
    pane.set_run(make_run())
    pane.controls.button.click()
    link.judging.answer(Evaluated(evaluation=made_up.of_numbers()))
    pages = pane.results.pages
    shown = [button.text() for button in pages._buttons.values() if not button.isHidden()]
    assert shown == ["Predicted against true", "Largest errors"]
    assert pages.page is pane.results.numbers_page
    assert [name for name, *_ in key_figures(made_up.of_numbers())] == ["MAE", "RMSE", "R²", "Loss"]
    assert key_figures(made_up.of_numbers())[0][1] == "14.000"
    assert not pane.grab().isNull()


def test_that_another_window_shows_the_same_result(judged, state, qtbot):
    use_language("zh_CN")
    again = EvaluationPane(Document(Registry([])), state)
    qtbot.addWidget(again)
    again.show()
    assert again.results.mistakes.examples.rowCount() == 3
    assert again.controls.run.currentText().startswith("Animals")


def test_that_the_newest_runs_with_a_model_are_offered(pane, make_run, qtbot):
    first = make_run()
    later = make_run("2026-02-02_10-00-00_Animals", "last.keras")
    make_run("2026-03-03_10-00-00_Animals", "log.txt")
    pane.set_run(first)
    pane.controls.list_runs()
    assert [pane.controls.run.itemText(place) for place in range(pane.controls.run.count())] == [
        "Animals · 2026-02-02 10:00", "Animals · 2026-01-01 10:00"]
    assert pane.controls.run.currentIndex() == 1
    pane.controls.run.activated.emit(0)
    assert pane.state.choice.run == later
    pane.set_run(first)
    assert pane.state.choice.run == later


def test_that_an_evaluation_is_saved_as_tables_or_whole(judged, tmp_path):
    judged.results.save_to(tmp_path / "out.csv")
    judged.results.save_to(tmp_path / "out.json")
    rows = list(csv.reader((tmp_path / "out.csv").open(encoding="utf-8", newline="")))
    assert ["owl", "dog", "4"] in rows
    assert ["accuracy", str(23 / 30)] in rows
    assert json.loads((tmp_path / "out.json").read_text())["examples"] == 30
    assert judged.results.saved.kind == "success"
    judged.results.save_to(tmp_path / "nowhere" / "x" / "out.csv")
    assert judged.results.saved.kind == "error"
    assert as_json(made_up.of_numbers()).startswith("{")
    assert "sunspots,14.0" in as_csv(made_up.of_numbers())


@pytest.mark.parametrize("width", [480, 860])
def test_that_every_page_is_drawn_at_any_width(judged, width):
    judged.resize(width, 420)
    results = judged.results
    for page in (results.matrix_page, results.classes_page, results.mistakes, results.calibration):
        results.pages.show_page(page)
        assert not judged.grab().isNull()
