"""Asks the engine how a run's words are divided among its classes, once for each run that is looked at."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot

from rnnstudio.studio.document import Document
from rnnstudio.studio.embeddings.words_state import WordsState
from rnnstudio.studio.question import Question
