"""Faults of plugins, told as what they are: which component, of which plugin, doing what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from rnnstudio.api import Cancelled, Component, UserError, tr
from rnnstudio.api.errors import words_of
from rnnstudio.registry import Registry


@contextmanager
def blamed_on(component: Component | type[Component], registry: Registry) -> Iterator[None]:
    """Turn whatever a component raises, except what is meant for the user, into a sentence that names it.

    An attempt to end the program is a fault like any other; Ctrl+C, and a reader that is closed, are not.

    Raises:
        UserError: The component's own, or one that names it and its plugin, with the fault as its cause.
    """
    try:
        yield
    except (UserError, Cancelled, KeyboardInterrupt, GeneratorExit):
        raise
    except BaseException as error:
        raise UserError(tr("{title}, of the plugin {plugin}, failed: {error}", title=tr(component.info.title),
                           plugin=registry.origin.get(component.info.id, "?"), error=brief(error))) from error


def brief(error: BaseException) -> str:
    """Return an error as one line: its class and the first line of what it says."""
    text = said(error)
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def said(error: BaseException) -> str:
    """Return the first line of what an error says, without the colours and frames that Keras puts around it."""
    text = re.sub(r"\x1b\[\d*m", "", words_of(error))
    text = re.sub(r"^Exception encountered when calling .*\s*", "", text)
    text = re.sub(r"^Could not automatically infer [\s\S]*?Error encountered:\s*", "", text)
    return text.strip().split("\n")[0].strip()
