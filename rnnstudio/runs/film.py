"""The film of a run: the vectors of its most frequent words before the first epoch and after each one.

``film/film.json`` says whose words they are (``Film``); ``film/1/000003.npy`` holds the vectors of the first
embedding after epoch 3, a row for each word, ``film/2`` those of the second one. A frame appears whole or not at all,
and is never changed but by writing the same epoch again, so that whatever interrupts a training leaves a film that
can be seen. It stays within ``MOST_BYTES`` and ``MOST_FRAMES``: when it is full, every second frame goes, and from
then on only every second epoch stays. The first frame and the newest stay in any case.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import msgspec

from rnnstudio.api import UserError, tr, whole_file

FILM = "film"
ABOUT = "film.json"
MOST_BYTES = 64 * 2**20
"""Of all frames of a run together, in half precision."""
MOST_FRAMES = 500
LEAST_FRAMES = 16
"""So many frames fit at least: where vectors are very long, fewer words are taken."""


class FilmLayer(msgspec.Struct, frozen=True, kw_only=True):
    """An embedding in a film: its node, its name in the Keras model, the name a person sees, and its dimensions."""

    node: str
    keras_name: str
    name: str
    dimensions: int


class Film(msgspec.Struct, frozen=True, kw_only=True):
    """What ``film.json`` holds.

    Attributes:
        layers: The embeddings, in the order of their folders.
        ids: The token id of each row of a frame, the most frequent word first.
        words: Its text.
        stride: Epochs from one frame that stays to the next.
    """

    layers: tuple[FilmLayer, ...]
    ids: tuple[int, ...]
    words: tuple[str, ...]
    stride: int = 1


def read_film(run: Path) -> Film | None:
    """Return what a run's film is of; ``None`` if it has none.

    Raises:
        UserError: If that can't be read.
    """
    path = run / FILM / ABOUT
    try:
        film = msgspec.json.decode(path.read_bytes(), type=Film)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, RecursionError, msgspec.MsgspecError) as error:
        raise UserError(tr("{path} can't be read: {reason}", path=path, reason=error)) from error
    if len(film.ids) != len(film.words) or film.stride < 1:
        raise UserError(tr("{path} can't be read: {reason}", path=path, reason="ids, words, stride"))
    return film


def write_film(run: Path, film: Film) -> None:
    """Write what a run's film is of, whole, and make the folders of its frames.

    Raises:
        UserError: If it can't be written.
    """
    try:
        for number in range(len(film.layers)):
            frames_folder(run, number).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(tr("{path} can't be written: {reason}", path=run / FILM,
                           reason=error.strerror or error)) from error
    with whole_file(run / FILM / ABOUT) as file:
        file.write_bytes(msgspec.json.encode(film) + b"\n")


def frames_folder(run: Path, layer: int) -> Path:
    """Return where the frames of an embedding are, by its place in ``Film.layers``."""
    return run / FILM / str(layer + 1)


def frame_file(run: Path, layer: int, epoch: int) -> Path:
    """Return where the frame of an epoch is; epoch 0 is before the first."""
    return frames_folder(run, layer) / f"{epoch:06}.npy"


def epochs_filmed(run: Path, layer: int, stride: int = 1) -> list[int]:
    """Return the epochs of which there are frames that stay, rising.

    Raises:
        UserError: If the folder can't be read.
    """
    try:
        names = [path.stem for path in frames_folder(run, layer).glob("*.npy")]
    except OSError as error:
        raise UserError(tr("{path} can't be read: {reason}", path=frames_folder(run, layer),
                           reason=error.strerror or error)) from error
    return lasting((int(name) for name in names if name.isascii() and name.isdigit()), stride)


def lasting(epochs: Iterable[int], stride: int) -> list[int]:
    """Return those of some epochs whose frames stay: every ``stride``-th, the first and the last."""
    known = sorted(set(epochs))
    return [epoch for epoch in known if epoch % stride == 0 or epoch in (known[0], known[-1])]


def cut_film(run: Path, last: int) -> None:
    """Delete the frames beyond an epoch, and what a write that was cut short left; the film goes on from there.

    Raises:
        UserError: If they can't be deleted.
    """
    try:
        for folder in (run / FILM).iterdir() if (run / FILM).is_dir() else ():
            for left in folder.glob(".*.part*") if folder.is_dir() else ():
                left.unlink(missing_ok=True)
            for frame in folder.glob("*.npy") if folder.is_dir() else ():
                if not (frame.stem.isascii() and frame.stem.isdigit() and int(frame.stem) <= last):
                    frame.unlink(missing_ok=True)
        for left in (run / FILM).glob(".*.part*"):
            left.unlink(missing_ok=True)
    except OSError as error:
        raise UserError(tr("{path} can't be written: {reason}", path=run / FILM,
                           reason=error.strerror or error)) from error


def forget_film(run: Path) -> None:
    """Delete a run's film: the run begins anew."""
    with suppress(OSError):
        shutil.rmtree(run / FILM)
