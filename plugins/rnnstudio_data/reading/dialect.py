"""Guesses from a table's first rows what divides its columns, whether cells are quoted, and if there is a header."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Literal, NamedTuple

from rnnstudio.api import mark
from rnnstudio_data.reading.careful import Row, careful_rows
from rnnstudio_data.reading.columns import is_usual

DELIMITERS = {"tab": "\t", "semicolon": ";", "comma": ",", "pipe": "|"}
DelimiterChoice = Literal["auto", "comma", "tab", "semicolon", "pipe"]
YesNoChoice = Literal["auto", "yes", "no"]
CHOICES = (mark("auto"), mark("comma"), mark("tab"), mark("semicolon"), mark("pipe"), mark("yes"), mark("no"))
_LINES_TO_GUESS_FROM = 200
_ROWS_TO_GUESS_FROM = 30
_LONGEST_NAME = 60
_ENDS_A_SENTENCE = (".", "!", "?", "。", "！", "？", "…")


class Dialect(NamedTuple):
    """How a table is written."""

    delimiter: str
    quoted: bool


def guess_dialect(text: str, final: bool, delimiter: DelimiterChoice, quotes: YesNoChoice) -> Dialect:
    """Return what divides the first rows into equally many columns; else what does so for most of them.

    Args:
        text: The first lines.
        final: Whether they are the whole file.
        delimiter: The person's choice.
        quotes: The person's choice.
    """
    lines = text.split("\n", _LINES_TO_GUESS_FROM)
    if len(lines) > _LINES_TO_GUESS_FROM:
        text, final = "\n".join(lines[:-1]) + "\n", False
    asked = list(DELIMITERS.values()) if delimiter == "auto" else [DELIMITERS[delimiter]]
    found = [Dialect(mark, _quoted(text, final, mark, quotes)) for mark in asked]
    if len(found) == 1:
        return found[0]
    best = max(found, key=lambda dialect: _evenness(text, final, dialect))
    if _evenness(text, final, best):
        return best
    first = next((line for line in lines if line.strip()), "")
    counts = [first.count(dialect.delimiter) for dialect in found]
    if not any(counts):
        return Dialect(",", quotes != "no")
    return found[counts.index(max(counts))]


def _evenness(text: str, final: bool, dialect: Dialect) -> float:
    """Return the share of rows that have the most frequent number of columns; 0 if that is one."""
    rows = careful_rows(text, 1, dialect.delimiter, dialect.quoted, final=final)
    widths = Counter(len(row.cells) for row in rows.good[:_ROWS_TO_GUESS_FROM])
    if not widths:
        return 0.0
    width, count = widths.most_common(1)[0]
    return count / (widths.total() + len(rows.bad)) if width > 1 else 0.0


def _quoted(text: str, final: bool, delimiter: str, quotes: YesNoChoice) -> bool:
    """Tell whether quotation marks enclose cells: always, but in tab-divided files only if it shows."""
    if quotes != "auto":
        return quotes == "yes"
    if delimiter != "\t":
        return True
    if '"' not in text:
        return False
    quoted = careful_rows(text, 1, delimiter, quoted=True, final=final)
    plain = careful_rows(text, 1, delimiter, quoted=False, final=final)
    if quoted.bad or len({len(row.cells) for row in quoted.good}) != 1 or len(quoted.good[0].cells) < 2:
        return False
    if len({len(row.cells) for row in plain.good}) != 1:
        return True
    return any(all(re.fullmatch(r'".*"', cell, re.DOTALL) for cell in column)
               for column in zip(*(row.cells for row in plain.good[1:]), strict=True))


def guess_header(rows: Sequence[Row], asked: Sequence[str]) -> bool:
    """Tell whether the first row names the columns; without a sign either way, it does.

    Args:
        rows: The first rows.
        asked: Names of columns that the person chose.
    """
    first = [cell.strip() for cell in rows[0].cells]
    others = [[cell.strip() for cell in row.cells] for row in rows[1:] if len(row.cells) == len(first)]
    if any(is_usual(cell) for cell in first) or any(name in first for name in asked):
        return True
    columns = [[row[index] for row in others] for index in range(len(first))]
    if others and any(not cell and all(column) for cell, column in zip(first, columns, strict=True)):
        return True  # the nameless column of row numbers that many programs write
    if any(_is_number(cell) or not cell for cell in first):
        return False
    if any(column and all(map(_is_number, column)) for column in columns):
        return True
    if len(set(first)) < len(first):
        return False
    if any(len(cell) > _LONGEST_NAME or cell.endswith(_ENDS_A_SENTENCE) for cell in first):
        return False
    # A class's name stands in its column again; a column's name doesn't.
    return not any(cell in column for cell, column in zip(first, columns, strict=True))


def _is_number(cell: str) -> bool:
    try:
        float(cell.replace(",", "."))
    except ValueError:
        return False
    return True
