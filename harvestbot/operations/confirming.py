"""Asking before what cannot be undone lightly: the question, and the one press that answers it."""

import secrets
from collections.abc import Callable

import msgspec

from harvestbot.domain.asker import Asker
from harvestbot.domain.asks import HarvesterRef
from harvestbot.domain.audit import Outcome
from harvestbot.domain.confirmations import Action, Confirmation, State
from harvestbot.domain.harvesters import Harvester
from harvestbot.errors import ConfirmationOver, Refused
from harvestbot.operations.gate import Gate
from harvestbot.operations.ledger import Ledger
from harvestbot.operations.portals import Found, Portals
from harvestbot.operations.ports import Engine, Teller
from harvestbot.store import confirmations
from harvestbot.store.database import Database
from harvestbot.store.transactions import Transaction

CARRY_OUT = "carry out a confirmation"
"""The work that a press sets in motion; its payload is ``{"confirmation": id}``."""


class Confirming:
    """Puts questions and takes the answers.

    Args:
        gate: who may ask.
        portals: where the harvesters are.
        database: where questions stand until they are answered.
        ledger: the audit trail.
        teller: says things in Slack.
        engine: carries out what is confirmed.
        now: seconds since the epoch.
        ttl: seconds that a question waits.
    """

    def __init__(
        self,
        *,
        gate: Gate,
        portals: Portals,
        database: Database,
        ledger: Ledger,
        teller: Teller,
        engine: Engine,
        now: Callable[[], float],
        ttl: float,
    ) -> None:
        self._gate = gate
        self._portals = portals
        self._database = database
        self._ledger = ledger
        self._teller = teller
        self._engine = engine
        self._now = now
        self._ttl = ttl

    async def ask(self, asker: Asker, action: Action, ref: HarvesterRef) -> Confirmation:
        """Put a question about what stands in the portal now.

        Raises:
            Refused: the person may not, or there is nothing to do.
            PortalError: the harvester could not be read.
        """
        self._gate.place(action.verb, asker.place.channel)
        standings = await self._gate.standings(asker.user, fresh=False)
        found = await self._portals.find(ref, standings, action.verb)
        if idle := nothing_to(action, found):
            raise Refused(idle)
        return await self.put(asker, action, found)

    async def put(
        self,
        asker: Asker,
        action: Action,
        found: Found,
        *,
        then_publish: bool = False,
        before: Harvester | None = None,
    ) -> Confirmation:
        """Put a question about a harvester that was just read; ``before`` is what an earlier question showed."""
        confirmation = self._question(asker, action, found, then_publish=then_publish)
        async with self._database.write() as tx:
            await confirmations.add(tx, confirmation, correlation=asker.correlation)
            await self._ledger.about(tx, confirmation, Outcome.ASKED, asker.correlation)
        place = await self._teller.ask(confirmation, before)
        async with self._database.write() as tx:
            await confirmations.posted(tx, confirmation.id, place)
        return confirmation

    async def agreed(self, asker: Asker, action: Action, found: Found) -> None:
        """Carry out what the person has asked for beforehand, in words that leave nothing to ask."""
        question = self._question(asker, action, found)
        async with self._database.write() as tx:
            await confirmations.add(tx, question, correlation=asker.correlation)
            at = question.asked_at
            taken = await confirmations.press(tx, question.id, user=asker.user, action=action, now=at)
            agreed = taken or question
            await self._ledger.about(tx, agreed, Outcome.APPROVED, asker.correlation)
        place = await self._teller.ask(agreed)
        async with self._database.write() as tx:
            await confirmations.moved(tx, agreed.id, place)
            self._carry_out(tx, agreed.id, asker.correlation)

    async def read(self, confirmation_id: str, user: str) -> Confirmation:
        """Return a question that this person may still answer; nothing is written.

        Raises:
            ConfirmationOver: saying why it can not be answered any more, or not by this person.
        """
        async with self._database.read() as tx:
            confirmation = await confirmations.find(tx, confirmation_id)
        if confirmation is None or why_not(confirmation, user, self._now()):
            raise over(confirmation, user, self._now())
        return confirmation

    async def consider(self, asker: Asker, confirmation_id: str) -> Confirmation:
        """Return a question that is about to be answered in a form; from here on it stands where it was pressed.

        Raises:
            WrongPlace, NotAllowed: this person may not, or not here.
            ConfirmationOver: saying why it can not be answered.
        """
        confirmation = await self.read(confirmation_id, asker.user)
        self._gate.place(confirmation.chosen.verb, asker.place.channel)
        standings = await self._gate.standings(asker.user, fresh=True)
        self._gate.role(confirmation.chosen.verb, confirmation.portal, standings)
        async with self._database.write() as tx:
            await confirmations.moved(tx, confirmation_id, asker.place)
        return confirmation

    async def press(self, asker: Asker, confirmation_id: str, action: Action) -> Confirmation:
        """Take the one press that sets things in motion: the answer, its record and the work in one transaction.

        Raises:
            WrongPlace: changes are not made from this channel.
            ConfirmationOver: saying why this press takes no effect.
        """
        self._gate.place(action.verb, asker.place.channel)
        at = self._now()
        async with self._database.write() as tx:
            taken = await confirmations.press(tx, confirmation_id, user=asker.user, action=action, now=at)
            if taken is not None:
                await confirmations.moved(tx, confirmation_id, asker.place)
                await self._ledger.about(tx, taken, Outcome.APPROVED, asker.correlation)
                self._carry_out(tx, confirmation_id, asker.correlation)
                return msgspec.structs.replace(taken, place=asker.place)
        raise await self._over(confirmation_id, asker.user)

    async def cancel(self, asker: Asker, confirmation_id: str) -> Confirmation:
        """Withdraw a question; the caller brings its card up to date.

        Raises:
            ConfirmationOver: saying why this press takes no effect.
        """
        at = self._now()
        async with self._database.write() as tx:
            cancelled = await confirmations.cancel(tx, confirmation_id, user=asker.user, now=at)
            if cancelled is not None:
                await confirmations.moved(tx, confirmation_id, asker.place)
                await self._ledger.about(tx, cancelled, Outcome.CANCELLED, asker.correlation)
                return msgspec.structs.replace(cancelled, place=asker.place)
        raise await self._over(confirmation_id, asker.user)

    async def expire(self) -> int:
        """End every question that has waited for too long, and say on its card that nothing was done."""
        at = self._now()
        async with self._database.read() as reading:
            due = await confirmations.due(reading, at)
        ended = 0
        for confirmation in due:
            async with self._database.write() as tx:
                expired = await confirmations.expire(tx, confirmation.id, at)
                if expired is not None:
                    await self._ledger.about(tx, expired, Outcome.EXPIRED, expired.id)
            if expired is not None:
                ended += 1
                await self._teller.show(expired)
        return ended

    def _question(self, asker: Asker, action: Action, found: Found, *, then_publish: bool = False) -> Confirmation:
        asked_at = self._now()
        return Confirmation(
            id=secrets.token_hex(8),
            ask=action,
            portal=found.portal,
            harvester=found.harvester,
            requester=asker.user,
            place=asker.place.anew,
            asked_at=asked_at,
            expires_at=asked_at + self._ttl,
            then_publish=then_publish,
        )

    def _carry_out(self, tx: Transaction, confirmation_id: str, correlation: str) -> None:
        payload = {"confirmation": confirmation_id, "correlation": correlation}
        self._engine.enqueue(tx, CARRY_OUT, confirmation_id, payload)

    async def _over(self, confirmation_id: str, user: str) -> ConfirmationOver:
        async with self._database.read() as tx:
            return over(await confirmations.find(tx, confirmation_id), user, self._now())


def nothing_to(action: Action, found: Found) -> str:
    """Say why there is nothing to confirm, "" where there is."""
    harvester = found.harvester
    if action is Action.PUBLISH and not harvester.hidden:
        published = "None of its datasets is hidden" if harvester.attached else "It has no datasets yet"
        return f"{published}, so there is nothing to publish on `{found.ref}`. Nothing was changed."
    if action is Action.UNPUBLISH and not harvester.published:
        return f"No dataset of `{found.ref}` is published, so there is nothing to unpublish. Nothing was changed."
    return ""


def why_not(confirmation: Confirmation, user: str, now: float) -> str:
    """Say why a press of this person takes no effect, "" where it does."""
    if user != confirmation.requester:
        return "Only the person who asked can answer this. Nothing was changed."
    if confirmation.state is State.EXPIRED or (confirmation.state is State.ASKED and confirmation.expires_at <= now):
        return "This has waited for too long and has expired. Nothing was done; ask again if you still want it."
    match confirmation.state:
        case State.ASKED:
            return ""
        case State.CANCELLED:
            return "This was cancelled. Nothing was done."
        case State.DONE | State.NOT_DONE:
            return "This is settled already: the card says how. Your press changed nothing."
        case _:
            return "This was confirmed already and is being carried out. Your press changed nothing."


def over(confirmation: Confirmation | None, user: str, now: float) -> ConfirmationOver:
    """Return the refusal of a press that takes no effect."""
    if confirmation is None:
        return ConfirmationOver("I no longer know this confirmation. Nothing was done; ask again.")
    why = why_not(confirmation, user, now) or "Somebody was quicker. Your press changed nothing."
    person = confirmation.approver or confirmation.requester
    return ConfirmationOver(why, person if user != person else "")
