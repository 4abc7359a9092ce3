"""Pictures of the map and tables of its words as files: asks where to, writes, says what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from rnnstudio.api import UserError, tr
from rnnstudio.runs.places import projects_folder
from rnnstudio.studio.embeddings import selection
from rnnstudio.studio.embeddings.words_state import WordsState
from rnnstudio.studio.notice import Kind, Notice

if TYPE_CHECKING:
    from rnnstudio.studio.scatter import Scatter

TOPIC = "words"


class MapSaving(QObject):
    """Saves what the map shows.

    Signals:
        noticed: A ``Notice`` of what was saved, or why it wasn't.
    """

    noticed = Signal(object)

    def __init__(self, state: WordsState, scatter: Scatter, window: QWidget) -> None:
        super().__init__(window)
        self._state = state
        self._scatter = scatter
        self._window = window
        self._folder: Path | None = None

    def ask_picture(self, kind: str) -> None:
        """Ask for a file and write a picture to it, "png" or "svg"."""
        name = tr("Image") if kind == "png" else tr("Vector picture")
        path = self._ask(tr("Save picture"), f".{kind}", f"{name} (*.{kind})")
        if path is not None:
            self.save_picture(path)

    def save_picture(self, path: Path) -> None:
        """Write a picture, as SVG if the file is called so, else as PNG."""
        try:
            if path.suffix.lower() == ".svg":
                self._scatter.to_svg(path)
            else:
                self._scatter.to_png(path)
        except UserError as error:
            self._say(str(error), "error")
        else:
            self._say(tr("Saved as {path}", path=path), "success")

    def ask_words(self, rows: Sequence[int]) -> None:
        """Ask for a file and write words to it."""
        if not rows:
            return
        path = self._ask(tr("Save the selected words"), ".tsv", tr("Table") + " (*.tsv)")
        if path is not None:
            self.save_words(rows, path)

    def save_words(self, rows: Sequence[int], path: Path) -> None:
        """Write words of the state, with what is known of them, as tab-separated values."""
        state = self._state
        if state.space is None:
            return
        try:
            selection.save(state.space, rows, state.classes, state.association, path)
        except UserError as error:
            self._say(str(error), "error")
        else:
            self._say(tr("Saved as {path}", path=path), "success")

    def _ask(self, title: str, suffix: str, kinds: str) -> Path | None:
        """Ask for a file; one without the ending gets it."""
        folder = self._folder or projects_folder()
        folder = folder if folder.is_dir() else Path.home()
        stem = self._state.info.name if self._state.info is not None else tr("Words")
        name = "".join("_" if letter in '/\\:*?"<>|' else letter for letter in stem)
        chosen, _ = QFileDialog.getSaveFileName(self._window, title, str(folder / f"{name}{suffix}"), kinds)
        if not chosen:
            return None
        path = Path(chosen)
        self._folder = path.parent
        return path if path.suffix.lower() == suffix else path.with_name(path.name + suffix)

    def _say(self, text: str, kind: Kind) -> None:
        self.noticed.emit(Notice(text=text, kind=kind, topic=TOPIC))
