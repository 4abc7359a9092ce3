"""What the network will see of the data: facts, what the reading is at, advice, then rows, series or figures."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFrame, QPushButton, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from rnnstudio.api import tr
from rnnstudio.project.preview import DataPreview, DataProfile, Suggestion
from rnnstudio.studio.data.advice import AdviceList
from rnnstudio.studio.data.facts import FactsView
from rnnstudio.studio.data.figures_page import FiguresPage
from rnnstudio.studio.data.pages import Pages
from rnnstudio.studio.data.reading_bar import ReadingBar
from rnnstudio.studio.data.rows_page import RowsPage
from rnnstudio.studio.data.series_page import SeriesPage
from rnnstudio.studio.data.settings_page import SettingsPage
from rnnstudio.studio.data.sources import lacking_path
from rnnstudio.studio.data.state import PreviewState
from rnnstudio.studio.document import Document
from rnnstudio.studio.statement import EmptyPane
from rnnstudio.studio.theme import SPACE_1, SPACE_2, SPACE_3, SPACE_4, TARGET_HEIGHT, icon, theme

ELSEWHERE = ("class_weights",)
"""Kinds of suggestions that stand beside the figure they are about."""
MOST_ADVICE = 2
"""Suggestions that stand above the rows: more would leave them no room."""


class DataInSight(QWidget):
    """Follows a ``PreviewState``."""

    def __init__(self, document: Document, state: PreviewState, settings: SettingsPage,
                 parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._state = state
        self._settings = settings
        self.facts = FactsView(document, state)
        self.reading = ReadingBar(document, state)
        self.advice = AdviceList(document)
        self.rows = RowsPage()
        self.series = SeriesPage()
        self.figures = FiguresPage(document)
        self.empty = EmptyPane("table", "", "")
        self.choose = QPushButton()
        self.choose.setProperty("kind", "primary")
        self.choose.clicked.connect(self._choose_path)
        self.unchosen = EmptyPane("folder-open", "", "", self.choose)
        self.pages = Pages()
        self._place = QStackedWidget()
        self.again = QToolButton()
        self.again.setToolTip(tr("Read again"))
        self.again.setAccessibleName(tr("Read again"))
        self.again.setFixedSize(TARGET_HEIGHT, TARGET_HEIGHT)
        self.again.clicked.connect(state.ask)
        self._preview: DataPreview | None = None
        self._profile: DataProfile | None = None
        self._has_series = False
        self._compose()
        state.changed.connect(self._show)
        document.project_changed.connect(self._show_advice)
        theme().changed.connect(self._restyle)
        self._restyle()
        self._show()

    def _compose(self) -> None:
        self._settings_place = QWidget()
        self._settings_column = QVBoxLayout(self._settings_place)
        self._settings_column.setContentsMargins(0, 0, 0, 0)
        self.pages.add(tr("Settings"), self._settings_place)
        self.pages.add(tr("Series"), self.series)
        self.pages.add(tr("Rows"), self.rows)
        self.pages.add(tr("Figures"), self.figures)
        self.pages.offer(self.series, False)
        self.pages.put_at_end(self.again)
        self.pages.show_page(self.rows)
        self.pages.turned.connect(self._show_place)
        self._place.addWidget(self.pages.stack)
        self._place.addWidget(self.empty)
        self._place.addWidget(self.unchosen)
        self._said = QWidget()
        said = QVBoxLayout(self._said)
        said.setContentsMargins(SPACE_4, 0, SPACE_4, SPACE_2)
        said.setSpacing(SPACE_2)
        for widget in (self.facts, self.reading, self.advice):
            said.addWidget(widget)
        top = QVBoxLayout()
        top.setContentsMargins(SPACE_3, SPACE_1, SPACE_3, 0)
        top.addWidget(self.pages)
        line = QFrame()
        line.setProperty("role", "line")
        line.setFrameShape(QFrame.Shape.HLine)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_1)
        column.addLayout(top)
        column.addWidget(self._said)
        column.addWidget(line)
        column.addWidget(self._place, 1)

    def put_settings_in(self) -> None:
        """Have the settings as a page of their own."""
        self._settings_column.addWidget(self._settings)
        self._settings.show()
        self.pages.offer(self._settings_place, True)
        self._show_place()

    def take_settings_out(self) -> None:
        """Give the settings up: they stand beside this."""
        self._settings_column.removeWidget(self._settings)
        if self.pages.page is self._settings_place:
            self.pages.show_page(self.rows)
        self.pages.offer(self._settings_place, False)
        self._show_place()

    @Slot()
    def _show(self) -> None:
        state = self._state
        if state.preview is not self._preview:
            self._preview = state.preview
            self._show_preview()
        if state.profile is not self._profile:
            self._profile = state.profile
            self.figures.show_profile(state.profile)
        self.rows.show_failed(state.phase in ("failed", "stopped"))
        self.again.setEnabled(state.phase != "reading")
        self._show_advice()
        self._show_place()

    def _show_preview(self) -> None:
        """Show the rows, or first of all the series that is cut into windows."""
        facts = self._document.facts
        self.rows.show_preview(self._preview, facts is not None and facts.task == "next_token")
        series = self._preview.series if self._preview is not None else None
        if series is not None and not series.window:
            series = None
        self.series.show_series(series)
        if series is None and self.pages.page is self.series:
            self.pages.show_page(self.rows)
        elif series is not None and not self._has_series and self.pages.page is self.rows:
            self.pages.show_page(self.series)
        self.pages.offer(self.series, series is not None)
        self._has_series = series is not None

    @Slot()
    def _show_advice(self) -> None:
        profile = self._state.profile
        found: list[Suggestion] = [] if profile is None else [
            one for one in profile.suggestions if one.kind not in ELSEWHERE]
        self.advice.show_suggestions(found[:MOST_ADVICE])

    @Slot()
    def _show_place(self) -> None:
        """Show the page, or while it has nothing to show what will be there."""
        state, page = self._state, self.pages.page
        lacking = state.preview is None if page is self.rows else state.profile is None
        empty = lacking and page is not self._settings_place and page is not self.series
        if empty:
            self.empty.say(*_empty_words(state, page is self.rows))
        ref = self._document.project.data.source
        path = lacking_path(self._document.registry.sources.get(ref.type), ref.params) if empty else None
        if path is not None and path.path is not None:
            self.unchosen.say(*_unchosen_words(path.path.folder))
            self.choose.setText(tr("Choose a folder") if path.path.folder else tr("Choose a file"))
        self._place.setCurrentWidget(self.unchosen if path is not None else self.empty if empty else self.pages.stack)
        self._said.setVisible(page is not self._settings_place or state.phase in ("failed", "reading"))

    @Slot()
    def _choose_path(self) -> None:
        ref = self._document.project.data.source
        path = lacking_path(self._document.registry.sources.get(ref.type), ref.params)
        if path is not None:
            self._settings.choose_path(path.name)

    @Slot()
    def _restyle(self) -> None:
        self.again.setIcon(icon("rotate-cw", "secondary"))


def _unchosen_words(folder: bool) -> tuple[str, str]:
    """Return heading and sentence while no file or folder is chosen."""
    if folder:
        return tr("No folder is chosen yet"), tr("Choose one, or drop it here.")
    return tr("No file is chosen yet"), tr("Choose one, or drop it here.")


def _empty_words(state: PreviewState, rows: bool) -> tuple[str, str]:
    """Return the heading and the sentence of an empty page."""
    if state.phase == "reading":
        return (tr("Reading"), tr("The first rows come in a moment.") if rows else
                tr("The figures come when all of the data has been read."))
    if state.phase == "failed":
        return tr("Nothing to show"), tr("The data couldn't be read. What to do about it stands above.")
    return ((tr("Rows of the data"), tr("Each row's text, its tokens, and the ids that the network gets.")) if rows
            else (tr("Figures of the data"), tr("Lengths, classes, unknown tokens and repeated texts.")))
