"""The widget: a canvas of labelled points in 2-D or 3-D."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from rnnstudio.api import tr
from rnnstudio.project.words import number
from rnnstudio.studio.scatter.canvas import Canvas
from rnnstudio.studio.scatter.cloud import Cloud, Rows
from rnnstudio.studio.scatter.colouring import Classes, Colouring, Numbers
from rnnstudio.studio.scatter.hands import TOOLS, Hands, Way
from rnnstudio.studio.scatter.names import shown
from rnnstudio.studio.scatter.picking import REACH, in_polygon, nearest, next_towards
from rnnstudio.studio.scatter.picture import save_png
from rnnstudio.studio.scatter.scene import Scene
from rnnstudio.studio.scatter.svg import save_svg
from rnnstudio.studio.theme import theme

SETTLE_MS = 140
"""Milliseconds after the last move until everything is drawn as well as can be."""


class Scatter(QWidget):
    """Shows points with labels: pan with a drag, zoom with the wheel, turn in 3-D; all of it by keyboard too.

    Signals:
        hovered: The row under the mouse, or -1.
        clicked: The row that was clicked, or -1 for an empty place.
        selected: Rows, a numpy int64 array in ascending order, that a lasso, a rectangle or a click with Ctrl or Alt
            selected; they are shown so already.
    """

    hovered = Signal(int)
    clicked = Signal(int)
    selected = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("Map of points"))
        self._scene, self._hands = Scene(), Hands(self)
        self._canvas = Canvas(self, self._scene, self._hands)
        self._canvas.message = tr("Nothing to show"), ""
        self._hovered = -1
        self._held = False
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE_MS)
        self._settle.timeout.connect(self.rest)
        theme().changed.connect(self._recolour)
        self._describe()

    # What is shown

    def set_points(self, positions: Any, labels: Sequence[str], priority: Any = None) -> None:
        """Show other points, all of them in sight; colours, marks and the selection are gone.

        Args:
            positions: float (n, 2) or (n, 3); points at NaN or infinity are left out.
            labels: One for each.
            priority: float (n,): labels of greater ones come first; by default the first row's.

        Raises:
            ValueError: If they don't fit one another.
        """
        self._scene.set_cloud(Cloud(positions, labels, priority))
        self._canvas.labels.forget()
        self._hover(-1)
        self.show_all()
        self._describe()

    def move_points(self, positions: Any) -> None:
        """Put the points of before elsewhere; what is in sight, colours, marks and the selection stay.

        Raises:
            ValueError: If they are not as many, or have other dimensions.
        """
        self._scene.cloud.move(positions)
        self._scene.set_cloud_places()
        self._view_changed()

    def set_colours(self, values: Numbers | Classes | None) -> None:
        """Colour points by a number or a class, or all alike; a legend tells what the colours mean.

        Raises:
            ValueError: If there are not as many values as points.
        """
        self._scene.colouring = Colouring(len(self._scene.cloud), values)
        self._canvas.redraw()

    def set_marked(self, rows: Mapping[int, str] | Sequence[int]) -> None:
        """Emphasise points: in a ring, with a bold label that is always shown.

        Args:
            rows: The rows; a mapping tells the kind of each, of which "chosen" stands out most.
        """
        given = rows if isinstance(rows, Mapping) else {int(row): "" for row in rows}
        count = len(self._scene.cloud)
        self._scene.marked = {int(row): kind for row, kind in given.items() if 0 <= int(row) < count}
        self._canvas.redraw()

    def set_selection(self, rows: Iterable[int]) -> None:
        """Show rows as selected: all others stand back. No signal is emitted."""
        wanted = np.unique(np.asarray(list(rows) if not isinstance(rows, np.ndarray) else rows, np.int64))
        self._scene.select(wanted[(wanted >= 0) & (wanted < len(self._scene.cloud))])
        self._canvas.redraw()

    def set_tool(self, tool: str) -> None:
        """Say what a drag with the left button does: "move" (or turn), "lasso" or "rectangle".

        Raises:
            ValueError: If there is no such tool.
        """
        if tool not in TOOLS:
            raise ValueError(f"there is no tool {tool!r}")
        self._hands.cancel()
        self._hands.tool = tool
        self.setCursor(Qt.CursorShape.ArrowCursor if tool == "move" else Qt.CursorShape.CrossCursor)
        self._describe()
        self._canvas.redraw()

    def set_message(self, heading: str, words: str = "") -> None:
        """Say what is written where there are no points, and what to do."""
        self._canvas.message = heading, words
        self._describe()
        self.update()

    def set_legend_shown(self, shown: bool) -> None:
        """Tell what colours mean in a corner, as it does at first, or not."""
        self._canvas.legend_shown = shown
        self._canvas.redraw()

    @property
    def dimensions(self) -> int:
        """2 or 3."""
        return self._scene.cloud.dimensions

    @property
    def tool(self) -> str:
        """What a drag with the left button does."""
        return self._hands.tool

    @property
    def is_held(self) -> bool:
        """Whether a person has moved what is seen, so that not all points need be in sight."""
        return self._held

    @property
    def hovered_row(self) -> int:
        """The row under the mouse, or -1."""
        return self._hovered

    @property
    def selection(self) -> Rows:
        """The selected rows, ascending."""
        chosen = self._scene.selected
        return np.zeros(0, np.int64) if chosen is None else np.flatnonzero(chosen)

    def place_of(self, row: int) -> tuple[float, float]:
        """Return where a point is seen, in the widget's pixels; NaN if it has no place."""
        return self._scene.place(row)

    def label_rectangles(self) -> dict[int, QRectF]:
        """Return where labels are shown by now, by row."""
        self._canvas.lay_out()
        return {row: QRectF(*each) for row, each in self._canvas.labels.rectangles().items()}

    # Where it is seen from

    def show_all(self) -> None:
        """Bring all points in sight."""
        self._held = False
        self._scene.camera.fit(self._scene.cloud, self.width(), self.height())
        self._view_changed()

    def centre_on(self, row: int) -> None:
        """Bring a point to the middle, as near as it is seen now."""
        if 0 <= row < len(self._scene.cloud):
            self._held = True
            self._scene.camera.look_at(self._scene.cloud.columns[:, row])
            self._view_changed()

    def pan(self, right: float, down: float) -> None:
        """Move what is seen by pixels."""
        self._held = True
        self._scene.camera.pan(right, down)
        self._view_changed()

    def rotate(self, right: float, down: float) -> None:
        """Turn what is seen as if dragged by pixels; in 2-D nothing turns."""
        if self.dimensions == 3:
            self._held = True
            self._scene.camera.rotate(right, down)
            self._view_changed()

    def zoom(self, factor: float, x: float | None = None, y: float | None = None) -> None:
        """Zoom in by a factor at a place, by default the middle."""
        self._held = True
        at = self.width() / 2 if x is None else x, self.height() / 2 if y is None else y
        self._scene.camera.zoom_by(factor, *at)
        self._view_changed()

    # What is under the mouse

    def row_at(self, x: float, y: float) -> int:
        """Return the row of the point at a place, or -1."""
        if not len(self._scene.cloud):
            return -1
        ratio = self.devicePixelRatioF()
        where, _ = self._scene.seen(ratio)
        return nearest(where, x * ratio, y * ratio, REACH * ratio, self._scene.diameter / 2 * ratio)

    def hover_at(self, x: float, y: float) -> None:
        """Tell which point is at a place."""
        self._hover(self.row_at(x, y))

    def hover_next(self, right: int, down: int) -> None:
        """Go to the next point in sight in a direction, from the one that is hovered or the middle."""
        if not len(self._scene.cloud):
            return
        ratio = self.devicePixelRatioF()
        where, visible = self._scene.seen(ratio)
        x, y = self.width() / 2 * ratio, self.height() / 2 * ratio
        if self._hovered >= 0 and visible[self._hovered]:
            x, y = float(where.x[self._hovered]), float(where.y[self._hovered])
        row = next_towards(where, visible, x, y, right, down, self._hovered)
        if row >= 0:
            self._hover(row)

    def select_in(self, outline: Sequence[tuple[float, float]], way: Way = "replace") -> None:
        """Select what is inside an outline, in the widget's pixels."""
        ratio = self.devicePixelRatioF()
        where, _ = self._scene.seen(ratio)
        self.select_rows(in_polygon(where.x, where.y, [(x * ratio, y * ratio) for x, y in outline]), way)

    def select_rows(self, rows: Iterable[int], way: Way = "replace") -> None:
        """Select rows as a person does: instead of what was, added to it, or taken away."""
        wanted = np.asarray(list(rows) if not isinstance(rows, np.ndarray) else rows, np.int64)
        if way == "add":
            wanted = np.union1d(self.selection, wanted)
        elif way == "remove":
            wanted = np.setdiff1d(self.selection, wanted)
        self.set_selection(wanted)
        self.selected.emit(self.selection)

    def to_png(self, path: Path, scale: float = 2) -> None:
        """Write what is in sight as an image, on a white ground. See ``picture.save_png``."""
        save_png(self._canvas.shot(), Path(path), scale)

    def to_svg(self, path: Path) -> None:
        """Write what is in sight as a vector picture, on a white ground. See ``svg.save_svg``."""
        save_svg(self._canvas.shot(), Path(path))

    # Changes

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._canvas.paint(painter, self._hovered)
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(theme().colours.focus), 2))
            painter.drawRect(QRectF(self.rect()).adjusted(1, 1, -1, -1))
        painter.end()

    def _view_changed(self) -> None:
        """Draw anew, quickly at first and well a moment after the last change."""
        self._scene.moved()
        self._canvas.moving = True
        self._settle.start()
        self._canvas.redraw()

    def settle_soon(self) -> None:
        """Draw everything as well as can be, a moment from now."""
        self._settle.start()

    def rest(self) -> None:
        """Draw everything as well as can be, at once rather than a moment after the last move."""
        self._settle.stop()
        if self._canvas.moving:
            self._canvas.moving = False
            self._canvas.redraw()

    def _recolour(self) -> None:
        self._canvas.recolour()

    def _hover(self, row: int) -> None:
        if row != self._hovered:
            self._hovered = row
            self._describe()
            self.update()
            self.hovered.emit(row)

    def _describe(self) -> None:
        if not self._scene.count:
            self.setAccessibleDescription(". ".join(part for part in self._canvas.message if part))
        elif self._hovered >= 0:
            self.setAccessibleDescription(shown(self._scene.cloud.labels[self._hovered]))
        else:
            self.setAccessibleDescription(tr("{count} points. {hint}", count=number(self._scene.count),
                                             hint=self._hands.hint()))

    # Events

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._hands.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hands.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._hands.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._hands.double_click(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._hands.wheel(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._hands.key(event):
            super().keyPressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(-1)
        super().leaveEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        if self._held:
            self._scene.camera.resize(self.width(), self.height())
            self._view_changed()
        else:
            self.show_all()
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.ApplicationFontChange) and hasattr(self, "_canvas"):
            self._canvas.recolour()

    def sizeHint(self) -> QSize:
        return QSize(640, 480)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 120)
