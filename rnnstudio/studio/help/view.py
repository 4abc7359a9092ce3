"""Shows a page: sets its text in the theme's colours, fits its pictures, and hands its links on."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, Qt, QTimer, QUrl, Signal, Slot
from PySide6.QtGui import (
    QContextMenuEvent,
    QFont,
    QImage,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QTextCursor,
    QWheelEvent,
)
from PySide6.QtWidgets import QMenu, QTextBrowser, QWidget

from rnnstudio.api import tr
from rnnstudio.studio.help.content import Sheet
from rnnstudio.studio.help.pictures import SIGN_FONTS, Picture, code_family, css_families, math_family
from rnnstudio.studio.help.style import Look, style_sheet, tints
from rnnstudio.studio.theme import SPACE_4, TEXT_SIZE, theme

ZOOM_STEPS = (0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0)
"""The sizes of text that one can choose from; 1 is the program's."""
SETTLE_MS = 40
"""After how long a new width is taken in, so that dragging a splitter stays smooth."""

_PICTURE = re.compile(r'<img src="picture:([^"]+)" alt="([^"]*)">')


class HelpView(QTextBrowser):
    """A page's text. It opens no address itself and reads no file but the pictures it was given.

    Signals:
        link_followed: A link was clicked, or Enter was pressed on it: "layer:rnnstudio.gru".
        find_wanted: "Find in this page" was chosen.
    """

    link_followed = Signal(str)
    find_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sheet: Sheet | None = None
        self._pictures: dict[Path, Picture | None] = {}
        self._images: dict[str, QImage] = {}
        self._places: dict[str, int] = {}
        self._zoom = ZOOM_STEPS.index(1.0)
        self._set_for: tuple[object, ...] = ()
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setStyleSheet("HelpView, HelpView:focus { border: none; border-radius: 0; padding: 0; }")
        self.document().setDocumentMargin(SPACE_4)
        self.setAccessibleName(tr("Help page"))
        self.anchorClicked.connect(self._clicked)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE_MS)
        self._settle.timeout.connect(self._set)
        theme().changed.connect(self._set)

    @property
    def zoom(self) -> float:
        """How large the text is; 1 is the program's size."""
        return ZOOM_STEPS[self._zoom]

    def zoom_by(self, steps: int) -> None:
        """Make the text larger or smaller; 0 gives it the program's size."""
        wanted = self._zoom + steps if steps else ZOOM_STEPS.index(1.0)
        self._zoom = min(max(wanted, 0), len(ZOOM_STEPS) - 1)
        self._set()

    def show_sheet(self, sheet: Sheet) -> None:
        """Show a page where it was last left; what is shown already keeps its place and selection."""
        if sheet == self._sheet:
            return
        other = self._sheet is None or sheet.key != self._sheet.key
        if other and self._sheet is not None:
            self._places[self._sheet.key] = self.verticalScrollBar().value()
        self._sheet = sheet
        self._set_for = ()
        self._set()
        if other:
            self.moveCursor(QTextCursor.MoveOperation.Start)
            self.verticalScrollBar().setValue(self._places.get(sheet.key, 0))

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        """Return a picture that belongs to the page, and nothing else from anywhere."""
        return self._images.get(name if isinstance(name, str) else name.toString())

    def doSetSource(self, name: QUrl | str, kind: Any = None) -> None:
        """Open no address."""

    @Slot()
    def _set(self) -> None:
        """Set the text for the width, colours and size of now, and keep place and selection."""
        wanted = (self._sheet, self.viewport().width(), self.devicePixelRatioF(), theme().colours.name, self._zoom)
        if wanted == self._set_for or self._sheet is None:
            return
        again = bool(self._set_for)
        self._set_for = wanted
        value = self.verticalScrollBar().value()
        top = self.cursorForPosition(QPoint(SPACE_4, 1)).position()
        cursor = self.textCursor()
        anchor, position = cursor.anchor(), cursor.position()
        font = QFont(self.font())
        font.setPixelSize(round(TEXT_SIZE * self.zoom))
        self.document().setDefaultFont(font)
        self.document().setDefaultStyleSheet(style_sheet(theme().colours, self._look()))
        self.setHtml(f"<body>{self._with_pictures(self._sheet)}</body>")
        end = self.document().characterCount() - 1
        cursor = QTextCursor(self.document())
        cursor.setPosition(min(anchor, end))
        cursor.setPosition(min(position, end), QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)
        self.verticalScrollBar().setValue(self._top_of(top) if again and value else value)

    def _top_of(self, position: int) -> int:
        """Return the scroll bar's value at which a place in the text is at the top."""
        cursor = QTextCursor(self.document())
        cursor.setPosition(min(position, self.document().characterCount() - 1))
        return self.verticalScrollBar().value() + self.cursorRect(cursor).top()

    def _look(self) -> Look:
        return Look(zoom=self.zoom, math_fonts=css_families(math_family(), *SIGN_FONTS),
                    code_fonts=css_families(code_family()))

    def _with_pictures(self, sheet: Sheet) -> str:
        """Return the HTML with each picture drawn and measured."""
        self._images.clear()
        room = self.viewport().width() - 2 * SPACE_4
        colours = tints(theme().colours)

        def measured(found: re.Match[str]) -> str:
            picture = self._picture(sheet.pictures.get(found[1]))
            if picture is None:
                return f"<i>{found[2]}</i>"
            size = picture.shown_size(room, self.zoom)
            address = f"picture:{len(self._images)}"
            self._images[address] = picture.draw(size, self.devicePixelRatioF(), colours)
            return f'<img src="{escape(address)}" alt="{found[2]}" width="{size[0]}" height="{size[1]}">'

        return _PICTURE.sub(measured, sheet.html)

    def _picture(self, file: Path | None) -> Picture | None:
        if file is None:
            return None
        if file not in self._pictures:
            try:
                self._pictures[file] = Picture(file)
            except OSError:
                self._pictures[file] = None
        return self._pictures[file]

    @Slot(QUrl)
    def _clicked(self, address: QUrl) -> None:
        self.link_followed.emit(address.toString())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._settle.start()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if event.angleDelta().y():
                self.zoom_by(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.AltModifier:
            event.ignore()  # QTextBrowser keeps Alt+Left for a history that is empty here
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        copy = menu.addAction(tr("Copy"), self.copy)
        copy.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        copy.setEnabled(self.textCursor().hasSelection())
        menu.addAction(tr("Select all"), self.selectAll).setShortcut(QKeySequence(QKeySequence.StandardKey.SelectAll))
        menu.addSeparator()
        menu.addAction(tr("Find in this page"), self.find_wanted.emit).setShortcut(
            QKeySequence(QKeySequence.StandardKey.Find))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())
