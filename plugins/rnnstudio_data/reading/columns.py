"""Which column of a table holds the text, and which the label."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rnnstudio.api import DataSource, UserError, parameters, tr

TEXT = ("text", "review", "sentence", "sentences", "comment", "content", "message", "tweet", "document", "body",
         "phrase", "文本", "内容", "评论", "句子", "review_text")
LABEL = ("label", "labels", "class", "category", "target", "sentiment", "genre", "topic", "language", "rating", "y",
          "标签", "类别", "分类", "情感")
_OTHER = ("id", "index", "date", "time", "month", "year", "split", "group", "name", "title", "编号", "日期")


def offers(source: DataSource, names: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return columns as what there is to choose from, for each of a source's parameters that names one."""
    return {parameter.name: tuple(names) for parameter in parameters(type(source)) if parameter.offered}


def is_usual(name: str) -> bool:
    """Tell whether columns are often called so."""
    return name.strip().lower() in {*TEXT, *LABEL, *_OTHER}


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
        labelled: False if there is no label to look for.

    Raises:
        UserError: If a column isn't there or can't be guessed.
    """
    if labelled and len(names) == 1:
        raise UserError(tr('{path} has only one column, "{name}", where a text and a label are needed; look at what '
                           "divides its columns, or say that there are no labels", path=path,
                           name=names[0][:60]))
    text_at = asked_column(path, names, text) if text else usual(names, TEXT)
    if not labelled:
        if text_at is None and len(names) == 1:
            text_at = 0
        if text_at is None:
            raise _unclear_text(path, names)
        return text_at, None
    label_at = asked_column(path, names, label) if label else usual(names, LABEL)
    if len(names) == 2 and None in (text_at, label_at):
        if text_at is None and label_at is None:
            text_at = 0 if len(example[0]) > len(example[-1]) else 1
        text_at = 1 - label_at if text_at is None and label_at is not None else text_at
        label_at = 1 - text_at if text_at is not None else label_at
    if text_at is None:
        raise _unclear_text(path, names)
    if label_at is None:
        raise UserError(tr("{path}: can't tell which column holds the label; choose one of {columns}", path=path,
                           columns=listed(names)))
    if text_at == label_at:
        raise UserError(tr('{path}: "{name}" is chosen both as text and as label; the columns are {columns}',
                           path=path, name=names[text_at], columns=listed(names)))
    return text_at, label_at


def _unclear_text(path: Path, names: Sequence[str]) -> UserError:
    return UserError(tr("{path}: can't tell which column holds the text; choose one of {columns}", path=path,
                        columns=listed(names)))


def asked_column(path: Path, names: Sequence[str], name: str) -> int:
    """Return the index of a column.

    Raises:
        UserError: If there is none of this name.
    """
    plain = [column.strip() for column in names]
    if name not in plain:
        raise UserError(tr('{path} has no column "{name}"; choose one of those it has: {columns}', path=path,
                           name=name, columns=listed(names)))
    return plain.index(name)


def usual_label(names: Sequence[str]) -> int | None:
    """Return the index of the column that is called as labels often are."""
    return usual(names, LABEL)


def usual(names: Sequence[str], known: Sequence[str]) -> int | None:
    """Return the index of the first column that is called by one of the usual names."""
    plain = [name.strip().lower() for name in names]
    return next((plain.index(name) for name in known if name in plain), None)


def undivided(path: Path, names: Sequence[str]) -> UserError | None:
    """Return what is wrong with a table in which nothing was found that divides columns; ``None`` if there is."""
    if len(names) > 1:
        return None
    return UserError(tr('{path}: nothing was found that divides its columns; its first row is "{row}"; divide the '
                        "columns by a comma, tab, semicolon or |", path=path, row=names[0].strip()[:60]))


def listed(names: Sequence[str]) -> str:
    """Return names for a sentence, not all of hundreds."""
    shown = ", ".join(f'"{name.strip()}"' for name in names[:20])
    return shown if len(names) <= 20 else tr("{columns} and {count} more", columns=shown, count=len(names) - 20)
