"""What can be done with a run, and which of it makes sense for one. No Qt in here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from rnnstudio.api import mark
from rnnstudio.studio.runs.rows import RunRow

Verb = Literal["words", "export", "try", "evaluate", "builder", "go_on", "more", "weights", "overlay", "folder",
               "card", "delete"]

TITLES: dict[Verb, str] = {
    "words": mark("Look at its words"), "export": mark("Export vectors"), "try": mark("Try it"),
    "evaluate": mark("Evaluate"), "builder": mark("Put back into the builder"), "go_on": mark("Go on"),
    "more": mark("Train more epochs"), "weights": mark("Continue from its weights"),
    "overlay": mark("Lay over the live curves"), "folder": mark("Open folder"),
    "card": mark("Run card"), "delete": mark("Delete")}

TIPS: dict[Verb, str] = {
    "words": mark("Show the word vectors that this run has learned"),
    "export": mark("Write its word vectors for other programs"),
    "try": mark("Type something and see what the model says"),
    "evaluate": mark("Judge the model by examples it has not learned from"),
    "builder": mark("Open its project as a new one, as it was when the run began"),
    "go_on": mark("Go on where the run was interrupted or stopped"),
    "more": mark("Train the model for so many epochs more"),
    "weights": mark("Train anew, beginning with this run’s weights; its project is opened unless the layers are the "
                    "same"),
    "overlay": mark("Show its curves in the Training pane, beside those of the training there"),
    "folder": mark("Show the run’s files"),
    "card": mark("Write one HTML file that says all of this run"),
    "delete": mark("Move the run to the trash")}


def makes_sense(row: RunRow) -> Iterator[Verb]:
    """Yield what can be done with a run, the likeliest first."""
    ended = row.entry.standing in ("completed", "early", "stopped", "failed", "interrupted")
    if row.has_words:
        yield from ("words", "export")
    if row.has_model and not row.missing:
        yield from ("try", "evaluate")
    if row.project is not None:
        yield "builder"
    if _is_unfinished(row) and not row.missing:
        yield "go_on"
    elif row.has_model and not row.missing and ended:
        yield "more"
    if row.has_model and not row.missing and ended:
        yield "weights"
    if row.entry.best:
        yield "overlay"
    yield "folder"
    if row.entry.info is not None:
        yield "card"
    if row.entry.standing != "running":
        yield "delete"


def _is_unfinished(row: RunRow) -> bool:
    """Tell whether epochs are left that were planned, other than by early stopping."""
    info, standing = row.entry.info, row.entry.standing
    if standing == "interrupted":
        return True
    return info is not None and standing in ("stopped", "failed") and 0 < info.epochs < info.planned
