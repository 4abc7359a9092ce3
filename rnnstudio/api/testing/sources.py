"""The contract of a data source: what it says of its data, and what it then yields."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rnnstudio.api.data import Contents, DataSource, Look, ReadContext
from rnnstudio.api.errors import Cancelled, UserError
from rnnstudio.api.parameters import parameters, read_parameters
from rnnstudio.api.testing.describing import check_description
from rnnstudio.api.testing.importing import check_import
from rnnstudio.api.testing.problems import Problems, brief, step
from rnnstudio.api.text import tr

if TYPE_CHECKING:
    import pyarrow as pa

_BATCHES = 20
"""So many batches are looked at: a source may be larger than memory."""
_COLUMNS = ("text", "ids", "values", "label", "split", "group", "line")
_PARTS = {"train", "validation", "test"}


def check_source(source: type[DataSource], *, folder: Path | None = None, **raw: Any) -> None:
    """Check a data source.

    It describes itself and its parameters; importing it is cheap; it says what it holds, and yields that: the columns
    of the promised types, the same ones each time; it stops when asked to; a file that isn't there is told in a
    sentence. A source that names no file at its defaults is read only if you give it one.

    Args:
        source: The class.
        folder: Where relative paths start.
        **raw: Parameters, such as the path of a small file of yours.

    Raises:
        AssertionError: With everything that is wrong, and what to do about each.
    """
    problems = Problems(f"check_source({getattr(source, '__name__', source)!s})")
    if check_description(problems, source, DataSource):
        check_import(problems, source.__module__)
        with problems.trying(tr("making it with the parameters given")):
            made = read_parameters(source, raw)
            _check_reading(problems, made, ReadContext(folder=folder), bool(raw))
        _check_missing_file(problems, source, folder, raw)
    problems.tell()


def _check_reading(problems: Problems, source: DataSource, context: ReadContext, given: bool) -> None:
    step(f"{problems.of}: lacks()")
    lacks = source.lacks(context)
    if not problems.require(isinstance(lacks, str), tr('lacks() returned {found}, not a sentence or "".',
                                                       found=repr(lacks))):
        return
    if lacks:  # it would have to go to the network
        return
    try:
        step(f"{problems.of}: contents()")
        contents = source.contents(context)
    except UserError as refusal:
        problems.require(not given, tr("contents() refuses the parameters given: {error}.", error=brief(refusal)))
        problems.require(bool(str(refusal).strip()), tr("contents() raises a UserError without words. Say what is "
                                                        "missing and what to do."))
        return
    if not problems.require(isinstance(contents, Contents), tr("contents() returned {found}, not Contents(...).",
                                                               found=repr(contents))):
        return
    _check_look(problems, source, context)
    with problems.trying("fingerprint()"):
        one, two = source.fingerprint(context), source.fingerprint(context)
        problems.require(one == two and (one is None or isinstance(one, str)),
                         tr("fingerprint() returned {one}, then {two}. It is a text that changes only when the data "
                            "does, or None.", one=repr(one), two=repr(two)))
    with problems.trying("read()", tr("Yield pyarrow record batches with the columns of DataSource's docstring.")):
        step(f"{problems.of}: read()")
        batches = _batches(source, context)
        if problems.require(bool(batches), tr("read() yields nothing. Yield record batches, or raise UserError and "
                                              "say why there is nothing.")):
            for batch in batches:
                _check_batch(problems, batch, contents)
            _check_repeats(problems, batches, _batches(source, context))
            _check_cancelling(problems, source, context, len(batches))


def _check_look(problems: Problems, source: DataSource, context: ReadContext) -> None:
    try:
        look = source.look(context)
    except UserError:
        return
    if not problems.require(isinstance(look, Look), tr("look() returned {found}, not Look(...).", found=repr(look))):
        return
    names = {known.name for known in parameters(type(source))}
    for name in {*look.offers, *look.found} - names:
        problems.add(tr('look() tells of "{name}", and there is no such parameter.', name=name))


def _batches(source: DataSource, context: ReadContext) -> list[pa.RecordBatch]:
    read = source.read(context)
    found = list(islice(read, _BATCHES))
    if isinstance(read, Iterator) and hasattr(read, "close"):
        read.close()
    return found


def _check_batch(problems: Problems, batch: Any, contents: Contents) -> None:
    import pyarrow as pa

    if not isinstance(batch, pa.RecordBatch):
        problems.add(tr("read() yields {found}. Yield pyarrow.record_batch({{...}}).", found=type(batch).__name__))
        return
    if contents.input not in batch.schema.names:
        problems.add(tr('a batch has the columns {columns}, and contents() promises "{input}".',
                        columns=batch.schema.names, input=contents.input))
        return
    for name in batch.schema.names:
        problems.require(name in _COLUMNS, tr('the column "{name}" is unknown to RNN Studio. Known are: {known}.',
                                              name=name, known=", ".join(_COLUMNS)))
    _check_input(problems, batch.column(contents.input), contents)
    if "label" in batch.schema.names:
        _check_labels(problems, batch.column("label"), contents)
    elif contents.task not in (None, "forecasting", "next_token"):
        problems.add(tr('contents() promises the task "{task}", and there is no column "label".', task=contents.task))
    if "split" in batch.schema.names:
        parts = set(batch.column("split").to_pylist())
        problems.require(parts <= _PARTS, tr('the column "split" holds {found}. It holds "train", "validation" or '
                                             '"test".', found=sorted(map(str, parts - _PARTS))))
    if "line" in batch.schema.names:
        problems.require(pa.types.is_int64(batch.schema.field("line").type), tr('the column "line" is not int64.'))


def _check_input(problems: Problems, column: Any, contents: Contents) -> None:
    import pyarrow as pa

    kind, types = column.type, pa.types
    if column.null_count:
        problems.add(tr('the column "{input}" has nulls. Leave such rows out by context.bad_row(BadRow(...)).',
                        input=contents.input))
    if contents.input == "text":
        problems.require(types.is_string(kind) or types.is_large_string(kind), tr('the column "text" is {kind}, not '
                                                                                  "string.", kind=kind))
    elif contents.input == "ids":
        if problems.require(types.is_list(kind) and types.is_integer(kind.value_type),
                            tr('the column "ids" is {kind}, not list<int32>.', kind=kind)):
            largest = max((max(row) for row in column.to_pylist() if row), default=0)
            known = contents.vocabulary_size
            problems.require(known is not None and largest < known, tr("an id is {largest}, and contents() says "
                                                                       "vocabulary_size={known}. Ids are below it.",
                                                                       largest=largest, known=known))
    else:
        nested = (types.is_list(kind) or types.is_fixed_size_list(kind)) and types.is_fixed_size_list(kind.value_type)
        if problems.require(nested, tr('the column "values" is {kind}, not a list of fixed-size lists of float32: '
                                       "steps by features.", kind=kind)):
            problems.require(contents.features in (None, kind.value_type.list_size),
                             tr("a step has {count} numbers, and contents() says features={features}.",
                                count=kind.value_type.list_size, features=contents.features))
            lengths = {len(row) for row in column.to_pylist() if row is not None}
            problems.require(contents.steps is None or lengths <= {contents.steps},
                             tr("sequences have {lengths} steps, and contents() says steps={steps}.",
                                lengths=sorted(lengths), steps=contents.steps))


def _check_labels(problems: Problems, column: Any, contents: Contents) -> None:
    import pyarrow as pa

    types, kind = pa.types, column.type
    fits = (types.is_string(kind) or types.is_large_string(kind) or types.is_integer(kind) or types.is_floating(kind)
            or types.is_boolean(kind) or types.is_list(kind) or types.is_dictionary(kind)
            or types.is_fixed_size_list(kind))
    problems.require(fits, tr('the column "label" is {kind}. Labels are strings or whole numbers for classes, '
                              "floats for numbers to predict, lists of strings for several at once.", kind=kind))
    if contents.classes and types.is_integer(kind):
        indices = {value for value in column.to_pylist() if value is not None}
        problems.require(all(0 <= index < len(contents.classes) for index in indices),
                         tr("labels are {labels}, and contents() names {classes} classes. A label is the index of "
                            "its class.", labels=sorted(indices)[:9], classes=len(contents.classes)))


def _check_repeats(problems: Problems, first: list[Any], second: list[Any]) -> None:
    problems.require(first == second, tr("read a second time it yields other rows. It is read several times; draw "
                                         "random examples from a seed that is a parameter."))


def _check_cancelling(problems: Problems, source: DataSource, context: ReadContext, count: int) -> None:
    """Ask it to stop after the first batch; a source of two batches need not have looked by then."""
    if count < 3:
        return
    seen = 0
    stopping = ReadContext(folder=context.folder, cancelled=lambda: seen > 0)
    try:
        for _ in source.read(stopping):
            seen += 1
            if seen >= min(count, _BATCHES):
                break
    except Cancelled:
        return
    problems.require(seen < min(count, _BATCHES), tr("it reads on when the user stops it. Between batches: if "
                                                     "context.cancelled(): raise Cancelled."))


def _check_missing_file(problems: Problems, source: type[DataSource], folder: Path | None,
                        raw: dict[str, Any]) -> None:
    """Name a file that isn't there: that is told in a sentence."""
    paths = [known.name for known in parameters(source) if known.path is not None]
    if not paths:
        return
    step(tr("{of}: a file that is missing", of=problems.of))
    try:
        made = read_parameters(source, raw | dict.fromkeys(paths, "there/is/no such file"))
        made.contents(ReadContext(folder=folder))
        next(iter(made.read(ReadContext(folder=folder))), None)
        problems.add(tr("a file that is not there is not told. Raise UserError with its path."))
    except UserError as refusal:
        problems.require("no such file" in str(refusal), tr("a missing file is told without its name: {refusal}",
                                                            refusal=refusal))
    except Exception as error:  # noqa: BLE001 - a plugin may raise anything
        problems.add(tr("a file that is not there ends in {error}. Raise UserError with the path and what to do.",
                        error=brief(error)))
