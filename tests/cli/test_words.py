"""The words of a run answer in the terminal, without TensorFlow."""

import json
import subprocess
import sys

import numpy as np
import pytest

from rnnstudio.cli import main
from tests.vectors.spaces import make_run

WORDS = ["[PAD]", "[UNK]", "man", "woman", "king", "queen", "apple"]
VECTORS = np.array([[1, -1, 1], [1, -1, 1], [1, 0, 0], [0, 1, 0], [1, 0, 1], [0, 1, 1], [-1, -1, 0]], np.float32)


@pytest.fixture
def run(tmp_path):
    return make_run(tmp_path / "run", {"words": VECTORS}, WORDS)


@pytest.fixture
def ask(capsys):
    def asked(*words, code=0):
        assert main(["words", *map(str, words), "--json"]) == code
        return json.loads(capsys.readouterr().out.splitlines()[-1])
    return asked


def test_that_neighbours_come_with_their_values(run, ask):
    found = ask(run, "neighbours", "King", "-k", 2)
    assert found["word"] == "king"
    assert [each["word"] for each in found["neighbours"]] == ["man", "queen"]
    assert found["neighbours"][0]["value"] == pytest.approx(0.5**0.5)
    far = ask(run, "neighbours", "king", "--metric", "euclidean", "-k", 1)
    assert far["neighbours"] == [{"word": "man", "value": 1.0}]


def test_that_an_analogy_is_answered(run, ask):
    assert ask(run, "analogy", "man", "king", "woman")["neighbours"][0]["word"] == "queen"


def test_that_words_are_judged_by_a_file_or_by_the_bundled_analogies(run, ask, tmp_path):
    file = tmp_path / "q.txt"
    file.write_text(": royal\nman king woman queen\nman king woman apple\n: more\nman king boy prince\n")
    found = ask(run, "judge", file)
    assert (found["questions"], found["covered"], found["right"], found["accuracy"]) == (3, 2, 1, 0.5)
    assert found["sections"][1]["accuracy"] is None
    assert ask(run, "judge")["questions"] == 19_544
    file.write_text("man king 9\nman woman 4\nman apple 0\n")
    assert ask(run, "judge", file)["rho"] == pytest.approx(1.0)
    file.write_text("man king woman queen\nman king\n")
    assert "line 2" in ask(run, "judge", file, code=1)["error"]


def test_that_two_runs_are_compared(run, ask, tmp_path):
    other = make_run(tmp_path / "other", {"words": VECTORS[::-1].copy()}, WORDS[:2] + WORDS[:1:-1])
    found = ask(run, "compare", other, "king", "-k", 2)
    assert len(found["neighbours"]) == 2
    assert 0 <= found["overlap"] <= 1
    assert ask(run, "compare", run, "king")["overlap"] == 1


def test_that_people_get_tables_and_sentences(run, capsys):
    for question in (["neighbours", "king"], ["analogy", "man", "king", "woman"], ["judge"],
                     ["compare", str(run), "king"]):
        assert main(["words", str(run), *question]) == 0
        assert capsys.readouterr().out.strip()


def test_that_mistakes_are_said(run, ask, tmp_path):
    assert 'no "emperor"' in ask(run, "neighbours", "emperor", code=1)["error"]
    assert "is not a run" in ask(tmp_path, "neighbours", "king", code=1)["error"]
    assert main(["words", str(run), "neighbours", "king", "-k", "0"]) == 2
    assert main(["words", str(run)]) == 2


def test_that_neither_tensorflow_nor_qt_is_loaded(run):
    script = ("import sys; from rnnstudio.cli import main; main(sys.argv[1:])\n"
              "sys.exit(bool({'tensorflow', 'keras', 'PySide6'} & sys.modules.keys()))")
    done = subprocess.run([sys.executable, "-c", script, "words", str(run), "neighbours", "king"], timeout=60,
                          check=False, capture_output=True)
    assert done.returncode == 0, done.stderr
