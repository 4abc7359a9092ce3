"""All runs below a folder, also those that can't be read: each with what a list says of it."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

import msgspec

from rnnstudio import __version__
from rnnstudio.api import UserError, tr
from rnnstudio.runs.epochs import epoch_metrics
from rnnstudio.runs.folder import BATCHES, EPOCHS, INFO, LOG, PROJECT, RunInfo, read_info
from rnnstudio.runs.own import OWN, Own, read_own
from rnnstudio.runs.standing import LOCK, is_held

QUIET = 120.0
"""Seconds without a sign of life after which a run that is said to be running counts as interrupted."""

Stamp = tuple[int, ...]
Standing = Literal["running", "interrupted", "completed", "early", "stopped", "failed", "unreadable"]


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One run of a list.

    Attributes:
        path: Its folder.
        standing: How far it came; a run whose process has died without a word is ``interrupted``.
        info: What ``run.json`` holds; ``None`` if it can't be read.
        own: What the person added.
        best: Metrics of its best epoch, of which ``best.keras`` is; of the last one if no epoch was better.
        problem: Why it, or what the person added, can't be read; one sentence.
        stamp: Changes when the run's files do.
    """

    path: Path
    standing: Standing
    info: RunInfo | None = None
    own: Own = Own()
    best: dict[str, float] = {}
    problem: str = ""
    stamp: Stamp = ()

    @property
    def name(self) -> str:
        """What it is called: by the person, by its project, by its folder."""
        return self.own.name or (self.info.name if self.info is not None else "") or self.path.name


def run_folders(runs: Path) -> Iterator[Path]:
    """Yield the folders below ``runs`` that are runs or were to be some; folders of other things are passed over.

    Raises:
        UserError: If ``runs`` can't be looked into. One that isn't there has no runs.
    """
    try:
        with os.scandir(runs) as found:
            for entry in found:
                if entry.name.startswith(".") or not entry.is_dir():
                    continue
                if _is_run(entry.path):
                    yield Path(entry.path)
    except FileNotFoundError:
        return
    except OSError as error:
        raise UserError(tr("the runs in {path} can't be listed: {reason}", path=runs,
                           reason=error.strerror or str(error))) from error


def _is_run(folder: str) -> bool:
    """Tell a run from other things, and from what a process made that died before there was a run."""
    return bool(_changed(folder, INFO) or (_changed(folder, PROJECT) and not _changed(folder, LOCK)))


def stamp(folder: Path) -> Stamp:
    """Return what changes when a list would say something else of a run."""
    place = str(folder)
    return tuple(_changed(place, name) for name in (INFO, OWN, EPOCHS))


def _changed(folder: str, name: str) -> int:
    """Return when a file was changed last; 0 if there is none. Paths as texts: there are thousands."""
    try:
        return os.stat(f"{folder}{os.sep}{name}").st_mtime_ns  # noqa: PTH116
    except (OSError, ValueError):
        return 0


def is_alive(folder: Path) -> bool:
    """Tell whether a process is at work on a run; of one of an older version, whether it wrote just now."""
    if _changed(str(folder), LOCK):
        return is_held(folder)
    last = max(_changed(str(folder), name) for name in (INFO, BATCHES, EPOCHS, LOG))
    return time.time() - last / 1e9 < QUIET


def read_entry(folder: Path) -> Entry:
    """Read what a list says of a run; whatever is wrong with it is a sentence in the entry."""
    seen = stamp(folder)
    own, problem = Own(), ""
    try:
        own = read_own(folder)
    except UserError as error:
        problem = str(error)
    try:
        info = read_info(folder)
    except UserError as error:
        return Entry(path=folder, standing="unreadable", own=own, stamp=seen, problem=_newer(folder) or str(error))
    return Entry(path=folder, standing=standing(folder, info), info=info, own=own, problem=problem, stamp=seen,
                 best=best_metrics(folder, info))


def standing(folder: Path, info: RunInfo) -> Standing:
    """Return how far a run came, as far as its folder tells."""
    if info.state != "running":
        return info.state
    return "running" if is_alive(folder) else "interrupted"


def best_metrics(folder: Path, info: RunInfo) -> dict[str, float]:
    """Return the metrics of a run's best epoch; of its last one if that is the best, or there is no line of it."""
    if info.best_epoch in (0, info.epochs):
        return info.metrics
    try:
        lines = (folder / EPOCHS).read_bytes().splitlines()
    except OSError:
        return info.metrics
    best = b"%d," % info.best_epoch
    line = next((line for line in reversed(lines) if line.startswith(best)), b"")  # an epoch may stand there twice
    return epoch_metrics(lines[0] if lines else b"", line) or info.metrics


def list_entries(runs: Path, known: dict[Path, Entry] | None = None,
                 breathe: Callable[[], object] = lambda: None) -> list[Entry]:
    """List all runs below a folder, the newest first.

    Args:
        runs: The folder.
        known: Entries of an earlier list; those whose files haven't changed are not read again.
        breathe: Called after each run that was read.

    Raises:
        UserError: If the folder can't be looked into.
    """
    known = known or {}
    found = []
    for folder in run_folders(runs):
        entry = known.get(folder)
        unchanged = entry is not None and entry.stamp == stamp(folder) and entry.standing != "running"
        if entry is None or not unchanged:
            entry = read_entry(folder)
            breathe()
        found.append(entry)
    return sorted(found, key=lambda entry: (started(entry), entry.path.name), reverse=True)


def started(entry: Entry) -> float:
    """Return when a run began, in seconds since 1970; of one that can't be read, what its folder's name says.

    Without such a name it is when the folder was last changed.
    """
    if entry.info is not None:
        return entry.info.started
    try:
        return time.mktime(time.strptime(entry.path.name[:19], "%Y-%m-%d_%H-%M-%S"))
    except (ValueError, OverflowError):
        return _changed(str(entry.path), "") / 1e9


def _newer(folder: Path) -> str:
    """Say so if a newer program wrote the run, else ""."""
    try:
        raw: Any = msgspec.json.decode((folder / INFO).read_bytes())
        theirs = str(raw["versions"]["rnnstudio"])
    except (OSError, ValueError, RecursionError, msgspec.MsgspecError, KeyError, TypeError):
        return ""
    if _parts(theirs) <= _parts(__version__):
        return ""
    return tr("{path} was written by RNN Studio {theirs}, and this is {ours}; update the program to read it",
              path=folder / INFO, theirs=theirs, ours=__version__)


def _parts(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version)[:3])
