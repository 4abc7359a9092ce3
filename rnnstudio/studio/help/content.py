"""What the panel shows of a type of layer: its heading, and its page with all that belongs to it. No Qt in here."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from rnnstudio.api import Component, Layer, tr
from rnnstudio.api.text import language
from rnnstudio.studio.builder.accepting import type_title
from rnnstudio.studio.help import reference
from rnnstudio.studio.help.facts import layer_facts
from rnnstudio.studio.help.pages import Page, load_page

if TYPE_CHECKING:
    from rnnstudio.studio.document import Document

_OURS = "rnnstudio_"


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """What is shown.

    Attributes:
        key: The name to remember under where it was left.
        html: The text; a picture's address is ``picture:`` and its name in ``pictures``.
        pictures: The pictures' files, by name.
        title: What it is about.
        kind: What kind of layer that is, or "".
        icon: Its icon.
        role: The icon's colour: a role of the palette, or a category.
    """

    key: str
    html: str
    pictures: dict[str, Path] = {}
    title: str = ""
    kind: str = ""
    icon: str = "list"
    role: str = "secondary"


def sheet_of(document: Document, type_id: str, node_id: str | None) -> Sheet:
    """Return the sheet of a type of layer.

    Args:
        document: Knows the layers and the model.
        type_id: The layer's type; "" for the list of all layers.
        node_id: The layer in the model to tell of; ``None`` tells where layers of the type are.
    """
    if not type_id:
        return Sheet(key="", html=reference.index(document.registry), title=tr("All layers"),
                     kind=tr("Choose one to read what it does"))
    layer = document.registry.layers.get(type_id)
    if layer is None and (other := reference.others(document.registry).get(type_id)) is not None:
        return _other_sheet(document, *other)
    if layer is None:
        return Sheet(key=type_id, html=reference.missing(type_id), title=type_id, kind=tr("plugin not installed"),
                     icon="puzzle")
    html, pictures = _text(document, layer)
    return Sheet(key=type_id, html=_box(document, type_id, node_id) + html, pictures=pictures,
                 title=type_title(document.registry, type_id), kind=_kind(document, layer), icon=layer.info.icon,
                 role=layer.info.category)


def _other_sheet(document: Document, kind: str, component: type[Component]) -> Sheet:
    """Return the sheet of what is no layer: a source, an encoder, a task, an exporter."""
    html, pictures = _text(document, component)
    origin = document.registry.origin.get(component.info.id, "")
    return Sheet(key=component.info.id, html=html, pictures=pictures, title=tr(component.info.title),
                 kind=" · ".join((tr(kind), tr("Plugin: {name}", name=origin))), icon=component.info.icon)


def _text(document: Document, component: type[Component]) -> tuple[str, dict[str, Path]]:
    """Return a component's page with the table of its parameters, and the page's pictures."""
    page = _page(component, language(), document.registry.extras.help_pages.get(component.info.id))
    translated = page.language in ("", language())
    parts = ("" if translated else reference.foreign(), page.html, reference.parameter_table(component))
    return "".join(parts), page.pictures


@lru_cache(maxsize=256)
def _page(component: type[Component], code: str, brought: Path | None) -> Page:
    return load_page(component, code, brought)


def _box(document: Document, type_id: str, node_id: str | None) -> str:
    nodes = [node for _, node in document.project.nodes() if node.type == type_id]
    chosen = next((node for node in nodes if node.id == node_id), None)
    if chosen is None:
        return reference.places_box(document.registry, nodes)
    return reference.facts_box(layer_facts(document.registry, chosen, document.report, document.facts))


def _kind(document: Document, layer: type[Layer]) -> str:
    keras_name, origin = layer.info.keras_name, document.registry.origin.get(layer.info.id, "")
    parts = (tr(layer.info.category), tr("{name} in Keras", name=keras_name) if keras_name else "",
             "" if origin.startswith(_OURS) else tr("Plugin: {name}", name=origin))
    return " · ".join(part for part in parts if part)
