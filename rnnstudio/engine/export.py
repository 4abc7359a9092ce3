"""Takes the word vectors out of a run and gives them to an exporter. Needs neither tensorflow nor keras for it."""

from __future__ import annotations

from pathlib import Path

from rnnstudio.api import Cancelled, EmbeddingTable, ExportContext, ExportReport
from rnnstudio.engine.faults import blamed_on
from rnnstudio.project.model import ComponentRef
from rnnstudio.registry import Registry
from rnnstudio.vectors.taking import Which, space_of


def export(run: Path, registry: Registry, exporter: ComponentRef, target: Path, context: ExportContext, *,
           layer: str | None = None, which: Which = "best") -> ExportReport:
    """Write a run's word vectors with an exporter.

    Args:
        run: The run's folder.
        registry: Resolves the exporter.
        exporter: Which one, with its parameters.
        target: The folder that the exporter writes into.
        context: Whom to tell of progress, and whether to stop.
        layer: Node id of the embedding, if the run has several.
        which: The weights of the lowest validation loss, those at the end, or those that training goes on from.

    Returns:
        What was written and found right when read back.

    Raises:
        UserError: If the folder is no run, has no embedding, or the target can't be written.
        Cancelled: If ``context.cancelled`` answers True.
    """
    component = registry.exporter(exporter)
    table = embedding_table(run, layer=layer, which=which)
    if context.cancelled():
        raise Cancelled
    with blamed_on(component, registry):
        return component.export(table, target, context)


def embedding_table(run: Path, *, layer: str | None = None, which: Which = "best") -> EmbeddingTable:
    """Return the word vectors of a run.

    A run on ids has no vocabulary: its tokens are called "id 17". Vectors beyond the vocabulary, which an Embedding
    made larger by hand has, are left out.

    Args:
        run: The run's folder.
        layer: Node id of the embedding, if the run has several.
        which: The weights of the lowest validation loss, those at the end, or those that training goes on from.

    Raises:
        UserError: If the folder is no run, or has no model, or no embedding.
    """
    space = space_of(run, layer, which)
    return EmbeddingTable(name=space.name, vectors=space.vectors, tokens=space.words,
                          counts=() if space.counts is None else space.counts.tolist())
