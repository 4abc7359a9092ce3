"""What the person is told when others use the project's file, or it can't be written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rnnstudio.api import UserError, tr
from rnnstudio.studio.notice import Notice

if TYPE_CHECKING:
    from collections.abc import Callable

    from rnnstudio.studio.workbench import Workbench


def shared(bench: Workbench, path: Path) -> Notice:
    """The file is open in another window."""
    return Notice(kind="warning", topic="shared", stays=True, actions=(
        *_save_as(bench), (tr("Open as a copy"), bench.open_as_copy)), text=tr(
            "“{file}” is open in another window of RNN Studio: what is saved there and what is saved here overwrite "
            "each other.", file=path.name))


def changed(bench: Workbench, path: Path) -> Notice:
    """The file is not what was opened or saved last."""
    return Notice(kind="warning", topic="file", actions=(
        *_save_as(bench), (tr("Overwrite"), lambda: bench.save(path, overwrite=True))), text=tr(
            "Not saved yet: “{file}” was changed by another window or program since it was opened or saved here.",
            file=path.name))


def not_saved(bench: Workbench, path: Path, error: UserError) -> Notice:
    """The file can't be written."""
    text = str(error)
    if not path.parent.is_dir():
        text = tr("{path} can't be written: the folder {folder} is not there. Your work is still open here; save it "
                  "in another place.", path=path, folder=path.parent)
    return Notice(text=text, kind="error", topic="file", actions=_save_as(bench))


def _save_as(bench: Workbench) -> tuple[tuple[str, Callable[[], object]], ...]:
    if bench.ask_where is None:
        return ()
    return ((tr("Save as…"), lambda: bench.ask_where() if bench.ask_where is not None else None),)
