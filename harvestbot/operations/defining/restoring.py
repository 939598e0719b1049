"""Creating a harvester again that is gone: once for a confirmation, with secrets that are written nowhere.

After a recorded attempt the portal is only read, as in ``changing``: a harvester that was not there before tells that
it was created. What it then lacks is told.
"""

from collections.abc import Mapping

import structlog

from harvestbot.domain.asker import Asker
from harvestbot.domain.audit import Outcome
from harvestbot.domain.confirmations import Action, Confirmation, State
from harvestbot.domain.harvesters import Harvester
from harvestbot.domain.tombstones import Offer, Restoration, Tombstone, alike
from harvestbot.errors import REFUSALS, HalfDone, HarvestbotError, OutcomeUnknown, PortalError, Refused
from harvestbot.operations.acting.confirming import Confirming
from harvestbot.operations.acting.progress import INTERRUPTED, NO_ANSWER, Progress, standing
from harvestbot.operations.defining.bearers import Bearers
from harvestbot.operations.defining.offering import Offering
from harvestbot.operations.defining.rescheduling import schedule_again
from harvestbot.operations.means import Means
from harvestbot.operations.portals import Found
from harvestbot.portal.address import hide
from harvestbot.store import confirmations, restorations, tombstones
from harvestbot.store.transactions import Transaction

SECRETS_GONE = "What was typed into the form is gone: the bot was stopped, and keeps no secret. Nothing was created."
ALIKE_SINCE = "What stands on the portal has changed since you were asked, so nothing was created."
TAKEN = "Somebody else is restoring it, or has. Nothing was created."
ASK_AGAIN = (SECRETS_GONE, ALIKE_SINCE, NO_ANSWER)
"""Reasons after which the question is put anew."""

log = structlog.get_logger(__name__)


class Restoring:
    """Carries restorations out.

    Args:
        means, progress, confirming, offering: see there.
    """

    def __init__(self, means: Means, *, progress: Progress, confirming: Confirming, offering: Offering) -> None:
        self._portals = means.portals
        self._database = means.database
        self._ledger = means.ledger
        self._progress = progress
        self._confirming = confirming
        self._offering = offering
        self._watch = means.watch
        self._now = means.now
        self._process = means.process
        self._bearers = Bearers(means, self._attempt)

    async def stop(self, grace: float) -> None:
        """Begin nothing more with what was typed; give ``grace`` seconds to what is being sent."""
        await self._bearers.stop(grace)

    async def press(self, asker: Asker, confirmation_id: str, typed: Mapping[str, object]) -> None:
        """Take the one press that sets things in motion; what was typed goes to this process's memory, and no further.

        Raises:
            WrongPlace: changes are not made from this channel.
            ConfirmationOver: saying why this press takes no effect.
        """
        self._confirming.place(Action.RESTORE, asker.place)
        if not typed:
            await self._confirming.press(asker, confirmation_id, Action.RESTORE)
            return
        taken = None
        try:
            async with self._database.write() as tx:
                taken = await self._confirming.take(tx, asker, confirmation_id, Action.RESTORE)
                if taken is not None:
                    await restorations.hold(tx, confirmation_id, self._process)
                    self._bearers.take(tx, taken, asker.correlation, typed, self._now())
        except BaseException:
            if taken is not None:
                self._bearers.drop(confirmation_id)
            raise
        if taken is None:
            raise await self._confirming.over(confirmation_id, asker.user)

    async def offer(self, confirmation: Confirmation) -> Offer:
        """Return what a question showed.

        Raises:
            Refused: nothing is kept of it any more.
        """
        restoration, tombstone = await self._about(confirmation.id)
        can_schedule = self._portals[confirmation.portal].supports("set_schedule")
        return Offer(tombstone, restoration.alike, can_schedule)

    async def carry_out(self, confirmation: Confirmation, correlation: str) -> None:
        """Bring a restoration to its end, from wherever it stands."""
        if confirmation.state in (State.APPROVED, State.AT_WORK):
            restoration, _ = await self._about(confirmation.id)
            confirmation = await self._bearers.left(confirmation, restoration.holder)
        if confirmation.state is State.APPROVED:
            confirmation = await self._attempt(confirmation, correlation, {})
        elif confirmation.state is State.AT_WORK:  # an earlier process was stopped between the attempt and its record
            confirmation = await self._progress.unknown(confirmation, correlation, INTERRUPTED)
        if confirmation.state is State.UNKNOWN:
            confirmation = await self._settle(confirmation, correlation)
        if confirmation.state.over:
            await self._conclude(confirmation, correlation)

    async def _attempt(self, confirmation: Confirmation, correlation: str, typed: Mapping[str, object]) -> Confirmation:
        """Check again, write the attempt down and carry it out; return the confirmation as it then stands."""
        restoration, tombstone = await self._about(confirmation.id)
        if (restoration.holder and not typed) or any(
            field.mandatory and field.name not in typed for field in tombstone.wanted
        ):
            return await self._not_done(confirmation, correlation, SECRETS_GONE)
        try:
            await self._confirming.still(confirmation)
            offer = await self._offering.look(tombstone)
        except HarvestbotError as error:
            return await self._not_done(confirmation, correlation, str(error), refused=isinstance(error, REFUSALS))
        if offer.alike != restoration.alike:
            return await self._not_done(confirmation, correlation, ALIKE_SINCE)
        async with self._database.write() as tx:
            if not await confirmations.mark_attempt(tx, confirmation.id):
                return await confirmations.find(tx, confirmation.id) or confirmation
            if not await tombstones.claim(tx, tombstone.id, confirmation.id, seen=restoration.seen):
                await confirmations.settle(tx, confirmation.id, State.NOT_DONE, TAKEN)
                await self._ledger.about(tx, confirmation, Outcome.NOT_DONE, correlation, detail=TAKEN)
                return standing(confirmation, State.NOT_DONE, TAKEN)
            await self._ledger.about(tx, confirmation, Outcome.ATTEMPT, correlation, before=tombstone.harvester)
        confirmation = await self._progress.show(standing(confirmation, State.AT_WORK), None, insist=False)
        return await self._send_once(confirmation, correlation, tombstone, typed)

    async def _send_once(
        self, confirmation: Confirmation, correlation: str, tombstone: Tombstone, typed: Mapping[str, object]
    ) -> Confirmation:
        """Send the request whose attempt is written down, and never again."""
        client = self._portals[confirmation.portal]
        try:
            created = await client.create(tombstone.definition(typed))
        except OutcomeUnknown as error:
            return await self._progress.unknown(confirmation, correlation, _hidden(error, typed))
        except HalfDone as error:
            what = _hidden(error.what, typed)
            return await self._half_done(confirmation, correlation, tombstone, error.harvester, what)
        except PortalError as error:
            return await self._not_done(confirmation, correlation, _hidden(error, typed))
        async with self._database.write() as tx:
            await restorations.created(tx, confirmation.id, created.id)
        trouble = await schedule_again(client, created.id, tombstone, write=True)
        return await self._stands(confirmation, correlation, tombstone, created, trouble=trouble)

    async def _half_done(
        self, confirmation: Confirmation, correlation: str, tombstone: Tombstone, harvester_id: str, what: str
    ) -> Confirmation:
        """Look at what was created, and tell what it lacks; where nobody can look, tell what the portal said."""
        client = self._portals[confirmation.portal]
        try:
            created = await client.get(harvester_id)
        except PortalError:
            created = _named(tombstone, harvester_id)
            return await self._stands(confirmation, correlation, tombstone, created, lacks=("its parameters",))
        lacks = tombstone.lacks(created)
        trouble = what if lacks else await schedule_again(client, created.id, tombstone)
        return await self._stands(confirmation, correlation, tombstone, created, lacks=lacks, trouble=trouble)

    async def _settle(self, confirmation: Confirmation, correlation: str) -> Confirmation:
        """Find out by reading what became of a request that got no answer; nothing is sent again."""
        restoration, tombstone = await self._about(confirmation.id)
        client, began = self._portals[confirmation.portal], self._now()
        async for waited in self._watch.looks(began):
            try:
                known = alike(tombstone, await self._portals.list(confirmation.portal))
            except PortalError as error:
                log.info("cannot look", why=str(error))
                continue
            new = [one for one in known if one.id == restoration.created or one.id not in restoration.alike]
            if new:
                lacks = tombstone.lacks(new[0])
                trouble = await schedule_again(client, new[0].id, tombstone)
                return await self._stands(confirmation, correlation, tombstone, new[0], lacks=lacks, trouble=trouble)
            if waited >= 2 * client.address.timeout:
                return await self._not_done(confirmation, correlation, NO_ANSWER)
        return confirmation  # pragma: no cover  because looks() without an end never ends

    async def _stands(
        self,
        confirmation: Confirmation,
        correlation: str,
        tombstone: Tombstone,
        created: Harvester,
        *,
        lacks: tuple[str, ...] = (),
        trouble: str = "",
    ) -> Confirmation:
        """Note that it stands again; what stands only in part can be restored again, once somebody has removed it."""

        async def also(tx: Transaction) -> None:
            await restorations.created(tx, confirmation.id, created.id)
            if lacks:
                await tombstones.release(tx, tombstone.id, confirmation.id)
                return
            by = confirmation.requester
            await tombstones.restored(tx, tombstone.id, harvester_id=created.id, by=by, now=self._now())

        missing = f"It lacks {', '.join(lacks)}: set that on the portal. " if lacks else ""
        reason = (missing + trouble).strip()
        return await self._progress.end(confirmation, State.DONE, correlation, reason=reason, now=created, also=also)

    async def _not_done(
        self, confirmation: Confirmation, correlation: str, reason: str, *, refused: bool = False
    ) -> Confirmation:
        async def also(tx: Transaction) -> None:
            restoration = await restorations.find(tx, confirmation.id)
            if restoration is not None:
                await tombstones.release(tx, restoration.tombstone, confirmation.id)

        return await self._progress.end(
            confirmation, State.NOT_DONE, correlation, reason=reason, also=also, refused=refused
        )

    async def _conclude(self, confirmation: Confirmation, correlation: str) -> None:
        """Tell how it ended, and put the question anew where there is still something to ask."""
        restoration, tombstone = await self._about(confirmation.id)
        now = _named(tombstone, restoration.created) if restoration.created else None
        await self._progress.show(confirmation, now, insist=True)
        if confirmation.state is not State.NOT_DONE or confirmation.reason not in ASK_AGAIN:
            return
        try:
            offer = await self._offering.look(tombstone)
        except HarvestbotError as error:
            log.info("cannot ask again", confirmation=confirmation.id, why=str(error))
            return
        asker = Asker(confirmation.requester, confirmation.place, correlation)
        found = Found(confirmation.portal, tombstone.harvester, Action.RESTORE.verb.role)
        question = self._confirming.question(asker, Action.RESTORE, found, question_id=f"{confirmation.id}-again")
        await self._confirming.put(question, correlation, offer=offer)

    async def _about(self, confirmation_id: str) -> tuple[Restoration, Tombstone]:
        async with self._database.read() as reading:
            restoration = await restorations.find(reading, confirmation_id)
            tombstone = await tombstones.find(reading, restoration.tombstone) if restoration else None
        if restoration is None or tombstone is None:
            raise Refused("Nothing is kept of this any more. Nothing was changed.")
        return restoration, tombstone


def _hidden(said: HarvestbotError | str, typed: Mapping[str, object]) -> str:
    """Return what is to be said without anything that was typed, should a portal have repeated it."""
    return hide(str(said), [value for value in typed.values() if isinstance(value, str)])


def _named(tombstone: Tombstone, harvester_id: str) -> Harvester:
    """Return what is known of a harvester that nobody has read: its definition, under its id."""
    was = tombstone.harvester
    return Harvester(id=harvester_id, name=was.name, type=was.type, type_label=was.type_label, status="new")
