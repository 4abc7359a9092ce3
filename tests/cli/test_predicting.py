"""The command predict as a person types it, with the real TensorFlow, on the bundled movie reviews and a series."""

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from rnnstudio.cli import main

pytestmark = pytest.mark.tf


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

    def run(*words: Any, code: int = 0, typed: str = "") -> Any:
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        assert main([*map(str, words), "--json"]) == code
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        return json.loads(out.splitlines()[-1])

    return run


@pytest.fixture
def reviews(home, command) -> str:
    """Train the movie reviews for an epoch, once."""
    there = sorted((home / "runs").glob("*Movie*"))
    return str(there[0] if there else command("train", "movie_reviews", "--epochs", 1)["run"])


def test_that_texts_are_predicted_from_arguments_input_and_a_file(command, reviews, tmp_path):
    said = command("predict", Path(reviews).name, "a wonderful film", "-", typed="boring\n\nbad and dull\n")
    assert [one["text"] for one in said["predictions"]] == ["a wonderful film", "boring", "bad and dull"]
    for one in said["predictions"]:
        assert set(one) == {"text", "label", "probabilities"}
        assert set(one["probabilities"]) == {"negative", "positive"}
        assert sum(one["probabilities"].values()) == pytest.approx(1)
        assert one["label"] == max(one["probabilities"], key=one["probabilities"].get)
    file = tmp_path / "texts.jsonl"
    file.write_text('{"review": "a wonderful film"}\n{"review": ""}\n', encoding="utf-8")
    alone = command("predict", reviews, "--file", file)
    first = said["predictions"][0]["probabilities"]
    assert alone["predictions"][0]["probabilities"] == pytest.approx(first, abs=1e-5)
    table = command("predict", reviews, "--file", file, "--to", tmp_path / "out.csv")
    assert (table["texts"], table["bad"]) == (1, 1)
    assert (tmp_path / "out.csv").read_text(encoding="utf-8").startswith(
        "line,text,label,probability of negative,probability of positive\n1,a wonderful film,")


def test_that_bad_input_is_one_sentence(command, reviews, tmp_path):
    (tmp_path / "empty").mkdir()
    for words, expected in (
            ([reviews], "say what to predict"), ([reviews, " "], "the text is empty"),
            ([reviews, "zzqx qqzx"], "knows none of the words"), ([tmp_path / "empty", "x"], "is not a run"),
            ([reviews, "x", "--to", "y.csv"], "--to writes what --file holds"),
            ([reviews, "--file", tmp_path / "gone.txt"], "does not exist")):
        said = command("predict", *words, code=1)["error"]
        assert expected in said
        assert "\n" not in said


def test_that_a_series_goes_on(command):
    run = command("train", "sunspots", "--epochs", 1)["run"]
    said = command("predict", run, "--length", 3)
    assert len(said["forecast"]) == 3
    assert "takes no text" in command("predict", run, "hello", code=1)["error"]
