"""Starts embeddings from vectors that were learned elsewhere: by the word, from a file that a layer names.

What a file has for a vocabulary is kept in memory, and on disk like encoded data (``store``), so that a file of many
gigabytes is read once. Whoever asks while it is being read waits for the same reading; it ends when nobody waits.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

import msgspec
import numpy as np

from rnnstudio.api import UNKNOWN_ID, Cancelled, StartVectors, UserError, tr
from rnnstudio.engine import store
from rnnstudio.engine.kept import Kept
from rnnstudio.engine.prepare import Prepared
from rnnstudio.engine.stack import Step
from rnnstudio.engine.tables import table_of
from rnnstudio.project.words import number
from rnnstudio.vectors import files
from rnnstudio.vectors.file_head import Head
from rnnstudio.vectors.pretrained import Matched, matched

FORMAT = 1
"""Raised when what is kept on disk changes its meaning."""
ROWS, VECTORS, MISSING = "rows.npy", "vectors.npy", "missing.json"
_SPECIAL = UNKNOWN_ID + 1
"""Token ids before the first word: padding and unknown."""
_LINGER = 3.0
"""Seconds that a reading goes on when nobody waits for it any more: an edit asks for the same again."""
_LOOK = 0.05
_SHOWN = 3
Told = Callable[[float], None]


def start_of(step: Step) -> StartVectors | None:
    """Return the vectors that a layer is to start from, if it names any."""
    asked = getattr(step.component, "starts_from", None)
    start = asked() if callable(asked) else None  # a plugin's parameter may be called so
    return start if isinstance(start, StartVectors) and start.path else None


def starts(steps: Sequence[Step]) -> Iterator[tuple[Step, StartVectors]]:
    """Yield the layers, those inside wrappers too, that are to start from a file of vectors."""
    for step in steps:
        for inner in step.within():
            start = start_of(inner)
            if start is not None:
                yield inner, start


def look(named: str, folder: Path | None) -> Head:
    """Say what a file of vectors is.

    Args:
        named: As it stands in the project.
        folder: Where relative paths start.

    Raises:
        UserError: If it can't be used.
    """
    path = Path(named).expanduser()
    path = path if path.is_absolute() or folder is None else folder / path
    try:
        status = path.stat()
    except OSError:
        return files.look(path)
    return _look(path, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=8)
def _look(path: Path, changed: int, size: int) -> Head:
    return files.look(path)


def words_of(prepared: Prepared) -> Sequence[str]:
    """Return the words by token id.

    Raises:
        UserError: If the data has none.
    """
    if prepared.encoder is None:
        raise UserError(tr("word vectors are matched by word, but the data has no words; clear the file of vectors"))
    return prepared.encoder.tokens


def found(words: Sequence[str], head: Head, start: StartVectors, *, tell: Told = lambda share: None,
          cancelled: Callable[[], bool] = lambda: False) -> Matched:
    """Return what a file has for the words of a vocabulary.

    Args:
        words: By token id.
        head: The file.
        start: How words are matched.
        tell: Told the share of the file that is read.
        cancelled: Asked now and then.

    Raises:
        UserError: If the file is broken, or can't be kept.
        Cancelled: If ``cancelled`` answers True.
    """
    name = _identity(words, head, start.ignore_case)
    return _kept.get(name, lambda told: _readings.share(
        name, lambda wanted, heard: _stored(name, words, head, start, heard, lambda: not wanted()),
        lambda share: told("", share), cancelled), cancelled, lambda text, share: tell(share or 0.0))


def _identity(words: Sequence[str], head: Head, ignore_case: bool) -> str:
    seen = hashlib.sha256(msgspec.json.encode(
        (FORMAT, "vectors", [store.look_at(path) for path in head.files], ignore_case)))
    seen.update("\0".join(words).encode("utf-8", "surrogatepass"))
    return seen.hexdigest()[:32]


def _stored(name: str, words: Sequence[str], head: Head, start: StartVectors, tell: Told,
            cancelled: Callable[[], bool]) -> Matched:
    """Return what is kept on disk, or read the file and keep it."""
    folder = store.find(name)
    if folder is not None:
        try:
            return _opened(folder, len(words))
        except (OSError, ValueError, EOFError, msgspec.MsgspecError):
            store.forget(name)
    result = matched(words, head, ignore_case=start.ignore_case, skip=_SPECIAL, tell=tell, cancelled=cancelled)

    def write(target: Path) -> None:
        np.save(target / ROWS, result.rows)
        np.save(target / VECTORS, result.vectors)
        (target / MISSING).write_bytes(msgspec.json.encode((result.count, result.missing)))
        (target / store.ABOUT).write_bytes(msgspec.json.encode(store.About(rows=len(result.rows))))

    with suppress(UserError):  # no room to keep it is no reason to do without
        store.make(name, write)
    return result


def _opened(folder: Path, count: int) -> Matched:
    rows = np.load(folder / ROWS, allow_pickle=False)
    vectors = np.load(folder / VECTORS, mmap_mode="r", allow_pickle=False)
    counted, missing = msgspec.json.decode((folder / MISSING).read_bytes(), type=tuple[int, tuple[str, ...]])
    if vectors.shape[:1] != rows.shape or vectors.ndim != 2 or (len(rows) and not 0 <= rows.max() < count):
        raise ValueError(folder)
    return Matched(rows=rows, vectors=vectors, count=counted, missing=missing)


class _Readings:
    """Readings of files that several may wait for, each in a thread of its own."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: dict[str, _Reading] = {}

    def share(self, name: str, read: Callable[[Callable[[], bool], Told], Matched], tell: Told,
              cancelled: Callable[[], bool]) -> Matched:
        """Begin a reading or join the one under way; wait for it until cancelled."""
        while True:
            with self._lock:
                reading = self._open.get(name)
                if reading is None or reading.is_over:
                    reading = self._open[name] = _Reading(read)
                reading.touch()
            while not reading.done.wait(_LOOK):
                reading.touch()
                tell(reading.share)
                if cancelled():
                    raise Cancelled
            with self._lock:
                if self._open.get(name) is reading:
                    del self._open[name]
            if not reading.was_given_up:  # just when it was joined; then another is begun
                return reading.result()


class _Reading:
    def __init__(self, read: Callable[[Callable[[], bool], Told], Matched]) -> None:
        self.done = threading.Event()
        self.share = 0.0
        self._read = read
        self._touched = time.monotonic()
        self._found: Matched | None = None
        self._error: BaseException | None = None
        threading.Thread(target=self._run, name="word vectors", daemon=True).start()

    @property
    def is_over(self) -> bool:
        """True if it was given up, so that it can't be joined."""
        return not self._wanted() or self._error is not None

    @property
    def was_given_up(self) -> bool:
        """True if it ended because nobody waited."""
        return isinstance(self._error, Cancelled)

    def touch(self) -> None:
        """Say that somebody waits."""
        self._touched = time.monotonic()

    def result(self) -> Matched:
        """Return what came of it, once it is done."""
        if self._error is not None:
            raise self._error
        assert self._found is not None
        return self._found

    def _wanted(self) -> bool:
        return time.monotonic() - self._touched < _LINGER

    def _tell(self, share: float) -> None:
        self.share = share

    def _run(self) -> None:
        try:
            self._found = self._read(self._wanted, self._tell)
        except BaseException as error:  # noqa: BLE001 - raised again in whoever waits
            self._error = error
        finally:
            self.done.set()


_readings = _Readings()
_kept: Kept[Matched] = Kept(4, 512 * 2**20, lambda result: 0 if isinstance(result.vectors, np.memmap)
                            else result.vectors.nbytes)


def lend(steps: Sequence[Step], prepared: Prepared, folder: Path | None, *, tell: Callable[[str], None],
         cancelled: Callable[[], bool]) -> list[str]:
    """Give embeddings the vectors that they are to start from; words that were not found keep their random start.

    Args:
        steps: The built stack.
        prepared: The data, for its words.
        folder: Where relative paths start.
        tell: Told what is going on.
        cancelled: Asked now and then.

    Returns:
        A sentence on each.

    Raises:
        UserError: If a file can't be used, or has none of the words.
        Cancelled: If ``cancelled`` answers True.
    """
    said = []
    for step, start in starts(steps):
        head = look(start.path, folder)
        match = found(words_of(prepared), head, start, cancelled=cancelled,
                      tell=lambda share, head=head: tell(reading_words(head, share)))  # type: ignore[misc]
        table = table_of(step)
        if table is None:
            raise UserError(tr("{layer} has no table of vectors to start from {file}", layer=step.name,
                               file=head.path.name))
        if not len(match.rows):
            raise UserError(f"{step.name}: {coverage_words(match, head)}")
        _assign(table, match, step)
        said.append(f"{step.name}: {coverage_words(match, head)}")
    return said


def _assign(table: object, match: Matched, step: Step) -> None:
    import tensorflow as tf

    variable = table.value  # type: ignore[attr-defined]
    if int(variable.shape[1]) != match.vectors.shape[1]:
        raise UserError(width_words(step.name, int(variable.shape[1]), match.vectors.shape[1]))
    inside = match.rows < int(variable.shape[0])
    variable.scatter_update(tf.IndexedSlices(tf.constant(np.asarray(match.vectors[inside])),
                                             tf.constant(match.rows[inside])))


def reading_words(head: Head, share: float) -> str:
    """Say how far reading a file is."""
    return tr("Reading {file}: {percent} %", file=head.path.name, percent=round(100 * share))


def width_words(layer: str, ours: int, theirs: int) -> str:
    """Say that a file's vectors are of another width than the layer's."""
    return tr("the vectors in the file have {theirs} dimensions, {layer} has {ours}", theirs=number(theirs),
              layer=layer, ours=number(ours))


def coverage_words(match: Matched, head: Head) -> str:
    """Say for how many words there are vectors, and which have none."""
    have, count, file = number(len(match.rows)), number(match.count), head.path.name
    if len(match.rows) == match.count:
        return tr("vectors for all {count} words from {file}", count=count, file=file)
    missing = number(match.count - len(match.rows))
    words = ", ".join(word if word.strip() else repr(word) for word in match.missing[:_SHOWN])
    if not len(match.rows):
        return tr("{file} has a vector for none of the {count} words, such as {words}; is it of another language, or "
                  "are its words written otherwise?", file=file, count=count, words=words)
    return tr("vectors for {have} of {count} words from {file}; {missing} not found, such as {words}", have=have,
              count=count, file=file, missing=missing, words=words)
