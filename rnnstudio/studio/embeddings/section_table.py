"""Sections of a file of analogies with how many were right, as a table with bars."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRectF, QSortFilterProxyModel, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from rnnstudio.api import tr
from rnnstudio.project.words import number
from rnnstudio.studio.embeddings.judging import Section
from rnnstudio.studio.embeddings.naming import percent
from rnnstudio.studio.theme import SPACE_2, TARGET_HEIGHT, theme

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_SORT = Qt.ItemDataRole.UserRole
_SHARE = Qt.ItemDataRole.UserRole + 1
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_BAR = 8
_DIGITS = 60
"""Pixels for a share in digits, left of its bar."""


class SectionModel(QAbstractTableModel):
    """A row for each section: name, accuracy, right ones, covered ones, coverage."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sections: tuple[Section, ...] = ()
        self._titles = (tr("Section"), tr("Accuracy"), tr("Right"), tr("Coverage"), tr("Questions"))

    def show_sections(self, sections: Sequence[Section]) -> None:
        """Show other sections."""
        self.beginResetModel()
        self.sections = tuple(sections)
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.sections)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._titles)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        one, column = self.sections[index.row()], index.column()
        accuracy = -1.0 if one.accuracy is None else one.accuracy
        if role == _SORT:
            return (section_name(one.name), accuracy, one.right, one.coverage, one.questions)[column]
        if role == _SHARE:
            return (None, one.accuracy, None, one.coverage, None)[column]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return (section_name(one.name), "–" if one.accuracy is None else percent(one.accuracy),
                    tr("{right} of {covered}", right=number(one.right), covered=number(one.covered)),
                    percent(one.coverage), number(one.questions))[column]
        if role == Qt.ItemDataRole.TextAlignmentRole and column in (2, 4):
            return _RIGHT
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and section < len(self._titles):
            if role == Qt.ItemDataRole.DisplayRole:
                return self._titles[section]
            if role == Qt.ItemDataRole.TextAlignmentRole and section in (2, 4):
                return _RIGHT
        return None


class _BarDelegate(QStyledItemDelegate):
    """Draws a share in digits and as a bar."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        share = index.data(_SHARE)
        room = QRectF(option.rect).adjusted(SPACE_2 + _DIGITS, 0, -SPACE_2, 0)
        if share is None or room.width() < 3 * _BAR:
            return
        colours = theme().colours
        bar = QRectF(room.left(), room.center().y() - _BAR / 2, room.width(), _BAR)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.border))
        painter.drawRoundedRect(bar, _BAR / 2, _BAR / 2)
        bar.setWidth(max(2.0, bar.width() * share))
        painter.setBrush(QColor(colours.accent))
        if share > 0:
            painter.drawRoundedRect(bar, min(_BAR, bar.width()) / 2, _BAR / 2)
        painter.restore()


class SectionTable(QTableView):
    """Shows a ``SectionModel``, sorted by what is clicked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sections = SectionModel(self)
        self._sorted = QSortFilterProxyModel(self)
        self._sorted.setSourceModel(self.sections)
        self._sorted.setSortRole(_SORT)
        self._sorted.setSortCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setModel(self._sorted)
        self.setAccessibleName(tr("Accuracy by section"))
        self.setItemDelegateForColumn(1, _BarDelegate(self))
        self.setItemDelegateForColumn(3, _BarDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setSortingEnabled(True)
        self.setTabKeyNavigation(False)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(TARGET_HEIGHT)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column in range(5):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch if column in (0, 1, 3)
                                        else QHeaderView.ResizeMode.ResizeToContents)
        self.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
        theme().changed.connect(self.viewport().update)

    def show_sections(self, sections: Sequence[Section]) -> None:
        """Show other sections, in the order of the file."""
        self.sections.show_sections(sections)
        self.sortByColumn(-1, Qt.SortOrder.AscendingOrder)


def section_name(name: str) -> str:
    """Return what a section is called; questions before the first one have none."""
    return name or tr("Without a section")
