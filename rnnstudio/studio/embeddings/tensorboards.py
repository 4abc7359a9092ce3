"""Shows exports in TensorBoard: each in a process of its own, in the browser, without holding the window up."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, QProcess, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices

from rnnstudio import tensorboard
from rnnstudio.api import UserError

_PATIENCE = 1000
"""Milliseconds that a process has to end by itself."""
_LAST = 4000


class TensorBoards(QObject):
    """Starts TensorBoard on folders; all of them end with the program, however that ends.

    Signals:
        shown: The browser was sent to the Projector.
        failed: Why it could not be, in a sentence.
    """

    shown = Signal(str)
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._running: dict[Path, QProcess] = {}
        self._addresses: dict[Path, str] = {}
        self._told: dict[Path, str] = {}
        app = QCoreApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(self.close)

    def show(self, folder: Path) -> None:
        """Show a folder that an export was written to; one that is shown already is shown again."""
        if folder in self._addresses:
            self._open(self._addresses[folder])
            return
        if folder in self._running:
            return
        try:
            tensorboard.require()
        except UserError as error:
            self.failed.emit(str(error))
            return
        self._start(folder)

    def _start(self, folder: Path) -> None:
        process = QProcess(self)
        program, *arguments = tensorboard.command(folder)
        self._running[folder], self._told[folder] = process, ""
        process.readyReadStandardOutput.connect(lambda: self._on_told(folder, process))
        process.readyReadStandardError.connect(lambda: self._on_complaint(folder, process))
        process.errorOccurred.connect(lambda: self._on_ended(folder, process))
        process.finished.connect(lambda: self._on_ended(folder, process))
        process.start(program, arguments)

    def forget(self, folder: Path) -> None:
        """Have a folder read anew the next time: something else was written to it."""
        process = self._running.pop(folder, None)
        self._addresses.pop(folder, None)
        if process is not None:
            _end(process)

    @Slot()
    def close(self) -> None:
        """End all of them."""
        for folder in list(self._running):
            self.forget(folder)

    def _on_told(self, folder: Path, process: QProcess) -> None:
        if folder in self._addresses or self._running.get(folder) is not process or not process.canReadLine():
            return
        address = tensorboard.projector(bytes(process.readLine().data()).decode("utf-8", "replace"))
        self._addresses[folder] = address
        self._open(address)

    def _on_complaint(self, folder: Path, process: QProcess) -> None:
        more = bytes(process.readAllStandardError().data()).decode("utf-8", "replace")
        self._told[folder] = (self._told.get(folder, "") + more)[-_LAST:]

    def _on_ended(self, folder: Path, process: QProcess) -> None:
        if self._running.get(folder) is not process:
            return
        was_shown = self._addresses.pop(folder, "")
        del self._running[folder]
        process.deleteLater()
        if not was_shown:
            self.failed.emit(tensorboard.failed(self._told.get(folder, "") or process.errorString()))

    def _open(self, address: str) -> None:
        QDesktopServices.openUrl(QUrl(address))
        self.shown.emit(address)


def _end(process: QProcess) -> None:
    process.blockSignals(True)
    process.closeWriteChannel()
    if process.state() != QProcess.ProcessState.NotRunning and not process.waitForFinished(_PATIENCE):
        process.kill()
        process.waitForFinished(_PATIENCE)
    process.deleteLater()
