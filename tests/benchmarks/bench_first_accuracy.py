"""Train pressed in the real window to validation accuracy 0.78 on the bundled reviews, TensorFlow's load included.

Run: ``python tests/benchmarks/bench_first_accuracy.py``. Train is pressed at the moment the window is shown, when the
engine process has not even begun to load TensorFlow. Reach: under 30 s. The ratio is to the time the same machine
needs for ``import tensorflow`` alone.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from typing import Any

os.environ.setdefault("RNNSTUDIO_HOME", tempfile.mkdtemp())
if not os.environ.get("DISPLAY"):
    os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from ratio import tell

from rnnstudio.engine_process.messages import singly
from rnnstudio.runs.events import EpochEnded
from rnnstudio.studio.app import Application
from rnnstudio.studio.settings import Settings
from rnnstudio.studio.theme import theme

TARGET = 0.78
LIMIT_MS = 120_000


def main() -> None:
    """Print seconds to the target and to the end."""
    app = QApplication([])
    theme().install(app, sheet=False)
    application = Application(app, Settings())
    times: dict[str, float] = {}

    def press() -> None:
        times["pressed"] = time.perf_counter()
        window.menus.train.trigger()

    def take(event: Any) -> None:
        for told in singly(event):
            if isinstance(told, EpochEnded):
                print(f"epoch {told.epoch}: validation accuracy {told.metrics['val_accuracy']:.4f}")
                if told.metrics["val_accuracy"] >= TARGET and "reached" not in times:
                    times["reached"] = time.perf_counter()
                    app.quit()

    application.link.run_event.connect(take)
    window = application.start(None)
    window.shown.connect(press)
    QTimer.singleShot(LIMIT_MS, app.quit)
    app.exec()
    if "reached" not in times:
        raise SystemExit(f"validation accuracy {TARGET} was not reached within {LIMIT_MS / 1000:.0f} s")
    seconds = times["reached"] - times["pressed"]
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import tensorflow"], capture_output=True, check=True, timeout=120)
    load = time.perf_counter() - started
    print(f"Train pressed to validation accuracy {TARGET}: {seconds:.1f} s (reach: 30 s)")
    tell(f"Train pressed to validation accuracy {TARGET}", seconds, 30, "s")
    print(f"import tensorflow alone: {load:.1f} s; ratio {seconds / load:.2f}")


if __name__ == "__main__":
    main()
