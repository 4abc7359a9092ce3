"""``plugins off``: switches a plugin off."""

from __future__ import annotations

import argparse

from rnnstudio.cli.answer import Answer
from rnnstudio.cli.plugins_switching import switch


def off(options: argparse.Namespace, answer: Answer) -> int:
    """Switch a plugin off."""
    return switch(options.name, False, answer)
