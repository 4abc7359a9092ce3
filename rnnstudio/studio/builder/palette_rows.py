"""The palette's list as plain data: layers by category, filtered. No Qt in here."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from rnnstudio.api import Layer, tr
from rnnstudio.registry import Registry
from rnnstudio.studio.builder.summary import description

ORDER = ("Input", "Recurrent", "Wrapper", "Pooling", "Dense", "Regularisation", "Attention", "Convolution", "Cells")
"""The categories that come first, in this order; a plugin's own follow by name."""
OURS = "rnnstudio_"
"""What our plugins' names begin with; layers of others show theirs."""


class Heading(msgspec.Struct, frozen=True):
    """A category's name above its layers."""

    title: str


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A layer that can be added.

    Attributes:
        type: Its id.
        title: What it is called, translated.
        origin: The third party's plugin that it comes from, or "".
        tool_tip: What it does, what Keras calls it, whose it is.
        doc: What it does, in a sentence.
        found_by: All that a search may find it by, in small letters.
    """

    type: str
    title: str
    category: str
    icon: str
    origin: str
    tool_tip: str
    doc: str
    found_by: str


def entries(registry: Registry) -> list[Entry]:
    """Return all layers in the order the palette shows them."""
    found = [_entry(registry, layer) for layer in registry.layers.values()]
    return sorted(found, key=lambda entry: _rank(entry.category))


def palette_rows(all_entries: Sequence[Entry], query: str = "", recent: Sequence[str] = ()) -> list[Heading | Entry]:
    """Return the entries that match, each group below its heading.

    Args:
        all_entries: All layers, in order.
        recent: Types that stand first once more, in a group of their own, while nothing is searched for.
        query: Words that must all occur in a layer's title, English or translated, or its Keras name, category,
            plugin or id.
    """
    words = query.casefold().split()
    rows: list[Heading | Entry] = []
    by_type = {entry.type: entry for entry in all_entries}
    known = [by_type[layer_type] for layer_type in recent if layer_type in by_type]
    if known and not words:
        rows += [Heading(tr("Recent")), *known]
    category = None
    for entry in all_entries:
        if not all(word in entry.found_by for word in words):
            continue
        if entry.category != category:
            category = entry.category
            rows.append(Heading(tr(category)))
        rows.append(entry)
    return rows


def _entry(registry: Registry, layer: type[Layer]) -> Entry:
    info, doc = layer.info, description(layer)
    title, origin = tr(info.title), registry.origin.get(info.id, "")
    origin = "" if origin.startswith(OURS) else origin
    keras_name = tr("Keras: {name}", name=info.keras_name) if info.keras_name else ""
    plugin = tr("Plugin: {name}", name=origin) if origin else ""
    names = (title, info.title, info.keras_name, info.category, tr(info.category), origin, info.id)
    return Entry(type=info.id, title=title, category=info.category, icon=info.icon, origin=origin, doc=doc,
                 tool_tip="\n".join(line for line in (title, doc, keras_name, plugin) if line),
                 found_by="\n".join(names).casefold())


def _rank(category: str) -> tuple[int, str]:
    return (ORDER.index(category), "") if category in ORDER else (len(ORDER), category)
