"""``predict --attention``: which tokens the attentions of a model weigh."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rnnstudio.api import UserError, tr
from rnnstudio.cli.answer import Answer
from rnnstudio.project.trial import Attention, Prediction

if TYPE_CHECKING:
    from rnnstudio.engine.asked import Asked

_SHOWN = 3


def weighed(asked: Asked, told: Prediction) -> dict[str, Any]:
    """Return a text's tokens, those that the model saw, and the weights of each layer: heads × rows × tokens.

    Raises:
        UserError: If the model has no attention.
    """
    from rnnstudio.engine.attention import attentions
    from rnnstudio.engine.predict import encoded, seen_of

    found = attentions(asked, seen_of(asked, encoded(asked, [told.text])), told.first)
    if not found:
        raise UserError(tr("{name} has no layer whose attention could be shown", name=asked.trained.project.name))
    return {"tokens": [piece.text for piece in told.pieces[told.first:told.behind]],
            "attention": [_plain(layer) for layer in found]}


def _plain(layer: Attention) -> dict[str, Any]:
    if layer.fault:
        return {"layer": layer.layer, "node": layer.node, "fault": layer.fault}
    return {"layer": layer.layer, "node": layer.node, "tokens": layer.first is not None, "padding": layer.padding,
            "weights": [[layer.row(head, row) for row in range(layer.rows)] for head in range(layer.heads)]}


def show(found: list[dict[str, Any]], answer: Answer) -> None:
    """Print what has the largest weights for each text and layer; of several heads, by their mean."""
    for text in found:
        for layer in text["attention"]:
            answer.say(f'{layer["layer"]}: {layer.get("fault", "")}'.rstrip(": "))
            if "weights" in layer:
                _show_layer(layer, text["tokens"], answer)


def _show_layer(layer: dict[str, Any], tokens: list[str], answer: Answer) -> None:
    heads = layer["weights"]
    rows = [[sum(values) / len(heads) for values in zip(*same, strict=True)] for same in zip(*heads, strict=True)]
    names = tokens if layer["tokens"] else [str(number + 1) for number in range(len(rows[0]))]
    if len(rows) == 1:
        ranked = sorted(zip(rows[0], names, strict=False), reverse=True)
        answer.table((tr("Token"), ">" + tr("Weight")), [(name, f"{weight:.3f}") for weight, name in ranked])
        return
    answer.table((tr("Token"), tr("Takes most from")), [(name, _most(row, names)) for name, row in
                                                        zip(names, rows, strict=False)])


def _most(row: list[float], names: list[str]) -> str:
    ranked = sorted(zip(row, names, strict=False), reverse=True)[:_SHOWN]
    return ", ".join(f"{name} {weight:.3f}" for weight, name in ranked)
