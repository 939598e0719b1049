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


async def looks(pace: Pace, now: Callable[[], float], give_up: float = float("inf")) -> AsyncIterator[float]:
    """Yield the seconds waited so far, each time a look is due, until ``give_up`` seconds have passed."""
    began = now()
    while (waited := now() - began) < give_up:
        await asyncio.sleep(min(pace.after(waited), max(give_up - waited, 0.0)))
        yield now() - began
