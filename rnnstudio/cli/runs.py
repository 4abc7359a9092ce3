"""The commands on runs that were made: list them, write one's card."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from rnnstudio.api import UserError, tr
from rnnstudio.cli.answer import DONE, Answer

if TYPE_CHECKING:
    from rnnstudio.runs.listing import Entry


def runs(options: argparse.Namespace, answer: Answer) -> int:
    """List the runs of a folder, those that can't be read too."""
    from rnnstudio.cards import facts
    from rnnstudio.project.metric_words import key_metric_words
    from rnnstudio.project.words import duration, number
    from rnnstudio.runs.listing import list_entries, started
    from rnnstudio.runs.places import runs_folder

    folder = options.runs or runs_folder()
    if options.runs is not None and not folder.is_dir():
        raise UserError(tr("{path}: there is no such folder", path=folder))
    entries = list_entries(folder)
    rows = [(_called(entry), number(entry.info.epochs) if entry.info else "–",
             duration(entry.info.seconds) if entry.info else "–", key_metric_words(entry.best),
             facts.standing_words(entry)) for entry in entries]
    if rows:
        answer.table((tr("Folder"), ">" + tr("Epochs"), ">" + tr("Duration"), tr("Best"), tr("State")), rows)
    else:
        answer.say(tr("There are no runs in {path} yet.", path=folder))
    for entry in entries:
        reason = entry.info.message if entry.info is not None and entry.standing == "failed" else ""
        if entry.problem or reason:
            answer.say(f"{entry.path.name}: {entry.problem or reason}")
    answer.result({"runs": [{
        "run": str(entry.path), "name": entry.name, "starred": entry.own.starred, "notes": entry.own.notes,
        "state": entry.standing, "started": started(entry), "problem": entry.problem or None,
        "epochs": entry.info.epochs if entry.info else None, "seconds": entry.info.seconds if entry.info else None,
        "best_epoch": entry.info.best_epoch if entry.info else None, "metrics": entry.best} for entry in entries]})
    return DONE


def _called(entry: Entry) -> str:
    """Return a run's folder, and on a line below the star and the name that the person gave it."""
    given = " ".join(part for part in ("★" if entry.own.starred else "", entry.own.name) if part)
    return f"{entry.path.name}\n{given}" if given else entry.path.name


def card(options: argparse.Namespace, answer: Answer) -> int:
    """Write a run's card."""
    from rnnstudio.cards.page import write_card
    from rnnstudio.registry import Registry

    target = options.to.absolute()
    write_card(options.run, target, Registry.discover())
    answer.say(tr("The card is in {file}", file=target))
    answer.result({"card": str(target)})
    return DONE
