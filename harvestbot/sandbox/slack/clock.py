"""Time that can be put into the hand of a test."""

import asyncio
import time
from typing import Protocol


class Clock(Protocol):
    """What the simulator asks of time. Seconds since 1970, as in Slack's `ts`."""

    def now(self) -> float:
        """The present moment."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Return when so many seconds have passed."""
        ...


class WallClock:
    """Time as it is."""

    def now(self) -> float:
        """The present moment."""
        return time.time()

    async def sleep(self, seconds: float) -> None:
        """Wait in real time."""
        await asyncio.sleep(seconds)


class HandClock:
    """Time that stands still until somebody moves it.

    Args:
        start: The first moment; the present by default, so that what was signed is not too old.
    """

    def __init__(self, start: float | None = None) -> None:
        self._now = time.time() if start is None else start
        self._sleepers: list[tuple[float, asyncio.Future[None]]] = []

    def now(self) -> float:
        """The moment it was moved to."""
        return self._now

    async def sleep(self, seconds: float) -> None:
        """Return once it was moved far enough."""
        if seconds <= 0:
            return
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._sleepers.append((self._now + seconds, woken))
        await woken

    def advance(self, seconds: float) -> None:
        """Move on and wake whoever slept until then."""
        self._now += seconds
        due = [woken for until, woken in self._sleepers if until <= self._now]
        self._sleepers = [(until, woken) for until, woken in self._sleepers if until > self._now]
        for woken in due:
            if not woken.done():
                woken.set_result(None)
