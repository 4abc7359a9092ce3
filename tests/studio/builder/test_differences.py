from hypothesis import given
from hypothesis import strategies as st

from rnnstudio.studio.builder.differences import changes

lists = st.lists(st.integers(0, 12), unique=True)


def applied(old: list[int], new: list[int]) -> list[int]:
    current = list(old)
    for change in changes(old, new):
        start, end = change.start, change.start + change.count
        match change.kind:
            case "remove":
                del current[start:end]
            case "insert":
                current[start:start] = new[start:end]
            case "move":
                assert not start <= change.target <= end, "Qt refuses a move to where it is"
                block = current[start:end]
                del current[start:end]
                landing = change.target - change.count if change.target > start else change.target
                current[landing:landing] = block
    return current


@given(lists, lists)
def test_that_the_changes_turn_one_list_into_the_other(old, new):
    assert applied(old, new) == new


def test_that_equal_lists_need_no_change():
    assert list(changes("abc", "abc")) == []


def test_that_the_first_item_going_last_is_one_move():
    (change,) = changes("abcdef", "bcdefa")
    assert (change.kind, change.start, change.count, change.target) == ("move", 0, 1, 6)


def test_that_neighbours_move_together():
    assert [(c.kind, c.count) for c in changes("abcdef", "deabcf")] == [("move", 2)]


def test_that_neighbours_come_and_go_together():
    assert [(c.kind, c.start, c.count) for c in changes("abcd", "axyd")] == [("remove", 1, 2), ("insert", 1, 2)]
