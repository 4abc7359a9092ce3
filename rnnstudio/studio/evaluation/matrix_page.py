"""The confusion matrix with the choice of which classes it shows, and the examples behind its cells."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from rnnstudio.api import tr
from rnnstudio.project.words import number
from rnnstudio.runs.evaluation import Evaluation
from rnnstudio.studio.evaluation.example_panel import ExamplePanel
from rnnstudio.studio.evaluation.matrix_model import MatrixModel
from rnnstudio.studio.evaluation.matrix_view import MatrixView
from rnnstudio.studio.evaluation.state import EvaluationState
from rnnstudio.studio.evaluation.wording import cell_words
from rnnstudio.studio.forms import WrapLabel
from rnnstudio.studio.forms.manners import ComboBox
from rnnstudio.studio.theme import SPACE_2


class MatrixPage(QWidget):
    """Shows an evaluation's matrix.

    Attributes:
        examples: The panel for the examples, for the owner to place.
    """

    def __init__(self, state: EvaluationState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._found: Evaluation | None = None
        self.model = MatrixModel()
        self.view = MatrixView(self.model)
        self.examples = ExamplePanel(state, tr("Select a cell to see the examples behind it."))
        self.axes = WrapLabel("", "secondary")
        self.order = ComboBox()
        self.order.setAccessibleName(tr("Classes that are shown"))
        self.order.activated.connect(self._show_matrix)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_2)
        row.addWidget(self.axes, 1)
        row.addWidget(self.order)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_2)
        column.addLayout(row)
        column.addWidget(self.view, 1)
        self.view.cell_chosen.connect(self._cell_chosen)

    def show_evaluation(self, found: Evaluation) -> None:
        """Show another evaluation's matrix, with the cell of the most mistakes selected."""
        self._found = found
        titles = {"all": tr("All classes"), "confused": tr("The most confused"), "largest": tr("The largest")}
        self.order.clear()
        self.order.addItems([titles[matrix.order] for matrix in found.matrices])
        self.order.setVisible(len(found.matrices) > 1)
        self._show_matrix()

    @Slot()
    def _show_matrix(self) -> None:
        found = self._found
        if found is None:
            return
        place = max(self.order.currentIndex(), 0)
        matrix = found.matrices[place] if place < len(found.matrices) else None
        self.examples.clear()
        self.model.show_matrix(matrix, found.classes, {one.index: one.support for one in found.per_class})
        words = tr("Rows: the true class. Columns: the predicted one.")
        if matrix is not None and len(matrix.classes) < len(found.classes):
            words += " " + tr("{shown} of {all} classes are shown.", shown=number(len(matrix.classes)),
                              all=number(len(found.classes)))
        self.axes.setText(words)
        self.view.choose_worst()

    @Slot(int, int)
    def _cell_chosen(self, true: int, predicted: int) -> None:
        if self._found is not None:
            count = self.model.count(self.view.currentIndex())
            words = cell_words(self._found.classes[true], self._found.classes[predicted], count)
            self.examples.ask(words, true=true, predicted=predicted)
