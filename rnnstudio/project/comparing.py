"""What differs between two projects, in words: layers in the order of the stack, then settings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rnnstudio.api import Component, parameters, tr
from rnnstudio.project.describing import (
    Find,
    Setting,
    layer_words,
    main_parameter,
    raw_values,
    settings,
    title_of,
    value_in_words,
)
from rnnstudio.project.model import LayerNode, Project

Nodes = Sequence[LayerNode]
Pair = tuple[LayerNode | None, LayerNode | None]

_ALONE, _OTHER_TYPE, _OTHER_KIND, _SAME_TYPE = 1.0, 1.2, 1.7, 0.3
"""What it costs in an alignment that a layer has no partner, or one of another type, kind, or of its type alone."""


def differences(find: Find, before: Project, after: Project) -> list[str]:
    """Return what makes ``after`` another project than ``before``: "LSTM 64 → GRU 64", "dropout 0.2 → 0.5".

    Names, notes and layers that are switched off in both don't count.
    """
    return [*architecture(find, before, after), *setting_differences(find, before, after)]


def setting_differences(find: Find, before: Project, after: Project) -> list[str]:
    """Return the differences of training and data settings; another component's own parameters aren't listed."""
    old, new = settings(find, before), settings(find, after)
    return [tr("{what} {before} → {after}", what=_small(old[key].title), before=old[key].words, after=new[key].words)
            for key in old if key in new and old[key].words != new[key].words]


def varying(found: Sequence[dict[str, Setting]]) -> list[str]:
    """Return the keys of the settings that aren't the same in all of some projects, in the forms' order.

    One that only some projects have, being a parameter of their component, varies if they don't agree among
    themselves: that the component is another one is said by its own key.
    """
    values: dict[str, set[str]] = {}
    for one in found:
        for key, setting in one.items():
            values.setdefault(key, set()).add(setting.words)
    return [key for key, seen in values.items() if len(seen) > 1]


def architecture(find: Find, before: Project, after: Project) -> list[str]:
    """Return the differences of the stacks."""
    return list(_Words(find).between(before.stack, after.stack))


class _Words:
    def __init__(self, find: Find) -> None:
        self._find = find

    def between(self, before: Nodes, after: Nodes) -> Iterator[str]:
        """Yield the differences of two rows of layers."""
        previous: LayerNode | None = None
        for old, new in _aligned(self._find, before, after):
            if old is None and new is not None and new.enabled:
                yield self._added(new, previous)
            elif new is None and old is not None and old.enabled:
                yield tr("{layer} removed", layer=layer_words(self._find, old))
            elif old is not None and new is not None:
                yield from self._changed(old, new)
            previous = new if new is not None and new.enabled else previous

    def _added(self, node: LayerNode, previous: LayerNode | None) -> str:
        words = layer_words(self._find, node)
        if previous is None:
            return tr("{layer} added at the start", layer=words)
        return tr("{layer} added after {other}", layer=words, other=title_of(self._find, previous))

    def _changed(self, old: LayerNode, new: LayerNode) -> Iterator[str]:
        if not old.enabled and not new.enabled:
            return
        if old.enabled != new.enabled:
            words = layer_words(self._find, new)
            yield tr("{layer} switched on", layer=words) if new.enabled else tr("{layer} switched off", layer=words)
            if not new.enabled:
                return
        if old.type != new.type:
            yield tr("{before} → {after}", before=layer_words(self._find, old), after=layer_words(self._find, new))
            yield from self._parameters(old, new, {one.name for one in (
                main_parameter(self._find, old), main_parameter(self._find, new)) if one is not None})
            return
        yield from self._parameters(old, new, set())
        yield from self.between(old.children, new.children)

    def _parameters(self, old: LayerNode, new: LayerNode, told: set[str]) -> Iterator[str]:
        """Yield the parameters that both have and that differ, but for those already told of."""
        classes = self._find("layer", old.type), self._find("layer", new.type)
        before, after = raw_values(classes[0], old), raw_values(classes[1], new)
        for name, value in after.items():
            if name in told or name not in before or before[name] == value:
                continue
            yield tr("{layer}: {parameter} {before} → {after}", layer=title_of(self._find, new),
                     parameter=_small(_parameter_title(classes[1], name)), before=value_in_words(before[name]),
                     after=value_in_words(value))


def _parameter_title(component: type[Component] | None, name: str) -> str:
    known = parameters(component) if component is not None else ()
    return next((tr(one.title) for one in known if one.name == name), name)


def _small(title: str) -> str:
    """Return a title as it stands inside a line; "L2" and "ReLU" keep their capitals."""
    return title if title[1:2].isupper() or title[1:2].isdigit() else title[:1].lower() + title[1:]


def _aligned(find: Find, before: Nodes, after: Nodes) -> list[Pair]:
    """Pair the layers of two rows so that as little as can be has changed; the order stays.

    The usual dynamic programme of edit distances; stacks are short.
    """
    rows, columns = len(before), len(after)
    cost = [[float(i + j) * _ALONE for j in range(columns + 1)] for i in range(rows + 1)]
    for i in range(1, rows + 1):
        for j in range(1, columns + 1):
            cost[i][j] = min(cost[i - 1][j - 1] + _distance(find, before[i - 1], after[j - 1]),
                             cost[i - 1][j] + _ALONE, cost[i][j - 1] + _ALONE)
    pairs: list[Pair] = []
    i, j = rows, columns
    while i or j:
        if i and j and cost[i][j] == cost[i - 1][j - 1] + _distance(find, before[i - 1], after[j - 1]):
            i, j = i - 1, j - 1
            pairs.append((before[i], after[j]))
        elif j and cost[i][j] == cost[i][j - 1] + _ALONE:
            j -= 1
            pairs.append((None, after[j]))
        else:
            i -= 1
            pairs.append((before[i], None))
    return pairs[::-1]


def _distance(find: Find, old: LayerNode, new: LayerNode) -> float:
    """Return how unlike two layers are: 0 if they are the same, up to nearly the cost of taking out and adding."""
    if old.type == new.type:
        same = old.params == new.params and old.children == new.children and old.enabled == new.enabled
        return 0.0 if same else _SAME_TYPE - (0.1 if old.id == new.id else 0.0)
    categories = [getattr(layer.info, "category", None) if layer is not None else None
                  for layer in (find("layer", old.type), find("layer", new.type))]
    if categories[0] != categories[1] and "Regularisation" in categories:
        return 2 * _ALONE + 0.1  # dropout takes no other layer's place
    wraps = bool(old.children) != bool(new.children)  # wrapped, or taken out of its wrapper
    return _OTHER_TYPE if categories[0] == categories[1] or wraps else _OTHER_KIND
