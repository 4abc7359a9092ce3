"""``plugins check`` tells what is wrong with a plugin, also when it takes its process along."""

import json

import pytest

from rnnstudio.api import UserError
from rnnstudio.cli import main
from rnnstudio.cli.plugins_check import find

LETTERS = """
from rnnstudio.api import Exporter, ExporterInfo, ExportReport, hookimpl
{top}

class Broken(Exporter):
    '''Writes nothing.'''

    info = ExporterInfo(id="acme.broken", title="Broken")

    def export(self, table, target, context):
        {body}
        return ExportReport(points=1, dimensions=1, files=())


@hookimpl
def rnnstudio_exporters():
    return [Broken]
"""


@pytest.fixture
def checked(tmp_path, capsys):
    """Check a plugin with this at its top and in its export; return exit code, result and sentences."""
    def check(top="", body="pass", *options):
        file = tmp_path / "broken_plugin.py"
        file.write_text(LETTERS.format(top=top, body=body), encoding="utf-8")
        code = main(["plugins", "check", str(file), "--json", *options])
        said = capsys.readouterr()
        result = json.loads(said.out.splitlines()[-1])
        return code, [problem for part in result["parts"] for problem in part["problems"]], said.err

    return check


def test_that_each_problem_is_a_line_and_the_exit_code_says_so(checked):
    code, problems, said = checked()
    assert code == 1
    assert any("its report names no file" in problem for problem in problems)
    assert "✗ Broken" in said
    assert "✓ broken_plugin" in said


def test_that_a_plugin_that_ends_its_process_is_told_with_what_it_was_at(checked):
    code, problems, _ = checked(body="__import__('os')._exit(7)")
    assert code == 1
    assert any("export() at the default parameters" in problem and "exit code 7" in problem for problem in problems)


def test_that_a_plugin_that_never_comes_back_is_told(checked):
    code, problems, _ = checked("", "__import__('time').sleep(60)", "--seconds", "3")
    assert code == 1
    assert any("it did not end within 3 s" in problem for problem in problems)


def test_that_a_plugin_that_can_not_be_imported_is_told(checked):
    code, problems, _ = checked(top="import no_such_module")
    assert code == 1
    assert problems == ["import of broken_plugin failed: ModuleNotFoundError: No module named 'no_such_module'."]


def test_that_a_reader_of_chinese_is_told_in_chinese(checked, monkeypatch):
    monkeypatch.setenv("RNNSTUDIO_LANGUAGE", "zh_CN")
    _, problems, said = checked(body="raise ValueError('oh')")
    assert any("在默认参数下 export()失败：ValueError: oh（broken_plugin.py，第 11 行）。" in problem
               for problem in problems), problems
    assert "正在检查" in said


def test_that_a_bundled_plugin_is_found_by_its_name_and_has_no_problem(capsys):
    assert main(["plugins", "check", "rnnstudio-exports"]) == 0
    assert "Nothing is wrong with it." in capsys.readouterr().out


def test_that_a_name_nobody_has_is_told_with_one_that_is_near():
    with pytest.raises(UserError, match=r"did you mean rnnstudio_exports\?"):
        find("rnnstudio_export")
