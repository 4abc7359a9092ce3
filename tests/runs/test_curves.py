"""A run's curves come back from its folder, whatever state it was left in."""

import time

import numpy as np
import pytest

from rnnstudio.api import UserError
from rnnstudio.runs.curves import read_curves, read_table

EPOCHS = "epoch,step,seconds,loss,accuracy,val_loss,val_accuracy\n1,2,0.5,0.7,0.5,0.8,0.4\n2,4,0.6,0.6,0.6,nan,0.5\n"
BATCHES = "step,loss,accuracy,learning_rate\n1,0.9,0.4,0.001\n2,0.8,0.5,0.001\n3,inf,0.6,0.0005\n4,0.6,0.7,0.0005\n"


@pytest.fixture
def run(tmp_path):
    (tmp_path / "epochs.csv").write_text(EPOCHS)
    (tmp_path / "batches.csv").write_text(BATCHES)
    return tmp_path


def test_that_every_number_comes_back_under_its_name(run):
    curves = read_curves(run)
    assert curves.metrics == ("loss", "accuracy")
    assert curves.gauges == ("learning_rate",)
    np.testing.assert_array_equal(curves.batches["step"], [1, 2, 3, 4])
    np.testing.assert_array_equal(curves.batches["loss"], [0.9, 0.8, np.inf, 0.6])
    np.testing.assert_array_equal(curves.epochs["val_loss"], [0.8, np.nan])
    np.testing.assert_array_equal(curves.epochs["seconds"], [0.5, 0.6])


def test_that_a_line_without_an_end_is_left_out(run):
    with (run / "batches.csv").open("a") as file:
        file.write("5,0.5,0.8,0.00")
    assert read_curves(run).batches["step"][-1] == 4


def test_that_a_cell_without_a_number_is_nan_and_a_line_of_another_length_left_out(run):
    (run / "batches.csv").write_text("step,loss\r\n1,0.9\r\n2,\r\n3\r\n4,abc\r\n5,0.5,7\r\n6,0.4\r\n")
    found = read_curves(run).batches
    np.testing.assert_array_equal(found["step"], [1, 2, 4, 6])
    np.testing.assert_array_equal(found["loss"], [0.9, np.nan, np.nan, 0.4])


def test_that_batches_trained_anew_after_a_crash_replace_those_before(run):
    (run / "batches.csv").write_text("step,loss\n1,0.9\n2,0.8\n3,0.7\n4,0.6\n3,0.71\n4,0.61\n5,0.5\n")
    found = read_curves(run).batches
    np.testing.assert_array_equal(found["step"], [1, 2, 3, 4, 5])
    np.testing.assert_array_equal(found["loss"], [0.9, 0.8, 0.71, 0.61, 0.5])


def test_that_a_run_is_cut_at_a_step_and_an_epoch(run):
    part = read_curves(run).until(step=3, epoch=1)
    assert list(part.batches["step"]) == [1, 2, 3]
    assert list(part.epochs["epoch"]) == [1]


def test_that_a_run_before_its_first_epoch_has_no_points(run):
    (run / "epochs.csv").write_text(EPOCHS.splitlines(keepends=True)[0])
    (run / "batches.csv").unlink()
    curves = read_curves(run)
    assert len(curves.batches["step"]) == len(curves.epochs["loss"]) == 0
    assert curves.metrics == ("loss", "accuracy")


def test_that_a_folder_without_curves_says_so(tmp_path):
    with pytest.raises(UserError, match=r"has no curves: there is no epochs\.csv in it"):
        read_curves(tmp_path)


def test_that_a_file_of_another_kind_says_what_it_lacks(run):
    (run / "epochs.csv").write_text("a,b\n1,2\n")
    with pytest.raises(UserError, match="no column “epoch”"):
        read_curves(run)


def test_that_pieces_join_where_lines_are_cut(tmp_path):
    rng = np.random.default_rng(0)
    values = rng.random(50_000).round(6)
    (tmp_path / "a.csv").write_text("step,x\n" + "".join(f"{i},{v}\n" for i, v in enumerate(values)))
    found = read_table(tmp_path / "a.csv", "step")
    np.testing.assert_array_equal(found["step"], np.arange(50_000))
    np.testing.assert_array_equal(found["x"], values)


def test_that_a_million_batches_are_read_in_a_few_seconds(tmp_path):
    count = 1_000_000
    (tmp_path / "a.csv").write_text("step,loss,accuracy\n" + "".join(f"{i},0.512345,0.75\n" for i in range(count)))
    began = time.process_time()
    assert len(read_table(tmp_path / "a.csv", "step")["loss"]) == count
    assert time.process_time() - began < 8
