"""What a card shows, as plain data: the delegate paints it, the model hands it out, a screen reader reads it."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from rnnstudio.api import DataFacts, tr
from rnnstudio.project.report import SEVERITIES, LayerReport, Problem, StackReport, worst
from rnnstudio.project.words import number, shape_words
from rnnstudio.registry import Registry
from rnnstudio.studio.builder.accepting import layer_title, type_title
from rnnstudio.studio.builder.rows import Kind, Row, layer_info
from rnnstudio.studio.builder.summary import summary

UNKNOWN = "…"
"""Stands for what the engine hasn't told yet."""


class Around(msgspec.Struct, frozen=True):
    """A wrapper around a card, as far as the card has to draw it."""

    node: str
    category: str
    enabled: bool


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """One row, ready to be painted.

    Attributes:
        node: The node's id; for a slot, its wrapper's.
        title: The layer's name, or the slot's hint.
        summary: Its parameters in short words.
        shape: Its output's shape in words; "" where an inner layer's isn't known.
        parameters: How many numbers it learns; ``None`` while unknown.
        share: Its part of the whole model's, 0 to 1.
        category: Decides the colour of its bar.
        ancestors: The wrappers around it, outermost first.
        opens: True if it is the head of a container.
        closes: How many containers end with it.
        folds: True for a wrapper, whose inner cards can be hidden.
        folded: True while they are; ``inside`` then names them.
    """

    node: str
    kind: Kind
    title: str
    summary: str = ""
    shape: str = ""
    parameters: int | None = None
    share: float = 0.0
    category: str = ""
    icon: str = "box"
    problems: tuple[Problem, ...] = ()
    enabled: bool = True
    ancestors: tuple[Around, ...] = ()
    opens: bool = False
    closes: int = 0
    folds: bool = False
    folded: bool = False
    inside: str = ""

    @property
    def depth(self) -> int:
        """How many containers are around it."""
        return len(self.ancestors)

    @property
    def severity(self) -> str:
        """The worst of its problems: "error", "warning", "advice", "note" or ""."""
        return worst(self.problems) or ""


class Told(msgspec.Struct, frozen=True):
    """What the engine told of the project, looked up by node."""

    facts: DataFacts | None = None
    layers: Mapping[str, LayerReport] = {}
    problems: Mapping[str | None, tuple[Problem, ...]] = {}
    parameters: int = 0

    @classmethod
    def of(cls, facts: DataFacts | None, report: StackReport | None) -> Told:
        """Sort a report by node."""
        if report is None:
            return cls(facts)
        problems: dict[str | None, tuple[Problem, ...]] = {}
        for problem in report.problems:
            problems[problem.node] = (*problems.get(problem.node, ()), problem)
        for node, found in problems.items():
            problems[node] = tuple(sorted(found, key=lambda problem: SEVERITIES.index(problem.severity)))
        return cls(facts, {layer.node: layer for layer in report.layers}, problems, report.parameters)


def card_of(row: Row, registry: Registry, told: Told, ancestors: tuple[Around, ...]) -> Card:
    """Return what a row shows.

    Args:
        row: The row.
        registry: Knows titles, icons and parameters.
        told: What the engine said.
        ancestors: The wrappers around it.
    """
    info = layer_info(registry, row.node.type)
    if row.kind == "slot":
        hint = info.slot.hint if info is not None and info.slot is not None else ""
        return Card(node=row.node.id, kind="slot", title=tr(hint), enabled=row.enabled, ancestors=ancestors,
                    closes=row.closes)
    report = told.layers.get(row.node.id)
    return Card(
        node=row.node.id, kind=row.kind, title=layer_title(registry, row.node),
        summary=_summary(row, registry, report), shape=_shape(row, report, told.facts),
        parameters=_parameters(row, report),
        share=report.parameters / told.parameters if report is not None and told.parameters else 0.0,
        category=info.category if info is not None else "", icon=info.icon if info is not None else "puzzle",
        problems=told.problems.get(row.node.id, ()),
        enabled=row.enabled, ancestors=ancestors, opens=row.opens, closes=row.closes, folds=row.opens or row.folded,
        folded=row.folded, inside=_inside(row, registry, told) if row.folded else "")


def _inside(row: Row, registry: Registry, told: Told) -> str:
    """Name what a folded wrapper hides: "LSTM · 64 units"."""
    if not row.node.children:
        return tr("empty")
    layers = []
    for child in row.node.children:
        report = told.layers.get(child.id)
        words = summary(registry, child, report.values if report is not None else None)
        layers.append(" · ".join(part for part in (layer_title(registry, child), words) if part))
    return ", ".join(layers)


def _summary(row: Row, registry: Registry, report: LayerReport | None) -> str:
    if row.kind == "missing":
        return tr("plugin not installed")
    words = summary(registry, row.node, report.values if report is not None else None)
    off = "" if row.node.enabled else tr("switched off")
    title = type_title(registry, row.node.type) if row.node.name else ""
    return " · ".join(part for part in (off, title, words) if part)


def _shape(row: Row, report: LayerReport | None, facts: DataFacts | None) -> str:
    if row.kind == "missing" or not row.node.enabled:
        return ""
    if row.depth and (report is None or report.output_shape is None):
        return ""
    return shape_words(report.output_shape, facts) if report is not None and report.output_shape else UNKNOWN


def _parameters(row: Row, report: LayerReport | None) -> int | None:
    if report is None or row.kind == "missing" or not row.enabled:
        return None
    return report.parameters or (0 if report.output_shape is not None else None)


def spoken(card: Card, inside: str = "") -> str:
    """Return a card as a sentence for a screen reader; ``inside`` is the title of the wrapper around it."""
    if card.kind == "slot":
        return tr("Empty slot of {wrapper}: {hint}", wrapper=inside, hint=card.title)
    parts = [f"{card.title}, {card.summary}" if card.summary else card.title]
    if inside:
        parts.append(tr("inside {wrapper}", wrapper=inside))
    if card.folded:
        parts.append(tr("folded, holds {layers}", layers=card.inside))
    if card.shape and card.shape != UNKNOWN:
        parts.append(tr("output {shape}", shape=card.shape))
    if card.parameters is not None:
        parts.append(tr("{count} parameters", count=number(card.parameters)))
    for problem in card.problems:
        match problem.severity:
            case "error":
                parts.append(tr("Error: {message}", message=problem.message))
            case "warning":
                parts.append(tr("Warning: {message}", message=problem.message))
            case "advice":
                parts.append(tr("Advice: {message}", message=problem.message))
            case "note":
                parts.append(problem.message)
    return ". ".join(part.rstrip(".") for part in parts) + "."
