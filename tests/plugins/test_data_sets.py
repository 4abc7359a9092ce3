"""The bundled data sets and the made-up problems: each is what it says it is."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rnnstudio_data.bundled import bundled
from rnnstudio_data.long_memory import LongMemory
from rnnstudio_data.sets import (
    SETS,
    BundledSeries,
    ChineseClassics,
    Digits,
    Languages,
    Phrases,
    Shakespeare,
    Surnames,
    TangPoems,
)

from rnnstudio.api import Cancelled, ReadContext, UserError, parameters


def rows(source):
    return [row for batch in source.read(ReadContext()) for row in batch.to_pylist()]


@pytest.mark.parametrize(("source", "count", "classes"), [
    (Languages(), 1541, 22), (Surnames(), 8485, 17), (ChineseClassics(), 9000, 6), (Phrases(), 2821 * 6, 6),
    (Digits(), 1797, 10)])
def test_that_a_set_has_the_examples_and_classes_it_says(source, count, classes):
    found = rows(source)
    assert len(found) == count or (isinstance(source, Phrases) and 0.9 * count < len(found) <= count)
    assert len({row["label"] for row in found}) == classes
    assert all(row.get("text", "x").strip() for row in found)


def test_that_every_set_says_where_it_is_from_and_its_licence_lies_beside_it():
    for source in SETS:
        assert source.info.origin
        assert source.info.licence
    told = bundled("datasets", "SOURCES.md").read_text(encoding="utf-8")
    for folder in filter(Path.is_dir, bundled("datasets").iterdir()):
        assert folder.name in told
        licences = [file.name for file in folder.glob("LICENSE*")]
        assert bool(licences) == (folder.name != "shakespeare"), folder
        assert all(name in told for name in licences)


def test_that_chinese_classics_come_divided_and_translations_stay_together():
    assert {row["split"] for row in rows(ChineseClassics())} >= {"train"}
    groups = {}
    for row in rows(Phrases()):
        groups.setdefault(row["group"], []).append(row["label"])
    assert max(map(len, groups.values())) == 6


@pytest.mark.parametrize(("collection", "count"), [("quatrains", 10_000), ("Tang 300", 300), ("Song ci", 280)])
def test_that_poems_are_whole(collection, count):
    source = TangPoems(collection=collection)
    assert source.contents(ReadContext()).task == "next_token"
    found = [row["text"] for row in rows(source)]
    assert len(found) >= count
    assert ("\n" in found[0]) == (collection != "quatrains")


def test_that_shakespeare_comes_in_eight_works():
    found = [row["text"] for row in rows(Shakespeare())]
    assert [text.splitlines()[0] for text in found][1:3] == ["HAMLET, PRINCE OF DENMARK", "MACBETH"]
    assert len(found) == 8
    assert 900_000 < sum(map(len, found)) < 1_000_000
    assert any("From fairest creatures" in text for text in found)


def test_that_a_digit_is_eight_rows_of_eight_pixels():
    found = rows(Digits())
    values = np.array([row["values"] for row in found])
    assert values.shape == (1797, 8, 8)
    assert (values.min(), values.max()) == (0.0, 1.0)


SERIES = next(parameter for parameter in parameters(BundledSeries) if parameter.name == "series").choices


@pytest.mark.parametrize("name", SERIES)
def test_that_a_series_is_one_example_without_gaps(name):
    source = BundledSeries(series=name)
    (example,) = rows(source)
    values = np.array(example["values"])
    assert values.shape[1] == 1
    assert 100 <= len(values) <= 3300
    assert np.isfinite(values).all()
    assert len(source.contents(ReadContext()).names) == 1


@pytest.mark.parametrize("source", SETS)
def test_that_a_damaged_installation_is_said(source, monkeypatch, tmp_path):
    monkeypatch.setattr("rnnstudio_data.sets.bundled", lambda *parts: tmp_path.joinpath(*parts))
    with pytest.raises(UserError, match="install the program again"):
        rows(source())


def test_that_reading_stops_when_asked():
    with pytest.raises(Cancelled):
        list(ChineseClassics().read(ReadContext(cancelled=lambda: True)))
    with pytest.raises(Cancelled):
        list(LongMemory().read(ReadContext(cancelled=lambda: True)))


@given(st.sampled_from(["first symbol", "adding", "parity", "copying"]), st.integers(3, 40), st.integers(0, 5))
def test_that_the_answer_of_a_problem_is_right(problem, length, seed):
    source = LongMemory(problem=problem, length=length, seed=seed, examples=30)
    contents = source.contents(ReadContext())
    found = rows(source)
    assert len(found) == 30
    for row in found:
        match problem:
            case "first symbol":
                assert row["ids"][0] - 2 == row["label"]
                assert all(4 <= index - 2 < 8 for index in row["ids"][1:])
            case "adding":
                marked = [number for number, mark in row["values"] if mark]
                assert len(marked) == 2
                assert sum(marked) == pytest.approx(row["label"], abs=1e-5)
            case "parity":
                assert sum(bit for (bit,) in row["values"]) % 2 == row["label"]
            case "copying":
                assert row["label"] == [f"{place + 1}{'ABCD'[row['ids'][place] - 2]}" for place in range(3)]
        sequence = row.get("ids") or row["values"]
        assert len(sequence) == contents.steps
    assert rows(source) == found
    assert contents.generated


def test_that_many_symbols_have_names_of_their_own():
    names = LongMemory(problem="first symbol", symbols=60).contents(ReadContext()).classes
    assert len(set(names)) == 60
