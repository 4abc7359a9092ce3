"""Says over the list, while a layer is dragged, why it can't be dropped here."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from rnnstudio.studio.theme import SPACE_2, SPACE_3


class RefusalLabel(QLabel):
    """A sentence at the edge of its parent; hidden while there is none."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self.setProperty("role", "notice")
        self.setProperty("kind", "error")
        self.setWordWrap(True)
        self.setMargin(SPACE_2)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def say(self, reason: str, at_top: bool = False) -> None:
        """Show a reason, or with "" none; at the top where the mouse is near the bottom."""
        if not reason:
            self.hide()
            return
        self.setText(reason)
        around = self._over.rect().adjusted(SPACE_3, SPACE_3, -SPACE_3, -SPACE_3)
        height = max(self.heightForWidth(around.width()), 0)
        top = around.top() if at_top else around.bottom() - height
        self.setGeometry(around.left(), top, around.width(), height)
        self.show()
        self.raise_()
