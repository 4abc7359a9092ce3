"""What ``plugins on`` and ``plugins off`` have in common, and how a plugin is found by its name."""

from __future__ import annotations

import msgspec

from rnnstudio.api import UserError, tr
from rnnstudio.cli.answer import DONE, Answer
from rnnstudio.cli.plugins_choice import switches
from rnnstudio.registry import Plugin
from rnnstudio.registry.choice import chosen, read_off, write_off
from rnnstudio.registry.installed import our_plugins
from rnnstudio.registry.loading import other_plugins


def named(name: str) -> list[Plugin]:
    """Return the third-party plugins that a name means: a plugin's, or all of a distribution's.

    Raises:
        UserError: If it means none, or one of ours.
    """
    plugins = other_plugins(msgspec.structs.replace(chosen(), safe=False))
    found = [plugin for plugin in plugins if name in (plugin.name, plugin.distribution, plugin.key)]
    if not found and any(name in (plugin.name, plugin.distribution) for plugin in our_plugins()):
        raise UserError(tr("{name} is RNN Studio's own: it stays installed and switched on", name=name))
    if not found:
        names = ", ".join(plugin.name for plugin in plugins) or tr("none")
        raise UserError(tr("there is no plugin {name}; plugins by others are: {names}", name=name, names=names))
    return found


def switch(name: str, on: bool, answer: Answer) -> int:
    """Switch plugins on or off, for the window and for every command."""
    plugins = named(name)
    keys = {plugin.key for plugin in plugins}
    off = tuple(key for key in read_off(switches()) if key not in keys)
    write_off(switches(), off if on else (*off, *keys))
    for plugin in plugins:
        answer.say(tr("{name} is switched on.", name=plugin.name) if on else
                   tr("{name} is switched off. It stays installed.", name=plugin.name))
    answer.result({"plugins": sorted(plugin.name for plugin in plugins), "on": on})
    return DONE
