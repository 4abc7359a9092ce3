"""From an edit to the screen: how soon it is painted, and how soon every card shows what the engine says of it.

Prints medians for stacks of 10 and of 200 layers, as a ratio to what a person takes for "at once": 16 ms until the
edit is painted, 50 and 150 ms until the shapes are.
"""

from __future__ import annotations

import os
import statistics
import sys
import time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication
from ratio import tell

from rnnstudio.engine_process.client import EngineClient
from rnnstudio.project import edits
from rnnstudio.project.model import LayerNode, Project
from rnnstudio.registry import Registry
from rnnstudio.studio.builder.inspector import Inspector
from rnnstudio.studio.builder.pane import BuilderPane
from rnnstudio.studio.document import Document
from rnnstudio.studio.engine_link import EngineLink
from rnnstudio.studio.theme import theme

EDITS = 30
PAINTED, SHAPED = 0.016, {10: 0.050, 200: 0.150}
PATIENCE_MS = 60_000


def stack(count: int) -> Project:
    """Return an Embedding, recurrent layers, pooling, Dense."""
    between = [LayerNode(id=f"lstm_{number}", type="rnnstudio.lstm", params={"units": 32, "return_sequences": True})
               for number in range(count - 3)]
    return Project(stack=(LayerNode(id="embedding_1", type="rnnstudio.embedding"), *between,
                          LayerNode(id="pool_1", type="rnnstudio.global_average_pooling_1d"),
                          LayerNode(id="dense_1", type="rnnstudio.dense")))


def wait(signal: object) -> None:
    """Serve events until a signal comes."""
    loop = QEventLoop()
    signal.connect(loop.quit)  # type: ignore[attr-defined]
    QTimer.singleShot(PATIENCE_MS, lambda: sys.exit("the engine doesn't answer"))
    loop.exec()


def main() -> None:
    """Print the figures."""
    app = QApplication(sys.argv[:1])
    theme().install(app)
    link = EngineLink(EngineClient)
    for count, limit in SHAPED.items():
        document = Document(Registry.discover(), stack(count))
        pane, inspector = BuilderPane(document), Inspector(document)
        pane.resize(344, 800)
        inspector.resize(700, 400)
        pane.show()
        inspector.show()
        middle = f"lstm_{(count - 3) // 2}"
        document.select(middle)
        link.facts.connect(document.set_facts)
        link.report.connect(document.set_report)
        link.describe(document.project, None)
        link.warm_up()
        wait(link.report)
        painted, shaped = [], []
        for number in range(EDITS):
            app.processEvents()
            changed = edits.set_parameter(document.project, middle, "units", 33 + number)
            start = time.perf_counter()
            document.do("Set units", changed)
            link.describe(document.project, None)
            pane.view.viewport().repaint()
            painted.append(time.perf_counter() - start)
            wait(link.report)
            pane.view.viewport().repaint()
            shaped.append(time.perf_counter() - start)
        one, other = statistics.median(painted), statistics.median(shaped)
        print(f"{count} layers: edit painted after {1000 * one:.1f} ms, {one / PAINTED:.2f} of 16 ms; all shapes "
              f"after {1000 * other:.1f} ms, {other / limit:.2f} of {1000 * limit:.0f} ms")
        tell(f"an edit among {count} layers until it is painted", 1000 * one, 1000 * PAINTED, "ms")
        tell(f"an edit among {count} layers until all shapes are shown", 1000 * other, 1000 * limit, "ms")
        for widget in (pane, inspector):
            widget.hide()
        link.report.disconnect()
        link.facts.disconnect()
    link.shutdown()


if __name__ == "__main__":
    main()
