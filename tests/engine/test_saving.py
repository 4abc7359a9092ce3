"""A third party's layer that can't be saved costs nobody a model: it is kept, read again, and a sentence says so."""

from pathlib import Path

import msgspec
import numpy as np
import pytest

from rnnstudio.engine.describe import describe_stack
from rnnstudio.engine.device import load
from rnnstudio.engine.prepare import prepare
from rnnstudio.engine.trained import load_trained
from rnnstudio.engine.training import go_on
from rnnstudio.runs.events import RunFinished, RunStarted

pytestmark = pytest.mark.tf

SENTENCE = "Unsaved, of the plugin acme, can't be saved: "


@pytest.fixture
def project(small, node):
    """Make a project with a layer of which something can't be saved."""
    return lambda what: msgspec.structs.replace(small, stack=(
        node("vectors"), node("unsaved", id="unsaved_1", what=what), node("average"), node("dense")))


@pytest.mark.parametrize(("what", "words"), [
    ("config", "NotImplementedError"), ("weights", "RuntimeError: no weights")])
def test_that_a_model_is_kept_and_can_be_used_all_the_same(run, registry, project, what, words):
    events = run(project(what))
    (warning,) = next(event for event in events if isinstance(event, RunStarted)).warnings
    assert warning.startswith(SENTENCE + words)
    assert warning.endswith("so tell the plugin's author")
    finished = events[-1]
    assert isinstance(finished, RunFinished)
    folder = Path(finished.run)
    assert warning in (folder / "log.txt").read_text(encoding="utf-8")
    scale = next(step for step in load_trained(folder, registry, "last").steps if step.name == "Unsaved").layer.scale
    assert np.ptp(scale.numpy()) > 0  # it was all ones before the training
    if what == "weights":
        assert go_on(folder, registry, more_epochs=1).epochs == finished.epochs + 1


def test_that_its_card_says_so_before_it_is_trained(registry, project):
    load()
    described = project("config")
    report = describe_stack(described, registry, prepare(described.data, registry).facts)
    (found,) = [found for found in report.problems if found.kind == "can_not_be_saved"]
    assert (found.node, found.severity) == ("unsaved_1", "warning")
    assert found.message.startswith(SENTENCE)
    assert report.trainable
