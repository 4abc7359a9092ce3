import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnstudio.engine_process.frames import LARGEST, BrokenFrame, read_frame, write_frame


@given(st.lists(st.binary(max_size=300)))
def test_that_frames_come_out_as_they_went_in(payloads):
    pipe = io.BytesIO()
    for payload in payloads:
        write_frame(pipe, payload)
    pipe.seek(0)
    assert [read_frame(pipe) for _ in payloads] == payloads
    assert read_frame(pipe) is None


@given(st.binary(min_size=1, max_size=50), st.data())
def test_that_a_frame_cut_short_reads_as_the_end(payload, data):
    pipe = io.BytesIO()
    write_frame(pipe, payload)
    cut = data.draw(st.integers(0, len(payload) + 3))
    assert read_frame(io.BytesIO(pipe.getvalue()[:cut])) is None


def test_that_a_length_nobody_sends_is_not_believed():
    with pytest.raises(BrokenFrame):
        read_frame(io.BytesIO((LARGEST + 1).to_bytes(4, "big")))
