"""Inside a process of its own: checks one plugin part by part, and tells what it is at before it goes on.

``python -m rnnstudio.cli.checking KEY PATH``: the key of an installed plugin, or of one at a path. Standard output
carries a JSON object a line and nothing else; what the plugin prints goes to standard error.
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from rnnstudio.api import Template, UserError, tr
from rnnstudio.api.testing.plugins import parts
from rnnstudio.api.testing.problems import brief, listen
from rnnstudio.api.text import system_language, use_language
from rnnstudio.project.file import load
from rnnstudio.registry import Plugin, Registry, installed_plugins
from rnnstudio.registry.on_path import plugins_at


class Step(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """What is being done now."""

    doing: str


class Part(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """A part of the plugin was checked: its title, and what is wrong with it."""

    title: str
    problems: tuple[str, ...] = ()


class Ended(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """All parts were checked."""


Told = Step | Part | Ended


def main() -> None:
    """Check the plugin that the arguments name."""
    use_language(system_language())
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)

    def tell(told: Told) -> None:
        out.write(msgspec.json.encode(told) + b"\n")
        out.flush()

    key, path = sys.argv[1:3]
    plugin = next(one for one in (plugins_at(path) if path else installed_plugins()) if one.key == key)
    listen(lambda doing: tell(Step(doing=doing)))
    for part in _parts(plugin, tell):
        tell(part)
    tell(Ended())
    sys.stderr.flush()
    os._exit(0)  # whatever threads and exit handlers the plugin has left behind


def _parts(plugin: Plugin, tell: Callable[[Told], None]) -> Iterator[Part]:
    tell(Step(doing=tr("import of {name}", name=plugin.name)))
    try:
        loaded = plugin.load()
    except UserError as refusal:
        yield Part(title=plugin.name, problems=(str(refusal),))
        return
    except (Exception, SystemExit) as error:  # noqa: BLE001 - a plugin may raise anything
        traceback.print_exc()
        yield Part(title=plugin.name, problems=(
            tr("{doing} failed: {error}.", doing=tr("import of {name}", name=plugin.name), error=brief(error)),))
        return
    for title, problems in parts(loaded, {}):
        yield Part(title=title, problems=problems)
    yield from _projects(plugin, loaded)


def _projects(plugin: Plugin, loaded: Any) -> Iterator[Part]:
    """Read the plugin's templates as the program does, with the plugin's own components."""
    registry = Registry.ours()
    if not plugin.ours:
        registry.add(msgspec.structs.replace(plugin, load=lambda: loaded))
    for template in registry.templates.values():
        if registry.origin.get(template.id) != plugin.name:
            continue
        try:
            load(Path(template.path), registry.check)
        except UserError as refusal:
            yield Part(title=_title(template), problems=(f"{_title(template)}: {refusal}.",))


def _title(template: Template) -> str:
    return template.title or template.id


if __name__ == "__main__":
    main()
