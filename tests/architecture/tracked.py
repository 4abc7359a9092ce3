"""The files that belong to the repository: what git tracks, and what it would if it were added."""

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
_NOT_OURS = {".git", ".venv", "build", "dist", "__pycache__"}


@cache
def tracked() -> tuple[Path, ...]:
    """Return the files, or every file outside of the usual caches where this is no checkout."""
    listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT,
                            capture_output=True, check=False)
    if listed.returncode == 0:
        files = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    else:
        files = [file for file in ROOT.rglob("*") if not _NOT_OURS & set(file.relative_to(ROOT).parts)]
    return tuple(file for file in files if file.is_file())


def python_files() -> list[Path]:
    """Return the Python files."""
    return [file for file in tracked() if file.suffix == ".py"]
