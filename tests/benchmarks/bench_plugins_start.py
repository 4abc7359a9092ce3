"""What 50 plugins by others with 5 layers each add to the window's start, beside a start with none but ours.

Run: ``python tests/benchmarks/bench_plugins_start.py``. Fifty distributions are made on a path. Two times are taken
from the start of the process: the first paint, and when everything is loaded and shown: the palette lists all layers
and the window answers again. Between the two, the longest time that the window didn't answer.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from ratio import tell

PROGRAM = """
import sys, time, json, os
from PySide6.QtCore import QTimer
import rnnstudio.studio.app as app
from rnnstudio.studio.engine_link import EngineLink
from rnnstudio.studio.main_window import MainWindow
wanted = int(sys.argv[1])
EngineLink.warm_up = lambda self: None  # TensorFlow's start is not what is measured
painted, last, worst = 0.0, 0.0, 0.0
paint = MainWindow.paintEvent
def on_paint(self, event):
    global painted, last
    paint(self, event)
    if not painted:
        painted = last = time.time()
        timer = QTimer(self, interval=5)
        timer.timeout.connect(lambda: tick(self))
        timer.start()
MainWindow.paintEvent = on_paint
def tick(window):
    global last, worst
    now = time.time()
    worst, last = max(worst, now - last), now
    state = window.workbench.plugins
    if not state.loading and now - painted > 0.05 and len(window.workbench.registry.layers) >= wanted:
        print(json.dumps([painted, now, worst, len(window.workbench.registry.layers)]), flush=True)
        os._exit(0)
app.main(None)
"""
PLUGIN = """
from typing import Annotated
from rnnstudio.api import *

{layers}

@hookimpl
def rnnstudio_layers():
    return [{names}]
"""
LAYER = """
class Layer{number}(Layer):
    '''Does the work of layer {number}.'''

    info = LayerInfo(id="{plugin}.layer_{number}", title="{plugin} {number}", category="Others", keras_name="Dense")
    units: Annotated[int, Range(1, 8192), Doc("Size of the output.")] = 64
    rate: Annotated[float, Range(0, 1), Folded(), Doc("Share that is dropped.")] = 0.1
    use_bias: Annotated[bool, Doc("Add a bias.")] = True

    def build(self, context):
        import keras

        return keras.layers.Dense(self.units, name=context.name)
"""
PLUGINS, LAYERS, RUNS = 50, 5, 7


def make(site: Path) -> None:
    """Make the distributions."""
    for number in range(PLUGINS):
        name = f"many_{number:02}"
        layers = "\n".join(LAYER.format(number=one, plugin=name) for one in range(LAYERS))
        (site / f"{name}.py").write_text(PLUGIN.format(
            layers=layers, names=", ".join(f"Layer{one}" for one in range(LAYERS))), encoding="utf-8")
        about = site / f"{name}-1.0.dist-info"
        about.mkdir()
        (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n", encoding="utf-8")
        (about / "entry_points.txt").write_text(f"[rnnstudio]\n{name} = {name}\n", encoding="utf-8")


def start(home: str, site: str, more: int) -> tuple[float, float, float, int]:
    """Return seconds to first paint and to all loaded, the longest silence between them, and how many layers."""
    environment = {**os.environ, "RNNSTUDIO_HOME": home, "PYTHONPATH": site}
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        environment["QT_QPA_PLATFORM"] = "offscreen"
    began = time.time()
    done = subprocess.run([sys.executable, "-c", PROGRAM, str(more)], env=environment, capture_output=True, text=True,
                          timeout=120, check=False)
    if not done.stdout.strip():
        raise SystemExit(done.stderr)
    painted, loaded, worst, layers = json.loads(done.stdout.splitlines()[-1])
    return painted - began, loaded - began, worst, layers


def main() -> None:
    """Print the medians and what the plugins add."""
    with tempfile.TemporaryDirectory() as home, tempfile.TemporaryDirectory() as empty, \
            tempfile.TemporaryDirectory() as full:
        make(Path(full))
        ours = start(home, empty, 0)[3]
        start(home, full, ours + PLUGINS * LAYERS)
        without, many = [], []
        for _ in range(RUNS):
            without.append(start(home, empty, ours))
            many.append(start(home, full, ours + PLUGINS * LAYERS))
    for which, title in ((0, "first paint"), (1, "all is loaded")):
        alone, all_ = (statistics.median(run[which] for run in runs) for runs in (without, many))
        print(f"{title}: with ours alone {alone:.3f} s, with {PLUGINS} plugins more {all_:.3f} s")
        tell(f"{title}: {PLUGINS} plugins of {LAYERS} layers more than none but ours", all_ - alone, 0.3, "s")
    silence = max(run[2] for run in many)
    tell("longest time that the window didn't answer while they came", silence, 0.1, "s")


if __name__ == "__main__":
    main()
