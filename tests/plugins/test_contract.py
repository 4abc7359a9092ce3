"""Every bundled source, encoder, task, exporter and template keeps the contract that a third party's has to keep."""

import pytest
import rnnstudio_data
import rnnstudio_exports
import rnnstudio_layers

from rnnstudio.api import hookimpl
from rnnstudio.api.testing import check_encoder, check_exporter, check_source, check_task, check_template
from rnnstudio.api.testing.plugins import parts
from rnnstudio.registry import Registry


@pytest.fixture(scope="module")
def registry():
    return Registry.ours()


def ids(things):
    return [thing.info.id.removeprefix("rnnstudio.") for thing in things]


SOURCES, ENCODERS = list(rnnstudio_data.rnnstudio_data_sources()), list(rnnstudio_data.rnnstudio_encoders())
TASKS, EXPORTERS = list(rnnstudio_data.rnnstudio_tasks()), list(rnnstudio_exports.rnnstudio_exporters())


@pytest.mark.parametrize("source", SOURCES, ids=ids(SOURCES))
def test_that_the_source_keeps_its_contract(source):
    check_source(source)


@pytest.mark.parametrize("encoder", ENCODERS, ids=ids(ENCODERS))
def test_that_the_encoder_keeps_its_contract(encoder):
    check_encoder(encoder)


@pytest.mark.parametrize("task", TASKS, ids=ids(TASKS))
def test_that_the_task_keeps_its_contract(task):
    check_task(task)


@pytest.mark.parametrize("exporter", EXPORTERS, ids=ids(EXPORTERS))
def test_that_the_exporter_keeps_its_contract(exporter):
    check_exporter(exporter)


def test_that_the_templates_keep_their_contract(registry):
    for template in registry.templates.values():
        check_template(template)


@pytest.mark.parametrize("plugin", [rnnstudio_data, rnnstudio_exports, rnnstudio_layers])
def test_that_the_plugin_is_whole(plugin):
    """Its import, its hooks and ids, and what it brings besides; the things that it adds have tests of their own."""
    _, problems = next(parts(plugin, {}))
    assert problems == ()


def test_that_two_of_a_kind_with_one_id_are_told():
    class Twice:
        @hookimpl
        def rnnstudio_exporters(self):
            return [EXPORTERS[0], EXPORTERS[0]]

    _, problems = next(parts(Twice(), {}))
    assert problems == (f'rnnstudio_exporters returns two with the id "{EXPORTERS[0].info.id}". Give each its own.',)
