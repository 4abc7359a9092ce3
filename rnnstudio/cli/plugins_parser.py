"""What may be typed after ``plugins``: one verb a module, ``plugins_VERB``, which has a function of the verb's name.

A verb's module is imported when the verb is carried out. To add one: a line in ``_VERBS``, with what adds its
arguments here, and the module.
"""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Callable
from pathlib import Path
from typing import cast

from rnnstudio.api import mark, tr
from rnnstudio.cli.answer import Answer


def _add_install(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", metavar=tr("PATH"), type=Path, help=tr("a wheel, or a folder with a pyproject.toml"))


def _add_name(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar=tr("NAME"), help=tr("the plugin's name, or that of its distribution"))


def _add_new(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar=tr("NAME"), help=tr("what it is to be called, such as my-layer"))
    parser.add_argument("--to", metavar=tr("DIR"), type=Path, help=tr("where its folder is made; here unless said"))
    parser.add_argument("--licence", "--license", choices=("none", "MIT", "Apache-2.0", "BSD-3-Clause", "GPL-3.0"),
                        default="none", help=tr("what others may do with it; none unless said"))
    parser.add_argument("--author", metavar=tr("NAME"), default="", help=tr("who writes it"))


def _add_check(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("plugin", metavar=tr("PLUGIN"), help=tr(
        "an installed plugin's name, or a path: a folder with a pyproject.toml, a package's folder, a .py file"))
    parser.add_argument("--seconds", metavar="N", type=float, default=120.0,
                        help=tr("how long one step of the check may take; 120 unless said"))


_VERBS: dict[str, tuple[str, Callable[[argparse.ArgumentParser], None]]] = {
    "list": (mark("List the plugins, what each adds, and what is wrong with it."), lambda parser: None),
    "install": (mark("Install a plugin from a wheel or a folder, without a network."), _add_install),
    "uninstall": (mark("Uninstall a plugin."), _add_name),
    "on": (mark("Switch a plugin on again."), _add_name),
    "off": (mark("Switch a plugin off: it stays installed and is not loaded."), _add_name),
    "new": (mark("Write a new plugin: a layer that works, with tests that pass, ready to be changed."), _add_new),
    "check": (mark("Check a plugin, each thing that it adds, in a process of its own."), _add_check),
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
