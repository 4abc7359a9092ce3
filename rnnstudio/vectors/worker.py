"""The process that lays words out: ``python -m rnnstudio.vectors.worker``, started by ``slow``.

It reads one request from standard input and answers on standard output, which is moved out of reach of what a library
may print. When standard input ends, nobody waits for the answer any more, and it ends at once.
"""

from __future__ import annotations

import os
import sys
import threading
import time
import traceback
from contextlib import suppress
from typing import BinaryIO

import msgspec
import numpy as np

from rnnstudio.api import UserError, tr
from rnnstudio.api.text import use_language
from rnnstudio.vectors.slow_messages import Answer, Failed, Laid, Lay, Told, receive, send
from rnnstudio.vectors.space import Vectors

_NICER = 5
_PAUSE = 0.1
"""Least seconds between two messages about how far it is."""


def main() -> None:
    """Answer the one request."""
    requests, answers = _pipes()
    with suppress(AttributeError, OSError):
        os.nice(_NICER)
    payload = receive(requests)
    if payload is None:
        return
    request = msgspec.msgpack.decode(payload, type=Lay)
    threading.Thread(target=_end_with, args=(requests,), daemon=True).start()
    with suppress(OSError, KeyError):
        use_language(request.language)
    with suppress(OSError):  # nobody listens any more
        send(answers, _answer(request, _Teller(answers)))


def _pipes() -> tuple[BinaryIO, BinaryIO]:
    """Return the protocol's ends; what is printed goes to standard error."""
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return requests, answers


def _end_with(requests: BinaryIO) -> None:
    """End the process when its input ends."""
    with suppress(OSError):
        while requests.read(1):
            pass
    os._exit(0)


class _Teller:
    """Tells how far it is, not too often."""

    def __init__(self, pipe: BinaryIO) -> None:
        self._pipe = pipe
        self._told = 0.0

    def __call__(self, fraction: float, positions: Vectors | None = None) -> None:
        now = time.monotonic()
        if now - self._told < _PAUSE:
            return
        self._told = now
        data = b"" if positions is None else np.ascontiguousarray(positions, np.float32).tobytes()
        try:
            send(self._pipe, Told(fraction=min(max(fraction, 0.0), 1.0), positions=data))
        except OSError:
            os._exit(0)


def _answer(request: Lay, tell: _Teller) -> Answer:
    try:
        vectors = np.frombuffer(request.vectors, np.float32).reshape(request.shape)
        if request.tsne is not None:
            from rnnstudio.vectors import tsne

            return Laid(positions=tsne.lay_out(vectors, request.tsne, tell).tobytes())
        if request.umap is not None:
            from rnnstudio.vectors import umap

            return Laid(positions=umap.lay_out(vectors, request.umap, tell).tobytes())
        raise ValueError("a request without a method")
    except UserError as error:
        return Failed(message=str(error))
    except MemoryError:
        return Failed(message=tr("there is not enough memory to lay out so many words; take fewer"))
    except Exception as error:  # noqa: BLE001 - the window has to be told
        traceback.print_exc()
        return Failed(message=tr("the words can't be laid out: {error}", error=f"{type(error).__name__}: {error}"))


if __name__ == "__main__":
    main()
