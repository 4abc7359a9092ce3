"""What a run goes on from is whole at any moment, and tables are cut back to it exactly."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnstudio.api import UserError
from rnnstudio.runs.resuming import Position, cut_table, encode_position, read_position, state_file, tidy


def table(rows, begin=1):
    return "step,loss\n" + "".join(f"{step},{1 / step:.7g}\n" for step in range(begin, rows + 1))


@given(rows=st.integers(0, 130), kept=st.integers(0, 130), torn=st.integers(0, 4000))
def test_that_a_table_cut_anywhere_beyond_the_state_comes_back_to_it(tmp_path_factory, rows, kept, torn):
    path = tmp_path_factory.mktemp("table") / "batches.csv"
    whole, wanted = table(rows), table(min(kept, rows))
    length = max(len(wanted), len(whole) - torn)  # on disk is at least what was there when the state was written
    path.write_text(whole[:length])
    cut_table(path, kept)
    assert path.read_text() == wanted


@given(rows=st.integers(0, 20), length=st.integers(0, 300))
def test_that_a_table_that_lost_more_keeps_its_whole_lines(tmp_path_factory, rows, length):
    path = tmp_path_factory.mktemp("table") / "batches.csv"
    whole = table(rows)[:length]
    path.write_text(whole)
    cut_table(path, rows)
    assert path.read_text() == whole[:whole.rfind("\n") + 1]


def test_that_a_table_that_is_not_there_is_none(tmp_path):
    cut_table(tmp_path / "gone.csv", 3)
    assert not (tmp_path / "gone.csv").exists()


numbers = st.floats(allow_nan=False)


@given(st.builds(Position, epoch=st.integers(0), batch=st.integers(0), step=st.integers(0),
                 metrics=st.dictionaries(st.text(), numbers), running=st.dictionaries(st.text(), numbers),
                 seconds=numbers, curves=st.dictionaries(st.text(), st.integers(0)),
                 rules=st.dictionaries(st.text(), st.dictionaries(st.text(), numbers))))
def test_that_a_position_is_kept_to_the_last_bit(tmp_path_factory, position):
    folder = tmp_path_factory.mktemp("run")
    write(folder, encode_position(position))
    assert read_position(folder) == position


def write(folder, position):
    import zipfile

    state_file(folder).parent.mkdir()
    with zipfile.ZipFile(state_file(folder), "w") as archive:
        archive.writestr("position.json", position)


def test_that_no_number_stays_no_number(tmp_path):
    write(tmp_path, encode_position(Position(metrics={"loss": math.nan})))
    assert math.isnan(read_position(tmp_path).metrics["loss"])


@given(data=st.data())
def test_that_a_state_cut_short_is_damaged_and_nothing_else(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("run")
    write(folder, encode_position(Position(epoch=3)))
    whole = state_file(folder).read_bytes()
    state_file(folder).write_bytes(whole[:data.draw(st.integers(0, len(whole) - 1))])
    with pytest.raises(UserError, match="is damaged"):
        read_position(folder)


def test_that_a_run_without_a_state_has_no_position(tmp_path):
    assert read_position(tmp_path) is None


def test_that_what_a_cut_off_write_left_is_tidied_away_and_nothing_else(tmp_path):
    (tmp_path / "checkpoint").mkdir()
    for name in ("run.json", ".run.json.12.part", "checkpoint/.state.npz.12.part", ".last.keras.1.part.keras"):
        (tmp_path / name).write_text("x")
    tidy(tmp_path)
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["checkpoint", "run.json"]
