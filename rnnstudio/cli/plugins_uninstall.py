"""``plugins uninstall``: removes the distribution that a plugin came with."""

from __future__ import annotations

import argparse

from rnnstudio.api import UserError, tr
from rnnstudio.cli.answer import DONE, Answer
from rnnstudio.cli.plugins_install import run_pip
from rnnstudio.cli.plugins_switching import named
from rnnstudio.registry.installing import uninstall_command


def uninstall(options: argparse.Namespace, answer: Answer) -> int:
    """Uninstall a plugin's distribution."""
    distributions = sorted({plugin.distribution for plugin in named(options.name) if not plugin.path})
    if not distributions:
        raise UserError(tr("{name} is not installed, so it can't be uninstalled", name=options.name))
    for distribution in distributions:
        run_pip(uninstall_command(distribution))
        answer.say(tr("{name} is uninstalled. Projects that use it keep its layers as they are.", name=distribution))
    answer.result({"distributions": distributions})
    return DONE
