"""What is known of a plugin before it is loaded, and what became of it."""

from __future__ import annotations

from collections.abc import Callable

import msgspec


class Plugin(msgspec.Struct, frozen=True, kw_only=True):
    """A plugin that may be loaded.

    Attributes:
        name: Its entry point's name.
        load: Imports and returns the module or object with the hooks.
        distribution: The name of the distribution it came with, its version, author and licence.
        requires: What the distribution requires, such as ``rnnstudio>=0.1``.
        path: Where it is loaded from without being installed, or "".
        ours: Whether it came with RNN Studio itself.
    """

    name: str
    load: Callable[[], object]
    distribution: str = ""
    version: str = ""
    author: str = ""
    licence: str = ""
    requires: tuple[str, ...] = ()
    path: str = ""
    ours: bool = False

    @property
    def key(self) -> str:
        """What it is switched on and off by: the same at every start, and another plugin's never."""
        return plugin_key(self.distribution, self.name)


class PluginReport(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a plugin.

    Attributes:
        adds: Titles of what it contributed.
        seconds: Time to import it and call its hooks.
        problems: What is wrong with it, a sentence each; empty if all is well.
        trace: For whoever mends it.
        notes: What is worth knowing and no fault: what it printed while it was loaded, and what it warned of.
        path: Where it is loaded from without being installed, or "".
        ours: Whether it came with RNN Studio itself.
        off: Whether it is switched off; then nothing of it was loaded.
    """

    name: str
    distribution: str = ""
    version: str = ""
    author: str = ""
    licence: str = ""
    adds: tuple[str, ...] = ()
    seconds: float = 0.0
    problems: tuple[str, ...] = ()
    trace: str = ""
    notes: tuple[str, ...] = ()
    path: str = ""
    ours: bool = False
    off: bool = False

    @property
    def key(self) -> str:
        """See ``Plugin.key``."""
        return plugin_key(self.distribution, self.name)


def plugin_key(distribution: str, name: str) -> str:
    """Return a plugin's key."""
    return f"{distribution}/{name}"


def report_of(plugin: Plugin, **what: object) -> PluginReport:
    """Return a plugin's report."""
    return PluginReport(name=plugin.name, distribution=plugin.distribution, version=plugin.version,
                        author=plugin.author, licence=plugin.licence, path=plugin.path, ours=plugin.ours,
                        **what)  # type: ignore[arg-type]
