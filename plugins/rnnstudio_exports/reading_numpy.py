"""Reads .npy and JSON back and compares them with what should be there. Shares nothing with the code that writes."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

from rnnstudio.api import Cancelled, ExportContext
from rnnstudio_exports.choosing import Chosen
from rnnstudio_exports.comparing import differs

_ITEMS_AT_ONCE = 4096


def check_array(path: Path, chosen: Chosen, context: ExportContext) -> None:
    """Read a .npy file as numpy does, without mapping it: a failing disk would end the process then.

    Raises:
        UserError: If it isn't what was to be written.
        Cancelled: If ``context.cancelled`` answers True.
    """
    import numpy as np

    with path.open("rb") as file:
        try:
            version = np.lib.format.read_magic(file)
            shape, fortran, kind = np.lib.format.read_array_header_1_0(file)
        except ValueError:
            differs(path)
        if version != (1, 0) or fortran or kind != np.float32 or shape != (len(chosen), chosen.dimensions):
            differs(path)
        for start in chosen.steps():
            if context.cancelled():
                raise Cancelled
            expected = chosen.block(start, start + chosen.step)
            if file.read(expected.nbytes) != expected.astype("<f4", copy=False).tobytes():
                differs(path)
            context.progress(min(1.0, (start + chosen.step) / len(chosen)))
        if file.read(1):
            differs(path)


def check_vocabulary(path: Path, chosen: Chosen, classes: bool, context: ExportContext) -> None:
    """Read an object of JSON item by item, whatever its lines, and compare each list with what it should hold.

    Raises:
        UserError: If it isn't what was to be written.
        Cancelled: If ``context.cancelled`` answers True.
    """
    expected: dict[str, Any] = {"words": chosen.words().__getitem__,
                                "ids": lambda place: chosen.ids(place.start, place.stop)}
    if len(chosen.table.counts):
        expected["counts"] = lambda place: chosen.counts(place.start, place.stop)
    fields: dict[str, Any] = {"name": chosen.table.name, "dimensions": chosen.dimensions}
    if classes and chosen.table.association is not None:
        fields["classes"] = list(chosen.table.classes)
        expected["association"] = lambda place: chosen.association(place.start, place.stop)
    seen = dict.fromkeys(expected, 0)
    try:
        for name, value in _members(path.read_text(encoding="utf-8")):
            if name not in expected:
                if fields.pop(name) != value:
                    differs(path)
                continue
            start = seen[name]
            seen[name] += len(value)
            if context.cancelled():
                raise Cancelled
            if not _alike(value, expected[name](slice(start, seen[name]))):
                differs(path)
            context.progress(min(1.0, sum(seen.values()) / (len(seen) * len(chosen))))
    except (ValueError, KeyError):
        differs(path)
    if fields or set(seen.values()) != {len(chosen)}:
        differs(path)


def _alike(found: list[Any], expected: Any) -> bool:
    import numpy as np

    if isinstance(expected, np.ndarray):
        read = np.array(found, np.float64)  # null becomes NaN
        return read.shape == expected.shape and np.allclose(read, expected, rtol=0, atol=1e-6, equal_nan=True)
    return found == list(expected)


def _members(text: str) -> Iterator[tuple[str, Any]]:
    """Yield an object's members; a long list comes in pieces, each under the list's name.

    Raises:
        ValueError: If it is no JSON.
    """
    decoder = json.JSONDecoder()
    place = _after(text, 0, "{")
    while True:
        name, place = decoder.raw_decode(text, _skip(text, place))
        place = _skip(text, _after(text, place, ":"))
        if text[place] != "[":
            value, place = decoder.raw_decode(text, place)
            yield name, value
        else:
            place = yield from _items(name, text, place + 1, decoder)
        place = _skip(text, place)
        if text[place] == "}":
            if text[place + 1:].strip():
                raise ValueError(text[place:place + 20])
            return
        place = _after(text, place, ",")


def _items(name: str, text: str, place: int, decoder: json.JSONDecoder) -> Generator[
        tuple[str, Any], None, int]:
    """Yield a list's items in pieces; return where the list ends."""
    items: list[Any] = []
    while True:
        item, place = decoder.raw_decode(text, _skip(text, place))
        items.append(item)
        place = _skip(text, place)
        ended = text[place] == "]"
        if ended or len(items) == _ITEMS_AT_ONCE:
            yield name, items
            items = []
        if ended:
            return place + 1
        place = _after(text, place, ",")


def _after(text: str, place: int, sign: str) -> int:
    place = _skip(text, place)
    if text[place] != sign:
        raise ValueError(text[place:place + 20])
    return place + 1


def _skip(text: str, place: int) -> int:
    """Return where the next character is that is no white space.

    Raises:
        ValueError: At the text's end.
    """
    while place < len(text):
        if text[place] not in " \t\r\n":
            return place
        place += 1
    raise ValueError
