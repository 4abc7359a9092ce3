"""Differences between projects are said in words, each once, and none where there is none."""

import pytest

from rnnstudio.project.comparing import differences, varying
from rnnstudio.project.describing import model_words, settings
from rnnstudio.project.model import ComponentRef, DataSettings, LayerNode, Project, TrainingSettings
from rnnstudio.registry import Registry, installed_plugins


@pytest.fixture(scope="module")
def find():
    bundled = [plugin for plugin in installed_plugins() if plugin.distribution == "rnnstudio"]
    return Registry(bundled).component_class


def node(kind, node_id="", children=(), enabled=True, **params):
    return LayerNode(id=node_id or kind, type=f"rnnstudio.{kind}", params=params, children=tuple(children),
                     enabled=enabled)


def project(*stack, training=None, **data):
    return Project(stack=stack, training=TrainingSettings(**(training or {})), data=DataSettings(**data))


EMBEDDING, DENSE = node("embedding", output_dim=16), node("dense")


def test_that_a_model_is_said_in_short(find):
    made = project(EMBEDDING, node("bidirectional", children=[node("lstm", units=32)]), node("dropout", rate=0.3),
                   node("gru", enabled=False), DENSE)
    assert model_words(find, made) == "Embedding 16 · Bidirectional (LSTM 32) · Dropout 0.3 · Dense"


def test_that_a_layer_no_plugin_has_goes_by_its_id(find):
    assert model_words(find, Project(stack=(LayerNode(id="a", type="other.gone"),))) == "other.gone"


@pytest.mark.parametrize(("before", "after", "said"), [
    ([EMBEDDING, node("lstm", units=64), DENSE], [EMBEDDING, node("gru", units=64), DENSE], ["LSTM 64 → GRU 64"]),
    ([EMBEDDING, node("lstm", units=64), DENSE], [EMBEDDING, node("lstm", units=128), DENSE],
     ["LSTM: units 64 → 128"]),
    ([EMBEDDING, node("gru"), DENSE], [EMBEDDING, node("gru"), node("dropout", rate=0.5), DENSE],
     ["Dropout 0.5 added after GRU"]),
    ([node("dropout", rate=0.5), DENSE], [DENSE], ["Dropout 0.5 removed"]),
    ([DENSE], [EMBEDDING, DENSE], ["Embedding 16 added at the start"]),
    ([EMBEDDING, node("global_average_pooling_1d"), DENSE],
     [EMBEDDING, node("gru", units=16), node("dropout", rate=0.3), DENSE],
     ["Global average pooling → GRU 16", "Dropout 0.3 added after GRU"]),
    ([node("lstm", units=8)], [node("bidirectional", children=[node("lstm", units=8)])],
     ["LSTM 8 → Bidirectional (LSTM 8)"]),
    ([node("bidirectional", children=[node("lstm", units=8)])],
     [node("bidirectional", children=[node("lstm", units=9)])], ["LSTM: units 8 → 9"]),
    ([node("dropout", rate=0.5)], [node("dropout", rate=0.5, enabled=False)], ["Dropout 0.5 switched off"]),
    ([node("dropout", rate=0.5, enabled=False)], [node("dropout", rate=0.2, enabled=False)], []),
    ([node("lstm", units=64, dropout=0.2)], [node("gru", units=32)], ["LSTM 64 → GRU 32", "GRU: dropout 0.2 → 0"]),
])
def test_that_a_difference_of_layers_is_said(find, before, after, said):
    assert differences(find, project(*before), project(*after)) == said


def test_that_a_parameter_left_at_its_default_is_the_same_as_the_default(find):
    assert differences(find, project(node("lstm")), project(node("lstm", units=64))) == []


def test_that_settings_are_said_by_their_titles(find):
    before = project(DENSE)
    after = project(DENSE, training={"learning_rate": 0.01, "early_stopping": 3}, bad_rows="skip",
                    encoder=ComponentRef(type="rnnstudio.words", params={"vocabulary_size": 500}))
    assert differences(find, before, after) == [
        "learning rate 0.001 → 0.01", "stop early after none → 3", "vocabulary size 8,000 → 500",
        "rows that can't be used stop → skip"]


def test_that_settings_without_effect_are_no_difference_and_a_choices_own_default_is_none_either(find):
    before = project(DENSE, training={"rho": 0.5, "clip_by": "value", "measure_auc": True, "beta_1": None})
    assert differences(find, before, project(DENSE, training={"beta_1": 0.9})) == []
    said = differences(find, before, project(DENSE, training={"optimizer": "sgd", "momentum": 0.9}))
    assert said == ["optimizer adam → sgd"]
    assert "training.momentum" in settings(find, project(DENSE, training={"optimizer": "sgd"}))


def test_that_a_project_differs_from_itself_in_nothing_and_names_do_not_count(find):
    made = project(EMBEDDING, node("lstm"), DENSE)
    renamed = Project(name="Other", notes="changed", stack=made.stack, training=made.training, data=made.data)
    assert differences(find, made, renamed) == []


def test_that_differences_the_other_way_are_as_many(find):
    one = project(EMBEDDING, node("lstm"), DENSE, training={"epochs": 3})
    other = project(EMBEDDING, node("gru"), node("dropout"), DENSE)
    assert len(differences(find, one, other)) == len(differences(find, other, one)) == 3


def test_that_only_settings_that_differ_vary_in_the_forms_order(find):
    made = [settings(find, project(training={"epochs": epochs, "learning_rate": rate}))
            for epochs, rate in ((1, 0.1), (2, 0.1), (3, 0.2))]
    assert varying(made) == ["training.epochs", "training.learning_rate"]
    assert varying(made[:2]) == ["training.epochs"]
    assert varying(made[:1]) == []
    assert varying([]) == []


def test_that_a_missing_plugins_parameters_are_compared_as_they_stand(find):
    one = Project(stack=(LayerNode(id="a", type="other.gone", params={"width": 1}),))
    other = Project(stack=(LayerNode(id="a", type="other.gone", params={"width": 2}),))
    assert differences(find, one, other) == ["other.gone: width 1 → 2"]
