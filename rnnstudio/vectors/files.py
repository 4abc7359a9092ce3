"""Files of word vectors that others wrote: what a file is, by what stands in it, and its rows one after the other.

========================  ====================================================================================
word2vec, text            a line "count width", then a line for each word: the word and its numbers
word2vec, binary          the same first line, then each word, a space, and its numbers as float32
GloVe, fastText           a line for each word, as in word2vec's text, with or without the first line
Embedding Projector       ``vecs.tsv``, numbers between tabs, and ``meta.tsv`` beside it, a word a line
NumPy                     an array of shape (words, width), and ``vocabulary.json`` beside it: a list of words, or an
                          object that has it as "words"
Parquet                   a column "word" of strings and a column "vector" of lists
========================  ====================================================================================

Text, binary and tables may be packed by gzip. Files are streamed: a file of any size is read in bounded memory.
"""

from __future__ import annotations

import gzip
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO, cast

import msgspec
import numpy as np

from rnnstudio.api import Cancelled, UserError, tr
from rnnstudio.vectors.file_head import (
    ASK_EVERY,
    Head,
    Read,
    Vector,
    Wants,
    broken,
    cut_short,
    finite,
    unreadable,
)
from rnnstudio.vectors.file_tables import numpy_head, numpy_rows, parquet_head, parquet_rows

_BEGINNING = 2**20
_PIECE = 2**22
_LONGEST_WORD = 2**16
_LOOKED_AT = 20
"""Lines by which a file without a first line of its own is known."""
_WORDS_BESIDE = (("vecs", "meta"), ("vectors", "metadata"), ("tensors", "metadata"), ("tensor", "metadata"))
_NUMPY, _PARQUET, _GZIP, _BOM = b"\x93NUMPY", b"PAR1", b"\x1f\x8b", b"\xef\xbb\xbf"


def look(path: Path) -> Head:
    """Say what a file of word vectors is, by its beginning.

    Raises:
        UserError: If it isn't there, can't be read, or is none that is known.
    """
    if path.is_dir():
        raise UserError(tr("{path} is a folder; choose the file of word vectors in it", path=path))
    for vectors, words in _WORDS_BESIDE:  # the words were pointed at, but the vectors are meant
        beside = path.with_name(path.name.replace(words, vectors))
        if words in path.name and vectors not in path.name and beside.is_file():
            path = beside
    try:
        with ExitStack() as stack:
            start = _opened(path, stack)[0].read(_BEGINNING)
    except FileNotFoundError:
        raise UserError(tr("there is no file {path}; choose the file of word vectors again", path=path)) from None
    except (OSError, EOFError) as error:
        raise unreadable(path, error) from error
    if start.startswith(_NUMPY):
        return numpy_head(path)
    if start.startswith(_PARQUET):
        return parquet_head(path)
    first, _, rest = start.removeprefix(_BOM).partition(b"\n")
    fields = first.split()
    if len(fields) == 2 and all(field.isdigit() for field in fields):
        head = Head(path=path, format="text", count=int(fields[0]), width=int(fields[1]))
        found = _with_first_line(head, rest)
    else:
        found = _without_first_line(path, start.removeprefix(_BOM), len(start) < _BEGINNING)
    if found is None:
        raise UserError(tr("{path} holds no word vectors that can be read; it should be a file of word2vec (text or "
                           "binary), GloVe or fastText, or vecs.tsv with meta.tsv beside it", path=path))
    return found


def _opened(path: Path, stack: ExitStack) -> tuple[BinaryIO, BinaryIO]:
    """Open a file; return it as it reads and as it lies on disk, which tells how far reading is."""
    raw = stack.enter_context(path.open("rb", buffering=_PIECE))
    is_packed = raw.read(len(_GZIP)) == _GZIP
    raw.seek(0)
    if is_packed:
        return cast(BinaryIO, stack.enter_context(gzip.open(raw, "rb"))), raw
    return raw, raw


def _with_first_line(head: Head, rest: bytes) -> Head | None:
    if not head.width or not head.count:
        return None
    line = rest.partition(b"\n")[0].rstrip(b"\r \t")
    for separator in (b" ", b"\t"):
        if _are_numbers(line.rsplit(separator, head.width)[1:], head.width):
            return msgspec.structs.replace(head, separator=separator)
    space = rest.find(b" ", 0, _LONGEST_WORD)
    values = np.frombuffer(rest[space + 1:space + 1 + 4 * head.width], np.uint8)
    values = values[:len(values) // 4 * 4]
    if space >= 0 and bool((np.abs(values.view("<f4")) < 1e9).all()):
        return msgspec.structs.replace(head, format="binary")
    return None


def _without_first_line(path: Path, start: bytes, is_all: bool) -> Head | None:
    lines = [line.rstrip(b"\r \t") for line in start.split(b"\n")]
    lines = [line for line in (lines if is_all else lines[:-1])[:_LOOKED_AT] if line]
    if not lines:
        return None
    tabbed = lines[0].split(b"\t")
    if len(tabbed) > 1 and _are_numbers(tabbed, len(tabbed)):
        return Head(path=path, format="tsv", width=len(tabbed), separator=b"\t", words=_words_beside(path))
    separator = b"\t" if len(tabbed) > 2 else b" "
    widths = Counter(_numbers_at_the_end(line.split(separator)) for line in lines)
    width = max(widths, key=lambda found: (widths[found], found))  # a broken line among them is told when it is read
    return Head(path=path, format="text", width=width, separator=separator) if width > 1 else None


def _numbers_at_the_end(fields: list[bytes]) -> int:
    count = 0
    for field in reversed(fields[1:]):
        if not _are_numbers([field], 1):
            break
        count += 1
    return count


def _are_numbers(fields: list[bytes], count: int) -> bool:
    try:
        return len([float(field) for field in fields]) == count
    except ValueError:
        return False


def _words_beside(path: Path) -> Path:
    for vectors, words in (*_WORDS_BESIDE, (path.name, "meta.tsv"), (path.name, "metadata.tsv")):
        beside = path.with_name(path.name.replace(vectors, words))
        if beside != path and beside.is_file():
            return beside
    raise UserError(tr("{path} holds vectors without words; put meta.tsv beside it, with a word in each line",
                       path=path))


def rows(head: Head, wants: Wants, spaced: bool = False, tell: Callable[[float], None] = lambda share: None,
         cancelled: Callable[[], bool] = lambda: False) -> Iterator[Read]:
    """Yield the words that are wanted with their vectors, float32 of shape (width,), in the file's order.

    Args:
        head: From ``look``.
        wants: Asked of every word.
        spaced: Words that are wanted may have a space in them; reading is slower then.
        tell: Told the share that is read, now and then.
        cancelled: Asked as often.

    Raises:
        UserError: With the line, if a line is broken or a number is none; if the file ends too early.
        Cancelled: If ``cancelled`` answers True.
    """
    size = max(1, head.path.stat().st_size) if head.path.is_file() else 1

    def heed(position: int) -> None:
        if cancelled():
            raise Cancelled
        tell(min(1.0, position / size))

    try:
        with ExitStack() as stack:
            if head.format in ("npy", "parquet"):
                yield from (numpy_rows if head.format == "npy" else parquet_rows)(head, wants, heed)
                return
            stream, raw = _opened(head.path, stack)
            beat = lambda: heed(raw.tell())  # noqa: E731
            if head.format == "binary":
                yield from _binary_rows(head, stream, wants, beat)
            elif head.format == "tsv":
                assert head.words is not None
                words = _opened(head.words, stack)[0]
                yield from _tsv_rows(head, stream, words, wants, beat)
            else:
                yield from _text_rows(head, stream, wants, spaced, beat)
    except (OSError, EOFError) as error:
        raise unreadable(head.path, error) from error


def _text_rows(head: Head, stream: BinaryIO, wants: Wants, spaced: bool, beat: Callable[[], None]) -> Iterator[Read]:
    width, separator, number, found = head.width, head.separator, 0, 0
    if head.count is not None:
        stream.readline()
        number = 1
    for line in stream:
        number += 1
        if not number % ASK_EVERY:
            beat()
        if line.count(separator) < width:
            if not line.strip():
                continue
            raise broken(head, number, tr("it has fewer than {width} numbers", width=width))
        found += 1
        if not spaced and not wants(line[:line.find(separator)].removeprefix(_BOM if number == 1 else b"")):
            continue
        fields = line.rstrip(b"\r\n \t").rsplit(separator, width)
        word = fields[0].removeprefix(_BOM if number == 1 else b"")
        if wants(word):
            yield word, _vector(head, fields[1:], number)
    if head.count is not None and found < head.count:
        raise cut_short(head, found)


def _tsv_rows(head: Head, stream: BinaryIO, words: BinaryIO, wants: Wants,
              beat: Callable[[], None]) -> Iterator[Read]:
    """Words of one column have no header; of several, the one called "word", "token" or "label", or the first."""
    assert head.words is not None
    first = words.readline().removeprefix(_BOM)
    columns = first.rstrip(b"\r\n").split(b"\t")
    column = next((columns.index(name) for name in (b"word", b"token", b"label") if name in columns), 0)
    named = words.readline() if len(columns) > 1 else first
    for number, line in enumerate(stream, 1):
        if not number % ASK_EVERY:
            beat()
        if not line.strip():
            continue
        if not named:
            raise UserError(tr("{words} has fewer lines than {path}: {count}", words=head.words, path=head.path,
                               count=number - 1))
        cells = named.rstrip(b"\r\n").split(b"\t")
        if column < len(cells) and wants(cells[column]):
            yield cells[column], _vector(head, line.rstrip(b"\r\n").split(b"\t"), number)
        named = words.readline()
    if named.strip():
        raise UserError(tr("{words} has more lines than {path} has vectors", words=head.words, path=head.path))


def _binary_rows(head: Head, stream: BinaryIO, wants: Wants, beat: Callable[[], None]) -> Iterator[Read]:
    assert head.count is not None
    stream.readline()
    length = 4 * head.width
    buffer, place = b"", 0
    for number in range(head.count):
        if not number % ASK_EVERY:
            beat()
        space = buffer.find(b" ", place)
        while space < 0 or space + 1 + length > len(buffer):
            if space < 0 and len(buffer) - place > _LONGEST_WORD:
                raise UserError(tr("{path} is damaged at word {number}", path=head.path, number=number + 1))
            more = stream.read(max(_PIECE, length))
            if not more:
                raise cut_short(head, number)
            buffer, place = buffer[place:] + more, 0
            space = buffer.find(b" ")
        word = buffer[place:space].lstrip(b"\n")
        place = space + 1 + length
        if wants(word):
            yield word, finite(head, np.frombuffer(buffer[space + 1:place], "<f4"), number, word)


def _vector(head: Head, fields: list[bytes], number: int) -> Vector:
    try:
        if len(fields) != head.width:
            raise ValueError(tr("it has {found} numbers instead of {width}", found=len(fields), width=head.width))
        with np.errstate(over="ignore"):
            vector = np.array(list(map(float, fields)), np.float32)
    except ValueError as error:
        reason = str(error)
        raise broken(head, number, tr("it holds what is no number") if "float" in reason else reason) from None
    if not np.isfinite(vector).all():
        raise broken(head, number, tr("it holds what is no number"))
    return vector
