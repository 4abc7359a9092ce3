"""A plugin on a path whose layers go wrong, beside one whose layers are well: the example of a cell."""

import json
import shutil
import sys
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).resolve().parents[2] / "plugins" / "example_cell"
PROJECT = """
[project]
name = "wild-things"
version = "1.0"
[project.entry-points.rnnstudio]
wild = "wild_layers"
"""


@pytest.fixture(scope="module")
def wild(tmp_path_factory):
    """Have a plugin with wild layers given by its path, as by ``--plugin``, and the example; return its folder."""
    folder = tmp_path_factory.mktemp("wild")
    shutil.copy(Path(__file__).with_name("wild_layers.py"), folder)
    (folder / "pyproject.toml").write_text(PROJECT, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RNNSTUDIO_PLUGINS", json.dumps({"paths": [str(folder), str(EXAMPLE)]}))
        yield folder


@pytest.fixture(autouse=True)
def forgotten(tmp_path_factory):
    """What a made-up plugin imported is imported no more: another test has its like by the same name."""
    yield
    made_up = str(tmp_path_factory.getbasetemp())
    for name, module in list(sys.modules.items()):
        if (getattr(module, "__file__", None) or "").startswith(made_up):
            del sys.modules[name]
