"""How far a confirmation has come: written down with its line of the audit trail, and shown on its card."""

from collections.abc import Awaitable, Callable
from typing import Literal

import msgspec

from harvestbot.domain.audit import Outcome, absence
from harvestbot.domain.confirmations import Action, Confirmation, Place, State
from harvestbot.domain.drafts import Draft
from harvestbot.domain.harvesters import Harvester
from harvestbot.operations.means import Means
from harvestbot.store import confirmations
from harvestbot.store.transactions import Transaction

Also = Callable[[Transaction], Awaitable[object]]
"""What is written down in the same transaction."""

NO_ANSWER = "The portal did not answer, and has not done it."
INTERRUPTED = "The bot was stopped in the middle of it."


class Progress:
    """Moves confirmations on.

    Args:
        means: see there.
    """

    def __init__(self, means: Means) -> None:
        self._database = means.database
        self._ledger = means.ledger
        self._teller = means.teller

    async def unknown(self, confirmation: Confirmation, correlation: str, reason: str) -> Confirmation:
        """Note that a change was sent and nobody can tell yet what became of it, and show that."""
        async with self._database.write() as tx:
            if await confirmations.unknown(tx, confirmation.id, reason):
                await self._ledger.about(tx, confirmation, Outcome.UNKNOWN, correlation, detail=reason)
        return await self.show(standing(confirmation, State.UNKNOWN, reason), None, insist=False)

    async def end(
        self,
        confirmation: Confirmation,
        state: Literal[State.DONE, State.NOT_DONE],
        correlation: str,
        *,
        reason: str = "",
        detail: str | None = None,
        now: Harvester | None = None,
        also: Also | None = None,
        refused: bool = False,
    ) -> Confirmation:
        """Note how it ended, unless somebody else has moved it on meanwhile; return it as it stands then.

        Args:
            confirmation: which one.
            state: how it ended.
            correlation: of what led to it.
            reason: why, or what is left to be said.
            detail: what the audit trail says in the place of the reason.
            now: the harvester after it.
            also: is written down with it.
            refused: whether it was not done because somebody may not, or not any more: that is a refusal in the trail.
        """
        async with self._database.write() as tx:
            if not await confirmations.settle(tx, confirmation.id, state, reason, was=confirmation.state):
                return await confirmations.find(tx, confirmation.id) or confirmation
            outcome = Outcome.DONE if state is State.DONE else Outcome.REFUSED if refused else Outcome.NOT_DONE
            before = (
                confirmation.harvester if state is State.DONE and confirmation.chosen is not Action.CREATE else None
            )
            after = _gone(confirmation) if before and confirmation.chosen.deletes else now
            told = reason if detail is None else detail
            await self._ledger.about(tx, confirmation, outcome, correlation, detail=told, before=before, after=after)
            if also is not None:
                await also(tx)
        return standing(confirmation, state, reason)

    async def show(
        self, confirmation: Confirmation, now: Harvester | None, *, insist: bool, draft: Draft | None = None
    ) -> Confirmation:
        """Bring the card up to date; one that has none yet gets it with the outcome.

        A message that promises more to come is never posted anew: a bot that dies while it posts it could not find it
        again.
        """
        if not (insist or confirmation.place.message or confirmation.place.response_url):
            return confirmation
        place = await self._teller.show(confirmation, now, insist=insist, draft=draft)
        if place == confirmation.place:
            return confirmation
        await self._ledger.locate(place)
        async with self._database.write() as tx:
            await confirmations.moved(tx, confirmation.id, place)
        return standing(confirmation, confirmation.state, confirmation.reason, place)


def _gone(confirmation: Confirmation) -> dict[str, object]:
    return absence(confirmation.harvester, with_datasets=confirmation.chosen is Action.DELETE_DATASETS)


def standing(confirmation: Confirmation, state: State, reason: str = "", place: Place | None = None) -> Confirmation:
    """Return a confirmation as it stands after a move."""
    where = place or confirmation.place
    return msgspec.structs.replace(confirmation, state=state, reason=reason, place=where)
