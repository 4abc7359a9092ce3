"""A spin box for any number: whole ones of any width, and floats as people write them, 0.001 and 1e-8."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent, QValidator, QWheelEvent
from PySide6.QtWidgets import QAbstractSpinBox, QLineEdit, QWidget

from rnnstudio.api import Parameter
from rnnstudio.studio.forms import numbers
from rnnstudio.studio.forms.manners import is_undo
from rnnstudio.studio.theme import icon, theme


class NumberSpin(QAbstractSpinBox):
    """Holds an ``int`` or ``float`` that its parameter accepts, or ``None`` where that is allowed.

    Text that isn't acceptable stays as typed, is told by ``explained`` and never becomes the value.

    Signals:
        edited: The person chose another value.
        explained: What is wrong with the text in words, or "" when nothing is.
    """

    edited = Signal(object)
    explained = Signal(str)

    def __init__(self, parameter: Parameter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.parameter = parameter
        self._value: Any = None
        self._resolved: Any = None
        self.is_valid = True
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setKeyboardTracking(True)
        self.setAccelerated(True)
        self.lineEdit().setTextMargins(6, 0, 0, 0)
        self.lineEdit().textEdited.connect(self._on_text)
        self.editingFinished.connect(self._on_finished)
        self._none: QAction | None = None

    @property
    def value(self) -> Any:
        """The last acceptable value."""
        return self._value

    def set_value(self, value: Any) -> None:
        """Show a value, with nothing emitted."""
        self._value = value
        self.is_valid = True
        self._show()

    def set_resolved(self, value: Any) -> None:
        """Tell what ``None`` comes to: stepping starts there."""
        self._resolved = value

    def offer_none(self, title: str) -> None:
        """Offer a small button in the field that sets ``None``."""
        if self._none is None:
            self._none = QAction(self)
            self._none.triggered.connect(self._choose_none)
            self.lineEdit().addAction(self._none, QLineEdit.ActionPosition.TrailingPosition)
            theme().changed.connect(self._restyle)
        self._none.setToolTip(title)
        self._restyle()
        self._show()

    def stepBy(self, steps: int) -> None:
        start = numbers.read(self.text(), self.parameter)
        if start is None or not self.parameter.accepts(start):
            start = self._start()
        self._choose(numbers.stepped(self.parameter, start, steps))
        self.lineEdit().selectAll()

    def stepEnabled(self) -> QAbstractSpinBox.StepEnabledFlag:
        low, high = self.parameter.minimum, self.parameter.maximum
        flags = QAbstractSpinBox.StepEnabledFlag.StepNone
        if self._value is None or low is None or self._value > low:
            flags |= QAbstractSpinBox.StepEnabledFlag.StepDownEnabled
        if self._value is None or high is None or self._value < high:
            flags |= QAbstractSpinBox.StepEnabledFlag.StepUpEnabled
        return flags

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        return QValidator.State.Acceptable, text, position

    def sizeHint(self) -> QSize:
        return QSize(140, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(72, super().minimumSizeHint().height())

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def event(self, event: QEvent) -> bool:
        if self.is_valid and is_undo(event):
            event.ignore()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.set_value(self._value)
            self.explained.emit("")
            self.lineEdit().selectAll()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason,
                              Qt.FocusReason.ShortcutFocusReason, Qt.FocusReason.OtherFocusReason):
            self.lineEdit().selectAll()

    @Slot(str)
    def _on_text(self, text: str) -> None:
        value, fits = self._read(text)
        self.is_valid = fits
        if fits:
            self.explained.emit("")
            self._take(value)
        elif not numbers.may_grow(text, self.parameter):
            self.explained.emit(numbers.explain(self.parameter))

    @Slot()
    def _on_finished(self) -> None:
        self.is_valid = self._read(self.text())[1]
        if self.is_valid:
            self._show()
        else:
            self.explained.emit(numbers.explain(self.parameter))

    @Slot()
    def _choose_none(self) -> None:
        self._choose(None)
        self.setFocus()

    def _choose(self, value: Any) -> None:
        self.is_valid = True
        self.explained.emit("")
        self._take(value)
        self._show()

    def _read(self, text: str) -> tuple[Any, bool]:
        if not text.strip():
            return None, self.parameter.nullable
        value = numbers.read(text, self.parameter)
        return value, value is not None and self.parameter.accepts(value)

    def _take(self, value: Any) -> None:
        if value != self._value or (value is None) != (self._value is None):
            self._value = value
            self._show_none()
            self.edited.emit(value)

    def _show(self) -> None:
        text = numbers.show(self._value) if isinstance(self._value, (int, float)) else ""
        if text != self.text():
            self.lineEdit().setText(text)
            self.lineEdit().home(False)
        self._show_none()
        self.update()

    def _show_none(self) -> None:
        if self._none is not None:
            self._none.setVisible(self._value is not None)

    def _start(self) -> float:
        """Where stepping starts from if there is no number: what the data gives, else the lowest there is."""
        for value in (self._value, self._resolved, self.parameter.default, self.parameter.minimum):
            if isinstance(value, (int, float)) and not isinstance(value, bool):
                return int(value) if self.parameter.kind == "int" else float(value)
        return 0

    @Slot()
    def _restyle(self) -> None:
        if self._none is not None:
            self._none.setIcon(icon("x", "secondary"))
