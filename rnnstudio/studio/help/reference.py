"""What the program adds to a page: the box above it, the table of parameters below it, the index. No Qt in here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape

from rnnstudio.api import Component, Parameter, mark, parameters, tr
from rnnstudio.project.model import LayerNode
from rnnstudio.registry import Registry
from rnnstudio.studio.builder.accepting import layer_title
from rnnstudio.studio.builder.palette_rows import ORDER
from rnnstudio.studio.builder.summary import description
from rnnstudio.studio.help.facts import Fact
from rnnstudio.studio.help.fragment import boxed
from rnnstudio.studio.help.values import value_words


def facts_box(facts: Iterable[Fact]) -> str:
    """Return the box that says what the selected layer is in the model."""
    rows = "".join(
        f'<tr><td class="name" width="37%"><p class="fact">{escape(fact.name)}</p></td>'
        f'<td class="value" width="63%"><p class="fact">{escape(fact.value)}</p>'
        + (f'<p class="aside">{escape(fact.aside)}</p>' if fact.aside else "") + "</td></tr>"
        for fact in facts)
    if not rows:
        return boxed("facts", _caption(tr("In this model")) + _aside(tr("Nothing is known of it yet.")))
    return (f'<table class="facts" width="100%" cellspacing="0" cellpadding="0"><tr><td class="top" colspan="2">'
            f'{_caption(tr("In this model"))}</td></tr>{rows}<tr><td class="bottom" colspan="2"></td></tr></table>')


def places_box(registry: Registry, nodes: Sequence[LayerNode]) -> str:
    """Return the box that says where a type of layer stands in the model, with links that select it."""
    links = " · ".join(f'<a href="node:{escape(node.id)}">{escape(layer_title(registry, node))}</a>'
                       for node in nodes)
    inside = f'<p class="fact">{links}</p>' if links else _aside(tr("There is no such layer in the model now."))
    return boxed("facts", _caption(tr("In this model")) + inside)


def parameter_table(component: type[Component]) -> str:
    """Return the table of a component's parameters, those of experts last; "" if it has none."""
    known = parameters(component)
    if not known:
        return ""
    basic = [parameter for parameter in known if not parameter.folded]
    folded = [parameter for parameter in known if parameter.folded]
    parts = [f"<h3>{escape(tr('Settings'))}</h3>", _rows(basic)]
    if folded:
        parts.append((f"<h4>{escape(tr('More'))}</h4>" if basic else "") + _rows(folded))
    return "".join(parts)


def _rows(known: Iterable[Parameter]) -> str:
    rows = "".join(
        '<tr><td class="term" width="72%">'
        f'<p class="term"><b>{escape(tr(parameter.title))}</b></p>'
        '</td><td class="term" width="28%" align="right">'
        f'<p class="term">{escape(value_words(parameter, parameter.default))}</p></td></tr>'
        f'<tr><td class="doc" colspan="2"><p class="aside"><code class="name">{parameter.name}</code></p>'
        f'<p class="aside">{escape(tr(parameter.doc))}</p></td></tr>'
        for parameter in known)
    return f'<table width="100%" cellspacing="0" cellpadding="0">{rows}</table>' if rows else ""


def index(registry: Registry) -> str:
    """Return links to all layers' pages, by category, in the order of the palette, then those to others' pages."""
    groups: dict[str, list[type[Component]]] = {}
    for layer in registry.layers.values():
        groups.setdefault(layer.info.category, []).append(layer)
    parts = [_group(category, groups[category]) for category in sorted(groups, key=_rank)]
    other_groups: dict[str, list[type[Component]]] = {}
    for kind, component in others(registry).values():
        other_groups.setdefault(kind, []).append(component)
    parts += [_group(kind, components) for kind, components in other_groups.items()]
    return "".join(parts) or _aside(tr("No layer is installed."))


def _group(heading: str, components: Iterable[type[Component]]) -> str:
    return f"<h3>{escape(tr(heading))}</h3>" + "".join(
        f'<p><a href="layer:{escape(component.info.id)}">{escape(tr(component.info.title))}</a><br>'
        f'<span class="aside">{escape(description(component))}</span></p>' for component in components)


def others(registry: Registry) -> dict[str, tuple[str, type[Component]]]:
    """Return what is no layer and has a page, by id: what kind of thing it is, and its class."""
    tables: tuple[tuple[str, Mapping[str, type[Component]]], ...] = (
        (mark("Data sources"), registry.sources), (mark("Text encoders"), registry.encoders),
        (mark("Tasks"), registry.tasks), (mark("Exporters"), registry.exporters))
    return {component_id: (kind, component) for kind, table in tables for component_id, component in table.items()
            if component_id in registry.extras.help_pages}


def missing(type_id: str) -> str:
    """Return what stands for the page of a layer whose plugin is missing."""
    return f"<p>{escape(_missing_words(type_id))}</p>"


def foreign() -> str:
    """Return a line that says that a page is in English where the program is not."""
    return _aside(tr("This page has not been translated yet."))


def _missing_words(type_id: str) -> str:
    return tr('No installed plugin has the layer "{type}". The project keeps it as it is. Install the plugin that it '
              "came from to use it, or remove it from the model.", type=type_id)


def _rank(category: str) -> tuple[int, str]:
    return (ORDER.index(category), "") if category in ORDER else (len(ORDER), category)


def _caption(text: str) -> str:
    return f'<p class="caption">{escape(text)}</p>'


def _aside(text: str) -> str:
    return f'<p class="aside">{escape(text)}</p>'
