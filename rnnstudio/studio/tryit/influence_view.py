"""A text's tokens, each tinted and underlined by how much the model's answer changes without it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QHelpEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from rnnstudio.api import tr
from rnnstudio.project.preview import PreviewRow
from rnnstudio.project.trial import Influence, Prediction
from rnnstudio.studio.data.runs import Lines, Placed, Token, arrange, tokens_of
from rnnstudio.studio.data.token_painter import LINE, PLATE, TokenPainter
from rnnstudio.studio.theme import SPACE_1, theme
from rnnstudio.studio.tryit.wording import influence_words

_LEAST_SCALE = 0.01
"""A change of probability that is drawn at full strength, where none is larger."""
_MOST_TINT, _LEAST_TINT = 0.38, 0.06
MOST_TOKENS = 3000


def shown_tokens(told: Prediction) -> tuple[Token, ...]:
    """Return the tokens of what was asked about: of a text its pieces, of a row of ids the ids, of numbers none."""
    return tokens_of(told.row or PreviewRow(number=0, text=told.text, pieces=told.pieces))


class InfluencePainter(TokenPainter):
    """Draws tokens on grounds that say how much each one counts.

    Attributes:
        effects: For each token, -1 to 1: how far it raises the answer; ``None`` if that isn't known.
        seen: The first token that the model saw, and the one behind the last.
    """

    def __init__(self, font: QFont) -> None:
        super().__init__(font)
        self.effects: Sequence[float | None] = ()
        self.seen = 0, 0

    def draw_plate(self, painter: QPainter, plate: QRectF, token: Token, index: int) -> None:
        """Draw the ground: tinted more for more, a line below, dashed where the token lowers the answer."""
        effect = self.effects[index] if index < len(self.effects) else None
        colours = theme().colours
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.sunken))
        painter.drawRoundedRect(plate, 3, 3)
        if effect is None or abs(effect) < 0.06:
            return
        ink = QColor(colours.accent if effect > 0 else colours.warning)
        tint = QColor(ink)
        tint.setAlphaF(_LEAST_TINT + (_MOST_TINT - _LEAST_TINT) * abs(effect))
        painter.setBrush(tint)
        painter.drawRoundedRect(plate, 3, 3)
        pen = QPen(ink, 1 + 1.5 * abs(effect))
        if effect < 0:
            pen.setDashPattern([3, 2])
        painter.setPen(pen)
        painter.drawLine(QRectF(plate).bottomLeft(), QRectF(plate).bottomRight())

    def ink(self, token: Token, index: int = -1) -> str:
        """Return the colour of a token's text, paler for one that was cut off."""
        colours = theme().colours
        if index >= 0 and not self.seen[0] <= index < self.seen[1]:
            return colours.secondary
        return colours.text if token.sort == "token" else colours.warning


class InfluenceView(QWidget):
    """Shows a text's tokens and, once it is known, what each one counts for the chosen output."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._told = Prediction()
        self._tokens: tuple[Token, ...] = ()
        self._values: dict[int, tuple[str, float, float]] = {}
        self._lines = Lines((), 0)
        self._painter = InfluencePainter(self.font())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Tokens"))
        theme().changed.connect(self.update)

    @property
    def effects(self) -> Sequence[float | None]:
        """How far each token raises the answer, by the largest of all; ``None`` where that isn't known."""
        return self._painter.effects

    def show_prediction(self, told: Prediction) -> None:
        """Show another text's tokens; what they count isn't known yet."""
        self._told = told
        self._tokens = shown_tokens(told)[:MOST_TOKENS]
        behind = told.behind if told.pieces else len(self._tokens)
        self._painter.seen = told.first, behind
        self._painter.effects = ()
        self._values = {}
        self.setAccessibleDescription(told.text)
        self._arrange()

    def show_influence(self, influence: Influence, output: int) -> None:
        """Show what each token counts for an output.

        Args:
            influence: Of the text that is shown.
            output: The index of one of its outputs.
        """
        if output not in influence.outputs:
            return
        at = influence.outputs.index(output)
        score = self._told.scores[output] if self._told.scores else None
        value = score.value if score is not None else self._told.value or 0.0
        name = score.name if score is not None else tr("the number")
        changes = [value - row[at] for row in influence.without]
        floor = _LEAST_SCALE if score is not None else 1e-9
        most = max(floor, max(map(abs, changes), default=0.0))
        effects: list[float | None] = [None] * len(self._tokens)
        self._values = {}
        for (first, behind), change, row in zip(influence.spans, changes, influence.without, strict=True):
            for index in range(first, min(behind, len(effects))):
                effects[index] = change / most
                self._values[index] = name, value, row[at]
        self._painter.effects = effects
        self.setAccessibleDescription(self._in_words())
        self.update()

    def words_at(self, point: QPoint) -> str:
        """Return what the tooltip says at a point, "" where no token is."""
        place = self._place_at(point)
        if place is None:
            return ""
        index, lines = place.index, []
        if index in self._values:
            lines.append(influence_words(*self._values[index]))
        if not self._painter.seen[0] <= index < self._painter.seen[1]:
            lines.append(tr("cut off: the model doesn't see it"))
        return "\n".join([*lines, place.token.words])

    def sizeHint(self) -> QSize:
        return QSize(300, max(1, self._lines.count) * (LINE + 2) + SPACE_1)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.sizeHint().height())

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.words_at(event.pos()), self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for place in self._lines.placed:
            if place.y + LINE > event.rect().top() and place.y < event.rect().bottom():
                self._painter.draw(painter, place, 0, 0)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_lines"):
            painter = InfluencePainter(self.font())
            painter.effects, painter.seen = self._painter.effects, self._painter.seen
            self._painter = painter
            self._arrange()

    def _place_at(self, point: QPoint) -> Placed | None:
        return self._lines.at(point.x(), point.y(), PLATE + 2)

    def _arrange(self) -> None:
        before = self._lines.count
        self._lines = arrange(self._tokens, max(40, self.width()), self._painter.width, LINE + 2, gap=1, space=5)
        if self._lines.count != before:
            self.updateGeometry()
        self.update()

    def _in_words(self) -> str:
        """Say which tokens count most."""
        known = [(abs(effect), token.text, effect) for token, effect in
                 zip(self._tokens, self._painter.effects, strict=False) if effect is not None and token.text]
        most = sorted(known, reverse=True)[:5]
        return tr("Tokens that count most: {tokens}", tokens=", ".join(
            f"{text} {'+' if effect > 0 else '−'}" for _, text, effect in most))
