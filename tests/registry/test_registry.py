"""Whatever a plugin does, it becomes a line in the plugins pane, and all others work."""

import sys
import types
from collections.abc import Mapping
from typing import Annotated, Any

import pytest

from rnnstudio import registry as registry_module
from rnnstudio.api import (
    Component,
    DataSource,
    Encoder,
    EncoderInfo,
    Exporter,
    ExporterInfo,
    Layer,
    LayerInfo,
    LearningTask,
    ParameterError,
    Range,
    SourceInfo,
    Template,
    hookimpl,
)
from rnnstudio.project.model import ComponentRef, LayerNode, Project
from rnnstudio.registry import (
    MissingComponent,
    Plugin,
    PluginReport,
    Registry,
    installed_plugins,
)
from rnnstudio.registry.contributions import unfit_info, unfit_parameter


class Mute(Exception):  # noqa: N818 - it has nothing to say
    """Can't be printed."""

    def __str__(self):
        raise ValueError("no words")


class Scale(Layer, frozen=True, kw_only=True):
    info = LayerInfo(id="test.scale", title="Scale", version=3)
    factor: Annotated[float, Range(-100, 100)] = 2.0

    @classmethod
    def migrate(cls, params: dict[str, Any], version: int) -> dict[str, Any]:
        if "by" in params:  # its name until version 2
            params["factor"] = params.pop("by")
        return params


class Greetings(DataSource, frozen=True, kw_only=True):
    info = SourceInfo(id="test.greetings", title="Greetings")


class Letters(Encoder, frozen=True, kw_only=True):
    info = EncoderInfo(id="test.letters", title="Letters")


class WordList(Exporter, frozen=True, kw_only=True):
    info = ExporterInfo(id="test.word_list", title="Word list")


def plugin(name: str = "good", **hooks: Any) -> Plugin:
    """Return a plugin whose hooks return what is given, or call it if it is a function."""
    module = types.ModuleType(name)
    for hook, answer in hooks.items():
        setattr(module, hook, hookimpl(lambda answer=answer: answer() if callable(answer) else answer))
    return Plugin(name=name, load=lambda: module)


def only(registry: Registry) -> PluginReport:
    """Return the report of the one plugin."""
    assert len(registry.reports) == 1
    return registry.reports[0]


def with_good_one(bad: Plugin) -> PluginReport:
    """Load a bad plugin before a good one; return the bad one's report after seeing that the good one works."""
    registry = Registry([bad, plugin("good", rnnstudio_layers=[Scale])])
    assert registry.layers["test.scale"] is Scale
    assert registry.reports[1].problems == ()
    assert registry.reports[0].problems
    return registry.reports[0]


def raising(error: BaseException) -> Any:
    """Return a function that raises."""
    def call() -> Any:
        raise error

    return call


def test_that_each_hooks_contributions_are_found():
    template = Template(id="test.first", title="First steps", teaches="One layer.", path=__file__)
    registry = Registry([plugin(rnnstudio_layers=[Scale], rnnstudio_data_sources=[Greetings],
                                rnnstudio_encoders=[Letters], rnnstudio_exporters=[WordList],
                                rnnstudio_templates=[template])])
    assert registry.layers == {"test.scale": Scale}
    assert registry.sources == {"test.greetings": Greetings}
    assert registry.encoders == {"test.letters": Letters}
    assert registry.exporters == {"test.word_list": WordList}
    assert registry.templates == {"test.first": template}
    assert set(registry.origin.values()) == {"good"}
    assert only(registry).adds == ("Scale", "Greetings", "Letters", "Word list", "First steps")
    assert only(registry).problems == ()
    assert only(registry).seconds >= 0


def test_that_a_plugin_with_no_hook_is_no_problem():
    assert only(Registry([plugin()])).problems == ()


def test_that_a_hook_may_return_nothing():
    assert only(Registry([plugin(rnnstudio_layers=None)])).problems == ()


@pytest.mark.parametrize("error", [ImportError("No module named 'torch'"), SyntaxError("invalid syntax"),
                                   RuntimeError(), SystemExit(3), Mute()])
def test_that_a_plugin_that_cannot_be_imported_is_reported(error):
    report = with_good_one(Plugin(name="bad", load=raising(error)))
    assert report.name == "bad"
    assert report.problems[0].startswith(f"it could not be loaded: {type(error).__name__}")
    assert "Traceback" in report.trace


def test_that_ctrl_c_during_loading_is_not_taken_for_a_plugins_fault():
    with pytest.raises(KeyboardInterrupt):
        Registry([Plugin(name="bad", load=raising(KeyboardInterrupt()))])


def test_that_only_the_first_line_of_an_error_is_in_the_sentence():
    report = with_good_one(Plugin(name="bad", load=raising(ImportError("first\nsecond"))))
    assert report.problems == ("it could not be loaded: ImportError: first",)


def test_that_a_raising_hook_costs_its_own_contributions_alone():
    report = only(Registry([plugin(rnnstudio_layers=raising(ValueError("oh")), rnnstudio_encoders=[Letters])]))
    assert report.problems == ("its hook rnnstudio_layers failed: ValueError: oh",)
    assert report.adds == ("Letters",)


def test_that_a_generator_that_raises_while_it_is_read_is_reported():
    def layers() -> Any:
        yield Scale
        raise ValueError("half way")

    report = only(Registry([plugin(rnnstudio_layers=layers)]))
    assert report.problems == ("its hook rnnstudio_layers failed: ValueError: half way",)


def test_that_a_generator_will_do():
    assert only(Registry([plugin(rnnstudio_layers=lambda: iter([Scale]))])).adds == ("Scale",)


def test_that_a_hook_that_exits_is_reported():
    assert "SystemExit" in with_good_one(plugin("bad", rnnstudio_layers=raising(SystemExit(1)))).problems[0]


def test_that_a_hook_with_arguments_it_cannot_have_is_reported():
    module = types.ModuleType("bad")
    module.rnnstudio_layers = hookimpl(lambda palette: [])  # type: ignore[attr-defined]
    assert "rnnstudio_layers" in with_good_one(Plugin(name="bad", load=lambda: module)).problems[0]


def test_that_a_second_plugin_with_the_same_id_is_refused_and_both_are_named():
    class Other(Layer, frozen=True, kw_only=True):
        info = LayerInfo(id="test.scale", title="My scale")

    registry = Registry([plugin("first", rnnstudio_layers=[Scale]), plugin("second", rnnstudio_layers=[Other])])
    assert registry.layers["test.scale"] is Scale
    assert registry.origin["test.scale"] == "first"
    assert registry.reports[1].name == "second"
    assert registry.reports[1].problems == (
        'the id "test.scale" of My scale is already taken by the plugin first',)


@pytest.mark.parametrize("item", [object, 3, "Scale", None, Letters, int])
def test_that_what_is_no_layer_class_is_refused(item):
    report = with_good_one(plugin("bad", rnnstudio_layers=[item]))
    assert report.problems[0].endswith("is not a subclass of Layer")


def test_that_what_is_no_template_is_refused():
    assert with_good_one(plugin("bad", rnnstudio_templates=["x"])).problems == ("'x' is not a template",)


def test_that_a_layer_without_info_is_refused():
    class Bare(Layer, frozen=True, kw_only=True):
        pass

    assert with_good_one(plugin("bad", rnnstudio_layers=[Bare])).problems == ("Bare has no info",)


def test_that_an_info_of_another_kind_is_refused():
    class Wrong(Layer, frozen=True, kw_only=True):
        info = "GRU"

    assert with_good_one(plugin("bad", rnnstudio_layers=[Wrong])).problems


@pytest.mark.parametrize("annotation", [list[int], "Unknown", int | str])
def test_that_a_bad_annotation_is_refused_with_the_layers_title(annotation):
    bad = type(Layer)("Bad", (Layer,), {"__annotations__": {"units": annotation}, "units": None,
                                        "__module__": __name__, "info": LayerInfo(id="test.bad", title="Bad one")},
                      frozen=True, kw_only=True)
    report = with_good_one(plugin("bad", rnnstudio_layers=[bad]))
    assert report.problems[0].startswith("Bad one has a parameter that can't be used: ")


def test_that_one_bad_layer_does_not_cost_the_others():
    report = only(Registry([plugin(rnnstudio_layers=[int, Scale])]))
    assert report.adds == ("Scale",)
    assert len(report.problems) == 1


def test_that_dragging_a_heavy_module_in_is_reported_to_the_plugin_that_did(monkeypatch):
    monkeypatch.setattr(registry_module, "_HEAVY", ("very_heavy",))

    def load() -> Any:
        monkeypatch.setitem(sys.modules, "very_heavy", types.ModuleType("very_heavy"))
        return types.ModuleType("greedy")

    registry = Registry([Plugin(name="greedy", load=load), plugin("good", rnnstudio_layers=[Scale])])
    assert "very_heavy when it is loaded" in registry.reports[0].problems[0]
    assert registry.reports[1].problems == ()


def test_that_what_another_thread_imports_meanwhile_is_no_plugins_fault(monkeypatch):
    monkeypatch.setattr(registry_module, "_HEAVY", ("very_heavy",))

    def load() -> Any:
        monkeypatch.setitem(sys.modules, "very_heavy", types.ModuleType("very_heavy"))
        return types.ModuleType("innocent")

    assert Registry([]).add(Plugin(name="innocent", load=load), alone=False).problems == ()


def test_that_a_node_becomes_its_layer():
    registry = Registry([plugin(rnnstudio_layers=[Scale])])
    assert registry.layer(LayerNode(id="a", type="test.scale", version=3, params={"factor": 4})) == Scale(factor=4.0)


def test_that_a_missing_component_is_named_with_its_place():
    registry = Registry([])
    with pytest.raises(MissingComponent) as caught:
        registry.layer(LayerNode(id="a", type="other.gone"), "$.stack[0]")
    assert str(caught.value) == ('$.stack[0]: no installed plugin has "other.gone"; install the plugin it came from, '
                                 "or remove it")


def test_that_parameters_of_an_older_version_are_migrated_and_the_node_is_not_touched():
    registry = Registry([plugin(rnnstudio_layers=[Scale])])
    node = LayerNode(id="a", type="test.scale", version=1, params={"by": 7})
    assert registry.layer(node) == Scale(factor=7.0)
    assert node.params == {"by": 7}


def test_that_a_newer_version_of_a_component_is_refused_in_words():
    registry = Registry([plugin(rnnstudio_layers=[Scale])])
    with pytest.raises(ParameterError, match="Scale was saved by version 4 of its plugin, and version 3 is"):
        registry.layer(LayerNode(id="a", type="test.scale", version=4))


def test_that_checking_passes_what_is_missing_and_names_the_place_of_what_is_wrong():
    registry = Registry([plugin(rnnstudio_layers=[Scale])])
    inner = LayerNode(id="b", type="test.scale", version=3, params={"factor": 101})
    project = Project(stack=(LayerNode(id="a", type="other.gone", params={"any": []}, children=(inner,)),))
    with pytest.raises(ParameterError) as caught:
        registry.check(project.components())
    assert caught.value.path == "$.stack[0].children[0].params.factor"


def test_that_each_kind_is_looked_up_in_its_own_table():
    registry = Registry([plugin(rnnstudio_layers=[Scale], rnnstudio_data_sources=[Greetings],
                                rnnstudio_encoders=[Letters], rnnstudio_exporters=[WordList])])
    assert registry.component_class("layer", "test.scale") is Scale
    assert registry.component_class("source", "test.scale") is None
    assert registry.source(ComponentRef(type="test.greetings")) == Greetings()
    assert registry.encoder(ComponentRef(type="test.letters")) == Letters()
    assert registry.exporter(ComponentRef(type="test.word_list")) == WordList()


def test_that_ours_come_first_and_are_found_by_their_entry_points():
    found = installed_plugins()
    assert [p.name for p in found if p.distribution == "rnnstudio"] == [
        "rnnstudio_data", "rnnstudio_exports", "rnnstudio_layers"]
    assert found[0].distribution == "rnnstudio"
    assert found[0].licence == "Apache-2.0"


def test_that_the_bundled_plugins_have_no_problem():
    assert [report.problems for report in Registry.discover().reports if report.distribution == "rnnstudio"] == [
        (), (), ()]


def test_ours_are_fit_though_no_start_examines_them() -> None:
    registry = Registry.ours()
    tables: list[tuple[type[Component], Mapping[str, type[Component]]]] = [
        (Layer, registry.layers), (DataSource, registry.sources), (Encoder, registry.encoders),
        (LearningTask, registry.tasks), (Exporter, registry.exporters)]

    for base, known in tables:
        assert known
        for component in known.values():
            assert unfit_info(component.info, base) == ""
            assert unfit_parameter(component) == ""
