import pytest

from rnnstudio.studio.training.plotting import plot_loader
from rnnstudio.studio.training.state import TrainingState


@pytest.fixture
def state(qapp) -> TrainingState:
    return TrainingState()


@pytest.fixture
def loaded(qapp, qtbot) -> None:
    """The plotting library is loaded."""
    loader = plot_loader()
    loader.start()
    qtbot.waitUntil(lambda: loader.is_loaded, timeout=20_000)
