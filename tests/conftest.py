"""For all tests: no screen, English, and no deadline for examples on a busy machine."""

import gc
import os
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["RNNSTUDIO_LANGUAGE"] = "en"

import pytest
from hypothesis import HealthCheck, settings

from rnnstudio.api.text import use_language

HERE = Path(__file__).parent
WEIGHTS = {"slow": 2, "tf": 1}
settings.register_profile(
    "rnnstudio", deadline=None, max_examples=40,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
settings.load_profile("rnnstudio")


def group_of(item):
    """Where tests run in several processes: all that have a window in one of them, and any other file in one."""
    below = item.path.relative_to(HERE) if item.path.is_relative_to(HERE) else item.path
    return {"studio": "windows", "desktop": "desktop"}.get(below.parts[0], str(below))


def pytest_collection_modifyitems(items):
    """Groups that take long go first, so that no process is left alone with one at the end."""
    weights = {"windows": 3}
    for item in items:
        group = group_of(item)
        item.add_marker(pytest.mark.xdist_group(group))
        weights[group] = max(weights.get(group, 0), *(WEIGHTS.get(mark.name, 0) for mark in item.iter_markers()))
    items.sort(key=lambda item: -weights[group_of(item)])


def pytest_collection_finish():
    """Thousands of tests stay until the end: the collector need not look through them again and again."""
    gc.freeze()


@pytest.fixture(autouse=True)
def english():
    """A test that switches the language doesn't leave it switched."""
    yield
    use_language("en")
