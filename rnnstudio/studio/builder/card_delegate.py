"""Paints the rows of the stack and measures them; knows which repair button is where."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QLineEdit, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from rnnstudio.api import tr
from rnnstudio.project.report import Repair
from rnnstudio.studio.builder.accepting import type_title
from rnnstudio.studio.builder.card_layout import CardLayout, Fonts, lay_out
from rnnstudio.studio.builder.card_painter import paint
from rnnstudio.studio.builder.cards import Card
from rnnstudio.studio.builder.container_painter import Look
from rnnstudio.studio.builder.drop_guide import DropGuide
from rnnstudio.studio.builder.roles import Role
from rnnstudio.studio.builder.stack_model import StackModel
from rnnstudio.studio.theme import SPACE_1

Index = QModelIndex | QPersistentModelIndex
SPARE = 64
"""Layouts that are kept beyond those of the rows and as many again."""


class CardDelegate(QStyledItemDelegate):
    """Paints cards for a list.

    Attributes:
        hot, pressed: The repair whose button is under the mouse, or pressed.
    """

    def __init__(self, view: QListView, stack: StackModel, guide: DropGuide) -> None:
        super().__init__(view)
        self.hot: Repair | None = None
        self.pressed: Repair | None = None
        self._view = view
        self._stack = stack
        self._guide = guide
        self._fonts = Fonts.of(view.font())
        self._layouts: dict[tuple[str, bool], tuple[Card, int, CardLayout]] = {}

    def font_changed(self) -> None:
        """Measure all cards anew."""
        self._fonts = Fonts.of(self._view.font())
        self._layouts.clear()

    def layout(self, index: Index) -> CardLayout:
        """Return where the parts of a row stand at the list's present width."""
        card, width = self._card(index), self._view.viewport().width()
        key = (card.node, card.kind == "slot")
        known = self._layouts.get(key)
        if known is None or known[0] != card or known[1] != width:
            if len(self._layouts) > 2 * self._stack.rowCount() + SPARE:  # of cards that are gone by now
                self._layouts.clear()
            known = self._layouts[key] = (card, width, lay_out(card, width, self._fonts))
        return known[2]

    def repair_at(self, index: Index, row: QRect, point: QPoint) -> Repair | None:
        """Return the repair whose button is at a point, in the coordinates of the row's rectangle."""
        return self.layout(index).repair_at(point - row.topLeft())

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Return a field over a card's title for its name; empty, the layer has its own."""
        editor = QLineEdit(parent)
        editor.setFont(self._fonts.title)
        editor.setPlaceholderText(type_title(self._stack.document.registry, self._stack.row(index).node.type))
        editor.setAccessibleName(tr("Name"))
        return editor

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        title = self.layout(index).title.translated(option.rect.topLeft())
        editor.setGeometry(title.adjusted(-SPACE_1, -SPACE_1, 0, SPACE_1))

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(1, self.layout(index).height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        paint(painter, option.rect, self._card(index), self.layout(index), self._look(option, index), self._fonts)

    def _look(self, option: QStyleOptionViewItem, index: Index) -> Look:
        state, card = option.state, self._card(index)
        selection = self._view.selectionModel()
        around = frozenset(other.node for other in card.ancestors
                           if selection.isSelected(self._stack.index_of(other.node)))
        target = self._guide.target
        below = target is not None and target.has_gap and target.row == index.row()
        return Look(
            selected=bool(state & QStyle.StateFlag.State_Selected),
            hovered=bool(state & QStyle.StateFlag.State_MouseOver),
            focused_node=self._focused(),
            marked=target is not None and target.slot == index.row(),
            marked_node=(target.around or target.place.parent) if target is not None else None,
            selected_nodes=around, hot=self.hot, pressed=self.pressed, room=self._guide.room if below else 0,
            room_depth=target.depth if target is not None and below else 0)

    def _focused(self) -> str | None:
        current = self._view.currentIndex()
        return self._card(current).node if current.isValid() and self._view.hasFocus() else None

    @staticmethod
    def _card(index: Index) -> Card:
        card: Card = index.data(Role.CARD)
        return card
