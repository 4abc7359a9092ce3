"""The sheet of keys: made from the actions, so that none is missing and none is made up."""

import pytest
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from rnnstudio.api.text import use_language

NATIVE = QKeySequence.SequenceFormat.NativeText


@pytest.fixture
def sheet(window):
    window.menus.help.shortcuts_wanted.emit()
    return window._shortcuts


def with_keys(window):
    """Every action with a key that the window's menus and the stack have, found independently of the sheet."""
    found = set()
    for menu in window.findChildren(QMenu):
        found |= {action for action in menu.actions() if action.shortcuts()}
    return found | {action for action in window.builder.view.actions() if action.shortcuts()}


def test_that_every_action_with_a_key_is_listed_once(sheet, window):
    wanted = sorted(tuple(key.toString(NATIVE) for key in action.shortcuts()) for action in with_keys(window))
    listed = [shortcut.keys for group in window.menus.shortcuts() for shortcut in group.shortcuts]
    for keys in wanted:
        assert listed.count(keys) == 1, keys
    assert {shortcut.keys for shortcut in sheet.shown()} == set(listed)


def test_that_no_key_does_two_things_at_the_same_place(window):
    keys = [key.toString() for action in with_keys(window) for key in action.shortcuts()]
    assert len(keys) == len(set(keys))


def test_that_the_sheet_is_not_modal_and_searches_titles_and_keys(sheet):
    assert not sheet.isModal()
    sheet.field.setText("duplicate")
    assert [shortcut.title for shortcut in sheet.shown()] == ["Duplicate"]
    sheet.field.setText("ctrl+d")
    assert "Duplicate" in [shortcut.title for shortcut in sheet.shown()]
    sheet.field.setText("no such key")
    assert sheet.shown() == []
    assert not sheet.nothing.isHidden()


def test_that_titles_are_without_marks_of_mnemonics(window, qtbot):
    from rnnstudio.studio.main_window import MainWindow

    use_language("zh_CN")
    chinese = MainWindow(window.workbench)
    qtbot.addWidget(chinese)
    for menus in (window.menus, chinese.menus):
        for group in menus.shortcuts():
            assert "&" not in group.title
            assert not any("&" in shortcut.title or not shortcut.title for shortcut in group.shortcuts)


def test_that_every_entry_of_the_menus_does_something_and_says_what(window):
    for menu in window.menus.all():
        for action in menu.findChildren(QAction):
            assert action.isSeparator() or action.text()
