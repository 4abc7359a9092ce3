"""The files that a run keeps its trained models in."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from rnnstudio.api import UserError, tr
from rnnstudio.runs.folder import BEST, LAST

Which = Literal["best", "last"]


def model_file(run: Path, which: Which) -> Path:
    """Return the model of the best epoch, or the one at the end; the other if there is only one.

    Raises:
        UserError: If the run has neither.
    """
    wanted, other = run / BEST, run / LAST
    if which == "last":
        wanted, other = other, wanted
    path = wanted if wanted.is_file() else other
    if not path.is_file():
        raise UserError(tr("{path} has no model: its training ended before one was written", path=run))
    return path
