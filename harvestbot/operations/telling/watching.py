"""Looking at the portals that somebody watches: one list call a portal and look, whichever replica makes it."""

import asyncio
import secrets
from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import NamedTuple

import msgspec
import structlog

from harvestbot.domain.harvesters import Harvester
from harvestbot.domain.watching.budget import Day, interval
from harvestbot.domain.watching.changes import Change
from harvestbot.domain.watching.compare import Comparison
from harvestbot.domain.watching.digest import newsworthy
from harvestbot.domain.watching.notices import addressed, for_admins, over
from harvestbot.domain.watching.reach import Reach, failed_poll, good_poll
from harvestbot.domain.watching.seen import Snapshot
from harvestbot.domain.watching.subscriptions import ANY, wanted
from harvestbot.errors import PortalError
from harvestbot.operations.portals import Portals
from harvestbot.operations.telling.comparing import compared
from harvestbot.operations.telling.leases import LEASE, Lease
from harvestbot.portal.client import PortalClient
from harvestbot.store import digests, hands, history, news, notices, polls, runs, subscriptions
from harvestbot.store.database import Database
from harvestbot.store.polls import Looks
from harvestbot.store.transactions import Transaction

log = structlog.get_logger(__name__)

AGAIN = 60.0
"""Seconds after which a look is made again that an error of our own has ended."""


class Last(NamedTuple):
    """How a portal was last seen: by which look, how the looks went, and what was there.

    ``listed`` are the harvesters that the snapshot was made of, by id, where this replica has read them itself.
    """

    token: str
    looks: Looks
    snapshot: Snapshot | None
    listed: Mapping[str, Harvester] = MappingProxyType({})


class Finds(NamedTuple):
    """What one look has brought; no comparison where the portal gave no list."""

    looks: Looks
    changes: tuple[Change, ...]
    comparison: Comparison | None
    listed: Mapping[str, Harvester]
    due_at: float


class Watching:
    """Looks at portals, and writes down what there is to tell of them.

    A portal that nobody watches is asked nothing. What was seen and the notices that follow from it are committed
    together; where two replicas look at once, the finds of the one that began later count. Looks that were missed
    while no bot ran are not made up for: the next one is compared with the last.

    Args:
        portals, database: see there.
        poll_interval: seconds between two looks, None for what the quota allows.
        admins: ids of the people who are told directly what only they can mend, by portal.
        lease: see ``LEASE``.
    """

    def __init__(
        self,
        portals: Portals,
        database: Database,
        poll_interval: float | None,
        admins: Mapping[str, Collection[str]],
        *,
        lease: float = LEASE,
    ) -> None:
        self._portals = portals
        self._database = database
        self._poll_interval = poll_interval
        self._admins = admins
        self._lease = lease
        self._last: dict[str, Last] = {}

    async def tick(self, now: float) -> int:
        """Look at each watched portal due at ``now`` (seconds since the epoch), and return how many they were."""
        async with self._database.read() as reading:
            targets = {wish.target.portal for wish in await subscriptions.everybodys(reading)}
            targets |= {wish.target.portal for wish in await digests.plans(reading)}
            due = await polls.due(reading)
        watched = frozenset(self._portals.names if ANY in targets else targets.intersection(self._portals.names))
        if unwatched := due.keys() - watched:
            async with self._database.write() as tx:
                await polls.forget(tx, unwatched)
                await notices.forget_incidents(tx, unwatched)
        ready = sorted(name for name in watched if due.get(name, now) <= now)
        return sum(await asyncio.gather(*(self._look(name, now) for name in ready)))

    async def _look(self, portal: str, now: float) -> bool:
        """Look at one portal; False where somebody else does."""
        token = secrets.token_hex(8)
        lease = Lease(now, self._lease)
        async with self._database.write() as tx:
            if not await polls.claim(tx, portal, token=token, now=now, until=(until := lease.end)):
                return False

        async def renew(_: float, later: float) -> None:
            async with self._database.write() as tx:
                await polls.put_off(tx, portal, token=token, due_at=later)

        try:
            async with lease.kept(renew, until):
                last = await self._recall(portal)
                finds = await self._find(self._portals[portal], last, now)
            return await self._keep(token, portal, last, finds, now)
        except Exception:
            async with self._database.write() as tx:
                await polls.put_off(tx, portal, token=token, due_at=now + AGAIN)
            raise

    async def _keep(self, token: str, portal: str, last: Last, finds: Finds, now: float) -> bool:
        """Write down what a look has found; False where another has begun meanwhile, so that nothing of it counts."""
        async with self._database.write() as tx:
            if not await polls.finish(tx, portal, token=token, due_at=finds.due_at, looks=finds.looks):
                return False
            if finds.comparison is not None:
                await polls.keep(tx, finds.comparison.snapshot, finds.comparison.written, finds.comparison.gone)
                await history.record(tx, portal, finds.comparison.runs)
            await news.keep(tx, token, portal, newsworthy(finds.changes), now)
            if finds.changes:
                await self._tell(tx, portal, finds.changes, token, now)
        snapshot = finds.comparison.snapshot if finds.comparison else last.snapshot
        if finds.comparison:
            await self._portals.directory.take_stuck(portal, finds.comparison.snapshot.stuck)
        self._last[portal] = Last(token, finds.looks, snapshot, finds.listed)
        return True

    async def _recall(self, portal: str) -> Last:
        """Return how the portal was last seen, by whichever replica; what this one has seen itself it remembers."""
        async with self._database.read() as reading:
            token, looks = await polls.looks(reading, portal)
            if looks is None:
                return Last("", Looks(reach=Reach(portal=portal)), None)
            remembered = self._last.get(portal)
            if remembered is not None and remembered.token == token:
                return remembered
            return Last(token, looks, await polls.snapshot(reading, portal, looks))

    async def _find(self, client: PortalClient, last: Last, now: float) -> Finds:
        """Read the list and compare it; where there is none, see what that means."""
        spent = client.quota.used
        comparison: Comparison | None = None
        listed, once = last.listed, 0
        try:
            harvesters = await self._portals.list(client.name)
        except PortalError as error:
            log.info("a portal could not be looked at", portal=client.name, why=str(error))
            reach, changes = failed_poll(last.looks.reach, error, now)
        else:
            reach, changes = good_poll(last.looks.reach, now)
            asking = client.quota.used
            usual = await self._durations(client.name) if last.snapshot is None else {}
            comparison = await compared(client, last.snapshot, harvesters, now, usual=usual, listed=listed)
            listed = {one.id: one for one in harvesters}
            if comparison.snapshot.harvesters.keys() == listed.keys():
                # Who was asked for is gone, and will not be asked for at the next look.
                once = client.quota.used - asking
            changes += comparison.changes
        cost = max(client.quota.used - spent, 1)
        quota = client.quota
        same_day = last.looks.reset_at > now
        looks = Looks(
            reach=reach,
            seen_at=now if comparison else last.looks.seen_at,
            source=client.source if comparison else last.looks.source,
            since=(last.looks.since or now) if comparison else last.looks.since,
            polled=(last.looks.polled if same_day else 0) + cost,
            reset_at=last.looks.reset_at if same_day else quota.reset_at,
        )
        day = Day(limit=quota.limit, remaining=quota.remaining, polled=looks.polled, reset_at=looks.reset_at)
        followed = await self._followed(client.name, comparison)
        pause = interval(day, reach, now, followed=followed, configured=self._poll_interval, cost=max(cost - once, 1))
        looks = msgspec.structs.replace(looks, pause=pause.seconds)
        return Finds(looks, changes, comparison, listed, now + pause.seconds)

    async def _durations(self, portal: str) -> dict[str, tuple[float, ...]]:
        """Return how long runs took that were recorded before this portal was watched, so that stuck ones are known."""
        async with self._database.read() as reading:
            return await history.durations(reading, portal)

    async def _followed(self, portal: str, comparison: Comparison | None) -> bool:
        """Tell whether a run is under way that somebody waits for: one that they started, or of what they watch."""
        if comparison is None:
            return False
        running = {name for name, one in comparison.snapshot.harvesters.items() if one.going is not None}
        if not running:
            return False
        async with self._database.read() as reading:
            wishes = await subscriptions.everybodys(reading)
            started = await runs.under_way(reading)
        named = {wish.target.harvester for wish in wishes if wish.target.portal == portal}
        return bool(running & (named | {name for where, name in started if where == portal}))

    async def _tell(self, tx: Transaction, portal: str, changes: tuple[Change, ...], token: str, now: float) -> None:
        """Write down what there is to tell whom, in the transaction of what was seen."""
        wishes = await subscriptions.everybodys(tx)
        wishes += for_admins(portal, self._admins.get(portal, ()), wishes, now)
        spared = await subscriptions.silences(tx, now)
        troubles = await notices.incidents(tx, portal)
        for notice in addressed(wanted(changes, wishes, spared, now), troubles, token, now):
            await notices.add(tx, notice)
            if notice.follows:
                continue
            for change in notice.changes:
                if change.kind.opens:
                    await notices.open_incident(tx, notice, change)
        if ended := {change.harvester_id for change in changes if over(change)}:
            await notices.close_incidents(tx, portal, ended)
            await hands.let_go(tx, portal, ended)
