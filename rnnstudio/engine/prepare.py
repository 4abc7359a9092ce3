"""From data settings to encoded examples; what was prepared is kept for the next call with the same settings."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import msgspec
import numpy as np

from rnnstudio.api import Contents, DataFacts, DataSource, Encoder, FittedEncoder, ReadContext, UserError, tr
from rnnstudio.engine.division import divide
from rnnstudio.engine.examples import read_examples
from rnnstudio.engine.faults import blamed_on
from rnnstudio.engine.inputs import encode_texts, read_ids, read_values
from rnnstudio.engine.kept import Kept, stamp
from rnnstudio.engine.labels import Labels, read_labels
from rnnstudio.engine.ragged import Array, Ragged
from rnnstudio.project.model import DataSettings, SplitSettings
from rnnstudio.registry import Registry

_MOST_BYTES = 512 * 2**20
_MOST_ENTRIES = 8


@dataclasses.dataclass(frozen=True)
class Part:
    """Examples ready for batching: inputs, and labels in the same order."""

    inputs: Ragged
    labels: Array

    def __len__(self) -> int:
        return len(self.inputs)


@dataclasses.dataclass(frozen=True)
class Prepared:
    """All that training needs of the data; ``encoder`` is ``None`` unless the input is text."""

    facts: DataFacts
    training: Part
    validation: Part
    encoder: FittedEncoder | None

    @property
    def nbytes(self) -> int:
        """Memory it takes, the encoder not counted."""
        return sum(part.inputs.nbytes + part.labels.nbytes for part in (self.training, self.validation))


kept: Kept[Prepared] = Kept(_MOST_ENTRIES, _MOST_BYTES, lambda prepared: prepared.nbytes)
"""What was prepared last."""


def prepare(settings: DataSettings, registry: Registry, *, folder: Path | None = None,
            cancelled: Callable[[], bool] = lambda: False) -> Prepared:
    """Read, divide and encode the data; the same settings on unchanged files give the same object at once.

    Args:
        settings: Source, encoder and division.
        registry: Resolves source and encoder.
        folder: Where relative paths start.
        cancelled: Asked now and then.

    Raises:
        UserError: If the data can't be read or trained on.
        Cancelled: If ``cancelled`` answers True.
    """
    source = registry.source(settings.source)
    context = ReadContext(folder=folder, cancelled=cancelled)
    with blamed_on(source, registry):
        text = source.contents(context).input == "text"
    encoder = registry.encoder(settings.encoder) if text else None
    key = (source, encoder, settings.split, folder, stamp(source, folder))
    return kept.get(key, lambda: _prepare(source, encoder, settings.split, context, registry), cancelled)


def _prepare(source: DataSource, encoder: Encoder | None, split: SplitSettings, context: ReadContext,
             registry: Registry) -> Prepared:
    examples = read_examples(source, context, registry)
    labels = read_labels(examples.labels, examples.contents)
    training, validation = divide(labels.strata, split, examples.split)
    fitted = None
    vocabulary: int | None = None
    if encoder is not None:
        with blamed_on(encoder, registry):
            inputs, fitted = encode_texts(examples, training, encoder, context.cancelled)
            vocabulary = len(fitted.tokens)
    elif examples.contents.input == "ids":
        inputs, vocabulary = read_ids(examples)
    else:
        inputs = read_values(examples)
    learned = Part(inputs.only(training), labels.values[training])
    judged = Part(inputs.only(validation), labels.values[validation])
    facts = _facts(examples.contents, labels, inputs, vocabulary)
    return Prepared(msgspec.structs.replace(facts, training_examples=len(learned), validation_examples=len(judged)),
                    learned, judged, fitted)


def _facts(contents: Contents, labels: Labels, inputs: Ragged, vocabulary: int | None) -> DataFacts:
    return DataFacts(
        input=contents.input, task=labels.task, outputs=labels.outputs, classes=labels.classes,
        steps=None if contents.input == "text" else _steps(inputs, contents.steps),
        features=inputs.flat.shape[1] if contents.input == "values" else None,
        vocabulary_size=vocabulary, generated=contents.generated)


def _steps(inputs: Ragged, promised: int | None) -> int | None:
    lengths = inputs.lengths
    if promised is not None and (wrong := np.flatnonzero(lengths != promised)).size:
        raise UserError(tr("example {number} has {found} time steps, but every example should have {expected}",
                           number=wrong[0] + 1, found=lengths[wrong[0]], expected=promised))
    return int(lengths[0]) if lengths.min() == lengths.max() else None
