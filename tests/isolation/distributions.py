"""Makes little plugin distributions on disk, as pip would have installed them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from textwrap import dedent

HEAD = """
from typing import Annotated
from rnnstudio.api import *


def build(self, context):
    import keras
    return keras.layers.Activation("relu", name=context.name)


def made(name, **members):
    members.setdefault("build", build)
    info = members.pop("info", None) or LayerInfo(id=f"{__name__}.{name.lower()}", title=name)
    members |= {"info": info, "__module__": __name__, "__doc__": f"{name} does it."}
    return type(Layer)(name, (Layer,), members, frozen=True, kw_only=True)


@hookimpl
def rnnstudio_layers():
    return LAYERS


"""
"""What every source begins with; ``LAYERS`` is what it adds."""


class Site:
    """A folder on the search path, with distributions in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def add(self, name: str, source: str, *, version: str = "1.0", requires: Sequence[str] = (),
            plain: bool = False) -> str:
        """Install a distribution ``NAME-plugin`` with one module.

        Args:
            name: The module's name, and its entry point's.
            source: The module's text, which follows ``HEAD``.
            version: The distribution's version.
            requires: What it requires.
            plain: Leave ``HEAD`` out.

        Returns:
            The plugin's key.
        """
        text = dedent(source) if plain else HEAD + dedent(source)
        (self.folder / f"{name}.py").write_text(text, encoding="utf-8")
        about = self.folder / f"{name}_plugin-{version}.dist-info"
        about.mkdir(exist_ok=True)
        (about / "METADATA").write_text("\n".join((
            "Metadata-Version: 2.1", f"Name: {name}-plugin", f"Version: {version}", "Author: Ada", "License: MIT",
            *(f"Requires-Dist: {text}" for text in requires))) + "\n", encoding="utf-8")
        (about / "entry_points.txt").write_text(f"[rnnstudio]\n{name} = {name}\n", encoding="utf-8")
        return f"{name}-plugin/{name}"

    @property
    def environment(self) -> dict[str, str]:
        """What a process that finds them has in its environment."""
        before = os.environ.get("PYTHONPATH")
        return {"PYTHONPATH": str(self.folder) + (os.pathsep + before if before else "")}
