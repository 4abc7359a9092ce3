"""Takes the word vectors out of a run and gives them to an exporter. Needs neither tensorflow nor keras for it.

A ``.keras`` file is a zip: ``config.json`` names the layers, ``model.weights.h5`` holds each one's weights in a group
whose attribute ``name`` is the layer's, which is its node's id made legal.
"""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, cast

import h5py
import msgspec
import numpy as np
import numpy.typing as npt

from rnnstudio.api import Cancelled, EmbeddingTable, ExportContext, ExportReport, UserError, tr
from rnnstudio.engine.faults import blamed_on
from rnnstudio.engine.stack import keras_names
from rnnstudio.engine.trained import Which, model_file
from rnnstudio.project import file
from rnnstudio.project.model import ComponentRef
from rnnstudio.registry import Registry
from rnnstudio.runs import folder as runs_folder


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
        which: The weights of the lowest validation loss, or those at the end.

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
        which: The weights of the lowest validation loss, or those at the end.

    Raises:
        UserError: If the folder is no run, or has no model, or no embedding.
    """
    runs_folder.read_info(run)
    project = file.load(run / runs_folder.PROJECT)
    names = keras_names(project)
    nodes = {name: project.node(node_id) for node_id, name in names.items()}
    wanted = None if layer is None else names.get(layer, layer)
    keras_name, vectors = _embedding(model_file(run, which), wanted)
    node = nodes.get(keras_name)
    name = keras_name if node is None else node.name or node.id
    tokens, counts = runs_folder.read_tokens(run)
    if not tokens:
        return EmbeddingTable(name=name, vectors=vectors, tokens=[f"id {index}" for index in range(len(vectors))])
    if len(tokens) > len(vectors):
        raise UserError(tr("{path} names {tokens} tokens, but the model has vectors for {vectors}",
                           path=run / runs_folder.TOKENS, tokens=len(tokens), vectors=len(vectors)))
    return EmbeddingTable(name=name, vectors=vectors[:len(tokens)], tokens=tokens,
                          counts=counts if any(counts) else ())


def _embedding(path: Path, layer: str | None) -> tuple[str, npt.NDArray[np.float32]]:
    """Return the name and the weights of a model's embedding."""
    try:
        with zipfile.ZipFile(path) as archive, tempfile.TemporaryFile() as extracted:
            names = list(_embedding_names(msgspec.json.decode(archive.read("config.json"))))
            name = _chosen(names, layer, path)
            with archive.open("model.weights.h5") as weights:
                shutil.copyfileobj(weights, extracted)
            return name, _weights(cast(BinaryIO, extracted), name)
    except (OSError, KeyError, zipfile.BadZipFile, msgspec.MsgspecError) as error:
        raise UserError(tr("{path} can't be read as a Keras model: {reason}", path=path, reason=error)) from error


def _embedding_names(config: Any) -> Iterator[str]:
    """Yield the name of every layer that has a vector for each of a number of ids."""
    if isinstance(config, list):
        for item in config:
            yield from _embedding_names(item)
    elif isinstance(config, dict):
        inner = config.get("config")
        if isinstance(inner, dict) and {"input_dim", "output_dim", "name"} <= inner.keys():
            yield inner["name"]
        for value in config.values():
            yield from _embedding_names(value)


def _chosen(names: list[str], layer: str | None, path: Path) -> str:
    if layer is not None and layer not in names:
        raise UserError(tr('{path} has no embedding called "{layer}"; it has: {names}', path=path, layer=layer,
                           names=", ".join(names) or tr("none at all")))
    if not names:
        raise UserError(tr("the model in {path} has no Embedding layer, so there are no word vectors to export",
                           path=path.parent))
    return layer if layer is not None else names[0]


def _weights(opened: BinaryIO, name: str) -> npt.NDArray[np.float32]:
    with h5py.File(opened, "r") as weights:
        found: list[Any] = []
        weights.visititems(lambda _, item: found.append(item) if item.attrs.get("name") == name else None)
        for group in found:
            if "0" in group and group["0"].ndim == 2:
                return np.asarray(group["0"], np.float32)
    raise KeyError(name)
