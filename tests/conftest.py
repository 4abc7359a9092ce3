"""For all tests: no screen, English, and no deadline for examples on a busy machine."""

import gc
import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["RNNSTUDIO_LANGUAGE"] = "en"

import pytest
from hypothesis import HealthCheck, settings

from rnnstudio.api.text import use_language

WEIGHTS = {"slow": 2, "tf": 1}
settings.register_profile(
    "rnnstudio", deadline=None, max_examples=40,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
settings.load_profile("rnnstudio")


def pytest_collection_modifyitems(items):
    """Files that take long go first, so that no process is left alone with one at the end."""
    weights = {}
    for item in items:
        marked = max((WEIGHTS.get(mark.name, 0) for mark in item.iter_markers()), default=0)
        weights[item.path] = max(weights.get(item.path, 0), marked)
    items.sort(key=lambda item: -weights[item.path])


def pytest_collection_finish():
    """Thousands of tests stay until the end: the collector need not look through them again and again."""
    gc.freeze()


@pytest.fixture(autouse=True)
def english():
    """A test that switches the language doesn't leave it switched."""
    yield
    use_language("en")
