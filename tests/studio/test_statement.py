"""Statements, empty panes and disclosures: words with a meaning that isn't in their colour alone."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from rnnstudio.studio.disclosure import Disclosure
from rnnstudio.studio.statement import EmptyPane, Statement
from rnnstudio.studio.theme import theme


@pytest.fixture
def statement(qtbot):
    made = Statement("error", "It <b>failed</b>.")
    qtbot.addWidget(made)
    return made


def picture(statement):
    return statement._icon.pixmap().toImage()


def test_that_a_statement_says_its_words_to_eyes_and_screen_readers_as_they_are(statement):
    assert statement.text == statement.accessibleName() == "It <b>failed</b>."
    assert statement._text.textFormat() == Qt.TextFormat.PlainText


def test_that_each_kind_has_an_icon_of_its_own(statement):
    pictures = []
    for kind in ("info", "success", "warning", "error"):
        statement.say(kind, kind)
        assert statement.property("kind") == kind
        pictures.append(picture(statement))
    assert all(one != other for i, one in enumerate(pictures) for other in pictures[i + 1:])


def test_that_icons_follow_the_theme(statement, dressed):
    theme().choose("light")
    light = picture(statement)
    theme().choose("dark")
    assert picture(statement) != light


def test_that_an_empty_pane_shows_its_one_next_step(qtbot):
    button = QPushButton("Train")
    pane = EmptyPane("chart-line", "Nothing yet", "It will be here.", button)
    qtbot.addWidget(pane)
    pane.show()
    assert pane.text == "Nothing yet. It will be here."
    assert button.isVisible()


def test_that_a_disclosure_opens_by_mouse_and_keyboard_and_tells_only_what_a_person_did(qtbot):
    content = QLabel("inside")
    disclosure = Disclosure("More", content)
    qtbot.addWidget(disclosure)
    disclosure.show()
    told = []
    disclosure.toggled.connect(told.append)
    assert not content.isVisible()
    qtbot.mouseClick(disclosure.button, Qt.MouseButton.LeftButton)
    assert content.isVisible()
    qtbot.keyClick(disclosure.button, Qt.Key.Key_Space)
    assert not content.isVisible()
    disclosure.set_open(True)
    assert content.isVisible()
    assert told == [True, False]
