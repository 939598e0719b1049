"""``harvestbot``, and ``python -m harvestbot``."""

import sys

from harvestbot.cli import app


def main() -> None:
    """Run the command line, and end the process with its exit code."""
    sys.exit(app.main())


if __name__ == "__main__":
    main()
