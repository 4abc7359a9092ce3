"""Word vectors come out of a run as they were trained, without TensorFlow."""

import io
import json
import subprocess
import sys
import types
import zipfile
from typing import ClassVar

import h5py
import msgspec
import numpy as np
import pytest

from rnnstudio.api import Cancelled, ExportContext, Exporter, ExporterInfo, ExportReport, UserError, hookimpl
from rnnstudio.engine import export as module
from rnnstudio.engine.association import Association
from rnnstudio.engine.export import embedding_table as open_table
from rnnstudio.engine.export import export
from rnnstudio.project import file
from rnnstudio.project.model import ComponentRef, LayerNode, Project
from rnnstudio.registry import Plugin, Registry
from rnnstudio.runs import film
from rnnstudio.runs import folder as runs_folder


def embedding_table(run, **chosen):
    with open_table(run, **chosen) as table:
        return table


VECTORS = np.arange(24, dtype=np.float32).reshape(6, 4)


class Shapes(Exporter):
    """Says what it was given."""

    info = ExporterInfo(id="test.shapes", title="Shapes")
    fail: bool = False

    def export(self, table, target, context):
        if self.fail:
            raise RuntimeError("pen broke")
        target.mkdir()
        (target / "tokens.txt").write_text("\n".join(table.tokens), encoding="utf-8")
        return ExportReport(points=len(table.vectors), dimensions=table.vectors.shape[1])


@pytest.fixture
def exporters():
    plugin = types.SimpleNamespace(
        rnnstudio_exporters=hookimpl(lambda: [Shapes], specname="rnnstudio_exporters"))
    return Registry([Plugin(name="acme", load=lambda: plugin)])


@pytest.fixture
def make_run(tmp_path):
    """Write a run folder by hand: what is promised of one, and no more."""

    def make(layers, tokens=(), models=("best.keras",), node=None):
        folder = tmp_path / "run"
        folder.mkdir()
        runs_folder.write_info(folder, runs_folder.RunInfo(name="Run"))
        stack = (node or LayerNode(id="words", type="test.vectors"),)
        file.save(Project(stack=stack), folder / "project.rnnstudio")
        if tokens:
            runs_folder.write_tokens(folder, list(tokens), list(range(len(tokens))))
        for number, name in enumerate(models):
            write_model(folder / name, layers, number)
        return folder

    return make


def write_model(path, layers, number=0):
    weights = io.BytesIO()
    with h5py.File(weights, "w") as out:
        for place, (name, values) in enumerate(layers.items()):
            group = out.create_group(f"layers/layer_{place}/vars")
            group.attrs["name"] = name
            group["0"] = values + number
    config = {"class_name": "Functional", "config": {"layers": [
        {"class_name": "Embedding", "config": {"name": name, "input_dim": len(values), "output_dim": 4}}
        for name, values in layers.items()]}}
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("config.json", json.dumps(config))
        archive.writestr("model.weights.h5", weights.getvalue())


TOKENS = ["[PAD]", "[UNK]", "a\tb", "", "x", "x"]


def test_that_vectors_come_with_the_tokens_and_counts_of_the_run(make_run):
    table = embedding_table(make_run({"words": VECTORS}, TOKENS))
    assert (table.name, table.tokens, table.counts) == ("words", TOKENS, list(range(6)))
    assert table.vectors.dtype == np.float32
    assert (table.vectors == VECTORS).all()


def test_that_the_best_is_taken_unless_the_last_is_asked_for_or_all_there_is(make_run):
    run = make_run({"words": VECTORS}, TOKENS, models=("best.keras", "last.keras"))
    assert embedding_table(run).vectors[0, 0] == 0
    assert embedding_table(run, which="last").vectors[0, 0] == 1
    (run / "best.keras").unlink()
    assert embedding_table(run).vectors[0, 0] == 1


def test_that_the_users_name_is_used(make_run):
    node = LayerNode(id="words", type="test.vectors", name="Meine Wörter")
    assert embedding_table(make_run({"words": VECTORS}, TOKENS, node=node)).name == "Meine Wörter"


def test_that_ids_without_a_vocabulary_are_called_by_their_number(make_run):
    table = embedding_table(make_run({"words": VECTORS}))
    assert list(table.tokens) == ["id 0", "id 1", "id 2", "id 3", "id 4", "id 5"]
    assert len(table.counts) == 0


def test_that_vectors_beyond_the_vocabulary_are_left_out(make_run):
    assert len(embedding_table(make_run({"words": VECTORS}, TOKENS[:4])).vectors) == 4


def test_that_one_of_several_embeddings_can_be_chosen(make_run):
    run = make_run({"words": VECTORS, "others": VECTORS * 10}, TOKENS)
    assert embedding_table(run, layer="others").vectors[1, 0] == 40
    with pytest.raises(UserError, match='no embedding called "third"; it has: words, others'):
        embedding_table(run, layer="third")


def test_that_a_folder_that_is_no_run_or_lacks_something_is_said_in_words(make_run, tmp_path):
    with pytest.raises(UserError, match="is not a run"):
        embedding_table(tmp_path / "nowhere")
    run = make_run({}, models=())
    with pytest.raises(UserError, match="has no model"):
        embedding_table(run)
    write_model(run / "best.keras", {})
    with pytest.raises(UserError, match="has no Embedding layer"):
        embedding_table(run)
    (run / "best.keras").write_bytes((run / "best.keras").read_bytes()[:100])
    with pytest.raises(UserError, match=r"best.keras can't be read as a Keras model"):
        embedding_table(run)


def test_that_more_tokens_than_vectors_are_refused(make_run):
    with pytest.raises(UserError, match="names 6 tokens, but the model has vectors for 3"):
        embedding_table(make_run({"words": VECTORS[:3]}, TOKENS))


def test_that_the_exporter_is_given_the_table_and_its_faults_are_named(make_run, exporters, tmp_path):
    run = make_run({"words": VECTORS}, TOKENS)
    report = export(run, exporters, ComponentRef(type="test.shapes"), tmp_path / "out", ExportContext())
    assert (report.points, report.dimensions) == (6, 4)
    with pytest.raises(UserError, match="Shapes, of the plugin acme, failed: RuntimeError: pen broke"):
        export(run, exporters, ComponentRef(type="test.shapes", params={"fail": True}), tmp_path / "more",
               ExportContext())
    with pytest.raises(UserError, match="no installed plugin"):
        export(run, exporters, ComponentRef(type="test.other"), tmp_path / "more", ExportContext())
    with pytest.raises(Cancelled):
        export(run, exporters, ComponentRef(type="test.shapes"), tmp_path / "more",
               ExportContext(cancelled=lambda: True))
    assert not (tmp_path / "more").exists()


def test_that_vectors_are_mapped_from_the_models_file_and_the_run_may_go_on_meanwhile(make_run):
    run = make_run({"words": VECTORS}, TOKENS)
    with open_table(run) as table:
        assert isinstance(table.vectors, np.memmap) or sys.platform == "win32"
        write_model(run / "new.keras", {"words": VECTORS}, 7)
        (run / "new.keras").replace(run / "best.keras")
        assert (table.vectors == VECTORS).all()
    assert embedding_table(run).vectors[0, 0] == 7


def test_that_what_cannot_be_mapped_is_read(make_run):
    run = make_run({"words": VECTORS}, TOKENS)
    packed = run / "packed.keras"
    with zipfile.ZipFile(run / "best.keras") as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    packed.replace(run / "best.keras")
    assert (embedding_table(run).vectors == VECTORS).all()


def test_that_an_embedding_goes_by_the_users_name_too(make_run):
    node = LayerNode(id="others", type="test.vectors", name="Meine Wörter")
    run = make_run({"words": VECTORS, "others": VECTORS * 10}, TOKENS, node=node)
    for layer in ("others", "Meine Wörter"):
        assert embedding_table(run, layer=layer).vectors[1, 0] == 40


def test_that_the_vectors_kept_of_an_epoch_are_given_with_their_ids_and_counts(make_run):
    run = make_run({"words": VECTORS}, TOKENS)
    with pytest.raises(UserError, match='no vectors of "3"; choose among: best, last, checkpoint'):
        embedding_table(run, which="3")
    layer = film.FilmLayer(node="words", keras_name="words", name="Words", dimensions=4)
    film.write_film(run, film.Film(layers=(layer,), ids=(4, 2, 1), words=("x", "a\tb", "[UNK]")))
    np.save(film.frame_file(run, 0, 3), VECTORS[:3].astype(np.float16))
    table = embedding_table(run, layer="Words", which="3")
    assert (table.name, table.tokens) == ("Words", ("x", "a\tb", "[UNK]"))
    assert (table.ids, table.counts) == ((4, 2, 1), [4, 2, 1])
    assert list(table.special) == [2]
    assert table.vectors.dtype == np.float32
    assert (table.vectors == VECTORS[:3]).all()
    with pytest.raises(UserError, match="the vectors of epoch 4 are not kept; those kept are of: 3"):
        embedding_table(run, which="4")
    with pytest.raises(UserError, match='"soon" is no moment of a training'):
        embedding_table(run, which="soon")
    with pytest.raises(UserError, match='no epochs are kept of the embedding "other"; they are of: Words'):
        embedding_table(run, layer="other", which="3")


class Classes(Shapes):
    """Wants to know of classes."""

    info = ExporterInfo(id="test.classes", title="Classes")
    given: ClassVar[list] = []

    def wants_association(self):
        return True

    def export(self, table, target, context):
        self.given.append(table)
        return ExportReport(points=len(table.tokens), dimensions=4)


def test_that_an_exporter_that_wants_classes_is_told_them_or_why_they_cannot_be_had(make_run, exporters, monkeypatch):
    exporters.exporters["test.classes"] = Classes
    run = make_run({"words": VECTORS}, TOKENS)
    ask = lambda which="best": export(  # noqa: E731
        run, exporters, ComponentRef(type="test.classes"), run / "out", ExportContext(), which=which)
    ask()
    assert Classes.given[-1].association is None
    assert Classes.given[-1].without_association == "The run has no classes, so no word goes with any."
    shares = np.arange(12, dtype=np.float32).reshape(6, 2)
    monkeypatch.setattr(module, "association", lambda *args, **more: Association(("a", "b"), shares))
    ask()
    assert Classes.given[-1].classes == ("a", "b")
    assert (Classes.given[-1].association == shares).all()
    layer = film.FilmLayer(node="words", keras_name="words", name="Words", dimensions=4)
    film.write_film(run, film.Film(layers=(layer,), ids=(4, 2), words=("x", "a\tb")))
    np.save(film.frame_file(run, 0, 0), VECTORS[:2])
    ask("0")
    assert (Classes.given[-1].association == shares[[4, 2]]).all()


def test_that_reading_vectors_loads_neither_tensorflow_nor_keras(make_run):
    run = make_run({"words": VECTORS}, TOKENS)
    script = ("import sys; from pathlib import Path; from rnnstudio.engine.export import embedding_table\n"
              "embedding_table(Path(sys.argv[1])).__enter__()\n"
              "sys.exit(bool({'tensorflow', 'keras'} & sys.modules.keys()))")
    assert subprocess.run([sys.executable, "-c", script, str(run)], timeout=60, check=False).returncode == 0


@pytest.mark.tf
def test_that_the_vectors_are_those_of_the_trained_model(registry, small, node, tmp_path):
    import keras

    from rnnstudio.engine.training import train

    stack = (node("vectors", id="Wörter/1"), *small.stack[1:])
    finished = train(msgspec.structs.replace(small, stack=stack), registry, tmp_path)
    run = next(tmp_path.iterdir())
    assert str(run) == finished.run
    for which in ("best", "last"):
        model = keras.models.load_model(run / f"{which}.keras")
        expected = next(layer for layer in model.layers if isinstance(layer, keras.layers.Embedding))
        table = embedding_table(run, which=which)
        assert (table.vectors == expected.get_weights()[0]).all()
        assert table.tokens[:2] == ["[PAD]", "[UNK]"]
        assert table.name == "Wörter/1"
