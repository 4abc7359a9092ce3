"""Finds the third-party plugins that are chosen, and loads those into this process that passed their trial."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import msgspec

from rnnstudio.api.text import add_words
from rnnstudio.registry import Plugin, PluginReport, Registry
from rnnstudio.registry.choice import Choice, chosen
from rnnstudio.registry.guard import note_output, stdout_kept_clean
from rnnstudio.registry.installed import others_installed
from rnnstudio.registry.on_path import plugins_at


def other_plugins(choice: Choice) -> list[Plugin]:
    """List the third-party plugins that are chosen, those switched off among them, without importing one.

    A distribution that a path was given for is taken from there, and not where it is installed.
    """
    if choice.safe:
        return []
    at_paths = [plugin for path in choice.paths for plugin in plugins_at(path)]
    theirs = {_plain(plugin.distribution) for plugin in at_paths if plugin.distribution}
    installed = [plugin for plugin in others_installed() if _plain(plugin.distribution) not in theirs]
    return list({plugin.key: plugin for plugin in [*at_paths, *installed]}.values())


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def add_others(registry: Registry) -> None:
    """Try the chosen third-party plugins in a process of their own, then load those that passed into this one."""
    from rnnstudio.registry.trial import Listed, Tried, trial

    choice = chosen()
    plugins = {plugin.key: plugin for plugin in other_plugins(choice)}
    if not plugins:
        return
    for told in trial(choice):
        match told:
            case Listed(reports=reports):
                for report in reports:
                    registry.tell(report)
            case Tried(described=described, passed=passed):
                plugin = plugins.get(described.report.key)
                if passed and plugin is not None:
                    load(registry, [plugin], {plugin.key: described.report})
                else:
                    registry.tell(described.report)


def load(registry: Registry, plugins: Iterable[Plugin], told: dict[str, PluginReport] | None = None,
         alone: bool = True) -> None:
    """Load plugins into this process, in order; standard output stays clean. See ``Registry.add``."""
    for plugin in plugins:
        with stdout_kept_clean() as printed:
            report = registry.add(plugin, (told or {}).get(plugin.key), alone=alone)
            notes: list[str] = []
            note_output(notes, printed())
        if notes:
            registry.tell(msgspec.structs.replace(report, notes=tuple(dict.fromkeys((*report.notes, *notes)))))
    add_words(registry.extras.words)


def load_passed(registry: Registry, keys: Sequence[str]) -> None:
    """Load the plugins of these keys, which passed their trial elsewhere, in this order.

    TensorFlow may be loaded meanwhile by another thread; which plugin imports it, the trial has told.
    """
    known = {plugin.key: plugin for plugin in other_plugins(chosen())}
    load(registry, [known[key] for key in keys if key in known], alone=False)
