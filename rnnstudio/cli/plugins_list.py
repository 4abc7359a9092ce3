"""``plugins`` and ``plugins list``: every plugin, what it adds, and what is wrong with it."""

from __future__ import annotations

import argparse

from rnnstudio.api import tr
from rnnstudio.cli.answer import DONE, Answer
from rnnstudio.registry import PluginReport, Registry


def list_plugins(options: argparse.Namespace, answer: Answer) -> int:
    """List the plugins; one that is broken is a line here, not a fault."""
    reports = Registry.discover().reports
    rows = [(report.name, report.distribution, report.version, _state(report),
             ", ".join(tr(title) for title in report.adds)) for report in reports]
    answer.table((tr("Plugin"), tr("From"), tr("Version"), ">" + tr("Loaded in"), tr("Adds")), rows)
    for report in reports:
        for problem in (*report.problems, *report.notes):
            answer.say(f"{report.name}: {problem}")
    answer.result({"plugins": reports})
    return DONE


def _state(report: PluginReport) -> str:
    return tr("switched off") if report.off else f"{report.seconds * 1000:.0f} ms"
