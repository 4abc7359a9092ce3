"""All that a training is made of, between two batches, as arrays: taken from a model, written, read and put back.

Keras' own ``BackupAndRestore`` is not used: it numbers epochs wrongly and deletes its backup when the user stops. No
format of Keras' holds the random state of dropout, which lies in variables of the layers' seed generators; these are
among ``non_trainable_variables``. The optimizer's variables must be built before they are put back, and the metrics'
exist only once ``fit`` has begun; Keras resets them at the beginning of an epoch, so they go back after that.
"""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from rnnstudio.api import UserError, tr, whole_file
from rnnstudio.engine.ragged import Array
from rnnstudio.runs.resuming import POSITION, Position, damaged, encode_position, read_position, state_file

if TYPE_CHECKING:
    import keras

Arrays = dict[str, list[Array]]
TRAINABLE, FROZEN, OPTIMIZER, METRICS, CHANCE, BEST = "trainable", "frozen", "optimizer", "metrics", "chance", "best"


def capture(model: keras.Model) -> Arrays:
    """Return the values of all that training changes, in an order that depends on the model alone."""
    return {name: [_value(variable) for variable in variables] for name, variables in _variables(model).items()}


def put_back(model: keras.Model, arrays: Arrays, *names: str) -> None:
    """Give a model's variables the values that were captured from one like it.

    Args:
        model: With its optimizer built.
        arrays: From ``capture``.
        names: Which groups.

    Raises:
        UserError: If they don't fit.
    """
    groups = _variables(model)
    for name in names:
        variables, values = groups[name], arrays.get(name, [])
        if [tuple(variable.shape) for variable in variables] != [value.shape for value in values]:
            raise UserError(tr("the checkpoint doesn't fit the network any more: a plugin builds it otherwise than "
                               "when the run began ({group})", group=name))
        for variable, value in zip(variables, values, strict=True):
            wanted = _value(variable).dtype
            variable.assign(value if value.dtype == wanted else value.view(wanted))


def is_sound(arrays: Arrays) -> bool:
    """Tell whether all weights are numbers: a training that has diverged is not to be kept."""
    return all(bool(np.isfinite(value).all()) for value in arrays[TRAINABLE] if value.dtype.kind == "f")


def _variables(model: keras.Model) -> dict[str, list[Any]]:
    return {
        TRAINABLE: list(model.trainable_variables), FROZEN: list(model.non_trainable_variables),
        OPTIMIZER: list(model.optimizer.variables),
        METRICS: [variable for metric in model.metrics for variable in metric.variables],
        CHANCE: _chance(),
    }


def _chance() -> list[Any]:
    """Return the state of what layers draw from that have no seed of their own. Keras doesn't offer it in public."""
    try:
        from keras.src.random.seed_generator import global_seed_generator
    except ImportError:
        return []
    return [global_seed_generator().state]


def _value(variable: Any) -> Array:
    value: Array = np.asarray(variable.numpy())
    return value


def write(folder: Path, position: Position, arrays: Arrays) -> None:
    """Write a run's state, in the place of the one before.

    Raises:
        UserError: If it can't be written; then the one before is still there.
    """
    path = state_file(folder)
    try:
        path.parent.mkdir(exist_ok=True)
    except OSError as error:
        raise UserError(tr("{path} can't be written: {reason}", path=path, reason=error.strerror or error)) from error
    with whole_file(path) as temporary, zipfile.ZipFile(temporary, "w") as archive:
        archive.writestr(POSITION, encode_position(position))
        for name, values in arrays.items():
            for number, value in enumerate(values):
                with archive.open(f"{name}/{number:06}.npy", "w", force_zip64=True) as member:
                    np.lib.format.write_array(member, value, allow_pickle=False)


def read(folder: Path) -> tuple[Position, Arrays] | None:
    """Read a run's state; ``None`` if it has none.

    Raises:
        UserError: If it is damaged.
    """
    position = read_position(folder)
    if position is None:
        return None
    arrays: Arrays = {}
    try:
        with np.load(state_file(folder), allow_pickle=False) as archive:
            for name in sorted(set(archive.files) - {POSITION}):
                arrays.setdefault(name.partition("/")[0], []).append(archive[name])
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise damaged(state_file(folder), error) from error
    return position, arrays
