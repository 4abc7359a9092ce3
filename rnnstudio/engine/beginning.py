"""What a training begins with: the model, compiled, with new weights or with those of another run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rnnstudio.api import UserError, tr
from rnnstudio.engine.metrics import metric_names
from rnnstudio.engine.network import build_model
from rnnstudio.engine.objective import compile_model
from rnnstudio.engine.prepare import Prepared
from rnnstudio.engine.ragged import Array
from rnnstudio.engine.stack import Step
from rnnstudio.engine.trained import load_model
from rnnstudio.project.model import Project
from rnnstudio.project.words import number
from rnnstudio.registry import Registry

if TYPE_CHECKING:
    import keras

Borrowed = list[tuple[str, list[Array]]]
"""Name and weights of each layer that has some."""


def metrics_of(prepared: Prepared, project: Project) -> tuple[str, ...]:
    """Return the names of what is measured, "loss" first."""
    return metric_names(prepared.facts.task, prepared.facts.outputs, project.training)


def answers_of(prepared: Prepared) -> int:
    """Return how many answers to one example are right or wrong."""
    facts = prepared.facts
    if facts.task == "multilabel":
        return facts.outputs
    return (facts.steps or 0) if facts.per_step else 1


def borrow(run: Path, registry: Registry) -> Borrowed:
    """Return the best weights of a run.

    Raises:
        UserError: If it has none or can't be read.
    """
    *_, steps = load_model(run, registry, "best")
    return _weights(steps)


def built(project: Project, registry: Registry, prepared: Prepared,
          borrowed: Borrowed | None = None) -> tuple[keras.Model, list[Step]]:
    """Return the model, ready for ``fit``, and its stack. TensorFlow is loaded by the caller.

    Args:
        project: What is trained.
        registry: Resolves its components.
        prepared: Its data.
        borrowed: Weights to begin with, layer by layer; read before, since building draws random numbers.

    Raises:
        UserError: If a plugin's layer fails, or the weights don't fit: with the layer and both shapes.
    """
    model, steps = build_model(project, registry, prepared.facts)
    if borrowed is not None:
        _lend(borrowed, steps)
    compile_model(model, [step.layer for step in steps], prepared.facts.task, project.training)
    return model, steps


def _weights(steps: list[Step]) -> Borrowed:
    return [(step.name, step.layer.get_weights()) for step in steps if step.layer.weights]


def _lend(borrowed: Borrowed, steps: list[Step]) -> None:
    weighted = [step for step in steps if step.layer.weights]
    if len(weighted) != len(borrowed):
        raise UserError(tr("the weights don't fit: the network has {ours} layers with weights, that run {theirs}",
                           ours=len(weighted), theirs=len(borrowed)))
    for step, (name, values) in zip(weighted, borrowed, strict=True):
        wanted = [tuple(weight.shape) for weight in step.layer.weights]
        given = [value.shape for value in values]
        if wanted != given:
            raise UserError(tr("the weights don't fit: {layer} has the shapes {ours}, {other} of that run {theirs}",
                               layer=step.name, ours=_shapes(wanted), other=name, theirs=_shapes(given)))
        step.layer.set_weights(values)


def _shapes(shapes: list[tuple[int, ...]]) -> str:
    return ", ".join(" × ".join(map(number, shape)) or "1" for shape in shapes)
