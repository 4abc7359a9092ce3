"""What a run keeps of its layers and data."""

import msgspec
import pyarrow as pa

from rnnstudio.api import Contents
from rnnstudio.engine.about_run import data_origin, fingerprint, layer_facts
from rnnstudio.engine.prepare import prepare
from rnnstudio.project.model import LayerNode, Project, SplitSettings
from rnnstudio.project.report import LayerReport, StackReport


def test_that_the_same_examples_have_the_same_fingerprint_however_divided(registry, give_texts, make_reviews):
    texts, labels = make_reviews(40)
    settings = give_texts(texts, labels)
    one = fingerprint(prepare(settings, registry).encoded)
    assert len(one) == 32
    other = msgspec.structs.replace(settings, split=SplitSettings(seed=5, validation=0.4))
    assert fingerprint(prepare(other, registry).encoded) == one
    assert fingerprint(prepare(give_texts(list(texts), list(labels)), registry).encoded) == one


def test_that_another_text_label_or_order_has_another_fingerprint(registry, give_texts, make_reviews):
    texts, labels = make_reviews(40)
    changed = [["other words", *texts[1:]], labels], [texts, [labels[-1], *labels[1:-1], labels[0]]], [
        texts[::-1], labels[::-1]]
    found = {fingerprint(prepare(give_texts(*one), registry).encoded) for one in ([texts, labels], *changed)}
    assert len(found) == 4


def test_that_numbers_count_and_labels_of_another_width_do_not(registry, give):
    def encoded(first, kind):
        rows = [[[first, 1.0], [0.5, 2.0]]] + [[[0.0, 1.0], [0.5, 2.0]]] * 9
        batch = pa.record_batch({"values": pa.array(rows, pa.list_(pa.list_(pa.float32(), 2))),
                                 "label": pa.array([0.5] * 10, kind)})
        return prepare(give(Contents(input="values"), batch), registry).encoded

    assert fingerprint(encoded(0.0, pa.float32())) == fingerprint(encoded(0.0, pa.float64()))
    assert fingerprint(encoded(0.0, pa.float32())) != fingerprint(encoded(0.1, pa.float32()))


def test_that_origin_and_folder_are_kept(registry, give_texts, make_reviews, tmp_path):
    settings = give_texts(*make_reviews(20))
    found = data_origin(Project(data=settings), registry, prepare(settings, registry), tmp_path)
    assert (found.source, found.folder) == ("Given", str(tmp_path))
    assert found.fingerprint


def test_that_layers_are_kept_with_the_names_they_were_given():
    project = Project(stack=(LayerNode(id="a", type="x.a", name="Mine", children=(LayerNode(id="b", type="x.b"),)),))
    report = StackReport(layers=(
        LayerReport(node="a", type="x.a", name="Mine", output_shape=(None, 4), parameters=9),
        LayerReport(node="b", type="x.b", name="Title", parameters=9, depth=1)))
    first, second = layer_facts(project, report)
    assert (first.name, first.shape, first.parameters, first.depth) == ("Mine", (None, 4), 9, 0)
    assert (second.name, second.type, second.shape, second.depth) == ("", "x.b", None, 1)
