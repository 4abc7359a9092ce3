"""What can be done with a run, and which of it makes sense for one. No Qt in here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from rnnstudio.api import mark
from rnnstudio.studio.runs.rows import RunRow

Verb = Literal["words", "export", "try", "evaluate", "builder", "go_on", "more", "weights", "folder", "card",
               "delete"]

TITLES: dict[Verb, str] = {
    "words": mark("Look at its words"), "export": mark("Export vectors"), "try": mark("Try it"),
    "evaluate": mark("Evaluate"), "builder": mark("Put back into the builder"), "go_on": mark("Go on"),
    "more": mark("Train more epochs"), "weights": mark("Continue from its weights"), "folder": mark("Open folder"),
    "card": mark("Run card"), "delete": mark("Delete")}

TIPS: dict[Verb, str] = {
    "words": mark("Show the word vectors that this run has learned"),
    "export": mark("Write its word vectors for other programs"),
    "try": mark("Type something and see what the model says"),
    "evaluate": mark("Judge the model by examples it has not learned from"),
    "builder": mark("Open its project as a new one, as it was when the run began"),
    "go_on": mark("Go on where the run was interrupted"),
    "more": mark("Train the model for so many epochs more"),
    "weights": mark("Train the project that is open, beginning with this run’s weights"),
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
    if row.entry.standing == "interrupted" and not row.missing:
        yield "go_on"
    if row.has_model and not row.missing and ended and row.entry.standing != "interrupted":
        yield "more"
    if row.has_model and not row.missing and ended:
        yield "weights"
    yield "folder"
    if row.entry.info is not None:
        yield "card"
    if row.entry.standing != "running":
        yield "delete"
