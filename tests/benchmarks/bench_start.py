"""Process start to first paint of the window, with a real project loaded: under 1.0 s, no tensorflow, no keras.

Run: ``python tests/benchmarks/bench_start.py``. Starts the window several times as the command ``rnnstudio`` does,
offscreen unless there is a display, and prints the median, beside a bare PySide6 window's for the ratio.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time

from ratio import tell

OURS = """
import os, sys, time
from importlib.machinery import PathFinder
from rnnstudio.cli import main
def watch(window):
    paint = window.paintEvent
    def painted(self, event):
        paint(self, event)
        heavy = [name for name in ("tensorflow", "keras") if name in sys.modules]
        print(time.time(), ",".join(heavy) or "none", flush=True)
        os._exit(0)
    window.paintEvent = painted
class Watching:
    def find_spec(self, name, path=None, target=None):
        if name != "rnnstudio.studio.main_window":
            return None
        spec = PathFinder.find_spec(name, path)
        run = spec.loader.exec_module
        def exec_module(module):
            run(module)
            watch(module.MainWindow)
        spec.loader.exec_module = exec_module
        return spec
sys.meta_path.insert(0, Watching())
main(["studio"])
"""
BARE = """
import time
from PySide6.QtWidgets import QApplication, QMainWindow
class Window(QMainWindow):
    def paintEvent(self, event):
        print(time.time(), "none", flush=True)
        import os; os._exit(0)
app = QApplication([])
window = Window(); window.show(); app.exec()
"""
RUNS = 9


def first_paint(code: str, home: str) -> tuple[float, str]:
    """Return seconds from process start to the first paint, and which heavy modules were loaded by then."""
    environment = {**os.environ, "RNNSTUDIO_HOME": home}
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        environment["QT_QPA_PLATFORM"] = "offscreen"
    started = time.time()
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=60,
                          check=False)
    if not done.stdout.strip():
        raise SystemExit(done.stderr)
    painted, heavy = done.stdout.split()[-2:]
    return float(painted) - started, heavy


def main() -> None:
    """Print the medians and the ratio."""
    with tempfile.TemporaryDirectory() as home:
        first_paint(OURS, home)
        ours, bare, heavy = [], [], set()
        for _ in range(RUNS):
            seconds, modules = first_paint(OURS, home)
            ours.append(seconds)
            heavy.add(modules)
            bare.append(first_paint(BARE, home)[0])
    print(f"start to first paint: median {statistics.median(ours):.3f} s, worst {max(ours):.3f} s (reach: 1.0 s)")
    tell("start to first paint, median", statistics.median(ours), 1.0, "s")
    tell("start to first paint / a bare PySide6 window", statistics.median(ours) / statistics.median(bare))
    print(f"a bare PySide6 window: median {statistics.median(bare):.3f} s; "
          f"ratio {statistics.median(ours) / statistics.median(bare):.2f}")
    print(f"heavy modules loaded by then: {', '.join(sorted(heavy))}")


if __name__ == "__main__":
    main()
