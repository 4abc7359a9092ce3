"""TensorBoard in a process of its own, on this machine alone: ``python -m rnnstudio.tensorboard_server FOLDER``.

It prints its address as soon as it answers, and ends when its standard input does: whoever started it can't leave it
behind, however that ends.
"""

from __future__ import annotations

import os
import sys
import threading
import types


def main(folder: str) -> None:
    """Show a folder until standard input ends."""
    threading.Thread(target=_end_with_input, daemon=True).start()
    # As TensorBoard is where there is no TensorFlow: what an export holds needs none, and it takes seconds to load.
    sys.modules["tensorboard.compat.notf"] = types.ModuleType("tensorboard.compat.notf")
    from tensorboard import program

    board = program.TensorBoard()
    # Its quicker reader of event files is a process of its own, which could outlive this one; here there are none.
    board.configure(argv=["", "--logdir", folder, "--host", "127.0.0.1", "--port", "0", "--load_fast", "false"])
    print(board.launch(), flush=True)  # noqa: T201
    threading.Event().wait()


def _end_with_input() -> None:
    while os.read(0, 4096):
        pass
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1])
