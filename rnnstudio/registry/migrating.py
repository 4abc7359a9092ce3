"""Has a third party's ``migrate()`` carried out in a process of its own, and remembers what came of it."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import msgspec

from rnnstudio.api import ParameterError, tr
from rnnstudio.api.text import language
from rnnstudio.registry.choice import chosen, in_environment
from rnnstudio.registry.probe import Migrate, Migrated, Told
from rnnstudio.registry.trial import COMMAND

LIMIT = 5.0
"""Seconds that it may take."""


class Migrations:
    """Answers for described classes; what was asked once isn't asked again.

    Make another one when plugins are loaded anew, for their code may be another then.
    """

    def __init__(self) -> None:
        self._known: dict[bytes, Migrated] = {}

    def migrate(self, key: str, hook: str, component: str, params: dict[str, Any], version: int) -> dict[str, Any]:
        """Return parameters of an older version as today's plugin has them.

        Raises:
            ParameterError: If the plugin can't, or takes too long.
        """
        job = Migrate(key=key, hook=hook, id=component, params=params, version=version, language=language())
        asked = msgspec.json.encode(job)
        if asked not in self._known:
            self._known[asked] = _asked(asked)
        found = self._known[asked]
        if found.error:
            raise ParameterError(component, found.error)
        return dict(found.params)


def _asked(job: bytes) -> Migrated:
    try:
        ran = subprocess.run(COMMAND, input=job + b"\n", capture_output=True, timeout=LIMIT, check=False,
                             env=in_environment(chosen()))
    except subprocess.TimeoutExpired:
        return Migrated(error=tr("it took longer than {seconds} s", seconds=round(LIMIT)))
    except OSError as error:
        return Migrated(error=f"{sys.executable}: {error.strerror or error}")
    for line in ran.stdout.splitlines():
        told = msgspec.json.decode(line, type=Told)
        if isinstance(told, Migrated):
            return told
    return Migrated(error=tr("it ended the process (exit code {code})", code=ran.returncode))
