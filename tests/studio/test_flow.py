"""A row of widgets that goes on in another one where there is no room."""

import pytest
from PySide6.QtWidgets import QPushButton, QWidget

from rnnstudio.studio.flow import FlowLayout


@pytest.fixture
def three(qtbot):
    place = QWidget()
    qtbot.addWidget(place)
    flow = FlowLayout(place, across=10, down=10)
    for _ in range(3):
        button = QPushButton()
        button.setFixedSize(100, 20)
        flow.addWidget(button)
    return place, flow, place.findChildren(QPushButton)


def test_that_rows_are_begun_as_the_width_asks(three):
    _, flow, _ = three
    assert [flow.heightForWidth(width) for width in (320, 319, 100, 320)] == [20, 50, 80, 20]


def test_that_its_height_follows_what_is_hidden_shown_and_resized(three):
    place, flow, buttons = three
    place.show()
    assert flow.heightForWidth(210) == 50
    buttons[0].hide()
    assert flow.heightForWidth(210) == 20
    buttons[1].setFixedSize(100, 44)
    assert flow.heightForWidth(210) == 44
    buttons[0].show()
    assert flow.heightForWidth(210) == 44 + 10 + 20
    flow.takeAt(0)
    flow.invalidate()
    assert flow.heightForWidth(210) == 44
