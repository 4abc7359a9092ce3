"""Reads the format of word2vec back and compares it with what should be there, apart from the code that writes."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from rnnstudio.api import Cancelled, ExportContext
from rnnstudio_exports.choosing import Chosen
from rnnstudio_exports.comparing import Distinct, agree, differs, parsed
from rnnstudio_exports.parallel import in_order


def check_text(path: Path, words: Sequence[str], chosen: Chosen, digits: int | None, context: ExportContext) -> None:
    """Read a text: a line for each word, which ends at the first space, as its numbers do.

    Raises:
        UserError: If it isn't what was to be written.
        Cancelled: If ``context.cancelled`` answers True.
    """
    with path.open("rb") as file:
        _check_header(file, path, chosen)

        def fine(item: tuple[int, list[bytes]]) -> bool:
            start, lines = item
            pairs = [line.partition(b" ")[::2] for line in lines]
            found = [word.decode("utf-8", "replace") for word, _ in pairs]
            numbers, separators = parsed(b"".join(rest for _, rest in pairs))
            return (found == list(words[start:start + len(lines)])
                    and separators == (b" " * (chosen.dimensions - 1) + b"\n") * len(lines)
                    and agree(numbers, chosen.block(start, start + len(lines)), digits))

        blocks = ((start, list(islice(file, chosen.step))) for start in chosen.steps())
        for start, is_fine in zip(chosen.steps(), in_order(fine, blocks), strict=True):
            _go_on(path, is_fine, start, chosen, context)
        if file.read(1):
            differs(path)
    _check_distinct(path, words)


def check_binary(path: Path, words: Sequence[str], chosen: Chosen, context: ExportContext) -> None:
    """Read a binary file: a word up to a space, its numbers as float32, a line feed.

    Raises:
        UserError: If it isn't what was to be written.
        Cancelled: If ``context.cancelled`` answers True.
    """
    import numpy as np

    width = 4 * chosen.dimensions
    with path.open("rb") as file:
        _check_header(file, path, chosen)
        for start in chosen.steps():
            expected = chosen.block(start, start + chosen.step)
            here = words[start:start + chosen.step]
            size = sum(len(word.encode()) for word in here) + len(here) * (width + 2)
            data = file.read(size)
            place, numbers, found = 0, [], []
            for _ in here:
                space = data.find(b" ", place)
                if space < 0 or data[space + 1 + width:space + 2 + width] != b"\n":
                    differs(path)
                found.append(data[place:space].decode("utf-8", "replace"))
                numbers.append(data[space + 1:space + 1 + width])
                place = space + 2 + width
            read = np.frombuffer(b"".join(numbers), "<f4")
            _go_on(path, place == len(data) and found == list(here) and agree(read, expected, None), start, chosen,
                   context)
        if file.read(1):
            differs(path)
    _check_distinct(path, words)


def _check_header(file: BinaryIO, path: Path, chosen: Chosen) -> None:
    if file.readline().split() != [b"%d" % len(chosen), b"%d" % chosen.dimensions]:
        differs(path)


def _check_distinct(path: Path, words: Sequence[str]) -> None:
    distinct = Distinct()
    distinct.add(words)
    if not distinct.holds():
        differs(path)


def _go_on(path: Path, is_fine: bool, start: int, chosen: Chosen, context: ExportContext) -> None:
    if context.cancelled():
        raise Cancelled
    if not is_fine:
        differs(path)
    context.progress(min(1.0, (start + chosen.step) / len(chosen)))
