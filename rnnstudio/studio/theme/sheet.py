"""The style sheet, made from a palette. One template; ``$name`` is a field of ``Palette`` or a measure."""

from __future__ import annotations

from string import Template

import msgspec

from rnnstudio.studio.theme import tokens
from rnnstudio.studio.theme.tokens import Palette

GLYPHS = {
    "down": ("chevron-down", "secondary"), "up": ("chevron-up", "secondary"),
    "down_off": ("chevron-down", "disabled"), "up_off": ("chevron-up", "disabled"),
    "check": ("check", "accent_text"), "check_off": ("check", "disabled"), "menu_check": ("check", "text"),
    "right": ("chevron-right", "secondary"),
}
"""Pictures the style sheet needs as files: file name to icon and role."""

_SHEET = """
QMainWindow, QDialog { background: $surface; }
QToolTip { background: $raised; color: $text; border: 1px solid $border; padding: 4px 6px; font-size: ${small}px; }

QWidget[role="raised"] { background: $raised; }
QWidget[role="sunken"] { background: $sunken; }
QFrame[role="card"] { background: $raised; border: 1px solid $border; border-radius: ${radius}px; }
QFrame[role="line"] { background: $border; border: none; }
QFrame[role="line"][frameShape="4"] { max-height: 1px; min-height: 1px; }
QFrame[role="line"][frameShape="5"] { max-width: 1px; min-width: 1px; }
QFrame[role="notice"] { background: $accent_soft; border: none; border-radius: ${radius}px; }
QFrame[role="notice"][edge="true"] { border-radius: 0; }
QFrame[role="notice"][kind="success"] { background: $success_soft; }
QFrame[role="notice"][kind="warning"] { background: $warning_soft; }
QFrame[role="notice"][kind="error"] { background: $error_soft; }

QLabel { background: transparent; }
QLabel:disabled { color: $disabled; }
QLabel[role="heading"] { font-size: ${heading}px; font-weight: 600; }
QLabel[role="secondary"] { font-size: ${small}px; color: $secondary; }
QLabel[role="error"] { color: $error; }
QLabel[role="warning"] { color: $warning; }
QLabel[role="success"] { color: $success; }
QLabel[role="secondary"]:disabled { color: $disabled; }

QMenuBar { background: $surface; padding: 2px 4px; }
QMenuBar::item { background: transparent; padding: 4px 8px; border-radius: 4px; }
QMenuBar::item:selected { background: $hover; }
QMenuBar::item:pressed { background: $pressed; }
QMenu { background: $raised; border: 1px solid $border; padding: 4px; }
QMenu::item { padding: 6px 24px 6px 12px; border-radius: 4px; min-height: 16px; }
QMenu::item:selected { background: $accent_soft; color: $text; }
QMenu::item:disabled { color: $disabled; }
QMenu::icon { padding-left: 8px; }
QMenu::indicator { width: 14px; height: 14px; padding-left: 8px; }
QMenu::indicator:checked { image: url("$glyphs/menu_check.svg"); }
QMenu::separator { height: 1px; background: $border; margin: 4px 8px; }
QMenu::right-arrow { image: url("$glyphs/right.svg"); width: 14px; height: 14px; margin-right: 4px; }

QToolBar { background: $surface; border: none; border-bottom: 1px solid $border; padding: 4px 8px; spacing: 4px; }
QToolBar::separator { background: $border; width: 1px; margin: 4px 8px; }
QToolButton { background: transparent; border: 2px solid transparent; border-radius: ${radius}px;
              padding: 2px 4px; min-height: 20px; min-width: 16px; }
QToolButton:hover { background: $hover; }
QToolButton:pressed, QToolButton:open { background: $pressed; }
QToolButton:checked { background: $accent_soft; }
QLineEdit > QToolButton { border: none; padding: 0; min-height: 0; min-width: 0; }
QToolButton[role="disclosure"] { padding: 2px 4px 2px 0; }
QToolButton[role="disclosure"]:checked { background: transparent; }
QToolButton[role="disclosure"]:hover { background: $hover; }
QToolButton:focus { border-color: $focus; }
QToolButton:disabled { color: $disabled; }
QToolButton::menu-indicator { image: none; }
QToolButton[popupMode="2"] { padding-right: 18px; }
QToolButton[popupMode="2"]::menu-indicator { image: url("$glyphs/down.svg"); width: 12px; height: 12px;
              subcontrol-origin: padding; subcontrol-position: center right; right: 4px; }
QToolButton[popupMode="1"] { padding-right: 20px; }
QToolButton::menu-button { border: none; width: 18px; }
QToolButton::menu-arrow { image: url("$glyphs/down.svg"); width: 12px; height: 12px; }

QPushButton { background: $raised; border: 1px solid $outline; border-radius: ${radius}px; padding: 3px 12px;
              min-height: 20px; }
QPushButton:hover { background: $hover; }
QPushButton:pressed, QPushButton:checked { background: $pressed; }
QPushButton:focus { border: 2px solid $focus; padding: 2px 11px; }
QPushButton:disabled { color: $disabled; background: $surface; border-color: $border; }
QPushButton::menu-indicator { image: url("$glyphs/down.svg"); width: 12px; height: 12px;
              subcontrol-origin: padding; subcontrol-position: center right; right: 6px; }
QPushButton[kind="primary"] { background: $accent; color: $accent_text; border-color: $accent; font-weight: 600; }
QPushButton[kind="primary"]:hover { background: $accent_hover; border-color: $accent_hover; }
QPushButton[kind="primary"]:pressed { background: $accent_pressed; border-color: $accent_pressed; }
QPushButton[kind="primary"]:focus { border-color: $text; }
QPushButton[kind="primary"]:disabled { background: $border; color: $secondary; border-color: $border; }
QPushButton[kind="flat"] { background: transparent; border: 1px solid transparent; padding: 3px 8px; }
QPushButton[kind="flat"]:hover { background: $hover; }
QPushButton[kind="flat"]:pressed, QPushButton[kind="flat"]:checked { background: $pressed; }
QPushButton[kind="flat"]:focus { border: 2px solid $focus; padding: 2px 7px; }
QPushButton[kind="flat"][size="small"] { padding: 3px 5px; }
QPushButton[kind="flat"][size="small"]:focus { padding: 2px 4px; }
QPushButton[kind="danger"] { color: $error; }

QTabWidget::pane { border: none; border-top: 1px solid $border; }
QTabWidget::tab-bar { left: 8px; }
QTabBar { background: transparent; qproperty-drawBase: 0; }
QTabBar::tab { background: transparent; color: $secondary; border: none; border-bottom: 2px solid transparent;
               padding: 6px 8px; margin: 0 4px; min-height: 18px; }
QTabBar::tab:hover { color: $text; border-bottom-color: $border; }
QTabBar::tab:selected { color: $text; border-bottom-color: $accent; }
QTabBar::tab:focus { background: $accent_soft; }
QTabBar::tab:disabled { color: $disabled; }

QScrollArea, QScrollArea > QWidget > QWidget[role="page"] { background: transparent; border: none; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: $border; border-radius: 3px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::handle:hover { background: $outline; }
QScrollBar::handle:pressed { background: $secondary; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QSplitter::handle { background: $border; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
QSplitter::handle:hover, QSplitter::handle:pressed { background: $accent; }

QLineEdit, QAbstractSpinBox, QComboBox, QPlainTextEdit, QTextEdit {
    background: $raised; color: $text; border: 1px solid $outline; border-radius: ${radius}px; padding: 2px 5px;
    selection-background-color: $accent; selection-color: $accent_text; }
QLineEdit, QAbstractSpinBox, QComboBox { min-height: 22px; }
QLineEdit, QAbstractSpinBox, QComboBox { placeholder-text-color: $secondary; }
QLineEdit:hover, QAbstractSpinBox:hover, QComboBox:hover { border-color: $secondary; }
QLineEdit[invalid="true"], QAbstractSpinBox[invalid="true"], QComboBox[invalid="true"] { border-color: $error; }
QLineEdit:focus, QAbstractSpinBox:focus, QComboBox:focus, QPlainTextEdit:focus, QTextEdit:focus {
    border: 2px solid $focus; padding: 1px 4px; }
QLineEdit[invalid="true"]:focus, QAbstractSpinBox[invalid="true"]:focus { border-color: $error; }
QLineEdit:disabled, QAbstractSpinBox:disabled, QComboBox:disabled, QPlainTextEdit:disabled {
    color: $disabled; background: $surface; border-color: $border; }
QLineEdit:read-only { background: $surface; border-color: $border; }
QAbstractSpinBox { padding-right: 20px; max-height: 22px; }
QAbstractSpinBox:focus { padding-right: 19px; }
QAbstractSpinBox > QLineEdit, QAbstractSpinBox > QLineEdit:focus, QAbstractSpinBox > QLineEdit:disabled,
QComboBox > QLineEdit, QComboBox > QLineEdit:focus {
    border: none; padding: 0; min-height: 0; background: transparent; }
QAbstractSpinBox::up-button { subcontrol-origin: border; subcontrol-position: top right; border: none;
    background: transparent; width: 20px; height: 12px; margin: 2px 2px 0 0; border-top-right-radius: 4px; }
QAbstractSpinBox::down-button { subcontrol-origin: border; subcontrol-position: bottom right; border: none;
    background: transparent; width: 20px; height: 12px; margin: 0 2px 2px 0; border-bottom-right-radius: 4px; }
QAbstractSpinBox::up-button:hover, QAbstractSpinBox::down-button:hover { background: $hover; }
QAbstractSpinBox::up-button:pressed, QAbstractSpinBox::down-button:pressed { background: $pressed; }
QAbstractSpinBox::up-arrow { image: url("$glyphs/up.svg"); width: 10px; height: 10px; }
QAbstractSpinBox::down-arrow { image: url("$glyphs/down.svg"); width: 10px; height: 10px; }
QAbstractSpinBox::up-arrow:disabled, QAbstractSpinBox::up-arrow:off { image: url("$glyphs/up_off.svg"); }
QAbstractSpinBox::down-arrow:disabled, QAbstractSpinBox::down-arrow:off { image: url("$glyphs/down_off.svg"); }
QComboBox { padding-left: 7px; padding-right: 2px; combobox-popup: 0; }
QComboBox:focus { padding-left: 6px; padding-right: 1px; }
QComboBox::drop-down { border: none; width: 22px; }
QComboBox::down-arrow { image: url("$glyphs/down.svg"); width: 14px; height: 14px; }
QComboBox::down-arrow:disabled { image: url("$glyphs/down_off.svg"); }
QComboBoxPrivateContainer { border: none; background: $raised; }
QComboBox QAbstractItemView { background: $raised; border: 1px solid $border; outline: none; padding: 4px; }
QComboBox QAbstractItemView::item, QComboBox QAbstractItemView::item:focus {
    min-height: 26px; padding: 0 6px; border: none; border-radius: 4px; }
QComboBox QAbstractItemView::item:disabled { color: $secondary; }
QComboBox QAbstractItemView::item:selected, QComboBox QAbstractItemView::item:hover {
    background: $accent_soft; color: $text; }

QCheckBox, QRadioButton { background: transparent; spacing: 8px; min-height: ${target}px; }
QCheckBox:disabled, QRadioButton:disabled { color: $disabled; }
QCheckBox::indicator { width: 16px; height: 16px; border: 1px solid $outline; border-radius: 4px;
                       background: $raised; }
QCheckBox::indicator:hover { background: $hover; }
QCheckBox::indicator:pressed { background: $pressed; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent; image: url("$glyphs/check.svg"); }
QCheckBox::indicator:focus { border: 2px solid $focus; }
QCheckBox::indicator:checked:focus { border-color: $text; }
QCheckBox::indicator:disabled { border-color: $border; background: $surface; }
QCheckBox::indicator:checked:disabled { image: url("$glyphs/check_off.svg"); }
QRadioButton::indicator { width: 14px; height: 14px; border: 1px solid $outline; border-radius: 8px;
                          background: $raised; }
QRadioButton::indicator:hover { background: $hover; }
QRadioButton::indicator:checked { border: 5px solid $accent; width: 6px; height: 6px; background: $accent_text; }
QRadioButton:focus { color: $accent; }

QProgressBar { background: $border; border: none; border-radius: 3px; min-height: 6px; max-height: 6px;
               text-align: center; }
QProgressBar::chunk { background: $accent; border-radius: 3px; }
QSlider:horizontal { min-height: 20px; }
QSlider::groove:horizontal { background: $border; height: 4px; border-radius: 2px; }
QSlider::sub-page:horizontal { background: $accent; border-radius: 2px; }
QSlider::handle:horizontal { background: $raised; border: 2px solid $accent; width: 12px; height: 12px;
                             margin: -6px 0; border-radius: 8px; }
QSlider::handle:horizontal:hover, QSlider::handle:horizontal:focus { background: $accent; }

QAbstractItemView { background: $raised; border: none; outline: none; selection-background-color: $accent_soft;
                    selection-color: $text; alternate-background-color: $surface; }
QListView::item, QTreeView::item { min-height: 24px; padding: 0 4px; border: 2px solid transparent;
                                  border-radius: 4px; }
QListView::item:hover, QTreeView::item:hover { background: $hover; }
QListView::item:selected, QTreeView::item:selected { background: $accent_soft; color: $text; }
QListView::item:focus, QTreeView::item:focus { border-color: $focus; }
QListView[role="bars"] { background: transparent; }
QListView[role="popup"] { border: 1px solid $border; padding: 4px; }
QTableView::item:focus { border: 2px solid $focus; padding: 0 6px; }
QTableView { gridline-color: $border; }
QTableView::item { padding: 0 8px; }
QTableView::item:hover { background: $hover; }
QTableView::item:selected { background: $accent_soft; color: $text; }
QHeaderView { background: $surface; }
QHeaderView::section { background: $surface; color: $secondary; border: none; border-bottom: 1px solid $border;
                       padding: 4px 8px; min-height: 20px; font-size: ${small}px;
                       font-weight: 400; }
QHeaderView::section:hover { color: $text; background: $hover; }
QHeaderView::up-arrow { image: url("$glyphs/up.svg"); width: 12px; height: 12px; }
QHeaderView::down-arrow { image: url("$glyphs/down.svg"); width: 12px; height: 12px; }
QTableCornerButton::section { background: $surface; border: none; }

QGroupBox { border: none; margin-top: 22px; font-weight: 600; }
QGroupBox::title { subcontrol-origin: margin; left: 0; }
QStatusBar { background: $surface; border-top: 1px solid $border; color: $secondary; font-size: ${small}px; }
QStatusBar::item { border: none; }
"""


def style_sheet(colours: Palette, glyphs: str) -> str:
    """Return the application's style sheet.

    Args:
        colours: The palette to use.
        glyphs: The folder with the pictures named in ``GLYPHS``.
    """
    measures = {"radius": tokens.RADIUS, "small": tokens.SECONDARY_SIZE, "heading": tokens.HEADING_SIZE,
                "target": tokens.TARGET_HEIGHT}
    return Template(_SHEET).substitute(msgspec.structs.asdict(colours), glyphs=glyphs, **measures)
