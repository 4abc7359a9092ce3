"""The command predict as a person types it, with the real TensorFlow, on the bundled movie reviews and a series."""

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from rnnstudio.cli import main
from rnnstudio.project.file import save
from rnnstudio.project.model import ComponentRef, DataSettings, LayerNode, Project

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
            ([reviews, "good film", "--attention"], "has no layer whose attention could be shown"),
            ([reviews, "--file", tmp_path / "texts.txt", "--attention"], "not of a file"),
            ([reviews, "--file", tmp_path / "gone.txt"], "does not exist")):
        said = command("predict", *words, code=1)["error"]
        assert expected in said
        assert "\n" not in said


def test_that_attention_is_told_token_by_token(command, tmp_path):
    rows = [f"{'good' if number % 2 else 'bad'} film {number % 7},{'yes' if number % 2 else 'no'}"
            for number in range(60)]
    (tmp_path / "films.csv").write_text("\n".join(["text,label", *rows]), encoding="utf-8")
    stack = (LayerNode(id="vectors", type="rnnstudio.embedding", params={"output_dim": 4}),
             LayerNode(id="heads", type="rnnstudio.multi_head_attention", params={"num_heads": 2, "key_dim": 2}),
             LayerNode(id="pool", type="rnnstudio.attention_pooling", params={"units": 2}),
             LayerNode(id="answer", type="rnnstudio.dense", params={"activation": "sigmoid"}))
    data = DataSettings(source=ComponentRef(type="rnnstudio.table", version=2, params={"path": "films.csv"}),
                        encoder=ComponentRef(type="rnnstudio.words"))
    save(Project(name="Films", data=data, stack=stack), tmp_path / "films.rnnstudio")
    run = command("train", tmp_path / "films.rnnstudio", "--epochs", 1)["run"]
    told = command("predict", run, "a good film", "--attention")["predictions"][0]
    assert told["tokens"] == ["a", "good", "film"]
    heads, pool = told["attention"]
    assert (heads["node"], heads["layer"], pool["node"]) == ("heads", "Multi-head attention", "pool")
    assert [len(head) for head in heads["weights"]] == [3, 3]
    assert [sum(row) for head in heads["weights"] for row in head] == pytest.approx([1] * 6, abs=1e-4)
    assert sum(pool["weights"][0][0]) == pytest.approx(1, abs=1e-4)


def test_that_a_series_goes_on(command):
    run = command("train", "sunspots", "--epochs", 1)["run"]
    said = command("predict", run, "--length", 3)
    assert len(said["forecast"]) == 3
    assert "takes no text" in command("predict", run, "hello", code=1)["error"]
