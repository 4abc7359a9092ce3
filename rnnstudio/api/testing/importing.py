"""What the import of a plugin costs: every start of the program pays for it. Measured in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import cache
from typing import Any

from rnnstudio.api.testing.problems import Problems, step

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
    step(f"{problems.of}: import of {module}")
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
        problems.add(f"importing {module} fails in a new process: {found['error']}. Import what it needs at its top, "
                     "and state it in the distribution's dependencies.")
    if found["heavy"]:
        names = ", ".join(found["heavy"])
        problems.add(f"importing {module} imports {names}, which slows every start of the program. Import it inside "
                     "build(), or in a module that only build() imports.")
    elif found["used"] > SLOWEST and found["passed"] > SLOWEST:
        problems.add(f"importing {module} takes {found['passed']:.1f} s, and every start of the program pays for it. "
                     f"Do the work where it is needed, and stay below {SLOWEST:g} s.")
    elif found["passed"] > max(2 * SLOWEST, 4 * found["used"] + SLOWEST):
        problems.add(f"importing {module} waits for {found['passed']:.1f} s. Wait for nothing at import.")
    if found["printed"].strip():
        problems.add(f"importing {module} prints: {found['printed'].strip()!r}. Print nothing; what --json prints "
                     "has to stay JSON.")
    if found["patched"]:
        problems.add(f"importing {module} replaces what is Python's own: {', '.join(found['patched'])}. All plugins "
                     "and the program share it; leave it as it is.")


@cache
def _imported(module: str) -> dict[str, Any] | str:
    """Import a module in a new process and return what came of it, or what is to be said of it."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    try:
        done = subprocess.run([sys.executable, "-c", _PROGRAM, module, ",".join(HEAVY)], capture_output=True,
                              text=True, timeout=PATIENCE, check=False, env=environment, stdin=subprocess.DEVNULL)
    except subprocess.TimeoutExpired:
        return f"importing {module} does not end within {PATIENCE:g} s. Do no work at import, and wait for nothing."
    for line in reversed(done.stdout.splitlines()):
        if line.startswith("{"):
            return dict(json.loads(line))
    return (f"importing {module} ends the process (exit status {done.returncode}): "
            f"{done.stderr.strip()[-300:]}. Call neither sys.exit() nor os._exit() at import.")
