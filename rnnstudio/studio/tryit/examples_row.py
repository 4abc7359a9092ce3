"""Examples of the data to pick from, side by side."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPaintEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
    QToolButton,
    QWidget,
)

from rnnstudio.api import tr
from rnnstudio.project.preview import PreviewRow
from rnnstudio.studio.theme import SPACE_2, TARGET_HEIGHT, icon, theme
from rnnstudio.studio.tryit.wording import chip_words

_NARROWEST, _WIDEST = 90, 260


class Chip(QPushButton):
    """An example's first words, shortened to the room there is."""

    def __init__(self, row: PreviewRow) -> None:
        super().__init__(chip_words(row))
        self.row = row
        self.setToolTip(row.text[:300] or self.text())
        self.setAccessibleName(tr("Try the example: {text}", text=self.text()[:80]))
        self.setMinimumHeight(TARGET_HEIGHT)
        self.setMinimumWidth(_NARROWEST)
        self.setMaximumWidth(_WIDEST)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(min(_WIDEST, QFontMetrics(self.font()).horizontalAdvance(self.text()) + 26),
                     super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(_NARROWEST, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        option = QStyleOptionButton()
        self.initStyleOption(option)
        room = max(0, self.width() - 26)
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room)
        option.text = shown.replace("&", "&&")
        painter = QStylePainter(self)
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)
        painter.end()


class ExamplesRow(QWidget):
    """A row of chips, and a button for others.

    Signals:
        picked: The ``PreviewRow`` of the chip that was pressed.
        others_wanted: Other examples are wanted.
    """

    picked = Signal(object)
    others_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chips: list[Chip] = []
        self.label = QLabel(tr("Pick an example"))
        self.label.setProperty("role", "secondary")
        self.others = QToolButton()
        self.others.setToolTip(tr("Other examples"))
        self.others.setAccessibleName(tr("Other examples"))
        self.others.setMinimumSize(TARGET_HEIGHT, TARGET_HEIGHT)
        self.others.clicked.connect(lambda: self.others_wanted.emit())
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(SPACE_2)
        self._row.addWidget(self.label)
        self._row.addWidget(self.others)
        self._row.addStretch(1)
        self.others.hide()
        theme().changed.connect(self._restyle)
        self._restyle()

    def say(self, text: str) -> None:
        """Say something instead of examples, as while they are looked for."""
        self.show_examples(())
        self.label.setText(text)

    def show_examples(self, rows: tuple[PreviewRow, ...]) -> None:
        """Offer other examples."""
        for chip in self.chips:
            self._row.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self.chips = [Chip(row) for row in rows]
        for index, chip in enumerate(self.chips, 1):
            chip.clicked.connect(lambda _=False, picked=chip: self.picked.emit(picked.row))
            self._row.insertWidget(index, chip, 1)
        self._row.setStretch(self._row.count() - 1, 0 if self.chips else 1)
        self.label.setText(tr("Pick an example"))
        self.others.setVisible(bool(rows))
        before: QWidget = self.label
        for widget in (*self.chips, self.others):
            QWidget.setTabOrder(before, widget)
            before = widget

    def _restyle(self) -> None:
        self.others.setIcon(icon("rotate-cw", "secondary"))
