"""What the import of a plugin costs: every start of the program pays for it. Measured in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import cache
from typing import Any

from rnnstudio.api.testing.problems import Problems, step
from rnnstudio.api.text import tr

HEAVY = ("tensorflow", "keras", "torch", "jax", "PySide6", "pandas", "scipy", "sklearn", "matplotlib")
"""What nothing may import before the program needs it."""
SLOWEST = 0.5
"""Seconds an import may take beyond that of the api."""
PATIENCE = 60.0
"""Seconds after which an import is taken to hang."""

_PROGRAM = """
import json, sys, time
import rnnstudio.api
name, heavy = sys.argv[1], sys.argv[2].split(",")
import importlib.util
before = set(sys.modules)
known = {key: id(getattr(__builtins__, key)) for key in dir(__builtins__)}
try:
    there = importlib.util.find_spec(name) is not None
except ModuleNotFoundError:
    there = False
found = {"there": there}
if there:
    out, sys.stdout = sys.stdout, __import__("io").StringIO()
    began = time.process_time(), time.perf_counter()
    error = ""
    try:
        importlib.import_module(name)
    except BaseException as raised:
        error = f"{type(raised).__name__}: {raised}"
    used, passed = time.process_time() - began[0], time.perf_counter() - began[1]
    printed, sys.stdout = sys.stdout.getvalue(), out
    root = name.partition(".")[0]
    found |= {
        "error": error, "used": used, "passed": passed, "printed": printed[:200],
        "heavy": [one for one in heavy if one in sys.modules and one not in before],
        "own": [one for one in sys.modules if one.partition(".")[0] == root],
        "patched": [key for key, was in known.items() if id(getattr(__builtins__, key, None)) != was],
    }
sys.__stdout__.write("\\n" + json.dumps(found) + "\\n")
sys.__stdout__.flush()
__import__("os")._exit(0)
"""


def check_import(problems: Problems, module: str) -> None:
    """Note what is wrong with importing a module: large libraries, seconds, output, changes to Python itself.

    A module that a new process can't find by its name, such as a test's own, is passed over.
    """
    step(tr("{of}: import of {module}", of=problems.of, module=module))
    root = module.partition(".")[0]
    found = _imported(root)
    if isinstance(found, dict) and found.get("there") and module not in found.get("own", ()):
        found = _imported(module)
    if isinstance(found, str):
        problems.add(found)
        return
    if not found["there"]:
        return
    if found["error"]:
        problems.add(tr("importing {module} fails in a new process: {error}. Import what it needs at its top, and "
                        "state it in the distribution's dependencies.", module=module, error=found["error"]))
    if found["heavy"]:
        names = ", ".join(found["heavy"])
        problems.add(tr("importing {module} imports {names}, which slows every start of the program. Import it "
                        "inside build(), or in a module that only build() imports.", module=module, names=names))
    elif found["used"] > SLOWEST and found["passed"] > SLOWEST:
        problems.add(tr("importing {module} takes {seconds} s, and every start of the program pays for it. Do the "
                        "work where it is needed, and stay below {most} s.", module=module,
                        seconds=f"{found['passed']:.1f}", most=f"{SLOWEST:g}"))
    elif found["passed"] > max(2 * SLOWEST, 4 * found["used"] + SLOWEST):
        problems.add(tr("importing {module} waits for {seconds} s. Wait for nothing at import.", module=module,
                        seconds=f"{found['passed']:.1f}"))
    if found["printed"].strip():
        problems.add(tr("importing {module} prints: {text}. Print nothing; what --json prints has to stay JSON.",
                        module=module, text=repr(found["printed"].strip())))
    if found["patched"]:
        problems.add(tr("importing {module} replaces what is Python's own: {names}. All plugins and the program "
                        "share it; leave it as it is.", module=module, names=", ".join(found["patched"])))


@cache
def _imported(module: str) -> dict[str, Any] | str:
    """Import a module in a new process and return what came of it, or what is to be said of it."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    try:
        done = subprocess.run([sys.executable, "-c", _PROGRAM, module, ",".join(HEAVY)], capture_output=True,
                              text=True, timeout=PATIENCE, check=False, env=environment, stdin=subprocess.DEVNULL)
    except subprocess.TimeoutExpired:
        return tr("importing {module} does not end within {seconds} s. Do no work at import, and wait for nothing.",
                  module=module, seconds=f"{PATIENCE:g}")
    for line in reversed(done.stdout.splitlines()):
        if line.startswith("{"):
            return dict(json.loads(line))
    return tr("importing {module} ends the process (exit status {code}): {text}. Call neither sys.exit() nor "
              "os._exit() at import.", module=module, code=done.returncode, text=done.stderr.strip()[-300:])
