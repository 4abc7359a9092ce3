"""What an evaluation came to: key figures, and a page each for the matrix, the classes, the mistakes, the charts."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFileDialog, QPushButton, QSplitter, QSplitterHandle, QVBoxLayout, QWidget

from rnnstudio.api import UserError, tr
from rnnstudio.project.words import number
from rnnstudio.runs.evaluation import Evaluation
from rnnstudio.studio.data.pages import Pages
from rnnstudio.studio.evaluation import export
from rnnstudio.studio.evaluation.charts import CalibrationChart, ResidualChart, ScatterChart
from rnnstudio.studio.evaluation.class_table import ScoreTable
from rnnstudio.studio.evaluation.example_list import ExampleList
from rnnstudio.studio.evaluation.example_panel import ExamplePanel
from rnnstudio.studio.evaluation.matrix_page import MatrixPage
from rnnstudio.studio.evaluation.state import EvaluationState
from rnnstudio.studio.evaluation.wording import caption, is_of_numbers, key_figures, left_out_words
from rnnstudio.studio.figure_row import FigureRow
from rnnstudio.studio.forms import ElidedLabel, WrapLabel
from rnnstudio.studio.statement import Statement
from rnnstudio.studio.theme import SPACE_2, SPACE_3

WIDE = 620
"""From this width on, examples stand beside what they are behind."""


class Beside(QSplitter):
    """Two things beside one another, or below where there is no room; the first has a share of it, in percent."""

    def __init__(self, first: QWidget, second: QWidget, share: int = 55, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        for widget in (first, second):
            self.addWidget(widget)
            self.setStretchFactor(self.indexOf(widget), 1)
        self.setChildrenCollapsible(False)
        self.setHandleWidth(SPACE_3)
        self._share = share
        self._divided = False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        way = Qt.Orientation.Horizontal if self.width() >= WIDE else Qt.Orientation.Vertical
        if way != self.orientation() or not self._divided:
            self._divided = True
            self.setOrientation(way)
            self.setSizes([10 * self._share, 1000 - 10 * self._share])

    def createHandle(self) -> QSplitterHandle:
        return _Gap(self.orientation(), self)


class _Gap(QSplitterHandle):
    """What two things are pulled apart by: nothing but room."""

    def paintEvent(self, event: QPaintEvent) -> None:
        pass


class Results(QWidget):
    """Shows a state's evaluation."""

    def __init__(self, state: EvaluationState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._shown: Evaluation | None = None
        self.caption = ElidedLabel("", "secondary", Qt.TextElideMode.ElideMiddle)
        self.note = Statement("warning", "")
        self.left_out = WrapLabel("", "secondary")
        self.figures = FigureRow()
        self.matrix = MatrixPage(state)
        self.table = ScoreTable()
        self.behind = ExamplePanel(state, tr("Select a class to see its examples."))
        self.mistakes = ExampleList(tr("Mistakes"))
        self.calibration = CalibrationChart()
        self.scatter, self.residuals = ScatterChart(), ResidualChart()
        self.pages = Pages()
        self.classes_page = Beside(self.table, self.behind, 68)
        self.matrix_page = Beside(self.matrix, self.matrix.examples)
        self.numbers_page = Beside(self.scatter, self.residuals)
        self.pages.add(tr("Confusion matrix"), self.matrix_page)
        self.pages.add(tr("Predicted against true"), self.numbers_page)
        self.pages.add(tr("By class"), self.classes_page)
        self.pages.add(tr("Mistakes"), self.mistakes)
        self.pages.add(tr("Calibration"), self.calibration)
        self.save = QPushButton(tr("Save"))
        self.save.setToolTip(tr("Save the evaluation as a CSV or JSON file"))
        self.save.clicked.connect(self._save)
        self.pages.put_at_end(self.save)
        self.saved = Statement("success", "")
        self._compose()
        self.table.class_chosen.connect(self._class_chosen)
        state.result_changed.connect(self.show_result)
        self.show_result()

    def _compose(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_2)
        for widget in (self.caption, self.figures, self.note, self.left_out, self.pages, self.saved):
            column.addWidget(widget)
        column.addWidget(self.pages.stack, 1)

    @Slot()
    def show_result(self) -> None:
        """Show the state's evaluation, unless it is shown already."""
        found = self._state.evaluation
        if found is None or found is self._shown:
            return
        self._shown = found
        self.caption.setText(caption(found))
        self.note.say("warning", " ".join(found.notes))
        self.note.setVisible(bool(found.notes))
        self.left_out.setText(left_out_words(found.left_out))
        self.left_out.setVisible(bool(found.left_out))
        self.saved.hide()
        self.figures.show_figures(key_figures(found))
        self.behind.clear()
        if found.per_class:
            self.table.scores.show_classes(found.per_class)
        else:
            self.table.scores.show_numbers(found.outputs)
        self.matrix.show_evaluation(found)
        numbers = is_of_numbers(found)
        self.mistakes.examples.show_examples(found.mistakes, numbers)
        self.calibration.show_bins(found.calibration)
        self.scatter.show_points(found.points)
        self.residuals.show_bars(found.residuals)
        self._offer(found, numbers)

    def _offer(self, found: Evaluation, numbers: bool) -> None:
        pages = self.pages
        self.behind.setVisible(bool(found.per_class))
        pages.button(self.classes_page).setText(tr("By output") if numbers else tr("By class"))
        pages.button(self.mistakes).setText(tr("Largest errors") if numbers else tr("Mistakes"))
        offered = {self.matrix_page: bool(found.matrices), self.numbers_page: bool(found.points),
                   self.classes_page: bool(found.per_class) or len(found.outputs) > 1,
                   self.mistakes: True, self.calibration: bool(found.calibration)}
        for page in sorted(offered, key=lambda page: not offered[page]):
            pages.offer(page, offered[page])
        first = next(page for page, yes in offered.items() if yes)
        if self.pages.page is None or not offered.get(self.pages.page, False):
            pages.show_page(first)

    @Slot(int)
    def _class_chosen(self, index: int) -> None:
        found = self._shown
        if found is None or not found.per_class:
            return
        one = found.per_class[index]
        if found.task == "multilabel":
            self.behind.ask(tr("Examples with “{name}” that were not given it", name=one.name), true=1, predicted=0,
                            label=index)
        else:
            self.behind.ask(tr("{count} examples of “{name}”", count=number(one.support), name=one.name), true=index)

    @Slot()
    def _save(self) -> None:
        if self._shown is None:
            return
        start = Path(self._shown.run) / "evaluation.csv"
        chosen, kind = QFileDialog.getSaveFileName(self, tr("Save the evaluation"), str(start),
                                                   "CSV (*.csv);;JSON (*.json)")
        if chosen:
            self.save_to(Path(chosen) if Path(chosen).suffix else Path(
                chosen + (".json" if kind.startswith("JSON") else ".csv")))

    def save_to(self, path: Path) -> None:
        """Write the evaluation and say so."""
        assert self._shown is not None
        try:
            export.save(self._shown, path)
        except UserError as error:
            self.saved.say("error", str(error))
        else:
            self.saved.say("success", tr("Saved as {path}", path=path))
        self.saved.show()
