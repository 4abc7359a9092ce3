"""A text, or an example of the data, and what the model says of it: probabilities, and what each token counts."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from rnnstudio.api import Task, tr
from rnnstudio.project.preview import PreviewRow
from rnnstudio.project.trial import Attention, Influence, Prediction
from rnnstudio.studio.forms import ElidedLabel, WrapLabel
from rnnstudio.studio.forms.manners import ComboBox
from rnnstudio.studio.notice import Kind
from rnnstudio.studio.statement import Statement
from rnnstudio.studio.theme import SPACE_1, SPACE_2, SPACE_3, SPACE_4, TARGET_HEIGHT
from rnnstudio.studio.tryit.attention_section import AttentionSection
from rnnstudio.studio.tryit.examples_row import ExamplesRow
from rnnstudio.studio.tryit.file_section import FileSection
from rnnstudio.studio.tryit.influence_view import InfluenceView
from rnnstudio.studio.tryit.samples import Legend, NumberStrip
from rnnstudio.studio.tryit.score_bars import ScoreBars
from rnnstudio.studio.tryit.wording import none_known, notes, outcome_words

DEBOUNCE_MS = 200


class TextPage(QScrollArea):
    """Where a model for labels is asked.

    Attributes:
        editor: The text; hidden for data that isn't text.
        examples: Examples of the data.
        bars: The probabilities.
        tokens: The tokens and what they count.
        target: The output that the tokens are told for.
        attention: What the model's attention weighs.
        files: Many texts at once.

    Signals:
        asked: A text, or "" and the number of an example of the data.
    """

    asked = Signal(str, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._task: Task = "binary"
        self._is_text = True
        self._told: Prediction | None = None
        self._influence: Influence | None = None
        self._picked: PreviewRow | None = None
        self._wanted = ""
        self._weighed = False
        self.editor = QPlainTextEdit()
        self.editor.setPlaceholderText(tr("Type or paste a text"))
        self.editor.setAccessibleName(tr("Text to try"))
        self.editor.setTabChangesFocus(True)
        self.editor.setFixedHeight(84)
        self.strip = NumberStrip()
        self.examples = ExamplesRow()
        self.statement = Statement()
        self.heading = ElidedLabel(role="heading")
        self.truth = WrapLabel(role="secondary")
        self.bars = ScoreBars()
        self.more = QLabel()
        self.more.setProperty("role", "secondary")
        self.target = ComboBox()
        self.target.setMinimumHeight(TARGET_HEIGHT)
        self.target.setMaximumWidth(220)
        self.target.setAccessibleName(tr("What the tokens count for"))
        self.tokens = InfluenceView()
        self.note = WrapLabel(role="secondary")
        self.attention = AttentionSection()
        self.files = FileSection()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DEBOUNCE_MS)
        self._compose()
        self._timer.timeout.connect(self.ask)
        self.editor.textChanged.connect(self._typed)
        self.examples.picked.connect(self.pick)
        self.target.activated.connect(self._choose_target)
        self.clear()

    def _compose(self) -> None:
        page = QWidget()
        page.setProperty("role", "page")
        column = QVBoxLayout(page)
        column.setContentsMargins(SPACE_4, SPACE_3, SPACE_4, SPACE_4)
        column.setSpacing(SPACE_2)
        self._counting = QWidget()
        counting = QHBoxLayout(self._counting)
        counting.setContentsMargins(0, 0, 0, 0)
        counting.setSpacing(SPACE_2)
        title = QLabel(tr("What each token counts for"))
        title.setProperty("role", "heading")
        self._legend = Legend()
        counting.addWidget(title)
        counting.addWidget(self.target)
        counting.addStretch(1)
        counting.addWidget(self._legend)
        widget: QWidget
        for widget in (self.editor, self.strip, self.examples, self.statement):
            column.addWidget(widget)
        column.addSpacing(SPACE_1)
        for widget in (self.heading, self.truth, self.bars, self.more):
            column.addWidget(widget)
        column.addSpacing(SPACE_1)
        for widget in (self._counting, self.tokens, self.note, self.attention):
            column.addWidget(widget)
        column.addSpacing(SPACE_2)
        column.addWidget(self.files)
        column.addStretch(1)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(page)

    def set_model(self, task: Task, is_text: bool) -> None:
        """Be for models of another kind."""
        self._task, self._is_text = task, is_text
        self.editor.setVisible(is_text)
        self.files.setVisible(is_text)
        self.examples.show_examples(())
        self._picked = None
        self.strip.hide()
        self.clear()

    @property
    def text(self) -> str:
        """The text that is tried."""
        return self.editor.toPlainText()

    @Slot()
    def ask(self) -> None:
        """Ask about what is there now; nothing if there is nothing."""
        self._timer.stop()
        if not self._is_text:
            if self._picked is not None:
                self.asked.emit("", self._picked.number)
        elif self.text.strip():
            self.asked.emit(self.text, 0)
        else:
            self.clear()

    def begin(self, rows: tuple[PreviewRow, ...]) -> None:
        """Show the first example where there is nothing to type."""
        if not self._is_text and self._picked is None and rows:
            self.pick(rows[0])

    @Slot(object)
    def pick(self, row: PreviewRow) -> None:
        """Try an example of the data."""
        self._picked = row
        if self._is_text:
            self.editor.setPlainText(row.text)
        else:
            self.strip.show_row(row)
        self.ask()

    @Slot()
    def _typed(self) -> None:
        if self._picked is not None and self._picked.text != self.text:
            self._picked = None
        self._timer.start()

    def clear(self) -> None:
        """Show no answer."""
        self._told = self._influence = None
        for widget in (self.statement, self.heading, self.truth, self.bars, self.more, self._counting, self.tokens,
                       self.note):
            widget.hide()
        self.attention.clear()

    def say(self, kind: Kind, text: str) -> None:
        """Say something instead of an answer."""
        self.clear()
        self.statement.say(kind, text)
        self.statement.show()

    def show_prediction(self, told: Prediction) -> None:
        """Show what the model says; what the tokens count follows."""
        self._told, self._influence = told, None
        self.statement.setVisible(none_known(told.pieces))
        if none_known(told.pieces):
            self.statement.say("warning", tr(
                "The model knows none of these tokens: what it says here means nothing."))
        self.heading.setText(outcome_words(told, self._task))
        self.heading.show()
        truth = self._picked.label if self._picked is not None else ""
        self.truth.setText(tr("The data says: {label}", label=truth) if truth else "")
        self.truth.setVisible(bool(truth))
        self.bars.show_scores(told.scores, told.labels)
        self.bars.setVisible(bool(told.scores))
        self.more.setText(self.bars.more_words())
        self.more.setVisible(bool(self.more.text()))
        shown = self._shown(told)
        self.tokens.show_prediction(shown)
        self.note.setText(notes(told))
        has_tokens = bool(told.pieces) or (shown.row is not None and bool(shown.row.ids))
        self._counting.setVisible(has_tokens)
        self.tokens.setVisible(has_tokens)
        self.note.setVisible(bool(self.note.text()))
        self._offer_targets(told)
        self._weighed = False

    def _shown(self, told: Prediction) -> Prediction:
        return told if told.pieces else msgspec.structs.replace(told, row=self._picked)

    def show_attentions(self, found: tuple[Attention, ...]) -> None:
        """Show what the model's attention weighs in what was asked about."""
        if self._told is not None:
            self._weighed = True
            self.attention.show_attentions(found, self._shown(self._told))

    def show_influence(self, influence: Influence | None) -> None:
        """Show what the tokens count, or that it can't be told; the last of what is known of an answer."""
        self._influence = influence
        if not self._weighed:
            self.attention.clear()
        self._legend.setVisible(influence is not None)
        self._show_target()

    def _offer_targets(self, told: Prediction) -> None:
        """Offer the likeliest classes; one that was chosen stays chosen."""
        ranked = sorted(range(len(told.scores)), key=lambda index: -told.scores[index].value)[:20]
        self.target.clear()
        for index in ranked:
            self.target.addItem(told.scores[index].name, index)
        names = [told.scores[index].name for index in ranked]
        if self._wanted in names[1:] or (self._wanted and self._wanted in names):
            self.target.setCurrentIndex(names.index(self._wanted))
        self.target.setVisible(len(ranked) > 1)

    @Slot(int)
    def _choose_target(self, index: int) -> None:
        self._wanted = self.target.itemText(index) if index > 0 else ""
        self._show_target()

    def _show_target(self) -> None:
        if self._influence is not None and self._told is not None:
            self.tokens.show_influence(self._influence, self.target.currentData() or 0 if self._told.scores else 0)
