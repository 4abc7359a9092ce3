"""Where this program keeps files on a person's machine: runs and exports in plain sight, settings and logs apart.

``RNNSTUDIO_HOME`` puts all of it into one folder, for tests, for a memory stick, for a lecture room's share.
"""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

_NAME = "RNN Studio"


def runs_folder() -> Path:
    """Return the folder that new runs go to unless the user says otherwise."""
    home = _home()
    return home / "runs" if home else Path(platformdirs.user_documents_dir()) / _NAME / "runs"


def projects_folder() -> Path:
    """Return the folder that the first "Save as" proposes."""
    home = _home()
    return home / "projects" if home else Path(platformdirs.user_documents_dir()) / _NAME


def config_folder() -> Path:
    """Return the folder of the window's settings."""
    return _home() or Path(platformdirs.user_config_dir("rnnstudio", appauthor=False))


def log_folder() -> Path:
    """Return the folder of the engine process's log."""
    home = _home()
    return home / "logs" if home else Path(platformdirs.user_log_dir("rnnstudio", appauthor=False))


def journal_folder() -> Path:
    """Return the folder of the journals that unsaved work is brought back from."""
    home = _home()
    return home / "journals" if home else Path(platformdirs.user_data_dir("rnnstudio", appauthor=False)) / "journals"


def cache_folder() -> Path:
    """Return the folder of encoded data; all of it can be made again."""
    home = _home()
    return home / "cache" if home else Path(platformdirs.user_cache_dir("rnnstudio", appauthor=False))


def _home() -> Path | None:
    value = os.environ.get("RNNSTUDIO_HOME")
    return Path(value).expanduser() if value else None
