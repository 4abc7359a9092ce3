"""The command evaluate, with an engine that only pretends."""

import sys
import types
from pathlib import Path

import pytest

import rnnstudio.engine
from rnnstudio.api import UserError
from rnnstudio.runs.evaluation import (
    Cell,
    ClassScore,
    Confusion,
    Evaluation,
    JudgedExample,
    LeftOut,
    NumberScore,
)

SCORES = (ClassScore(index=0, name="no", support=6, predicted=5, precision=0.8, recall=4 / 6, f1=8 / 11,
                     confused_with="yes", confused=2),
          ClassScore(index=1, name="yes", support=4, predicted=5, precision=0.6, recall=0.75, f1=6 / 9))
FOUND = Evaluation(
    id="x", run="/runs/one", part="validation", which="best", task="binary", examples=10, classes=("no", "yes"),
    metrics={"loss": 0.5, "accuracy": 0.7}, per_class=SCORES,
    matrices=(Confusion(order="all", classes=(0, 1), cells=(Cell(0, 0, 4), Cell(0, 1, 2), Cell(1, 0, 1),
                                                            Cell(1, 1, 3))),),
    mistakes=(JudgedExample(number=3, text="not bad", true="yes", predicted="no", probability=0.91),),
    left_out=(LeftOut(reason="it has no text", count=2, example="line 4"),), notes=("The data has changed.",))


@pytest.fixture(autouse=True)
def judge(monkeypatch):
    """What was asked, and what is answered or raised."""
    told = types.SimpleNamespace(asked=[], answer=FOUND)

    def evaluate(run, registry, **keywords):
        told.asked.append((run, {name: value for name, value in keywords.items() if name != "progress"}))
        keywords["progress"]("Judging", 0.5)
        if isinstance(told.answer, Exception):
            raise told.answer
        return told.answer

    module = types.SimpleNamespace(evaluate=evaluate)
    monkeypatch.setitem(sys.modules, "rnnstudio.engine.evaluate", module)
    monkeypatch.setattr(rnnstudio.engine, "evaluate", module, raising=False)
    return told


def test_that_json_holds_metrics_examples_and_a_small_matrix(rnnstudio_command, judge):
    ran = rnnstudio_command("evaluate", "/runs/one", "--json")
    assert ran.code == 0
    assert ran.json["metrics"] == {"loss": 0.5, "accuracy": 0.7}
    assert ran.json["examples"] == 10
    assert ran.json["classes"] == ["no", "yes"]
    assert ran.json["confusion"] == [[4, 2], [1, 3]]
    assert ran.json["per_class"][1]["recall"] == 0.75
    assert ran.json["left_out"][0]["count"] == 2
    assert judge.asked == [(Path("/runs/one").absolute(), {
        "part": "validation", "data": None, "which": "best", "skip_unknown": False})]


def test_that_part_model_and_file_are_passed_on(rnnstudio_command, judge):
    rnnstudio_command("evaluate", "/runs/one", "--part", "test", "--which", "last")
    rnnstudio_command("evaluate", "/runs/one", "--data", "more.csv", "--skip-unknown")
    assert [keywords for _, keywords in judge.asked] == [
        {"part": "test", "data": None, "which": "last", "skip_unknown": False},
        {"part": "file", "data": Path("more.csv"), "which": "best", "skip_unknown": True}]
    assert rnnstudio_command("evaluate", "/runs/one", "--data", "a", "--part", "test").code == 2
    assert rnnstudio_command("evaluate").code == 2


def test_that_a_person_reads_tables(rnnstudio_command):
    out = rnnstudio_command("evaluate", "/runs/one").out
    for words in ("Judged by 10 examples, with the best model.", "The data has changed.", "Left out: 2, it has no",
                  "accuracy", "0.7000", "yes (2)", "The most confident mistakes", "not bad"):
        assert words in out


def test_that_numbers_have_a_line_for_each_output(rnnstudio_command, judge):
    judge.answer = Evaluation(
        id="x", run="/runs/one", part="file", file="/a.csv", which="last", task="regression", examples=3,
        metrics={"loss": 2.0}, outputs=(NumberScore(name="height", mae=1.5, rmse=2.5, r2=0.5),))
    ran = rnnstudio_command("evaluate", "/runs/one", "--json")
    assert ran.json["outputs"] == [{"name": "height", "mae": 1.5, "rmse": 2.5, "r2": 0.5}]
    assert "confusion" not in ran.json
    assert "height" in ran.err


def test_that_bad_input_is_one_sentence_and_code_1(rnnstudio_command, judge):
    judge.answer = UserError("/runs/one is not a run: it has no run.json")
    ran = rnnstudio_command("evaluate", "/runs/one", "--json")
    assert (ran.code, ran.json) == (1, {"error": "/runs/one is not a run: it has no run.json"})
