"""Runs the benchmarks one after the other and keeps what they say in ``tests/benchmarks/RESULTS.md``.

    python scripts/bench.py               all of them
    python scripts/bench.py epoch words   some of them; the other rows of the table stay

A benchmark is a script ``tests/benchmarks/bench_*.py`` that ends with a line ``RATIO {...}`` for each figure, or
``SKIPPED {...}``: see ``tests/benchmarks/ratio.py``. One that fails or takes too long is a row like any other.
"""

from __future__ import annotations

import importlib.metadata
import json
import os
import platform
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "tests" / "benchmarks"
RESULTS = FOLDER / "RESULTS.md"
LIMIT = 3600
"""Seconds after which a benchmark is given up."""
PACKAGES = ("tensorflow", "keras", "numpy", "PySide6-Essentials", "pyqtgraph", "pyarrow", "tokenizers", "msgspec",
            "torch")
HEAD = """# What the benchmarks measured

Made by `make bench`; each row is the last run of its benchmark. A ratio has what is ours first, and both of its sides
come from one run on one machine. Load is that of the machine when the benchmark began: other work on it makes times
longer and ratios rougher.

| benchmark | what | reach | measured | reached | day | load | machine and versions |
|---|---|---|---|---|---|---|---|
"""


def run(script: Path, limit: float = LIMIT) -> list[dict[str, Any]]:
    """Run a benchmark, showing what it prints; return its figures, or one entry that says why there are none."""
    process = subprocess.Popen([sys.executable, str(script)], cwd=ROOT, stdout=subprocess.PIPE, text=True,
                               stderr=subprocess.STDOUT, encoding="utf-8", errors="replace")
    is_late = threading.Event()
    timer = threading.Timer(limit, lambda: (is_late.set(), process.kill()))
    timer.start()
    lines = []
    assert process.stdout is not None
    for line in process.stdout:
        sys.stdout.write(line)
        sys.stdout.flush()
        lines.append(line.strip())
    code = process.wait()
    timer.cancel()
    figures = read(lines)
    if is_late.is_set():
        figures.append({"what": "", "why": f"given up after {limit:.0f} s"})
    elif code and all(reached(figure) is not False for figure in figures):
        said = next((line for line in reversed(lines) if line and not line.startswith(("RATIO", "SKIPPED"))), "")
        figures.append({"what": "", "why": f"failed with exit code {code}: {said}"})
    elif not figures:
        figures.append({"what": "", "why": "it told no figure"})
    return figures


def read(lines: Iterable[str]) -> list[dict[str, Any]]:
    """Return the figures among lines that a benchmark printed."""
    found = (re.fullmatch(r"(?:RATIO|SKIPPED) (\{.*\})", line) for line in lines)
    return [json.loads(match[1]) for match in found if match]


def reached(figure: dict[str, Any]) -> bool | None:
    """Tell whether a figure is as it should be; ``None`` where nothing is asked or was measured."""
    if figure.get("reach") is None or figure.get("measured") is None:
        return None
    measured, reach = figure["measured"], figure["reach"]
    return bool(measured >= reach if figure.get("at_least") else measured <= reach)


def row(name: str, figure: dict[str, Any], load: float) -> str:
    """Return a figure's line of the table."""
    unit = f" {figure['unit']}" if figure.get("unit") else ""
    bound = "at least" if figure.get("at_least") else "at most"
    reach = "" if figure.get("reach") is None else f"{bound} {number(figure['reach'])}{unit}"
    measured = figure["why"] if "why" in figure else f"{number(figure['measured'])}{unit}"
    verdict = {True: "yes", False: "no", None: ""}[reached(figure)]
    cells = (name, figure["what"], reach, measured, verdict, time.strftime("%Y-%m-%d"), f"{load:.1f}", machine())
    return "| " + " | ".join(cell.replace("|", "/").replace("\n", " ") for cell in cells) + " |\n"


def number(value: float) -> str:
    """Return a number as it stands in the table."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def machine() -> str:
    """Return processor, cores and versions in a line."""
    versions = [f"Python {platform.python_version()}"]
    for package in PACKAGES:
        try:
            versions.append(f"{package.removesuffix('-Essentials')} {importlib.metadata.version(package)}")
        except importlib.metadata.PackageNotFoundError:
            continue
    return f"{processor()}, {os.cpu_count()} cores, {platform.system()}; {', '.join(versions)}"


def processor() -> str:
    """Return the processor's name."""
    try:
        about = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.processor() or platform.machine()
    named = re.search(r"^model name\s*:\s*(.+)$", about, re.MULTILINE)
    return named[1].strip() if named else platform.machine()


def kept(name: str, text: str) -> list[str]:
    """Return the table's rows of other benchmarks than the one named."""
    rows = [line + "\n" for line in text.splitlines() if line.startswith("| ") and not line.startswith("| benchmark")]
    return [line for line in rows if not line.startswith(f"| {name} |")]


def write(name: str, rows: list[str]) -> None:
    """Put a benchmark's rows into the table, in the order of names."""
    text = RESULTS.read_text(encoding="utf-8") if RESULTS.is_file() else ""
    table = sorted([*kept(name, text), *rows], key=lambda line: line.split("|")[1])
    temporary = RESULTS.with_suffix(".part")
    temporary.write_text(HEAD + "".join(table), encoding="utf-8")
    temporary.replace(RESULTS)


def main(wanted: list[str]) -> int:
    """Run what is wanted and write the table after each; 1 if one failed."""
    scripts = {path.stem.removeprefix("bench_"): path for path in sorted(FOLDER.glob("bench_*.py"))}
    unknown = [name for name in wanted if name not in scripts]
    if unknown:
        print(f"there is no benchmark {unknown[0]}; there are: {', '.join(scripts)}", file=sys.stderr)  # noqa: T201
        return 2
    failed = 0
    for name in wanted or scripts:
        print(f"== {name}", flush=True)  # noqa: T201
        load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
        figures = run(scripts[name])
        failed += any(figure.get("why", "").startswith(("failed", "given up", "it told")) for figure in figures)
        write(name, [row(name, figure, load) for figure in figures])
    print(f"{RESULTS.relative_to(ROOT)} is up to date; {failed} failed")  # noqa: T201
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
