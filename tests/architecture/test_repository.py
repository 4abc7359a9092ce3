"""What the repository holds: files of a readable length, nothing of one machine or one registry."""

import re
import subprocess
import tomllib
from importlib import metadata

import pytest
from packaging.requirements import Requirement

from tests.architecture.tracked import ROOT, python_files, tracked

LONGEST = 500
LOCK_FILES = {"uv.lock", "poetry.lock", "pdm.lock", "Pipfile.lock", "pylock.toml", "package-lock.json", "yarn.lock",
              "pnpm-lock.yaml", "pip.conf", "pip.ini"}
# Put together here, so that this file doesn't hold what it looks for.
ELSEWHERE = [re.compile(pattern) for pattern in (
    "/" + "work/", "pypi" + r"\.(org|python)", "files" + r"\.pythonhosted", r"test\." + "pypi", "artifact" + "ory",
    "npm" + r"js\.(org|com)", "--(extra-)?index" + "-url", "--find" + "-links", "PIP_" + "(EXTRA_)?INDEX_URL",
    "/" + "root/", "/home/" + r"[a-z]+/")]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CONSTRAINTS = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()


def requirements() -> list[Requirement]:
    """Return what the package needs, the developers' tools included."""
    project = PROJECT["project"]
    return [Requirement(line) for line in [*project["dependencies"], *project["optional-dependencies"]["dev"]]]


def plain(name: str) -> str:
    """Return a distribution's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def test_that_no_python_file_is_too_long():
    lengths = {file.relative_to(ROOT): len(file.read_text(encoding="utf-8").splitlines()) for file in python_files()}
    assert {file: length for file, length in lengths.items() if length > LONGEST} == {}


def test_that_no_file_names_a_registry_or_a_machine():
    found = [f"{file.relative_to(ROOT)}:{number}: {match[0]}"
             for file in tracked() if b"\0" not in (data := file.read_bytes())[:8000]
             for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), start=1)
             for pattern in ELSEWHERE if (match := pattern.search(line))]
    assert found == []


def test_that_there_is_no_lock_file_with_addresses():
    assert [file for file in tracked() if file.name in LOCK_FILES] == []


def test_that_constraints_are_names_and_exact_versions_alone():
    assert CONSTRAINTS
    exact = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*==[0-9][A-Za-z0-9.!+]*")
    assert [line for line in CONSTRAINTS if not exact.fullmatch(line)] == []
    names = [plain(line.split("==")[0]) for line in CONSTRAINTS]
    assert len(names) == len(set(names))
    assert "rnnstudio" not in names


@pytest.mark.parametrize("requirement", requirements(), ids=lambda requirement: requirement.name)
def test_that_constraints_hold_a_version_that_each_requirement_allows(requirement: Requirement):
    versions = {plain(name): version for name, _, version in (line.partition("==") for line in CONSTRAINTS)}
    assert requirement.specifier.contains(versions[plain(requirement.name)])


def test_that_every_package_is_installed():
    """An editable install forgives a package that is missing in the list; a wheel doesn't."""
    folders = {"rnnstudio": "rnnstudio", **PROJECT["tool"]["setuptools"]["package-dir"]}
    standing = {".".join((name, *file.parent.relative_to(ROOT / folder).parts))
                for name, folder in folders.items() for file in python_files()
                if file.name == "__init__.py" and file.is_relative_to(ROOT / folder)}
    assert standing == set(PROJECT["tool"]["setuptools"]["packages"])


def test_that_every_entry_point_of_ours_can_be_imported():
    assert {point.name for point in metadata.entry_points(group="rnnstudio")} >= set(
        PROJECT["project"]["entry-points"]["rnnstudio"])
    assert callable(next(iter(metadata.entry_points(group="console_scripts", name="rnnstudio"))).load())


def test_that_the_licence_is_whole():
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "Apache License" in text
    assert "END OF TERMS AND CONDITIONS" in text


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="no checkout")
def test_that_the_virtual_environment_stays_outside_git():
    assert subprocess.run(["git", "check-ignore", "-q", ".venv/bin/python"], cwd=ROOT, check=False).returncode == 0
