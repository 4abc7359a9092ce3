"""Third-party plugins in the window: they come after it is shown, run no code in it, and Reload sees edits."""

import sys
import time

import pytest

from rnnstudio.api import ParameterError
from rnnstudio.engine_process.messages import PluginsUsed
from rnnstudio.project import edits
from rnnstudio.project.file import load, save
from rnnstudio.project.model import LayerNode, Project
from rnnstudio.registry import PluginReport, Registry, Unmigrated
from rnnstudio.registry.choice import Choice, choose
from rnnstudio.studio.builder.palette_rows import entries
from rnnstudio.studio.document import Document
from rnnstudio.studio.plugins.state import PluginsState
from tests.isolation.distributions import Site
from tests.studio.window.conftest import FakeLink

OLD = "LAYERS = [made('Thing', __annotations__={'by': Annotated[int, Range(1, 9)]}, by=2)]"
NEW = """
    def migrate(cls, params, version):
        if version == 1 and params.get("by") == 13:
            raise ValueError("nobody wants thirteen")
        return {"times": params["by"] * 10}
    LAYERS = [made('Thing', info=LayerInfo(id='thing.thing', title='Better thing', version=2),
                   __annotations__={'times': Annotated[int, Range(1, 200)]}, times=2,
                   migrate=classmethod(migrate))]
    """


@pytest.fixture
def site(tmp_path, monkeypatch):
    made = Site(tmp_path / "site")
    for name, value in made.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("RNNSTUDIO_PLUGINS", "{}")
    monkeypatch.setattr("rnnstudio.studio.plugins.state._RELOADED", 20)
    return made


@pytest.fixture
def state(qapp, site, tmp_path):
    made = PluginsState(Registry.ours(), FakeLink(), lambda: tmp_path / "plugins.json")
    yield made
    made.close()


@pytest.fixture
def loaded(qtbot, state):
    """Load, or load again, and wait until all is known."""
    def wait(verb=None):
        (verb or state.load)()
        qtbot.waitUntil(lambda: not state.loading, timeout=20_000)
        return state
    return wait


def report(state, name):
    return next(report for report in state.registry.reports if report.name == name)


def test_that_loading_returns_at_once_and_runs_no_foreign_code_in_the_window(site, state, qtbot):
    site.add("thing", OLD)
    started = time.perf_counter()
    state.load()
    assert time.perf_counter() - started < 0.1
    assert state.loading
    with qtbot.waitSignal(state.registry_changed, timeout=20_000):
        pass
    assert "thing.thing" in state.registry.layers
    assert "thing" not in sys.modules
    assert ("use_plugins", ("thing-plugin/thing",)) in state._link.asked


def test_that_what_others_add_is_in_the_palette(site, loaded):
    site.add("thing", OLD)
    (entry,) = [entry for entry in entries(loaded().registry) if entry.type == "thing.thing"]
    assert (entry.title, entry.origin, entry.doc) == ("Thing", "thing", "Thing does it.")


def test_that_reload_picks_up_an_edit_and_renews_the_engine(site, loaded):
    site.add("thing", OLD)
    state = loaded()
    site.add("thing", OLD.replace("'Thing'", "'Thing', info=LayerInfo(id='thing.thing', title='Edited')"))
    loaded(state.reload)
    assert state.registry.layers["thing.thing"].info.title == "Edited"
    verbs = [entry[0] for entry in state._link.asked]
    assert verbs == ["use_plugins", "renew", "use_plugins"]
    assert not state.for_next_training


def test_that_a_training_under_way_keeps_its_plugins_and_that_is_said(site, loaded):
    site.add("thing", OLD)
    state = loaded()
    state._link.training = True
    loaded(state.reload)
    assert state.for_next_training
    state._link.training_ended.emit("")
    assert not state.for_next_training


def test_that_what_is_switched_off_is_gone_after_reload_and_back_when_on_again(site, loaded):
    key = site.add("thing", OLD)
    state = loaded()
    state.switch(key, False)
    assert state.reload_needed
    loaded(state.reload)
    assert "thing.thing" not in state.registry.layers
    assert report(state, "thing").off
    assert not state.reload_needed
    state.switch(key, True)
    loaded(state.reload)
    assert "thing.thing" in state.registry.layers


def test_that_ours_alone_are_there_in_safe_mode(site, loaded):
    site.add("thing", OLD)
    choose(Choice(safe=True))
    state = loaded()
    assert all(report.ours for report in state.registry.reports)


def test_that_a_project_whose_plugin_is_removed_keeps_its_layer_unchanged(site, loaded, tmp_path):
    site.add("thing", OLD)
    state = loaded()
    document = Document(state.registry)
    node = LayerNode(id="a", type="thing.thing", params={"by": 5})
    document.replace(Project(stack=(node,)))
    (site.folder / "thing_plugin-1.0.dist-info" / "entry_points.txt").write_text("")
    loaded(state.reload)
    assert "thing.thing" not in state.registry.layers
    document.do("rename", edits.rename_project(document.project, "Renamed"))
    document.save(tmp_path / "kept.rnnstudio")
    assert load(tmp_path / "kept.rnnstudio", state.registry.check).stack == (node,)


def test_that_parameters_are_migrated_when_a_plugin_is_upgraded(site, loaded, tmp_path):
    site.add("thing", OLD)
    state = loaded()
    node = LayerNode(id="a", type="thing.thing", params={"by": 5})
    assert state.registry.layer(node).by == 5
    site.add("thing", NEW)
    loaded(state.reload)
    assert state.registry.layer(node).times == 50
    save(Project(stack=(node,)), tmp_path / "old.rnnstudio")
    assert load(tmp_path / "old.rnnstudio", state.registry.check).stack == (node,)


def test_that_a_migration_that_raises_is_told_and_the_project_opens_all_the_same(site, loaded, tmp_path):
    site.add("thing", NEW)
    state = loaded()
    node = LayerNode(id="a", type="thing.thing", params={"by": 13})
    with pytest.raises(Unmigrated, match=r"Better thing was saved by version 1 .*ValueError: nobody wants thirteen"):
        state.registry.layer(node, "$.stack[0]")
    save(Project(stack=(node,)), tmp_path / "old.rnnstudio")
    assert load(tmp_path / "old.rnnstudio", state.registry.check).stack == (node,)
    assert issubclass(Unmigrated, ParameterError)


def test_that_a_plugin_that_fails_in_the_engine_alone_is_told_of(site, loaded):
    key = site.add("thing", OLD)
    state = loaded()
    state._link.plugins_used.emit(PluginsUsed(reports=(
        PluginReport(name="thing", distribution="thing-plugin", problems=("it could not be loaded: oh",)),)))
    assert report(state, "thing").key == key
    assert report(state, "thing").problems == ("in the engine: it could not be loaded: oh",)


def test_that_closing_in_the_midst_leaves_no_thread(site, state):
    site.add("sleeper", "import time; time.sleep(30)")
    state.load()
    thread = state._thread
    state.close()
    assert thread.isFinished()
