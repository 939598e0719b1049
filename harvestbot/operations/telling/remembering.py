"""What runs there have been: the portal keeps no history, the bot does."""

from collections.abc import AsyncGenerator

from harvestbot.domain.asker import Asker
from harvestbot.domain.asks import HarvesterRef
from harvestbot.domain.verbs import VERBS
from harvestbot.domain.watching.history import PastRun
from harvestbot.domain.watching.past import PAGE_SIZE, HistoryPage, Turn
from harvestbot.errors import UNCHANGED, Ambiguous, HarvestbotError, NotFound, PortalError
from harvestbot.operations.gate import Standings, visible
from harvestbot.operations.means import Means
from harvestbot.store import history, polls
from harvestbot.store.database import Database
from harvestbot.store.history import Wanted

DAY = 86_400.0
EXPORT_SIZE = 500
"""Runs that an export holds in memory."""
VERB = VERBS["history"]


class Remembering:
    """Shows people the runs of a harvester.

    Args:
        means: see there.
        days: how long runs are kept.
    """

    def __init__(self, means: Means, *, days: float) -> None:
        self._gate = means.gate
        self._people = means.people
        self._portals = means.portals
        self._database = means.database
        self._now = means.now
        self._days = days

    async def ask(self, asker: Asker, ref: HarvesterRef) -> HistoryPage:
        """Return the newest runs of a harvester.

        One that is gone, or whose portal does not answer, is found all the same if runs of it are recorded.

        Raises:
            NotAllowed: the role is missing.
            NotFound, Ambiguous: with commands to run instead.
            PortalError: the portal does not answer, and no run is recorded.
        """
        standings = await self._gate.standings(asker.user, fresh=False)
        try:
            found = await self._portals.find(ref, standings, VERB)
        except (NotFound, PortalError) as error:
            return await self._page(asker, await self._recorded(ref, standings, error), ref.id, "", Turn())
        return await self._page(asker, found.portal, found.harvester.id, found.harvester.name, Turn())

    async def page(self, asker: Asker, portal: str, harvester_id: str, turn: Turn) -> HistoryPage:
        """Return another page of what was shown, without asking the portal.

        Raises:
            NotAllowed: the role is missing.
        """
        self._gate.role(VERB, portal, await self._gate.standings(asker.user, fresh=False))
        return await self._page(asker, portal, harvester_id, "", turn)

    async def _recorded(self, ref: HarvesterRef, standings: Standings, error: HarvestbotError) -> str:
        """Return the portal that runs of a harvester are recorded of which cannot be read now, or say why it cannot."""
        async with self._database.read() as tx:
            known = await history.portals_of(tx, ref.id)
        mine = [name for name in visible(standings) if name in known and ref.portal in ("", name)]
        if not mine:
            raise error
        if len(mine) > 1:
            commands = tuple(f"{VERB.name} {name}/{ref.id}" for name in mine)
            raise Ambiguous(f"`{ref.id}` is on {', '.join(mine)}. {UNCHANGED} Which one?", commands)
        return mine[0]

    async def _page(self, asker: Asker, portal: str, harvester_id: str, name: str, turn: Turn) -> HistoryPage:
        now = self._now()
        person = await self._people.person(asker.user, fresh=False)
        until = now if turn.until is None else turn.until
        wanted = Wanted(portal=portal, harvester_id=harvester_id, until=until)
        async with self._database.read() as tx:
            runs = await history.page(tx, wanted, size=PAGE_SIZE + 1, skip=max(turn.skip, 0))
            _, looks = await polls.looks(tx, portal)
        since = looks.since if looks else None
        return HistoryPage(
            portal=portal,
            harvester_id=harvester_id,
            name=name or (runs[0].name if runs else harvester_id),
            runs=tuple(runs[:PAGE_SIZE]),
            turn=Turn(max(turn.skip, 0), until),
            older=len(runs) > PAGE_SIZE,
            since=None if since is None else max(since, now - self._days * DAY),
            zone=person.timezone or "UTC",
        )


async def every_run(database: Database, wanted: Wanted, *, size: int = EXPORT_SIZE) -> AsyncGenerator[PastRun, None]:
    """Read all runs that are wanted, oldest first, a page at a time: nobody who writes is kept waiting."""
    after: tuple[float, str] | None = None
    while True:
        async with database.read() as tx:
            found = await history.batch(tx, wanted, size=size, after=after)
        for _, run in found:
            yield run
        if len(found) < size:
            return
        name, last = found[-1]
        after = (last.ended_at, name)
