"""Keeps the directory fresh while somebody looks: from the database, where watching has written, else by a list call.

Nobody waits for it. What it may ask of portals is bounded, since it is people's share of the quota that it spends: a
list at most every five minutes a portal and process, a tenth of a day's calls in all, and nothing any more where
little of the day is left.
"""

import asyncio
from collections.abc import Callable, Iterable

import structlog

from harvestbot.domain.harvesters import Harvester
from harvestbot.domain.watching.budget import DAY, PEOPLE
from harvestbot.domain.watching.seen import Snapshot
from harvestbot.errors import PortalError
from harvestbot.operations.portals import Portals
from harvestbot.store import polls
from harvestbot.store.database import Database

log = structlog.get_logger(__name__)

STALE = 300.0
"""Seconds after which what was seen is looked up again, if somebody looks."""
AT_REST = 15.0
"""Seconds between two looks into the database, which cost the portal nothing."""
SHARE = 0.1
"""The share of a day's calls that this may spend."""


class Refreshing:
    """Refreshes the directory of ``portals``.

    Args:
        portals: asked where nobody else has, lately.
        database: where watching, of whichever replica, writes down what it saw.
        now: seconds since the epoch.
    """

    def __init__(self, portals: Portals, database: Database, now: Callable[[], float]) -> None:
        self._portals = portals
        self._directory = portals.directory
        self._database = database
        self._now = now
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._looked: dict[str, float] = {}
        self._asked: dict[str, float] = {}
        self._spent: dict[tuple[str, int], int] = {}
        self._troubles: dict[str, tuple[float, str]] = {}

    @property
    def at_work(self) -> frozenset[str]:
        """The names of the portals that are being refreshed just now."""
        return frozenset(self._tasks)

    def trouble(self, name: str) -> tuple[float, str]:
        """Return when a portal could last not be refreshed (seconds since the epoch), and why; (0.0, "") for never."""
        return self._troubles.get(name, (0.0, ""))

    def look(self, portals: Iterable[str]) -> None:
        """Begin to refresh what is stale of these portals, since somebody looks at it."""
        for name in portals:
            now = self._now()
            seen = self._directory.as_of(name)
            rested = self._looked.get(name, 0.0) + AT_REST <= now
            if name not in self._tasks and rested and (seen is None or seen + STALE <= now):
                self._looked[name] = now
                self._tasks[name] = asyncio.create_task(self._refresh(name))

    async def settled(self) -> None:
        """Wait until nothing is being refreshed."""
        while self._tasks:
            await asyncio.wait(self._tasks.values())

    async def stop(self) -> None:
        """Let go of what is being refreshed."""
        for task in self._tasks.values():
            task.cancel()
        await self.settled()

    async def remember(self) -> None:
        """Take over what watching has last seen of all portals, as the bot starts."""
        for name in self._portals.names:
            try:
                await self.recall(name)
            except Exception:
                log.exception("could not be remembered", portal=name)

    async def recall(self, name: str) -> None:
        """Take over what watching has last seen of a portal, if that is newer than what is known."""
        async with self._database.read() as reading:
            _, looks = await polls.looks(reading, name)
            if looks is None or looks.seen_at is None or looks.source != self._portals[name].source:
                return
            if looks.seen_at <= (self._directory.as_of(name) or 0.0):
                return
            found = await polls.snapshot(reading, name, looks)
        if found is not None:
            await self._directory.take(name, *await asyncio.to_thread(_harvesters, found))

    async def _refresh(self, name: str) -> None:
        try:
            await self.recall(name)
            seen, now = self._directory.as_of(name), self._now()
            if (seen is None or seen + STALE <= now) and self._may_ask(name, now):
                self._asked[name] = now
                before = self._portals[name].quota.used
                try:
                    await self._portals.list(name)
                finally:
                    self._spend(name, now, max(self._portals[name].quota.used - before, 1))
        except PortalError as error:
            self._troubles[name] = (self._now(), str(error))
            log.info("could not be refreshed", portal=name, why=str(error))
        except Exception:
            log.exception("could not be refreshed", portal=name)
        finally:
            del self._tasks[name]

    def _may_ask(self, name: str, now: float) -> bool:
        quota = self._portals[name].quota
        rested = now - self._asked.get(name, 0.0) >= STALE
        spent = self._spent.get((name, int(now // DAY)), 0)
        return rested and quota.remaining > PEOPLE * quota.limit and spent < SHARE * quota.limit

    def _spend(self, name: str, now: float, calls: int) -> None:
        today = int(now // DAY)
        spent = self._spent.get((name, today), 0)
        self._spent = {key: count for key, count in self._spent.items() if key[1] == today}
        self._spent[name, today] = spent + calls


def _harvesters(found: Snapshot) -> tuple[list[Harvester], float, frozenset[str]]:
    """Return what a snapshot shows, as the directory takes it."""
    return [one.seen.harvester for one in found.harvesters.values()], found.at, found.stuck
