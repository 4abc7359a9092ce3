"""Small pictures on the page of texts: what an underline means, and an example of numbers."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from rnnstudio.api import tr
from rnnstudio.project.preview import PreviewRow
from rnnstudio.studio.data.runs import Token
from rnnstudio.studio.data.value_strip import as_lines, draw_values, span
from rnnstudio.studio.theme import SPACE_1, theme
from rnnstudio.studio.tryit.influence_view import InfluencePainter


class Legend(QWidget):
    """What the two underlines mean."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_1)
        for solid, name in ((True, tr("adds")), (False, tr("takes"))):
            label = QLabel(name)
            label.setProperty("role", "secondary")
            row.addWidget(_Underline(solid))
            row.addWidget(label)
            row.addSpacing(SPACE_1)


class _Underline(QWidget):
    """A piece of an underline."""

    def __init__(self, solid: bool) -> None:
        super().__init__()
        self._solid = solid
        self.setFixedSize(22, 16)
        theme().changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        plates = InfluencePainter(self.font())
        plates.effects = (1.0 if self._solid else -1.0,)
        plates.draw_plate(painter, QRectF(1, 1, 20, 12), Token("", 2), 0)
        painter.end()


class NumberStrip(QWidget):
    """An example of numbers, drawn."""

    def __init__(self) -> None:
        super().__init__()
        self._row: PreviewRow | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.update)

    def show_row(self, row: PreviewRow) -> None:
        """Draw an example; one of ids is shown as tokens elsewhere."""
        self._row = row
        self.setVisible(bool(row.values))
        self.setAccessibleName(tr("Example {number}", number=row.number))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        features = max((len(step) for step in self._row.values), default=1) if self._row is not None else 1
        return QSize(300, min(160, max(72, 12 * features)))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._row is None or not self._row.values:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_values(painter, QRectF(self.rect()).adjusted(1, 1, -1, -1), self._row.values, span([self._row.values]),
                    as_lines([self._row.values]))
        painter.end()
