"""Words as tab-separated values: what was drawn around in the map. Knows no Qt."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rnnstudio.api import UserError, tr, whole_file

if TYPE_CHECKING:
    from rnnstudio.vectors.space import Vectors, WordSpace


def as_tsv(space: WordSpace, rows: Sequence[int], classes: Sequence[str], association: Vectors | None) -> str:
    """Return a line for each word: the word, its id, its count and its share of each class, where they are known.

    A word that holds a tab, a line end or a quotation mark is quoted, as spreadsheets and pandas read it.
    """
    out = io.StringIO()
    writer = csv.writer(out, "excel-tab", lineterminator="\n")
    known = association is not None
    writer.writerow(["word", "id", *(["count"] if space.counts is not None else []), *(classes if known else ())])
    for row in rows:
        shares = [f"{float(share):.6g}" for share in association[row]] if association is not None else []
        writer.writerow([space.words[row], row, *([int(space.counts[row])] if space.counts is not None else []),
                         *shares])
    return out.getvalue()


def save(space: WordSpace, rows: Sequence[int], classes: Sequence[str], association: Vectors | None,
         path: Path) -> None:
    """Write words with what is known of them.

    Raises:
        UserError: If it can't be written there.
    """
    text = as_tsv(space, rows, classes, association)
    try:
        with whole_file(path) as file:
            file.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise UserError(tr("{path} can't be written: {reason}", path=path,
                           reason=error.strerror or str(error))) from error
