import numpy as np
import pytest

from rnnstudio.studio.plots.lines import Line
from rnnstudio.studio.plots.look import Look
from rnnstudio.studio.plots.pyramid import Pyramid
from rnnstudio.studio.training.plotting import plot_loader


@pytest.fixture
def loaded(qapp, qtbot) -> None:
    """The plotting library is loaded."""
    loader = plot_loader()
    loader.start()
    qtbot.waitUntil(lambda: loader.is_loaded, timeout=20_000)


@pytest.fixture
def new_chart(qtbot, loaded):
    """Makes a chart that is shown."""

    def make(sight=None, size=(600, 260)):
        chart = plot_loader().new_chart(sight)
        qtbot.addWidget(chart)
        chart.resize(*size)
        chart.show()
        qtbot.waitExposed(chart)
        return chart

    return make


@pytest.fixture
def new_line():
    """Makes a line: 1 to 100 and their squares, or what it is given."""

    def make(key="a", y=None, x=None, **look):
        y = np.arange(1.0, 101) ** 2 if y is None else np.asarray(y, dtype=float)
        x = np.arange(1.0, len(y) + 1) if x is None else np.asarray(x, dtype=float)
        return Line(key, key.upper(), Look(**look), x, Pyramid(y))

    return make
