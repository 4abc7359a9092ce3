"""The start page: what to begin with."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from rnnstudio.api import tr
from rnnstudio.project.words import number
from rnnstudio.studio.home import AT_START
from rnnstudio.studio.home.files import Line, RecentFile, when
from rnnstudio.studio.home.gallery import Gallery
from rnnstudio.studio.recovery import Unsaved
from rnnstudio.studio.theme import SPACE_1, SPACE_2, SPACE_3, SPACE_4, SPACE_5, TARGET_HEIGHT, icon, theme
from rnnstudio.studio.workbench import Workbench

SIDE_WIDTH = 288


class HomePage(QWidget):
    """Recent projects and unsaved work at the left, templates at the right.

    Attributes:
        recent: The lines of recent projects.

    Signals:
        template_chosen: A ``Template`` to begin with.
        file_chosen: The path of a project to open.
        new_wanted: An empty project.
        open_wanted: Ask for a file.
        left: Back to the work.
    """

    template_chosen = Signal(object)
    file_chosen = Signal(object)
    new_wanted = Signal()
    open_wanted = Signal()
    left = Signal()

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self.setAccessibleName(tr("Start page"))
        self.back = QPushButton(f" {tr('Back to the model')}")
        self.back.setProperty("kind", "flat")
        self.back.clicked.connect(self.left)
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Find a template"))
        self.search.setAccessibleName(tr("Find a template"))
        self.search.setClearButtonEnabled(True)
        self.search.setFixedWidth(220)
        self._magnifier = self.search.addAction(icon("search", "secondary"),
                                                QLineEdit.ActionPosition.LeadingPosition)
        self.gallery = Gallery(bench.registry)
        bench.document.registry_changed.connect(self.gallery.refresh)
        self.gallery.chosen.connect(self.template_chosen)
        self.gallery.left_upwards.connect(self.search.setFocus)
        self.search.textChanged.connect(self.gallery.search)
        self.search.returnPressed.connect(self.gallery.focus_first)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._side())
        row.addLayout(self._main(), 1)
        theme().changed.connect(self._restyle)
        self._restyle()

    def _side(self) -> QWidget:
        side = QWidget()
        side.setProperty("role", "sunken")
        side.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        side.setFixedWidth(SIDE_WIDTH)
        self.new = QPushButton(f" {tr('New empty project')}")
        self.new.clicked.connect(self.new_wanted)
        self.open = QPushButton(f" {tr('Open…')}")
        self.open.clicked.connect(self.open_wanted)
        self.at_start = QCheckBox(tr("Show this page at start"))
        self.at_start.setChecked(self._bench.settings.flag(AT_START))
        self.at_start.toggled.connect(lambda on: self._bench.settings.put(AT_START, on))
        self.recent: list[RecentFile] = []
        self._files = QVBoxLayout()
        self._files.setSpacing(SPACE_1 // 2)
        holder = QWidget()
        inner = QVBoxLayout(holder)
        inner.setContentsMargins(SPACE_2, 0, SPACE_2, 0)
        inner.addLayout(self._files)
        inner.addStretch(1)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, SPACE_4, 0, SPACE_2)
        column.setSpacing(SPACE_2)
        for button in (self.new, self.open):
            column.addLayout(_inset(button))
        column.addSpacing(SPACE_2)
        column.addWidget(_scrolling(holder), 1)
        column.addLayout(_inset(self.at_start))
        return side

    def _main(self) -> QVBoxLayout:
        heading = QLabel(tr("Start from a template"))
        heading.setProperty("role", "heading")
        top = QHBoxLayout()
        top.setContentsMargins(SPACE_5, 0, SPACE_5, 0)
        top.setSpacing(SPACE_3)
        top.addWidget(heading)
        top.addStretch(1)
        top.addWidget(self.search)
        top.addWidget(self.back)
        holder = QWidget()
        inner = QVBoxLayout(holder)
        inner.setContentsMargins(SPACE_5, SPACE_2, SPACE_5, SPACE_5)
        inner.addWidget(self.gallery)
        inner.addStretch(1)
        column = QVBoxLayout()
        column.setContentsMargins(0, SPACE_4, 0, 0)
        column.setSpacing(SPACE_2)
        column.addLayout(top)
        column.addWidget(_scrolling(holder), 1)
        return column

    def refresh(self) -> None:
        """Show recent projects and unsaved work as they are now."""
        while (item := self._files.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        unsaved = self._bench.recovery.kept()
        if unsaved:
            self._files.addWidget(_label(tr("Unsaved work")))
            for entry in unsaved:
                steps = tr("1 step") if entry.steps == 1 else tr("{count} steps", count=number(entry.steps))
                unsaved_line = Line(entry.name, steps, when(entry.time), "clock")
                unsaved_line.clicked.connect(partial(self._restore, entry))
                self._files.addWidget(unsaved_line)
            self._files.addSpacing(SPACE_3)
        self._files.addWidget(_label(tr("Recent projects")))
        self.recent = [RecentFile(path, self.file_chosen.emit, self._forget)
                       for path in self._bench.settings.all_recent]
        for line in self.recent:
            self._files.addWidget(line)
        if not self.recent:
            note = _label(tr("Projects that you save or open are listed here. A project file can also be dropped "
                             "anywhere on the window."))
            note.setProperty("role", "secondary")
            note.setWordWrap(True)
            self._files.addWidget(note)

    def _restore(self, entry: Unsaved, _checked: bool = False) -> None:
        self._bench.recovery.restore(entry)

    def _forget(self, path: Path) -> None:
        self._bench.settings.forget_recent(path)
        self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()
        self.gallery.focus_first()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self.search.text():
            self.search.clear()
        else:
            self.left.emit()

    def _restyle(self) -> None:
        self.back.setIcon(icon("arrow-left"))
        self.new.setIcon(icon("file"))
        self.open.setIcon(icon("folder-open"))
        self._magnifier.setIcon(icon("search", "secondary"))


def _label(text: str) -> QLabel:
    label = QLabel(text)
    label.setContentsMargins(SPACE_2, 0, SPACE_2, SPACE_1)
    label.setProperty("role", "secondary")
    return label


def _inset(widget: QWidget) -> QHBoxLayout:
    widget.setMinimumHeight(TARGET_HEIGHT)
    row = QHBoxLayout()
    row.setContentsMargins(SPACE_4, 0, SPACE_4, 0)
    row.addWidget(widget)
    return row


def _scrolling(widget: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    widget.setProperty("role", "page")
    area.setWidget(widget)
    area.viewport().setAutoFillBackground(False)
    widget.setAutoFillBackground(False)
    return area
