"""What is public changes only on purpose: with the list of it, a line in the changelog, and nothing taken away."""

import importlib.util
import re
from pathlib import Path

import pytest

from rnnstudio.api import API_VERSION
from rnnstudio.api.version import api_problem

ROOT = Path(__file__).resolve().parents[2]
_spec = importlib.util.spec_from_file_location("surface", Path(__file__).with_name("surface.py"))
tool = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(tool)

AGAIN = "run python tests/api/surface.py, say in CHANGELOG.md what changed, and raise API_VERSION with a release"


@pytest.fixture(scope="module")
def surface():
    return tool.surface()


def test_that_the_list_of_what_is_public_is_up_to_date(surface):
    assert surface == tool.FILE.read_text(encoding="utf-8").splitlines(), AGAIN


def test_that_the_changelog_tells_of_this_surface(surface):
    line = f"api {API_VERSION} ({tool.digest(surface)})"
    assert line in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), f"{AGAIN}: a line with {line}"


def test_that_nothing_of_the_first_version_was_taken_away(surface):
    """Fields may be added where they have a default, names may be added; what was there stays as it was."""
    assert broken(tool.FIRST.read_text(encoding="utf-8").splitlines(), surface) == []


def broken(first: list[str], now: list[str]) -> list[str]:
    """Return what a plugin of then could miss, or would have to give and doesn't know of."""
    names = {line.partition("(")[0] for line in now if line.startswith("class ")}
    missing = [line for line in first if line not in now
               and not (line.startswith("class ") and line.partition("(")[0] in names)
               and not (line.startswith(("method ", "function ", "hook ")) and longer(line, now))]
    then = {line.split(":")[0] for line in first}
    classes = {line.split(" ", 1)[1].partition("(")[0] for line in first if line.startswith("class ")}
    asked = [line for line in now if line.startswith("field ") and line.endswith("= required")
             and line.split(":")[0] not in then and line.split(" ")[1].rpartition(".")[0] in classes]
    return missing + asked


def longer(line: str, now: list[str]) -> bool:
    """Tell whether a signature only got more parameters, with defaults, at its end."""
    head, arguments = re.match(r"(.*?)\((.*)\)(?: -> .*)?$", line).groups()
    return any(other.startswith(f"{head}({arguments}, ") and re.search(r"= [^,]+\)", other) for other in now)


def test_that_a_field_that_goes_a_renamed_method_and_a_new_requirement_would_be_told():
    first = ["class a.B(Struct)", "field a.B.x: int = 1", "method a.B.read(self, x: 'int') -> 'int'"]
    assert broken(first, first) == []
    assert broken(first, [*first, "field a.B.y: int = 2"]) == []
    assert broken(first, [first[0], first[1], "method a.B.read(self, x: 'int', y: 'int' = 0) -> 'int'"]) == []
    assert broken(first, [first[0], first[2]]) == ["field a.B.x: int = 1"]
    assert broken(first, [first[0], "field a.B.x: int = 2", first[2]]) == ["field a.B.x: int = 1"]
    assert broken(first, [*first[:2], "method a.B.get(self, x: 'int') -> 'int'"]) == [first[2]]
    assert broken(first, [*first, "field a.B.y: int = required"]) == ["field a.B.y: int = required"]


def test_that_the_version_has_two_numbers_and_no_line_of_the_surface_is_of_this_machine(surface):
    assert re.fullmatch(r"\d+\.\d+", API_VERSION)
    assert [line for line in surface if re.search(r"0x[0-9a-f]{6}|" + re.escape(str(ROOT)), line)] == []


@pytest.mark.parametrize(("needed", "told"), [
    (None, ""), ("1.0", ""), (API_VERSION, ""), ("1.99", "update RNN Studio"), ("2.0", "update RNN Studio"),
    ("0.9", "update the plugin"), ("latest", "not a version"), (1.1, "not a version"), ("1.1.0", "not a version")])
def test_that_a_plugin_may_say_which_version_it_needs(needed, told):
    assert (told in api_problem(needed)) if told else api_problem(needed) == ""
