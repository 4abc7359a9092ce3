"""A run's trained model, taken out of its folder to be used: to predict, to generate, to be judged.

The model is built anew from the run's snapshot of the project and given the weights of a ``.keras`` file, so that
layers of plugins come from their plugin and no code is read from the file.
"""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING

from rnnstudio.api import DataFacts, FittedEncoder, UserError, tr
from rnnstudio.engine import saving
from rnnstudio.engine.faults import blamed_on
from rnnstudio.engine.network import build_model
from rnnstudio.engine.stack import Step
from rnnstudio.project import file
from rnnstudio.project.model import Project
from rnnstudio.registry import Registry
from rnnstudio.runs import folder as runs_folder
from rnnstudio.runs.models import Which, model_file

if TYPE_CHECKING:
    import keras


@dataclasses.dataclass(frozen=True)
class Trained:
    """What a run came to.

    Attributes:
        run: Its folder.
        project: The project as it was when training began.
        facts: What the data decided then.
        model: The model with its trained weights, from inputs of shape (batch, steps) or (batch, steps, features).
        steps: The model's stack.
        encoder: The vocabulary; ``None`` unless the input is text.
    """

    run: Path
    project: Project
    facts: DataFacts
    model: keras.Model
    steps: list[Step]
    encoder: FittedEncoder | None


def load_trained(run: Path, registry: Registry, which: Which = "best") -> Trained:
    """Load a run's model and vocabulary. TensorFlow is loaded (``device.load``) by the caller.

    Args:
        run: The run's folder.
        registry: Resolves the layers and the encoder.
        which: The weights of the best epoch, or those at the end.

    Raises:
        UserError: If the folder is no run, has no model yet, or was trained with a plugin that is missing now.
    """
    project, facts, model, steps = load_model(run, registry, which)
    return Trained(run=run, project=project, facts=facts, model=model, steps=steps,
                   encoder=_encoder(run, project, facts, registry))


def load_model(run: Path, registry: Registry, which: Which = "best") -> tuple[
        Project, DataFacts, keras.Model, list[Step]]:
    """Load a run's model without its vocabulary, as ``load_trained`` does."""
    info = runs_folder.read_info(run)
    project = file.load(run / runs_folder.PROJECT, registry.check)
    if info.facts is None:
        raise UserError(tr("{path} ended before its data was read", path=run))
    path = model_file(run, which)
    model, steps = build_model(project, registry, info.facts, seeded=False)
    saving.mend(steps, registry)  # as when the file was written
    try:
        model.load_weights(path)
    except (OSError, ValueError, KeyError) as error:
        raise UserError(tr("{path} can't be read as a Keras model: {reason}", path=path,
                           reason=str(error).strip().split("\n")[0])) from error
    return project, info.facts, model, steps


def _encoder(run: Path, project: Project, facts: DataFacts, registry: Registry) -> FittedEncoder | None:
    if facts.input != "text":
        return None
    encoder = registry.encoder(project.data.encoder)
    with blamed_on(encoder, registry):
        return encoder.load(run / runs_folder.VOCABULARY)
