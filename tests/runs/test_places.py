"""One variable puts all of a person's files into one folder."""

from pathlib import Path

import pytest

from rnnstudio.runs import places

ALL = (places.runs_folder, places.projects_folder, places.config_folder, places.log_folder,
       places.journal_folder)


@pytest.mark.parametrize("place", ALL)
def test_that_everything_is_below_the_folder_that_was_chosen(tmp_path, monkeypatch, place):
    monkeypatch.setenv("RNNSTUDIO_HOME", str(tmp_path))
    assert place() == tmp_path or tmp_path in place().parents


def test_that_a_tilde_means_the_home_folder(monkeypatch):
    monkeypatch.setenv("RNNSTUDIO_HOME", "~/stick")
    assert places.runs_folder() == Path.home() / "stick" / "runs"


@pytest.mark.parametrize("place", ALL)
def test_that_without_it_the_system_says_where(monkeypatch, place):
    monkeypatch.setenv("RNNSTUDIO_HOME", "")
    assert place().is_absolute()
    assert "rnn" in str(place()).casefold()
