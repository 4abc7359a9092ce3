"""``plugins on``: switches a plugin on."""

from __future__ import annotations

import argparse

from rnnstudio.cli.answer import Answer
from rnnstudio.cli.plugins_switching import switch


def on(options: argparse.Namespace, answer: Answer) -> int:
    """Switch a plugin on."""
    return switch(options.name, True, answer)
