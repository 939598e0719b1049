"""What a failure looks like at the terminal: a sentence and an exit code, never a traceback."""

import logging
import os
import secrets
import tempfile
import traceback
from pathlib import Path

from harvestbot.errors import HarvestbotError, SettingsInvalid

REFUSED = 1
MISTAKEN = 2
UNEXPECTED = 70
"""EX_SOFTWARE of sysexits.h."""

log = logging.getLogger(__name__)


def told(error: Exception) -> tuple[str, int]:
    """Return what is said about an error, and the exit code."""
    match error:
        case SettingsInvalid():
            return f"The settings have mistakes:\n{listed(error)}", MISTAKEN
        case HarvestbotError():
            return str(error), REFUSED
        case _:
            reference = secrets.token_hex(4)
            where = _recorded(error, reference)
            return (
                f"Something unexpected went wrong ({type(error).__name__}, reference {reference}). {where}",
                UNEXPECTED,
            )


def listed(error: SettingsInvalid) -> str:
    """Return the mistakes of a set-up, each on a line of its own."""
    return "\n".join(f"  {mistake}" for mistake in error.mistakes)


def _recorded(error: Exception, reference: str) -> str:
    """Write an error down, and say where: in the log if there is one, else in a file that only its owner may read."""
    if logging.getLogger().hasHandlers():
        log.critical("unexpected, reference %s", reference, exc_info=error)
        return "The log has the details under this reference."
    handle, name = tempfile.mkstemp(prefix=f"harvestbot-{reference}-", suffix=".log")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        traceback.print_exception(error, file=file)
    return f"The details are in {Path(name)}."
