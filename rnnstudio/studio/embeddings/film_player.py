"""Play, pause, step, and the slider over the epochs: says which moment of a film is to be seen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QElapsedTimer, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QStyle, QToolButton, QWidget

from rnnstudio.api import tr
from rnnstudio.project.words import number
from rnnstudio.studio.theme import SPACE_1, SPACE_2, TARGET_HEIGHT, icon, theme

TICK_MS = 33
_LONGEST, _SHORTEST, _WHOLE = 0.8, 0.06, 16.0
"""Seconds from one frame to the next, at most and at least; seconds for a whole film where that lies between."""


class FilmPlayer(QWidget):
    """Knows how many frames there are and where it is between them.

    Attributes:
        place: The moment: a frame's place, or between two.
        moves: Whether it may play: not where the system asks for less motion.

    Signals:
        moved: Another moment; carries ``place``.
        arrived: Another frame is the nearest; carries its place.
    """

    moved = Signal(float)
    arrived = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.place = 0.0
        self._epochs: tuple[int, ...] = ()
        self._planned = 0
        self.moves = self.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration) > 0
        self.play = _button()
        self.back, self.forward = _button(), _button()
        for button, words in ((self.back, tr("One epoch back")), (self.forward, tr("One epoch on"))):
            button.setToolTip(words)
            button.setAccessibleName(words)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setPageStep(1)
        self.slider.setMinimumWidth(80)
        self.slider.setMinimumHeight(TARGET_HEIGHT)
        self.slider.setAccessibleName(tr("Epoch"))
        self.words = QLabel()
        self.words.setMinimumWidth(self.fontMetrics().horizontalAdvance(tr("epoch {epoch} of {all}", epoch="1,000",
                                                                          all="1,000")))
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._clock = QElapsedTimer()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_1)
        for widget in (self.play, self.back, self.forward):
            row.addWidget(widget)
        row.addSpacing(SPACE_2)
        row.addWidget(self.slider, 1)
        row.addSpacing(SPACE_2)
        row.addWidget(self.words)
        self.play.setVisible(self.moves)
        self._connect()
        self._show()

    def _connect(self) -> None:
        self.play.clicked.connect(self.toggle)
        self.back.clicked.connect(lambda: self.step(-1))
        self.forward.clicked.connect(lambda: self.step(1))
        self.slider.valueChanged.connect(self._slid)
        self._timer.timeout.connect(self._tick)
        theme().changed.connect(self._show)

    @property
    def playing(self) -> bool:
        """Whether it moves by itself."""
        return self._timer.isActive()

    @property
    def frame(self) -> int:
        """The place of the frame that is nearest."""
        return min(max(round(self.place), 0), max(len(self._epochs) - 1, 0))

    def show_epochs(self, epochs: Sequence[int], planned: int = 0) -> None:
        """Have frames of other epochs; at the end it stays at the end, where a training goes on.

        Args:
            epochs: Of each frame.
            planned: Epochs that the training is to have; 0 if that isn't known.
        """
        was_last = self.frame == len(self._epochs) - 1
        epoch = self._epochs[self.frame] if self._epochs else None
        self._epochs, self._planned = tuple(epochs), max(planned, *epochs, 0)
        if epoch in self._epochs and not (was_last and not self.playing):
            self.place = float(self._epochs.index(epoch))
        else:
            self.place = float(max(len(epochs) - 1, 0))
        self.slider.blockSignals(True)
        self.slider.setRange(0, max(len(epochs) - 1, 0))
        self.slider.blockSignals(False)
        self._show()

    def go_to(self, place: float) -> None:
        """Show a moment."""
        place = min(max(place, 0.0), float(max(len(self._epochs) - 1, 0)))
        if place == self.place:
            return
        before, self.place = self.frame, place
        self._show()
        self.moved.emit(place)
        if self.frame != before:
            self.arrived.emit(self.frame)

    def step(self, frames: int) -> None:
        """Go to the frame before or behind, and stay there."""
        self.pause()
        self.go_to(float(self.frame + frames))

    @Slot()
    def toggle(self) -> None:
        """Play or pause; at the end it plays from the beginning."""
        if self.playing:
            self.pause()
            return
        if self.place >= len(self._epochs) - 1:
            self.go_to(0.0)
        self._clock.start()
        self._timer.start()
        self._show()

    @Slot()
    def pause(self) -> None:
        """Stay where it is."""
        self._timer.stop()
        self._show()

    @Slot()
    def _tick(self) -> None:
        seconds = min(self._clock.restart() / 1000, 0.25)
        each = min(max(_WHOLE / max(len(self._epochs), 1), _SHORTEST), _LONGEST)
        self.go_to(self.place + seconds / each)
        if self.place >= len(self._epochs) - 1:
            self.pause()

    @Slot(int)
    def _slid(self, value: int) -> None:
        if value != self.frame:
            self.pause()
            self.go_to(float(value))

    @Slot()
    def _show(self) -> None:
        several = len(self._epochs) > 1
        words = tr("Pause") if self.playing else tr("Play the training")
        self.play.setToolTip(words)
        self.play.setAccessibleName(words)
        self.play.setIcon(icon("pause" if self.playing else "play", "text"))
        self.back.setIcon(icon("step-back", "text"))
        self.forward.setIcon(icon("step-forward", "text"))
        self.play.setEnabled(several)
        self.slider.setEnabled(several)
        self.back.setEnabled(self.frame > 0)
        self.forward.setEnabled(self.frame < len(self._epochs) - 1)
        self.slider.blockSignals(True)
        self.slider.setValue(self.frame)
        self.slider.blockSignals(False)
        self.words.setText(self._moment_words())

    def _moment_words(self) -> str:
        if not self._epochs:
            return ""
        epoch = self._epochs[self.frame]
        if not epoch:
            return tr("before training")
        return tr("epoch {epoch} of {all}", epoch=number(epoch), all=number(self._planned))


def _button() -> QToolButton:
    button = QToolButton()
    button.setIconSize(QSize(18, 18))
    button.setAutoRaise(True)
    button.setMinimumSize(TARGET_HEIGHT, TARGET_HEIGHT)
    return button
