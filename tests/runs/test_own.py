"""What a person adds to a run is kept whole, apart from what the training wrote, and never lost."""

import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnstudio.api import UserError
from rnnstudio.runs.own import OWN, Own, change_own, read_own

texts = st.text(max_size=200)


def test_that_a_run_without_the_file_has_nothing_of_ones_own(tmp_path):
    assert read_own(tmp_path) == Own()


@given(st.lists(st.fixed_dictionaries({}, optional={"name": texts, "starred": st.booleans(), "notes": texts}),
                max_size=6))
def test_that_the_last_of_any_changes_to_each_field_is_what_is_read(changes):
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        last = {"name": "", "starred": False, "notes": ""}
        for change in changes:
            last |= {key: value.encode("utf-8", "replace").decode() if isinstance(value, str) else value
                     for key, value in change.items()}
            assert change_own(folder, **change) == Own(**last)
            assert read_own(folder) == Own(**last)
        assert {path.name for path in folder.iterdir()} <= {OWN}


def test_that_half_of_a_surrogate_pair_does_not_keep_notes_from_being_kept(tmp_path):
    assert change_own(tmp_path, notes="a\ud800b").notes == "a?b"


def test_that_fields_of_a_newer_version_stay(tmp_path):
    (tmp_path / OWN).write_text('{"notes": "mine", "colour": "red"}')
    change_own(tmp_path, starred=True)
    assert json.loads((tmp_path / OWN).read_text()) == {"notes": "mine", "colour": "red", "starred": True}


@pytest.mark.parametrize("damaged", [b"", b"{", b"[]", b'{"starred": 3}', b"\xff\xfe", b"[" * 100_000])
def test_that_a_damaged_file_is_named_and_kept_beside_the_new_one(tmp_path, damaged):
    (tmp_path / OWN).write_bytes(damaged)
    with pytest.raises(UserError, match=r"own\.json can't be read"):
        read_own(tmp_path)
    change_own(tmp_path, notes="new")
    assert read_own(tmp_path) == Own(notes="new")
    assert (tmp_path / f"{OWN}.damaged").read_bytes() == damaged
    (tmp_path / OWN).write_bytes(b"{")
    change_own(tmp_path, name="again")
    assert (tmp_path / f"{OWN}.damaged").read_bytes() == damaged
    assert (tmp_path / f"{OWN}.damaged-2").read_bytes() == b"{"


def test_that_a_run_that_is_gone_is_named_and_not_made_anew(tmp_path):
    with pytest.raises(UserError, match="is no longer there"):
        change_own(tmp_path / "gone", notes="lost?")
    assert not (tmp_path / "gone").exists()


def test_that_run_json_is_not_touched(tmp_path):
    (tmp_path / "run.json").write_bytes(b"whatever")
    change_own(tmp_path, name="a", starred=True, notes="b")
    assert (tmp_path / "run.json").read_bytes() == b"whatever"


def test_that_a_file_that_cannot_be_written_leaves_the_notes_before(tmp_path, monkeypatch):
    change_own(tmp_path, notes="before")

    def full(self, data):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(UserError, match="No space left on device"):
        change_own(tmp_path, notes="after")
    assert read_own(tmp_path).notes == "before"
