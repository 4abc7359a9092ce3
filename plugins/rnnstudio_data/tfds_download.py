"""Downloads and prepares a data set of TensorFlow Datasets, in a process of its own.

The library waits minutes for a network that isn't there, and can't be interrupted meanwhile; a process can. It draws
progress bars on its standard error, which are read here, and says how it ended in a line of JSON on its standard
output. It ends by itself when its standard input closes, that is, when whoever started it is gone.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO

import msgspec

from rnnstudio.api import Cancelled, UserError, tr

_BAR = re.compile(r"(?P<what>[A-Z][\w ]+?)(?:\.\.\.)?:\s+(?P<percent>\d+)%\|")
_HOST = re.compile(r"host='([^']+)'")
_PAUSE = 0.1
_PATIENCE = 5.0
_MOST_SAID = 300


class Outcome(msgspec.Struct):
    """What the process says at its end: ``error`` is "" if all went well."""

    error: str = ""
    unknown: bool = False
    near: list[str] = []


class _Bars:
    """The process' progress bars, as last drawn."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.state: tuple[str, float | None] = (tr("Looking for {name}", name=name), None)
        self.last = ""

    def read(self, stream: IO[bytes]) -> None:
        """Follow the stream to its end; a bar is drawn anew after a carriage return."""
        text = ""
        while piece := os.read(stream.fileno(), 4096):
            *lines, text = re.split(r"[\r\n]+", text + piece.decode("utf-8", "replace"))
            for line in lines:
                self._line(line.strip())

    def _line(self, line: str) -> None:
        self.last = line or self.last
        downloading, preparing = tr("Downloading {name}", name=self._name), tr("Preparing {name}", name=self._name)
        if line.startswith("Dl ") and self.state[0] not in (downloading, preparing):
            self.state = downloading, None
        for found in _BAR.finditer(line):
            share = int(found["percent"]) / 100
            if found["what"] == "Dl Size":
                self.state = downloading, share
            elif found["what"] == "Generating splits":
                self.state = preparing, share


def download(name: str, folder: Path, cancelled: Callable[[], bool], progress: Callable[[str, float | None], None],
             command: Sequence[str] = (sys.executable, "-m", "rnnstudio_data.tfds_download")) -> None:
    """Download a data set and prepare it.

    Args:
        name: As TensorFlow Datasets writes it.
        folder: Where it is prepared; made if it isn't there.
        cancelled: Asked ten times in a second.
        progress: Told what is being done, and the share done.
        command: Starts the process; the name and the folder are put behind it.

    Raises:
        UserError: If it can't be done.
        Cancelled: If ``cancelled`` answers True; the process is gone then, and what was half prepared too.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(tr("the folder {folder} can't be made: {reason}", folder=folder,
                           reason=error.strerror or error)) from error
    before = _half_prepared(folder)
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONUTF8": "1"}
    bars = _Bars(name)
    with subprocess.Popen([*command, name, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, env=environment) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        said: list[bytes] = []
        readers = [threading.Thread(target=bars.read, args=(process.stderr,), daemon=True),
                   threading.Thread(target=said.extend, args=(process.stdout,), daemon=True)]
        for reader in readers:
            reader.start()
        try:
            _wait(process, bars, cancelled, progress)
        finally:
            if process.poll() is None:
                process.kill()
            process.wait(_PATIENCE)
            for reader in readers:
                reader.join(_PATIENCE)
            for path in _half_prepared(folder) - before:
                shutil.rmtree(path, ignore_errors=True)
    _judge(name, said, bars.last)


def _wait(process: subprocess.Popen[bytes], bars: _Bars, cancelled: Callable[[], bool],
          progress: Callable[[str, float | None], None]) -> None:
    told = None
    while process.poll() is None:
        if cancelled():
            raise Cancelled
        if bars.state != told:
            told = bars.state
            progress(*told)
        time.sleep(_PAUSE)


def _half_prepared(folder: Path) -> set[Path]:
    """Return the folders in which something is being downloaded or prepared, or was when a process died."""
    patterns = ("*/incomplete.*", "*/*/incomplete.*", "downloads/*.tmp.*", "downloads/*/*.tmp.*")
    return {path for pattern in patterns for path in folder.glob(pattern)}


def _judge(name: str, said: list[bytes], last: str) -> None:
    """Raise what the process said went wrong."""
    try:
        outcome = msgspec.json.decode(said[-1] if said else b"", type=Outcome)
    except msgspec.DecodeError:
        outcome = Outcome(error=last or tr("its process ended early"))
    if outcome.unknown:
        near = tr(" (did you mean {name}?)", name=outcome.near[0]) if outcome.near else ""
        raise UserError(tr('TensorFlow Datasets knows no data set "{name}"', name=name) + near)
    if host := _HOST.search(outcome.error):
        raise UserError(tr("{name} can't be downloaded: there is no connection to {host}; connect to the network, or "
                           "copy a prepared folder from another machine", name=name, host=host[1]))
    if outcome.error:
        raise UserError(tr("{name} can't be downloaded: {reason}", name=name, reason=outcome.error))


def main(name: str, folder: str) -> Outcome:
    """Do the work, in the process."""
    import difflib

    import tensorflow_datasets as tfds

    try:
        try:
            builder = tfds.builder(name, data_dir=folder)
        except tfds.core.registered.DatasetNotFoundError:
            known = tfds.list_builders(with_community_datasets=False)
            return Outcome(unknown=True, near=difflib.get_close_matches(name.partition("/")[0], known, n=1))
        builder.download_and_prepare(download_config=tfds.download.DownloadConfig(try_download_gcs=False))
    except Exception as error:  # noqa: BLE001 - whatever a data set's own code raises is said to the user
        lines = [line.strip() for line in str(error).splitlines() if line.strip()]
        reason = lines[0] if lines else type(error).__name__
        host = _HOST.search(str(error))
        return Outcome(error=reason[:_MOST_SAID] + (f" {host[0]}" if host else ""))
    return Outcome()


def _end_with_parent() -> None:
    sys.stdin.buffer.read()
    os._exit(1)


if __name__ == "__main__":
    threading.Thread(target=_end_with_parent, daemon=True).start()
    sys.stdout.write(msgspec.json.encode(main(*sys.argv[1:3])).decode() + "\n")
    sys.stdout.flush()
    os._exit(0)  # the thread that reads the standard input is never done
