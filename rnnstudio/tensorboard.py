"""Shows a folder in TensorBoard, where it is installed: offline, for this machine alone, on a port that is free."""

from __future__ import annotations

import importlib.util
import queue
import subprocess
import sys
import threading
from pathlib import Path
from types import TracebackType

from rnnstudio.api import UserError, tr

_PATIENCE = 120.0
"""Seconds until it must answer; TensorBoard loads TensorFlow first."""
_LAST = 4000


def require() -> None:
    """Make sure that TensorBoard is installed.

    Raises:
        UserError: If it isn't, with the command that installs it.
    """
    if importlib.util.find_spec("tensorboard") is None:
        raise UserError(tr('TensorBoard is not installed; this installs it: {command}',
                           command='pip install "rnnstudio[tensorboard]"'))


def command(folder: Path) -> list[str]:
    """Return the command that shows a folder, prints its address, and ends when its standard input does."""
    return [sys.executable, "-m", "rnnstudio.tensorboard_server", str(folder)]


def projector(address: str) -> str:
    """Return where the Projector is, from what the command printed."""
    return address.strip().rstrip("/") + "/#projector"


def failed(told: str) -> str:
    """Return why TensorBoard could not be started, from the last of what it wrote."""
    lines = [line.strip() for line in told.strip().splitlines() if line.strip()]
    return tr("TensorBoard could not be started: {reason}", reason=lines[-1] if lines else tr("it says nothing"))


class Shown:
    """A TensorBoard that answers; it ends with the ``with`` block.

    Attributes:
        address: Where its Projector is.
    """

    def __init__(self, process: subprocess.Popen[str], address: str) -> None:
        self.address = address
        self._process = process

    def wait(self) -> None:
        """Wait until it ends by itself."""
        self._process.wait()

    def __enter__(self) -> Shown:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        _end(self._process)


def start(folder: Path, patience: float = _PATIENCE) -> Shown:
    """Start TensorBoard on a folder and wait until it answers.

    Raises:
        UserError: If it isn't installed, or doesn't answer.
    """
    require()
    process = subprocess.Popen(command(folder), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               text=True, encoding="utf-8", errors="replace")
    lines: queue.SimpleQueue[str] = queue.SimpleQueue()
    last: list[str] = []
    threading.Thread(target=lambda: lines.put(process.stdout.readline() if process.stdout else ""),
                     daemon=True).start()
    reader = threading.Thread(target=_keep, args=(process, last), daemon=True)
    reader.start()
    try:
        address = lines.get(timeout=patience)
    except queue.Empty:
        address = ""
    except BaseException:
        _end(process)
        raise
    if not address.strip():
        _end(process)
        reader.join(1)
        raise UserError(failed("".join(last)))
    return Shown(process, projector(address))


def _keep(process: subprocess.Popen[str], last: list[str]) -> None:
    """Read what it complains of, so that it never waits for that, and keep the end."""
    for line in process.stderr or ():
        last.append(line)
        while sum(map(len, last)) > _LAST:
            del last[0]


def _end(process: subprocess.Popen[str]) -> None:
    if process.stdin is not None:
        process.stdin.close()
    try:
        process.wait(3)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
