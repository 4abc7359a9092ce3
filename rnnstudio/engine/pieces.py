"""The inputs of data larger than memory once more, a file for each record batch.

tf.data can read a file as a whole or from its beginning, but not from its midst: what stands before is read and
thrown away, some hundred milliseconds for each batch of a large file. So a file that is too large for memory is cut
up once, when it has been encoded, beside itself.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from rnnstudio.api import UserError, tr
from rnnstudio.engine.encoded import Chunks
from rnnstudio.engine.store import UNFINISHED

FOLDER = "pieces"
DIGITS = 6
_WORD = 4


def _silent(share: float) -> None:
    pass


def cut_up(chunks: Chunks, told: Callable[[float], None] = _silent) -> Path:
    """Have a file's chunks as files of their own; return their folder, made at the first call.

    The files are named by number: 000000 is the first chunk.

    Args:
        chunks: Where they lie.
        told: Told which share is done; what it raises ends the work and leaves nothing.

    Raises:
        UserError: If the disk is full or can't be written to.
    """
    folder = chunks.path.parent / FOLDER
    if folder.is_dir():
        return folder
    try:
        made = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=chunks.path.parent))
        try:
            with chunks.path.open("rb") as whole:
                for number, (start, size) in enumerate(zip(chunks.starts, chunks.sizes, strict=True)):
                    whole.seek(int(start) * _WORD)
                    (made / f"{number:0{DIGITS}}").write_bytes(whole.read(int(size) * _WORD))
                    told((number + 1) / len(chunks.starts))
            if not folder.is_dir():  # another process may have been quicker
                made.rename(folder)
        finally:
            shutil.rmtree(made, ignore_errors=True)
    except OSError as error:
        raise UserError(tr("the encoded data can't be written to {path}: {reason}; make room there",
                           path=chunks.path.parent, reason=error.strerror or str(error))) from error
    return folder
