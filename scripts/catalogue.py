"""Collects every visible string and compares it with the translations.

``python scripts/catalogue.py`` prints what the Simplified Chinese catalogue lacks, as JSON to fill in, and what it
has too many of. Strings are found where they stand: literals in ``tr()`` and ``mark()`` calls, and the titles and
descriptions that components of the bundled plugins declare.
"""

from __future__ import annotations

import ast
import functools
import json
import string
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "resources" / "translations" / "zh_CN.json"
SOURCES = ("rnnstudio", "plugins/rnnstudio_layers", "plugins/rnnstudio_data", "plugins/rnnstudio_exports")


def literals(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield each literal in a ``tr()`` or ``mark()`` call below a folder, with its place."""
    for file in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("tr", "mark"):
                for text in _texts(node.args[0]):
                    yield text, f"{file.relative_to(ROOT)}:{node.lineno}"


def _texts(node: ast.expr) -> Iterator[str]:
    """Yield the literal, or both of a conditional expression's."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _texts(node.body)
        yield from _texts(node.orelse)


def declared() -> Iterator[tuple[str, str]]:
    """Yield titles and descriptions of the bundled plugins' components, with the component's id."""
    from rnnstudio.project.model import SplitSettings, TrainingSettings
    from rnnstudio.project.trial import ForecastSettings, WritingSettings
    from rnnstudio.registry import Registry, installed_plugins

    registry = Registry([plugin for plugin in installed_plugins() if plugin.distribution == "rnnstudio"])
    for table in (registry.layers, registry.sources, registry.encoders, registry.tasks, registry.exporters):
        for component in table.values():
            yield from _component(component)
    for template in registry.templates.values():
        yield template.title, template.id
        yield template.teaches, template.id
    yield from _parameters(TrainingSettings, "training")
    yield from _parameters(SplitSettings, "split")
    yield from _parameters(WritingSettings, "writing")
    yield from _parameters(ForecastSettings, "forecast")


def _component(component: Any) -> Iterator[tuple[str, str]]:
    info = component.info
    yield info.title, info.id
    yield (component.__doc__ or "").strip().splitlines()[0], info.id
    for field in ("category", "origin", "licence"):
        if getattr(info, field, ""):
            yield getattr(info, field), info.id
    if getattr(info, "slot", None) is not None:
        yield info.slot.hint, info.id
        for trait in info.slot.accepts:
            yield trait, info.id
    yield from _parameters(component, info.id)


def _parameters(component: Any, place: str) -> Iterator[tuple[str, str]]:
    from rnnstudio.api import parameters

    for parameter in parameters(component):
        yield parameter.title, f"{place}.{parameter.name}"
        if parameter.doc:
            yield parameter.doc, f"{place}.{parameter.name}"


def wanted() -> dict[str, str]:
    """Return every visible string with one place where it stands."""
    found: dict[str, str] = {}
    for source in SOURCES:
        for text, place in literals(ROOT / source):
            found.setdefault(text, place)
    for text, place in declared():
        if text:
            found.setdefault(text, place)
    return found


def fields(text: str) -> set[str]:
    """Return the names of a sentence's ``{fields}``."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@functools.cache
def catalogue() -> dict[str, str]:
    """Return the Chinese catalogue as it stands."""
    return dict(json.loads(CATALOGUE.read_text(encoding="utf-8"))) if CATALOGUE.is_file() else {}


def main() -> int:
    """Print what is missing and what is left over."""
    have, want = catalogue(), wanted()
    missing = {text: place for text, place in want.items() if text not in have}
    print(json.dumps(missing, ensure_ascii=False, indent=1))  # noqa: T201
    print("left over:", json.dumps(sorted(set(have) - set(want)), ensure_ascii=False, indent=1))  # noqa: T201
    print(f"{len(want)} strings, {len(missing)} missing")  # noqa: T201
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
