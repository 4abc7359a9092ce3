"""Takes the word vectors out of a run: of its models, of the state it trains on from, of an epoch's snapshot.

A ``.keras`` file is a zip: ``config.json`` names the layers, ``model.weights.h5`` holds each one's weights in a group
whose attribute ``name`` is the layer's, which is its node's id made legal. The state has arrays without names, in the
order of the model's variables; an embedding is told there by its shape.
"""

from __future__ import annotations

import dataclasses
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Literal, cast

import h5py
import msgspec
import numpy as np

from rnnstudio.api import UserError, tr
from rnnstudio.project import file
from rnnstudio.project.layer_names import keras_names
from rnnstudio.runs import folder as runs_folder
from rnnstudio.runs.models import model_file
from rnnstudio.runs.resuming import damaged, read_position, state_file
from rnnstudio.vectors.mapped import mapped_dataset, mapped_member, open_weights
from rnnstudio.vectors.space import Vectors, WordSpace, special_rows

Which = Literal["best", "last", "checkpoint"]
"""The model of the best epoch, the one at the end, the state that training goes on from."""
_WEIGHTS = "model.weights.h5"
_NOT_READABLE = (OSError, KeyError, ValueError, EOFError, NotImplementedError, RecursionError, zipfile.BadZipFile,
                 msgspec.MsgspecError)


@dataclasses.dataclass(frozen=True)
class EmbeddingChoice:
    """An embedding of a run.

    Attributes:
        layer: Its node's id.
        name: What it is called: the user's name for it, else the id.
        words: Vectors it has, at most as many as the vocabulary has words.
        dimensions: Numbers in each.
    """

    layer: str
    name: str
    words: int
    dimensions: int


@dataclasses.dataclass(frozen=True)
class Moment:
    """A time in a training whose vectors there are.

    Attributes:
        which: Which model or state it is.
        epoch: Epochs finished by then; 0 if that isn't known.
    """

    which: Which
    epoch: int = 0


@dataclasses.dataclass(frozen=True)
class _Found:
    """An embedding in a model's file: its Keras name, ids and dimensions."""

    keras_name: str
    ids: int
    dimensions: int


class Matrix:
    """An embedding's vectors, read when they are asked for.

    Attributes:
        choice: Which embedding it is.
        shape: Words, at most as many as the vocabulary has, and dimensions.
    """

    def __init__(self, choice: EmbeddingChoice, array: Any) -> None:
        self.choice = choice
        self.shape = choice.words, choice.dimensions
        self._array = array

    def __len__(self) -> int:
        return self.shape[0]

    def rows(self, first: int, last: int) -> Vectors:
        """Return the vectors from one row up to another, float32 of shape (last - first, dimensions)."""
        return np.array(self._array[first:min(last, len(self))], np.float32, order="C")

    @property
    def whole(self) -> Vectors:
        """The vectors as one array of float32, mapped into memory where the run's file allows it, else read."""
        mapped = isinstance(self._array, np.ndarray) and self._array.dtype == np.float32
        return self._array[:len(self)] if mapped else self.rows(0, len(self))


def embeddings_of(run: Path) -> tuple[EmbeddingChoice, ...]:
    """Return the embeddings of a run, in the order of its stack.

    Raises:
        UserError: If the folder is no run, or has no model, or no embedding.
    """
    runs_folder.read_info(run)
    return tuple(choice for _, choice in _choices(run, model_file(run, "best"), _vocabulary(run)))


def moments_of(run: Path) -> tuple[Moment, ...]:
    """Return which models and states of a run there are. Epochs' snapshots are told by ``film``.

    Raises:
        UserError: If the folder is no run.
    """
    info = runs_folder.read_info(run)
    found = []
    if (run / runs_folder.BEST).is_file():
        found.append(Moment("best", info.best_epoch))
    if (run / runs_folder.LAST).is_file():
        found.append(Moment("last", info.epochs))
    position = read_position(run) if state_file(run).is_file() else None
    if position is not None:
        found.append(Moment("checkpoint", position.epoch))
    return tuple(found)


def space_of(run: Path, layer: str | None = None, which: Which = "best") -> WordSpace:
    """Return the words of a run with their vectors.

    A run on ids has no vocabulary: its tokens are called "id 17". Vectors beyond the vocabulary, which an Embedding
    made larger by hand has, are left out.

    Args:
        run: The run's folder.
        layer: Node id of the embedding, if the run has several.
        which: Whose vectors.

    Raises:
        UserError: If the folder is no run, or has no model, or no embedding, or its vocabulary is empty.
    """
    tokens, counts = runs_folder.read_tokens(run)
    with opened(run, layer, which) as matrix:
        vectors = matrix.rows(0, len(matrix))
    if not len(vectors):
        raise UserError(tr("the vocabulary of {path} is empty, so there are no words to look at", path=run))
    words = tokens or [f"id {index}" for index in range(len(vectors))]
    return WordSpace(matrix.choice.name, words, vectors, np.array(counts, np.int64) if any(counts) else None,
                     special=special_rows(tokens))


@contextmanager
def opened(run: Path, layer: str | None = None, which: Which = "best") -> Iterator[Matrix]:
    """Give an embedding's vectors to be read piece by piece, without all of them in memory at once.

    Args:
        run: The run's folder.
        layer: Node id of the embedding, if the run has several.
        which: Whose vectors.

    Raises:
        UserError: If the folder is no run, or has no model, or no embedding.
    """
    runs_folder.read_info(run)
    vocabulary = _vocabulary(run)
    path = model_file(run, "last" if which == "checkpoint" else which)
    choices = _choices(run, path, vocabulary)
    found, choice = _chosen(choices, layer, path)
    if vocabulary is not None and vocabulary > found.ids:
        raise UserError(tr("{path} names {tokens} tokens, but the model has vectors for {vectors}",
                           path=run / runs_folder.TOKENS, tokens=vocabulary, vectors=found.ids))
    if which == "checkpoint":
        yield Matrix(choice, _from_state(run, [each for each, _ in choices], found))
        return
    with ExitStack() as stack:
        yield Matrix(choice, _weights(path, found.keras_name, stack))


def _vocabulary(run: Path) -> int | None:
    """Return how many tokens a run has; ``None`` if it has no vocabulary, because it was trained on ids."""
    path = run / runs_folder.TOKENS
    try:
        with path.open("rb") as lines:
            count = sum(1 for _ in lines)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise UserError(tr("{path} can't be read: {reason}", path=path, reason=error.strerror or error)) from error
    return count or None


def _choices(run: Path, path: Path, vocabulary: int | None) -> list[tuple[_Found, EmbeddingChoice]]:
    """Return what embeddings a model's file has, and what they are to a person."""
    project = file.load(run / runs_folder.PROJECT)
    nodes = {name: project.node(node_id) for node_id, name in keras_names(project).items()}
    try:
        with zipfile.ZipFile(path) as archive:
            found = dict.fromkeys(_embeddings(msgspec.json.decode(archive.read("config.json"))))
    except _NOT_READABLE as error:
        raise _unreadable(path, error) from error
    choices = []
    for each in found:
        node = nodes.get(each.keras_name)
        words = each.ids if vocabulary is None else min(each.ids, vocabulary)
        choices.append((each, EmbeddingChoice(
            layer=each.keras_name if node is None else node.id,
            name=each.keras_name if node is None else node.name or node.id, words=words,
            dimensions=each.dimensions)))
    if not choices:
        raise UserError(tr("the model in {path} has no Embedding layer, so it has no word vectors", path=path.parent))
    return choices


def _embeddings(config: Any) -> Iterator[_Found]:
    """Yield every layer that has a vector for each of a number of ids."""
    if isinstance(config, list):
        for item in config:
            yield from _embeddings(item)
    elif isinstance(config, dict):
        inner = config.get("config")
        if isinstance(inner, dict) and {"input_dim", "output_dim", "name"} <= inner.keys():
            yield _Found(inner["name"], int(inner["input_dim"]), int(inner["output_dim"]))
        for value in config.values():
            yield from _embeddings(value)


def _chosen(choices: list[tuple[_Found, EmbeddingChoice]], layer: str | None,
            path: Path) -> tuple[_Found, EmbeddingChoice]:
    for found, choice in choices:
        if layer is None or layer in (choice.layer, choice.name, found.keras_name):
            return found, choice
    raise UserError(tr('{path} has no embedding called "{layer}"; it has: {names}', path=path, layer=layer,
                       names=", ".join(choice.name for _, choice in choices)))


def _weights(path: Path, name: str, stack: ExitStack) -> Any:
    """Return an embedding's vectors, of shape (ids, dimensions), mapped into memory or as a data set.

    Where they can't be mapped, the weights are copied out of the model's file, so that it isn't held open: a training
    that goes on replaces it.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            opened_there = open_weights(path, archive, _WEIGHTS)
            if opened_there is not None:
                with opened_there[0] as weights:
                    array = mapped_dataset(path, opened_there[1], _dataset(weights, name))
                if array is not None:
                    return array
            extracted = cast(BinaryIO, stack.enter_context(tempfile.TemporaryFile()))  # noqa: SIM115 - the stack's
            with archive.open(_WEIGHTS) as packed:
                shutil.copyfileobj(packed, extracted)
        return _dataset(stack.enter_context(h5py.File(extracted, "r")), name)
    except _NOT_READABLE as error:
        raise _unreadable(path, error) from error


def _dataset(weights: h5py.File, name: str) -> Any:
    found: list[Any] = []
    weights.visititems(lambda _, item: found.append(item) if item.attrs.get("name") == name else None)
    for group in found:
        if "0" in group and group["0"].ndim == 2:
            return group["0"]
    raise KeyError(name)


def _unreadable(path: Path, error: Exception) -> UserError:
    return UserError(tr("{path} can't be read as a Keras model: {reason}", path=path, reason=error))


def _from_state(run: Path, found: list[_Found], wanted: _Found) -> Vectors:
    """Return an embedding's vectors from the state; as many arrays of its shape are there as the model has."""
    path = state_file(run)
    alike = [each for each in found if (each.ids, each.dimensions) == (wanted.ids, wanted.dimensions)]
    try:
        with zipfile.ZipFile(path) as archive:
            for group in ("trainable/", "frozen/"):
                names = [name for name in sorted(archive.namelist()) if name.startswith(group)
                         and _shape(archive, name) == (wanted.ids, wanted.dimensions)]
                if len(names) == len(alike):
                    name = names[alike.index(wanted)]
                    array = mapped_member(path, archive, name)
                    if array is not None:
                        return array
                    with archive.open(name) as member:
                        return np.asarray(np.lib.format.read_array(member, allow_pickle=False), np.float32)
    except FileNotFoundError:
        raise UserError(tr("{path} has no checkpoint; choose its best or its last model", path=run)) from None
    except _NOT_READABLE as error:
        raise damaged(path, error) from error
    raise UserError(tr('the embedding "{name}" can\'t be told from other weights in {path}; choose the best or the '
                       "last model", name=wanted.keras_name, path=path))


def _shape(archive: zipfile.ZipFile, name: str) -> tuple[int, ...]:
    with archive.open(name) as member:
        version = np.lib.format.read_magic(member)
        read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
        shape: tuple[int, ...] = read(member)[0]
        return shape
