"""Digests: sent when they are due, once for each planned moment, and put together from what the looks have seen."""

import asyncio
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from functools import partial
from itertools import islice

import structlog

from harvestbot.domain.audit import Filter, Outcome, Page
from harvestbot.domain.watching.compare import compare
from harvestbot.domain.watching.digest import Digest, digest
from harvestbot.domain.watching.notices import Telling
from harvestbot.domain.watching.planning import due
from harvestbot.domain.watching.seen import Snapshot
from harvestbot.domain.watching.subscriptions import ANY, Target
from harvestbot.errors import ChatError, PersonUnknown, PortalError, SlackUnavailable
from harvestbot.operations.portals import Portals
from harvestbot.operations.ports import Herald, People
from harvestbot.operations.telling.leases import LEASE, Lease
from harvestbot.store import audit, digests, news, polls
from harvestbot.store.database import Database
from harvestbot.store.digests import Due

log = structlog.get_logger(__name__)

LONGEST_PAUSE = 300.0
"""Seconds between two tries at the most, while Slack takes nothing."""
MOST_DONE = 500
"""Of what people did, the latest so many are looked at."""
MOST_NAMED = 20
"""People of a digest who are called by their names: more than it shows."""


class Editor:
    """Puts digests together.

    Args:
        portals, database: see there.
    """

    def __init__(self, portals: Portals, database: Database) -> None:
        self._portals = portals
        self._database = database

    async def edit(self, names: Collection[str], *, since: float, until: float, ask: bool = False) -> Digest:
        """Return the digest of these portals for a time.

        Args:
            names: the portals.
            since: from when, not included, in seconds since the epoch.
            until: to when.
            ask: whether portals that nobody watches are asked for their lists now.
        """
        snapshots, unseen = list[Snapshot](), list[str]()
        for name in names:
            snapshot, silent = await self._seen(name)
            if snapshot is None and ask:
                snapshot = await self._asked(name, until)
            if snapshot is not None:
                snapshots.append(snapshot)
            if snapshot is None or silent:
                unseen.append(name)
        wanted = Filter(portals=frozenset(names), since=since, outcomes=frozenset({Outcome.DONE}))
        async with self._database.read() as reading:
            changes = await news.since(reading, names, since)
            entries = await audit.entries(reading, wanted, Page(size=MOST_DONE))
        # In a thread: going through ten thousand takes longer than anybody should be kept waiting for.
        return await asyncio.to_thread(
            digest, Target(), snapshots, changes, entries, since=since, until=until, unseen=unseen
        )

    async def _seen(self, name: str) -> tuple[Snapshot | None, bool]:
        """Return how a portal was last seen, and whether the looks at it fail just now."""
        async with self._database.read() as reading:
            _, looks = await polls.looks(reading, name)
            if looks is None:
                return None, False
            return await polls.snapshot(reading, name, looks), looks.reach.obstacle is not None

    async def _asked(self, name: str, now: float) -> Snapshot | None:
        with suppress(PortalError):
            return compare(None, await self._portals.list(name), now, portal=name).snapshot
        return None


class Digesting:
    """Sends digests.

    Args:
        portals, database, herald, people: see there.
        lease: see ``LEASE``.
    """

    def __init__(
        self, portals: Portals, database: Database, herald: Herald, people: People, *, lease: float = LEASE
    ) -> None:
        self._portals = portals
        self._database = database
        self._herald = herald
        self._people = people
        self._lease = lease
        self._editor = Editor(portals, database)

    async def digest(self, now: float) -> int:
        """Send what is due at ``now`` (seconds since the epoch), and return how many that was.

        After a downtime one digest catches up with all that were missed. Each planned moment of a channel has one:
        whichever replica writes it down first.
        """
        await self._write_down(now)
        async with self._database.read() as reading:
            if not await digests.waiting(reading, now):
                return 0
        lease = Lease(now, self._lease)
        async with self._database.write() as tx:
            claimed = await digests.claim(tx, now, until := lease.end)
        async with lease.kept(partial(self._hold, [one.id for one in claimed]), until):
            return sum([await self._tell(one, now) for one in claimed])

    async def _hold(self, ids: Sequence[str], until: float, later: float) -> None:
        async with self._database.write() as tx:
            await digests.hold(tx, ids, until, later)

    async def _write_down(self, now: float) -> None:
        async with self._database.read() as reading:
            wishes = await digests.plans(reading)
            lasts = await digests.lasts(reading) if wishes else {}
        for wish in wishes:
            last = lasts.get(wish.subscriber)
            moment = due(wish, last.moment if last else None, now)
            if moment is not None:
                since = last.until if last else now - wish.plan.period
                async with self._database.write() as tx:
                    await digests.add(tx, wish.subscriber, moment, since=since, until=now)

    async def _tell(self, one: Due, now: float) -> bool:
        """Send one; False where it has to be tried again, or can be told to nobody."""
        async with self._database.read() as reading:
            wish = await digests.plan_of(reading, one.subscriber)
        state = Telling.GIVEN_UP  # of a digest that was called off meanwhile
        if wish is not None:
            try:
                found = await self._editor.edit(covered(wish.target, self._portals), since=one.since, until=one.until)
                await self._herald.digest(wish, found, await self._names([wish.set_by, *found.actors]))
                state = Telling.TOLD
            except SlackUnavailable as error:
                log.warning("a digest could not be told yet", why=str(error))
                async with self._database.write() as tx:
                    await digests.put_off(tx, one.id, now + min(2.0**one.tries, LONGEST_PAUSE))
                return False
            except ChatError as error:
                log.error("a digest can be told to nobody", why=str(error), subscriber=one.subscriber)  # noqa: TRY400  because the sentence says it all
        async with self._database.write() as tx:
            await digests.settle(tx, one.id, state)
        return state is Telling.TOLD

    async def _names(self, ids: Iterable[str]) -> dict[str, str]:
        """Return what people are called, as far as Slack tells; few enough are asked for to stay within its limits."""
        names = {}
        for one in islice(dict.fromkeys(ids), MOST_NAMED):
            with suppress(PersonUnknown):
                names[one] = (await self._people.person(one, fresh=False)).name
        return {one: name for one, name in names.items() if name}


def covered(target: Target, portals: Portals) -> tuple[str, ...]:
    """Return the portals that a digest is about, as far as the settings still have them."""
    return tuple(name for name in portals.names if target.portal in (ANY, name))
