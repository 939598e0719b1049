"""Asking before what cannot be undone lightly: the question, and the one press that answers it."""

import secrets

from harvestbot.domain.asker import Asker
from harvestbot.domain.asks import HarvesterRef
from harvestbot.domain.audit import Outcome
from harvestbot.domain.confirmations import Action, Confirmation, Place, State
from harvestbot.domain.harvesters import Harvester
from harvestbot.domain.tombstones import Offer, Restoration
from harvestbot.errors import ConfirmationOver, Refused, WrongPlace
from harvestbot.operations.means import Means
from harvestbot.operations.portals import Found
from harvestbot.store import confirmations, restorations
from harvestbot.store.transactions import Transaction

CARRY_OUT = "carry out a confirmation"
"""The work that a press sets in motion; its payload is ``{"confirmation": id, "correlation": …}``."""

ALONE = "Somebody else has to approve this, and cannot be asked here. Nothing was changed; ask for it in a channel."
UNSEEN_BY_ANOTHER = "By now somebody else has to approve this, and nobody has. Nothing was changed; ask for it again."
UNDER_WAY = "This was confirmed already and is being carried out. Your press changed nothing."
SETTLED = "This is settled already: the card says how. Your press changed nothing."
ANSWERED = {
    State.ASKED: "",
    State.WAITING: "This waits for a second person to approve it. Your press changed nothing.",
    State.EXPIRED: "This has waited for too long and has expired. Nothing was done; ask again if you still want it.",
    State.CANCELLED: "This was cancelled. Nothing was done.",
    State.REJECTED: "This was rejected. Nothing was done.",
    State.DONE: SETTLED,
    State.NOT_DONE: SETTLED,
}
"""What a press is told that finds a question in this state; in any other it is being carried out."""


class Confirming:
    """Puts questions and takes the answers.

    Args:
        means: see there.
        ttl: seconds that a question waits.
        second: what needs a second person; who wants one for a deletion wants one all the more where datasets go too.
    """

    def __init__(self, means: Means, *, ttl: float, second: frozenset[Action] = frozenset()) -> None:
        self._gate = means.gate
        self._portals = means.portals
        self._database = means.database
        self._ledger = means.ledger
        self._teller = means.teller
        self._engine = means.engine
        self._now = means.now
        self._ttl = ttl
        self._second = second | {Action.DELETE_DATASETS} if Action.DELETE in second else second

    async def ask(self, asker: Asker, action: Action, ref: HarvesterRef) -> Confirmation:
        """Put a question about what stands in the portal now.

        Raises:
            Refused: the person may not, or there is nothing to do.
            PortalError: the harvester could not be read.
        """
        self.place(action, asker.place)
        standings = await self._gate.standings(asker.user, fresh=False)
        found = await self._portals.find(ref, standings, action.verb)
        if idle := nothing_to(action, found):
            raise Refused(idle)
        return await self.put(self.question(asker, action, found), asker.correlation)

    def question(
        self, asker: Asker, action: Action, found: Found, *, question_id: str = "", then_publish: bool = False
    ) -> Confirmation:
        """Return a question about a harvester that was just read; ``question_id`` makes it the same one each time."""
        asked_at = self._now()
        return Confirmation(
            id=question_id or secrets.token_hex(8),
            ask=action,
            portal=found.portal,
            harvester=found.harvester,
            requester=asker.user,
            place=asker.place.anew,
            asked_at=asked_at,
            expires_at=asked_at + self._ttl,
            then_publish=then_publish,
        )

    async def put(
        self,
        question: Confirmation,
        correlation: str,
        *,
        before: Harvester | None = None,
        offer: Offer | None = None,
    ) -> Confirmation:
        """Write a question down and show it, both only once for its id.

        Args:
            question: from ``question``.
            correlation: of what led to it.
            before: what an earlier question showed, where this one takes its place.
            offer: what is shown beside, where something is to be restored.

        Raises:
            ChatError: it could not be shown; putting it again shows it.
        """
        async with self._database.write() as tx:
            if await confirmations.add(tx, question, correlation=correlation):
                await self._ledger.about(tx, question, Outcome.ASKED, correlation)
                if offer is not None:
                    kept = offer.tombstone
                    about = Restoration(id=question.id, tombstone=kept.id, seen=kept.restoration, alike=offer.alike)
                    await restorations.add(tx, about)
            standing = await confirmations.find(tx, question.id) or question
        if standing.place.message or standing.state is not State.ASKED:
            return standing
        place = await self._teller.ask(standing, before, offer)
        async with self._database.write() as tx:
            await confirmations.posted(tx, question.id, place)
        await self._ledger.locate(place)
        return standing

    def wants_second(self, action: Action) -> bool:
        """Tell whether the settings want a second person for this."""
        return action in self._second

    async def still(self, confirmation: Confirmation, *, fresh: bool = True) -> None:
        """See anew, before any effect, that what was decided may be done by today's settings; arguments as the gate's.

        Raises:
            Refused, PersonUnknown: it may not, and then nothing is done.
        """
        if self.wants_second(confirmation.chosen) and confirmation.approver == confirmation.requester:
            raise Refused(UNSEEN_BY_ANOTHER)
        await self._gate.still(confirmation, fresh=fresh)

    def place(self, action: Action, place: Place) -> None:
        """Refuse what is not asked for here.

        Raises:
            WrongPlace: changes are not made from this channel, or nobody else could approve them here.
        """
        self._gate.place(action.verb, place.channel)
        if self.wants_second(action) and place.direct:
            raise WrongPlace(ALONE)

    async def agreed(self, question: Confirmation, correlation: str) -> None:
        """Carry out what the person has asked for beforehand, in words that leave nothing to ask.

        Where the settings want a second person, that one is asked all the same.
        """
        async with self._database.write() as tx:
            if await confirmations.add(tx, question, correlation=correlation):
                asker = Asker(question.requester, question.place, correlation)
                await self.take(tx, asker, question.id, question.ask)

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

    async def consider(self, asker: Asker, confirmation_id: str, action: Action) -> Confirmation:
        """Return a question that is about to be answered in a form; from here on it stands where it was pressed.

        Raises:
            WrongPlace, NotAllowed: this person may not, or not here.
            ConfirmationOver: saying why it can not be answered.
        """
        confirmation = await self.read(confirmation_id, asker.user)
        self.place(action, asker.place)
        standings = await self._gate.standings(asker.user, fresh=True)
        self._gate.role(confirmation.chosen.verb, confirmation.portal, standings)
        async with self._database.write() as tx:
            if not await confirmations.moved(tx, confirmation_id, asker.place, still=State.ASKED):
                raise over(await confirmations.find(tx, confirmation_id), asker.user, self._now())
        return confirmation

    async def press(self, asker: Asker, confirmation_id: str, action: Action) -> None:
        """Take the one press that sets things in motion: the answer, its record and the work in one transaction.

        Raises:
            WrongPlace: changes are not made from this channel.
            ConfirmationOver: saying why this press takes no effect.
        """
        self.place(action, asker.place)
        async with self._database.write() as tx:
            if await self.take(tx, asker, confirmation_id, action):
                return
        raise await self.over(confirmation_id, asker.user)

    async def cancel(self, asker: Asker, confirmation_id: str) -> None:
        """Withdraw a question.

        Raises:
            ConfirmationOver: saying why this press takes no effect.
        """
        async with self._database.write() as tx:
            cancelled = await confirmations.cancel(tx, confirmation_id, user=asker.user, now=self._now())
            if cancelled is not None:
                if cancelled.action is None:  # else the second person has a message of their own, and it stands there
                    await confirmations.moved(tx, confirmation_id, asker.place)
                await self._ledger.about(tx, cancelled, Outcome.CANCELLED, asker.correlation)
                await self.carry_out(tx, confirmation_id, asker.correlation, again=cancelled.state)
                return
        raise await self.over(confirmation_id, asker.user)

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
                    await self.carry_out(tx, expired.id, expired.id, again="expired")
                    ended += 1
        return ended

    async def carry_out(
        self, tx: Transaction, confirmation_id: str, correlation: str, *, again: str = "", message: str = ""
    ) -> None:
        """Have a confirmation brought as far as it can go once ``tx`` is committed.

        Args:
            tx: the transaction of the decision.
            confirmation_id: which one.
            correlation: of what led to it.
            again: tells a later turn from the first.
            message: the ts of the message at which it stands now.
        """
        work_id = f"{confirmation_id}-{again}" if again else confirmation_id
        payload = {"confirmation": confirmation_id, "correlation": correlation, "message": message}
        await self._engine.enqueue(tx, CARRY_OUT, work_id, payload)

    async def take(self, tx: Transaction, asker: Asker, confirmation_id: str, action: Action) -> Confirmation | None:
        """Take the one press in somebody else's transaction; the confirmation as it then stands, None for any other."""
        at = self._now()
        if self.wants_second(action):
            taken = await confirmations.wait(
                tx, confirmation_id, user=asker.user, action=action, now=at, expires_at=at + self._ttl
            )
            outcome = Outcome.ASKED
        else:
            taken = await confirmations.press(tx, confirmation_id, user=asker.user, action=action, now=at)
            outcome = Outcome.APPROVED
        if taken is None:
            return None
        await confirmations.moved(tx, confirmation_id, asker.place)
        detail = "a second person is asked" if taken.state is State.WAITING else ""
        await self._ledger.about(tx, taken, outcome, asker.correlation, detail=detail)
        again, message = (taken.state, asker.place.message) if detail else ("", "")
        await self.carry_out(tx, confirmation_id, asker.correlation, again=again, message=message)
        return taken

    async def over(self, confirmation_id: str, user: str) -> ConfirmationOver:
        """Return the refusal of a press of this person that took no effect."""
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
    if user != confirmation.requester and confirmation.state is State.ASKED:
        return "Only the person who asked can answer this. Nothing was changed."
    if confirmation.state.open and confirmation.expires_at <= now:
        return ANSWERED[State.EXPIRED]
    return ANSWERED.get(confirmation.state, UNDER_WAY)


def over(confirmation: Confirmation | None, user: str, now: float) -> ConfirmationOver:
    """Return the refusal of a press that takes no effect; it names who was first."""
    if confirmation is None:
        return ConfirmationOver("I no longer know this confirmation. Nothing was done; ask again.")
    why = why_not(confirmation, user, now) or "Somebody was quicker. Your press changed nothing."
    return ConfirmationOver(why, confirmation.approver or confirmation.requester)
