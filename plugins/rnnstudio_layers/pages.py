"""Where a layer's help pages lie: an HTML fragment for each language, with its pictures beside it."""

from __future__ import annotations

from pathlib import Path


def page(name: str) -> str:
    """Return the beginning of the paths of a layer's pages, for ``LayerInfo.help``."""
    return str(Path(__file__).parent / "help" / name)
