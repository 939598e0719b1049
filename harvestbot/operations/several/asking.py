"""Asking about several harvesters at once: which ones, the question, and the one press that answers it."""

import asyncio
import secrets
from collections import Counter
from collections.abc import Sequence
from enum import StrEnum

from msgspec import Struct

from harvestbot.domain.asker import Asker
from harvestbot.domain.asks import HarvesterRef
from harvestbot.domain.audit import Outcome
from harvestbot.domain.batches import CALLS, MOST, Batch, LeftOut, Several, choose, items_of, short_of, spendable
from harvestbot.domain.confirmations import Action, State
from harvestbot.domain.filters import Filters, Key
from harvestbot.domain.listing import Listed, Listing, PortalTrouble
from harvestbot.domain.verbs import VERBS, Takes, Verb
from harvestbot.errors import UNCHANGED, ConfirmationOver, NotFound, NotUnderstood, PortalError, Suggesting
from harvestbot.operations.acting.confirming import ANSWERED, UNDER_WAY, Confirming
from harvestbot.operations.gate import Standings, reached, visible
from harvestbot.operations.means import Means
from harvestbot.operations.questions import chosen
from harvestbot.operations.seeing.refreshing import Refreshing
from harvestbot.store import batches
from harvestbot.store.transactions import Transaction

WORK_THROUGH = "work through several"
"""The work that a press sets in motion; its payload is ``{"batch": id, "turn": a Turn, "message": ts}``."""


class Wish(Struct, frozen=True):
    """What somebody has chosen: in which words, what that is, and what of it could not be found."""

    words: str
    found: tuple[Listed, ...]
    left: tuple[LeftOut, ...]


class Turn(StrEnum):
    """What is to be done with a batch: ask for a second person, work through it, or tell that nothing is done."""

    SECOND = "second"
    WORK = "work"
    TELL = "tell"


class Batching:
    """Puts questions about several harvesters, and takes the answers.

    Args:
        means, confirming, refreshing: see there.
        ttl: seconds that a question waits.
    """

    def __init__(self, means: Means, confirming: Confirming, refreshing: Refreshing, *, ttl: float) -> None:
        self._gate = means.gate
        self._portals = means.portals
        self._database = means.database
        self._ledger = means.ledger
        self._teller = means.teller
        self._engine = means.engine
        self._confirming = confirming
        self._refreshing = refreshing
        self._now = means.now
        self._ttl = ttl

    async def ask(self, asker: Asker, action: Action, filters: Filters) -> Batch:
        """Put a question about all harvesters that fit.

        Raises:
            WrongPlace, NotAllowed, Refused: the person may not, not here, or there is nothing to do.
            NotUnderstood: with commands to run instead.
        """
        if not filters:
            raise NotUnderstood(f"Say which ones, such as `{action.verb.name} is:failing`. {UNCHANGED}", ("list",))
        standings = await self._passed(asker, action)
        named = _reach(filters, tuple(standings))
        if named and not set(named) & set(reached(standings, action.verb)):
            self._gate.role(action.verb, named[0], standings)
        seen = visible(standings)
        listing = await self._whole(_reach(filters, seen))
        listing = await chosen(filters, listing, seen, action.verb)
        wish = Wish(str(filters), listing.found, _untold(listing))
        return await self._put(asker, action, wish, standings)

    async def ask_about(self, asker: Asker, action: Action, refs: Sequence[HarvesterRef]) -> Batch:
        """Put a question about harvesters that were chosen one by one, each with its portal; raises as ``ask``."""
        standings = await self._passed(asker, action)
        wanted = list(dict.fromkeys(refs))
        seen = visible(standings)
        listing = await self._whole([name for name in seen if name in {one.portal for one in wanted}])
        known = {HarvesterRef(one.harvester.id, one.portal): one for one in listing.found}
        found = tuple(known[ref] for ref in wanted if ref in known)
        gone = tuple(str(ref) for ref in wanted if ref not in known)
        left = [LeftOut("not to be found", len(gone), gone)] if gone else []
        return await self._put(asker, action, Wish("", found, (*left, *_untold(listing))), standings)

    async def verbs(self, asker: Asker, action: Action) -> tuple[Verb, ...]:
        """Return what this person may do with several harvesters somewhere, ``action`` among it.

        Raises:
            WrongPlace, NotAllowed: not even that, or not here.
        """
        standings = await self._passed(asker, action)
        self._refreshing.look(reached(standings, action.verb))  # so that there is something to choose from
        return tuple(one for one in VERBS.values() if one.takes is Takes.HARVESTERS and reached(standings, one))

    async def find(self, user: str, batch_id: str) -> Several:
        """Return a batch that this person may look at; nothing is written.

        Raises:
            NotFound: it is not known, or nothing of it is to be seen by this person.
        """
        standings = await self._gate.standings(user, fresh=False)
        async with self._database.read() as reading:
            several = await batches.several(reading, batch_id)
        if several is None or not set(several.batch.portals) & set(visible(standings)):
            raise NotFound(f"I no longer know this list. {UNCHANGED}", ("list",))
        return several

    async def read(self, batch_id: str, user: str) -> Batch:
        """Return a question that this person may still answer; nothing is written.

        Raises:
            ConfirmationOver: saying why it can not be answered any more, or not by this person.
        """
        async with self._database.read() as reading:
            asked = await batches.find(reading, batch_id)
        if asked is None or why_not(asked, user, self._now()):
            raise over(asked, user, self._now())
        return asked

    async def consider(self, asker: Asker, batch_id: str, action: Action) -> Batch:
        """Return a question that is about to be answered in a form; from here on it stands where it was pressed.

        Raises:
            WrongPlace, ConfirmationOver: saying why it can not be answered here.
        """
        asked = await self.read(batch_id, asker.user)
        self._confirming.place(action, asker.place)
        async with self._database.write() as tx:
            if not await batches.moved(tx, batch_id, asker.place, still=State.ASKED):
                raise over(await batches.find(tx, batch_id), asker.user, self._now())
        return asked

    async def press(self, asker: Asker, batch_id: str, action: Action) -> None:
        """Take the one press that sets things in motion: the answer, its record and the work in one transaction.

        Raises:
            WrongPlace: changes are not made from this channel.
            ConfirmationOver: saying why this press takes no effect.
        """
        self._confirming.place(action, asker.place)
        at, second = self._now(), self._confirming.wants_second(action)
        async with self._database.write() as tx:
            if second:
                taken = await batches.wait(
                    tx, batch_id, user=asker.user, action=action, now=at, expires_at=at + self._ttl
                )
            else:
                taken = await batches.press(tx, batch_id, user=asker.user, action=action, now=at)
            if taken is not None:
                await batches.moved(tx, batch_id, asker.place)
                detail = "a second person is asked" if second else ""
                outcome = Outcome.ASKED if second else Outcome.APPROVED
                await self._ledger.about_batch(tx, taken, outcome, detail=detail)
                await self.carry_on(tx, batch_id, Turn.SECOND if second else Turn.WORK, message=asker.place.message)
                return
            standing = await batches.find(tx, batch_id)
        raise over(standing, asker.user, at)

    async def cancel(self, asker: Asker, batch_id: str) -> None:
        """Withdraw a question.

        Raises:
            ConfirmationOver: saying why this press takes no effect.
        """
        async with self._database.write() as tx:
            if await self.withdraw(tx, asker, batch_id):
                return
            standing = await batches.find(tx, batch_id)
        raise over(standing, asker.user, self._now())

    async def withdraw(self, tx: Transaction, asker: Asker, batch_id: str) -> bool:
        """Withdraw a question in somebody else's transaction; False where it cannot be any more."""
        cancelled = await batches.cancel(tx, batch_id, user=asker.user, now=self._now())
        if cancelled is not None:
            await batches.moved(tx, batch_id, asker.place)
            await self._ledger.about_batch(tx, cancelled, Outcome.CANCELLED)
            await self.carry_on(tx, batch_id, Turn.TELL)
        return cancelled is not None

    async def expire(self) -> int:
        """End every question that has waited for too long, and say on its card that nothing was done."""
        at, ended = self._now(), 0
        async with self._database.read() as reading:
            due = await batches.due(reading, at)
        for batch_id in due:
            async with self._database.write() as tx:
                expired = await batches.expire(tx, batch_id, at)
                if expired is not None:
                    await self._ledger.about_batch(tx, expired, Outcome.EXPIRED)
                    await self.carry_on(tx, batch_id, Turn.TELL)
                    ended += 1
        return ended

    async def carry_on(self, tx: Transaction, batch_id: str, turn: Turn, *, message: str = "") -> None:
        """Have a batch carried on once ``tx`` is committed; each turn comes once."""
        payload = {"batch": batch_id, "turn": turn.value, "message": message}
        await self._engine.enqueue(tx, WORK_THROUGH, f"{batch_id}-{turn}", payload)

    async def _passed(self, asker: Asker, action: Action) -> Standings:
        self._confirming.place(action, asker.place)
        return await self._gate.pass_anywhere(asker, action.verb)

    async def _whole(self, names: Sequence[str]) -> Listing:
        """Read all harvesters of these portals, each in full: what is shown is what a press is bound to."""
        answers = await asyncio.gather(*(self._portals.list(name) for name in names), return_exceptions=True)
        listed: list[Listed] = []
        troubles: list[PortalTrouble] = []
        for name, answer in zip(names, answers, strict=True):
            if isinstance(answer, PortalError):
                troubles.append(PortalTrouble(name, str(answer)))
            elif isinstance(answer, BaseException):
                raise answer
            else:
                stuck = next((one.stuck for one in self._portals.directory.seen([name])), frozenset[str]())
                listed += (Listed(name, one, stuck=one.running and one.id in stuck) for one in answer)
        return Listing(tuple(listed), tuple(troubles))

    async def _put(self, asker: Asker, action: Action, wish: Wish, standings: Standings) -> Batch:
        able = choose(action, wish.found, reached(standings, action.verb))
        without = (*able.left, *wish.left)
        if not able.found:
            raise Suggesting(_nothing(action, wish.words, without), (f"list {wish.words}".strip(),))
        if len(able.found) > MOST:
            text = f"These are {len(able.found)} harvesters, and at most {MOST} are done at once. {UNCHANGED}"
            raise NotUnderstood(f"{text} Choose fewer of them.", (f"list {wish.words}".strip(),))
        asked_at = self._now()
        counts = Counter(one.portal for one in able.found)
        quotas = {name: self._portals[name].quota for name in counts}
        asked = Batch(
            id=(batch_id := secrets.token_hex(8)),
            ask=action,
            wanted=wish.words,
            count=len(able.found),
            portals=tuple(counts),
            left=without,
            requester=asker.user,
            place=asker.place.anew,
            asked_at=asked_at,
            expires_at=asked_at + self._ttl,
            reason=short_of(
                counts,
                {name: spendable(one.limit, one.used, one.remaining) for name, one in quotas.items()},
                CALLS[action],
            ),
            correlation=asker.correlation,
        )
        several = Several(asked, items_of(batch_id, able.found))
        async with self._database.write() as tx:
            await batches.add(tx, several)
            await self._ledger.about_batch(tx, asked, Outcome.ASKED)
        place = await self._teller.ask_several(several)
        async with self._database.write() as tx:
            await batches.posted(tx, batch_id, place)
        await self._ledger.locate(place)
        return asked


def _reach(filters: Filters, names: Sequence[str]) -> tuple[str, ...]:
    """Return the portals that have to be asked: those that the filters leave."""
    kept = tuple(names)
    for term in filters.terms:
        if term.key is Key.PORTAL:
            kept = tuple(name for name in kept if (name.casefold() in term.values) is not term.no)
    return kept


def _untold(listing: Listing) -> tuple[LeftOut, ...]:
    return tuple(LeftOut(f"{one.portal} could not be asked: {one.why}", 0) for one in listing.troubles)


def _nothing(action: Action, wanted: str, left: Sequence[LeftOut]) -> str:
    fits = f"No harvester fits `{wanted}`" if wanted else "Nothing is left of what you chose"
    if not left:
        return f"{fits}. {UNCHANGED}"
    why = "\n".join(f"• {one.count} left out: {one.why}" if one.count else f"• {one.why}" for one in left)
    return f"There is nothing to {action.verb.name}. {UNCHANGED}\n{why}"


def why_not(asked: Batch, user: str, now: float) -> str:
    """Say why a press of this person takes no effect, "" where it does."""
    if user != asked.requester and asked.state is State.ASKED:
        return "Only the person who asked can answer this. Nothing was changed."
    if asked.state.open and asked.expires_at <= now:
        return ANSWERED[State.EXPIRED]
    return ANSWERED.get(asked.state, UNDER_WAY)


def over(asked: Batch | None, user: str, now: float) -> ConfirmationOver:
    """Return the refusal of a press that takes no effect; it names who was first."""
    if asked is None:
        return ConfirmationOver("I no longer know this question. Nothing was done; ask again.")
    why = why_not(asked, user, now) or "Somebody was quicker. Your press changed nothing."
    return ConfirmationOver(why, asked.approver or asked.requester)
