"""Reading the audit trail: in Slack a page at a time, for an export from its beginning to its end."""

from collections.abc import AsyncGenerator

import msgspec

from harvestbot.domain.asker import Asker
from harvestbot.domain.asks import Ask
from harvestbot.domain.audit import Entry, Filter, Outcome, Page
from harvestbot.domain.near import near
from harvestbot.domain.trail import PAGE_SIZE, TrailPage, Turn, Wanted, wanted
from harvestbot.domain.verbs import VERBS
from harvestbot.domain.watching.subscriptions import ANY
from harvestbot.errors import NotFound
from harvestbot.operations.gate import Standings, reached
from harvestbot.operations.means import Means
from harvestbot.store import audit
from harvestbot.store.database import Database

EXPORT_SIZE = 500
"""Entries that an export holds in memory."""
NEWEST = Turn()
SETTLED = frozenset({Outcome.DONE, Outcome.NOT_DONE, Outcome.UNKNOWN, Outcome.REFUSED})
"""What became of something; the other entries tell how it came to that."""


class Trail:
    """Shows people the trail of the portals on which they have the role for it.

    Args:
        means: see there.
    """

    def __init__(self, means: Means) -> None:
        self._gate = means.gate
        self._database = means.database
        self._now = means.now

    async def ask(self, asker: Asker, ask: Ask) -> TrailPage:
        """Return the newest page of what was asked for (see ``page``)."""
        return await self.page(asker, wanted(ask, self._now()), NEWEST)

    async def page(self, asker: Asker, wish: Wanted, turn: Turn) -> TrailPage:
        """Return one page, newest first.

        What belongs to no portal, or to one that is no longer in the settings, is seen by those who have the role on
        every portal.

        Raises:
            NotAllowed: the role is missing, on the portal that is named or everywhere.
            NotFound: there is no such portal.
            PersonUnknown: who it is could not be found out.
        """
        verb = VERBS["audit"]
        standings = await self._gate.pass_anywhere(asker, verb)
        mine = frozenset(reached(standings, verb))
        everywhere = len(mine) == len(standings)
        wish = wish.of_portals(standings)
        if wish.portal in standings:
            self._gate.role(verb, wish.portal, standings)
        elif wish.portal and not everywhere:
            meant = tuple(f"{verb.name} {name}/{wish.harvester_id or ANY}" for name in near(wish.portal, mine))
            raise NotFound(f"I know no portal `{wish.portal}` of yours. `portals` lists them.", meant or ("portals",))
        narrowed = Filter(
            portal=wish.portal,
            portals=None if everywhere else mine,
            harvester_id=wish.harvester_id,
            actor=wish.actor,
            since=wish.since,
        )
        return await self._turned(narrowed, wish, turn)

    async def lately(self, standings: Standings, size: int) -> tuple[Entry, ...] | None:
        """Return the newest entries of what was done, or was not after all; None where nothing of it may be seen."""
        mine = frozenset(reached(standings, VERBS["audit"]))
        if not mine:
            return None
        narrowed = Filter(portals=None if len(mine) == len(standings) else mine, outcomes=SETTLED)
        async with self._database.read() as tx:
            return tuple(await audit.entries(tx, narrowed, Page(size=size)))

    async def _turned(self, narrowed: Filter, wish: Wanted, turn: Turn) -> TrailPage:
        """Read one entry more than a page holds: it tells whether there is another page that way."""
        page = Page(size=PAGE_SIZE + 1, after=turn.behind or None, oldest_first=turn.newer)
        async with self._database.read() as tx:
            found = await audit.entries(tx, narrowed, page)
        shown, more = tuple(found[:PAGE_SIZE]), len(found) > PAGE_SIZE
        if turn.newer:
            if not more:  # the newest page, and a full one
                return await self._turned(narrowed, wish, NEWEST)
            return TrailPage(wish, shown[::-1], newer=True, older=True)
        return TrailPage(wish, shown, newer=turn.behind > 0, older=more)


async def every_entry(database: Database, narrowed: Filter, *, size: int = EXPORT_SIZE) -> AsyncGenerator[Entry, None]:
    """Read all entries that are wanted, oldest first, a page at a time: nobody who writes is kept waiting."""
    page = Page(size=size, oldest_first=True)
    while True:
        async with database.read() as tx:
            found = await audit.entries(tx, narrowed, page)
        for entry in found:
            yield entry
        if len(found) < page.size:
            return
        page = msgspec.structs.replace(page, after=found[-1].id)
