"""Sources in groups, and the one that reads a file at hand."""

from typing import Annotated

import pytest

from rnnstudio.api import DataSource, Doc, FilePath, SourceInfo
from rnnstudio.project.model import ComponentRef
from rnnstudio.studio.data.sources import (
    can_download,
    first_readable,
    grouped,
    lacking_path,
    path_parameter,
    source_for,
)


@pytest.fixture
def sources(made_up):
    return made_up.registry.sources


def test_that_sources_stand_in_groups(sources):
    assert [(title, [source.info.title for source in members]) for title, members in grouped(sources)] == [
        ("Sets that come with the program", ["Reviews"]), ("Your own files", ["Table", "Folders"]),
        ("Made up by the program", ["Adding"]), ("TensorFlow Datasets", ["Fetched"])]


def test_that_a_file_is_read_by_the_source_for_it(sources, tmp_path):
    table = tmp_path / "reviews.TSV"
    assert source_for(table, sources) == ComponentRef(type="rnnstudio.table", version=3,
                                                      params={"path": str(table)})
    assert source_for(tmp_path, sources) == ComponentRef(type="fake.folders", params={"folder": str(tmp_path)})
    assert source_for(tmp_path / "a.pdf", sources) is None


def test_that_a_plugins_source_reads_what_its_patterns_say(sources, tmp_path):
    assert source_for(tmp_path / "poem.txt", sources).type == "rnnstudio.table"  # no source for plain text is here


def test_that_a_path_within_the_projects_folder_is_relative(sources, tmp_path):
    found = source_for(tmp_path / "data" / "a.csv", sources, tmp_path)
    assert found.params == {"path": "data/a.csv"}


def test_that_of_several_files_the_first_readable_counts(sources, tmp_path):
    found = first_readable([tmp_path / "a.pdf", tmp_path / "b.csv", tmp_path / "c.csv"], sources)
    assert found.params["path"].endswith("b.csv")
    assert first_readable([], sources) is None


def test_that_only_a_source_that_fetches_can_be_downloaded(sources):
    assert [type_id for type_id, source in sources.items() if can_download(source)] == ["fake.tfds"]
    assert not can_download(None)


class AnyText(DataSource):
    """Texts."""

    info = SourceInfo(id="rnnstudio.plain_text", title="Plain text")
    path: Annotated[str, FilePath(or_folder=True), Doc("A file or a folder.")] = ""


def test_that_a_folder_is_read_as_texts_only_if_they_stand_side_by_side_in_it(sources, tmp_path):
    both = {**sources, "rnnstudio.plain_text": AnyText}
    (tmp_path / "plain").mkdir()
    (tmp_path / "plain" / "a.txt").write_text("a")
    assert source_for(tmp_path / "plain", both) == ComponentRef(
        type="rnnstudio.plain_text", params={"path": str(tmp_path / "plain")})
    (tmp_path / "plain" / "class").mkdir()
    assert source_for(tmp_path / "plain", both).type == "fake.folders"
    assert path_parameter(AnyText, folder=True).name == "path"


def test_that_a_file_is_lacking_until_one_is_chosen(sources):
    assert lacking_path(sources["rnnstudio.table"], {}).name == "path"
    assert lacking_path(sources["rnnstudio.table"], {"path": "a.csv"}) is None
    assert lacking_path(sources["fake.folders"], {"folder": " "}).name == "folder"
    assert lacking_path(sources["fake.reviews"], {}) is None
    assert lacking_path(None, {}) is None
