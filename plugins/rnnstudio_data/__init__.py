"""The data that comes with RNN Studio: sources, a text encoder, projects to start from."""

from __future__ import annotations

from rnnstudio.api import DataSource, Encoder, Template, hookimpl
from rnnstudio_data.by_hand import ByHand
from rnnstudio_data.english_reviews import EnglishReviews
from rnnstudio_data.folder_of_classes import FolderOfClasses
from rnnstudio_data.json_lines import JsonLines
from rnnstudio_data.parquet import Parquet
from rnnstudio_data.plain_text import PlainText
from rnnstudio_data.projects import templates
from rnnstudio_data.sequence_table import SequenceTable
from rnnstudio_data.series_table import SeriesTable
from rnnstudio_data.table import Table
from rnnstudio_data.words import Words


@hookimpl
def rnnstudio_data_sources() -> list[type[DataSource]]:
    """Return the sources in the order of the Data pane."""
    return [
        EnglishReviews,
        Table, JsonLines, Parquet, FolderOfClasses, PlainText, SeriesTable, SequenceTable,
        ByHand,
    ]


@hookimpl
def rnnstudio_encoders() -> list[type[Encoder]]:
    """Return the text encoders."""
    return [Words]


@hookimpl
def rnnstudio_templates() -> list[Template]:
    """Return the projects to start from."""
    return templates()
