"""Deletes runs into the trash, and brings them back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QFile

from rnnstudio.api import UserError, tr
from rnnstudio.project.words import number
from rnnstudio.runs.trash import TRASH, put_aside, put_back
from rnnstudio.studio.notice import Notice


def to_trash(run: Path) -> tuple[Path | None, bool]:
    """Move a run to the system's trash, or where there is none to ours.

    Returns:
        Where it is now, ``None`` if the system doesn't tell; whether it is the system's trash.

    Raises:
        UserError: If it can't be moved at all.
    """
    moved, kept = into_systems_trash(run)
    return (kept, True) if moved else (put_aside(run), False)


def into_systems_trash(run: Path) -> tuple[bool, Path | None]:
    """Move a run to the system's trash; return whether that was possible, and where it is if the system tells."""
    file = QFile(str(run))
    if not file.moveToTrash():
        return False, None
    kept = Path(file.fileName())
    return True, kept if kept != run and kept.exists() else None


def delete(runs: Sequence[Path], then: Callable[[str], object]) -> Notice:
    """Delete runs and say so, with Undo; whatever can't be deleted stays and is said too.

    Args:
        runs: Their folders.
        then: Called after Undo, with what went wrong, or "".
    """
    kept: list[tuple[Path, Path]] = []
    gone, ours, faults = 0, False, []
    for run in runs:
        try:
            place, in_system = to_trash(run)
        except UserError as error:
            faults.append(str(error))
            continue
        gone += 1
        ours = ours or not in_system
        if place is not None:
            kept.append((place, run))
    text = _words(gone, runs[0].parent / TRASH if ours else None)
    return Notice(text=" ".join([*([text] if gone else []), *faults]), kind="error" if faults else "info",
                  actions=((tr("Undo"), lambda: _undo(kept, then)),) if kept else (), topic="runs")


def _words(gone: int, folder: Path | None) -> str:
    if folder is None:
        return tr("The run is in the trash.") if gone == 1 else tr("{count} runs are in the trash.",
                                                                   count=number(gone))
    if gone == 1:
        return tr("The system has no trash for it, so the run is kept in {folder}.", folder=folder)
    return tr("The system has no trash for them, so {count} runs are kept in {folder}.", count=number(gone),
              folder=folder)


def _undo(kept: Sequence[tuple[Path, Path]], then: Callable[[str], object]) -> None:
    faults = []
    for place, run in kept:
        try:
            put_back(place, run)
        except UserError as error:
            faults.append(str(error))
    then(" ".join(faults))
