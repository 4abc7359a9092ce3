"""Each command: what it prints, its JSON in the last line, its exit code."""

import os
import signal
import subprocess
import sys

import msgspec
import pytest

from rnnstudio import __version__
from rnnstudio.api import Cancelled
from rnnstudio.project.model import ComponentRef
from rnnstudio.project.report import Repair
from tests.cli.conftest import problem


def test_that_check_tells_shapes_and_parameters_of_the_stack(rnnstudio_command, project, engine):
    ran = rnnstudio_command("check", project, "--json")
    assert ran.code == 0
    assert ran.json == {
        "layers": [{"type": "rnnstudio.embedding", "output_shape": [None, None, 16], "parameters": 16000},
                   {"type": "rnnstudio.bidirectional", "output_shape": [None, 64], "parameters": 12544}],
        "parameters": 28544, "problems": []}
    assert sum(layer["parameters"] for layer in ran.json["layers"]) == ran.json["parameters"]
    assert ran.out.count("\n") == 1
    assert engine.asked[0][2] == project.parent


def test_that_check_shows_a_person_the_same_and_inner_layers_too(rnnstudio_command, project):
    ran = rnnstudio_command("check", project)
    assert ran.code == 0
    assert "batch × steps × 16" in ran.out
    assert "  LSTM" in ran.out
    assert "Parameters: 28,544" in ran.out
    assert ran.err == ""


def test_that_a_problem_is_told_and_is_the_exit_code(rnnstudio_command, project, engine):
    engine.report = msgspec.structs.replace(engine.report, problems=(problem("error"),))
    ran = rnnstudio_command("check", project, "--json")
    assert ran.code == 1
    assert ran.json["problems"] == [
        {"layer": "Bidirectional", "message": "it needs a layer inside", "severity": "error",
         "kind": "", "repairs": []}]
    assert "Error: Bidirectional: it needs a layer inside\n" in rnnstudio_command("check", project).out


def test_that_a_problem_that_names_its_layer_is_not_told_with_the_name_twice(rnnstudio_command, project, engine):
    named = msgspec.structs.replace(problem("error"), message="Bidirectional needs a layer inside")
    engine.report = msgspec.structs.replace(engine.report, problems=(named,))
    assert "Error: Bidirectional needs a layer inside\n" in rnnstudio_command("check", project).out


def test_that_a_warning_is_told_and_is_no_fault(rnnstudio_command, project, engine):
    engine.report = msgspec.structs.replace(engine.report, problems=(problem("warning"),))
    ran = rnnstudio_command("check", project, "--json")
    assert ran.code == 0
    assert ran.json["problems"][0]["severity"] == "warning"


def test_that_advice_is_told_with_what_would_mend_it(rnnstudio_command, project, engine):
    mend = Repair(title="Use what is fast", changes=())
    engine.report = msgspec.structs.replace(engine.report, problems=(
        msgspec.structs.replace(problem("advice"), repairs=(mend,)),))
    ran = rnnstudio_command("check", project)
    assert "Advice: Bidirectional: it needs a layer inside\n  Repair: Use what is fast\n" in ran.out
    assert ran.code == 0


def test_that_train_ends_with_the_run_and_its_metrics(rnnstudio_command, project, engine, tmp_path):
    ran = rnnstudio_command("train", project, "--runs", tmp_path / "runs", "--epochs", 3, "--seed", 7, "--json")
    assert ran.code == 0
    assert ran.json == {"run": str(tmp_path / "runs" / "run"), "epochs": 3, "metrics": {"loss": 0.5, "val_loss": 0.6},
                        "seconds": 1.235, "reason": "completed", "best_epoch": 1}
    assert ran.out.count("\n") == 1
    _, trained, runs, folder = engine.asked[0]
    assert (trained.training.epochs, trained.training.seed) == (3, 7)
    assert (runs, folder) == (tmp_path / "runs", project.parent)


def test_that_train_tells_each_epoch_on_stderr_and_the_end_on_stdout(rnnstudio_command, project, tmp_path):
    ran = rnnstudio_command("train", project, "--runs", tmp_path / "runs", "--epochs", 2)
    assert [line.split(":")[0] for line in ran.err.splitlines()] == [
        "Reading the data", "Training on CPU; epochs", "Epoch 1 of 2", "Epoch 2 of 2"]
    assert "Done. Finished epochs: 2; time: 1.2 s" in ran.out
    assert "loss 0.5, val_loss 0.6" in ran.out
    assert str(tmp_path / "runs" / "run") in ran.out


def test_that_train_tells_of_rows_left_out(rnnstudio_command, project, engine):
    engine.left_out = ("rows left out: 3, such as a.csv, line 7: the text is empty",)
    assert f"Warning: {engine.left_out[0]}\n" in rnnstudio_command("train", project).err


def test_that_runs_go_where_the_window_keeps_them_unless_said(rnnstudio_command, project, engine, tmp_path):
    assert rnnstudio_command("train", project).code == 0
    assert engine.asked[0][2] == tmp_path / "home" / "runs"


def test_that_a_relative_folder_is_told_as_a_full_path(rnnstudio_command, project, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    ran = rnnstudio_command("train", project, "--runs", "here", "--json")
    assert ran.json["run"] == str(tmp_path / "here" / "run")


@pytest.mark.parametrize("name", ["movie_reviews", "Movie reviews", "movie-reviews", "rnnstudio.movie_reviews"])
def test_that_a_bundled_project_is_meant_by_any_of_its_names(rnnstudio_command, engine, movie_reviews, name):
    assert rnnstudio_command("train", name).code == 0
    _, trained, _, folder = engine.asked[0]
    assert trained.name == "Movie reviews"
    assert folder == movie_reviews.parent


def test_that_a_file_goes_before_a_bundled_project(rnnstudio_command, engine, project, monkeypatch):
    project.rename(project.with_name("movie_reviews"))
    monkeypatch.chdir(project.parent)
    rnnstudio_command("check", "movie_reviews")
    assert engine.asked[0][1].name == "Mine"


@pytest.mark.parametrize(("named", "sentence"), [
    ("movie_review", "there is no file and no bundled project movie_review (did you mean movie_reviews?); "
                     "bundled are: movie_reviews"),
    ("gone.rnnstudio", "gone.rnnstudio: it can't be read: No such file or directory"),
    ("some/folder", "some/folder: it can't be read: No such file or directory"),
    (".", ".: it can't be read: Is a directory"),
])
def test_that_a_project_that_is_not_there_is_the_inputs_fault(rnnstudio_command, named, sentence):
    ran = rnnstudio_command("check", named, "--json")
    assert ran.code == 1
    assert ran.json == {"error": sentence}
    assert ran.err == sentence + "\n"


def test_that_a_damaged_file_is_the_inputs_fault(rnnstudio_command, project):
    project.write_text('{"format": "rnnstudio-project", "schema": 1, "training": {"epochs": 0}}')
    ran = rnnstudio_command("train", project)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == f"{project}: $.training.epochs: expected a whole number from 1 to 100,000, found 0\n"


def test_that_ctrl_c_stops_and_keeps_the_model(rnnstudio_command, project, engine):
    before = signal.getsignal(signal.SIGINT)
    engine.during_training = lambda control: os.kill(os.getpid(), signal.SIGINT)
    ran = rnnstudio_command("train", project, "--json")
    assert ran.code == 0
    assert (ran.json["reason"], ran.json["epochs"]) == ("stopped", 1)
    assert "Stopping, and keeping the model as it is by now." in ran.err
    assert "Stopped; the model is kept. Finished epochs: 1" in ran.err
    assert signal.getsignal(signal.SIGINT) is before


def test_that_a_second_ctrl_c_aborts(rnnstudio_command, project, engine):
    def twice(control: object) -> None:
        for _ in range(2):
            os.kill(os.getpid(), signal.SIGINT)

    engine.during_training = twice
    ran = rnnstudio_command("train", project, "--json")
    assert ran.code == 130
    assert ran.json == {"error": "Aborted."}


def test_that_ctrl_c_before_the_first_batch_has_nothing_to_keep(rnnstudio_command, project, engine):
    def early(control: object) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        raise Cancelled

    engine.during_training = early
    ran = rnnstudio_command("train", project, "--json")
    assert ran.code == 130
    assert ran.json == {"error": "Stopped before there was anything to keep."}


def test_that_export_tells_what_was_written(rnnstudio_command, engine, tmp_path):
    ran = rnnstudio_command("export", tmp_path / "run", "--to", tmp_path / "out", "--json")
    assert ran.code == 0
    assert ran.json == {"points": 1000, "dimensions": 16, "files": [str(tmp_path / "out" / "vecs.tsv")],
                        "renamed": 1, "renamings": [{"row": 3, "original": "a\tb", "written": "a b"}],
                        "notes": ["Left out: 2."]}
    assert engine.asked == [
        ("export", tmp_path / "run", ComponentRef(type="rnnstudio.projector"), tmp_path / "out")]


def test_that_export_tells_a_person_how_many_words_were_changed(rnnstudio_command, tmp_path):
    ran = rnnstudio_command("export", tmp_path / "run", "--to", tmp_path / "out")
    assert "Wrote 1,000 points of 16 dimensions:" in ran.out
    assert r"Words that had to be written otherwise: 1, such as 'a\tb' as 'a b'" in ran.out


def test_that_an_unknown_exporter_is_named_with_those_there_are(rnnstudio_command, tmp_path):
    ran = rnnstudio_command("export", tmp_path, "--to", tmp_path, "--exporter", "a.b", "--json")
    assert ran.code == 1
    assert ran.json["error"] == (
        "no installed plugin has the exporter a.b; there are: rnnstudio.projector, acme.vectors")


@pytest.mark.parametrize("name", ["acme.vectors", "vectors", "vec"])
def test_that_a_format_goes_by_its_id_or_the_beginning_of_its_last_part(rnnstudio_command, engine, tmp_path, name):
    assert rnnstudio_command("export", tmp_path, "--to", tmp_path, "--format", name).code == 0
    assert engine.asked[0][2].type == "acme.vectors"


def test_that_settings_embedding_and_moment_are_passed_on(rnnstudio_command, engine, tmp_path):
    ran = rnnstudio_command("export", tmp_path, "--to", tmp_path, "--set", "details", "--set", "digits=4", "--set",
                            "form=deep", "--layer", "Words", "--which", "checkpoint", "--json")
    assert ran.json["notes"] == ["Left out: 2."]
    assert engine.asked[0][2].params == {"details": True, "digits": 4, "form": "deep"}
    assert engine.chosen == ("Words", "checkpoint")
    rnnstudio_command("export", tmp_path, "--to", tmp_path, "--set", "digits=none", "--set", "details=no")
    assert engine.asked[1][2].params == {"details": False, "digits": None}


@pytest.mark.parametrize(("setting", "reason"), [
    ("digit=4", "no setting digit (did you mean digits?); its settings are: details, digits, form"),
    ("digits=four", "--set digits: expected a whole number, or null, found four"),
    ("details=perhaps", "--set details: expected true or false, found perhaps"),
    ("form=round", "--set form: expected one of flat, deep, found round"),
    ("digits", "--set digits: expected a whole number"),
])
def test_that_a_setting_that_is_none_is_explained(rnnstudio_command, engine, tmp_path, setting, reason):
    ran = rnnstudio_command("export", tmp_path, "--to", tmp_path, "--set", setting, "--json")
    assert ran.code == 1
    assert reason in ran.json["error"]
    assert engine.asked == []


def test_that_what_cannot_be_shown_is_said_before_anything_is_written(
        rnnstudio_command, engine, monkeypatch, tmp_path):
    ran = rnnstudio_command("export", tmp_path, "--to", tmp_path, "--format", "vectors", "--open")
    assert "--open goes with --format projector" in ran.err
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    ran = rnnstudio_command("export", tmp_path, "--to", tmp_path, "--open")
    assert 'pip install "rnnstudio[tensorboard]"' in ran.err
    assert engine.asked == []


def test_that_an_export_is_shown_until_tensorboard_ends(rnnstudio_command, monkeypatch, tmp_path):
    seen = []
    server = "import time; print('http://127.0.0.1:6006', flush=True); time.sleep(0.5)"
    monkeypatch.setattr("rnnstudio.tensorboard.require", lambda: None)
    monkeypatch.setattr("rnnstudio.tensorboard.command", lambda folder: seen.append(folder) or [
        sys.executable, "-c", server])
    monkeypatch.setattr("webbrowser.open", seen.append)
    ran = rnnstudio_command("export", tmp_path, "--to", tmp_path / "out", "--open")
    assert ran.code == 0
    assert seen == [tmp_path / "out", "http://127.0.0.1:6006/#projector"]
    assert "TensorBoard shows it at http://127.0.0.1:6006/#projector" in ran.out


def test_that_plugins_lists_every_plugin(rnnstudio_command):
    ran = rnnstudio_command("plugins", "--json")
    assert ran.code == 0
    assert [(report["name"], report["adds"], report["problems"]) for report in ran.json["plugins"]] == [
        ("fake", ["Embedding Projector", "Vectors", "Movie reviews"], [])]
    assert "Embedding Projector" in rnnstudio_command("plugins").out


def test_that_doctor_tells_versions_and_places(rnnstudio_command, tmp_path):
    ran = rnnstudio_command("doctor", "--json")
    assert ran.code == 0
    assert ran.json["rnnstudio"] == __version__
    assert ran.json["runs"] == str(tmp_path / "home" / "runs")


def test_that_a_fault_of_the_program_is_told_with_its_trace(rnnstudio_command, project, engine):
    def broken(control: object) -> None:
        raise ZeroDivisionError("oh")

    engine.during_training = broken
    ran = rnnstudio_command("train", project, "--json")
    assert ran.code == 1
    assert "Traceback" in ran.err
    assert ran.json == {"error": "This is a fault of the program or of a plugin: ZeroDivisionError: oh"}


def test_that_a_name_that_is_no_text_can_be_told(rnnstudio_command):
    ran = rnnstudio_command("check", os.fsdecode(b"\xff.rnnstudio"), "--json")
    assert ran.code == 1
    assert "can't be read" in ran.json["error"]


@pytest.mark.parametrize("words", [
    ["chekc"], ["check"], ["check", "a", "b"], ["train", "a", "--epochs", "0"], ["train", "a", "--epochs", "x"],
    ["train", "a", "--seed", "-1"], ["export", "run"], ["export", "--to", "x"], ["--nonsense"],
    ["train", "a", "--epoch", "3"], ["plugins", "extra"],
])
def test_that_misuse_is_told_on_stderr_with_code_2(rnnstudio_command, words):
    ran = rnnstudio_command(*words)
    assert (ran.code, ran.out) == (2, "")
    assert "usage: rnnstudio" in ran.err


def test_that_a_number_out_of_bounds_is_told_as_in_the_form(rnnstudio_command):
    assert "expected a whole number from 1 to 100,000, found 0" in rnnstudio_command("train", "a", "--epochs", 0).err


@pytest.mark.parametrize("words", [["--help"], ["check", "--help"], ["train", "-h"], ["export", "-h"]])
def test_that_help_is_no_misuse(rnnstudio_command, words):
    ran = rnnstudio_command(*words)
    assert ran.code == 0
    assert ran.out.startswith("usage: rnnstudio")


def test_that_the_version_is_told(rnnstudio_command):
    assert rnnstudio_command("--version").out == f"rnnstudio {__version__}\n"


def test_that_it_speaks_the_systems_language(rnnstudio_command, monkeypatch):
    asked = []
    monkeypatch.setattr("rnnstudio.cli.parser.use_language", asked.append)
    monkeypatch.setenv("RNNSTUDIO_LANGUAGE", "zh_CN")
    rnnstudio_command("--version")
    assert asked == ["zh_CN"]


def test_that_the_readers_leaving_is_no_fault():
    command = f"{sys.executable} -m rnnstudio plugins | true; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.stderr) == ("0", "")


def test_that_train_goes_on_with_a_run_without_a_project(rnnstudio_command, engine, tmp_path):
    ran = rnnstudio_command("train", "--resume", tmp_path / "run", "--more", 2, "--json")
    assert ran.code == 0
    assert engine.asked == [("go on", tmp_path / "run", 2)]
    assert ran.json["run"] == str(tmp_path / "run")
    assert "Going on after epoch 1, batch 1" in ran.err


def test_that_train_begins_with_the_weights_of_a_run(rnnstudio_command, project, engine, tmp_path):
    assert rnnstudio_command("train", project, "--weights", tmp_path / "run").code == 0
    assert engine.asked[-1] == ("weights", tmp_path / "run")


@pytest.mark.parametrize(("words", "sentence"), [
    (["train"], "train needs a PROJECT, or --resume RUN"),
    (["train", "a", "--more", "2"], "--more goes with --resume RUN"),
    (["train", "a", "--resume", "r", "--epochs", "2"], "leave out PROJECT, --epochs"),
])
def test_that_options_that_do_not_go_together_are_misuse(rnnstudio_command, engine, words, sentence):
    ran = rnnstudio_command(*words)
    assert ran.code == 2
    assert sentence in ran.err
    assert not engine.asked


def test_that_a_stopped_training_says_how_to_go_on(rnnstudio_command, project, engine):
    engine.during_training = lambda control: control.stop()
    ran = rnnstudio_command("train", project)
    assert "rnnstudio train --resume " in ran.out
