"""From data settings to encoded examples; what was prepared is kept for the next call with the same settings.

Two memories lie behind one another: what was prepared last is kept in memory, what was encoded on disk (``store``).
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import numpy as np
import pyarrow as pa

from rnnstudio.api import (
    Cancelled,
    Contents,
    DataFacts,
    DataSource,
    Encoder,
    FittedEncoder,
    LearningTask,
    Targets,
    UserError,
    Window,
    tr,
)
from rnnstudio.api.text import language
from rnnstudio.engine import memory, pieces, store
from rnnstudio.engine.division import TEST, TRAINING, VALIDATION, Parts, divide
from rnnstudio.engine.encoded import Chunks, Encoded, open_encoded
from rnnstudio.engine.encoding import Encoding
from rnnstudio.engine.faults import blamed_on
from rnnstudio.engine.kept import Kept, stamp
from rnnstudio.engine.ragged import Array, Ragged
from rnnstudio.engine.reading import Columns, Source, Told, read_columns
from rnnstudio.engine.sections import FEW, Sections
from rnnstudio.engine.streaming import is_large
from rnnstudio.engine.tasks import Choice, choose
from rnnstudio.engine.windows import Scale, windows_of_series, windows_of_tokens
from rnnstudio.project.model import DataSettings
from rnnstudio.registry import Registry

_MOST_BYTES = 512 * 2**20
_MOST_ENTRIES = 8


@dataclasses.dataclass(frozen=True)
class Part:
    """Examples ready for batching.

    Attributes:
        inputs: What the model sees.
        labels: What it is to give, in the same order; ``None`` where that lies in the sequences themselves.
        window: Where in the sequences it lies then.
        chunks: Where the inputs lie on disk, if they do.
        strata: Class of each example, where there are classes.
    """

    inputs: Ragged
    labels: Array | None = None
    window: Window | None = None
    chunks: Chunks | None = None
    strata: Array | None = None

    def __len__(self) -> int:
        return len(self.inputs)


@dataclasses.dataclass(frozen=True)
class Prepared:
    """All that training needs of the data.

    Attributes:
        facts: What the data decides.
        task: What is predicted.
        proposed: The id of the task that the data suggests.
        contents: What the source says of itself.
        encoded: All examples, none cut off.
        targets: What is to be predicted of them, for a task on labels.
        split: The part of each example; -1 if it is divided by time.
        training, validation, test: The parts; ``test`` may be empty.
        encoder: ``None`` unless the input is text.
        seconds: What preparing took.
    """

    facts: DataFacts
    task: LearningTask
    proposed: str
    contents: Contents
    encoded: Encoded
    targets: Targets | None
    split: Parts
    training: Part
    validation: Part
    test: Part
    encoder: FittedEncoder | None
    seconds: float

    @property
    def nbytes(self) -> int:
        """Memory it takes, the encoder not counted."""
        return self.encoded.nbytes + sum(part.inputs.nbytes for part in (self.training, self.validation, self.test))


kept: Kept[Prepared] = Kept(_MOST_ENTRIES, _MOST_BYTES, lambda prepared: prepared.nbytes)
"""What was prepared last."""


def _silent(text: str, share: float | None) -> None:
    pass


def prepare(settings: DataSettings, registry: Registry, *, folder: Path | None = None,
            cancelled: Callable[[], bool] = lambda: False, progress: Told = _silent,
            vocabulary: FittedEncoder | None = None) -> Prepared:
    """Read, divide and encode the data; the same settings on unchanged files give the same object at once.

    Args:
        settings: Source, encoder, task and division.
        registry: Resolves source, encoder and task.
        folder: Where relative paths start.
        cancelled: Asked now and then.
        progress: Told what is going on.
        vocabulary: Encodes texts instead of one that is fitted now; the result isn't kept then.

    Raises:
        UserError: If the data can't be read or trained on.
        Cancelled: If ``cancelled`` answers True.
    """
    component = registry.source(settings.source)
    source = Source(component, registry, folder, settings.bad_rows, cancelled)
    encoder = registry.encoder(settings.encoder) if source.contents.input == "text" else None
    if vocabulary is not None:
        return _Preparation(settings, registry, folder, source, encoder, progress, vocabulary).result()
    key = (component, encoder, settings.split, settings.bad_rows, _task_key(settings), folder,
           stamp(component, folder), language())
    return kept.get(key, lambda told: _Preparation(settings, registry, folder, source, encoder, told).result(),
                    cancelled, progress)


def _task_key(settings: DataSettings) -> bytes:
    return msgspec.msgpack.encode(settings.task)


class _Preparation:
    """One data set being prepared."""

    def __init__(self, settings: DataSettings, registry: Registry, folder: Path | None, source: Source,
                 encoder: Encoder | None, told: Told, vocabulary: FittedEncoder | None = None) -> None:
        self._settings = settings
        self._registry = registry
        self._folder = folder
        self._source = source
        self._encoder = encoder
        self._told = told
        self._vocabulary = vocabulary

    def result(self) -> Prepared:
        """Return it, from the store if it is there."""
        began = time.perf_counter()
        component: DataSource = self._source.component
        whole = msgspec.structs.replace(self._encoder, maximum_length=None, keep="start") if self._encoder else None
        name = ""
        if self._vocabulary is None:
            with blamed_on(component, self._registry):
                name = store.identity(component, whole, self._what_else_decides(), self._folder, self._registry)
        found = store.find(name)
        encoded = self._opened(found, name) if found is not None else None
        if encoded is None:
            encoded = self._made(name)
        if is_large(encoded.inputs):
            pieces.cut_up(encoded.chunks, self._cut)
        prepared = self._divided(encoded, began)
        memory.give_back()
        return prepared

    def _cut(self, share: float) -> None:
        """Tell how far the file is cut up; leave if asked to."""
        if self._source.cancelled:
            raise Cancelled
        self._told(tr("Cutting up what is too large for memory"), share)

    def _what_else_decides(self) -> object:
        """Return what decides over encoding besides source and encoder; how windows are cut doesn't."""
        task = self._settings.task
        on_labels = task is not None and self._registry.task(task).window(self._source.contents) is None
        return (self._settings.split, self._settings.bad_rows, task.type if task is not None else "",
                task.params if task is not None and on_labels else None)

    def _opened(self, folder: Path, name: str) -> Encoded | None:
        try:
            if not self._tells_today(store.read_about(folder)):
                raise ValueError
            encoder = None
            if self._encoder is not None:
                encoder = self._encoder.load(folder / store.VOCABULARY)
            return open_encoded(folder, encoder)
        except (UserError, OSError, pa.ArrowInvalid, msgspec.MsgspecError, ValueError, KeyError,
                NotImplementedError):  # damaged, out of date, or an encoder that can't load: it is made anew
            store.forget(name)
            return None

    def _tells_today(self, about: store.About) -> bool:
        """Tell whether rows left out are told in the language in use, and of files where they lie now."""
        if not about.bad:
            return True
        files = {str(file.absolute()) for file in store.named_files(self._source.component, self._folder)}
        places = {row.where for rows in about.bad for row in rows.first if row.where}
        return about.language == language() and (not files or places <= files)

    def _made(self, name: str) -> Encoded:
        columns = read_columns(self._source, self._told)
        choice = choose(self._settings.task, self._source.contents, columns.labels, self._registry)
        parts, sections = self._parts(columns, choice)
        ends = choice.window is not None
        encoding = Encoding(self._source, columns, parts, self._encoder, sections, ends, self._registry, self._told,
                            self._vocabulary)
        folder = store.make(name, encoding.write)
        pa.default_memory_pool().release_unused()
        return open_encoded(folder, encoding.fitted)

    def _parts(self, columns: Columns, choice: Choice) -> tuple[Parts, Sections | None]:
        """Decide over the parts, before anything is encoded: the vocabulary comes from the training part."""
        split, strata = self._settings.split, np.zeros(columns.count, np.int64)
        by_position = choice.window is not None and columns.split is None and columns.count < FEW
        if by_position and self._source.contents.input == "values":
            return np.full(columns.count, -1, np.int8), None
        if by_position:
            sections = Sections(split)
            return sections.parts(columns.count), sections
        targets = self._targets(choice.task, columns.labels) if choice.window is None else None
        kind = choice.task.info.kind
        return divide(
            targets.strata if targets is not None else strata, split, columns.split, columns.groups,
            whole=kind in ("binary", "multiclass") or columns.count < 2,
            classes=targets.classes if targets is not None else (), lines=columns.lines), None

    def _targets(self, task: LearningTask, labels: pa.ChunkedArray | None) -> Targets:
        if labels is None:
            raise UserError(tr('the data has no column "label", which the task "{task}" needs; choose another task',
                               task=tr(task.info.title)))
        with blamed_on(task, self._registry):
            return task.targets(labels, self._source.contents)

    def _divided(self, encoded: Encoded, began: float) -> Prepared:
        contents = self._source.contents
        choice = choose(self._settings.task, contents, encoded.labels, self._registry)
        scale: Scale = ()
        if choice.window is None:
            targets = self._targets(choice.task, encoded.labels)
            inputs = encoded.inputs
            if self._encoder is not None:
                inputs = inputs.cut(self._encoder.maximum_length, self._encoder.keep)
            parts = [_labelled(inputs, targets, encoded, part) for part in (TRAINING, VALIDATION, TEST)]
        else:
            targets = None
            if contents.input == "values":
                own = None if (encoded.parts < 0).all() else encoded.parts
                series = windows_of_series(encoded.inputs, own, choice.window, self._settings.split)
                windows, scale = series.parts, series.scale
            else:
                windows = windows_of_tokens(encoded.inputs, encoded.parts, choice.window)
            empty = windows[TRAINING].only(np.zeros(len(windows[TRAINING]), np.bool_))
            parts = [Part(windows.get(part, empty), window=choice.window) for part in (TRAINING, VALIDATION, TEST)]
        facts = _facts(contents, choice, targets, encoded, parts, scale)
        return Prepared(
            facts=facts, task=choice.task, proposed=choice.proposed, contents=contents, encoded=encoded,
            targets=targets, split=encoded.parts, training=parts[0], validation=parts[1], test=parts[2],
            encoder=encoded.encoder, seconds=time.perf_counter() - began)


def _labelled(inputs: Ragged, targets: Targets, encoded: Encoded, part: int) -> Part:
    chosen = np.flatnonzero(encoded.parts == part)
    return Part(inputs.only(chosen), targets.values[chosen], chunks=encoded.chunks, strata=targets.strata[chosen])


def _facts(contents: Contents, choice: Choice, targets: Targets | None, encoded: Encoded, parts: list[Part],
           scale: Scale) -> DataFacts:
    width = encoded.inputs.width
    vocabulary = None
    if contents.input == "text" and encoded.encoder is not None:
        vocabulary = len(encoded.encoder.tokens)
    elif contents.input == "ids":
        vocabulary = contents.vocabulary_size or _largest(encoded) + 1
    window = choice.window
    if window is not None:
        outputs = vocabulary or window.ahead * len(window.features or range(width))
        steps: int | None = window.steps
    else:
        assert targets is not None
        outputs = targets.outputs
        steps = None if contents.input == "text" else _steps(encoded.inputs, contents.steps)
    return DataFacts(
        input=contents.input, task=choice.task.info.kind, outputs=outputs,
        per_step=choice.task.info.kind == "next_token", steps=steps,
        features=width if contents.input == "values" else None, vocabulary_size=vocabulary,
        classes=targets.classes if targets is not None else (), training_examples=len(parts[0]),
        validation_examples=len(parts[1]), test_examples=len(parts[2]),
        skipped=sum(rows.count for rows in encoded.bad), generated=contents.generated, names=contents.names,
        scale=scale)


def _largest(encoded: Encoded) -> int:
    flat, chunks = encoded.inputs.flat, encoded.chunks
    return max(int(flat[start:start + size].max()) for start, size in zip(chunks.starts, chunks.sizes, strict=True))


def _steps(inputs: Ragged, promised: int | None) -> int | None:
    lengths = inputs.lengths
    if promised is not None and (wrong := np.flatnonzero(lengths != promised)).size:
        raise UserError(tr("example {number} has {found} time steps, but every example should have {expected}",
                           number=wrong[0] + 1, found=lengths[wrong[0]], expected=promised))
    return int(lengths[0]) if lengths.min() == lengths.max() else None
