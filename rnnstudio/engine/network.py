"""The Keras model that a project stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rnnstudio.api import DataFacts
from rnnstudio.engine.arithmetic import layers_in
from rnnstudio.engine.device import half_precision_helps
from rnnstudio.engine.failures import explained
from rnnstudio.engine.stack import BUILDING, Step, build, input_dtype, input_shape, read_stack
from rnnstudio.engine.watched import watched
from rnnstudio.project.layer_names import INPUT
from rnnstudio.project.model import Project
from rnnstudio.registry import Registry

if TYPE_CHECKING:
    import keras


def build_model(project: Project, registry: Registry, facts: DataFacts, *,
                seeded: bool = True) -> tuple[keras.Model, list[Step]]:
    """Build the model with all its weights.

    In half precision, where it is wanted and helps, all layers but the last one reckon so; weights and outputs are
    float32 always.

    Args:
        project: A project in whose stack ``describe_stack`` finds no error.
        registry: Resolves the layers.
        facts: What the data decides.
        seeded: Seed the process's random numbers with the project's seed first; not for a model whose weights are
            replaced anyway, while another may be in training.

    Returns:
        The model, from inputs of shape (batch, steps) or (batch, steps, features) to (batch, outputs), and the steps
        of its stack, each with its Keras layer.

    Raises:
        UserError: If a layer of a plugin can't be built or called, or the memory is not enough.
    """
    import keras

    with BUILDING:
        if seeded:
            keras.utils.set_random_seed(project.training.seed)
        steps = read_stack(project, registry, facts)
        inputs = keras.Input(input_shape(facts)[1:], dtype=input_dtype(facts), name=INPUT)
        flowing = inputs
        policy = "mixed_float16" if project.training.mixed_precision and half_precision_helps() else "float32"
        for step in steps:
            is_last = step is steps[-1]
            with layers_in("float32" if is_last else policy):
                build(step, facts, registry, project.training.seed, is_last=is_last)
            try:
                with watched(step, registry, inner=True):
                    flowing = step.layer(flowing)
            except (Exception, SystemExit) as error:
                known = explained(error, steps, registry)
                if known is None:
                    raise
                raise known from error
        with layers_in(policy):
            return keras.Model(inputs, flowing, name="model"), steps
