"""The commands with the real TensorFlow, on the bundled movie reviews.

What is interrupted, and the main job, are processes of their own, as when a person types them; the rest is done in
this process, which loads TensorFlow once for all of it.
"""

import json
import os
import signal
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from rnnstudio.cli import main

pytestmark = pytest.mark.tf


def start(home: Path, *words: Any) -> subprocess.Popen[str]:
    """Start a command in a process of its own."""
    return subprocess.Popen([sys.executable, "-m", "rnnstudio", *map(str, words), "--json"], text=True,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                            env={**os.environ, "RNNSTUDIO_HOME": str(home)})


@pytest.fixture
def engine():
    """Take the real engine, here where the others take one that pretends."""


@pytest.fixture
def movie_reviews():
    """Take the installed plugins."""


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def command(home, monkeypatch, capsys):
    """Run a command line in this process; return the JSON of the output's last line."""
    monkeypatch.setenv("RNNSTUDIO_HOME", str(home))

    def run(*words: Any, code: int = 0) -> Any:
        assert main([*map(str, words), "--json"]) == code
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        return json.loads(out.splitlines()[-1])

    return run


@pytest.fixture(scope="module")
def trained(home) -> Any:
    """Train the movie reviews for two epochs."""
    words = ("train", "movie_reviews", "--runs", home / "my runs", "--epochs", 2, "--seed", 1, "--json")
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(StringIO()) as out, \
            redirect_stderr(StringIO()) as err:
        patch.setenv("RNNSTUDIO_HOME", str(home))
        code = main([str(word) for word in words])
    assert code == 0, err.getvalue()
    assert "Traceback" not in err.getvalue()
    return json.loads(out.getvalue().splitlines()[-1])


def test_that_check_says_what_keras_says_of_the_trained_model(command, trained):
    import keras

    said = command("check", "movie_reviews")
    model = keras.saving.load_model(Path(trained["run"]) / "last.keras", compile=False)
    layers = [layer for layer in model.layers if not isinstance(layer, keras.layers.InputLayer)]
    assert said["problems"] == []
    assert said["parameters"] == model.count_params()
    assert [layer["parameters"] for layer in said["layers"]] == [layer.count_params() for layer in layers]
    assert [layer["output_shape"] for layer in said["layers"]] == [list(layer.output.shape) for layer in layers]


def test_that_train_learns_and_tells_it(trained, home):
    assert trained["epochs"] == 2
    assert trained["seconds"] > 0
    assert {"loss", "accuracy", "val_loss", "val_accuracy"} <= set(trained["metrics"])
    assert trained["metrics"]["val_accuracy"] > 0.55
    run = Path(trained["run"])
    assert run.parent == home / "my runs"
    assert {"run.json", "project.rnnstudio", "best.keras", "last.keras", "epochs.csv", "batches.csv",
            "tokens.tsv"} <= {entry.name for entry in run.iterdir()}


def test_that_the_project_kept_with_the_run_can_be_checked(trained, command):
    said = command("check", Path(trained["run"]) / "project.rnnstudio")
    assert said["parameters"] > 0


def test_that_export_writes_a_line_for_every_point(trained, home, command):
    target = home / "exported"
    said = command("export", trained["run"], "--to", target)
    tables = {Path(file).name: Path(file).read_text(encoding="utf-8").split("\n") for file in said["files"]}
    vectors, words = tables["vecs.tsv"], tables["meta.tsv"]
    assert len(vectors) == said["points"] + 1
    assert vectors[-1] == ""
    assert {len(line.split("\t")) for line in vectors[:-1]} == {said["dimensions"]}
    assert len(words) - 1 == said["points"] + (1 if "\t" in words[0] else 0)


def test_that_evaluate_measures_what_training_measured_and_judges_by_a_file(trained, home, command):
    said = command("evaluate", trained["run"], "--which", "last")
    assert said["metrics"]["loss"] == pytest.approx(trained["metrics"]["val_loss"], rel=1e-5)
    assert said["metrics"]["accuracy"] == pytest.approx(trained["metrics"]["val_accuracy"], rel=1e-5)
    assert sum(map(sum, said["confusion"])) == said["examples"]
    more = home / "more.csv"
    more.write_text("text,label\na good film,positive\na bad film,negative\nno film,neutral\n", encoding="utf-8")
    assert "neutral" in command("evaluate", trained["run"], "--data", more, code=1)["error"]
    said = command("evaluate", trained["run"], "--data", more, "--skip-unknown")
    assert (said["examples"], said["left_out"][0]["count"]) == (2, 1)
    assert "run.json" in command("evaluate", home, code=1)["error"]


def test_that_a_folder_that_is_no_run_is_the_inputs_fault(home, command):
    assert "run.json" in command("export", home, "--to", home / "x", code=1)["error"]


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGINT")
def test_that_ctrl_c_ends_a_real_training_and_the_model_can_be_exported(home, command):
    process = start(home, "train", "movie_reviews", "--epochs", 500)
    assert process.stderr is not None
    assert any(line.startswith("Epoch 1 of 500") for line in process.stderr)
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    said = json.loads(out.splitlines()[-1])
    assert said["reason"] == "stopped"
    assert 1 <= said["epochs"] < 500
    assert command("export", said["run"], "--to", home / "after stop")["points"] > 100


def test_that_without_a_display_the_main_job_is_done_to_the_end(home):
    environment = {name: value for name, value in os.environ.items()
                   if name not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")}
    done = subprocess.run([sys.executable, "-m", "rnnstudio"], capture_output=True, text=True, timeout=300,
                          check=False, env={**environment, "RNNSTUDIO_HOME": str(home / "bare")})
    assert done.returncode == 0, done.stderr
    files = [line.strip() for line in done.stdout.splitlines() if line.strip().endswith("vecs.tsv")]
    assert len(files) == 1
    assert Path(files[0]).is_file()
