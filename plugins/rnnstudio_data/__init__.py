"""The data that comes with RNN Studio: sources, a text encoder, projects to start from."""

from __future__ import annotations

from rnnstudio.api import DataSource, Encoder, Template, hookimpl
from rnnstudio_data.bpe import BPE
from rnnstudio_data.by_hand import ByHand
from rnnstudio_data.characters import Characters
from rnnstudio_data.english_reviews import EnglishReviews
from rnnstudio_data.projects import templates
from rnnstudio_data.raw_bytes import Bytes
from rnnstudio_data.table import Table
from rnnstudio_data.wordpiece import WordPiece
from rnnstudio_data.words import Words


@hookimpl
def rnnstudio_data_sources() -> list[type[DataSource]]:
    """Return the sources in the order of the Data pane."""
    return [EnglishReviews, Table, ByHand]


@hookimpl
def rnnstudio_encoders() -> list[type[Encoder]]:
    """Return the text encoders."""
    return [Words, BPE, WordPiece, Characters, Bytes]


@hookimpl
def rnnstudio_templates() -> list[Template]:
    """Return the projects to start from."""
    return templates()
