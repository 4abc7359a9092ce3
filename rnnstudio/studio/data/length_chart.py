"""How long the examples are, and a line that cuts longer ones: drag it, or move it by the arrow keys."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from rnnstudio.api import tr
from rnnstudio.project.preview import kept_share
from rnnstudio.project.words import number
from rnnstudio.studio.data.lengths import Bar, Histogram, Lengths, histogram, shortened
from rnnstudio.studio.data.wording import examples_words, length_words, percent
from rnnstudio.studio.theme import SECONDARY_SIZE, SPACE_2, theme

_TOP, _BOTTOM, _LEFT, _RIGHT = 26, 20, 8, 14
_GRIP = 6
"""Half the width of the grip on the line, in pixels, and how near the mouse must be."""


class LengthChart(QWidget):
    """A histogram with a cut.

    Signals:
        cut_moved: While it moves: the length kept, or ``None`` for all.
        cut_chosen: It was let go there.
        gesture_ended: The keyboard's focus has gone, so that the next move is another step of undo.
    """

    cut_moved = Signal(object)
    cut_chosen = Signal(object)
    gesture_ended = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lengths: Lengths = ()
        self._histogram = Histogram((), 0)
        self._cut: int | None = None
        self._may_cut = False
        self._kind = "text"
        self._drag: int | None = None
        self._dragging = False
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.update)

    @property
    def cut(self) -> int | None:
        """The cut that is drawn: while it is dragged, where the mouse is."""
        return self._drag if self._dragging else self._cut

    def show_lengths(self, lengths: Lengths, cut: int | None, may_cut: bool, kind: str = "text") -> None:
        """Show lengths and the cut in force.

        Args:
            lengths: (length, examples) in ascending order.
            cut: The length that longer examples are cut to; ``None`` for no cut.
            may_cut: Whether the data can be cut at all.
            kind: "text", "ids" or "values": what lengths are counted in.
        """
        if lengths != self._lengths:
            self._lengths, self._histogram = lengths, histogram(lengths)
        self._cut, self._may_cut, self._kind = cut, may_cut, kind
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if may_cut else Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(tr("Lengths"))
        self.setAccessibleDescription(self.words())
        self.update()

    def words(self) -> str:
        """Say what the cut keeps."""
        return cut_words(self._lengths, self.cut) if self._may_cut else longest_words(self._lengths, self._kind)

    def sizeHint(self) -> QSize:
        return QSize(320, 172)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 172)

    def x_of(self, length: float) -> float:
        """Return where a length stands."""
        room = self._room()
        return room.x() + min(1.0, length / self._histogram.reach) * room.width()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_bars(painter)
        self._paint_axis(painter)
        if self._may_cut and self._lengths:
            self._paint_cut(painter)
        painter.end()

    def _paint_bars(self, painter: QPainter) -> None:
        colours, room = theme().colours, self._room()
        cut = self.cut if self._may_cut else None
        highest = max(1, self._histogram.highest)
        painter.setPen(Qt.PenStyle.NoPen)
        for bar in self._histogram.bars:
            if not bar.count:
                continue
            left, right = self.x_of(bar.first), self.x_of(bar.behind)
            height = max(1.0, room.height() * bar.count / highest)
            width = right - left - (1 if right - left > 3 else 0)
            rect = QRectF(left, room.bottom() - height, max(1.0, width), height)
            kept = rect if cut is None else rect.intersected(QRectF(0, 0, self.x_of(cut), self.height()))
            painter.fillRect(rect, QColor(colours.border))
            if cut is not None and kept.width() < rect.width():  # hatched, so that it isn't told by colour alone
                painter.fillRect(rect, QBrush(QColor(colours.outline), Qt.BrushStyle.BDiagPattern))
            painter.fillRect(kept, QColor(colours.accent))

    def _paint_axis(self, painter: QPainter) -> None:
        colours, room = theme().colours, self._room()
        painter.setPen(QPen(QColor(colours.border), 1))
        painter.drawLine(room.bottomLeft(), room.bottomRight())
        painter.setFont(self._small())
        painter.setPen(QColor(colours.secondary))
        for length in ticks(self._histogram.reach, max(2, round(room.width() / 80))):
            place = QRectF(self.x_of(length) - 40, room.bottom() + 2, 80, _BOTTOM - 2)
            place.moveLeft(min(max(0.0, place.x()), self.width() - place.width()) if length else -34.0)
            painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), number(length))

    def _paint_cut(self, painter: QPainter) -> None:
        colours, room = theme().colours, self._room()
        x = self.x_of(self._place())
        strong = QColor(colours.focus if self.hasFocus() or self._dragging else colours.text)
        painter.setPen(QPen(strong, 2))
        painter.drawLine(QPointF(x, room.top() - 4), QPointF(x, room.bottom()))
        painter.setBrush(strong)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawPolygon(QPolygonF([QPointF(x - _GRIP, room.top() - 10), QPointF(x + _GRIP, room.top() - 10),
                                       QPointF(x, room.top() - 1)]))
        painter.setFont(self._small())
        words = tr("all kept") if self.cut is None else tr("cut at {length}", length=number(self.cut))
        width = QFontMetricsF(painter.font()).horizontalAdvance(words) + 2 * SPACE_2
        left = x - width - _GRIP if x > self.width() / 2 else x + _GRIP
        painter.setPen(QColor(colours.text))
        painter.drawText(QRectF(left, 0, width, _TOP - 6), int(Qt.AlignmentFlag.AlignCenter), words)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._may_cut and self._lengths and event.button() == Qt.MouseButton.LeftButton:
            self._dragging = True
            self._follow(event.position().x())
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._dragging:
            self._follow(event.position().x())
            return
        near = self._may_cut and abs(event.position().x() - self.x_of(self._place())) <= _GRIP
        self.setCursor(Qt.CursorShape.SplitHCursor if near else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._dragging and event.button() == Qt.MouseButton.LeftButton:
            chosen, self._dragging = self._drag, False
            self.update()
            if chosen != self._cut:
                self.cut_chosen.emit(chosen)
                self.gesture_ended.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = max(1, self._histogram.bars[0].behind if self._histogram.bars else 1)
        now = self._place()
        places = {Qt.Key.Key_Left: now - 1, Qt.Key.Key_Down: now - 1, Qt.Key.Key_Right: now + 1,
                  Qt.Key.Key_Up: now + 1, Qt.Key.Key_PageDown: now - 5 * step, Qt.Key.Key_PageUp: now + 5 * step,
                  Qt.Key.Key_Home: 1, Qt.Key.Key_End: self._histogram.reach}
        if self._dragging and event.key() == Qt.Key.Key_Escape:
            self._dragging = False
            self.cut_moved.emit(self._cut)
            self.update()
        elif self._may_cut and event.key() in places:
            chosen = self._cut_at(places[Qt.Key(event.key())])
            if chosen != self._cut:
                self.cut_chosen.emit(chosen)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            bar = self._bar_at(event.pos().x())
            QToolTip.showText(event.globalPos(), self.bar_words(bar) if bar is not None else "", self)
            return True
        if event.type() == QEvent.Type.FocusOut:
            self.gesture_ended.emit()
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return super().event(event)

    def bar_words(self, bar: Bar) -> str:
        """Say what a bar stands for."""
        last = bar is self._histogram.bars[-1] and self._histogram.overflows
        if last:
            name = tr("{length} and more", length=number(bar.first))
        elif bar.behind - bar.first == 1:
            name = number(bar.first)
        else:
            name = f"{number(bar.first)} – {number(bar.behind - 1)}"
        return tr("length {length}: {examples}", length=name, examples=examples_words(bar.count))

    def _follow(self, x: float) -> None:
        room = self._room()
        share = (x - room.x()) / max(1.0, room.width())
        self._drag = self._cut_at(round(share * self._histogram.reach))
        self.cut_moved.emit(self._drag)
        self.update()

    def _cut_at(self, length: int) -> int | None:
        return None if length >= self._histogram.reach else max(1, length)

    def _place(self) -> int:
        """Return the length at which the line stands: at the right edge where nothing is cut."""
        return self._histogram.reach if self.cut is None else min(self.cut, self._histogram.reach)

    def _bar_at(self, x: float) -> Bar | None:
        return next((bar for bar in self._histogram.bars if self.x_of(bar.first) <= x < self.x_of(bar.behind)), None)

    def _room(self) -> QRectF:
        return QRectF(_LEFT, _TOP, max(1, self.width() - _LEFT - _RIGHT), max(1, self.height() - _TOP - _BOTTOM))

    def _small(self) -> QFont:
        made = QFont(self.font())
        made.setPixelSize(SECONDARY_SIZE)
        return made


def cut_words(lengths: Lengths, cut: int | None) -> str:
    """Say what a cut keeps: "Cut at 120: keeps 97 % of tokens, shortens 312 examples."."""
    if cut is None or not shortened(lengths, cut):
        return tr("Nothing is cut off.") + " " + longest_words(lengths)
    return tr("Cut at {length}: keeps {share} of tokens, shortens {examples}.", length=number(cut),
              share=percent(kept_share(lengths, cut)), examples=examples_words(shortened(lengths, cut)))


def longest_words(lengths: Lengths, kind: str = "text") -> str:
    """Say how long the longest example is."""
    if not lengths:
        return ""
    length = length_words(lengths[-1][0], kind)
    return (tr("All examples have {length}.", length=length) if len(lengths) == 1 else
            tr("The longest example has {length}.", length=length))


def ticks(reach: int, most: int) -> list[int]:
    """Return round numbers from 0 to ``reach``, at most about so many."""
    rough = max(1.0, reach / most)
    power = int(10 ** (len(str(int(rough))) - 1))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough)
    return list(range(0, reach + 1, step))
