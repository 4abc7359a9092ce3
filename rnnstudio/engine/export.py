"""Takes the word vectors out of a run and gives them to an exporter. Needs neither tensorflow nor keras for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import msgspec
import numpy as np

from rnnstudio.api import (
    PADDING_ID,
    UNKNOWN_ID,
    Cancelled,
    EmbeddingTable,
    ExportContext,
    ExportReport,
    UserError,
    tr,
)
from rnnstudio.engine.association import association
from rnnstudio.engine.faults import blamed_on
from rnnstudio.project.model import ComponentRef
from rnnstudio.registry import Registry
from rnnstudio.runs import film
from rnnstudio.runs import folder as runs_folder
from rnnstudio.vectors.space import special_rows
from rnnstudio.vectors.taking import Which, opened

MODELS = ("best", "last", "checkpoint")


def export(run: Path, registry: Registry, exporter: ComponentRef, target: Path, context: ExportContext, *,
           layer: str | None = None, which: str = "best", folder: Path | None = None) -> ExportReport:
    """Write a run's word vectors with an exporter.

    Args:
        run: The run's folder.
        registry: Resolves the exporter.
        exporter: Which one, with its parameters.
        target: The folder that the exporter writes into.
        context: Whom to tell of progress, and whether to stop.
        layer: Node id or name of the embedding, if the run has several.
        which: The vectors of the best epoch ("best"), those at the end ("last"), those that training
            goes on from ("checkpoint"), or those kept of an epoch, by its number.
        folder: Where the run's relative paths start, if the run doesn't know.

    Returns:
        What was written and found right when read back.

    Raises:
        UserError: If the folder is no run, has no embedding, or the target can't be written.
        Cancelled: If ``context.cancelled`` answers True.
    """
    component = registry.exporter(exporter)
    with embedding_table(run, layer=layer, which=which) as table:
        with blamed_on(component, registry):
            wanted = component.wants_association()
        if wanted:
            table = _associated(table, run, registry, folder, context)
        if context.cancelled():
            raise Cancelled
        with blamed_on(component, registry):
            return component.export(table, target, context)


def _associated(table: EmbeddingTable, run: Path, registry: Registry, folder: Path | None,
                context: ExportContext) -> EmbeddingTable:
    """Return the table with how its words go with classes, or why that can't be had."""
    found = association(run, registry, folder=folder, cancelled=context.cancelled)
    shares = found.shares
    if shares is not None:
        shares = shares[np.asarray(table.ids, np.int64)] if len(table.ids) else shares[:len(table.tokens)]
    return msgspec.structs.replace(table, classes=found.classes, association=shares,
                                   without_association=found.missing)


@contextmanager
def embedding_table(run: Path, *, layer: str | None = None, which: str = "best") -> Iterator[EmbeddingTable]:
    """Give the word vectors of a run, mapped into memory wherever they can be.

    A run on ids has no vocabulary: its tokens are called "id 17". Vectors beyond the vocabulary, which an Embedding
    made larger by hand has, are left out. Of an epoch, only the most frequent words are kept.

    Args:
        run: The run's folder.
        layer: Node id or name of the embedding, if the run has several.
        which: Whose vectors; see ``export``.

    Raises:
        UserError: If the folder is no run, or has no model, or no embedding, or its vocabulary is empty.
    """
    tokens, counts = runs_folder.read_tokens(run)
    if which not in MODELS:
        yield _filmed(run, layer, which, tokens, counts)
        return
    with opened(run, layer, cast(Which, which)) as matrix:
        if not len(matrix):
            raise UserError(tr("the vocabulary of {path} is empty, so there are no words to export", path=run))
        yield EmbeddingTable(
            name=matrix.choice.name, vectors=matrix.whole, counts=counts if any(counts) else (),
            tokens=tokens or [f"id {index}" for index in range(len(matrix))],
            special=tuple(special_rows(tokens)) if tokens else (PADDING_ID, UNKNOWN_ID))


def _filmed(run: Path, layer: str | None, which: str, tokens: list[str], counts: list[int]) -> EmbeddingTable:
    """Return what is kept of an epoch: the vectors of the most frequent words, as half-precision numbers."""
    runs_folder.read_info(run)
    kept = film.read_film(run)
    if not which.isdecimal() or kept is None:
        raise UserError(tr('the run has no vectors of "{which}"; choose among: {choices}', which=which,
                           choices=", ".join(MODELS)) if kept is None else tr(
            '"{which}" is no moment of a training; choose among: {choices}, or the number of an epoch', which=which,
            choices=", ".join(MODELS)))
    place = next((number for number, found in enumerate(kept.layers)
                  if layer is None or layer in (found.node, found.keras_name, found.name)), None)
    if place is None:
        raise UserError(tr('no epochs are kept of the embedding "{layer}"; they are of: {names}', layer=layer,
                           names=", ".join(found.name for found in kept.layers) or tr("none at all")))
    epochs = film.epochs_filmed(run, place, kept.stride)
    if int(which) not in epochs:
        raise UserError(tr("the vectors of epoch {epoch} are not kept; those kept are of: {epochs}", epoch=which,
                           epochs=", ".join(map(str, epochs)) or tr("none at all")))
    path = film.frame_file(run, place, int(which))
    try:
        vectors = np.load(path, allow_pickle=False).astype(np.float32)
    except (OSError, ValueError, EOFError) as error:
        raise UserError(tr("{path} can't be read: {reason}", path=path, reason=error)) from error
    special = special_rows(tokens)
    counted = any(counts) and max(kept.ids, default=0) < len(counts)
    return EmbeddingTable(
        name=kept.layers[place].name, vectors=vectors, tokens=kept.words, ids=kept.ids,
        counts=[counts[index] for index in kept.ids] if counted else (),
        special=[row for row, index in enumerate(kept.ids) if index in special])
