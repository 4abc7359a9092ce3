"""For all tests: no screen, English, and no deadline for examples on a busy machine."""

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["RNNSTUDIO_LANGUAGE"] = "en"

import pytest
from hypothesis import HealthCheck, settings

from rnnstudio.api.text import use_language

settings.register_profile(
    "rnnstudio", deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
settings.load_profile("rnnstudio")


@pytest.fixture(autouse=True)
def english():
    """A test that switches the language doesn't leave it switched."""
    yield
    use_language("en")
