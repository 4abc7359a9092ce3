"""The exporters that come with RNN Studio."""

from __future__ import annotations

from rnnstudio.api import Exporter, hookimpl
from rnnstudio_exports.projector import EmbeddingProjector


@hookimpl
def rnnstudio_exporters() -> list[type[Exporter]]:
    """Return the exporters in the order of the menu."""
    return [EmbeddingProjector]
