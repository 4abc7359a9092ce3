"""What a plugin's distribution requires of RNN Studio itself."""

from __future__ import annotations

from rnnstudio import __version__
from rnnstudio.api import tr
from rnnstudio.registry.installed import OURS
from rnnstudio.registry.plugin import Plugin


def unmet(plugin: Plugin) -> str:
    """Say which version of RNN Studio a plugin needs, if this one won't do; else "".

    What it requires of other libraries shows when it is imported: a library may do under another version or name.
    """
    ours = [text for text in plugin.requires if text.replace("_", "-").lower().startswith(OURS)]
    if not ours:
        return ""
    from packaging.requirements import InvalidRequirement, Requirement

    for text in ours:
        try:
            wanted = Requirement(text)
        except InvalidRequirement:
            continue
        if wanted.name.lower() != OURS or (wanted.marker is not None and not wanted.marker.evaluate({"extra": ""})):
            continue
        if not wanted.specifier.contains(__version__, prereleases=True):
            return tr("it could not be loaded: it needs RNN Studio {wanted}, and this is {version}; update RNN "
                      "Studio, or install another version of the plugin", wanted=str(wanted.specifier),
                      version=__version__)
    return ""
