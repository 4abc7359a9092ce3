"""The stack as a Qt list model: a thin adapter from ``rows``, ``cards`` and ``drops`` to Qt's signals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
    Slot,
)

from rnnstudio.api import tr
from rnnstudio.project.edits import Place
from rnnstudio.project.words import number
from rnnstudio.studio.builder import steps
from rnnstudio.studio.builder.accepting import layer_title, wrappers_around
from rnnstudio.studio.builder.cards import Around, Card, Told, card_of, spoken
from rnnstudio.studio.builder.differences import changes
from rnnstudio.studio.builder.drops import Drops
from rnnstudio.studio.builder.parcels import LAYER_MIME, NODES_MIME, MovedNodes, pack
from rnnstudio.studio.builder.roles import FROM_CARD, Role
from rnnstudio.studio.builder.rows import Key, Row, flatten, layer_info, roots
from rnnstudio.studio.builder.summary import description
from rnnstudio.studio.document import Document

Index = QModelIndex | QPersistentModelIndex
_NO_INDEX = QModelIndex()


class StackModel(QAbstractListModel):
    """The rows of a document's stack. It changes nothing but through the document.

    Attributes:
        updating: True while rows come and go, and the selection with them.
        drops: What a drop would do.

    Signals:
        folding_changed: Other wrappers hide what is inside them, or other rows could.
    """

    folding_changed = Signal()

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self.updating = False
        self.drops = Drops(document)
        self._held = self._is_late = False
        self._folded: set[str] = set()
        self._rows: list[Row] = flatten(document.project, document.registry)
        self._told = Told.of(document.facts, document.report)
        self._cards: dict[Key, Card] = {}
        self._numbers: dict[Key, int] = {}
        self._index_rows()
        document.project_changed.connect(self._project_changed)
        document.report_changed.connect(self._report_changed)
        document.registry_changed.connect(self._registry_changed)

    def row(self, index: Index) -> Row:
        """Return the row of a valid index."""
        return self._rows[index.row()]

    def rows(self) -> list[Row]:
        """Return all rows."""
        return self._rows

    def card(self, row: Row) -> Card:
        """Return what a row shows."""
        found = self._cards.get(row.key)
        if found is None:
            around = tuple(self._around(node_id) for node_id in row.ancestors)
            found = self._cards[row.key] = card_of(row, self.document.registry, self._told, around)
        return found

    def index_of(self, node_id: str) -> QModelIndex:
        """Return the index of a layer's card; invalid if it has none."""
        number = self._numbers.get((node_id, False))
        return self.index(number) if number is not None else QModelIndex()

    @property
    def folded(self) -> frozenset[str]:
        """The wrappers whose inner layers are hidden."""
        return frozenset(self._folded)

    def fold(self, node_ids: Iterable[str], on: bool = True) -> None:
        """Hide or show what is inside wrappers. This is the list's affair alone: the project knows nothing of it.

        Instead of a selected layer that is hidden now, the wrapper is selected: what is done is done in sight.
        """
        changed = self._folded | set(node_ids) if on else self._folded - set(node_ids)
        if changed == self._folded:
            return
        self._folded = changed
        self._project_changed()
        self.document.select(*dict.fromkeys(self._in_sight(node_id) for node_id in self.document.selection))
        self.folding_changed.emit()

    def reveal(self, node_ids: Iterable[str]) -> None:
        """Unfold the wrappers around layers that are to be seen."""
        hidden = {node_id for node_id in node_ids if (node_id, False) not in self._numbers}
        if hidden:
            project = self.document.project
            self.fold({around for node_id in hidden for around in wrappers_around(project, node_id)}, False)

    def _in_sight(self, node_id: str) -> str:
        """Return a layer, or the outermost folded wrapper around it."""
        if (node_id, False) in self._numbers:
            return node_id
        around = reversed(wrappers_around(self.document.project, node_id))
        return next((wrapper for wrapper in around if wrapper in self._folded), node_id)

    def hold(self, on: bool) -> None:
        """Let no report change the cards while something is dragged over them, or let it.

        A card that grows would move the place that is aimed at from under the mouse.
        """
        self._held = on
        if self._is_late and not on:
            self._report_changed()

    def rowCount(self, parent: Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row = self.row(index)
        card = self.card(row)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return card.title
            case Qt.ItemDataRole.EditRole:
                return row.node.name or ""
            case Qt.ItemDataRole.ToolTipRole:
                return self._tool_tip(row, card)
            case Qt.ItemDataRole.AccessibleTextRole:
                return spoken(card, self._title(row.ancestors[-1]) if row.ancestors else "")
            case Role.CARD:
                return card
        return FROM_CARD[role](card) if role in FROM_CARD else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled
        if self.row(index).kind == "slot":
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsDropEnabled | Qt.ItemFlag.ItemNeverHasChildren
        editable = Qt.ItemFlag.ItemIsEditable if self.row(index).kind == "layer" else Qt.ItemFlag.NoItemFlags
        return (Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled | editable
                | Qt.ItemFlag.ItemIsDropEnabled | Qt.ItemFlag.ItemNeverHasChildren)

    def supportedDragActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction | Qt.DropAction.CopyAction

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction | Qt.DropAction.CopyAction

    def mimeTypes(self) -> list[str]:
        return [LAYER_MIME, NODES_MIME, "text/plain"]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        project = self.document.project
        chosen = roots(project, [self.row(index).node.id for index in indexes if self.row(index).kind != "slot"])
        return pack(MovedNodes(self.drops.window, tuple(chosen)), tuple(project.node(node_id) for node_id in chosen))

    def canDropMimeData(self, data: QMimeData, action: Qt.DropAction, row: int, column: int,
                        parent: Index) -> bool:
        return not self.drops.why_not(self.drops.parcel(data), action, self.place_at(row, parent))

    def dropMimeData(self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index) -> bool:
        return self.drops.drop(self.drops.parcel(data), action, self.place_at(row, parent))

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Rename a layer; an empty text gives it its own name again."""
        if role != Qt.ItemDataRole.EditRole or not index.isValid() or self.row(index).kind != "layer":
            return False
        steps.rename(self.document, self.row(index).node.id, str(value).strip() or None)
        return True

    def place_at(self, row: int, parent: Index) -> Place:
        """Return the place of a drop in Qt's terms: before a row, or on one, or behind the last."""
        if parent.isValid():
            target = self.row(parent)
            return target.place if target.kind == "slot" else Place(target.node.id, len(target.node.children))
        if 0 <= row < len(self._rows):
            return self._rows[row].place
        return Place(None, len(self.document.project.stack))

    @Slot()
    def _project_changed(self) -> None:
        if self._folded:
            self._folded &= {node.id for _, node in self.document.project.nodes()}
        new = flatten(self.document.project, self.document.registry, self._folded)
        self.updating = True
        try:
            self._apply(new)
        finally:
            self.updating = False

    @Slot()
    def _registry_changed(self) -> None:
        self._cards.clear()
        self._project_changed()
        self._tell(list(range(len(self._rows))))

    def _apply(self, new: list[Row]) -> None:
        old = {row.key: row for row in self._rows}
        for change in list(changes([row.key for row in self._rows], [row.key for row in new])):
            start, end = change.start, change.start + change.count
            match change.kind:
                case "remove":
                    self.beginRemoveRows(QModelIndex(), start, end - 1)
                    del self._rows[start:end]
                    self._index_rows()
                    self.endRemoveRows()
                case "insert":
                    self.beginInsertRows(QModelIndex(), start, end - 1)
                    self._rows[start:start] = new[start:end]
                    self._index_rows()
                    self.endInsertRows()
                case "move":
                    self.beginMoveRows(QModelIndex(), start, end - 1, QModelIndex(), change.target)
                    moved = self._rows[start:end]
                    del self._rows[start:end]
                    landing = change.target - change.count if change.target > start else change.target
                    self._rows[landing:landing] = moved
                    self._index_rows()
                    self.endMoveRows()
        self._rows = new
        self._forget(old)
        self._tell([number for number, row in enumerate(new) if old.get(row.key, row) != row])

    def _forget(self, old: dict[Key, Row]) -> None:
        """Let go of the cards that an edit changed: those of other rows, and of rows inside them."""
        changed = {row.node.id for row in self._rows if old.get(row.key) != row}
        self._cards = {row.key: card for row in self._rows if (card := self._cards.get(row.key)) is not None
                       and row.node.id not in changed and changed.isdisjoint(row.ancestors)}

    @Slot()
    def _report_changed(self) -> None:
        self._is_late = self._held
        if self._held:
            return
        before = [self.card(row) for row in self._rows]
        self._told = Told.of(self.document.facts, self.document.report)
        self._cards.clear()
        self._tell([number for number, row in enumerate(self._rows) if self.card(row) != before[number]])

    def _tell(self, numbers: list[int]) -> None:
        """Emit ``dataChanged`` once for each run of rows."""
        first = 0
        for at, last in enumerate(numbers):
            if at + 1 == len(numbers) or numbers[at + 1] != last + 1:
                self.dataChanged.emit(self.index(numbers[first]), self.index(last))
                first = at + 1

    def _index_rows(self) -> None:
        self._numbers = {row.key: number for number, row in enumerate(self._rows)}

    def _title(self, node_id: str) -> str:
        row = self._rows[self._numbers[node_id, False]]
        return layer_title(self.document.registry, row.node)

    def _around(self, node_id: str) -> Around:
        number = self._numbers.get((node_id, False))
        if number is None:
            return Around(node_id, "", True)
        row = self._rows[number]
        info = layer_info(self.document.registry, row.node.type)
        return Around(node_id, info.category if info is not None else "", row.enabled)

    def _tool_tip(self, row: Row, card: Card) -> str:
        """Say in full what the card may elide: name, purpose, parameters, shape, what Keras calls it."""
        if row.kind == "missing":
            return tr("{type}: the plugin it comes from is not installed. The project keeps it unchanged.",
                      type=row.node.type)
        layer = self.document.registry.layers.get(row.node.type)
        if row.kind == "slot" or layer is None:
            return card.title
        lines = [card.title, description(layer), card.summary]
        if card.parameters:
            lines.append(tr("{count} parameters, {share} % of the model's", count=number(card.parameters),
                            share=round(100 * card.share)))
        if layer.info.keras_name:
            lines.append(tr("Keras: {name}", name=layer.info.keras_name))
        lines += [problem.message for problem in card.problems if problem.severity in ("advice", "note")]
        return "\n".join(line for line in lines if line)
