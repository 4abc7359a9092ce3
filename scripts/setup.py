"""Makes a fresh machine ready: ``python3 scripts/setup.py run`` or ``test``, called by the Makefile.

Standard library only. It finds a Python, names the system libraries that are missing (as root on Debian and Ubuntu it
installs them), makes ``.venv`` and installs the package into it with the versions of ``constraints.txt``. A stamp in
``.venv`` remembers what was installed, so that the next call is done in a moment and touches no network.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LEAST = (3, 11)
NEWEST_WITH_TENSORFLOW = (3, 13)
EXTRAS = {"run": "", "test": "[dev]"}


class SetupError(Exception):
    """What keeps the machine from being ready: one sentence that says what to do."""


def main(purpose: str) -> int:
    """Make ready for ``run`` or ``test``; 0 if all is well."""
    try:
        python = "" if is_ready_made() else find_python()
        install_packages(purpose, python)
        if python:
            make_venv(python)
        if not is_installed(purpose):
            install(purpose)
    except SetupError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def is_installed(purpose: str) -> bool:
    """Tell whether ``.venv`` holds what is needed; what the tests need is enough to run."""
    wanted = fingerprint()
    return PYTHON.exists() and any(
        stamp(enough).is_file() and stamp(enough).read_text(encoding="utf-8") == wanted
        for enough in ({"run", "test"} if purpose == "run" else {"test"}))


def stamp(purpose: str) -> Path:
    """Return the file that remembers what was installed."""
    return VENV / f".installed-to-{purpose}"


def fingerprint() -> str:
    """Return what an installation depends on: where it stands, and what is asked for."""
    seen = hashlib.sha256(str(ROOT).encode())
    for name in ("pyproject.toml", "constraints.txt"):
        seen.update((ROOT / name).read_bytes())
    return seen.hexdigest()


def install(purpose: str) -> None:
    """Install the package into ``.venv`` as it stands here."""
    tell("Installing into .venv; the first time takes a minute or more ...")
    pip: list[str | Path] = [PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    quiet = [] if sys.stdout.isatty() else ["--quiet"]
    if call([*pip, *quiet, "--no-compile", "-c", "constraints.txt", "-e", f".{EXTRAS[purpose]}"]) != 0:
        raise SetupError("The packages could not be installed; pip says why above. It needs a network the first "
                         "time, and about 3 GB of disk. Then run this again.")
    compile_packages()
    stamp(purpose).write_text(fingerprint(), encoding="utf-8")


def compile_packages() -> None:
    """Compile what was installed on all cores; pip has one do it.

    Packages' own tests are left out. Some packages hold a file that is no Python of this version, and nothing imports
    it: what can't be compiled is passed over.
    """
    call([PYTHON, "-m", "compileall", "-qq", "-j", "0", "-x", r"/tests?/", VENV / "lib"])


def is_ready_made() -> bool:
    """Tell whether there is a ``.venv`` that was made here: a moved one's scripts would start another folder's."""
    pip = VENV / "bin" / "pip"
    return PYTHON.exists() and pip.is_file() and str(VENV) in pip.read_text(encoding="utf-8", errors="replace")[:1000]


def make_venv(python: str) -> None:
    """Make ``.venv`` anew."""
    shutil.rmtree(VENV, ignore_errors=True)
    if call([python, "-m", "venv", VENV]) != 0:
        shutil.rmtree(VENV, ignore_errors=True)
        raise SetupError(f"{python} could not make {VENV}; it says why above.")


def find_python() -> str:
    """Return a Python that TensorFlow exists for: this one if it will do.

    Raises:
        SetupError: If there is none.
    """
    if LEAST <= sys.version_info[:2] <= NEWEST_WITH_TENSORFLOW:
        return sys.executable
    for minor in range(NEWEST_WITH_TENSORFLOW[1], LEAST[1] - 1, -1):
        other = shutil.which(f"python3.{minor}")
        if other and probe(other, "print(1)"):
            return other
    raise SetupError("RNN Studio needs Python 3.{} to 3.{}, and this is Python {}.{}. Install one of them, then run "
                     "this again.".format(LEAST[1], NEWEST_WITH_TENSORFLOW[1], *sys.version_info[:2]))


def probe(python: str, code: str) -> str:
    """Return what a line of Python prints, "ok" if it prints nothing, or "" if it fails."""
    done = subprocess.run([python, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    return (done.stdout.decode().strip() or "ok") if done.returncode == 0 else ""


def install_packages(purpose: str, python: str) -> None:
    """See to it that the system has Qt's libraries, and what Python needs to make a virtual environment.

    Without a display the terminal does the job, so that running needs no library then.

    Raises:
        SetupError: With the one command that installs what is missing, where this isn't root on Debian or Ubuntu.
    """
    machine = load_machine()
    shown_on = machine.display()
    missing = {} if purpose == "run" and not shown_on else machine.missing_libraries(shown_on)
    if python and not probe(python, "import ensurepip, venv"):
        version = probe(python, "import sys; print('%d.%d' % sys.version_info[:2])")
        missing[f"python {version} venv"] = f"python{version}-venv"
    installs = machine.is_root() and bool(shutil.which("apt-get"))
    if purpose == "test" and installs:  # others do without: the tests with a real mouse are skipped there
        missing |= machine.missing_for_a_desktop()
    if missing:
        install_missing(missing, installs, machine)
    browser = machine.missing_for_a_browser() if purpose == "test" and installs and not is_installed("test") else {}
    if browser and apt_get(browser) != 0:  # not every system has them; it is tried once with each installation
        tell(f"{', '.join(browser)} could not be installed: tests that need a browser are skipped.")


def install_missing(missing: dict[str, str], installs: bool, machine: ModuleType) -> None:
    """Install what there must be.

    Raises:
        SetupError: With the one command that does it, where this program can't, or where it failed.
    """
    lacks = f"This machine lacks {', '.join(missing)}."
    command = machine.install_command(missing)
    if not installs:
        raise SetupError(lacks + (f" Install it, then run this again: {command}" if command else
                                  " Install it, then run this again."))
    if apt_get(missing) != 0:
        raise SetupError(f"It could not be installed; apt-get says why above. By hand: {command}")


def apt_get(missing: dict[str, str]) -> int:
    """Install Debian packages and return apt-get's exit status."""
    tell(f"This machine lacks {', '.join(missing)}. Installing it ...")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    call(["apt-get", "update", "-qq"], environment)
    return call(["apt-get", "install", "-y", "-qq", "-o=Dpkg::Use-Pty=0", "--no-install-recommends",
                 *sorted(set(missing.values()))], environment)


def load_machine() -> ModuleType:
    """Load ``rnnstudio.cli.machine`` from its file; the package itself may not be importable yet."""
    spec = importlib.util.spec_from_file_location("machine", ROOT / "rnnstudio" / "cli" / "machine.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def call(command: list[str | Path], environment: dict[str, str] | None = None) -> int:
    """Run a command from the repository's folder with no input, and return its exit status."""
    try:
        return subprocess.run([str(word) for word in command], cwd=ROOT, env=environment,
                              stdin=subprocess.DEVNULL, check=False).returncode
    except OSError as error:
        tell(f"{shlex.join(map(str, command))}: {error}")
        return 127


def tell(sentence: str) -> None:
    """Say what takes long."""
    print(sentence, flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if sys.argv[1:] in (["run"], ["test"]) else "run"))
