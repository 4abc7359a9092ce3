"""The epochs of a run are read as far as they can be."""

import math

import pytest

from rnnstudio.api import UserError
from rnnstudio.runs.epochs import epoch_metrics, metric_names, read_epochs

HEAD = "epoch,step,seconds,loss,accuracy,val_loss,val_accuracy\n"


def read(folder, text):
    (folder / "epochs.csv").write_text(text)
    return read_epochs(folder)


def test_that_every_column_is_read(tmp_path):
    found = read(tmp_path, HEAD + "1,10,0.5,0.9,0.1,0.8,0.2\n2,20,0.5,0.7,0.3,0.6,0.4\n")
    assert found["epoch"] == [1, 2]
    assert found["val_accuracy"] == [0.2, 0.4]
    assert metric_names(found) == ["loss", "accuracy"]


def test_that_a_line_cut_short_is_left_out_and_no_number_is_nan(tmp_path):
    found = read(tmp_path, HEAD + "1,10,0.5,nan,x,,0.2\n2,20,0.5,0.")
    assert found["epoch"] == [1]
    assert math.isnan(found["loss"][0])
    assert math.isnan(found["accuracy"][0])
    assert math.isnan(found["val_loss"][0])


def test_that_the_metrics_of_a_line_are_those_that_are_numbers():
    head = HEAD.strip().encode()
    assert epoch_metrics(head, b"2,20,0.5,0.7,nan,x,0.4") == {"loss": 0.7, "val_accuracy": 0.4}
    assert epoch_metrics(head, b"2,20,0.5") == epoch_metrics(b"", b"") == {}


def test_that_epochs_written_anew_replace_those_before(tmp_path):
    found = read(tmp_path, "epoch,loss\n1,9\n2,8\n3,7\n2,6\n3,5\n")
    assert (found["epoch"], found["loss"]) == ([1, 2, 3], [9, 6, 5])


def test_that_no_epoch_is_no_fault_and_no_file_is(tmp_path):
    assert read(tmp_path, HEAD)["loss"] == []
    with pytest.raises(UserError, match="has no column “epoch”"):
        read(tmp_path, "a,b\n1,2\n")
    with pytest.raises(UserError, match="has no column “epoch”"):
        read(tmp_path, "")
    (tmp_path / "epochs.csv").unlink()
    with pytest.raises(UserError, match=r"has no curves: there is no epochs\.csv in it"):
        read_epochs(tmp_path)
