"""Which column of a table holds the text, and which the label."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rnnstudio.api import UserError, tr

TEXT = ("text", "review", "sentence", "sentences", "comment", "content", "message", "tweet", "document", "body",
        "phrase", "文本", "内容", "评论", "句子", "review_text")
LABEL = ("label", "labels", "class", "category", "target", "sentiment", "genre", "topic", "language", "rating", "y",
         "标签", "类别", "分类", "情感")


_LONGEST_NAME = 60


def find_columns(path: Path, names: Sequence[str], text: str, label: str, example: Sequence[str],
                 labelled: bool = True) -> tuple[int, int | None]:
    """Return the index of the text and of the label column.

    Args:
        path: The file, for errors.
        names: All columns' names.
        text: The name asked for, or "" to guess: by usual names, else, of two columns, the one that is left or the
            one with the longer cell.
        label: The same for the label.
        example: The first row.
        labelled: False if the table has no labels; then the second index is ``None``.

    Raises:
        UserError: If a column isn't there or can't be guessed.
    """
    text_at = find(path, names, text) if text else usual(names, TEXT)
    if not labelled:
        text_at = 0 if text_at is None and len(names) == 1 else text_at
        return _known(text_at, path, names), None
    label_at = find(path, names, label) if label else usual(names, LABEL)
    if len(names) == 2 and None in (text_at, label_at):
        if text_at is None and label_at is None:
            text_at = 0 if len(example[0]) > len(example[-1]) else 1
        text_at = 1 - label_at if text_at is None and label_at is not None else text_at
        label_at = 1 - text_at if text_at is not None else label_at
    text_at = _known(text_at, path, names)
    if label_at is None:
        raise UserError(tr("{path}: can't tell which column holds the label; choose one of {columns}", path=path,
                           columns=listed(names)))
    if text_at == label_at:
        raise UserError(tr('{path}: "{name}" is chosen both as text and as label; the columns are {columns}',
                           path=path, name=names[text_at], columns=listed(names)))
    return text_at, label_at


def _known(text_at: int | None, path: Path, names: Sequence[str]) -> int:
    if text_at is None:
        raise UserError(tr("{path}: can't tell which column holds the text; choose one of {columns}", path=path,
                           columns=listed(names)))
    return text_at


def find(path: Path, names: Sequence[str], name: str) -> int:
    """Return the index of the column of that name.

    Raises:
        UserError: If it isn't there, with those that are.
    """
    plain = [column.strip() for column in names]
    if name not in plain:
        raise UserError(tr('{path} has no column "{name}"; its columns are {columns}', path=path, name=name,
                           columns=listed(names)))
    return plain.index(name)


def usual(names: Sequence[str], known: Sequence[str]) -> int | None:
    """Return the index of the first column with one of the usual names."""
    plain = [name.strip().lower() for name in names]
    return next((plain.index(name) for name in known if name in plain), None)


def looks_like_names(first: Sequence[str], others: Sequence[Sequence[str]]) -> bool:
    """Tell whether the first row of a table names its columns, going by the rows behind it."""
    if usual(first, TEXT) is not None or usual(first, LABEL) is not None:
        return True
    if len({cell.strip() for cell in first}) < len(first) or any(not cell.strip() or _is_number(cell)
                                                                  for cell in first):
        return False
    for place, cell in enumerate(first):
        column = [row[place] for row in others if place < len(row)]
        if column and all(map(_is_number, column)):
            return True  # a word over numbers
        if len(column) > 3 and cell in column:
            return False  # one of the values that come again
    return max(map(len, first)) < _LONGEST_NAME


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def listed(names: Sequence[str]) -> str:
    """Return columns' names in words."""
    shown = ", ".join(f'"{name.strip()}"' for name in names[:20])
    return shown if len(names) <= 20 else tr("{columns} and {count} more", columns=shown, count=len(names) - 20)
