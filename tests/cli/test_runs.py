"""Runs are listed and carded from the command line."""

from rnnstudio.runs.own import change_own
from tests.runs.made_runs import make_run


def test_that_runs_are_listed_with_the_damaged_ones(rnnstudio_command, tmp_path):
    change_own(make_run(tmp_path, "good"), name="Mine", starred=True, notes="n")
    (make_run(tmp_path, "bad") / "run.json").write_text("{")
    ran = rnnstudio_command("runs", "--runs", tmp_path, "--json")
    assert ran.code == 0
    found = {run["name"]: run for run in ran.json["runs"]}
    assert found["Mine"]["state"] == "completed"
    assert found["Mine"]["starred"] is True
    assert found["Mine"]["metrics"]["val_accuracy"] == 0.7
    assert found["Mine"]["run"] == str(tmp_path / "good")
    assert found["bad"]["state"] == "unreadable"
    assert "run.json can't be read" in found["bad"]["problem"]
    shown = " ".join(rnnstudio_command("runs", "--runs", tmp_path).out.split())
    assert "good 3 0:12 val. accuracy 0.700 Finished ★ Mine" in shown
    assert "bad – – Unreadable" in shown


def test_that_without_runs_it_says_so(rnnstudio_command, tmp_path):
    ran = rnnstudio_command("runs")
    assert (ran.code, "There are no runs in" in ran.out) == (0, True)
    assert rnnstudio_command("runs", "--json").json == {"runs": []}
    assert rnnstudio_command("runs", "--runs", tmp_path / "gone").code == 1


def test_that_a_card_is_written_where_it_is_wanted(rnnstudio_command, tmp_path):
    run, target = make_run(tmp_path / "runs"), tmp_path / "card.html"
    ran = rnnstudio_command("card", run, "--to", target, "--json")
    assert (ran.code, ran.json) == (0, {"card": str(target)})
    assert "Validation accuracy 0.700" in target.read_text(encoding="utf-8")


def test_that_a_folder_that_is_no_run_and_a_target_that_cannot_be_written_are_named(rnnstudio_command, tmp_path):
    ran = rnnstudio_command("card", tmp_path, "--to", tmp_path / "card.html")
    assert (ran.code, "is not a run" in ran.err) == (1, True)
    ran = rnnstudio_command("card", make_run(tmp_path), "--to", tmp_path / "gone" / "card.html")
    assert (ran.code, "can't be written" in ran.err) == (1, True)
