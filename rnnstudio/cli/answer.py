"""What a command prints where, and what its exit code says.

A person's sentences go to stdout, progress to stderr. With ``--json`` stdout's last line is the result alone, as
JSON, or ``{"error": "..."}``; all sentences go to stderr then.
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import msgspec

from rnnstudio.api import Cancelled, UserError, tr

if TYPE_CHECKING:
    from rich.console import Console

DONE = 0
INPUT_AT_FAULT = 1
MISUSE = 2
ABORTED = 130


class Answer:
    """Where one command speaks.

    Attributes:
        as_json: True if the result is wanted as JSON.
    """

    def __init__(self, as_json: bool = False) -> None:
        self.as_json = as_json

    def say(self, sentence: str = "") -> None:
        """Tell the person something."""
        print(sentence, file=sys.stderr if self.as_json else sys.stdout, flush=True)

    def write(self, text: str) -> None:
        """Say a piece of a sentence that goes on."""
        print(text, end="", file=sys.stderr if self.as_json else sys.stdout, flush=True)

    def table(self, titles: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """Show rows in columns; a column whose title begins with ">" is aligned right."""
        from rich.box import SIMPLE_HEAD
        from rich.console import Console
        from rich.table import Table
        from rich.text import Text

        shown = Table(box=SIMPLE_HEAD, pad_edge=False)
        for title in titles:
            shown.add_column(Text(title.removeprefix(">")), overflow="fold",
                             justify="right" if title.startswith(">") else "left")
        for row in rows:
            shown.add_row(*(Text(cell) for cell in row))
        console = Console(file=sys.stderr if self.as_json else sys.stdout)
        with console.capture() as drawn:
            console.print(shown)
        self.say(drawn.get())

    @contextmanager
    def busy(self, doing: str) -> Iterator[None]:
        """Show on a terminal that something takes seconds."""
        console = steady_console()
        if not console.is_terminal:
            yield
            return
        with console.status(doing):
            yield

    def result(self, data: Any) -> None:
        """End with the result as one line of JSON, if it is wanted."""
        if self.as_json:
            sys.stderr.flush()
            print(msgspec.json.encode(data).decode(), flush=True)  # noqa: T201

    def fault(self, sentence: str) -> None:
        """Say what is wrong, and with ``--json`` end with it as the result."""
        shown = sentence.encode("utf-8", "backslashreplace").decode()  # a file's name may be no text at all
        print(shown, file=sys.stderr, flush=True)  # noqa: T201
        self.result({"error": shown})


def steady_console() -> Console:
    """Return a console on stderr that draws on while the engine holds stderr back to silence TensorFlow's start."""
    from rich.console import Console

    if not sys.stderr.isatty():
        return Console(file=sys.stderr)
    return Console(file=os.fdopen(os.dup(sys.stderr.fileno()), "w", encoding="utf-8"))


def answering(command: Callable[[Answer], int], answer: Answer) -> int:
    """Carry a command out; whatever it raises becomes a sentence and an exit code."""
    try:
        return command(answer)
    except UserError as error:
        answer.fault(str(error))
        return INPUT_AT_FAULT
    except Cancelled:
        answer.fault(tr("Stopped before there was anything to keep."))
        return ABORTED
    except KeyboardInterrupt:
        answer.fault(tr("Aborted."))
        return ABORTED
    except BrokenPipeError:  # the reader, such as head, has seen enough; give Python something to flush into
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except Exception as error:  # noqa: BLE001 - the last line must still say what happened
        traceback.print_exc()
        answer.fault(tr("This is a fault of the program or of a plugin: {error}",
                        error=f"{type(error).__name__}: {error}"))
        return INPUT_AT_FAULT
