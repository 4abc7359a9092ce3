"""The folder that the vectors are written to."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QWidget

from rnnstudio.api import tr
from rnnstudio.studio.theme import SPACE_2


class TargetField(QWidget):
    """A folder's path, typed or chosen; it follows the proposal until a person says otherwise.

    Signals:
        changed: Another folder.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._proposed = Path()
        self.path = QLineEdit()
        self.path.setAccessibleName(tr("Folder to export to"))
        self.path.textChanged.connect(self._text_changed)
        self.choose = QPushButton(tr("Choose"))
        self.choose.setAccessibleName(tr("Choose the folder to export to"))
        self.choose.clicked.connect(self._choose)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_2)
        row.addWidget(self.path, 1)
        row.addWidget(self.choose)

    @property
    def target(self) -> Path | None:
        """The folder, absolute; ``None`` if none is given."""
        text = self.path.text().strip()
        if not text:
            return None
        try:
            path = Path(text).expanduser()
        except RuntimeError:
            path = Path(text)
        return path if path.is_absolute() else self._proposed.parent / path

    def propose(self, folder: Path) -> None:
        """Take another proposal; what a person wrote stays."""
        untouched = self.path.text() in ("", str(self._proposed))
        self._proposed = folder
        if untouched:
            self.path.setText(str(folder))

    def _text_changed(self, text: str) -> None:
        self.path.setToolTip(text)
        self.changed.emit()

    def _choose(self) -> None:
        start = self.target or self._proposed
        while not start.is_dir() and start != start.parent:
            start = start.parent
        chosen = QFileDialog.getExistingDirectory(self, tr("Folder to export to"), str(start))
        if chosen:
            self.path.setText(chosen)
