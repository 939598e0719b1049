"""Whoever looks after the other replicas goes on looking, whatever goes wrong with one look."""

import asyncio
from typing import TYPE_CHECKING, cast

from sqlalchemy.exc import TimeoutError as PoolExhausted

from harvestbot.operations.upkeep.watchdog import Watchdog

if TYPE_CHECKING:
    from harvestbot.operations.engine import Engine
    from harvestbot.store.presence import Presence


class Busy:
    """Gets no connection at first: all of the pool are lent."""

    def __init__(self) -> None:
        self.looks = 0
        self.looked = asyncio.Event()

    async def hold(self) -> None:
        """Look."""
        self.looks += 1
        if self.looks == 1:
            raise PoolExhausted
        self.looked.set()


class Idle:
    """An engine that has nothing under way."""

    async def others_at_work(self) -> frozenset[str]:
        """Return nobody."""
        return frozenset()


async def test_a_look_that_gets_no_connection_is_not_the_last() -> None:
    """A dead replica's work would stay where it is for as long as this one lives."""
    busy = Busy()
    dog = Watchdog(cast("Engine", Idle()), cast("Presence", busy), lambda: 0.0, grace=0.0)
    looking = asyncio.create_task(dog.keep_looking())
    async with asyncio.timeout(30):
        await busy.looked.wait()
    looking.cancel()
