"""The journal: every step of an open project, written down as it is made, from which its history is built again.

A file of JSON lines, each ``["checksum", entry]``. A checksum goes over the line and all lines before it, so what a
power cut tore, or a disk spoiled, is noticed, and only what stands before it is believed. A step is written as the
difference that it made, a hundred bytes or so for a stack of any size.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import msgspec

from rnnstudio.project.history import History, Step
from rnnstudio.project.model import DataSettings, LayerNode, Project, TrainingSettings
from rnnstudio.project.origin import Origin

Unset = msgspec.UnsetType
UNSET = msgspec.UNSET


class Change(msgspec.Struct, frozen=True):
    """What became of a project: the fields that are new.

    ``stack`` names runs of top-level layers that stayed as (place before, how many); a new one stands in full.
    """

    name: str | Unset = UNSET
    notes: str | Unset = UNSET
    schema: int | Unset = UNSET
    data: DataSettings | Unset = UNSET
    stack: tuple[tuple[int, int] | LayerNode, ...] | Unset = UNSET
    training: TrainingSettings | Unset = UNSET


class Began(msgspec.Struct, frozen=True, tag_field="do", tag="began"):
    """The first line: the project that the steps start from, and its file."""

    project: Project
    origin: Origin = Origin()


class Kept(msgspec.Struct, frozen=True, tag_field="do", tag="kept"):
    """A step made before this file was begun."""

    label: str
    change: Change
    select: tuple[str, ...] = ()
    merge: str = ""


class Stood(msgspec.Struct, frozen=True, tag_field="do", tag="stood"):
    """How things stood when this file was begun: the last ``undone`` kept steps were undone.

    ``saved`` is how the project last saved differs from the present one, ``None`` if none was saved.
    """

    undone: int
    saved: Change | None


class Did(msgspec.Struct, frozen=True, tag_field="do", tag="did"):
    """An edit, as it was given to ``History.do``."""

    label: str
    change: Change
    select: tuple[str, ...] = ()
    merge: str = ""


class Undid(msgspec.Struct, frozen=True, tag_field="do", tag="undid"):
    """The last step was taken back."""


class Redid(msgspec.Struct, frozen=True, tag_field="do", tag="redid"):
    """The step undone last was done again."""


class GestureEnded(msgspec.Struct, frozen=True, tag_field="do", tag="gesture_ended"):
    """The step under way was closed."""


class Saved(msgspec.Struct, frozen=True, tag_field="do", tag="saved"):
    """The present project was written to a file."""

    origin: Origin


class Copied(msgspec.Struct, frozen=True, tag_field="do", tag="copied"):
    """The project went on as a copy, without its file."""

    origin: Origin


Entry = Began | Kept | Stood | Did | Undid | Redid | GestureEnded | Saved | Copied
_encode = msgspec.json.Encoder().encode


@cache
def _decoder() -> msgspec.json.Decoder[Entry]:
    return msgspec.json.Decoder(Entry)  # made when the first journal is read: a start seldom has one


class Reading(msgspec.Struct):
    """What a journal told: the history, the project's file, and how far the journal can be believed."""

    history: History
    origin: Origin
    size: int
    checksum: int


def change_between(before: Project, after: Project) -> Change:
    """Return what makes ``after`` of ``before``."""
    new = {name: getattr(after, name) for name in ("name", "notes", "schema", "data", "training")
           if getattr(after, name) is not getattr(before, name)}
    if after.stack is not before.stack:
        new["stack"] = _moved(before.stack, after.stack)
    return Change(**new)


def changed(project: Project, change: Change) -> Project:
    """Return the project after a change.

    Raises:
        IndexError: If the change is not one of this project.
    """
    new = {name: getattr(change, name) for name in change.__struct_fields__ if getattr(change, name) is not UNSET}
    if "stack" in new:
        new["stack"] = tuple(_stack(project.stack, new["stack"]))
    return msgspec.structs.replace(project, **new)


def _moved(before: tuple[LayerNode, ...], after: tuple[LayerNode, ...]) -> tuple[tuple[int, int] | LayerNode, ...]:
    places = {id(node): place for place, node in enumerate(before)}  # edits share the nodes that they leave alone
    parts: list[tuple[int, int] | LayerNode] = []
    for node in after:
        place = places.get(id(node))
        last = parts[-1] if parts else None
        if place is None:
            parts.append(node)
        elif isinstance(last, tuple) and sum(last) == place:
            parts[-1] = (last[0], last[1] + 1)
        else:
            parts.append((place, 1))
    return tuple(parts)


def _stack(before: tuple[LayerNode, ...], parts: tuple[tuple[int, int] | LayerNode, ...]) -> Iterator[LayerNode]:
    for part in parts:
        if isinstance(part, LayerNode):
            yield part
            continue
        start, count = part
        if start < 0 or count < 0 or start + count > len(before):
            raise IndexError(start)
        yield from before[start:start + count]


def whole(history: History, origin: Origin) -> list[Entry]:
    """Return the entries that tell a history from its beginning."""
    steps = (*history.done, *reversed(history.undone))
    first = steps[0].before if steps else history.project
    kept = [Kept(step.label, change_between(step.before, step.after), step.select, step.merge) for step in steps]
    saved = None if history.saved is None else change_between(history.project, history.saved)
    return [Began(first, origin), *kept, Stood(len(history.undone), saved)]


def line(entry: Entry, checksum: int) -> tuple[bytes, int]:
    """Return an entry as a line, and the checksum up to it; ``checksum`` is the one up to the line before."""
    payload = _encode(entry)
    checksum = zlib.crc32(payload, checksum)
    return b'["%08x",%b]\n' % (checksum, payload), checksum


def read(path: Path) -> Reading | None:
    """Read a journal as far as it is whole; ``None`` if not even its first line is.

    Raises:
        OSError: If the file can't be read.
    """
    return replayed(path.read_bytes())


def replayed(data: bytes) -> Reading | None:
    """Do again what the bytes of a journal tell."""
    replay: _Replay | None = None
    size = checksum = 0
    for text in data.splitlines(keepends=True):
        try:
            entry, checksum_then = _entry(text, checksum)
            if replay is not None:
                replay.take(entry)
            elif isinstance(entry, Began):
                replay = _Replay(entry)
            else:
                break
        except (ValueError, IndexError, RecursionError, msgspec.MsgspecError):
            break
        size, checksum = size + len(text), checksum_then
    return None if replay is None else Reading(replay.finished(), replay.origin, size, checksum)


def _entry(text: bytes, checksum: int) -> tuple[Entry, int]:
    if text[:2] != b'["' or text[10:12] != b'",' or text[-2:] != b"]\n":
        raise ValueError("no line of a journal, or cut short")
    payload = text[12:-2]
    checksum = zlib.crc32(payload, checksum)
    if text[2:10] != b"%08x" % checksum:
        raise ValueError("the line is damaged")
    return _decoder().decode(payload), checksum


class _Replay:
    """Builds a history from entries."""

    def __init__(self, began: Began) -> None:
        self.origin = began.origin
        self._kept: list[Step] = []
        self._first = began.project
        self._history: History | None = None

    def finished(self) -> History:
        """Return the history."""
        return self._history or self._stood(0, None)

    def take(self, entry: Entry) -> None:
        """Do what an entry tells."""
        if isinstance(entry, Kept):
            before = self._kept[-1].after if self._kept else self._first
            self._kept.append(Step(entry.label, before, changed(before, entry.change), entry.select, entry.merge))
            return
        if isinstance(entry, Stood):
            history = self._stood(entry.undone, None)
            saved = None if entry.saved is None else changed(history.project, entry.saved)
            self._history = History.rebuilt(history.project, history.done, history.undone, saved)
            return
        if self._history is None:
            raise ValueError("a step before the beginning")
        match entry:
            case Did():
                self._history.do(entry.label, changed(self._history.project, entry.change), entry.select, entry.merge)
            case Undid():
                self._history.undo()
            case Redid():
                self._history.redo()
            case GestureEnded():
                self._history.end_gesture()
            case Saved():
                self._history.mark_saved()
                self.origin = entry.origin
            case Copied():
                self.origin = entry.origin

    def _stood(self, undone: int, saved: Project | None) -> History:
        split = len(self._kept) - undone
        if split < 0:
            raise IndexError(undone)
        done, later = self._kept[:split], self._kept[split:]
        project = done[-1].after if done else self._first
        return History.rebuilt(project, done, reversed(later), saved)
