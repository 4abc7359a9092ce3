"""Downloading happens in a process that can be ended at any moment; a stand-in for it serves these tests."""

from __future__ import annotations

import subprocess
import sys

import pytest
from rnnstudio_data import tfds_download
from rnnstudio_data.tfds import Tfds
from rnnstudio_data.tfds_download import download

from rnnstudio.api import Cancelled, ReadContext, UserError


def stand_in(code):
    """Return a command that runs ``code``, which finds name and folder in ``sys.argv``."""
    return [sys.executable, "-c", f"import json, pathlib, sys, time\nname, folder = sys.argv[1:3]\n{code}"]


def say(**outcome):
    return f"print(json.dumps({outcome!r}), flush=True)"


def bars(*lines):
    return "".join(f"sys.stderr.write({line!r} + '\\r'); sys.stderr.flush(); time.sleep(0.4)\n" for line in lines)


def test_that_progress_is_told_from_the_bars(tmp_path):
    told = []
    code = bars("Dl Completed...: 0 url [00:00, ? url/s]",
                "Dl Size...:  50%|#####     | 40/80 MiB", "Dl Size...: 100%|##########| 80/80 MiB",
                "Generating splits...:  33%|###| 1/3") + say(error="")
    download("imdb_reviews", tmp_path / "new", lambda: False, lambda *what: told.append(what), stand_in(code))
    assert told[0] == ("Looking for imdb_reviews", None)
    assert told[1:] == [("Downloading imdb_reviews", None), ("Downloading imdb_reviews", 0.5),
                        ("Downloading imdb_reviews", 1.0), ("Preparing imdb_reviews", 0.33)]
    assert (tmp_path / "new").is_dir()


def test_that_stopping_ends_the_process_and_clears_up(tmp_path):
    code = ("place = pathlib.Path(folder) / name / 'plain_text' / 'incomplete.AB_1.0.0'\nplace.mkdir(parents=True)\n"
            "(place / 'half').write_text('x')\ntime.sleep(600)")
    (tmp_path / "other" / "incomplete.CD_1.0.0").mkdir(parents=True)
    half = tmp_path / "imdb_reviews" / "plain_text" / "incomplete.AB_1.0.0"
    with pytest.raises(Cancelled):
        download("imdb_reviews", tmp_path, (half / "half").exists, lambda *_: None, stand_in(code))
    assert not half.exists()
    assert (tmp_path / "other" / "incomplete.CD_1.0.0").is_dir()


def test_that_a_name_nobody_knows_is_said_with_the_nearest(tmp_path):
    code = say(unknown=True, near=["imdb_reviews"])
    with pytest.raises(UserError, match=r'knows no data set "imdb_reviewz" \(did you mean imdb_reviews\?\)'):
        download("imdb_reviewz", tmp_path, lambda: False, lambda *_: None, stand_in(code))


def test_that_a_missing_network_is_said_with_a_way_on(tmp_path):
    code = say(error="HTTPSConnectionPool(host='ai.example.edu', port=443): Max retries exceeded")
    with pytest.raises(UserError, match=r"no connection to ai\.example\.edu; connect to the network, or copy"):
        download("x", tmp_path, lambda: False, lambda *_: None, stand_in(code))


@pytest.mark.parametrize(("code", "reason"), [
    (say(error="disk full"), "disk full"), ("sys.exit(3)", "its process ended early"),
    ("raise ValueError('that was it')", "ValueError: that was it")])
def test_that_any_other_end_is_said(tmp_path, code, reason):
    with pytest.raises(UserError, match=f"x can't be downloaded: {reason}"):
        download("x", tmp_path, lambda: False, lambda *_: None, stand_in(code))


def test_that_a_folder_that_cannot_be_made_is_said(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match="can't be made"):
        download("x", tmp_path / "file" / "data", lambda: False, lambda *_: None, stand_in(""))


def test_that_the_source_hands_over_name_and_folder(tmp_path, monkeypatch):
    handed = []
    monkeypatch.setattr(tfds_download, "download", lambda *what: handed.append(what[:2]))
    source = Tfds(name=" glue/sst2 ", folder="sets")
    source.download(ReadContext(folder=tmp_path), lambda *_: None)
    assert handed == [("glue/sst2", tmp_path / "sets")]
    with pytest.raises(UserError, match="no data set is named yet"):
        Tfds(name="").download(ReadContext(), lambda *_: None)


def test_that_the_process_ends_when_its_starter_is_gone():
    code = ("import threading, time; from rnnstudio_data.tfds_download import _end_with_parent; "
            "threading.Thread(target=_end_with_parent, daemon=True).start(); time.sleep(600)")
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE) as process:
        process.stdin.close()
        assert process.wait(timeout=60) == 1


@pytest.mark.slow
def test_that_the_process_finds_the_nearest_name_without_a_network(tmp_path):
    pytest.importorskip("tensorflow_datasets")
    with pytest.raises(UserError, match=r'knows no data set "imdb_reviewz" \(did you mean imdb_reviews\?\)'):
        download("imdb_reviewz", tmp_path, lambda: False, lambda *_: None)
