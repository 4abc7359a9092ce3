"""Whatever a file holds, a source brings examples or says one sentence about it, never a trace."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rnnstudio_data.json_lines import JsonLines
from rnnstudio_data.parquet import Parquet
from rnnstudio_data.plain_text import PlainText
from rnnstudio_data.sequence_table import SequenceTable
from rnnstudio_data.series_table import SeriesTable
from rnnstudio_data.table import Table

from rnnstudio.api import ReadContext, UserError

PIECES = [b"text", b"label", b"id", b"t", b",", b"\t", b";", b"|", b'"', b'""', b"\n", b"\r\n", b"\r", b"\0", b" ",
          b"1", b"2.5", b"1,5", b"nan", b"\xff", b"\xfe", b"\xef\xbb\xbf", b"\xff\xfe", b"\xd6\xd0\xce\xc4",
          "é€中".encode(), b"{", b"}", b"[", b"]", b":", b'{"text": "a", "label": "b"}\n', b"\x1f\x8b", b"PAR1",
          b"PK\x03\x04", b"text,label\na,b\n", b"id,t,x\n1,1,2\n", b"\n\n"]
FILES = st.lists(st.sampled_from(PIECES) | st.binary(max_size=3), max_size=40).map(b"".join)
SOURCES = [
    Table(), Table(label_kind="none"), Table(label_kind="number"), Table(label_separator="|", quotes="yes"),
    Table(encoding="UTF-16"), Table(encoding="GB18030", header="no"), JsonLines(), JsonLines(label_kind="none"),
    Parquet(), PlainText(), PlainText(divide="line"), PlainText(divide="whole file"), SeriesTable(),
    SeriesTable(missing="interpolate"), SeriesTable(missing="fill from before", header="no"), SequenceTable(),
    SequenceTable(id_column="id", missing="interpolate")]


@pytest.mark.parametrize("source", SOURCES, ids=repr)
@given(content=FILES, skip=st.booleans())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
def test_that_any_file_brings_examples_or_one_sentence(tmp_path, source, content, skip):
    path = tmp_path / "file"
    path.write_bytes(content)
    source = type(source)(**{**{name: getattr(source, name) for name in source.__struct_fields__}, "path": str(path)})
    context = ReadContext(bad_row=lambda row: None) if skip else ReadContext()
    said, schemas = "file", set()
    try:
        source.contents(context)
        schemas = {str(batch.schema) for batch in source.read(context)}
    except UserError as error:
        said = str(error)
    assert "file" in said
    assert len(schemas) <= 1
