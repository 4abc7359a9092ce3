import pytest

from rnnstudio.api import DataFacts
from rnnstudio.project.words import duration, number, sentence, shape_words, size


def test_that_numbers_have_thousands_separators():
    assert [number(0), number(128_000), number(-1_000), number(1234.5), number(0.001)] == [
        "0", "128,000", "-1,000", "1,234.5", "0.001"]


@pytest.mark.parametrize(("shape", "words"), [
    ((None, None), "batch × steps"),
    ((None, None, 64), "batch × steps × 64"),
    ((None, 8000), "batch × 8,000"),
    ((None, 80, 64), "batch × 80 × 64"),
    ((None, None, None), "batch × steps × any"),
    ((32, 5), "32 × 5"),
    (None, ""),
])
def test_that_shapes_are_said_in_words(shape, words):
    assert shape_words(shape) == words


def test_that_a_fixed_number_of_steps_is_named():
    facts = DataFacts(input="values", task="regression", outputs=1, steps=80, features=3)
    assert shape_words((None, 80, 64), facts) == "batch × 80 steps × 64"
    assert shape_words((None, 80), facts) == "batch × 80"


@pytest.mark.parametrize(("seconds", "words"), [
    (0, "0:00"), (12.4, "0:12"), (59.7, "1:00"), (725, "12:05"), (3723, "1:02:03"), (-3, "0:00")])
def test_that_durations_read_like_a_clock(seconds, words):
    assert duration(seconds) == words


@pytest.mark.parametrize(("count", "words"), [
    (0, "0 bytes"), (512, "512 bytes"), (48_200, "48 kB"), (577_028, "0.6 MB"), (12_300_000, "12 MB"),
    (999_900_000, "1.0 GB"), (1_234_000_000, "1.2 GB")])
def test_that_sizes_have_the_unit_one_expects(count, words):
    assert size(count) == words


@pytest.mark.parametrize(("message", "said"), [
    ("no file is chosen yet; choose one", "No file is chosen yet; choose one."),
    ("can't be read", "Can't be read."),
    ("reviews.csv, line 3: the text is empty", "reviews.csv, line 3: the text is empty."),
    ("/data/a.csv does not exist", "/data/a.csv does not exist."),
    ("$.data.source: no installed plugin has it", "No installed plugin has it."),
    ('"Characters" suits this better than "Words"', '"Characters" suits this better than "Words".'),
    ("Done already.", "Done already."), ("文件是空的", "文件是空的。"), ("", ""),
])
def test_that_a_message_becomes_a_sentence(message, said):
    assert sentence(message) == said
