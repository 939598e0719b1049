"""Following a run that is under way already, for somebody who wanted to start it."""

import msgspec

from harvestbot.domain.asks import HarvesterRef
from harvestbot.domain.audit import Matter, Outcome
from harvestbot.domain.runs import Phase, Run, Start
from harvestbot.operations.means import Means
from harvestbot.operations.portals import Found
from harvestbot.store import runs

RUNS_ALREADY = "It is running already."
"""What the audit trail says of a start that was not sent for it."""


class Joining:
    """Gives a run one more card.

    Args:
        means: see there.
    """

    def __init__(self, means: Means) -> None:
        self._database = means.database
        self._ledger = means.ledger
        self._teller = means.teller
        self._now = means.now

    async def join(self, start: Start, found: Found) -> Start:
        """Follow a run that is under way already, as it was before it began where that is known; nothing is sent."""
        at, harvester = self._now(), found.harvester
        async with self._database.read() as reading:
            other = await runs.followed(reading, found.portal, harvester.id)
        began_at = harvester.started_at.timestamp() if harvester.started_at else at
        run = Run(
            portal=found.portal,
            before=other.before if other else harvester,
            now=harvester,
            started_by=other.started_by if other else "",
            approved_by=other.approved_by if other else "",
            followed_by=start.asker.user,
            began_at=other.began_at if other else min(began_at, at),
            seen_at=at,
        )
        place = await self._teller.follow(run, start.asker.place, insist=False)
        run = msgspec.structs.replace(run, phase=Phase.GOING)
        start = msgspec.structs.replace(start, asker=msgspec.structs.replace(start.asker, place=place))
        async with self._database.write() as tx:
            await runs.moved(tx, start.id, place)
            if not await runs.mark_attempt(tx, start.id, run):
                return await runs.find(tx, start.id) or start
            matter = Matter(verb="start", ref=HarvesterRef(harvester.id, found.portal))
            await self._ledger.about_matter(tx, start.asker, matter, Outcome.NOT_DONE, RUNS_ALREADY)
        return msgspec.structs.replace(start, run=run)
