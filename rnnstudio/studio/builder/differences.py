"""The few removals, moves and insertions that turn one list into another, for a model's signals. No Qt in here."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Hashable, Iterator, Sequence
from typing import Literal, TypeVar

import msgspec

K = TypeVar("K", bound=Hashable)


class Change(msgspec.Struct, frozen=True):
    """One change to a list, in terms of the list as the changes before it left it.

    ``remove`` and ``insert`` concern ``count`` items at ``start``; an insertion takes them from ``start`` in the new
    list. ``move`` brings those at ``start`` to stand before what is now at ``target``.
    """

    kind: Literal["remove", "move", "insert"]
    start: int
    count: int
    target: int = 0


def changes(old: Sequence[K], new: Sequence[K]) -> Iterator[Change]:
    """Yield what turns ``old`` into ``new``: removals from the back, then moves, then insertions from the front.

    No item may stand in a list twice. What moves is as little as can be.
    """
    wanted, present = set(new), set(old)
    yield from _removals(old, wanted)
    kept = [item for item in old if item in wanted]
    yield from _moves(kept, [item for item in new if item in present])
    yield from _insertions(new, present)


def _removals(old: Sequence[K], wanted: set[K]) -> Iterator[Change]:
    end = len(old)
    while end:
        start = end
        while start and old[start - 1] not in wanted:
            start -= 1
        if start < end:
            yield Change("remove", start, end - start)
        end = max(start - 1, 0)


def _insertions(new: Sequence[K], present: set[K]) -> Iterator[Change]:
    start = 0
    while start < len(new):
        end = start
        while end < len(new) and new[end] not in present:
            end += 1
        if end > start:
            yield Change("insert", start, end - start)
        start = end + 1


def _moves(kept: list[K], order: Sequence[K]) -> Iterator[Change]:
    """Bring ``kept`` into ``order``: all but a longest run already in order move behind their new neighbour."""
    if kept == list(order):
        return
    staying = _longest_ordered(kept, order)
    current, at = list(kept), 0
    while at < len(order):
        if order[at] in staying:
            at += 1
            continue
        start = current.index(order[at])
        count = 1
        while (at + count < len(order) and order[at + count] not in staying
               and current[start + count:start + count + 1] == [order[at + count]]):
            count += 1
        target = current.index(order[at - 1]) + 1 if at else 0
        if target != start:
            yield Change("move", start, count, target)
            block = current[start:start + count]
            del current[start:start + count]
            landing = target - count if target > start else target
            current[landing:landing] = block
        at += count


def _longest_ordered(kept: Sequence[K], order: Sequence[K]) -> set[K]:
    """Return the items of a longest common run of both lists, by patience sorting."""
    rank = {item: position for position, item in enumerate(kept)}
    tails: list[int] = []
    previous: dict[int, int | None] = {}
    for item in order:
        position = rank[item]
        pile = bisect_left(tails, position)
        previous[position] = tails[pile - 1] if pile else None
        tails[pile:pile + 1] = [position]
    found: set[K] = set()
    last: int | None = tails[-1] if tails else None
    while last is not None:
        found.add(kept[last])
        last = previous[last]
    return found
