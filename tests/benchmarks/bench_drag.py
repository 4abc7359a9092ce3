"""Dragging a card through two hundred: how long each frame takes, from the mouse's move to the painted list.

Prints the 99th percentile as a ratio to 33 ms.
"""

from __future__ import annotations

import os
import statistics
import sys
import time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from bench_edit import stack
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from ratio import tell

from rnnstudio.registry import Registry
from rnnstudio.studio.builder.stack_view import StackView
from rnnstudio.studio.document import Document
from rnnstudio.studio.theme import theme

FRAME = 0.033
STEP = 7
"""Pixels between two moves of the mouse."""
MOVE, LEFT, NONE = Qt.DropAction.MoveAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def main() -> None:
    """Print the figure."""
    app = QApplication(sys.argv[:1])
    theme().install(app)
    document = Document(Registry.discover(), stack(200))
    view = StackView(document)
    view.resize(344, 800)
    view.show()
    app.processEvents()
    mime = view.stack.mimeData([view.stack.index_of("lstm_0")])
    frames, bar = [], view.verticalScrollBar()
    for top in range(0, bar.maximum(), 300):
        bar.setValue(top)
        for y in range(0, view.viewport().height(), STEP):
            event = QDragMoveEvent(QPoint(170, y), MOVE, mime, LEFT, NONE)
            start = time.perf_counter()
            view.dragMoveEvent(event)
            app.processEvents()
            view.viewport().repaint()
            frames.append(time.perf_counter() - start)
    bar.setValue(bar.maximum())
    view.dropEvent(QDropEvent(QPointF(170, 400), MOVE, mime, LEFT, NONE))
    assert document.undo_label == "Move LSTM"
    late = statistics.quantiles(frames, n=100)[98]
    print(f"{len(frames)} frames of a card dragged through 200: median {1000 * statistics.median(frames):.1f} ms, "
          f"99 % within {1000 * late:.1f} ms, {late / FRAME:.2f} of 33 ms; worst {1000 * max(frames):.1f} ms")
    tell("99 % of frames while a card is dragged through 200", 1000 * late, 1000 * FRAME, "ms")


if __name__ == "__main__":
    main()
