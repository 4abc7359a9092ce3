"""Judges a run's model by examples, and keeps what is behind the figures for a while."""

from __future__ import annotations

import dataclasses
import threading
import time
import uuid
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from rnnstudio.api import Cancelled, UserError, tr
from rnnstudio.engine import device, judged_data
from rnnstudio.engine.class_tallies import ClassTally, LabelTally
from rnnstudio.engine.forward import Forward
from rnnstudio.engine.judged_data import Judged
from rnnstudio.engine.judged_examples import Shower
from rnnstudio.engine.number_tallies import NumberTally, TokenTally
from rnnstudio.engine.reading import Told
from rnnstudio.engine.tally import Tally
from rnnstudio.engine.trained import Trained, load_trained
from rnnstudio.registry import Registry
from rnnstudio.runs import folder as runs_folder
from rnnstudio.runs.evaluation import Evaluation, ExamplesPage, JudgedPart
from rnnstudio.runs.models import model_file

_KEPT = 3
"""Evaluations whose examples can still be asked for."""


@dataclasses.dataclass(frozen=True)
class _Behind:
    """What is behind an evaluation's figures."""

    tally: Tally
    shower: Shower


class _Memory:
    """The last few evaluations, safe between threads."""

    def __init__(self) -> None:
        self._found: OrderedDict[str, _Behind] = OrderedDict()
        self._lock = threading.Lock()

    def put(self, name: str, behind: _Behind) -> None:
        """Keep one, and forget the oldest beyond the few."""
        with self._lock:
            self._found[name] = behind
            while len(self._found) > _KEPT:
                self._found.popitem(last=False)

    def get(self, name: str) -> _Behind:
        """Return one.

        Raises:
            UserError: If it is forgotten.
        """
        with self._lock:
            if name not in self._found:
                raise UserError(tr("the examples behind these figures aren't kept any more; evaluate again"))
            self._found.move_to_end(name)
            return self._found[name]


_memory = _Memory()


def evaluate(run: Path, registry: Registry, *, part: JudgedPart = "validation", data: Path | None = None,
             which: Literal["best", "last"] = "best", skip_unknown: bool = False, folder: Path | None = None,
             progress: Told = lambda text, share: None,
             cancelled: Callable[[], bool] = lambda: False) -> Evaluation:
    """Judge a run's model.

    Memory stays small whatever the size of the data: sequences are read and outputs dropped batch by batch, and a few
    bytes of each example are kept.

    Args:
        run: The run's folder.
        registry: Resolves its components.
        part: What to judge by; "file" needs ``data``.
        data: A person's file, of the kind of the run's data.
        which: The model of the best epoch, or the one at the end.
        skip_unknown: Whether a file's examples with labels that the run doesn't know are left out; else the file
            is refused.
        folder: Where the run's relative paths start, if it doesn't know.
        progress: Told what is going on.
        cancelled: Asked now and then.

    Raises:
        UserError: If the run has no model, the data can't be read or doesn't fit, or a layer fails.
        Cancelled: If ``cancelled`` answers True.
    """
    began = time.perf_counter()
    device.load()
    progress(tr("Loading the model"), None)
    runs_folder.read_info(run)
    used: Literal["best", "last"] = "best" if model_file(run, which).name == runs_folder.BEST else "last"
    trained = load_trained(run, registry, used)
    judged = _judged(trained, registry, part, data, skip_unknown, folder, progress, cancelled)
    try:
        shower = Shower(judged, trained.facts, trained.encoder)
        tally = _counted(trained, registry, judged, shower, progress, cancelled)
        progress(tr("Looking up the mistakes"), None)
        mistakes = shower.examples(tally.mistakes())
    finally:
        judged_data.forget(judged)
    name = uuid.uuid4().hex
    _memory.put(name, _Behind(tally, shower))
    return Evaluation(
        id=name, run=str(run), part=part, file=str(data) if data is not None else "", which=used,
        task=trained.facts.task, examples=len(judged.part), metrics=tally.metrics(), mistakes=mistakes,
        left_out=judged.left_out, notes=judged.notes, seconds=time.perf_counter() - began, **tally.details())


def _judged(trained: Trained, registry: Registry, part: JudgedPart, data: Path | None, skip_unknown: bool,
            folder: Path | None, progress: Told, cancelled: Callable[[], bool]) -> Judged:
    progress(tr("Reading the data"), None)
    if part == "file":
        if data is None:
            raise UserError(tr("choose the file to judge the model by"))
        return judged_data.file_part(trained, registry, data.absolute(), skip_unknown=skip_unknown,
                                     cancelled=cancelled, progress=progress)
    return judged_data.own_part(trained, registry, part, folder=folder, cancelled=cancelled, progress=progress)


def _tally(trained: Trained, judged: Judged, shower: Shower) -> Tally:
    facts, part = trained.facts, judged.part
    match facts.task:
        case "binary" | "multiclass":
            return ClassTally(facts, part)
        case "multilabel":
            return LabelTally(facts, part)
        case "next_token":
            return TokenTally(part, shower)
        case _:
            return NumberTally(facts, part)


def _counted(trained: Trained, registry: Registry, judged: Judged, shower: Shower, progress: Told,
             cancelled: Callable[[], bool]) -> Tally:
    tally, done, total = _tally(trained, judged, shower), 0, len(judged.part)
    for rows, made in Forward(trained, registry).batches(judged.part):
        if cancelled():
            raise Cancelled
        tally.add(rows, made)
        done += len(rows)
        progress(tr("Judging: {done} of {all} examples", done=f"{done:,}", all=f"{total:,}"), done / total)
    return tally


def examples_of(name: str, *, true: int = -1, predicted: int = -1, label: int = -1, first: int = 0,
                count: int = 50) -> ExamplesPage:
    """Return some of the examples behind a cell of an evaluation that isn't long ago, the most confident first.

    Args:
        name: The evaluation's id.
        true: The class they have; -1 for any. With ``label``, 1 or 0: whether they have it.
        predicted: The class they were given; -1 for any. With ``label``, likewise.
        label: The label in question, where an example has several.
        first: Where to begin.
        count: How many at most.

    Raises:
        UserError: If the evaluation is forgotten, or its data can't be read any more.
    """
    behind = _memory.get(name)
    places = behind.tally.cell(true, predicted, label)
    told = [(int(place), behind.tally.example(int(place), label)) for place in places[first:first + count]]
    return ExamplesPage(first=first, total=len(places), examples=behind.shower.examples(told))
