"""Doing something again and again for as long as the bot runs, whatever goes wrong with it once."""

from collections.abc import Awaitable, Callable
from functools import partial

import structlog
from sqlalchemy.exc import SQLAlchemyError

from harvestbot.errors import HarvestbotError
from harvestbot.operations.upkeep.pulse import Pulse

log = structlog.get_logger(__name__)

Timed = Callable[[float], Awaitable[object]]
"""Work that is told the time, in seconds since the epoch."""


async def repeatedly(
    what: str,
    work: Timed,
    *,
    turn: Callable[[], Awaitable[object]],
    now: Callable[[], float],
    pulse: Pulse | None = None,
) -> None:
    """Do ``work`` for ever, at once and then whenever its turn comes.

    Args:
        what: how the log calls it.
        work: what is done.
        turn: is awaited before it is done again.
        now: seconds since the epoch.
        pulse: is told each time that it went well, where somebody has to know.
    """
    beat: Callable[[], object] = partial(pulse.beat, what) if pulse else _nobody_asks
    beat()
    while True:
        try:
            await work(now())
            beat()
        except HarvestbotError as error:
            log.warning("could not be done now, and will be again", what=what, why=str(error))
        except (SQLAlchemyError, OSError) as error:  # the database is away, and the text would be as long each time
            log.warning("could not be done now, and will be again", what=what, why=type(error).__name__)
        except Exception:
            log.exception("could not be done now, and will be again", what=what)
        await turn()


def _nobody_asks() -> None:
    """Tell nobody that it went well."""
