"""The examples that a run's model is judged by, encoded as the run encoded its own: nothing is fitted anew."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import numpy as np

from rnnstudio.api import Contents, DataFacts, LearningTask, UserError, parameters, tr
from rnnstudio.engine import store
from rnnstudio.engine.about_run import fingerprint
from rnnstudio.engine.division import VALIDATION
from rnnstudio.engine.encoded import Encoded, open_encoded, token_counts
from rnnstudio.engine.encoding import Encoding
from rnnstudio.engine.faults import blamed_on
from rnnstudio.engine.known_labels import known_labels
from rnnstudio.engine.prepare import Part, Prepared, prepare
from rnnstudio.engine.ragged import Array, Bools, Ints, Ragged
from rnnstudio.engine.reading import Columns, Source, Told, read_columns
from rnnstudio.engine.trained import Trained
from rnnstudio.engine.windows import all_windows
from rnnstudio.project.file_sources import path_parameter, source_for
from rnnstudio.project.model import ComponentRef
from rnnstudio.project.preview import BadRows
from rnnstudio.registry import Registry
from rnnstudio.runs import folder as runs_folder
from rnnstudio.runs.evaluation import LeftOut

_DECIDING = ("input", "task", "outputs", "steps", "features", "vocabulary_size", "classes", "training_examples",
             "validation_examples", "test_examples", "scale")
"""What of a run's facts tells that its data is the same still."""


@dataclasses.dataclass(frozen=True)
class Judged:
    """Examples to judge by.

    Attributes:
        part: Inputs and what is to be predicted, by the run's own classes.
        source: Where they came from, to be read again.
        rows: Which of the source's usable rows each one is, ascending; ``None`` for windows cut out of them.
        encoded: All of the data, encoded.
        left_out: Rows that can't be judged.
        notes: What else is to be said.
    """

    part: Part
    source: Source
    rows: Ints | None
    encoded: Encoded
    left_out: tuple[LeftOut, ...] = ()
    notes: tuple[str, ...] = ()


def own_part(trained: Trained, registry: Registry, part: Literal["validation", "test"], *,
             folder: Path | None = None, cancelled: Callable[[], bool] = lambda: False,
             progress: Told = lambda text, share: None) -> Judged:
    """Return a part of the run's own data, prepared as for the training.

    Args:
        trained: The run.
        registry: Resolves source, encoder and task.
        part: Which part.
        folder: Where relative paths start, if the run doesn't know.
        cancelled: Asked now and then.
        progress: Told what is going on.

    Raises:
        UserError: If the data can't be read any more, or has no such part.
        Cancelled: If ``cancelled`` answers True.
    """
    settings = trained.project.data
    folder = _own_folder(trained) or folder
    prepared = prepare(settings, registry, folder=folder, cancelled=cancelled, progress=progress)
    changed = _changed(prepared, trained)
    if changed and trained.encoder is not None:
        prepared = prepare(settings, registry, folder=folder, cancelled=cancelled, progress=progress,
                           vocabulary=trained.encoder)
    chosen = prepared.validation if part == "validation" else prepared.test
    if not len(chosen):
        raise UserError(tr("the run's data has no test part; judge it by its validation part, or by a file")
                        if part == "test" else tr("the run's data has no validation part; judge it by a file"))
    _fitting(chosen.inputs, prepared.contents, trained.facts)
    source = Source(registry.source(settings.source), registry, folder, settings.bad_rows, cancelled)
    number = VALIDATION if part == "validation" else VALIDATION + 1
    rows = np.flatnonzero(prepared.split == number) if chosen.window is None else None
    judged = Judged(chosen, source, rows, prepared.encoded, tuple(map(_left_out, prepared.encoded.bad)))
    if not changed:
        return judged
    note = tr("The data has changed since this run was trained: what is judged here may be what it was trained on, "
              "and other examples than were its {part} part then.", part=_part_words(part))
    return _as_trained(dataclasses.replace(judged, notes=(note,)), prepared, trained)


def _own_folder(trained: Trained) -> Path | None:
    """Return where relative paths started when the run was trained, if it knows and that is still there."""
    origin = runs_folder.read_info(trained.run).data
    return Path(origin.folder) if origin is not None and origin.folder and Path(origin.folder).is_dir() else None


def _part_words(part: str) -> str:
    return tr("validation") if part == "validation" else tr("test")


def _changed(prepared: Prepared, trained: Trained) -> bool:
    """Tell whether the data isn't what the run was trained on, as far as its folder can tell."""
    origin = runs_folder.read_info(trained.run).data
    if origin is not None and origin.fingerprint and origin.fingerprint != fingerprint(prepared.encoded):
        return True
    if any(getattr(prepared.facts, name) != getattr(trained.facts, name) for name in _DECIDING):
        return True
    if prepared.encoder is None:
        return False
    tokens, counts = runs_folder.read_tokens(trained.run)
    now = list(prepared.encoder.counts) or token_counts(prepared.encoded)
    return tokens != list(prepared.encoder.tokens) or counts != now


def _as_trained(judged: Judged, prepared: Prepared, trained: Trained) -> Judged:
    """Return examples of changed data with the run's classes and scale."""
    facts, part = trained.facts, judged.part
    if prepared.targets is not None and prepared.targets.classes != facts.classes:
        known = known_labels(prepared.encoded.labels, prepared.contents, facts)
        return _with_labels(judged, known.values[judged.rows], known.strata[judged.rows], known.usable[judged.rows],
                            skip=True)
    if facts.scale and prepared.facts.scale and facts.scale != prepared.facts.scale:
        (means, deviations), (was, by) = np.array(facts.scale).T, np.array(prepared.facts.scale).T
        numbers = np.asarray(part.inputs.flat, np.float64).reshape(-1, part.inputs.width) * by + was
        flat = ((numbers - means) / deviations).astype(np.float32).ravel()
        return dataclasses.replace(judged, part=dataclasses.replace(part, inputs=dataclasses.replace(
            part.inputs, flat=flat)))
    return judged


def file_part(trained: Trained, registry: Registry, path: Path, *, skip_unknown: bool = False,
              cancelled: Callable[[], bool] = lambda: False,
              progress: Told = lambda text, share: None) -> Judged:
    """Return the examples of a person's file, which has the columns that the run's data has.

    Args:
        trained: The run.
        registry: Resolves source, encoder and task.
        path: The file or folder.
        skip_unknown: Whether examples with labels that the run doesn't know are left out; else they are refused.
        cancelled: Asked now and then.
        progress: Told what is going on.

    Raises:
        UserError: If it can't be read, or isn't of the same kind as the run's data.
        Cancelled: If ``cancelled`` answers True.
    """
    component = registry.source(_source_ref(trained, registry, path))
    source = Source(component, registry, None, "skip", cancelled)
    _same_kind(source.contents, trained.facts, path)
    task = _task(trained, registry)
    with blamed_on(task, registry):
        window = task.window(source.contents)
    columns = read_columns(source, progress)
    encoded = _encoded(trained, registry, source, columns, window is not None, progress)
    left_out = tuple(map(_left_out, columns.bad))
    if window is not None:
        inputs = all_windows(encoded.inputs, window, trained.facts.scale)
        _fitting(inputs, source.contents, trained.facts)
        return Judged(Part(inputs, window=window), source, None, encoded, left_out)
    inputs = encoded.inputs
    if trained.encoder is not None:
        encoder = registry.encoder(trained.project.data.encoder)
        inputs = inputs.cut(encoder.maximum_length, encoder.keep)
    _fitting(inputs, source.contents, trained.facts)
    part = Part(inputs, chunks=encoded.chunks)
    judged = Judged(part, source, np.arange(len(inputs)), encoded, left_out)
    if trained.facts.classes:
        known = known_labels(columns.labels, source.contents, trained.facts)
        return _with_labels(judged, known.values, known.strata, known.usable, skip=skip_unknown,
                            unknown=known.unknown)
    if columns.labels is None:
        raise UserError(tr("{path} has no labels, so there is nothing to judge by", path=path))
    with blamed_on(task, registry):
        targets = task.targets(columns.labels, source.contents)
    return dataclasses.replace(judged, part=dataclasses.replace(part, labels=targets.values, strata=targets.strata))


def _with_labels(judged: Judged, values: Array, strata: Ints, usable: Bools, *, skip: bool,
                 unknown: tuple[str, ...] = ()) -> Judged:
    """Return examples with labels, those left out that have none the run knows.

    Raises:
        UserError: If there are such and they are not to be left out, or if nothing else is left.
    """
    missing = int((~usable).sum())
    names = ", ".join(f'"{name}"' for name in unknown[:3])
    if missing and not skip:
        raise UserError(tr("{count} of {all} examples have labels that the run doesn't know, such as {names}; leave "
                           "them out, or choose another file", count=f"{missing:,}", all=f"{len(usable):,}",
                           names=names))
    if not usable.any():
        raise UserError(tr("none of the examples has a label that the run knows; its classes are: {names}",
                           names=names or "?"))
    part = dataclasses.replace(judged.part, inputs=judged.part.inputs.only(usable), labels=values[usable],
                               strata=strata[usable])
    left_out = judged.left_out
    if missing:
        left_out += (LeftOut(reason=tr("the run doesn't know its label"), count=missing, example=names),)
    assert judged.rows is not None
    return dataclasses.replace(judged, part=part, rows=judged.rows[usable], left_out=left_out)


def _source_ref(trained: Trained, registry: Registry, path: Path) -> ComponentRef:
    """Return the run's own source set to a file, or where that reads no files, the one that suits the file."""
    ref = trained.project.data.source
    own = registry.sources.get(ref.type)
    parameter = path_parameter(own) if own is not None else None
    if not path.exists():
        raise UserError(tr("{path} isn't there", path=path))
    if own is not None and parameter is not None:
        others = {other.name for other in parameters(own) if other.path is not None}
        params = {name: value for name, value in ref.params.items() if name not in others}
        return ComponentRef(type=ref.type, version=ref.version, params={**params, parameter.name: str(path)})
    found = source_for(path, registry.sources)
    if found is None:
        raise UserError(tr("no installed plugin reads {path}", path=path))
    return found


def _same_kind(contents: Contents, facts: DataFacts, path: Path) -> None:
    if contents.input != facts.input:
        words = {"text": tr("text"), "ids": tr("token ids"), "values": tr("numbers")}
        raise UserError(tr("{path} holds {found}, but the run was trained on {expected}", path=path,
                           found=words[contents.input], expected=words[facts.input]))
    if facts.input == "values" and contents.names and facts.names and contents.names != facts.names:
        raise UserError(tr("{path} has the features {found}, but the run was trained on {expected}, in this order",
                           path=path, found=", ".join(contents.names), expected=", ".join(facts.names)))


def _fitting(inputs: Ragged, contents: Contents, facts: DataFacts) -> None:
    """Refuse sequences that the model has no place for."""
    if facts.features is not None and inputs.width != facts.features:
        raise UserError(tr("each time step holds {found} numbers, but the model expects {expected}",
                           found=inputs.width, expected=facts.features))
    if facts.input != "text" and facts.steps is not None and len(inputs) and (
            wrong := np.flatnonzero(inputs.lengths != facts.steps)).size:
        raise UserError(tr("example {number} has {found} time steps, but the model expects {expected}",
                           number=int(wrong[0]) + 1, found=int(inputs.lengths[wrong[0]]), expected=facts.steps))
    if contents.input == "ids" and facts.vocabulary_size is not None and len(inputs):
        most = max(int(inputs[index].max()) for index in range(len(inputs)))
        if most >= facts.vocabulary_size:
            raise UserError(tr("the data holds the token id {found}, but the model knows ids up to {last}",
                               found=most, last=facts.vocabulary_size - 1))


def _task(trained: Trained, registry: Registry) -> LearningTask:
    """Return the run's task: the chosen one, or the first of the kind that its data decided on."""
    ref = trained.project.data.task
    if ref is not None:
        return registry.task(ref)
    for type_id, task in registry.tasks.items():
        if task.info.kind == trained.facts.task:
            return registry.task(ComponentRef(type=type_id, version=task.info.version))
    raise UserError(tr("no installed plugin has the run's task"))


def _encoded(trained: Trained, registry: Registry, source: Source, columns: Columns, ends: bool,
             progress: Told) -> Encoded:
    """Encode a file with the run's vocabulary; what is written for it is deleted with the last use."""
    encoder = registry.encoder(trained.project.data.encoder) if trained.encoder is not None else None
    parts = np.full(columns.count, VALIDATION, np.int8)
    encoding = Encoding(source, columns, parts, encoder, None, ends, registry, progress, trained.encoder)
    return open_encoded(store.make("", encoding.write), encoding.fitted)


def forget(judged: Judged) -> None:
    """Delete what was written for a file; what is mapped of it may be used on."""
    folder = judged.encoded.chunks.path.parent
    if folder.name.startswith(store.UNFINISHED):
        shutil.rmtree(folder, ignore_errors=True)


def _left_out(bad: BadRows) -> LeftOut:
    return LeftOut(reason=bad.reason, count=bad.count, example=str(bad.first[0]) if bad.first else "")
