"""The ten minutes of a plugin's author in the real window: made, in the palette, trained, edited, reloaded.

The window is never started anew: what changed on disk is there after Reload.
"""

import json
import time
import zipfile

import pytest
from PySide6.QtCore import Qt

from rnnstudio.cli import main as command_line
from rnnstudio.cli import plugins_choice
from rnnstudio.project import edits
from rnnstudio.registry.choice import VARIABLE, in_force
from rnnstudio.runs.folder import read_info
from rnnstudio.studio.app import Application
from rnnstudio.studio.builder.palette_model import PaletteRole

pytestmark = [pytest.mark.tf, pytest.mark.slow]

PATIENCE = 60_000
LIMIT = 120.0
LAYER = "my_layer.layer"


@pytest.fixture
def plugin(settings, tmp_path):
    """What ``plugins new`` writes; it is installed nowhere."""
    assert command_line(["plugins", "new", "my-layer", "--to", str(tmp_path)]) == 0
    return tmp_path / "my-layer"


@pytest.fixture
def application(qapp, settings, plugin, monkeypatch):
    """The window, started as by ``rnnstudio --plugin PATH``."""
    monkeypatch.delenv(VARIABLE, raising=False)
    rest, choice = plugins_choice.take(["--plugin", str(plugin)])
    assert not rest
    with in_force(choice):
        application = Application(qapp, settings)
        yield application
        application.workbench.document._history.mark_saved()
        application.workbench.close()
        application.link.shutdown()
        application.window.close()


def rewrite(file, *changes):
    text = file.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    file.write_text(text, encoding="utf-8")


def found(palette, words):
    """Type into the palette's field; return the title of what is found first, or ""."""
    palette.field.setText(words)
    first = palette.model.first_layer()
    return first.data(Qt.ItemDataRole.DisplayRole) if first.data(PaletteRole.TYPE) == LAYER else ""


def test_that_a_new_plugins_layer_is_added_trained_edited_and_reloaded_in_one_window(
        application, plugin, qtbot):
    began = time.monotonic()
    window = application.start(None)
    bench, palette, pane = application.workbench, window.palette_pane, window.tabs.plugins
    document = bench.document
    qtbot.waitUntil(lambda: found(palette, "my layer") == "My layer", timeout=PATIENCE)
    palette.field.returnPressed.emit()
    node = document.project.stack[1]
    assert node.type == LAYER
    qtbot.waitUntil(lambda: document.report is not None and document.report.trainable
                    and document.report.parameters == 128_289 + 16, timeout=PATIENCE)

    document.do("Set epochs", edits.set_training(document.project, "epochs", 1))
    window.menus.train.trigger()
    qtbot.waitUntil(lambda: bench.training.active, timeout=PATIENCE)
    qtbot.waitUntil(lambda: not bench.training.active, timeout=PATIENCE)
    assert bench.training.outcome == "completed", bench.training.summary()
    run = bench.training.finished_run
    assert read_info(run).state == "completed"
    with zipfile.ZipFile(run / "best.keras") as model:
        layers = json.loads(model.read("config.json"))["config"]["layers"]
    assert "MyLayer" in [layer["class_name"] for layer in layers]

    rewrite(plugin / "my_layer" / "__init__.py", ('title="My layer"', 'title="Gain and shift"'),
            ("] = 1.0", "] = 3.0"))
    rewrite(plugin / "my_layer" / "keras_layer.py",
            ("        self.gain =", '        self.shift = self.add_weight(shape=(input_shape[-1],), name="shift")\n'
                                    "        self.gain ="),
            ("inputs * self.gain", "inputs * self.gain + self.shift"))
    window.show_pane(window.tabs.indexOf(pane))
    qtbot.mouseClick(pane.reload, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: found(palette, "shift") == "Gain and shift", timeout=PATIENCE)
    assert bench.registry.layer(node).start == 3.0
    qtbot.waitUntil(lambda: document.report is not None and document.report.parameters == 128_289 + 2 * 16,
                    timeout=PATIENCE)
    assert [entry.report.problems for entry in pane.entries if entry.report.name == "my_layer"] == [()]
    assert application.window is window
    assert window.isVisible()
    assert time.monotonic() - began < LIMIT
