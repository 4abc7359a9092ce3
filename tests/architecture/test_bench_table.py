"""The table of benchmarks: every script has its rows, a failure is one of them, and a second run replaces its own."""

import importlib.util
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def bench(monkeypatch, tmp_path):
    spec = importlib.util.spec_from_file_location("bench", ROOT / "scripts" / "bench.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "FOLDER", tmp_path)
    monkeypatch.setattr(module, "RESULTS", tmp_path / "RESULTS.md")
    return module


def script(folder, name, *lines):
    (folder / f"bench_{name}.py").write_text("\n".join(lines), encoding="utf-8")


def says(**figure):
    return f"print('RATIO ' + {json.dumps(json.dumps(figure))})"


def cells(bench):
    lines = bench.RESULTS.read_text(encoding="utf-8").splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")][:5] for line in lines if line.startswith("| ")][1:]


def test_that_figures_failures_and_what_is_skipped_are_rows(bench, tmp_path, capfd):
    script(tmp_path, "a", says(what="ours / theirs", measured=0.51234, reach=0.6, unit="", at_least=False),
           says(what="speed", measured=2000.0, reach=3000, unit="MB/s", at_least=True), "raise SystemExit(1)")
    script(tmp_path, "b", "print('not | there')", "raise SystemExit(3)")
    script(tmp_path, "c", """print('SKIPPED {"what": "all", "why": "no torch"}')""")
    script(tmp_path, "d", "print('nothing')")
    assert bench.main([]) == 1
    assert cells(bench) == [
        ["a", "ours / theirs", "at most 0.6", "0.512", "yes"],
        ["a", "speed", "at least 3,000 MB/s", "2,000 MB/s", "no"],
        ["b", "", "", "failed with exit code 3: not / there", ""],
        ["c", "all", "", "no torch", ""],
        ["d", "", "", "it told no figure", ""]]
    assert "2 failed" in capfd.readouterr().out


def test_that_a_run_of_one_replaces_its_rows_alone(bench, tmp_path):
    for name in "ab":
        script(tmp_path, name, says(what="x", measured=1.0))
    assert bench.main([]) == 0
    script(tmp_path, "b", says(what="x", measured=2.0))
    assert bench.main(["b"]) == 0
    assert [row[3] for row in cells(bench)] == ["1", "2"]
    assert bench.main(["z"]) == 2


def test_that_a_benchmark_that_hangs_is_given_up(bench, tmp_path):
    script(tmp_path, "a", "import time", "time.sleep(60)")
    assert bench.run(tmp_path / "bench_a.py", limit=0.5) == [{"what": "", "why": "given up after 0 s"}]


def test_that_every_benchmark_says_what_it_measured():
    scripts = sorted((ROOT / "tests" / "benchmarks").glob("bench_*.py"))
    assert scripts
    silent = [path.name for path in scripts if "tell(" not in path.read_text(encoding="utf-8")]
    assert silent == []
