"""``plugins install`` and what it shares with ``plugins uninstall``: pip, without a network."""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Sequence

from rnnstudio.api import UserError, tr
from rnnstudio.cli.answer import DONE, INPUT_AT_FAULT, Answer
from rnnstudio.registry import Registry
from rnnstudio.registry.installing import install_command, look_at


def install(options: argparse.Namespace, answer: Answer) -> int:
    """Install a wheel or a folder, then say how loading it went."""
    package = look_at(options.path)
    run_pip(install_command(options.path))
    reports = [report for report in Registry.discover().reports if report.name in package.plugins and not report.ours]
    problems = [problem for report in reports for problem in report.problems]
    answer.say(tr("{name} is installed.", name=f"{package.distribution} {package.version}".strip()))
    for problem in problems:
        answer.say(problem)
    answer.result({"distribution": package.distribution, "version": package.version, "plugins": package.plugins,
                   "adds": [title for report in reports for title in report.adds], "problems": problems})
    return INPUT_AT_FAULT if problems else DONE


def run_pip(command: Sequence[str]) -> None:
    """Run pip, its output on standard error.

    Raises:
        UserError: If it can't be run or doesn't succeed.
    """
    try:
        code = subprocess.run(command, stdout=sys.stderr, stderr=sys.stderr, check=False).returncode
    except OSError as error:
        raise UserError(tr("pip could not be started: {reason}", reason=error.strerror or str(error))) from error
    if code:
        raise UserError(tr("pip ended with exit code {code}; what it said is above", code=code))
