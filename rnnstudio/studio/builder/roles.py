"""What can be asked of a row of the stack's model besides Qt's own roles."""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum
from typing import Any

from PySide6.QtCore import Qt

from rnnstudio.studio.builder.cards import Card


class Role(IntEnum):
    """What can be asked of a row besides Qt's own roles; ``CARD`` is all of it at once."""

    CARD = Qt.ItemDataRole.UserRole + 1
    NODE = CARD + 1
    KIND = CARD + 2
    DEPTH = CARD + 3
    CATEGORY = CARD + 4
    ICON = CARD + 5
    SHAPE = CARD + 6
    PARAMETERS = CARD + 7
    SHARE = CARD + 8
    SUMMARY = CARD + 9
    PROBLEMS = CARD + 10
    ENABLED = CARD + 11
    OPENS = CARD + 12
    CLOSES = CARD + 13


FROM_CARD: dict[int, Callable[[Card], Any]] = {
    Role.NODE: lambda card: card.node,
    Role.KIND: lambda card: card.kind,
    Role.DEPTH: lambda card: card.depth,
    Role.CATEGORY: lambda card: card.category,
    Role.ICON: lambda card: card.icon,
    Role.SHAPE: lambda card: card.shape,
    Role.PARAMETERS: lambda card: card.parameters,
    Role.SHARE: lambda card: card.share,
    Role.SUMMARY: lambda card: card.summary,
    Role.PROBLEMS: lambda card: card.problems,
    Role.ENABLED: lambda card: card.enabled,
    Role.OPENS: lambda card: card.opens,
    Role.CLOSES: lambda card: card.closes,
}
"""How each role is answered from a card."""
