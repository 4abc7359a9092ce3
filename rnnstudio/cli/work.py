"""The commands that need the engine most: check and train."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from rnnstudio.api import DataFacts, tr
from rnnstudio.cli.answer import DONE, INPUT_AT_FAULT, MISUSE, Answer
from rnnstudio.cli.projects import Opened, open_project
from rnnstudio.project.model import Project
from rnnstudio.project.report import StackReport
from rnnstudio.project.words import number, shape_words
from rnnstudio.registry import Registry
from rnnstudio.runs.places import runs_folder

if TYPE_CHECKING:
    from rnnstudio.runs.events import RunFinished


def check(options: argparse.Namespace, answer: Answer) -> int:
    """Describe a project's stack; 1 if something in it keeps it from training."""
    registry = Registry.discover()
    opened = open_project(options.project, registry)
    from rnnstudio.engine import describe

    with answer.busy(tr("Reading the data and building the network")):
        facts, report = describe.check(opened.project, registry, folder=opened.folder)
    _show_stack(report, facts, answer)
    if options.summary and facts is not None and report.trainable:
        answer.say(describe.summarize(opened.project, registry, facts).rstrip())
    answer.result({
        "layers": [{"type": layer.type, "output_shape": layer.output_shape, "parameters": layer.parameters}
                   for layer in report.layers if layer.depth == 0],
        "parameters": report.parameters,
        "problems": [{"layer": problem.layer or None, "message": problem.message, "severity": problem.severity,
                      "kind": problem.kind, "repairs": [repair.title for repair in problem.repairs]}
                     for problem in report.problems],
    })
    return DONE if report.trainable else INPUT_AT_FAULT


def _show_stack(report: StackReport, facts: DataFacts | None, answer: Answer) -> None:
    rows = [("  " * layer.depth + layer.name, layer.type, shape_words(layer.output_shape, facts),
             number(layer.parameters)) for layer in report.layers]
    if rows:
        answer.table((tr("Layer"), tr("Type"), tr("Output shape"), ">" + tr("Parameters")), rows)
    answer.say(tr("Parameters: {count}", count=number(report.parameters)))
    for problem in report.problems:
        kind = {"error": tr("Error"), "warning": tr("Warning"), "advice": tr("Advice"),
                "note": tr("Note")}[problem.severity]
        place = "" if problem.layer in problem.message else f"{problem.layer}: "
        answer.say(f"{kind}: {place}{problem.message}")
        if problem.repairs:
            answer.say("  " + tr("Repair: {title}", title=problem.repairs[0].title))


def train(options: argparse.Namespace, answer: Answer) -> int:
    """Train a project into a new run folder, or go on with a run."""
    fault = _misused(options)
    if fault:
        answer.fault(fault)
        return MISUSE
    registry = Registry.discover()
    if options.resume is not None:
        finished = go_on_in_terminal(options.resume, registry, options.more or 0, answer)
    else:
        opened = open_project(options.project, registry)
        project = _with_settings(opened.project, epochs=options.epochs, seed=options.seed)
        finished = train_in_terminal(Opened(project=project, folder=opened.folder), registry,
                                     options.runs or runs_folder(), answer, options.weights)
    answer.result({"run": finished.run, "epochs": finished.epochs, "metrics": finished.metrics,
                   "seconds": round(finished.seconds, 3), "reason": finished.reason,
                   "best_epoch": finished.best_epoch})
    return DONE


def _misused(options: argparse.Namespace) -> str:
    """Return what is wrong with options that each are right; "" if nothing."""
    if options.resume is None:
        if options.more is not None:
            return tr("--more goes with --resume RUN")
        return "" if options.project is not None else tr("train needs a PROJECT, or --resume RUN")
    given = [f"--{name}" for name in ("runs", "epochs", "seed", "weights") if getattr(options, name) is not None]
    if options.project is not None:
        given.insert(0, tr("PROJECT"))
    return tr("--resume takes project and settings from the run; leave out {options}",
              options=", ".join(given)) if given else ""


def _with_settings(project: Project, **settings: Any) -> Project:
    chosen = {name: value for name, value in settings.items() if value is not None}
    return msgspec.structs.replace(project, training=msgspec.structs.replace(project.training, **chosen))


def train_in_terminal(opened: Opened, registry: Registry, runs: Path, answer: Answer,
                      weights: Path | None = None) -> RunFinished:
    """Train with a progress bar; Ctrl+C stops and keeps the model."""
    from rnnstudio.engine import training

    return _in_terminal(partial(training.train, opened.project, registry, runs.absolute(), folder=opened.folder,
                                weights=weights.absolute() if weights is not None else None), answer)


def go_on_in_terminal(run: Path, registry: Registry, more: int, answer: Answer) -> RunFinished:
    """Go on with a run, with a progress bar as for a new one."""
    from rnnstudio.engine import training

    return _in_terminal(partial(training.go_on, run.absolute(), registry, more_epochs=more), answer)


def _in_terminal(training: Callable[..., RunFinished], answer: Answer) -> RunFinished:
    from rnnstudio.cli.interrupt import stopping_on_interrupt
    from rnnstudio.cli.training_display import metrics_line, training_display

    with training_display() as display:
        from rnnstudio.engine.control import Control

        control = Control()

        def stop() -> None:
            display.say(tr("Stopping, and keeping the model as it is by now. Press Ctrl+C again to abort."))
            control.stop()

        with stopping_on_interrupt(stop):
            finished = training(on_event=display.show, control=control)
    ending = {"completed": tr("Done."),
              "early": tr("Stopped early: the validation loss no longer fell."),
              "stopped": tr("Stopped; the model is kept.")}
    answer.say(ending[finished.reason] + " " + tr("Finished epochs: {epochs}; time: {seconds} s",
                                                  epochs=finished.epochs, seconds=f"{finished.seconds:.1f}"))
    if finished.metrics:
        answer.say(metrics_line(finished.metrics))
    answer.say(tr("The run is in {folder}", folder=finished.run))
    if finished.reason == "stopped":
        answer.say(tr("It can be gone on with: rnnstudio train --resume {folder}",
                      folder=shlex.quote(finished.run)))
    return finished
