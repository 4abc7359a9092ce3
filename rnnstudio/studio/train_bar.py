"""The tool bar: the way home, Train and Stop, how far the training is, help, the export at the end of the path."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QToolBar,
    QToolButton,
    QWidget,
)

from rnnstudio.api import tr
from rnnstudio.project.words import duration
from rnnstudio.studio.menus import Menus
from rnnstudio.studio.theme import SPACE_1, SPACE_2, SPACE_3, TARGET_HEIGHT, icon, theme
from rnnstudio.studio.training.state import TrainingState


class TrainBar(QToolBar):
    """Shows a ``TrainingState``; its buttons follow the window's actions."""

    def __init__(self, state: TrainingState, menus: Menus, parent: QWidget | None = None) -> None:
        super().__init__(tr("Training"), parent)
        self.setObjectName("train_bar")
        self.setMovable(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self._state = state
        self._home = _IconButton(menus.file.home, "house")
        self._help = _IconButton(menus.view.help, "book-open")
        self._train = _ActionButton(menus.train, "play", primary=True)
        self._pause = _ActionButton(menus.pause, "pause")
        self._stop = _ActionButton(menus.stop, "square")
        self._export = _ActionButton(menus.export, "download")
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setRange(0, 1000)
        self._progress.setFixedWidth(140)
        self._progress.setAccessibleName(tr("Training progress"))
        self._where = QLabel()
        self._left = _number_label()
        self._metric = _number_label()
        content = QWidget()
        content.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout(content)
        row.setContentsMargins(SPACE_1, 2, SPACE_1, 2)
        row.setSpacing(SPACE_2)
        row.addWidget(self._home)
        row.addWidget(self._train)
        row.addWidget(self._pause)
        row.addWidget(self._stop)
        row.addSpacing(SPACE_3)
        row.addWidget(self._where)
        row.addWidget(self._progress)
        row.addWidget(self._left)
        row.addWidget(self._metric)
        row.addStretch(1)
        row.addWidget(self._help)
        row.addWidget(self._export)
        self.addWidget(content)
        state.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the state anew."""
        state = self._state
        running = state.active
        self._train.setVisible(not running)
        self._pause.setVisible(running)
        self._pause.set_icon("play" if state.phase in ("pausing", "paused") else "pause")
        self._progress.setVisible(running)
        self._where.setText(state.headline())
        self._progress.setRange(0, 1000 if state.fraction is not None else 0)
        if state.fraction is not None:
            self._progress.setValue(round(state.fraction * 1000))
        left = state.seconds_left
        self._left.setText(tr("{time} left", time=duration(left)) if running and left is not None else "")
        self._metric.setText(state.metric_words())
        self._left.setVisible(bool(self._left.text()))


def _number_label() -> QLabel:
    label = QLabel()
    label.setProperty("role", "secondary")
    return label


class _ActionButton(QPushButton):
    """A push button that does, says and allows what an action does."""

    def __init__(self, action: QAction, icon_name: str, primary: bool = False) -> None:
        super().__init__()
        self._action = action
        self._icon_name = icon_name
        self._primary = primary
        if primary:
            self.setProperty("kind", "primary")
        self.setIconSize(QSize(16, 16))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # disabled, it would hand a click's focus to any field
        self.clicked.connect(action.trigger)
        action.changed.connect(self._follow)
        theme().changed.connect(self._follow)
        self._follow()

    def set_icon(self, name: str) -> None:
        """Show another picture."""
        if name != self._icon_name:
            self._icon_name = name
            self._follow()

    def _follow(self) -> None:
        self.setText(f" {self._action.iconText()}")  # Fusion sets the icon hard against the words
        self.setEnabled(self._action.isEnabled())
        self.setToolTip(_tip(self._action))
        self.setIcon(icon(self._icon_name, "accent_text" if self._primary else "text"))


class _IconButton(QToolButton):
    """A picture that does what an action does, and is pressed while a switch is on."""

    def __init__(self, action: QAction, icon_name: str) -> None:
        super().__init__()
        self._action = action
        self._icon_name = icon_name
        self.setAutoRaise(True)
        self.setFixedSize(TARGET_HEIGHT + SPACE_1, TARGET_HEIGHT)
        self.setIconSize(QSize(16, 16))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCheckable(action.isCheckable())
        self.clicked.connect(action.trigger)
        action.changed.connect(self._follow)
        theme().changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        self.setAccessibleName(self._action.text())
        self.setToolTip(f"{self._action.text()}: {_tip(self._action)}")
        self.setChecked(self._action.isChecked())
        self.setIcon(icon(self._icon_name))


def _tip(action: QAction) -> str:
    shortcut = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    return f"{action.toolTip()} ({shortcut})" if shortcut else action.toolTip()
