"""The version of the api, and what a plugin says of the one it needs."""

from __future__ import annotations

from rnnstudio.api.text import tr

API_VERSION = "1.1"
"""The version of ``rnnstudio.api``: another second number adds something, another first number takes something away.

A plugin that needs what a version added says so in the module with its hooks::

    rnnstudio_api = "1.1"

An older program then says that it has to be updated, instead of failing somewhere inside the plugin.
"""


def api_problem(needed: object) -> str:
    """Say why a plugin that needs a version of the api can't run with this one, or "".

    Args:
        needed: What stands in the plugin's ``rnnstudio_api``; ``None`` needs nothing.
    """
    if needed is None:
        return ""
    wanted = _numbers(needed)
    if wanted is None:
        return tr('its rnnstudio_api is {found}, not a version such as "{version}"', found=repr(needed),
                  version=API_VERSION)
    have = _numbers(API_VERSION)
    assert have is not None
    if wanted[0] < have[0]:
        return tr("it was written for version {theirs} of the plugin api, and this is {ours}; update the plugin",
                  theirs=needed, ours=API_VERSION)
    if wanted > have:
        return tr("it needs version {theirs} of the plugin api, and this is {ours}; update RNN Studio",
                  theirs=needed, ours=API_VERSION)
    return ""


def _numbers(version: object) -> tuple[int, int] | None:
    """Return the two numbers of a version, or ``None`` if it is none."""
    parts = version.split(".") if isinstance(version, str) else []
    return (int(parts[0]), int(parts[1])) if len(parts) == 2 and all(part.isdecimal() for part in parts) else None
