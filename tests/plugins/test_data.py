"""The bundled data plugin as the registry and the engine see it: what it adds, the bundled reviews, input by hand."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pyarrow as pa
import pytest
import rnnstudio_data
from rnnstudio_data import english_reviews
from rnnstudio_data.by_hand import ByHand
from rnnstudio_data.english_reviews import EnglishReviews

from rnnstudio.api import Cancelled, ReadContext, UserError, parameters, read_parameters
from rnnstudio.registry import Registry, installed_plugins

CONTEXT = ReadContext()
STOPPED = ReadContext(cancelled=lambda: True)


def table(source):
    return pa.Table.from_batches(list(source.read(CONTEXT)))


def test_that_the_entry_point_brings_sources_encoder_and_templates_without_a_problem():
    registry = Registry([plugin for plugin in installed_plugins() if plugin.name == "rnnstudio_data"])
    assert [report.problems for report in registry.reports] == [()]
    assert list(registry.sources) == ["rnnstudio.english_reviews", "rnnstudio.table", "rnnstudio.by_hand"]
    assert list(registry.encoders) == [encoder.info.id for encoder in rnnstudio_data.rnnstudio_encoders()]
    assert list(registry.templates) == [template.id for template in rnnstudio_data.rnnstudio_templates()]


@pytest.mark.parametrize("module", ["rnnstudio_data", "rnnstudio_exports"])
def test_that_loading_the_plugin_imports_nothing_heavy(module):
    code = (f"import sys, {module}; from rnnstudio.registry import Registry, installed_plugins;"
            f"Registry([p for p in installed_plugins() if p.name == '{module}']);"
            "heavy = {'tensorflow', 'keras', 'numpy', 'pyarrow', 'tokenizers'};"
            "print({name.split('.')[0] for name in sys.modules} & heavy)")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "set()"


def test_that_every_parameter_and_source_is_described():
    components = [*rnnstudio_data.rnnstudio_data_sources(), *rnnstudio_data.rnnstudio_encoders()]
    for component in components:
        assert component.__doc__.splitlines()[0].endswith(".")
        for parameter in parameters(component):
            assert parameter.doc.endswith("."), (component, parameter.name)
    assert all(source.info.origin for source in rnnstudio_data.rnnstudio_data_sources())


def test_that_the_bundled_reviews_are_all_there():
    found = table(EnglishReviews())
    assert found.num_rows == 10_072
    assert found["label"].value_counts().to_pylist() == [{"values": 1, "counts": 4996}, {"values": 0, "counts": 5076}]
    assert found.schema.types == [pa.int32(), pa.string()] or found.schema.types == [pa.string(), pa.int32()]
    assert EnglishReviews().contents(CONTEXT).classes == ("negative", "positive")


def test_that_the_bundled_reviews_stream_in_several_batches():
    assert len(list(EnglishReviews().read(CONTEXT))) > 2


def test_that_reading_the_reviews_stops_when_asked():
    with pytest.raises(Cancelled):
        list(EnglishReviews().read(STOPPED))


@pytest.mark.parametrize("content", [None, b"", b"nothing\tof\tthe\tkind\n1\t2\t3\t4\n", b"label\ttext\nx\ty\n"])
def test_that_a_damaged_installation_is_said_in_one_sentence(tmp_path, monkeypatch, content):
    file = tmp_path / "reviews.tsv"
    if content is not None:
        file.write_bytes(content)
    monkeypatch.setattr(english_reviews, "_FILE", file)
    with pytest.raises(UserError, match="install the program again"):
        list(EnglishReviews().read(CONTEXT))


def test_that_ids_by_hand_have_the_size_typed_in_and_never_mean_padding():
    source = ByHand(vocabulary_size=50, steps=7, outputs=4, examples=100)
    contents, found = source.contents(CONTEXT), table(source)
    assert (contents.input, contents.task, contents.outputs, contents.steps) == ("ids", "multiclass", 4, 7)
    assert (contents.vocabulary_size, contents.features, contents.generated) == (50, None, True)
    assert found.schema.field("ids").type == pa.list_(pa.int32())
    ids = np.array(found["ids"].to_pylist())
    assert ids.shape == (100, 7)
    assert ids.min() >= 2
    assert ids.max() < 50
    assert np.bincount(found["label"]).tolist() == [25] * 4


def test_that_numbers_by_hand_are_steps_of_features():
    source = ByHand(kind="numbers", outputs=1, examples=30)
    contents, found = source.contents(CONTEXT), table(source)
    assert (contents.input, contents.task, contents.outputs) == ("values", "binary", 1)
    assert (contents.steps, contents.features, contents.vocabulary_size) == (5, 10, None)
    assert found.schema.field("values").type == pa.list_(pa.list_(pa.float32(), 10))
    assert np.array(found["values"].to_pylist()).shape == (30, 5, 10)
    assert set(found["label"].to_pylist()) == {0, 1}


def test_that_ids_by_hand_have_20_steps_unless_said_otherwise():
    assert ByHand().contents(CONTEXT).steps == 20


@pytest.mark.parametrize("kind", ["ids", "numbers"])
def test_that_the_seed_decides_the_made_up_examples(kind):
    assert table(ByHand(kind=kind, seed=3)) == table(ByHand(kind=kind, seed=3))
    assert table(ByHand(kind=kind, seed=3)) != table(ByHand(kind=kind, seed=4))


@pytest.mark.parametrize("kind", ["ids", "numbers"])
def test_that_many_made_up_examples_stream_in_batches_of_bounded_size(kind):
    source = ByHand(kind=kind, steps=1000, features=50, examples=3000)
    sizes = [batch.num_rows for batch in source.read(CONTEXT)]
    assert sum(sizes) == 3000
    assert max(sizes) <= 1048
    with pytest.raises(Cancelled):
        list(source.read(STOPPED))


def test_that_the_smallest_and_oddest_sizes_work():
    for params in ({"vocabulary_size": 4, "outputs": 10, "examples": 4, "steps": 1},
                   {"kind": "numbers", "features": 1, "examples": 4, "steps": 1},
                   {"kind": "numbers", "features": 100_000, "examples": 4, "steps": 20}):
        assert table(read_parameters(ByHand, params)).num_rows == 4


@pytest.mark.parametrize("outputs", [1, 10])
def test_that_the_class_of_ids_can_be_learned(outputs):
    source = ByHand(outputs=outputs, examples=600, vocabulary_size=200)
    ids, labels = (np.array(table(source)[name].to_pylist()) for name in ("ids", "label"))
    bags = np.stack([np.bincount(row, minlength=200) for row in ids]).astype(float)
    assert nearest_centre(bags, labels) > 0.9


@pytest.mark.parametrize("outputs", [1, 10])
def test_that_the_class_of_numbers_can_be_learned(outputs):
    values, labels = (np.array(table(ByHand(kind="numbers", outputs=outputs, examples=600))[name].to_pylist())
                      for name in ("values", "label"))
    assert nearest_centre(values.mean(axis=1), labels) > 0.9


def nearest_centre(points, labels):
    """Learn from the first half, judge by the second."""
    half = len(labels) // 2
    centres = np.stack([points[:half][labels[:half] == k].mean(axis=0) for k in range(labels.max() + 1)])
    distance = ((points[half:, None] - centres[None]) ** 2).sum(axis=2)
    return (distance.argmin(axis=1) == labels[half:]).mean()
