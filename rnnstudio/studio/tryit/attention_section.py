"""The part of the page of texts that shows what the model's attention weighs."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from rnnstudio.api import tr
from rnnstudio.project.trial import Attention, Prediction
from rnnstudio.studio.data.runs import Token
from rnnstudio.studio.forms import WrapLabel
from rnnstudio.studio.forms.manners import ComboBox
from rnnstudio.studio.theme import SPACE_2, TARGET_HEIGHT
from rnnstudio.studio.tryit.attention_view import AttentionMatrix, AttentionModel, WeightedTokens
from rnnstudio.studio.tryit.attention_words import explanation, head_words, weighed_tokens
from rnnstudio.studio.tryit.influence_view import MOST_TOKENS, shown_tokens


class AttentionSection(QWidget):
    """Shows one layer's weights at a time; hidden for a model without attention.

    Attributes:
        layer: Which layer, where there are several.
        head: Which head, or the mean of all.
        tokens: The weights of a layer that makes one vector.
        matrix: The weights of one that gives each step a row.
        cell: What the matrix' selected cell says.
    """

    def __init__(self) -> None:
        super().__init__()
        self._attentions: tuple[Attention, ...] = ()
        self._tokens: tuple[Token, ...] = ()
        self._node = ""
        self._head: int | None = None
        self.layer, self.head = ComboBox(), ComboBox()
        self.layer.setAccessibleName(tr("Attention layer"))
        self.head.setAccessibleName(tr("Head"))
        for combo in (self.layer, self.head):
            combo.setMinimumHeight(TARGET_HEIGHT)
            combo.setMinimumContentsLength(16)
            combo.setMaximumWidth(240)
        self.note = WrapLabel(role="secondary")
        self.tokens = WeightedTokens()
        self.model = AttentionModel()
        self.matrix = AttentionMatrix(self.model)
        self.cell = WrapLabel()
        self._compose()
        self.layer.activated.connect(self._choose_layer)
        self.head.activated.connect(self._choose_head)
        self.matrix.told.connect(self._say_cell)
        self.clear()

    def _compose(self) -> None:
        title = QLabel(tr("What attention weighs"))
        title.setProperty("role", "heading")
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_2)
        row.addWidget(title)
        row.addWidget(self.layer)
        row.addWidget(self.head)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, SPACE_2, 0, 0)
        column.setSpacing(SPACE_2)
        column.addLayout(row)
        for widget in (self.note, self.tokens, self.matrix, self.cell):
            column.addWidget(widget)

    def clear(self) -> None:
        """Show nothing: it isn't known yet, or there is no attention."""
        self._attentions = ()
        self.hide()

    def show_attentions(self, found: tuple[Attention, ...], told: Prediction) -> None:
        """Show other weights; the layer and the head that were chosen stay chosen.

        Args:
            found: The weights.
            told: What they belong to, for its tokens.
        """
        self._attentions, self._tokens = found, shown_tokens(told)
        self.layer.clear()
        self.layer.addItems([attention.layer for attention in found])
        self.layer.setVisible(len(found) > 1)
        nodes = [attention.node for attention in found]
        self.layer.setCurrentIndex(nodes.index(self._node) if self._node in nodes else 0)
        self.setVisible(bool(found))
        self._offer_heads()

    def _offer_heads(self) -> None:
        found = self._attentions[self.layer.currentIndex()] if self._attentions else None
        heads = found.heads if found is not None else 0
        choices = [None, *range(heads)] if heads > 1 else [None]
        self.head.clear()
        for head in choices:
            self.head.addItem(head_words(head), head)
        self.head.setCurrentIndex(choices.index(self._head) if self._head in choices else 0)
        self.head.setVisible(heads > 1)
        self._show()

    def _show(self) -> None:
        if not self._attentions:
            return
        found = self._attentions[self.layer.currentIndex()]
        tokens, head = weighed_tokens(found, self._tokens), self.head.currentData()
        self.note.setText(explanation(found))
        is_matrix = found.rows > 1
        self.tokens.setVisible(not is_matrix and not found.fault)
        self.matrix.setVisible(is_matrix)
        self.cell.setVisible(is_matrix)
        if is_matrix:
            self.model.show_weights(found, tokens, head)
        elif not found.fault:
            self.tokens.show_weights(tokens[:MOST_TOKENS], found.row(head, 0)[:MOST_TOKENS])

    @Slot(int)
    def _choose_layer(self, index: int) -> None:
        self._node = self._attentions[index].node
        self._offer_heads()

    @Slot(int)
    def _choose_head(self, index: int) -> None:
        self._head = self.head.itemData(index)
        self._show()

    @Slot(str)
    def _say_cell(self, words: str) -> None:
        self.cell.setText(words or tr("The largest weight is {weight}. Select a cell for its own.",
                                      weight=f"{self.model.most:.3f}"))
