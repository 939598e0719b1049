"""How often a portal is looked at while somebody waits for it: often at first, rarely when it takes long."""

import asyncio
from collections.abc import AsyncIterator, Callable

from msgspec import Struct


class Pace(Struct, frozen=True):
    """The time between two looks, in seconds.

    It grows with the time already waited, so that following for an hour costs about 60 calls of the day's quota and
    following for ten seconds feels live. Where the settings name a poll interval, ``first`` and ``most`` are both that.
    """

    first: float = 1.0
    growth: float = 0.1
    most: float = 120.0

    def after(self, waited: float) -> float:
        """Return how long to wait for the next look."""
        return min(self.first + self.growth * waited, self.most)


class Watch:
    """Somebody who looks again and again, and lets go when the process ends.

    Args:
        pace: the time between two looks.
        now: seconds since the epoch.
        stopping: set when the process ends; what is being waited for is then taken up by the next one.
    """

    def __init__(self, pace: Pace, now: Callable[[], float], stopping: asyncio.Event) -> None:
        self.pace = pace
        self._now = now
        self._stopping = stopping

    def let_go(self) -> None:
        """Let go where the process ends.

        Raises:
            asyncio.CancelledError: it does.
        """
        if self._stopping.is_set():
            raise asyncio.CancelledError

    async def looks(self, since: float, give_up: float = float("inf")) -> AsyncIterator[float]:
        """Yield the seconds waited since ``since``, each time a look is due, until they are ``give_up``.

        Raises:
            asyncio.CancelledError: the process ends.
        """
        while (waited := self._now() - since) < give_up:
            await self._pause(min(self.pace.after(max(waited, 0.0)), give_up - waited))
            yield self._now() - since

    async def _pause(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._stopping.wait()
        except TimeoutError:
            return
        raise asyncio.CancelledError
