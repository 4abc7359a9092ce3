"""The templates by group, in as many columns as there is room for; the arrow keys walk over them."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFont, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QScrollArea, QWidget

from rnnstudio.api import Template, tr
from rnnstudio.registry import Registry
from rnnstudio.studio.home.tile import NARROWEST, Tile
from rnnstudio.studio.theme import SPACE_2, SPACE_3, SPACE_4, SPACE_5

MOST_COLUMNS = 6


class Gallery(QWidget):
    """Tiles below the headings of their groups.

    Signals:
        chosen: A template was clicked, or Enter pressed on it.
        left_upwards: The up key was pressed in the first row.
    """

    chosen = Signal(object)
    left_upwards = Signal()

    def __init__(self, registry: Registry, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._query: list[str] = []
        self._rows: list[list[Tile]] = []
        self.setAccessibleName(tr("Templates"))
        self.nothing = QLabel(tr("No template says that. Try the name of a layer, or clear the search."), self)
        self.nothing.setProperty("role", "secondary")
        self.nothing.hide()
        self._groups: list[tuple[QLabel, list[Tile]]] = []
        self._registry = registry
        self._fill()

    def refresh(self) -> None:
        """Show the templates that there are now."""
        known = [tile.template for _, tiles in self._groups for tile in tiles]
        if known == list(self._registry.templates.values()):
            return
        for heading, tiles in self._groups:
            for widget in (heading, *tiles):
                widget.hide()
                widget.deleteLater()
        self._groups = []
        self._fill()
        self.arrange()

    def _fill(self) -> None:
        registry = self._registry
        for title, templates in _by_group(registry.templates.values()):
            heading = QLabel(title, self)
            font = heading.font()
            font.setWeight(QFont.Weight.DemiBold)
            heading.setFont(font)
            tiles = [Tile(template, registry, self) for template in templates]
            for tile in tiles:
                tile.clicked.connect(lambda _=False, template=tile.template: self.chosen.emit(template))
                tile.installEventFilter(self)
            self._groups.append((heading, tiles))

    @property
    def tiles(self) -> list[Tile]:
        """The tiles that are shown, in order."""
        return [tile for row in self._rows for tile in row]

    def search(self, query: str) -> None:
        """Show only templates that match."""
        self._query = query.casefold().split()
        self.arrange()

    def arrange(self) -> None:
        """Place headings and tiles for the present width."""
        self._rows = []
        width, top = self.width(), 0
        columns = max(1, min((width + SPACE_3) // (NARROWEST + SPACE_3), MOST_COLUMNS))
        for band in self._bands(columns):
            top = self._place(band, columns, top + (SPACE_5 if top else 0))
        self.nothing.setVisible(not self._rows)
        self.nothing.setGeometry(0, 0, width, self.nothing.sizeHint().height() + SPACE_4)
        self.setMinimumHeight(max(top, self.nothing.height()))

    def _bands(self, columns: int) -> list[list[tuple[QLabel, list[Tile]]]]:
        """Return the groups that match; neighbours that fit into one row stand side by side."""
        bands: list[list[tuple[QLabel, list[Tile]]]] = []
        for heading, tiles in self._groups:
            found = [tile for tile in tiles if tile.matches(self._query)]
            for tile in tiles:
                tile.setVisible(tile in found)
            heading.setVisible(bool(found))
            if not found:
                continue
            if bands and sum(len(group) for _, group in bands[-1]) + len(found) <= columns:
                bands[-1].append((heading, found))
            else:
                bands.append([(heading, found)])
        return bands

    def _place(self, band: list[tuple[QLabel, list[Tile]]], columns: int, top: int) -> int:
        """Place groups side by side, the last one in as many rows as it needs; return where they end."""
        width = (self.width() - (columns - 1) * SPACE_3) // columns
        tiles = [tile for _, group in band for tile in group]
        height = max(tile.height_for(width) for tile in tiles)
        column = 0
        for heading, group in band:
            wide = min(len(group), columns) * (width + SPACE_3) - SPACE_3
            heading.setGeometry(column * (width + SPACE_3), top, wide, heading.sizeHint().height())
            column += len(group)
        top += band[0][0].height() + SPACE_2
        for start in range(0, len(tiles), columns):
            row = tiles[start:start + columns]
            for column, tile in enumerate(row):
                tile.setGeometry(column * (width + SPACE_3), top, width, height)
            self._rows.append(row)
            top += height + SPACE_3
        return top - SPACE_3

    def sizeHint(self) -> QSize:
        return QSize(NARROWEST, self.minimumHeight())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.arrange()

    def focus_first(self) -> None:
        """Put the focus on the first tile."""
        if self.tiles:
            self.tiles[0].setFocus(Qt.FocusReason.TabFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        where = next(((r, c) for r, row in enumerate(self._rows) for c, tile in enumerate(row)
                      if tile.hasFocus()), None)
        flat = self.tiles
        if where is None or event.key() not in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down):
            super().keyPressEvent(event)
            return
        row, column = where
        place = flat.index(self._rows[row][column])
        match event.key():
            case Qt.Key.Key_Left:
                target = flat[max(place - 1, 0)]
            case Qt.Key.Key_Right:
                target = flat[min(place + 1, len(flat) - 1)]
            case Qt.Key.Key_Up if row == 0:
                self.left_upwards.emit()
                return
            case _:
                other = self._rows[max(row - 1, 0) if event.key() == Qt.Key.Key_Up
                                   else min(row + 1, len(self._rows) - 1)]
                target = other[min(column, len(other) - 1)]
        target.setFocus(Qt.FocusReason.TabFocusReason)

    def eventFilter(self, watched: QWidget, event: QEvent) -> bool:  # type: ignore[override]
        """Keep the tile with the focus in sight."""
        if isinstance(event, QFocusEvent) and event.gotFocus() and event.reason() != Qt.FocusReason.MouseFocusReason:
            area = self.parentWidget()
            while area is not None and not isinstance(area, QScrollArea):
                area = area.parentWidget()
            if area is not None:
                area.ensureWidgetVisible(watched, 0, SPACE_5 * 2)
        return super().eventFilter(watched, event)


def _by_group(templates: Iterable[Template]) -> list[tuple[str, list[Template]]]:
    """Sort templates under the headings of their groups, in the order in which both come first."""
    groups: dict[str, list[Template]] = {}
    for template in templates:
        groups.setdefault(template.group, []).append(template)
    named = [(tr(title), group) for title, group in groups.items() if title]
    return [*named, (tr("Others"), groups[""])] if "" in groups else named
