"""Words judged by a file: analogies by section, or pairs whose likeness people have judged."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from rnnstudio.api import tr
from rnnstudio.engine_process.messages import Progressed
from rnnstudio.project.words import number, sentence
from rnnstudio.studio.data.reading_bar import ProgressLine
from rnnstudio.studio.embeddings.judging import Verdict, judge
from rnnstudio.studio.embeddings.naming import percent, value_words
from rnnstudio.studio.embeddings.section_table import SectionTable
from rnnstudio.studio.embeddings.words_state import WordsState
from rnnstudio.studio.embeddings.work import LatestWork
from rnnstudio.studio.figure_row import FigureRow
from rnnstudio.studio.forms import ElidedLabel
from rnnstudio.studio.forms.manners import ComboBox, LineEdit
from rnnstudio.studio.statement import EmptyPane, Statement
from rnnstudio.studio.theme import SPACE_2, SPACE_3, TARGET_HEIGHT


class JudgePage(QWidget):
    """Judges the state's words by the bundled analogies or by a person's file."""

    def __init__(self, state: WordsState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self.verdict: Verdict | None = None
        self.what = ComboBox()
        self.what.addItems([tr("Google’s analogies (English)"), tr("A file")])
        self.what.setMinimumContentsLength(20)
        self.what.setMinimumHeight(TARGET_HEIGHT)
        self.what.setAccessibleName(tr("Judge the words by"))
        self.path = LineEdit()
        self.path.setAccessibleName(tr("File to judge the words by"))
        self.path.setPlaceholderText(tr("Analogies, or pairs with a number; drop a file here"))
        self.path.setToolTip(tr("Four words a line, with “: section” lines between, as word2vec has them; or two "
                                "words and a number a line, such as WordSim-353."))
        self.path.setMinimumHeight(TARGET_HEIGHT)
        self.browse = QPushButton(tr("Choose"))
        self.button = QPushButton(tr("Judge"))
        self.button.setProperty("kind", "primary")
        self.line = ProgressLine()
        self.statement = Statement("error", "")
        self.caption = ElidedLabel(role="secondary")
        self.figures = FigureRow()
        self.table = SectionTable()
        self.empty = EmptyPane("scale", tr("Not judged yet"), tr(
            "An analogy counts as right if the word nearest to king − man + woman is the one that the file says. How "
            "many questions have all their words in this vocabulary is the coverage; only those are asked. A model "
            "that was trained to classify seldom does well here: it learned what its task needs."))
        self._work = LatestWork(self)
        self._compose()
        self._connect()
        self.setAcceptDrops(True)
        self._show()

    def _compose(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(SPACE_2)
        for widget, stretch in ((self.what, 0), (self.path, 1), (self.browse, 0), (self.button, 0)):
            row.addWidget(widget, stretch)
        row.addStretch(0)
        result = QWidget()
        below = QVBoxLayout(result)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(SPACE_2)
        for each in (self.caption, self.figures):
            below.addWidget(each)
        below.addSpacing(SPACE_3)
        below.addWidget(self.table, 1)
        self._result = result
        self.stack = QStackedWidget()
        self.stack.addWidget(self.empty)
        self.stack.addWidget(result)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_2)
        column.addLayout(row)
        column.addWidget(self.line)
        column.addWidget(self.statement)
        column.addWidget(self.stack, 1)

    def _connect(self) -> None:
        self.what.currentIndexChanged.connect(self._show)
        self.path.textChanged.connect(self._show)
        self.path.returnPressed.connect(self.begin)
        self.browse.clicked.connect(self._browse)
        self.button.clicked.connect(self.begin)
        self.line.stop.clicked.connect(self._stop)
        self._work.changed.connect(self._show)
        self._work.progressed.connect(self._on_progress)
        self._work.failed.connect(self._failed)
        self._state.space_changed.connect(self._forget)

    def close_work(self) -> None:
        """End what is under way."""
        self._work.close()

    @property
    def file(self) -> Path | None:
        """The file to judge by; ``None`` for the bundled one."""
        text = self.path.text().strip()
        return Path(text).expanduser() if self.what.currentIndex() == 1 and text else None

    def choose_file(self, path: Path) -> None:
        """Judge by a file."""
        self.what.setCurrentIndex(1)
        self.path.setText(str(path))

    @Slot()
    def begin(self) -> None:
        """Judge the words."""
        space, file = self._state.space, self.file
        if space is None or (file is None and self.what.currentIndex() == 1):
            return
        self.statement.hide()
        self.line.say(Progressed(text=""), tr("The words are being judged."))
        self._work.begin(lambda task: judge(space, file, task), self._take)

    def _take(self, verdict: Verdict) -> None:
        self.verdict = verdict
        self.caption.setText(tr("By {file}", file=verdict.source))
        if verdict.of_pairs:
            figures = [(tr("Spearman’s ρ"), "–" if verdict.correlation is None else value_words(verdict.correlation),
                        tr("How well the order of the cosines agrees with the order of people’s numbers, from −1 to "
                           "1"))]
        else:
            figures = [(tr("Accuracy"), "–" if verdict.accuracy is None else percent(verdict.accuracy),
                        tr("Of the questions all of whose words are known, the share answered right"))]
        covered = tr("{covered} of {all}", covered=number(verdict.covered), all=number(verdict.questions))
        figures += [(tr("Coverage"), percent(verdict.covered / max(1, verdict.questions)), tr(
            "The share of the questions all of whose words are known")),
            (tr("Pairs asked") if verdict.of_pairs else tr("Questions asked"), covered, "")]
        self.figures.show_figures(figures)
        self.table.show_sections(verdict.sections)
        self.table.setVisible(bool(verdict.sections))
        if not verdict.covered:
            self.statement.say("info", tr(
                "None of the file’s questions has all its words in this vocabulary: there is nothing to judge by."))
            self.statement.show()
        self._show()

    @Slot()
    def _forget(self) -> None:
        self._work.stop()
        self.verdict = None
        self.statement.hide()
        self._show()

    @Slot()
    def _show(self) -> None:
        own = self.what.currentIndex() == 1
        running = self._work.running
        self.path.setVisible(own)
        self.browse.setVisible(own)
        in_button, in_stop = self.button.hasFocus(), self.line.stop.hasFocus()
        self.line.setVisible(running)
        if in_button and running:
            self.line.stop.setFocus()  # else a field of another part of the window gets it
        self.button.setEnabled(self._state.space is not None and not running and (not own or self.file is not None))
        if in_stop and not running:
            self.button.setFocus()
        self.statement.setVisible(bool(self.statement.text) and not self.statement.isHidden() and not running)
        self.stack.setCurrentWidget(self.empty if self.verdict is None else self._result)

    @Slot(float, object)
    def _on_progress(self, fraction: float, _interim: object) -> None:
        self.line.say(Progressed(text="", fraction=fraction), tr("The words are being judged."))

    @Slot()
    def _stop(self) -> None:
        self._work.stop()
        self.statement.say("info", tr("Stopped."))
        self.statement.show()

    @Slot(str)
    def _failed(self, message: str) -> None:
        self.statement.say("error", sentence(message))
        self.statement.show()

    @Slot()
    def _browse(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, tr("File to judge the words by"),
                                                self.path.text() or str(Path.home()))
        if chosen:
            self.path.setText(chosen)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.choose_file(next(Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()))
