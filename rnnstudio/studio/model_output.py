"""The model as a picture and as text: to a file, or to the clipboard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from rnnstudio.api import UserError, tr, whole_file
from rnnstudio.engine_process.messages import Failed, Summarized
from rnnstudio.runs.places import projects_folder
from rnnstudio.studio.notice import Notice
from rnnstudio.studio.workbench import Workbench

if TYPE_CHECKING:
    from rnnstudio.studio.builder.picture import Picture

TOPIC = "output"


class ModelOutput(QObject):
    """Writes pictures of the stack and Keras' summary."""

    def __init__(self, bench: Workbench, window: QWidget) -> None:
        super().__init__(window)
        self._bench = bench
        self._window = window
        self._for_summary: Callable[[str], object] | None = None
        bench.link.summary.connect(self._on_summary)
        bench.link.engine_lost.connect(self._on_engine_lost)

    def copy_picture(self) -> None:
        """Put an image of the stack on the clipboard."""
        from rnnstudio.studio.builder import picture_files  # only now: no start of the window waits for it

        try:
            QGuiApplication.clipboard().setImage(picture_files.image(self._picture()))
        except UserError as error:
            self._say(str(error), "error")
        else:
            self._say(tr("The picture is on the clipboard."), "success")

    def save_picture(self) -> None:
        """Ask for a file and write the stack to it, as SVG or PNG."""
        vector, pixels = tr("Vector picture") + " (*.svg)", tr("Image") + " (*.png)"
        path = self._ask(tr("Save picture of the model"), ".svg", (vector, pixels))
        if path is not None:
            self._try_to(lambda: self.write_picture(path), path)

    def write_picture(self, path: Path) -> None:
        """Write the stack to a file, as PNG if it is called so, else as SVG.

        Raises:
            UserError: If it can't be written.
        """
        from rnnstudio.studio.builder import picture_files

        picture_files.save(self._picture(), path)

    def copy_summary(self) -> None:
        """Put Keras' summary on the clipboard, once the engine has written it."""
        self._summarize(self._copy)

    def save_summary(self) -> None:
        """Ask for a file and write Keras' summary to it."""
        path = self._ask(tr("Save Keras summary"), ".txt", (tr("Text") + " (*.txt)",))
        if path is not None:
            self._summarize(lambda text: self._try_to(lambda: _write(path, text), path))

    def _summarize(self, then: Callable[[str], object]) -> None:
        self._for_summary = then
        self._say(tr("Keras is asked for its summary …"))
        self._bench.link.summarize(self._bench.document.project, self._bench.document.folder)

    @Slot(object)
    def _on_summary(self, event: object) -> None:
        then, self._for_summary = self._for_summary, None
        match event:
            case Summarized(text=text) if then is not None:
                then(text)
            case Failed(message=message) if then is not None:
                self._say(tr("There is no summary: {reason}", reason=message), "error")

    @Slot(str)
    def _on_engine_lost(self, _message: str) -> None:
        """The engine's end is said elsewhere."""
        self._for_summary = None
        self._bench.withdrawn.emit(TOPIC)

    def _copy(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self._say(tr("Keras' summary is on the clipboard."), "success")

    def _try_to(self, write: Callable[[], object], path: Path) -> None:
        try:
            write()
        except UserError as error:
            self._say(str(error), "error")
        else:
            self._say(tr("Saved as {path}", path=path), "success")

    def _picture(self) -> Picture:
        from rnnstudio.studio.builder.picture import Picture

        document = self._bench.document
        return Picture(document.project, document.registry, document.facts, document.report)

    def _ask(self, title: str, suffix: str, filters: tuple[str, ...]) -> Path | None:
        """Ask for a file; one without an ending gets that of the kind chosen."""
        document = self._bench.document
        folder = document.path.parent if document.path is not None else projects_folder()
        folder = folder if folder.is_dir() else Path.home()
        stem = document.path.stem if document.path is not None else _file_name(document.project.name)
        name, chosen = QFileDialog.getSaveFileName(self._window, title, str(folder / f"{stem}{suffix}"),
                                                   ";;".join(filters))
        if not name:
            return None
        wanted = chosen.rpartition("*")[2].rstrip(")") if chosen else suffix
        path = Path(name)
        known = {each.rpartition("*")[2].rstrip(")") for each in filters}
        return path if path.suffix.lower() in known else path.with_name(path.name + (wanted or suffix))

    def _say(self, text: str, kind: str = "info") -> None:
        self._bench.noticed.emit(Notice(text=text, kind=kind, topic=TOPIC))  # type: ignore[arg-type]


def _file_name(name: str) -> str:
    """Return a project's name without what a file's name can't hold."""
    return "".join("_" if letter in '/\\:*?"<>|' else letter for letter in name).strip() or "model"


def _write(path: Path, text: str) -> None:
    with whole_file(path) as temporary:
        temporary.write_text(text, encoding="utf-8")
