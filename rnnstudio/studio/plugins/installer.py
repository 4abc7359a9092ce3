"""Runs pip beside the window: what it prints is told as it comes, and it can be stopped."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, Signal, Slot

from rnnstudio.api import tr


class Installer(QObject):
    """One installation or removal at a time.

    Signals:
        printed: What pip printed.
        ended: Whether it went well, and a sentence that says what happened.
        changed: ``running`` did.
    """

    printed = Signal(str)
    ended = Signal(bool, str)
    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._process: QProcess | None = None
        self._stopped = False
        self._done = ""

    @property
    def running(self) -> bool:
        """Whether pip is at work."""
        return self._process is not None

    def run(self, command: Sequence[str], done: str) -> None:
        """Run a command; nothing happens while another runs.

        Args:
            command: Program and arguments.
            done: The sentence for when it went well.
        """
        if self._process is not None:
            return
        process = self._process = QProcess(self)
        self._stopped, self._done = False, done
        environment = QProcessEnvironment.systemEnvironment()
        environment.insert("PYTHONIOENCODING", "utf-8")
        environment.insert("PYTHONUNBUFFERED", "1")
        process.setProcessEnvironment(environment)
        process.setProcessChannelMode(QProcess.ProcessChannelMode.MergedChannels)
        process.readyReadStandardOutput.connect(self._read)
        process.finished.connect(self._finished)
        process.errorOccurred.connect(self._failed)
        process.start(command[0], list(command[1:]))
        self.changed.emit()

    @Slot()
    def stop(self) -> None:
        """End it now; pip puts back what it had taken away."""
        if self._process is not None:
            self._stopped = True
            self._process.terminate()

    def close(self) -> None:
        """End with the window."""
        process, self._process = self._process, None
        if process is not None:
            process.blockSignals(True)
            process.terminate()
            if not process.waitForFinished(2000):
                process.kill()
                process.waitForFinished(1000)
            process.deleteLater()

    @Slot()
    def _read(self) -> None:
        if self._process is not None:
            self.printed.emit(bytes(self._process.readAllStandardOutput().data()).decode("utf-8", "replace"))

    @Slot()
    def _finished(self) -> None:
        process = self._process
        if process is None:
            return
        self._read()
        well = process.exitStatus() == QProcess.ExitStatus.NormalExit and process.exitCode() == 0
        self._end(well, self._done if well else tr("Stopped. Nothing was changed, unless the output says so.")
                  if self._stopped else tr("It didn't go well; the output says why."))

    @Slot(QProcess.ProcessError)
    def _failed(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart and self._process is not None:
            self._end(False, tr("pip could not be started: {reason}", reason=self._process.errorString()))

    def _end(self, well: bool, sentence: str) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.deleteLater()
        self.changed.emit()
        self.ended.emit(well, sentence)
