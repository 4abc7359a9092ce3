"""Tables whose cells are tinted by a share, with a named row and a named column for each class or token.

``HeatMap`` sets such a table up; the view that draws on it brings its own delegate. ``mixed`` is a cell's ink.
"""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from rnnstudio.studio.theme import SECONDARY_SIZE, SPACE_1, SPACE_2, TARGET_HEIGHT, theme

_MOST_HEADING = 140


class HeatMap(QTableView):
    """A table of cells without a grid, columns named upwards where they don't fit across; one cell can be selected.

    Args:
        model: What it shows.
        height: Of a row, in pixels.
        narrowest: Least width of a column.
        most_name: Greatest width of a row's name.
    """

    def __init__(self, model: QAbstractItemModel, height: int, narrowest: int, most_name: int,
                 parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setHorizontalHeader(_Upright(self, narrowest))
        self.setShowGrid(False)
        self.setStyleSheet("QTableView { background: transparent; }")
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        rows = self.verticalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(height)
        rows.setDefaultSectionSize(height)
        rows.setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        rows.setHighlightSections(False)
        rows.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        rows.setMaximumWidth(most_name)
        theme().changed.connect(self.viewport().update)

    def fit(self) -> None:
        """Give cells the width that there is room for."""
        raise NotImplementedError

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()


class _Upright(QHeaderView):
    """Names of columns, written upwards where they don't fit across."""

    def __init__(self, parent: QWidget, narrowest: int) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMinimumSectionSize(narrowest)
        self.setHighlightSections(False)
        theme().changed.connect(self.viewport().update)

    def sizeHint(self) -> QSize:
        longest = self._longest()
        return QSize(super().sizeHint().width(),
                     TARGET_HEIGHT if longest <= self._room() else min(_MOST_HEADING, longest) + SPACE_2 + SPACE_1)

    def setDefaultSectionSize(self, size: int) -> None:
        super().setDefaultSectionSize(size)
        self.updateGeometries()
        self.geometriesChanged.emit()

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        colours = theme().colours
        painter.save()
        painter.fillRect(rect, QColor(colours.surface))
        painter.setFont(self._small())
        painter.setPen(QColor(colours.secondary))
        metrics, name = QFontMetrics(self._small()), self._name(section)
        if self._longest() <= self._room():
            painter.drawText(rect, int(Qt.AlignmentFlag.AlignCenter), name)
        else:
            painter.translate(rect.x(), rect.bottom())
            painter.rotate(-90)
            shown = metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, rect.height() - SPACE_2)
            painter.drawText(QRect(SPACE_1, 0, rect.height() - SPACE_1, rect.width()),
                             int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), shown)
        painter.restore()

    def _name(self, section: int) -> str:
        model = self.model()
        return str(model.headerData(section, Qt.Orientation.Horizontal) or "") if model is not None else ""

    def _longest(self) -> int:
        metrics = QFontMetrics(self._small())
        return max((metrics.horizontalAdvance(self._name(section)) for section in range(self.count())), default=0)

    def _room(self) -> int:
        return self.defaultSectionSize() - SPACE_1

    def _small(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(SECONDARY_SIZE)
        return font


def mixed(ground: str, ink: str, share: float) -> QColor:
    """Return a ground with some ink, 0 to 1."""
    one, other = QColor(ground), QColor(ink)
    share = min(1.0, max(0.0, share))
    return QColor.fromRgbF(*(a + (b - a) * share for a, b in zip(
        (one.redF(), one.greenF(), one.blueF()), (other.redF(), other.greenF(), other.blueF()), strict=True)))
