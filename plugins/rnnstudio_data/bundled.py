"""Where the files that come with the program lie."""

from __future__ import annotations

from importlib import resources
from pathlib import Path


def bundled(*parts: str) -> Path:
    """Return the path of a file in ``resources/``."""
    return Path(str(resources.files("rnnstudio_resources"))).joinpath(*parts)
