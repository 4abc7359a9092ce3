"""The Keras model that a project stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rnnstudio.api import DataFacts
from rnnstudio.engine.failures import explained
from rnnstudio.engine.stack import BUILDING, INPUT, Step, build, input_dtype, input_shape, read_stack
from rnnstudio.project.model import Project
from rnnstudio.registry import Registry

if TYPE_CHECKING:
    import keras


def build_model(project: Project, registry: Registry, facts: DataFacts) -> tuple[keras.Model, list[Step]]:
    """Build the model with all its weights, after seeding the process's random numbers with the project's seed.

    Args:
        project: A project in whose stack ``describe_stack`` finds no error.
        registry: Resolves the layers.
        facts: What the data decides.

    Returns:
        The model, from inputs of shape (batch, steps) or (batch, steps, features) to (batch, outputs), and the steps
        of its stack, each with its Keras layer.

    Raises:
        UserError: If a layer of a plugin can't be built or called, or the memory is not enough.
    """
    import keras

    with BUILDING:
        keras.utils.set_random_seed(project.training.seed)
        steps = read_stack(project, registry, facts)
        inputs = keras.Input(input_shape(facts)[1:], dtype=input_dtype(facts), name=INPUT)
        flowing = inputs
        for step in steps:
            build(step, facts, registry, project.training.seed, is_last=step is steps[-1])
            try:
                flowing = step.layer(flowing)
            except Exception as error:
                known = explained(error, steps, registry)
                if known is None:
                    raise
                raise known from error
        return keras.Model(inputs, flowing, name="model"), steps
