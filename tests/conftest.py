"""For all tests: no screen, English, and no deadline for examples on a busy machine."""

import os
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["RNNSTUDIO_LANGUAGE"] = "en"

import pytest
from hypothesis import HealthCheck, settings

from rnnstudio.api.text import use_language

HERE = Path(__file__).parent
settings.register_profile(
    "rnnstudio", deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
settings.load_profile("rnnstudio")


def pytest_collection_modifyitems(items):
    """Where tests run in several processes: all that have a window in one of them, and any other file in one."""
    for item in items:
        below = item.path.relative_to(HERE) if item.path.is_relative_to(HERE) else item.path
        group = {"studio": "windows", "desktop": "desktop"}.get(below.parts[0], str(below))
        item.add_marker(pytest.mark.xdist_group(group))


@pytest.fixture(autouse=True)
def english():
    """A test that switches the language doesn't leave it switched."""
    yield
    use_language("en")
