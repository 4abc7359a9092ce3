"""The command line: opens the window, or checks, trains and exports without one.

``parser`` what may be typed; ``window`` the window, or the main job in the terminal where there is no display;
``work`` check and train; ``exporting`` export; ``predicting`` predict; ``runs`` runs and card; ``words`` words;
``listing`` doctor; ``plugins_parser`` the verbs of plugins, each in a module ``plugins_VERB``; ``plugins_choice``
which plugins are loaded; ``answer`` what is printed where, and the exit code; ``machine`` what this machine has and
lacks (standard library only). A composition root: it may import every room, and imports TensorFlow's and Qt's only
when a command needs them, so that ``--help`` is instant.
"""

from __future__ import annotations

from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command line.

    Args:
        argv: The arguments after the program's name; ``None`` takes the process's.

    Returns:
        0 done, 1 the input is at fault, 2 misuse, 130 aborted by Ctrl+C.
    """
    from rnnstudio.cli.parser import run

    return run(argv)
