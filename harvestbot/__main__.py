"""``harvestbot``, and ``python -m harvestbot``."""

import os
import sys

from harvestbot.cli import app

STREAMS = (("stdin", os.O_RDONLY), ("stdout", os.O_WRONLY), ("stderr", os.O_WRONLY))
"""In the order of their numbers, since the lowest free number is the one that is taken."""


def main() -> None:
    """Run the command line, and end the process with its exit code."""
    replace_closed_streams()
    sys.exit(app.main())


def replace_closed_streams() -> None:
    """Put nothing where a service's starter has closed a stream: the event loop aborts at another file in its place."""
    for name, flags in STREAMS:
        if getattr(sys, name) is None:
            number = os.open(os.devnull, flags)
            setattr(sys, name, os.fdopen(number, "r" if flags == os.O_RDONLY else "w"))


if __name__ == "__main__":
    main()
