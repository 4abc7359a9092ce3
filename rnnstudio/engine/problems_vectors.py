"""What is to be said of the files that embeddings start from: whether they fit, and for how many words they do."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from rnnstudio.api import DataFacts, StartVectors, UserError, tr
from rnnstudio.engine import pretrained
from rnnstudio.engine.prepare import prepare
from rnnstudio.engine.problems import Scene, problem, repair
from rnnstudio.engine.stack import Step, read_stack
from rnnstudio.project.model import Project
from rnnstudio.project.report import SEVERITIES, Problem, Repair, StackReport
from rnnstudio.project.words import number
from rnnstudio.registry import Registry
from rnnstudio.vectors.file_head import Head

FEW = 0.3
"""Share of the words below which something is probably wrong."""
_PAUSE = 0.5
"""Seconds between two words on how far reading a file is."""


def vectors_do_not_fit(step: Step, scene: Scene) -> Problem | None:
    """A layer starts from a file that isn't there, that can't be used, or whose vectors are of another width."""
    if scene.look is None:
        return None
    for inner, start in pretrained.starts([step]):
        path = f"{inner.place}.params.{start.path_parameter}" if start.path_parameter else ""
        if scene.facts is not None and scene.facts.input != "text":
            return problem(inner, tr("word vectors are matched by word, but the data has no words; clear the file of "
                                     "vectors"), _at_random(inner, start), path=path)
        try:
            head = scene.look(start.path)
        except UserError as error:
            return problem(inner, str(error), _at_random(inner, start), path=path)
        if head.width != start.dimensions:
            wider = repair(inner, tr("Use {count} dimensions", count=number(head.width)),
                           **{start.dimensions_parameter: head.width}) if start.dimensions_parameter else None
            return problem(inner, pretrained.width_words(inner.name, start.dimensions, head.width), wider,
                           _at_random(inner, start), path=path)
    return None


def _at_random(step: Step, start: StartVectors) -> Repair | None:
    if not start.path_parameter:
        return None
    return repair(step, tr("Start at random"), **{start.path_parameter: ""})


def covered(project: Project, registry: Registry, facts: DataFacts, report: StackReport, *, folder: Path | None,
            told: Callable[[StackReport], None], cancelled: Callable[[], bool]) -> StackReport:
    """Add to a report for how many words the files have vectors.

    Args:
        project: The project.
        registry: Resolves its components.
        facts: What the data decides.
        report: From ``describe_stack``; layers whose file doesn't fit are left out.
        folder: Where relative paths start.
        told: Told the report as far as it is known, while a file is read.
        cancelled: Asked now and then.

    Raises:
        Cancelled: If ``cancelled`` answers True.
    """
    wrong = {found.node for found in report.problems if found.kind == vectors_do_not_fit.__name__}
    wanted = [(step, start) for step, start in pretrained.starts(read_stack(project, registry, facts))
              if step.node.id not in wrong]
    for step, start in wanted:
        base = report
        say = Paced(lambda found, base=base: told(_with(base, found)))  # type: ignore[misc]
        report = _with(base, _of_one(project, registry, step, start, folder, say, cancelled))
    return report


def _with(report: StackReport, found: Problem) -> StackReport:
    return msgspec.structs.replace(report, problems=tuple(sorted(
        (*report.problems, found), key=lambda known: SEVERITIES.index(known.severity))))


class Paced:
    """Passes on what is said of a file that is being read, twice a second, once it has taken as long."""

    def __init__(self, say: Callable[[Problem], None]) -> None:
        self._say = say
        self._said = time.monotonic()

    def __call__(self, step: Step, head: Head, share: float) -> None:
        """Say how far it is."""
        if time.monotonic() - self._said > _PAUSE:
            self._said = time.monotonic()
            self._say(problem(step, pretrained.reading_words(head, share), severity="note",
                              kind="vectors_being_read"))


def _of_one(project: Project, registry: Registry, step: Step, start: StartVectors, folder: Path | None, say: Paced,
            cancelled: Callable[[], bool]) -> Problem:
    """Return what is said of a layer."""
    path = f"{step.place}.params.{start.path_parameter}" if start.path_parameter else ""
    try:
        prepared = prepare(project.data, registry, folder=folder, cancelled=cancelled)
        head = pretrained.look(start.path, folder)
        match = pretrained.found(pretrained.words_of(prepared), head, start, cancelled=cancelled,
                                 tell=lambda share: say(step, head, share))
    except UserError as error:
        return problem(step, str(error), _at_random(step, start), path=path, kind="vectors_broken")
    said = pretrained.coverage_words(match, head)
    folding = (repair(step, tr("Ignore case"), **{start.case_parameter: True})
               if start.case_parameter and not start.ignore_case and match.share < 1 else None)
    if not len(match.rows):
        return problem(step, said, folding, _at_random(step, start), path=path, kind="vectors_of_no_word")
    if match.share < FEW:
        return problem(step, said, folding, severity="warning", path=path, kind="vectors_of_few_words")
    return problem(step, said, severity="note", path=path, kind="vectors_of_words")
