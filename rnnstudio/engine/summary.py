"""Keras' own summary of a model, as text."""

from __future__ import annotations

from rnnstudio.api import DataFacts, UserError, tr
from rnnstudio.engine import device, shapes
from rnnstudio.engine.stack import build, input_dtype, input_shape, read_stack
from rnnstudio.project.layer_names import INPUT
from rnnstudio.project.model import Project
from rnnstudio.registry import Registry

WIDTH = 80
"""Columns of the table: what Keras prints where there is no terminal."""


def summary(project: Project, registry: Registry, facts: DataFacts) -> str:
    """Return what ``model.summary()`` prints, without a weight allocated.

    Args:
        project: The project.
        registry: Resolves the layers.
        facts: What the data decides.

    Raises:
        UserError: If the stack has an error: the first one.
    """
    device.load()
    report = shapes.describe(project, registry, facts)
    if not report.trainable:
        error = next(found for found in report.problems if found.severity == "error")
        raise UserError(tr("There is no summary of a model that can't be built: {problem}", problem=error.message))
    return shapes.in_a_thread(lambda: _summary(project, registry, facts))


def _summary(project: Project, registry: Registry, facts: DataFacts) -> str:
    import keras

    lines: list[str] = []
    with keras.StatelessScope(initialize_variables=False):
        flowing = inputs = keras.Input(input_shape(facts)[1:], dtype=input_dtype(facts), name=INPUT)
        steps = read_stack(project, registry, facts)
        for step in steps:
            build(step, facts, registry, 0, step is steps[-1])
            flowing = step.layer(flowing)
        model = keras.Model(inputs, flowing, name="model")
        model.summary(line_length=WIDTH, print_fn=lambda text, **_: lines.append(text))
    return "\n".join(line.rstrip() for line in "\n".join(lines).splitlines()).strip() + "\n"
