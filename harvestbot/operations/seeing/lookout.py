"""Notices what has changed for people who look at everything at once, whichever replica has changed it."""

import asyncio

import structlog

from harvestbot.domain.audit import Filter, Outcome, Page
from harvestbot.domain.watching.budget import PEOPLE
from harvestbot.errors import PortalError
from harvestbot.operations.means import Means
from harvestbot.operations.seeing.refreshing import Refreshing
from harvestbot.store import audit, polls

log = structlog.get_logger(__name__)

AGAIN = 20.0
"""Seconds between two list calls that are made because something was done on a portal."""
MOVES = frozenset({Outcome.ATTEMPT, Outcome.DONE, Outcome.NOT_DONE, Outcome.UNKNOWN})
"""Entries of the trail after which a portal may look otherwise."""
MOST = 100
"""Entries that are looked through at once."""


class Lookout:
    """Looks into the database, and lets portals be read again on which something was done.

    It costs two small queries each time, and the portals nothing while nothing is done; so it is asked only while
    there is somebody to be told.

    Args:
        means, refreshing: see there.
    """

    def __init__(self, means: Means, refreshing: Refreshing) -> None:
        self._portals = means.portals
        self._database = means.database
        self._now = means.now
        self._refreshing = refreshing
        self._newest: int | None = None
        self._looks: dict[str, str] = {}
        self._otherwise = True
        self._moved: set[str] = set()
        self._read: dict[str, float] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        means.portals.directory.listen(self._seen_otherwise)

    async def changed(self) -> bool:
        """Tell whether something may have changed since this was asked last; the first time it has."""
        async with self._database.read() as reading:
            newest = await audit.newest(reading)
            looks = {name: token for name, (token, _) in (await polls.every_look(reading)).items()}
            if self._newest is not None and newest > self._newest:
                page = Page(size=MOST, after=self._newest, oldest_first=True)
                entries = await audit.entries(reading, Filter(outcomes=MOVES), page)
                self._moved |= {one.portal for one in entries} & set(self._portals.names)
        for name in looks.keys() & set(self._portals.names):
            if looks[name] != self._looks.get(name):
                await self._refreshing.recall(name)
        changed = self._otherwise or newest != self._newest or looks != self._looks
        self._otherwise, self._newest, self._looks = False, newest, looks
        self._read_moved()
        return changed

    async def settled(self) -> None:
        """Wait until nothing is being read."""
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    async def stop(self) -> None:
        """Let go of what is being read."""
        for task in self._tasks.values():
            task.cancel()
        await self.settled()

    def _seen_otherwise(self, _portal: str) -> None:
        self._otherwise = True

    def _read_moved(self) -> None:
        """Begin to read the portals on which something was done; not too often, and not from the last calls."""
        now = self._now()
        for name in self._moved - self._tasks.keys():
            quota = self._portals[name].quota
            if now - self._read.get(name, 0.0) < AGAIN or quota.remaining <= PEOPLE * quota.limit:
                continue
            self._moved.discard(name)
            self._read[name] = now
            task = asyncio.create_task(self._read_again(name))
            self._tasks[name] = task
            task.add_done_callback(lambda _, name=name: self._tasks.pop(name, None))  # type: ignore[misc]  # because mypy infers no type for a default of a lambda

    async def _read_again(self, name: str) -> None:
        try:
            await self._portals.list(name)
        except PortalError as error:
            log.info("could not be read again", portal=name, why=str(error))
