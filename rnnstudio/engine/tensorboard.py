"""TensorBoard event files, written without the tensorboard package, which ``tf.summary`` would need.

A run that goes on writes new files beside those it has: TensorBoard reads a folder's files one after the other, and
TensorFlow can't append to one. Before that, what was written after the state that it goes on from is cut off, by
the lengths that the files had then.
"""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_PREFIX = "events.out.tfevents."


class EventFile:
    """One event file, appended to. TensorBoard shows each folder of such files as a curve of its own.

    Args:
        folder: Made if missing.

    Attributes:
        path: The file.
    """

    def __init__(self, folder: Path) -> None:
        import tensorflow as tf
        from tensorflow.core.util import event_pb2

        folder.mkdir(parents=True, exist_ok=True)
        self._event: Any = event_pb2.Event
        name = f"{_PREFIX}{int(time.time()):010d}.{socket.gethostname()}"
        number = len(list(folder.glob(f"{_PREFIX}*")))
        self.path = folder / (f"{name}.{number}" if number else name)
        self._writer = tf.io.TFRecordWriter(str(self.path))
        self._write(self._event(wall_time=time.time(), file_version="brain.Event:2"))
        self._writer.flush()

    def add(self, step: int, scalars: Mapping[str, float], wall_time: float) -> None:
        """Add a point to each of several curves.

        Args:
            step: Its place.
            scalars: Its values by tag.
            wall_time: Seconds since 1970.
        """
        event = self._event(wall_time=wall_time, step=step)
        for tag, value in scalars.items():
            event.summary.value.add(tag=tag, simple_value=value)
        self._write(event)

    def _write(self, event: Any) -> None:
        self._writer.write(event.SerializeToString())

    def flush(self) -> None:
        """Hand what was added to the system."""
        self._writer.flush()

    def close(self) -> None:
        """Write the rest and close the file."""
        self._writer.close()


def lengths(run: Path, folder: Path) -> dict[str, int]:
    """Return the length of each event file below a folder, by its path below the run's, once all is on disk.

    Raises:
        OSError: If the disk is full or gone.
    """
    found = {}
    for path in sorted(folder.rglob(f"{_PREFIX}*")):
        with path.open("rb+") as file:
            os.fsync(file.fileno())
            found[path.relative_to(run).as_posix()] = os.fstat(file.fileno()).st_size
    return found


def cut(run: Path, folder: Path, kept: Mapping[str, int]) -> None:
    """Take away what was written after ``lengths`` was asked: cut short again, it is what it was.

    Raises:
        OSError: If it can't be done.
    """
    for path in sorted(folder.rglob(f"{_PREFIX}*")):
        length = kept.get(path.relative_to(run).as_posix())
        if length is None:
            path.unlink()
        elif path.stat().st_size > length:
            os.truncate(path, length)
