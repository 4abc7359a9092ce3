"""Words are judged by analogies and pairs, as the plain way does it; files that are neither are said to be so."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnstudio.api import Cancelled, UserError
from rnnstudio.vectors.judge import analogies, bundled, read_questions, similarity
from tests.vectors.spaces import random_space, space


def write(path, text):
    path.write_text(text, encoding="utf-8")
    return path


def by_hand(found, questions):
    """Answer each question alone, in double precision."""
    unit = found.vectors.astype(np.float64) / np.linalg.norm(found.vectors, axis=1)[:, None]
    right = 0
    for words in itertools.chain(*questions.sections.values()):
        a, b, c, d = (found.words.index(word) for word in words)
        cosine = unit @ (unit[b] - unit[a] + unit[c])
        cosine[[a, b, c, *found.special]] = -np.inf
        right += int(cosine.argmax() == d)
    return right


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 2**16), count=st.integers(6, 40))
def test_that_analogies_are_answered_as_one_by_one(tmp_path_factory, seed, count):
    found = random_space(count, 3, seed, special=frozenset({0, 1}))
    random = np.random.default_rng(seed)
    lines = [" ".join(found.words[row] for row in random.permutation(count)[:4]) for _ in range(30)]
    path = write(tmp_path_factory.mktemp("q") / "q.txt", ": one\n" + "\n".join(lines[:10]) + "\n: two\n"
                 + "\n".join(lines[10:]))
    questions = read_questions(path)
    scores = analogies(found, questions)
    assert [(score.name, score.questions, score.covered) for score in scores] == [("one", 10, 10), ("two", 20, 20)]
    assert sum(score.right for score in scores) == by_hand(found, questions)


def test_that_words_are_found_whatever_their_case_and_unknown_ones_are_not_asked(tmp_path):
    found = space(["paris", "france", "rome", "italy"], [[1, 0, 0], [1, 1, 0], [0, 0, 1], [0, 1, 1]])
    questions = read_questions(write(tmp_path / "q.txt",
                                     ": capitals\nParis France Rome Italy\nParis France Oslo Norway\n"))
    assert analogies(found, questions)[0][1:] == (2, 1, 1)


def test_that_words_without_a_direction_are_not_asked(tmp_path):
    found = space(["a", "b", "c", "d"], [[0, 0], [1, 1], [np.nan, 1], [1, 0]])
    questions = read_questions(write(tmp_path / "q.txt", "a b c d\nb d b d\n"))
    assert analogies(found, questions)[0][1:3] == (2, 1)


def test_that_it_can_be_stopped_and_tells_how_far_it_is(tmp_path):
    found = random_space(10, 3)
    questions = read_questions(write(tmp_path / "q.txt", "w1 w2 w3 w4\n" * 5))
    told = []
    analogies(found, questions, progress=told.append)
    assert told[-1] == 1.0
    with pytest.raises(Cancelled):
        analogies(found, questions, cancelled=lambda: True)


def test_that_the_bundled_analogies_are_whole():
    questions = read_questions(bundled())
    assert len(questions) == 19_544
    assert len(questions.sections) == 14
    assert questions.sections["family"][0] == ("boy", "girl", "brother", "sister")


@pytest.mark.parametrize("text", ["a\tb\t1\nc\td\t2\ne\tf\t3\n", "Word 1,Word 2,Human (mean)\na,b,1\nc,d,2\ne,f,3\n",
                                  "# pairs\n\na b 1.0\nc  d  2\ne f 3 more"])
def test_that_pairs_are_read_by_tabs_commas_and_spaces(tmp_path, text):
    questions = read_questions(write(tmp_path / "pairs", text))
    assert [tuple(pair) for pair in questions.pairs] == [("a", "b", 1.0), ("c", "d", 2.0), ("e", "f", 3.0)]
    assert len(questions) == 3


def test_that_cosines_that_are_ordered_as_people_say_correlate_fully(tmp_path):
    found = space(["a", "b", "c", "d", "e"], [[1, 0], [1, 0.1], [1, 1], [0, 1], [-1, 0.2]])
    path = write(tmp_path / "p.tsv", "a\tb\t10\na\tc\t7\na\td\t3\na\te\t1\nx\ty\t5\n")
    result = similarity(found, read_questions(path))
    assert result.rho == pytest.approx(1.0)
    assert (result.pairs, result.covered) == (5, 4)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 4), min_size=3, max_size=20), st.integers(0, 99))
def test_that_the_correlation_is_that_of_scipy(tmp_path_factory, said, seed):
    stats = pytest.importorskip("scipy.stats")
    found = random_space(len(said) + 1, 4, seed)
    path = write(tmp_path_factory.mktemp("p") / "p.tsv", "".join(f"w0\tw{row + 1}\t{number}\n"
                                                                  for row, number in enumerate(said)))
    result = similarity(found, read_questions(path))
    if len(set(said)) == 1:
        assert result.rho is None
        return
    unit = found.unit.astype(np.float64)
    assert result.rho == pytest.approx(stats.spearmanr(unit[1:] @ unit[0], said).statistic, abs=1e-6)


@pytest.mark.parametrize(("text", "said"), [
    ("", "holds no questions"), (": a section\n", "holds no questions"),
    ("one two three four five six\n", "no questions"), ("a b c d\na b c\n", "line 2"),
    ("a b 1\na b c d\n", "line 2"), ("a b c d\n\n# x\na b 3\n", "line 4")])
def test_that_a_file_that_is_neither_is_said(tmp_path, text, said):
    with pytest.raises(UserError, match=said):
        read_questions(write(tmp_path / "q.txt", text))


def test_that_a_file_that_cannot_be_read_is_said(tmp_path):
    with pytest.raises(UserError, match="can't be read"):
        read_questions(tmp_path / "gone.txt")
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00\x81")
    with pytest.raises(UserError, match="can't be read"):
        read_questions(tmp_path / "binary")
