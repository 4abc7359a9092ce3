"""TensorFlow Datasets: what is prepared is read, by name or by folder; what isn't is said at once."""

from __future__ import annotations

import shutil
import socket
import time

import pytest
from rnnstudio_data.tfds import Tfds, prepared_sets, usual_folder

from rnnstudio.api import ReadContext, UserError

pytestmark = pytest.mark.tf

ROWS = {"train": [("good film", 1), ("bad film", 0)] * 10, "test": [("so-so", 0)] * 4, "unsupervised": [("x", -1)]}


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """Prepare a small set as TFDS does, without a network."""
    import tensorflow_datasets as tfds

    class SmallReviews(tfds.core.GeneratorBasedBuilder):
        VERSION = tfds.core.Version("1.0.0")

        def _info(self):
            return self.dataset_info_from_configs(features=tfds.features.FeaturesDict({
                "text": tfds.features.Text(), "label": tfds.features.ClassLabel(names=["neg", "pos"])}))

        def _split_generators(self, manager):
            return {name: self._examples(rows) for name, rows in ROWS.items()}

        def _generate_examples(self):
            raise NotImplementedError

        def _examples(self, rows):
            for number, (text, label) in enumerate(rows):
                yield number, {"text": text, "label": label}

    folder = tmp_path_factory.mktemp("tfds")
    SmallReviews(data_dir=str(folder)).download_and_prepare()
    return folder


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    def refuse(*_):
        raise AssertionError("the network was touched")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def rows(source):
    return [row for batch in source.read(ReadContext()) for row in batch.to_pylist()]


def check(source):
    assert source.lacks(ReadContext()) == ""
    assert source.contents(ReadContext()).classes == ("neg", "pos")
    found = rows(source)
    for part in ("train", "test"):
        got = sorted((row["text"], row["label"]) for row in found if row["split"] == part)
        assert got == sorted(ROWS[part])
    assert {row["split"] for row in found} == {"train", "test"}
    assert source.fingerprint(ReadContext())


def test_that_a_set_is_read_by_name(prepared):
    check(Tfds(name="small_reviews", folder=str(prepared)))


def test_that_a_set_is_read_from_the_usual_folder(prepared, monkeypatch):
    monkeypatch.setenv("TFDS_DATA_DIR", str(prepared))
    assert usual_folder() == prepared
    check(Tfds(name="small_reviews"))


@pytest.mark.parametrize("depth", [0, 1, 2])
def test_that_a_folder_that_was_copied_is_enough(prepared, tmp_path, depth):
    source = (prepared, prepared / "small_reviews", prepared / "small_reviews" / "1.0.0")[depth]
    target = tmp_path / source.name
    shutil.copytree(source, target)
    check(Tfds(name="small_reviews", folder=str(target)))


def test_that_what_is_not_prepared_is_said_within_a_second(prepared, tmp_path):
    began = time.monotonic()
    said = Tfds(name="imdb_reviews", folder=str(prepared)).lacks(ReadContext())
    assert f"imdb_reviews is not prepared on this machine; it was looked for in {prepared}" in said
    assert "where these are: small_reviews" in said
    assert "where no set is" in Tfds(folder=str(tmp_path)).lacks(ReadContext())
    assert time.monotonic() - began < 10
    with pytest.raises(UserError, match="is not prepared on this machine"):
        Tfds(folder=str(tmp_path)).contents(ReadContext())


def test_that_what_is_prepared_is_listed(prepared, tmp_path):
    assert prepared_sets(prepared) == ["small_reviews"]
    assert prepared_sets(tmp_path / "nowhere") == []


def test_that_a_glance_offers_what_is_prepared_and_its_features(prepared):
    seen = Tfds(name="small_reviews", folder=str(prepared)).look(ReadContext())
    assert seen.offers["name"] == ("small_reviews",)
    assert set(seen.offers["label_feature"]) == {"text", "label"}
    assert seen.found == {"text_feature": "text", "label_feature": "label"}
    assert Tfds(name="other", folder=str(prepared)).look(ReadContext()).offers == {"name": ("small_reviews",)}


def test_that_a_damaged_set_is_said(prepared, tmp_path):
    shutil.copytree(prepared, tmp_path / "all")
    version = tmp_path / "all" / "small_reviews" / "1.0.0"
    (version / "features.json").write_text("{", encoding="utf-8")
    with pytest.raises(UserError, match="is damaged"):
        Tfds(name="small_reviews", folder=str(tmp_path / "all")).contents(ReadContext())


def test_that_a_feature_that_is_not_there_is_said(prepared):
    source = Tfds(name="small_reviews", folder=str(prepared), text_feature="words")
    with pytest.raises(UserError, match="has no feature for the text; its features are"):
        source.contents(ReadContext())


def test_that_a_download_that_fails_is_one_sentence(tmp_path):
    with pytest.raises(UserError, match='knows no data set "no_such_set_anywhere"') as caught:
        Tfds(name="no_such_set_anywhere", folder=str(tmp_path)).download(ReadContext(), lambda *_: None)
    assert "\n" not in str(caught.value)
