"""TensorBoard event files, written without the tensorboard package, which ``tf.summary`` would need."""

from __future__ import annotations

import socket
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any


class EventFile:
    """One event file, appended to. TensorBoard shows each folder of such files as a curve of its own.

    Args:
        folder: Made if missing.
    """

    def __init__(self, folder: Path) -> None:
        import tensorflow as tf
        from tensorflow.core.util import event_pb2

        folder.mkdir(parents=True, exist_ok=True)
        self._event: Any = event_pb2.Event
        name = f"events.out.tfevents.{int(time.time()):010d}.{socket.gethostname()}"
        self._writer = tf.io.TFRecordWriter(str(folder / name))
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
