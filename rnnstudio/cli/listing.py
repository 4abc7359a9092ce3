"""The command that only looks at the machine: doctor."""

from __future__ import annotations

import argparse
import platform
import sys
from importlib import metadata
from pathlib import Path

from rnnstudio.api import tr
from rnnstudio.cli import machine
from rnnstudio.cli.answer import DONE, Answer
from rnnstudio.engine.device import cores_to_use
from rnnstudio.runs import places

_PACKAGES = ("rnnstudio", "tensorflow", "keras", "numpy", "pyarrow", "tokenizers", "msgspec", "PySide6-Essentials",
             "pyqtgraph")


def doctor(options: argparse.Namespace, answer: Answer) -> int:
    """Show what a bug report should hold. Neither TensorFlow nor Qt is imported: it works where they crash."""
    shown_on = machine.display()
    missing = machine.missing_libraries(shown_on)
    facts = {
        "python": f"{platform.python_version()} ({sys.executable})",
        "system": platform.platform(),
        "cores": str(cores_to_use()),
        "gpu": ", ".join(sorted(path.name for path in Path("/dev").glob("nvidia[0-9]*"))) or tr("none"),
        "display": shown_on or tr("none"),
        "missing libraries": ", ".join(missing) or tr("none"),
        "Chinese font": tr("found") if machine.has_chinese_font() else tr("none; install one, such as Noto Sans CJK"),
        "runs": str(places.runs_folder()),
        "settings": str(places.config_folder()),
        "logs": str(places.log_folder()),
    } | {name: _version(name) for name in _PACKAGES}
    answer.table((tr("What"), tr("Found")), facts.items())
    if missing and (command := machine.install_command(missing)):
        answer.say(tr("The window needs them; install them with: {command}", command=command))
    answer.result(facts)
    return DONE



def _version(distribution: str) -> str:
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return tr("not installed")
