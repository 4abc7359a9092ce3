"""What the window says while a file is dragged over it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QRectF, Qt, QUrl
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from rnnstudio.api import tr
from rnnstudio.project.file import SUFFIX
from rnnstudio.studio.theme import HEADING_SIZE, RADIUS, SPACE_2, SPACE_3, SPACE_4, SPACE_5, theme


class DropVeil(QWidget):
    """Lies over the whole window or a pane, with a sentence in its middle."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.sentence = ""
        self.welcome = False
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def greet(self, urls: Sequence[QUrl]) -> bool:
        """Say what would happen to files that are dragged over the window; True if one can be opened."""
        project = project_among(urls)
        name = Path(urls[0].toLocalFile() or urls[0].toString()).name if urls else ""
        return self.say(tr("Drop to open “{name}”", name=project.stem) if project is not None else tr(
            "“{name}” is no RNN Studio project: their names end in {suffix}", name=name, suffix=SUFFIX),
            project is not None)

    def say(self, sentence: str, welcome: bool) -> bool:
        """Show a sentence over the parent; return ``welcome``, whether what is dragged can be dropped."""
        self.sentence, self.welcome = sentence, welcome
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(parent.rect())
        self.raise_()
        self.show()
        self.update()
        return self.welcome

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme().colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shade = QColor(colours.sunken)
        shade.setAlphaF(0.7)
        painter.fillRect(self.rect(), shade)
        colour = QColor(colours.accent if self.welcome else colours.error)
        pen = QPen(colour, 2)
        pen.setDashPattern([4, 3])
        painter.setPen(pen)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(SPACE_3, SPACE_3, -SPACE_3, -SPACE_3), RADIUS, RADIUS)
        self._paint_sentence(painter, colour)
        painter.end()

    def _paint_sentence(self, painter: QPainter, colour: QColor) -> None:
        font = QFont(self.font())
        font.setPixelSize(HEADING_SIZE)
        metrics = QFontMetrics(font)
        words = metrics.elidedText(self.sentence, Qt.TextElideMode.ElideMiddle, self.width() - 6 * SPACE_5)
        plate = QRectF(0, 0, metrics.horizontalAdvance(words) + 2 * SPACE_5, metrics.height() + 2 * SPACE_4)
        plate.moveCenter(QRectF(self.rect()).center())
        painter.setPen(QPen(colour, 1))
        painter.setBrush(QColor(theme().colours.raised))
        painter.drawRoundedRect(plate, SPACE_2, SPACE_2)
        painter.setFont(font)
        painter.setPen(QColor(theme().colours.text))
        painter.drawText(plate, int(Qt.AlignmentFlag.AlignCenter), words)


def project_among(urls: Sequence[QUrl]) -> Path | None:
    """Return the first project file among files."""
    return next((Path(url.toLocalFile()) for url in urls if url.toLocalFile().endswith(SUFFIX)), None)
