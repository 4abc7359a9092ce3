"""t-SNE and UMAP, in a process of their own: neither can be stopped from within, a process can be ended."""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from types import TracebackType
from typing import Any, BinaryIO, cast

import msgspec
import numpy as np

from rnnstudio.api import Cancelled, UserError, tr
from rnnstudio.api.text import language
from rnnstudio.runs.places import cache_folder
from rnnstudio.vectors.near import Asked, wanted
from rnnstudio.vectors.projecting import check_layable
from rnnstudio.vectors.slow_messages import (
    Answer,
    Failed,
    Laid,
    Lay,
    Method,
    Told,
    TsneSettings,
    UmapSettings,
    receive,
    send,
)
from rnnstudio.vectors.space import Vectors

COMMAND = (sys.executable, "-P", "-m", "rnnstudio.vectors.worker")
LEAST = 10
"""Words below which neighbourhoods mean nothing."""
_MOST = {("tsne", 2): 20_000, ("tsne", 3): 5_000, ("umap", 2): 20_000, ("umap", 3): 20_000}
_TITLES = {"tsne": "t-SNE", "umap": "UMAP"}
_OFTEN = 0.1
_DYING = 2.0
_LAST_WORDS = 300


def most_words(method: Method, dimensions: int = 2) -> int:
    """Return how many words a method lays out at most, within minutes."""
    return _MOST[method, dimensions]


def refusal(method: Method, count: int, dimensions: int = 2) -> str:
    """Say why a method doesn't lay out so many words, and what to do; "" if it does."""
    if count < LEAST:
        return tr("{method} needs at least {least} words, and there are {count}; look at them by PCA",
                  method=_TITLES[method], least=LEAST, count=count)
    most = most_words(method, dimensions)
    if count > most:
        return tr("{method} of {count} words in {dimensions}-D would take too long; take the {most} most frequent "
                  "ones, or look at all by PCA", method=_TITLES[method], count=f"{count:,}", dimensions=dimensions,
                  most=f"{most:,}")
    return ""


def lay_out(vectors: Vectors, method: Method, parameters: Mapping[str, Any] | None = None, *,
            progress: Callable[[float, Vectors | None], object] = lambda fraction, positions: None,
            cancelled: Asked = wanted) -> Vectors:
    """Lay vectors out by t-SNE or UMAP; returns when they are.

    Args:
        vectors: float32 of shape (words, dimensions); cosines between them are what is kept.
        method: By which method.
        parameters: The fields of ``TsneSettings`` or ``UmapSettings``.
        progress: Told the share done, 0 to 1, and where the words are by now, if that is known.
        cancelled: Asked ten times a second; once it answers True, the process is ended.

    Returns:
        Positions, float32 of shape (words, 2 or 3). The same vectors, parameters and seed give the same.

    Raises:
        UserError: If there are too few or too many words, or the method isn't installed, or failed.
        Cancelled: If ``cancelled`` answered True.
    """
    with start(vectors, method, parameters) as work:
        while work.result is None:
            if cancelled():
                raise Cancelled
            told = work.next(_OFTEN)
            if told is not None and not cancelled():
                progress(told.fraction, work.positions)
        return work.result


def start(vectors: Vectors, method: Method, parameters: Mapping[str, Any] | None = None) -> SlowWork:
    """Begin to lay vectors out; see ``lay_out``, which does all of it.

    Raises:
        UserError: If there are too few or too many words, or the process can't be started.
    """
    given = dict(parameters or {})
    settings: TsneSettings | UmapSettings
    try:
        settings = msgspec.convert(given, TsneSettings) if method == "tsne" else msgspec.convert(given, UmapSettings)
    except msgspec.ValidationError as error:
        raise UserError(f"{_TITLES[method]}: {error}") from error
    reason = refusal(method, len(vectors), settings.dimensions)
    if reason:
        raise UserError(reason)
    check_layable(vectors)
    rows = np.ascontiguousarray(vectors, np.float32)
    return SlowWork(Lay(
        vectors=rows.tobytes(), shape=(rows.shape[0], rows.shape[1]), language=language(),
        tsne=settings if isinstance(settings, TsneSettings) else None,
        umap=settings if isinstance(settings, UmapSettings) else None), settings.dimensions)


class SlowWork:
    """A process that lays vectors out, from the moment this is made. To be used with ``with``, or cancelled.

    Attributes:
        result: The positions, once there are any: float32 of shape (words, 2 or 3).
        positions: Where the words are by now; ``None`` if that isn't known.

    Raises:
        UserError: If the process can't be started.
    """

    def __init__(self, request: Lay, dimensions: int) -> None:
        self.result: Vectors | None = None
        self.positions: Vectors | None = None
        self._shape = request.shape[0], dimensions
        self._answers: queue.SimpleQueue[Answer | None] = queue.SimpleQueue()
        self._said = cast(BinaryIO, tempfile.TemporaryFile())  # noqa: SIM115 - closed by ``cancel``
        self._process = self._start()
        self._threads = [threading.Thread(target=self._read, name="layout reader", daemon=True),
                         threading.Thread(target=self._write, args=(request,), name="layout writer", daemon=True)]
        for thread in self._threads:
            thread.start()

    def _start(self) -> subprocess.Popen[bytes]:
        flags = 0
        if sys.platform == "win32":
            flags = subprocess.BELOW_NORMAL_PRIORITY_CLASS | subprocess.CREATE_NO_WINDOW
        compiled = os.environ.get("NUMBA_CACHE_DIR", str(cache_folder() / "numba"))
        environment = {**os.environ, "PYTHONIOENCODING": "utf-8:backslashreplace", "NUMBA_CACHE_DIR": compiled,
                       "OMP_WAIT_POLICY": "PASSIVE"}  # else threads that wait take the cores from the window
        try:
            return subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._said,
                                    env=environment, creationflags=flags)
        except OSError as error:
            self._said.close()
            raise UserError(tr("the process that lays the words out can't be started: {reason}",
                               reason=error.strerror or str(error))) from error

    def __enter__(self) -> SlowWork:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self.cancel()

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._process.pid

    def next(self, timeout: float) -> Told | None:
        """Return what was told last, waiting for it; ``None`` if nothing was, or it is done.

        Args:
            timeout: Longest time to wait, in seconds.

        Raises:
            UserError: If it failed, or the process is gone.
        """
        told: Told | None = None
        while self.result is None:
            try:
                answer = self._answers.get(timeout=0 if told is not None else timeout)
            except queue.Empty:
                break
            match answer:
                case Told():
                    told = answer
                case Laid():
                    self.result = self._array(answer.positions)
                case Failed():
                    raise UserError(answer.message)
                case None:
                    raise UserError(self._cause())
        if told is not None and told.positions:
            self.positions = self._array(told.positions)
        return told

    def cancel(self) -> None:
        """End the process; nothing of it is left. It may be called at any time and more than once."""
        if self._process.poll() is None:
            self._process.kill()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_DYING)
        for thread in self._threads:
            thread.join(_DYING)
        for pipe in (self._process.stdin, self._process.stdout, self._said):
            with suppress(OSError):
                cast(BinaryIO, pipe).close()

    def _array(self, data: bytes) -> Vectors:
        return np.frombuffer(data, np.float32).reshape(self._shape)

    def _cause(self) -> str:
        """Say what the process died of."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_DYING)
        code = self._process.poll()
        if code == -9:
            return tr("the process that lays the words out was killed from outside, most often because memory ran "
                      "out; take fewer words")
        self._said.seek(0)
        lines = [line for line in self._said.read().decode("utf-8", "replace").splitlines() if line.strip()]
        return tr("the process that lays the words out ended unexpectedly (exit code {code}): {words}", code=code,
                  words=(lines or ["?"])[-1].strip()[:_LAST_WORDS])

    def _write(self, request: Lay) -> None:
        """Send the request; the pipe stays open as a sign that the answer is still wanted."""
        with suppress(OSError):
            send(cast(BinaryIO, self._process.stdin), request)

    def _read(self) -> None:
        pipe = cast(BinaryIO, self._process.stdout)
        with suppress(OSError, msgspec.MsgspecError):
            while (payload := receive(pipe)) is not None:
                self._answers.put(msgspec.msgpack.decode(payload, type=Answer))
        self._answers.put(None)
