"""The exporters that come with RNN Studio."""

from __future__ import annotations

from rnnstudio.api import Exporter, hookimpl
from rnnstudio_exports.numpy_files import NumpyFiles
from rnnstudio_exports.parquet import ParquetTable
from rnnstudio_exports.projector import EmbeddingProjector
from rnnstudio_exports.word2vec import Word2Vec


@hookimpl
def rnnstudio_exporters() -> list[type[Exporter]]:
    """Return the exporters in the order of the menu."""
    return [EmbeddingProjector, Word2Vec, NumpyFiles, ParquetTable]
