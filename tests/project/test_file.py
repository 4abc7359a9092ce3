"""A project file is believed only after everything in it was checked, and is never half-written."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnstudio.api import ParameterError, UserError, files
from rnnstudio.project.file import ProjectFileError, dumps, load, loads, save
from rnnstudio.project.model import ComponentRef, DataSettings, LayerNode, Project
from rnnstudio.registry import Registry
from tests.project.strategies import edited, projects

GRU = LayerNode(id="gru_1", type="rnnstudio.gru", params={"units": 32}, name="读者")
WRAPPED = LayerNode(id="both_1", type="rnnstudio.bidirectional", children=(GRU,))
GONE = LayerNode(id="gone_1", type="other.gone", version=7, params={"list": [1, {"a": None}], "0": -0.1e-9},
                 enabled=False)
PROJECT = Project(name="電影 ☂", notes='line\n"quoted"\t\u2028', stack=(WRAPPED, GONE),
                  data=DataSettings(source=ComponentRef(type="other.source", version=2, params={"path": "ä.csv"})))


def raw(**changes: Any) -> dict[str, Any]:
    """Return a file's contents with some changed."""
    return {**json.loads(dumps(PROJECT)), **changes}


def refused(contents: Any) -> UserError:
    """Return the error of reading contents."""
    with pytest.raises(UserError) as caught:
        loads(contents if isinstance(contents, bytes) else json.dumps(contents).encode())
    return caught.value


@pytest.fixture
def saved(tmp_path) -> Path:
    path = tmp_path / "电影.rnnstudio"
    save(PROJECT, path)
    return path


def test_that_a_project_comes_back_as_it_was(saved):
    assert load(saved) == PROJECT


@given(st.data())
def test_that_any_project_comes_back_as_it_was(data):
    project = data.draw(projects())
    assert loads(dumps(project)) == project
    changed = data.draw(edited(project))
    assert loads(dumps(changed)) == changed


def test_that_the_file_is_text_that_a_person_can_read(saved):
    text = saved.read_bytes().decode("utf-8")
    assert text.startswith('{\n  "format": "rnnstudio-project",\n  "schema": 1,\n')
    assert text.endswith("}\n")
    assert "電影 ☂" in text


def test_that_a_layer_whose_plugin_is_missing_is_written_back_unchanged(saved):
    project = load(saved, Registry([]).check)
    assert project.stack[1] == GONE
    save(project, saved)
    assert load(saved).stack[1] == GONE


def test_that_what_a_file_leaves_out_takes_its_default():
    assert loads(b'{"format": "rnnstudio-project", "schema": 1}') == Project()


def test_that_a_byte_order_mark_does_no_harm():
    assert loads(b"\xef\xbb\xbf" + dumps(PROJECT)) == PROJECT


def test_that_a_file_cut_short_at_any_byte_is_refused_in_words():
    whole = dumps(PROJECT)
    for length in range(len(whole) - 1):  # the last byte is a newline, which nothing needs
        error = refused(whole[:length])
        assert not isinstance(error, ParameterError)
        assert re.search("cut short|is empty|not UTF-8", str(error)), (length, error)
    assert loads(whole[:-1]) == PROJECT


@given(st.data())
def test_that_a_damaged_byte_is_read_or_refused_in_words(data):
    damaged = bytearray(dumps(PROJECT))
    damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    with suppress(UserError):
        assert isinstance(loads(bytes(damaged)), Project)


@given(st.binary() | st.text().map(str.encode))
def test_that_what_is_no_project_is_refused_in_words(data):
    assert str(refused(data))


@pytest.mark.parametrize(("contents", "sentence"), [
    (b"", "the file is empty"),
    (b" \n", "the file is empty"),
    (b"not json", "it is not JSON"),
    (b'{"format": "rnnstudio-project",\n "schema": 1,,}', "(line 2, column 14)"),
    (b"[]", 'it is not an RNN Studio project: "format" is not "rnnstudio-project"'),
    (b'{"format": "other"}', 'it is not an RNN Studio project: "format" is not "rnnstudio-project"'),
    (b"PK\x03\x04\xff\xff", "it is not JSON"),
    (b"[" * 100_000, "nested too deeply"),
])
def test_that_no_project_is_said_to_be_none(contents, sentence):
    assert sentence in str(refused(contents))


@pytest.mark.parametrize(("changes", "place", "reason"), [
    ({"schema": 2}, "$.schema", "written by a newer RNN Studio (format 2; this one reads up to 1)"),
    ({"schema": 0}, "$.schema", "expected a whole number of at least 1"),
    ({"schema": True}, "$.schema", "expected a whole number of at least 1"),
    ({"schema": "1"}, "$.schema", "expected a whole number of at least 1"),
    ({"name": 3}, "$.name", "expected str, found int"),
    ({"stack": {}}, "$.stack", "expected array, found object"),
    ({"stack": [{"id": "a", "type": 1}]}, "$.stack[0].type", "expected str, found int"),
    ({"stack": [{"type": "a.b"}]}, "$.stack[0]", "missing required field id"),
    ({"stack": [{"id": "", "type": "a.b"}]}, "$.stack[0].id", "expected an id that is not empty"),
    ({"stack": [{"id": "a", "type": "a.b", "units": 3}]}, "$.stack[0]", "unknown field units"),
    ({"training": {"epochs": 0}}, "$.training.epochs", "expected a whole number from 1 to 100,000, found 0"),
    ({"training": {"optimizer": "sdg"}}, "$.training.optimizer", 'found "sdg"'),
    ({"training": {"epoch": 3}}, "$.training.epoch", "there is no such parameter (did you mean epochs?)"),
    ({"training": 3}, "$.training", "expected object, found int"),
    ({"training": {"learning_rate": int("9" * 400)}}, "$.training.learning_rate", "expected a number from"),
    ({"data": {"split": {"validation": 1.5}}}, "$.data.split.validation", "expected a number from 0.01 to 0.9"),
    ({"data": {"split": []}}, "$.data.split", "expected object, found array"),
    ({"data": {"source": {}}}, "$.data.source", "missing required field type"),
    ({"surprise": 1}, "$", "unknown field surprise"),
])
def test_that_a_wrong_value_is_named_with_its_place(changes, place, reason):
    error = refused(raw(**changes))
    assert isinstance(error, ParameterError)
    assert error.path == place
    assert reason.casefold() in error.reason.casefold()


def test_that_an_id_used_twice_is_named_with_both_places():
    error = refused(raw(stack=[{"id": "a", "type": "x", "children": [{"id": "b", "type": "x"}]},
                               {"id": "b", "type": "x"}]))
    assert str(error) == '$.stack[1].id: the id "b" is already used at $.stack[0].children[0]'


def test_that_the_error_of_a_file_names_the_file_and_the_place(saved):
    saved.write_text(json.dumps(raw(training={"epochs": 0})), encoding="utf-8")
    with pytest.raises(ProjectFileError) as caught:
        load(saved)
    assert str(caught.value) == f"{saved}: $.training.epochs: expected a whole number from 1 to 100,000, found 0"
    assert (caught.value.path, caught.value.place) == (saved, "$.training.epochs")


def test_that_what_the_registry_finds_wrong_is_named_with_the_file(saved):
    def check(components: Any) -> None:
        assert [kind for _, kind, _ in components] == ["source", "encoder", "layer", "layer", "layer"]
        raise ParameterError("$.stack[0].params.units", "too many")

    with pytest.raises(ProjectFileError, match=r"rnnstudio: \$\.stack\[0\]\.params\.units: too many$"):
        load(saved, check)


@pytest.mark.parametrize(("make", "reason"), [
    (lambda path: None, "No such file or directory"),
    (lambda path: path.mkdir(), "Is a directory"),
])
def test_that_a_file_that_cannot_be_read_is_named(tmp_path, make: Callable[[Path], None], reason):
    path = tmp_path / "p.rnnstudio"
    make(path)
    with pytest.raises(ProjectFileError, match=f"p.rnnstudio: it can't be read: {reason}"):
        load(path)


def test_that_saving_into_a_folder_that_is_gone_is_refused(tmp_path):
    with pytest.raises(UserError, match="can't be written: No such file or directory"):
        save(PROJECT, tmp_path / "gone" / "p.rnnstudio")


def test_that_saving_over_a_write_protected_file_is_refused_and_leaves_it(saved, monkeypatch):
    before = saved.read_bytes()
    monkeypatch.setattr(files.os, "access", lambda path, mode: False)  # root may write everywhere
    with pytest.raises(UserError, match="it is write-protected"):
        save(Project(), saved)
    assert saved.read_bytes() == before


@pytest.fixture
def tiny_disk(tmp_path):
    """A disk of 64 kB, where this may be made."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if not sys.platform.startswith("linux") or os.geteuid() != 0 or subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder], capture_output=True, check=False).returncode:
        pytest.skip("a disk can be made by root on Linux only")
    yield folder
    subprocess.run(["umount", folder], check=True)


def test_that_a_full_disk_leaves_the_old_file(tiny_disk):
    path = tiny_disk / "p.rnnstudio"
    save(PROJECT, path)
    before = path.read_bytes()
    with pytest.raises(UserError, match="No space left on device; what was there before is unchanged"):
        save(Project(notes="x" * 200_000), path)
    assert path.read_bytes() == before
    assert [entry.name for entry in tiny_disk.iterdir()] == ["p.rnnstudio"]
    save(Project(name="smaller"), path)
    assert load(path).name == "smaller"
