"""The data that comes with RNN Studio: sources, text encoders, tasks, projects to start from."""

from __future__ import annotations

from rnnstudio.api import DataSource, Encoder, LearningTask, Template, hookimpl
from rnnstudio_data.bpe import BPE
from rnnstudio_data.by_hand import ByHand
from rnnstudio_data.characters import Characters
from rnnstudio_data.english_reviews import EnglishReviews
from rnnstudio_data.folder_of_classes import FolderOfClasses
from rnnstudio_data.json_lines import JsonLines
from rnnstudio_data.label_tasks import Binary, MultiClass, MultiLabel, Regression
from rnnstudio_data.long_memory import LongMemory
from rnnstudio_data.parquet import Parquet
from rnnstudio_data.plain_text import PlainText
from rnnstudio_data.projects import templates
from rnnstudio_data.raw_bytes import Bytes
from rnnstudio_data.sequence_table import SequenceTable
from rnnstudio_data.series_table import SeriesTable
from rnnstudio_data.sets import SETS
from rnnstudio_data.table import Table
from rnnstudio_data.tfds import Tfds
from rnnstudio_data.window_tasks import Forecasting, NextToken
from rnnstudio_data.wordpiece import WordPiece
from rnnstudio_data.words import Words


@hookimpl
def rnnstudio_data_sources() -> list[type[DataSource]]:
    """Return the sources in the order of the Data pane."""
    return [
        EnglishReviews, *SETS,
        Table, JsonLines, Parquet, FolderOfClasses, PlainText, SeriesTable, SequenceTable,
        Tfds, LongMemory, ByHand,
    ]


@hookimpl
def rnnstudio_encoders() -> list[type[Encoder]]:
    """Return the text encoders."""
    return [Words, BPE, WordPiece, Characters, Bytes]


@hookimpl
def rnnstudio_tasks() -> list[type[LearningTask]]:
    """Return what may be predicted."""
    return [Binary, MultiClass, MultiLabel, Regression, NextToken, Forecasting]


@hookimpl
def rnnstudio_templates() -> list[Template]:
    """Return the projects to start from."""
    return templates()
