"""Changing a portal as it was confirmed: check again, write the attempt down, send it once, see how it ended.

The rule that everything here serves: a request that changes a portal is sent at most once for a confirmation. After a
recorded attempt the portal is only read. How far a confirmation has come stands in its row, so that each of these
functions may be called again at any time and goes on from there.
"""

from collections.abc import Awaitable

import structlog

from harvestbot.domain.audit import Outcome
from harvestbot.domain.confirmations import Action, Confirmation, State, fingerprint, followed
from harvestbot.domain.harvesters import DELETING, Harvester
from harvestbot.errors import REFUSALS, HarvestbotError, OutcomeUnknown, PortalError, PortalMissing, UnknownHarvester
from harvestbot.operations.acting.confirming import Confirming
from harvestbot.operations.acting.keeping import tombstone_of
from harvestbot.operations.acting.progress import INTERRUPTED, NO_ANSWER, Progress, standing
from harvestbot.operations.acting.running import Running
from harvestbot.operations.means import Means
from harvestbot.store import confirmations, tombstones
from harvestbot.store.transactions import Transaction

log = structlog.get_logger(__name__)

CHANGED = "It has changed since you were asked, so nothing was done."
GONE = "The harvester is gone."
UNSEEN = "It had taken this on, and how its numbers followed was not seen."
STANDSTILL = 5
"""Looks at rest with the same counts after which no more is expected to follow."""
GIVE_UP_PUBLISHING = 600.0
"""Seconds after which the numbers are told as they are, though some datasets have not followed yet."""


class Changing:
    """Publishes, takes offline and deletes what was confirmed.

    Args:
        means, progress, running, confirming: see there.
    """

    def __init__(self, means: Means, *, progress: Progress, running: Running, confirming: Confirming) -> None:
        self._confirming = confirming
        self._portals = means.portals
        self._database = means.database
        self._ledger = means.ledger
        self._progress = progress
        self._running = running
        self._watch = means.watch
        self._now = means.now

    async def bring_to_its_end(
        self, confirmation: Confirmation, correlation: str, *, fresh: bool = True
    ) -> tuple[Confirmation, Harvester | None]:
        """Bring what was approved to its end, from wherever it stands, and tell nobody how it ended.

        Args:
            confirmation: as it stands.
            correlation: of what led to it.
            fresh: whether the roles are asked anew, or may be known for a minute.

        Returns:
            It as it then stands, and the harvester after it, where that was read.
        """
        now: Harvester | None = None
        if confirmation.state is State.APPROVED:
            confirmation = await self._attempt(confirmation, correlation, fresh=fresh)
        elif confirmation.state is State.AT_WORK:  # an earlier process was stopped between the attempt and its record
            confirmation = await self._progress.unknown(confirmation, correlation, INTERRUPTED)
        if confirmation.state is State.FOLLOWED:
            confirmation, now = await self._see_numbers_follow(confirmation, correlation)
        if confirmation.state is State.UNKNOWN:
            confirmation, now = await self._settle(confirmation, correlation)
        return confirmation, now

    async def _attempt(self, confirmation: Confirmation, correlation: str, *, fresh: bool) -> Confirmation:
        """Check again, write the attempt down and carry it out; return the confirmation as it then stands."""
        try:
            await self._confirming.still(confirmation, fresh=fresh)
            before = await self._portals[confirmation.portal].get(confirmation.harvester.id)
            kept = await tombstone_of(confirmation, before, self._portals[confirmation.portal])
        except HarvestbotError as error:
            refused = isinstance(error, REFUSALS)
            return await self._progress.end(
                confirmation, State.NOT_DONE, correlation, reason=str(error), refused=refused
            )
        if fingerprint(before) != confirmation.fingerprint:
            return await self._progress.end(confirmation, State.NOT_DONE, correlation, reason=CHANGED, now=before)
        async with self._database.write() as tx:
            if not await confirmations.mark_attempt(tx, confirmation.id):
                return await confirmations.find(tx, confirmation.id) or confirmation
            if confirmation.chosen is Action.START:
                # The run is a matter of its own from here on, and its card takes the question's place.
                await self._running.go_on(tx, confirmation, correlation)
                await confirmations.settle(tx, confirmation.id, State.DONE)
                return standing(confirmation, State.DONE)
            await self._ledger.about(tx, confirmation, Outcome.ATTEMPT, correlation, before=before)
            if confirmation.chosen.deletes:
                await tombstones.add(tx, kept)
        confirmation = standing(confirmation, State.AT_WORK)
        confirmation = await self._progress.show(confirmation, None, insist=False)
        return await self._send_once(confirmation, correlation)

    async def _send_once(self, confirmation: Confirmation, correlation: str) -> Confirmation:
        """Send the request whose attempt is written down, and never again."""
        try:
            await self._send(confirmation)
        except OutcomeUnknown as error:
            return await self._progress.unknown(confirmation, correlation, str(error))
        except PortalError as error:
            return await self._progress.end(confirmation, State.NOT_DONE, correlation, reason=str(error))
        if confirmation.chosen.deletes:
            return await self._gone(confirmation, correlation)
        async with self._database.write() as tx:
            await confirmations.follow(tx, confirmation.id)
        return standing(confirmation, State.FOLLOWED)

    async def _send(self, confirmation: Confirmation) -> None:
        client, harvester_id = self._portals[confirmation.portal], confirmation.harvester.id
        match confirmation.chosen:
            case Action.PUBLISH:
                await client.publish(harvester_id)
            case Action.UNPUBLISH:
                await client.unpublish(harvester_id)
            case Action.DELETE | Action.DELETE_DATASETS:
                await client.delete(harvester_id, with_datasets=confirmation.chosen is Action.DELETE_DATASETS)
            case _:
                raise AssertionError("The others are sent by Running, Restoring and Saving.")

    async def _gone(self, confirmation: Confirmation, correlation: str) -> Confirmation:
        """Note that the harvester is gone, and that what is kept of it counts from now on."""

        async def count(tx: Transaction) -> None:
            await tombstones.count(tx, confirmation.id, self._now())

        return await self._progress.end(confirmation, State.DONE, correlation, also=count)

    async def _see_numbers_follow(
        self, confirmation: Confirmation, correlation: str
    ) -> tuple[Confirmation, Harvester | None]:
        """Look until the counts say what was asked for, or stand still at rest."""
        last, still, began = None, 0, self._now()
        try:
            client = self._portals[confirmation.portal]
            last = await _looked(client.get(confirmation.harvester.id))
            if last is None or not followed(confirmation.chosen, last):
                async for waited in self._watch.looks(began):
                    seen = await _looked(client.get(confirmation.harvester.id))
                    if seen is None:
                        continue
                    still = still + 1 if last and _counts(seen) == _counts(last) and not seen.running else 0
                    last = seen
                    if followed(confirmation.chosen, seen) or still >= STANDSTILL or waited >= GIVE_UP_PUBLISHING:
                        break
        except UnknownHarvester:
            return await self._progress.end(confirmation, State.DONE, correlation, reason=GONE), None
        except PortalMissing as error:
            reason = f"{error.what} {UNSEEN}"
            return await self._progress.end(confirmation, State.DONE, correlation, reason=reason), None
        return await self._progress.end(confirmation, State.DONE, correlation, now=last), last

    async def _settle(self, confirmation: Confirmation, correlation: str) -> tuple[Confirmation, Harvester | None]:
        """Find out by reading what became of a request that got no answer; nothing is sent again."""
        client, chosen, began = self._portals[confirmation.portal], confirmation.chosen, self._now()
        patience = 2 * client.address.timeout
        async for waited in self._watch.looks(began):
            try:
                seen = await _looked(client.get(confirmation.harvester.id))
            except UnknownHarvester:
                if chosen.deletes:
                    return await self._gone(confirmation, correlation), None
                return await self._progress.end(confirmation, State.NOT_DONE, correlation, reason=GONE), None
            if seen is None:
                continue
            if followed(chosen, seen):
                return await self._progress.end(confirmation, State.DONE, correlation, now=seen), seen
            if seen.status != DELETING and waited >= patience:
                ended = await self._progress.end(confirmation, State.NOT_DONE, correlation, reason=NO_ANSWER, now=seen)
                return ended, seen
        return confirmation, None  # pragma: no cover  because looks() without an end never ends


async def _looked(reading: Awaitable[Harvester]) -> Harvester | None:
    """Return what was read, None where the portal did not answer.

    Raises:
        UnknownHarvester: it is gone.
    """
    try:
        return await reading
    except UnknownHarvester:
        raise
    except PortalError as error:
        log.info("cannot look", why=str(error))
        return None


def _counts(harvester: Harvester) -> tuple[int, int]:
    return harvester.attached, harvester.published
