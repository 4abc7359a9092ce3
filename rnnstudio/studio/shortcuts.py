"""All keys of the window, collected from the actions that they belong to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from rnnstudio.api import tr


class Shortcut(msgspec.Struct, frozen=True):
    """What keys do: each of ``keys`` alone does it, written as on this system."""

    title: str
    keys: tuple[str, ...]


class Group(msgspec.Struct, frozen=True):
    """Keys that belong together."""

    title: str
    shortcuts: tuple[Shortcut, ...]


def of_window(menus: Iterable[QMenu], stack: Iterable[QAction], keys: Iterable[tuple[str, str]],
              names: Mapping[QAction, str]) -> list[Group]:
    """Return the keys in menus, a group for each, then those of the stack.

    Args:
        menus: The menus, in order. An action that is in several is listed once.
        stack: The actions on layers; those in no menu are listed with the stack's keys.
        keys: Keys of the stack that are no actions, as this system writes them, with a blank between two, and what
            they do.
        names: What actions do whose own titles change with what is selected.
    """
    seen: set[QAction] = set()
    groups = []
    for menu in menus:
        found = [shortcut for action in _leaves(menu)
                 if (shortcut := _unseen(action, seen, names)) is not None]
        groups.append(Group(_plain(menu.title()), tuple(found)))
    rest = [shortcut for action in stack if (shortcut := _unseen(action, seen, names)) is not None]
    rest += [Shortcut(title, tuple(key.split())) for key, title in keys]
    groups.append(Group(tr("In the stack"), tuple(rest)))
    return [group for group in groups if group.shortcuts]


def _leaves(menu: QMenu) -> Iterable[QAction]:
    for action in menu.actions():
        inner = action.menu()
        if isinstance(inner, QMenu):
            yield from _leaves(inner)
        elif not action.isSeparator():
            yield action


def _unseen(action: QAction, seen: set[QAction], names: Mapping[QAction, str]) -> Shortcut | None:
    if action in seen or not action.shortcuts():
        return None
    seen.add(action)
    return Shortcut(names.get(action) or _plain(action.text()), tuple(
        key.toString(QKeySequence.SequenceFormat.NativeText) for key in action.shortcuts()))


def _plain(text: str) -> str:
    """Return a title without the mark of its mnemonic: "&File" is "File", "文件(&F)" is "文件"."""
    without = text.partition("(&")[0] if "(&" in text else text
    return without.replace("&&", "\0").replace("&", "").replace("\0", "&").rstrip("…").strip()
