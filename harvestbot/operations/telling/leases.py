"""What a replica has taken on stays its own for as long as it lives, and is another one's soon after its death."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import structlog

LEASE = 12.0
"""Seconds after which others take up what a replica has taken on, unless it has said meanwhile that it is still at it.

So what a replica leaves behind that dies for good is taken up within 15 s."""

Renewal = Callable[[float, float], Awaitable[None]]
"""Moves the end of a lease from when it stands to a later time (both in seconds since the epoch)."""

log = structlog.get_logger(__name__)


class Lease:
    """A lease whose end moves on with the time.

    Args:
        now: when it begins, in seconds since the epoch.
        seconds: how long what was taken on stays with whoever has said last that it is at it.
    """

    def __init__(self, now: float, seconds: float) -> None:
        self._now = now
        self._began = time.monotonic()
        self.seconds = seconds

    @property
    def end(self) -> float:
        """Until when others leave alone what is taken on, or kept, at this moment."""
        return self._now + (time.monotonic() - self._began) + self.seconds

    @asynccontextmanager
    async def kept(self, renew: Renewal, until: float) -> AsyncIterator[None]:
        """Keep what was taken on ``until`` then for as long as the block takes: its end is moved in good time."""
        keeping = asyncio.create_task(self._keep(renew, until))
        try:
            yield
        finally:
            keeping.cancel()
            await asyncio.wait([keeping])

    async def _keep(self, renew: Renewal, until: float) -> None:
        while True:
            await asyncio.sleep(self.seconds / 3)
            later = self.end
            try:
                await renew(until, later)
            except Exception as error:  # noqa: BLE001  because the work goes on, and the database may be back in time
                log.warning("a lease could not be renewed", why=type(error).__name__)
            else:
                until = later
