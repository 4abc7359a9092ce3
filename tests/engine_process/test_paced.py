"""What a training tells reaches the window in few messages, whole and in order."""

import itertools
import time

from rnnstudio.engine_process.messages import RunEvents, singly
from rnnstudio.engine_process.paced import Paced
from rnnstudio.runs.events import Stage


def stages(count):
    return [Stage(text=str(number)) for number in range(count)]


def test_that_a_flood_of_events_goes_out_in_at_most_thirty_messages_a_second():
    sent = []
    paced = Paced(lambda message: sent.append((time.monotonic(), message)))
    for event in stages(2000):
        paced.tell(event)
        time.sleep(0.0003)
    paced.close()
    assert [event for _, message in sent for event in singly(message)] == stages(2000)
    times = [moment for moment, _ in sent[:-1]]  # the last went out at the close
    assert all(later - earlier > 1 / 30 for earlier, later in itertools.pairwise(times))


def test_that_a_single_event_goes_out_at_once_as_itself():
    sent = []
    Paced(sent.append).tell(Stage(text="a"))
    assert sent == [Stage(text="a")]


def test_that_a_held_event_goes_out_soon_though_nothing_follows():
    sent = []
    paced = Paced(sent.append)
    for event in stages(3):
        paced.tell(event)
    deadline = time.monotonic() + 10
    while len(sent) < 2:
        assert time.monotonic() < deadline
        time.sleep(0.005)
    assert sent == [Stage(text="0"), RunEvents(events=(Stage(text="1"), Stage(text="2")))]


def test_that_closing_sends_what_waits_and_nothing_later():
    sent = []
    paced = Paced(sent.append)
    for event in stages(2):
        paced.tell(event)
    paced.close()
    assert sent == stages(2)
    time.sleep(0.1)
    assert sent == stages(2)
