"""The second person: somebody else with the role, where the settings want one."""

from collections.abc import Mapping

import msgspec

from harvestbot.domain.asker import Asker
from harvestbot.domain.audit import Matter, Outcome
from harvestbot.domain.batches import Batch
from harvestbot.domain.confirmations import Confirmation, State
from harvestbot.errors import REFUSALS, HarvestbotError, Refused
from harvestbot.operations.acting.confirming import Confirming, over
from harvestbot.operations.means import Means
from harvestbot.store import confirmations, deliveries

ANSWER = "answer as the second person"
"""The work behind ``Approve`` and ``Reject``; its payload is an asker, a confirmation's id and which of the two."""
REFUSED = frozenset({Outcome.REFUSED})


class Approving:
    """Takes the answers of second people.

    A press is written down and acknowledged first; whether this person may answer is asked afresh after that, and only
    then does it count: the press of somebody without the role uses nothing up.

    Args:
        means, confirming: see there.
    """

    def __init__(self, means: Means, confirming: Confirming) -> None:
        self._gate = means.gate
        self._database = means.database
        self._ledger = means.ledger
        self._teller = means.teller
        self._engine = means.engine
        self._confirming = confirming
        self._now = means.now

    async def take(self, asker: Asker, confirmation_id: str, delivery: str, *, approve: bool) -> None:
        """Write an answer down and have it weighed; a delivery that comes twice is taken once."""
        async with self._database.write() as tx:
            if await deliveries.claim(tx, delivery, "approval", self._now()):
                payload = {
                    "asker": msgspec.to_builtins(asker),
                    "confirmation": confirmation_id,
                    "approve": approve,
                }
                await self._engine.enqueue(tx, ANSWER, delivery, payload)

    async def carry_out(self, payload: Mapping[str, object]) -> None:
        """Weigh one answer; whatever speaks against it is told to the person who gave it."""
        asker, confirmation_id = msgspec.convert(payload["asker"], Asker), str(payload["confirmation"])
        verb = "approve" if payload["approve"] else "reject"
        if told := await self._ledger.latest(asker, verb, REFUSED):  # before the telling was cut off
            await self._teller.refuse(asker, HarvestbotError(told.detail))
            return
        try:
            await self._answer(asker, confirmation_id, approve=bool(payload["approve"]))
        except HarvestbotError as error:
            if isinstance(error, REFUSALS):
                await self._ledger.refused(asker, Matter(verb=verb, confirmation=confirmation_id), error)
            await self._teller.refuse(asker, error)

    async def _answer(self, asker: Asker, confirmation_id: str, *, approve: bool) -> None:
        async with self._database.read() as reading:
            asked = await confirmations.find(reading, confirmation_id)
        if asked is None or asked.state.over or asked.approver:
            if asked is not None and counted(asked, asker.user, approve=approve):
                return
            raise over(asked, asker.user, self._now())
        if not asker.place.channel:  # on a Home: what counts is where the question stands
            asker = msgspec.structs.replace(asker, place=asked.place)
        if asked.requester == asker.user:
            await self._by_the_asker(asker, asked, approve=approve)
            return
        self._gate.place_of(asked, asker.place.channel)
        standings = await self._gate.standings(asker.user, fresh=True)
        self._gate.role(asked.chosen.verb, asked.portal, standings)
        await self._count(asker, asked, approve=approve)

    async def _count(self, asker: Asker, asked: Confirmation, *, approve: bool) -> None:
        at = self._now()
        async with self._database.write() as tx:
            move = confirmations.second if approve else confirmations.reject
            moved = await move(tx, asked.id, user=asker.user, now=at)
            if moved is not None:
                outcome = Outcome.APPROVED if approve else Outcome.REFUSED
                detail = "" if approve else "rejected by the second person"
                await confirmations.moved(tx, asked.id, asker.place)
                await self._ledger.about(tx, moved, outcome, asker.correlation, detail=detail)
                again = "" if approve else moved.state
                await self._confirming.carry_out(tx, asked.id, asker.correlation, again=again)
                return
            standing = await confirmations.find(tx, asked.id)
        raise over(standing, asker.user, at)

    async def _by_the_asker(self, asker: Asker, asked: Confirmation, *, approve: bool) -> None:
        """Let the asker withdraw, and not approve."""
        if approve:
            raise Refused("Somebody else has to approve what you asked for. Nothing was changed.")
        at = self._now()
        async with self._database.write() as tx:
            cancelled = await confirmations.cancel(tx, asked.id, user=asker.user, now=at)
            if cancelled is not None:
                await confirmations.moved(tx, asked.id, asker.place)
                await self._ledger.about(tx, cancelled, Outcome.CANCELLED, asker.correlation)
                await self._confirming.carry_out(tx, asked.id, asker.correlation, again=cancelled.state)
                return
            standing = await confirmations.find(tx, asked.id)
        raise over(standing, asker.user, at)


def counted(asked: Confirmation | Batch, user: str, *, approve: bool) -> bool:
    """Tell whether this answer has counted already: pressed twice, or carried out again after a crash."""
    if asked.state is State.CANCELLED:
        return not approve and user == asked.requester
    return user == asked.approver and approve is (asked.state is not State.REJECTED)
