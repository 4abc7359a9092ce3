"""Opens the window; where there is no display, does the main job in the terminal."""

from __future__ import annotations

import argparse
from pathlib import Path

from rnnstudio.api import UserError, tr
from rnnstudio.cli import machine
from rnnstudio.cli.answer import Answer
from rnnstudio.cli.defaults import DEFAULT_EXPORTER, FIRST_PROJECT


def studio(options: argparse.Namespace, answer: Answer) -> int:
    """Open the window with a project or, with none named and no display to open it on, work in the terminal."""
    shown_on = machine.display()
    if not shown_on:
        if options.file is not None:
            raise UserError(tr("there is no display here, so {file} can't be shown; in the terminal, use: "
                               "rnnstudio check {file} or rnnstudio train {file}", file=options.file))
        return main_job(answer)
    missing = machine.missing_libraries(shown_on)
    if missing:
        raise UserError(_lacking(missing))
    if options.file is not None and not options.file.is_file():
        raise UserError(tr("{file}: there is no such file", file=options.file))
    from rnnstudio.studio.start import open_window

    return open_window(options.file)


def _lacking(missing: dict[str, str]) -> str:
    command = machine.install_command(missing)
    if command:
        return tr("the window needs system libraries that are missing here; install them with: {command}",
                  command=command)
    return tr("the window needs system libraries that are missing here: {names}", names=", ".join(missing))


def main_job(answer: Answer) -> int:
    """Train the first project, export its word vectors, and say where the files are."""
    from rnnstudio.cli.exporting import export_in_terminal, exporter_named
    from rnnstudio.cli.projects import open_project
    from rnnstudio.cli.work import train_in_terminal
    from rnnstudio.project.model import ComponentRef
    from rnnstudio.registry import Registry
    from rnnstudio.runs.places import runs_folder

    registry = Registry.discover()
    opened = open_project(FIRST_PROJECT, registry)
    answer.say(tr("There is no display here, so the window can't be opened. In the terminal instead: "
                  "{project} is trained, and its word vectors are exported.", project=opened.project.name))
    finished = train_in_terminal(opened, registry, runs_folder(), answer)
    run = Path(finished.run)
    exporter = exporter_named(DEFAULT_EXPORTER, registry)
    export_in_terminal(run, ComponentRef(type=exporter.info.id), run / "export", registry, answer)
    answer.say(tr("All that can be done in the terminal: rnnstudio --help"))
    return 0
