"""What somebody sees who looks at everything at once: put together from what is known already, no portal is awaited."""

import asyncio
from collections.abc import Collection, Sequence

from harvestbot.domain import home
from harvestbot.domain.batches import Batch
from harvestbot.domain.confirmations import Action, Confirmation
from harvestbot.domain.home import Calls, Counted, Home, PortalLine, Wish
from harvestbot.domain.sights import Sight
from harvestbot.domain.tombstones import Offer
from harvestbot.domain.watching.reach import Obstacle
from harvestbot.domain.watching.subscriptions import ANY, Subscription
from harvestbot.domain.watching.watched import Watches
from harvestbot.operations.directory import MANY
from harvestbot.operations.gate import Standings, reached, visible
from harvestbot.operations.means import Means
from harvestbot.operations.seeing.refreshing import Refreshing
from harvestbot.operations.trail import Trail
from harvestbot.store import batches, confirmations, drafts, polls, restorations, subscriptions, tombstones
from harvestbot.store.polls import Looks
from harvestbot.store.transactions import Reading

LATELY = 8
"""Entries of the trail that are shown."""
OBSTACLES = {
    Obstacle.SILENT: "It does not answer.",
    Obstacle.REFUSED: "It refuses the bot's credentials.",
    Obstacle.SPENT: "It allows no more calls for now.",
}


class Overview:
    """Puts together what a person sees on their Home.

    Args:
        means, refreshing, trail: see there.
    """

    def __init__(self, means: Means, refreshing: Refreshing, trail: Trail) -> None:
        self._gate = means.gate
        self._portals = means.portals
        self._database = means.database
        self._ledger = means.ledger
        self._now = means.now
        self._refreshing = refreshing
        self._trail = trail
        self._counted: dict[str, tuple[Sight, Counted]] = {}
        self._troubles: dict[str, tuple[float, str]] = {}

    async def look(self, user: str, wish: Wish) -> Home:
        """Return somebody's Home as far as it is known, and begin to read what is not known, or old.

        Raises:
            PersonUnknown: who it is could not be found out.
        """
        standings = await self._gate.standings(user, fresh=False)
        names = visible(standings)
        if not names:
            return Home(roles={})
        self._refreshing.look(names)
        async with self._database.read() as reading:
            looks = await polls.every_look(reading)
            waiting = await confirmations.waiting(reading, self._now())
            approvals = [one for one in waiting if _may_answer(one, user, standings)]
            stored = [await drafts.find(reading, one.id) for one in approvals if one.chosen.drafted]
            offers = {one.id: await self._offer(reading, one) for one in approvals if one.chosen is Action.RESTORE}
            several = [one for one in await batches.waiting(reading, self._now()) if _may_all(one, user, standings)]
            watches = await self._watches(reading, user, names)
        counted = [await self._count(name) for name in names]
        wish, rows, pages = home.page(counted, wish)
        return Home(
            roles={name: role for name in names if (role := standings[name].role) is not None},
            portals=[self._line(one, looks.get(one.portal)) for one in counted],
            wish=wish,
            counts=home.counts(counted, wish),
            rows=rows,
            pages=pages,
            needy=home.neediest(counted),
            needy_count=sum(len(one.needy) for one in counted),
            approvals=approvals,
            drafts={one.id: one for one in stored if one},
            offers={name: one for name, one in offers.items() if one},
            several=several,
            links={one.id: self._ledger.address(one.place) for one in approvals}
            | {one.id: self._ledger.address(one.place) for one in several},
            watches=watches,
            lately=await self._trail.lately(standings, LATELY),
        )

    async def _offer(self, reading: Reading, asked: Confirmation) -> Offer | None:
        """Return what a question showed that is about restoring something."""
        restoration = await restorations.find(reading, asked.id)
        tombstone = await tombstones.find(reading, restoration.tombstone) if restoration else None
        if restoration is None or tombstone is None:
            return None
        return Offer(tombstone, restoration.alike, self._portals[asked.portal].supports("set_schedule"))

    async def settled(self) -> None:
        """Wait until nothing is being read."""
        await self._refreshing.settled()

    async def ask_anew(self, user: str) -> None:
        """Ask every portal that a person sees."""
        names = visible(await self._gate.standings(user, fresh=False))
        listing = await self._portals.listing(names)
        now = self._now()
        self._troubles |= {one.portal: (now, one.why) for one in listing.troubles}

    async def locate(self, approvals: Sequence[Confirmation | Batch]) -> None:
        """Learn where approvals are asked for; it is worth having, and nothing waits long for it."""
        await asyncio.gather(*(self._ledger.locate(one.place) for one in approvals))

    async def _count(self, name: str) -> Counted:
        """Count a portal once for each time that it is seen anew."""
        for seen in self._portals.directory.seen([name]):
            return await self._count_once(seen)
        return Counted(portal=name)

    async def _count_once(self, seen: Sight) -> Counted:
        known = self._counted.get(seen.portal)
        if known is not None and known[0] is seen:
            return known[1]
        many = len(seen.listed) >= MANY
        counted = await asyncio.to_thread(home.counted, seen) if many else home.counted(seen)
        self._counted[seen.portal] = (seen, counted)
        return counted

    def _line(self, counted: Counted, looked: tuple[str, Looks] | None) -> PortalLine:
        name = counted.portal
        quota = self._portals[name].quota
        return PortalLine(
            counted=counted,
            calls=Calls(quota.remaining, quota.limit, quota.reset_at),
            trouble=self._trouble(counted, looked),
            reading=name in self._refreshing.at_work,
        )

    def _trouble(self, counted: Counted, looked: tuple[str, Looks] | None) -> str:
        """Say why a portal could not be asked lately, "" where it could."""
        seen_at = counted.seen_at or 0.0
        told_at, why = max(self._troubles.get(counted.portal, (0.0, "")), self._refreshing.trouble(counted.portal))
        if told_at > seen_at:
            return why
        reach = looked[1].reach if looked else None
        if reach is not None and reach.obstacle is not None and (reach.polled_at or 0.0) > seen_at:
            return OBSTACLES[reach.obstacle]
        return ""

    async def _watches(self, reading: Reading, user: str, names: Collection[str]) -> Watches:
        def mine(one: Subscription) -> bool:
            return user in (one.subscriber, one.created_by) and one.target.portal in (ANY, *names)

        found = filter(mine, await subscriptions.everybodys(reading))
        return Watches(tuple(sorted(found, key=lambda one: (one.subscriber != user, one.subscriber, one.target))))


def _may_all(asked: Batch, user: str, standings: Standings) -> bool:
    """Tell whether this person may be the second one for all of several harvesters."""
    return user != asked.requester and set(asked.portals) <= set(reached(standings, asked.verb))


def _may_answer(asked: Confirmation, user: str, standings: Standings) -> bool:
    """Tell whether this person may be the second one."""
    return user != asked.requester and asked.portal in reached(standings, asked.chosen.verb)
