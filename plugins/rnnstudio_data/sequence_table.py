"""A person's own sequences in long form: each row is one time step of one sequence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

from rnnstudio.api import (
    BadRow,
    Contents,
    Doc,
    Folded,
    Look,
    Offered,
    ReadContext,
    SourceInfo,
    Title,
    UserError,
    mark,
    tr,
)
from rnnstudio_data.reading.columns import asked_column, listed, offers, undivided, usual_label
from rnnstudio_data.reading.examples import (
    Checker,
    LabelKind,
    Meaning,
    meaning_of,
    mostly_numbers,
    task_of,
)
from rnnstudio_data.reading.numbers import TIMES, NumberTable, filled, sequences, unfilled
from rnnstudio_data.reading.opening import described
from rnnstudio_data.reading.table_file import TableFile

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

    Numbers = np.ndarray[Any, Any]

_LARGEST_UNSORTED = 200_000_000
_STEPS_IN_A_BATCH = 2**16
_IDS = ("id", "series", "sequence", "sample", "example", "series_id", "sequence_id", "sample_id", "unit", "subject",
        "编号", "序列", "样本")


class _Places:
    """Where everything stands in a table."""

    names: tuple[str, ...]
    label_name: str
    meaning: Meaning

    def __init__(self, source: SequenceTable, file: TableFile, like: _Places | None = None) -> None:
        """Find it, in a second file as in the first."""
        names = [name.strip().lower() for name in file.names]

        def place(asked: str, usual: tuple[str, ...]) -> int | None:
            if asked.strip():
                return asked_column(file.path, file.names, asked.strip())
            return next((names.index(name) for name in usual if name in names), None)

        found = place(source.id_column, _IDS)
        if found is None:
            raise undivided(file.path, file.names) or UserError(tr(
                "{path}: can't tell which column says to which sequence a row belongs; choose one of {columns}",
                path=file.path, columns=listed(file.names)))
        self.id = found
        self.step = place(source.step_column, TIMES)
        self.group = place(source.group_column, ())
        self.label: int | None = None
        if like is not None and like.label is not None:
            self.label = asked_column(file.path, file.names, like.label_name)
        elif like is None and source.label_kind != "none":
            self.label = (asked_column(file.path, file.names, source.label_column.strip())
                          if source.label_column.strip() else self._guessed_label(file))
        self.label_name = file.names[self.label].strip() if self.label is not None else ""
        taken = [place for place in (self.id, self.step, self.label, self.group) if place is not None]
        if len(set(taken)) < len(taken):
            raise UserError(tr('{path}: "{name}" is chosen for two things; the columns are {columns}', path=file.path,
                               name=file.names[taken[0] if taken.count(taken[0]) > 1 else taken[-1]],
                               columns=listed(file.names)))
        self.features = source.features(file, taken, like.names if like is not None else ())
        self.names = tuple(file.names[index] for index in self.features)
        self.meaning = "none"
        if self.label is not None:
            self.meaning = like.meaning if like is not None else meaning_of(
                source.label_kind, "", file.column(self.label))
        self.wanted = [*self.features, *taken]
        self.roles = ("number",) * len(self.features) + ("sequence",)
        if self.step is not None:
            self.roles += ("step" if mostly_numbers(file.column(self.step)) else "when",)
        if self.label is not None:
            self.roles += ("label",)
        if self.group is not None:
            self.roles += ("group",)

    def _guessed_label(self, file: TableFile) -> int | None:
        """Return the column that is called as labels often are, unless it changes within a sequence, as y may."""
        found = usual_label(file.names)
        if found is None or found in (self.id, self.step, self.group):
            return None
        before: dict[str, str] = {}
        same = changed = 0
        for owner, label in zip(file.column(self.id), file.column(found), strict=True):
            if owner in before:
                same += label == before[owner]
                changed += label != before[owner]
            before.setdefault(owner, label)
        return found if same >= changed else None


class SequenceTable(NumberTable, frozen=True, kw_only=True):
    """Sequences of your own in long form: a table with a row for each time step of each sequence."""

    info = SourceInfo(id="rnnstudio.sequence_table", title="Sequences (table)", icon="activity",
                      origin=mark("Your own file"))

    id_column: Annotated[str, Offered(), Title("Sequence column"), Doc(
        "Name of the column that says to which sequence a row belongs. Empty to guess.")] = ""
    step_column: Annotated[str, Offered(), Title("Time column"), Doc(
        "Name of the column that puts a sequence's rows in order: numbers, or dates such as 2024-01-31. Empty to "
        "guess; if there is none, the rows stay as they stand.")] = ""
    label_column: Annotated[str, Offered(), Doc(
        "Name of the column with the class, the same in all rows of a sequence. Empty to guess; if there is none, "
        "the sequences themselves are predicted.")] = ""
    label_kind: Annotated[LabelKind, Folded(), Title("Labels are"), Doc(
        "Classes, or numbers to predict; auto takes labels with decimals for numbers. None: there are no "
        "labels.")] = "auto"

    group_column: Annotated[str, Offered(), Folded(), Doc(
        "Name of a column such as speaker, the same in all rows of a sequence: sequences that have the same in it "
        "stay in the same part. Empty for none.")] = ""

    def look(self, context: ReadContext) -> Look:
        """Say which columns the table has, what they were taken for, and how it is written.

        Raises:
            UserError: If the file is missing or can't be read.
        """
        with self.opened(context) as file:
            found = self.written(file)
            try:
                places = _Places(self, file)
            except UserError:  # it is said when the data is read
                return Look(offers=offers(self, file.names), found=found)
            roles = {"id_column": places.id, "step_column": places.step, "label_column": places.label}
            found |= {name: file.names[index] for name, index in roles.items() if index is not None}
            return Look(offers=offers(self, file.names), found={**found, "columns": ", ".join(places.names)})

    def contents(self, context: ReadContext) -> Contents:
        """Look at the first rows and say which features there are, and what the labels are.

        Raises:
            UserError: If the file is missing or empty, or a column isn't there or can't be guessed.
        """
        (path, _), *others = self.files(context)
        for other, _ in others:
            described(other)
        with self.opened(context, path) as file:
            places = _Places(self, file)
        return Contents(input="values", features=len(places.names), names=places.names, label=places.label_name,
                        task="forecasting" if places.meaning == "none" else task_of(places.meaning))

    def read(self, context: ReadContext) -> Iterator[pa.RecordBatch]:
        """Yield values, label if there is one, and the line each sequence begins in.

        Raises:
            UserError: With the file and line, if something can't be read.
            Cancelled: If ``context.cancelled`` answers True.
        """
        first: _Places | None = None
        for path, part in self.files(context):
            with self.opened(context, path) as file:
                places = _Places(self, file, first)
                first = first or places
                yield from self._of_file(file, places, part, context)

    def _of_file(self, file: TableFile, places: _Places, part: str,
                 context: ReadContext) -> Iterator[pa.RecordBatch]:
        import pyarrow as pa

        checker = Checker(context=context, path=file.path, roles=places.roles, meaning=places.meaning,
                          names=tuple(file.names[index] for index in places.wanted),
                          decimal_comma=self.comma(file), gaps=self.missing != "stop")
        rows = (checker.checked(chunk) for chunk in file.chunks(places.wanted, context.cancelled))
        fits = described(file.path).st_size <= _LARGEST_UNSORTED
        for table in _together(rows) if fits else _adjacent(rows, file):
            for some in _in_batches(table):
                for batch in self._examples(some, places, file, context):
                    yield batch.append_column("split", pa.array([part] * len(batch))) if part else batch

    def _examples(self, table: pa.Table, places: _Places, file: TableFile,
                  context: ReadContext) -> Iterator[pa.RecordBatch]:
        """Yield the examples of rows that are in order and whole sequences."""
        import numpy as np
        import pyarrow as pa

        starts = _starts(table)
        values = np.column_stack([table[str(place)].to_numpy() for place in range(len(places.features))])
        if np.isnan(values).any():
            for start, end in zip(starts, [*starts[1:], len(values)], strict=True):
                values[start:end] = filled(values[start:end], self.missing)
        wrong = np.isnan(values).any(axis=1)
        reasons = np.where(wrong, unfilled(self.missing), "")
        owner = np.searchsorted(starts, np.arange(len(values)), "right") - 1
        first_differs = {"label": tr("its label is not that of the same sequence's first row"),
                         "group": tr("its group is not that of the same sequence's first row")}
        of_sequences = [name for name in first_differs if name in table.column_names]
        for name in of_sequences:
            coded = table[name].combine_chunks().dictionary_encode().indices.to_numpy()
            differs = (coded != coded[np.asarray(starts)[owner]]) & ~wrong
            reasons = np.where(differs, first_differs[name], reasons)
            wrong |= differs
        lines = table["line"].to_numpy()
        for at in sorted(np.flatnonzero(wrong), key=lambda at: int(lines[at])):
            context.bad_row(BadRow(reason=str(reasons[at]), where=str(file.path), line=int(lines[at])))
        owner, kept = owner[~wrong], np.flatnonzero(~wrong)
        if not len(kept):
            return
        first = np.flatnonzero(np.diff(owner, prepend=-1))
        columns = {"values": sequences(values[kept], first.tolist()), "line": pa.array(lines[kept[first]])}
        for name in of_sequences:
            columns[name] = table[name].combine_chunks().take(pa.array(kept[first]))
        yield pa.record_batch(columns)


def _ordered(table: pa.Table) -> pa.Table:
    """Return rows sorted by the sequences' first appearance, then by step; equal steps stay as they stand."""
    table = table.append_column("code", table["sequence"].combine_chunks().dictionary_encode().indices)
    keys = [("code", "ascending"), *((name, "ascending") for name in ("step", "when") if name in table.column_names),
            ("line", "ascending")]
    ordered: pa.Table = table.sort_by(keys)
    return ordered.drop_columns(["code"])


def _together(rows: Iterator[pa.RecordBatch]) -> Iterator[pa.Table]:
    import pyarrow as pa

    found = list(rows)
    if any(len(batch) for batch in found):
        yield _ordered(pa.Table.from_batches(found))


def _adjacent(rows: Iterator[pa.RecordBatch], file: TableFile) -> Iterator[pa.Table]:
    """Yield the sequences as they end; each must stand together in the file."""
    import pyarrow as pa

    seen: set[str] = set()
    current: str | None = None
    pending: list[pa.Table] = []
    for batch in rows:
        table = pa.Table.from_batches([batch])
        starts = _starts(table)
        for start in starts:
            name = table["sequence"][start].as_py()
            if name == current:
                continue
            if name in seen:
                raise _scattered(file, table, start)
            seen.add(name)
            if start == 0 and pending:
                yield _ordered(pa.concat_tables(pending))
                pending = []
            current = name
        if len(starts) > 1:
            yield _ordered(pa.concat_tables([*pending, table.slice(0, starts[-1])]))
            pending = []
        if starts:
            pending.append(table.slice(starts[-1]))
    if pending:
        yield _ordered(pa.concat_tables(pending))


def _scattered(file: TableFile, table: pa.Table, row: int) -> UserError:
    return UserError(tr('{path}, line {line}: rows of the sequence "{name}" stood further up already; in a file of '
                        "more than {count} MB they must stand together, so sort it by this column", path=file.path,
                        line=table["line"][row].as_py(), name=table["sequence"][row].as_py(),
                        count=_LARGEST_UNSORTED // 1_000_000))


def _starts(table: pa.Table) -> list[int]:
    """Return the rows at which another sequence begins."""
    import numpy as np

    codes = table["sequence"].combine_chunks().dictionary_encode().indices.to_numpy()
    starts: list[int] = np.flatnonzero(np.diff(codes, prepend=-1)).tolist()
    return starts


def _in_batches(table: pa.Table) -> Iterator[pa.Table]:
    """Divide sorted rows between sequences, so that batches stay small."""
    starts = [*_starts(table), len(table)]
    begin = 0
    for start, after in zip(starts[1:], [*starts[2:], None], strict=True):
        if after is None or after - begin > _STEPS_IN_A_BATCH:
            yield table.slice(begin, start - begin)
            begin = start
