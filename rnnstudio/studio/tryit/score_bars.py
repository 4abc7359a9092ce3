"""Draws the probability of each class as a bar with its number, the likeliest first."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from rnnstudio.api import tr
from rnnstudio.project.trial import Score
from rnnstudio.project.words import number
from rnnstudio.studio.theme import SPACE_2, SPACE_3, theme
from rnnstudio.studio.tryit.wording import probability

MOST = 10
"""Classes that have a bar."""
LINE = 24
_BAR = 12


class ScoreBars(QWidget):
    """The bars. Those that the model decides for are in the accent colour, and bold."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scores: tuple[Score, ...] = ()
        self._chosen: frozenset[str] = frozenset()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Probabilities"))
        theme().changed.connect(self.update)

    @property
    def shown(self) -> tuple[Score, ...]:
        """The classes that have a bar, from the top."""
        return self._scores[:MOST]

    def show_scores(self, scores: tuple[Score, ...], chosen: tuple[str, ...]) -> None:
        """Show other probabilities, and which classes the model decides for."""
        self._scores = tuple(sorted(scores, key=lambda score: -score.value))
        self._chosen = frozenset(chosen)
        self.setAccessibleDescription("; ".join(f"{score.name}: {probability(score.value)}" for score in self.shown))
        self.updateGeometry()
        self.update()

    def more_words(self) -> str:
        """Say how many classes have no bar, or ""."""
        more = len(self._scores) - MOST
        return tr("and {count} more classes", count=number(more)) if more > 0 else ""

    def sizeHint(self) -> QSize:
        return QSize(320, LINE * len(self.shown))

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme().colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        bold = QFont(self.font())
        bold.setWeight(QFont.Weight.DemiBold)
        metrics = QFontMetricsF(bold)
        widest = max((metrics.horizontalAdvance(score.name) for score in self.shown), default=0.0) + 2
        names = min(self.width() * 0.4, max(widest, 60.0))
        numbers = metrics.horizontalAdvance("< 0.001") + 2
        room = max(20.0, self.width() - names - numbers - SPACE_3 - SPACE_2)
        for index, score in enumerate(self.shown):
            top = float(index * LINE)
            decided = score.name in self._chosen
            painter.setFont(bold if decided else self.font())
            painter.setPen(QColor(colours.text))
            painter.drawText(QRectF(0, top, names, LINE), int(Qt.AlignmentFlag.AlignVCenter),
                             metrics.elidedText(score.name, Qt.TextElideMode.ElideMiddle, names))
            bar = QRectF(names + SPACE_3, top + (LINE - _BAR) / 2, room, _BAR)
            self._paint_bar(painter, bar, score.value, decided)
            painter.setPen(QColor(colours.text if decided else colours.secondary))
            painter.drawText(QRectF(names + SPACE_3 + room + SPACE_2, top, numbers, LINE),
                             int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight),
                             probability(score.value))
        painter.end()

    def _paint_bar(self, painter: QPainter, room: QRectF, value: float, decided: bool) -> None:
        colours = theme().colours
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.sunken))
        painter.drawRoundedRect(room, 3, 3)
        bar = QRectF(room)
        bar.setWidth(max(2.0, room.width() * min(1.0, value)))
        painter.setBrush(QColor(colours.accent if decided else colours.accent_soft))
        if not decided:
            painter.setPen(QPen(QColor(colours.accent), 1))
            bar.adjust(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(bar, 3, 3)
