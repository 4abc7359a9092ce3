"""Where each part of a card stands, from its contents and the width. Coordinates start at the row's corner."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics

from rnnstudio.project.report import Problem, Repair
from rnnstudio.project.words import number
from rnnstudio.studio.builder.cards import UNKNOWN, Card
from rnnstudio.studio.builder.repair_words import leads_to
from rnnstudio.studio.theme import SECONDARY_SIZE, SPACE_1, SPACE_2, SPACE_3, SPACE_4, TARGET_HEIGHT

MARGIN = SPACE_3
"""From the list's edge to a card."""
BAR = 3
"""Width of the bar that tells the category."""
ICON = 16
SHARE = 40
"""Width of the bar that tells the share of all parameters."""
INDENT, INSET = SPACE_4, SPACE_2
"""How far an inner card stands in from its wrapper's left and right edge."""
HALF_GAP = SPACE_1
"""Half the distance between two cards; each has it above and below."""
CLOSING = SPACE_2 - HALF_GAP
"""From the last inner row's end to its wrapper's lower edge."""
SLOT_HEIGHT = 36
FOLD = 24
"""Size of the sign for folding, large enough to be hit."""


@dataclass(frozen=True)
class Fonts:
    """The fonts on a card, from the widget's."""

    title: QFont
    text: QFont
    small: QFont

    @classmethod
    def of(cls, base: QFont) -> Fonts:
        """Derive them."""
        title, small = QFont(base), QFont(base)
        title.setWeight(QFont.Weight.DemiBold)
        small.setPixelSize(SECONDARY_SIZE)
        return cls(title, QFont(base), small)


@dataclass(frozen=True)
class Button:
    """A repair's button, and beside or below it what it leads to."""

    rect: QRect
    repair: Repair
    note: str = ""
    note_rect: QRect = field(default_factory=QRect)


@dataclass(frozen=True)
class Trouble:
    """A problem below the card's lines: its icon, its sentence, its buttons."""

    problem: Problem
    icon: QRect
    text: QRect
    buttons: tuple[Button, ...]


@dataclass(frozen=True)
class CardLayout:
    """A row's parts.

    ``height`` is the whole row's, gaps included; ``frame`` is the card's own, or its head's; ``fold`` is the sign
    that hides a wrapper's inner cards or shows them.
    """

    frame: QRect
    height: int
    icon: QRect = field(default_factory=QRect)
    title: QRect = field(default_factory=QRect)
    summary: QRect = field(default_factory=QRect)
    shape: QRect = field(default_factory=QRect)
    count: QRect = field(default_factory=QRect)
    share: QRect = field(default_factory=QRect)
    fold: QRect = field(default_factory=QRect)
    inside: QRect = field(default_factory=QRect)
    troubles: tuple[Trouble, ...] = ()

    def repair_at(self, point: QPoint) -> Repair | None:
        """Return the repair whose button is at a point of the row."""
        return next((button.repair for trouble in self.troubles for button in trouble.buttons
                     if button.rect.contains(point)), None)


def container_edges(depth: int, width: int) -> tuple[int, int]:
    """Return left and right of what stands ``depth`` wrappers deep."""
    return MARGIN + INDENT * depth, width - MARGIN - INSET * depth


def lay_out(card: Card, width: int, fonts: Fonts) -> CardLayout:
    """Arrange a card in a list of a width."""
    left, right = container_edges(card.depth, width)
    if card.kind == "slot":
        frame = QRect(left, HALF_GAP, right - left, SLOT_HEIGHT)
        return CardLayout(frame, _row_height(card, frame), title=frame.adjusted(SPACE_2, 0, -SPACE_2, 0))
    inner_left, inner_right = left + BAR + SPACE_2, right - SPACE_3
    top = HALF_GAP + SPACE_2
    line, small = QFontMetrics(fonts.title).height(), QFontMetrics(fonts.small).height()
    icon = QRect(inner_left, top + (line - ICON) // 2, ICON, ICON)
    text_left = icon.right() + 1 + SPACE_2
    title_right = inner_right - (FOLD if card.folds else 0)
    parts: dict[str, QRect] = {"icon": icon, "title": QRect(text_left, top, title_right - text_left, line)}
    if card.folds:
        parts["fold"] = QRect(inner_right - FOLD + SPACE_1, top + (line - FOLD) // 2, FOLD, FOLD)
    top += line
    if card.inside:
        parts["inside"] = QRect(text_left, top + 1, inner_right - text_left, small)
        top += small + 1
    if card.summary:
        parts["summary"] = QRect(text_left, top + 1, inner_right - text_left, small)
        top += small + 1
    if card.shape or card.parameters is not None:
        parts |= _numbers(card, QRect(text_left, top + 2, inner_right - text_left, small), fonts)
        top += small + 2
    troubles = []
    for problem in card.problems:
        trouble, top = _trouble(problem, QRect(inner_left, top + SPACE_2, inner_right - inner_left, 0), fonts)
        troubles.append(trouble)
    frame = QRect(left, HALF_GAP, right - left, top + (SPACE_1 if card.opens else SPACE_2) - HALF_GAP)
    return CardLayout(frame, _row_height(card, frame), troubles=tuple(troubles), **parts)


def _row_height(card: Card, frame: QRect) -> int:
    return frame.bottom() + 1 + HALF_GAP + card.closes * (CLOSING + HALF_GAP)


def _numbers(card: Card, line: QRect, fonts: Fonts) -> dict[str, QRect]:
    """Divide a line among the shape, the parameter count at the right, and the bar of its share behind that."""
    share = QRect(line.right() + 1 - SHARE, line.center().y() - 1, SHARE, 4)
    if card.parameters is None and card.shape != UNKNOWN:
        return {"shape": line}
    words = UNKNOWN if card.parameters is None else number(card.parameters)
    count_width = QFontMetrics(fonts.small).horizontalAdvance(words)
    right = line.right() + 1 if card.parameters is None else share.left() - SPACE_2
    count = QRect(right - count_width, line.top(), count_width, line.height())
    shape = QRect(line.left(), line.top(), max(count.left() - SPACE_2 - line.left(), 0), line.height())
    return {"shape": shape, "count": count, "share": share}


def _trouble(problem: Problem, area: QRect, fonts: Fonts) -> tuple[Trouble, int]:
    """Place a problem below ``area.top()``; return it and where it ends."""
    metrics = QFontMetrics(fonts.small)
    text_left = area.left() + ICON + SPACE_2
    width = area.right() + 1 - text_left
    if problem.severity in ("advice", "note"):  # calm: one line, the whole in the tooltip and the inspector
        text = QRect(text_left, area.top(), width, metrics.height())
    else:
        text = metrics.boundingRect(QRect(text_left, area.top(), width, 10_000),
                                    int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft), problem.message)
        text = QRect(text_left, area.top(), width, text.height())
    icon = QRect(area.left(), text.top() + (metrics.height() - ICON) // 2, ICON, ICON)
    buttons, end = _buttons(problem, QRect(text_left, text.bottom() + 1 + SPACE_1, width, 0), fonts)
    return Trouble(problem, icon, text, buttons), end if buttons else text.bottom() + 1


def _buttons(problem: Problem, area: QRect, fonts: Fonts) -> tuple[tuple[Button, ...], int]:
    """Place a problem's repairs, each with what it leads to: side by side where they fit, else in lines."""
    small = QFontMetrics(fonts.small)
    left, top, end, right = area.left(), area.top(), area.top(), area.right() + 1
    buttons = []
    for repair in problem.repairs:
        wanted = min(QFontMetrics(fonts.text).horizontalAdvance(repair.title) + 2 * SPACE_3, area.width())
        if left > area.left() and left + wanted > right:
            left, top = area.left(), end + SPACE_1
        rect, note = QRect(left, top, wanted, TARGET_HEIGHT), leads_to(repair)
        left, end = rect.right() + 1 + SPACE_2, top + TARGET_HEIGHT
        if not note:
            buttons.append(Button(rect, repair))
            continue
        beside = left + small.horizontalAdvance(note) <= right
        note_rect = QRect(left, top, right - left, TARGET_HEIGHT) if beside else QRect(
            area.left(), end + 1, area.width(), small.height())
        buttons.append(Button(rect, repair, note, note_rect))
        end = max(end, note_rect.bottom() + 1)
        left, top = area.left(), end + SPACE_1  # the next one below
    return tuple(buttons), end
