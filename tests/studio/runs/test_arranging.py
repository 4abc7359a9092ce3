"""Which runs are shown, in which columns and order."""

import datetime

import msgspec
import pytest

from rnnstudio.runs.listing import read_entry
from rnnstudio.runs.own import Own
from rnnstudio.studio.runs.arranging import FIXED, Filter, arranged, columns
from rnnstudio.studio.runs.lines import names_apart, plots_of, plots_together
from rnnstudio.studio.runs.rows import row_of
from rnnstudio.studio.runs.verbs import makes_sense
from rnnstudio.studio.runs.wording import when_words


def names(rows):
    return "".join(row.path.name for row in rows)


def shown(rows, key="started", descending=True, **wanted):
    return names(arranged(rows.values(), Filter(**wanted), key, descending))


@pytest.mark.parametrize(("key", "descending", "order"), [
    ("started", True, "cba"), ("started", False, "abc"), ("name", False, "cab"), ("best", True, "bac"),
    ("best", False, "cba"), ("seconds", True, "bca"), ("epochs", False, "cab"), ("state", False, "cba"),
    ("model", False, "bca"), ("training.learning_rate", True, "bca"), ("gone", False, "cba")])
def test_that_each_column_sorts_and_equals_come_the_newest_first(rows, key, descending, order):
    assert shown(rows, key, descending) == order


def test_that_what_has_no_value_comes_last_either_way(rows):
    none = msgspec.structs.replace(rows["c"], best=float("nan"))
    made = {**rows, "c": none}
    assert shown(made, "best", True) == "bac"
    assert shown(made, "best", False) == "bac"  # the two are equal


def test_that_the_lower_loss_is_the_better_one(rows):
    made = {key: msgspec.structs.replace(row, metric="val_loss", best=value)
            for (key, row), value in zip(rows.items(), (0.2, 0.1, 0.3), strict=True)}
    order = [row.best for row in arranged(made.values(), Filter(), "best", True)]
    assert order == [0.1, 0.2, 0.3]


@pytest.mark.parametrize(("wanted", "found"), [
    ({"words": "gru"}, "b"), ({"words": "REVIEWS gru"}, "b"), ({"words": "lstm"}, "ca"), ({"words": "nothing"}, ""),
    ({"state": "failed"}, "c"), ({"state": "ended"}, "ba"), ({"state": "running"}, ""), ({"starred": True}, ""),
    ({"words": "lstm", "state": "ended"}, "a")])
def test_that_a_filter_asks_for_all_it_says(rows, wanted, found):
    assert shown(rows, **wanted) == found


def test_that_notes_and_stars_are_found(rows):
    entry = msgspec.structs.replace(rows["a"].entry, own=Own(starred=True))
    assert shown({**rows, "a": msgspec.structs.replace(rows["a"], entry=entry)}, starred=True) == "a"


def test_that_only_settings_that_differ_have_columns(rows):
    keys = [column.key for column in columns(list(rows.values()))]
    assert keys == [*FIXED, "training.learning_rate"]
    assert [column.key for column in columns([rows["a"], rows["c"]])] == list(FIXED)
    assert [column.key for column in columns([])] == list(FIXED)


def test_that_what_makes_sense_depends_on_the_run(rows, runs, registry):
    assert list(makes_sense(rows["a"])) == ["words", "export", "try", "evaluate", "builder", "more", "weights",
                                            "overlay", "folder", "card", "delete"]
    (runs / "a" / "best.keras").unlink()
    assert list(makes_sense(row_of(read_entry(runs / "a"), registry))) == [
        "builder", "overlay", "folder", "card", "delete"]
    (runs / "a" / "run.json").write_text("{")
    assert list(makes_sense(row_of(read_entry(runs / "a"), registry))) == ["builder", "folder", "delete"]
    interrupted = msgspec.structs.replace(
        rows["b"], entry=msgspec.structs.replace(rows["b"].entry, standing="interrupted"))
    assert "go_on" in makes_sense(interrupted)
    assert "more" not in makes_sense(interrupted)
    running = msgspec.structs.replace(rows["b"], entry=msgspec.structs.replace(rows["b"].entry, standing="running"))
    assert set(makes_sense(running)).isdisjoint({"delete", "more", "weights", "go_on"})


def test_that_curves_are_those_of_the_files(rows):
    [(title, (training, validation)), (second, _)] = plots_of(rows["a"])
    assert (title, second) == ("Loss", "Accuracy")
    assert list(training.points) == [(1, 1.0), (2, 0.5), (3, 0.333333)]
    assert [y for _, y in validation.points] == [0.5, 0.4, 0.5]
    assert validation.ringed == 2


def test_that_curves_of_several_runs_lie_over_one_another(rows):
    [(title, lines), _] = plots_together([rows["a"], rows["b"]])
    assert title == "Loss, validation"
    assert [(line.name, line.series, len(line.points)) for line in lines] == [("Reviews", 0, 3),
                                                                             ("Reviews, GRU", 1, 4)]


def test_that_runs_of_one_name_are_told_apart(rows):
    same = [msgspec.structs.replace(rows["a"], entry=msgspec.structs.replace(rows["a"].entry, path=path))
            for path in (rows["a"].path / "x", rows["a"].path / "y")]
    found = names_apart([*same, rows["b"]])
    assert len(set(found.values())) == 3
    assert found[rows["b"].path] == "Reviews, GRU"


@pytest.mark.parametrize(("ago", "said"), [(0, "today 14:05"), (86_400, "yesterday 14:05"),
                                           (3 * 86_400, "3 days ago"), (20 * 86_400, "2026-11-07"),
                                           (-3 * 86_400, "2026-11-30")])
def test_that_a_time_is_said_as_in_a_list(ago, said):
    now = datetime.datetime(2026, 11, 27, 14, 5).timestamp()
    assert when_words(now - ago, now) == said
    assert when_words(1e300, now) == "–"
