"""Every bundled source, encoder, task, exporter and template keeps the contract that a third party's has to keep."""

import pytest
import rnnstudio_data
import rnnstudio_exports

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


def test_that_the_plugin_of_exporters_is_whole():
    assert [problem for _, problems in parts(rnnstudio_exports, {}) for problem in problems] == []
