"""What may be typed after ``plugins``: one verb a module, ``plugins_VERB``, which has a function of the verb's name.

A verb's module is imported when the verb is carried out. To add one: a line in ``_VERBS``, with what adds its
arguments here, and the module.
"""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Callable
from typing import cast

from rnnstudio.api import mark, tr
from rnnstudio.cli.answer import Answer

_VERBS: dict[str, tuple[str, Callable[[argparse.ArgumentParser], None]]] = {
    "list": (mark("List the plugins, what each adds, and what is wrong with it."), lambda parser: None),
}


def add_verbs(parser: argparse.ArgumentParser) -> None:
    """Add the verbs to the parser of ``plugins``; without a verb it lists."""
    parser.set_defaults(verb="list")
    verbs = parser.add_subparsers(dest="verb", metavar=tr("VERB"), required=False)
    for name, (summary, add) in _VERBS.items():
        made = verbs.add_parser(name, help=tr(summary), description=tr(summary), allow_abbrev=False)
        made.add_argument("--json", action="store_true", default=argparse.SUPPRESS,
                          help=tr("print the result as JSON, in the last line"))
        add(made)


def carry_out(options: argparse.Namespace, answer: Answer) -> int:
    """Carry out the verb that was typed."""
    verb = options.verb or "list"
    module = importlib.import_module(f"rnnstudio.cli.plugins_{verb}")
    name = verb if hasattr(module, verb) else f"{verb}_plugins"
    return cast(Callable[[argparse.Namespace, Answer], int], getattr(module, name))(options, answer)
