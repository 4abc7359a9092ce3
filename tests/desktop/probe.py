"""The real program with a peephole: it answers on standard output where things are, and does nothing itself.

A question is a line of JSON, ``["palette", "rnnstudio.gru"]``; the answer is one too.
"""

import json
import os
import sys
import traceback
from pathlib import Path

from PySide6.QtCore import QObject, QRect, QSocketNotifier
from PySide6.QtWidgets import QApplication, QPushButton

from rnnstudio.studio import app
from rnnstudio.studio.builder.palette_model import PaletteRole


class Peephole(QObject):
    """Answers questions about the window."""

    def __init__(self, application):
        super().__init__(application)
        self._application = application
        self._rest = b""
        self._notifier = QSocketNotifier(0, QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._read)

    def _read(self):
        chunk = os.read(0, 65536)
        if not chunk:
            self._notifier.setEnabled(False)
        *lines, self._rest = (self._rest + chunk).split(b"\n")
        for line in lines:
            question, *words = json.loads(line)
            try:
                print(json.dumps(getattr(self, question)(*words)), flush=True)
            except Exception:  # noqa: BLE001 - whatever it is
                traceback.print_exc()
                os._exit(1)  # who asked would wait for ever

    @property
    def window(self):
        return self._application.window

    def state(self):
        document, training = self._application.workbench.document, self._application.workbench.training
        report = document.report
        return {
            "active": self.window.isActiveWindow(), "focus": type(QApplication.focusWidget()).__name__,
            "name": document.project.name, "undo": document.undo_label,
            "stack": [_outline(node) for node in document.project.stack], "selection": list(document.selection),
            "nodes": [node.id for _, node in document.project.nodes()],
            "errors": [p.message for p in report.problems if p.severity == "error"] if report else None,
            "settled": self._application.link._describing.answered,
            "layers": len(report.layers) if report else 0,
            "phase": training.phase, "epoch": training.epoch,
            "run": str(training.finished_run) if training.finished_run else "",
            "notices": [notice.notice.text] if (notice := self.window.notices).notice is not None else [],
            "exporting": self.window.tabs.words.exporting,
        }

    def palette(self, layer_type):
        """Where a layer stands in the palette, scrolled into sight."""
        view = self.window.palette_pane.list
        model = view.model()
        for row in range(model.rowCount()):
            index = model.index(row, 0)
            if index.data(PaletteRole.TYPE) == layer_type:
                view.scrollTo(index)
                return _on_screen(view.viewport(), view.visualRect(index))
        return None

    def card(self, node_id):
        """Where a layer's card is; of a wrapper, its head."""
        view = self.window.builder.view
        index = view.stack.index_of(node_id)
        row = view.visualRect(index)
        return _on_screen(view.viewport(), view.cards.layout(index).frame.translated(row.topLeft()))

    def slot(self, node_id):
        """Where a wrapper's empty slot is."""
        view = self.window.builder.view
        for number, row in enumerate(view.stack.rows()):
            if row.kind == "slot" and row.node.id == node_id:
                return _on_screen(view.viewport(), view.visualRect(view.stack.index(number)))
        return None

    def below(self):
        """The free room below all cards."""
        view = self.window.builder.view
        rows = view.stack.rowCount()
        top = view.visualRect(view.stack.index(rows - 1)).bottom() + 1 if rows else 0
        return _on_screen(view.viewport(), view.viewport().rect().adjusted(0, top, 0, 0))

    def button(self, words):
        """Where the tool bar has a button with these words."""
        for button in self.window.train_bar.findChildren(QPushButton):
            if button.text().strip() == words and button.isVisible():
                return _on_screen(button, button.rect())
        return None

    def notice(self, words):
        """Where the notice bar has a button with these words."""
        for button in self.window.notices.findChildren(QPushButton):
            if button.text() == words and button.isVisible():
                return _on_screen(button, button.rect())
        return None


def _outline(node):
    return [node.type, [_outline(child) for child in node.children]] if node.children else node.type


def _on_screen(widget, rect: QRect):
    point = widget.mapToGlobal(rect.topLeft())
    return [point.x(), point.y(), rect.width(), rect.height()]


def main():
    start = app.Application.start

    def start_with_peephole(self, path: Path | None):
        window = start(self, path)
        Peephole(self)
        return window

    app.Application.start = start_with_peephole
    sys.exit(app.main(None))


if __name__ == "__main__":
    main()
