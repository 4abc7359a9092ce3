"""Small charts of an evaluation: how sure against how right, predicted against true, and the residuals."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from rnnstudio.api import tr
from rnnstudio.project.words import number
from rnnstudio.runs.evaluation import ConfidenceBin
from rnnstudio.studio.data.wording import percent
from rnnstudio.studio.heat_map import mixed
from rnnstudio.studio.theme import SECONDARY_SIZE, SPACE_1, SPACE_2, theme

_DOT = 2.5


class Chart(QWidget):
    """A square plot with a title for each axis; what is in it, the heirs draw."""

    def __init__(self, across: str, upward: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._across, self._upward = across, upward
        self._x, self._y = (0.0, 1.0), (0.0, 1.0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(320, 280)

    def minimumSizeHint(self) -> QSize:
        return QSize(180, 140)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = QFont(self.font())
        font.setPixelSize(SECONDARY_SIZE)
        painter.setFont(font)
        room = self._room(QFontMetricsF(font))
        self._paint_frame(painter, room)
        painter.save()
        painter.setClipRect(room.adjusted(-3, -3, 3, 3))
        self.draw(painter, room)
        painter.restore()
        painter.end()

    def draw(self, painter: QPainter, room: QRectF) -> None:
        """Draw what the chart is of."""

    def tick(self, value: float) -> str:
        """Return a number on an axis."""
        return f"{value:.3g}"

    def at(self, room: QRectF, x: float, y: float) -> QPointF:
        """Return where a point stands."""
        (left, right), (low, high) = self._x, self._y
        return QPointF(room.x() + (x - left) / (right - left or 1) * room.width(),
                       room.bottom() - (y - low) / (high - low or 1) * room.height())

    def _room(self, metrics: QFontMetricsF) -> QRectF:
        numbers = max(metrics.horizontalAdvance(self.tick(value)) for value in self._y)
        left, below = numbers + metrics.height() + SPACE_2 + SPACE_1, 2 * metrics.height() + SPACE_2
        return QRectF(left, SPACE_2, max(20.0, self.width() - left - SPACE_2 * 2),
                      max(20.0, self.height() - below - SPACE_2 * 2))

    def _paint_frame(self, painter: QPainter, room: QRectF) -> None:
        colours, height = theme().colours, QFontMetricsF(painter.font()).height()
        painter.setPen(QPen(QColor(colours.border), 1))
        painter.drawRect(room)
        painter.setPen(QColor(colours.secondary))
        for value, side in ((self._y[0], room.bottom()), (self._y[1], room.y())):
            painter.drawText(QRectF(0, side - height / 2, room.x() - SPACE_1, height),
                             int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), self.tick(value))
        below = QRectF(room.x() - 30, room.bottom() + SPACE_1, room.width() + 30 + SPACE_2, height)
        painter.drawText(below.adjusted(26, 0, 0, 0), int(Qt.AlignmentFlag.AlignLeft), self.tick(self._x[0]))
        painter.drawText(below, int(Qt.AlignmentFlag.AlignRight), self.tick(self._x[1]))
        painter.drawText(below.translated(0, height), int(Qt.AlignmentFlag.AlignHCenter), self._across)
        painter.save()
        painter.translate(0, room.bottom())
        painter.rotate(-90)
        painter.drawText(QRectF(0, 0, room.height(), height), int(Qt.AlignmentFlag.AlignCenter), self._upward)
        painter.restore()

    def _paint_diagonal(self, painter: QPainter, room: QRectF) -> None:
        pen = QPen(QColor(theme().colours.outline), 1)
        pen.setDashPattern([4, 3])
        painter.setPen(pen)
        low, high = max(self._x[0], self._y[0]), min(self._x[1], self._y[1])
        painter.drawLine(self.at(room, low, low), self.at(room, high, high))


class CalibrationChart(Chart):
    """Bars of how often predictions are right, by how sure the model is; on the dashed line both are the same."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Probability that the model gives"), tr("Share that is right"), parent)
        self._bins: tuple[ConfidenceBin, ...] = ()
        self.setAccessibleName(tr("Calibration"))

    def show_bins(self, bins: tuple[ConfidenceBin, ...]) -> None:
        """Show other ranges."""
        self._bins = bins
        self.setAccessibleDescription("; ".join(self.words(one) for one in bins))
        self.setToolTip("\n".join(self.words(one) for one in bins))
        self.update()

    def words(self, one: ConfidenceBin) -> str:
        """Say what a bar stands for."""
        return tr("probability {from} to {to}: {share} of {count} right", **{"from": f"{one.low:.1f}"},
                  to=f"{one.high:.1f}", share=percent(one.accuracy), count=number(one.count))

    def tick(self, value: float) -> str:
        return f"{value:.0%}"

    def draw(self, painter: QPainter, room: QRectF) -> None:
        colours = theme().colours
        most = max((one.count for one in self._bins), default=1)
        for one in self._bins:
            corner, foot = self.at(room, one.low, one.accuracy), self.at(room, one.high, 0)
            bar = QRectF(corner, foot).adjusted(2, 0, -2, 0)
            painter.fillRect(bar, mixed(colours.accent_soft, colours.accent, 0.25 + 0.75 * one.count / most))
            mark = self.at(room, one.confidence, one.confidence)
            painter.setPen(QPen(QColor(colours.text), 2))
            painter.drawLine(QPointF(bar.x() + 2, mark.y()), QPointF(bar.right() - 2, mark.y()))
        self._paint_diagonal(painter, room)


class ScatterChart(Chart):
    """Predicted against true numbers; on the dashed line both are the same."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("True"), tr("Predicted"), parent)
        self._points: tuple[tuple[float, float], ...] = ()
        self.setAccessibleName(tr("Predicted against true"))

    def show_points(self, points: tuple[tuple[float, float], ...]) -> None:
        """Show other points."""
        self._points = points
        numbers = [value for point in points for value in point]
        low, high = min(numbers, default=0.0), max(numbers, default=1.0)
        self._x = self._y = (low, high if high > low else low + 1)
        self.update()

    def draw(self, painter: QPainter, room: QRectF) -> None:
        self._paint_diagonal(painter, room)
        colour = QColor(theme().colours.accent)
        colour.setAlphaF(0.55)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        for true, predicted in self._points:
            painter.drawEllipse(self.at(room, true, predicted), _DOT, _DOT)


class ResidualChart(Chart):
    """How many predictions are off by how much."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Predicted less true"), tr("Examples"), parent)
        self._bars: tuple[tuple[float, float, int], ...] = ()
        self.setAccessibleName(tr("Residuals"))

    def show_bars(self, bars: tuple[tuple[float, float, int], ...]) -> None:
        """Show other residuals."""
        self._bars = bars
        self._x = (bars[0][0], bars[-1][1]) if bars else (0.0, 1.0)
        self._y = (0.0, float(max((count for *_, count in bars), default=1)))
        self.update()

    def tick(self, value: float) -> str:
        return number(round(value)) if value == self._y[1] else super().tick(value)

    def draw(self, painter: QPainter, room: QRectF) -> None:
        colours = theme().colours
        for low, high, count in self._bars:
            if count:
                painter.fillRect(QRectF(self.at(room, low, count), self.at(room, high, 0)).adjusted(0.5, 0, -0.5, 0),
                                 QColor(colours.accent))
        if self._x[0] < 0 < self._x[1]:
            painter.setPen(QPen(QColor(colours.text), 1))
            painter.drawLine(self.at(room, 0, 0), self.at(room, 0, self._y[1]))
