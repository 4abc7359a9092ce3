"""The plotting library comes late and from the side."""

import gc
import subprocess
import sys

from rnnstudio.studio.training.plotting import PlotLoader

PANE = """
import sys
from PySide6.QtWidgets import QApplication
app = QApplication([])
from rnnstudio.registry import Registry
from rnnstudio.studio.document import Document
from rnnstudio.studio.training import pane, plotting, state
shown = pane.TrainingPane(Document(Registry([])), state.TrainingState())
shown.show()
app.processEvents()
print(sorted(name for name in ("numpy", "pyqtgraph") if name in sys.modules))
plotting.plot_loader().loaded.connect(app.quit)
app.exec()
print(sorted(name for name in ("numpy", "pyqtgraph") if name in sys.modules), len(shown.board.grid.charts))
"""


def test_that_the_pane_is_shown_before_numpy_and_pyqtgraph_are_loaded_and_loads_them_after():
    done = subprocess.run([sys.executable, "-c", PANE], capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout.splitlines() == ["[]", "['numpy', 'pyqtgraph'] 1"], done.stderr


def test_that_the_library_is_loaded_once_and_told_once(qapp, qtbot):
    loader, told = PlotLoader(), []
    loader.loaded.connect(lambda: told.append(loader.is_loaded))
    loader.start()
    loader.start()
    qtbot.waitUntil(lambda: loader.is_loaded, timeout=20_000)
    loader.start()
    qtbot.wait(60)
    assert told == [True]


def test_that_the_collector_works_again_after_loading(qapp, qtbot, loaded):
    assert gc.isenabled()


def test_that_a_chart_wanted_at_once_is_made_at_once(qapp, qtbot):
    chart = PlotLoader().new_chart()
    qtbot.addWidget(chart)
    chart.set_title("Loss")
    assert chart.title == "Loss"
