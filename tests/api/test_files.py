"""Nothing is ever half-written: the new file stands whole, or the old one as it was."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from rnnstudio.api import UserError, files, whole_file


def left_over(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name.endswith(".part"))


def write(path: Path, data: bytes) -> None:
    with whole_file(path) as file:
        file.write_bytes(data)


def test_that_a_file_is_written_and_nothing_else_is_left(tmp_path):
    write(tmp_path / "a", b"new")
    assert (tmp_path / "a").read_bytes() == b"new"
    assert left_over(tmp_path) == []


def test_that_the_old_file_stands_until_the_new_one_is_whole(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"old")
    with whole_file(path) as file:
        file.write_bytes(b"new")
        assert path.read_bytes() == b"old"
    assert path.read_bytes() == b"new"


@pytest.mark.parametrize("raised", [ValueError, KeyboardInterrupt, UserError])
def test_that_a_failure_passes_through_and_leaves_the_old_file(tmp_path, raised):
    path = tmp_path / "a"
    path.write_bytes(b"old")

    def write_half() -> None:
        with whole_file(path) as file:
            file.write_bytes(b"half")
            raise raised

    with pytest.raises(raised):
        write_half()
    assert path.read_bytes() == b"old"
    assert left_over(tmp_path) == []


def test_that_an_error_of_the_system_becomes_one_sentence(tmp_path):
    path = tmp_path / "missing" / "a"
    with pytest.raises(UserError, match=r"a can't be written: No such file or directory; what was there before"):
        write(path, b"new")


def test_that_a_file_that_was_never_written_is_a_failure(tmp_path):
    (tmp_path / "a").write_bytes(b"old")
    with pytest.raises(UserError), whole_file(tmp_path / "a"):
        pass
    assert (tmp_path / "a").read_bytes() == b"old"


def test_that_the_mode_is_kept(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"old")
    path.chmod(0o640)
    write(path, b"new")
    assert path.stat().st_mode & 0o777 == 0o640


def test_that_a_link_stays_a_link_and_its_target_is_replaced(tmp_path):
    real = tmp_path / "elsewhere" / "real"
    real.parent.mkdir()
    real.write_bytes(b"old")
    link = tmp_path / "link"
    link.symlink_to(real)
    write(link, b"new")
    assert link.is_symlink()
    assert real.read_bytes() == b"new"


def test_that_a_write_protected_file_is_left_alone(tmp_path, monkeypatch):
    path = tmp_path / "a"
    path.write_bytes(b"old")
    monkeypatch.setattr(files.os, "access", lambda asked, mode: False)  # root may write everywhere
    with pytest.raises(UserError, match="it is write-protected; what was there before is unchanged"):
        write(path, b"new")
    assert path.read_bytes() == b"old"


def test_that_the_sentence_is_the_systems_where_the_disk_is_full(tmp_path, monkeypatch):
    path = tmp_path / "a"
    path.write_bytes(b"old")

    def full(number: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(UserError, match="No space left on device; what was there before is unchanged"):
        write(path, b"new")
    assert path.read_bytes() == b"old"
    assert left_over(tmp_path) == []


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs SIGKILL")
def test_that_a_killed_process_leaves_the_old_file(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"old")
    code = ("import os, sys, pathlib; from rnnstudio.api import whole_file\n"
            "with whole_file(pathlib.Path(sys.argv[1])) as file:\n"
            "    file.write_bytes(b'half'); os.kill(os.getpid(), 9)\n")
    assert subprocess.run([sys.executable, "-c", code, path], check=False).returncode == -9
    assert path.read_bytes() == b"old"
