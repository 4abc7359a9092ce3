"""``python -m rnnstudio``: the same as the command ``rnnstudio``."""

import sys

from rnnstudio.cli import main

if __name__ == "__main__":
    sys.exit(main())
