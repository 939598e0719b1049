"""Being on it: somebody takes a failure, everybody sees it, and nobody is called for it any more."""

from collections.abc import Mapping

import msgspec

from harvestbot.domain.asker import Asker
from harvestbot.domain.asks import HarvesterRef
from harvestbot.domain.audit import Matter, Outcome
from harvestbot.domain.watching.hands import ON_IT, Hand, Taken
from harvestbot.domain.watching.notices import Notice, Subject
from harvestbot.errors import UNCHANGED, HarvestbotError, Refused
from harvestbot.operations.means import Means
from harvestbot.store import deliveries, hands, notices
from harvestbot.store.transactions import Transaction

TAKE = "take a failure"
"""The work behind the button; its payload is an asker, the notice's id, who is relieved, and the delivery's id."""
VERB = "take"
"""What the audit trail calls it."""


class Taking:
    """Keeps who is on which trouble. One person is, for all channels that were told of it.

    Args:
        means: see there.
    """

    def __init__(self, means: Means) -> None:
        self._gate = means.gate
        self._database = means.database
        self._ledger = means.ledger
        self._teller = means.teller
        self._engine = means.engine
        self._now = means.now

    async def decide(self, asker: Asker, notice: str, delivery: str, *, instead_of: str = "") -> bool:
        """Write the wish down and have it carried out; False where this delivery was taken before.

        Args:
            asker: who wants to be on it.
            notice: the id of the notice with the button.
            delivery: the delivery's id.
            instead_of: the id of who was shown to be on it, where that person is relieved.

        Raises:
            WrongPlace: changes are not made from this channel.
        """
        self._gate.place(ON_IT, asker.place.channel)
        payload = {
            "asker": msgspec.to_builtins(asker),
            "notice": notice,
            "instead_of": instead_of,
            "delivery": delivery,
        }
        async with self._database.write() as tx:
            if not await deliveries.claim(tx, delivery, VERB, self._now()):
                return False
            await self._ledger.about_matter(tx, asker, Matter(verb=VERB), Outcome.ASKED)
            await self._engine.enqueue(tx, TAKE, delivery, payload)
        return True

    async def carry_out(self, payload: Mapping[str, object]) -> None:
        """Carry out one wish; whatever goes wrong is told to the person who pressed."""
        asker = msgspec.convert(payload["asker"], Asker)
        if told := await self._ledger.latest(asker, VERB, frozenset({Outcome.REFUSED})):  # before that was cut off
            await self._teller.refuse(asker, HarvestbotError(told.detail))
            return
        try:
            notice = await self._find(str(payload["notice"]))
            standings = await self._gate.standings(asker.user, fresh=True)
            self._gate.place(ON_IT, asker.place.channel)
            for portal in sorted({portal for portal, _ in notice.troubles}):
                self._gate.role(ON_IT, portal, standings)
            async with self._database.write() as tx:
                taken = await self._take(tx, asker, notice, str(payload["instead_of"]), str(payload["delivery"]))
        except HarvestbotError as error:
            await self._ledger.given_up(asker, Matter(verb=VERB), error)
            await self._teller.refuse(asker, error)
            return
        if taken.mine:
            await self._show({one.subject for one in taken.mine})
        if not taken.new:
            await self._teller.taken(asker, taken)

    async def _find(self, notice_id: str) -> Notice:
        async with self._database.read() as reading:
            found = await notices.message(reading, notice_id)
        if found is None or not found.troubles:
            raise Refused(f"This notice is too old: what it told of is no longer kept. {UNCHANGED}")
        return found

    async def _take(self, tx: Transaction, asker: Asker, notice: Notice, instead_of: str, delivery: str) -> Taken:
        """Put the person on what goes on and is free; who is on the rest stays."""
        going_on = await hands.going_on(tx, notice.subscriber, notice.troubles)
        new = False
        if await deliveries.mark_attempt(tx, delivery, self._now()):
            for portal, name in sorted(going_on):
                wanted = Hand(portal=portal, harvester_id=name, by=asker.user, at=self._now())
                if await hands.take(tx, wanted, instead_of):
                    new = True
                    matter = Matter(verb=VERB, ref=HarvesterRef(name, portal))
                    detail = f"instead of {instead_of}" if instead_of else ""
                    await self._ledger.about_matter(tx, asker, matter, Outcome.DONE, detail)
            if not new:
                await self._ledger.about_matter(tx, asker, Matter(verb=VERB), Outcome.NOT_DONE, "It was taken or over.")
        else:  # an earlier process was stopped before it could say so
            new = True
        held = (await hands.on(tx, going_on)).values()
        return Taken(
            notice=notice.id,
            mine=tuple(one for one in held if one.by == asker.user),
            others=tuple(one for one in held if one.by != asker.user),
            new=new and any(one.by == asker.user for one in held),
        )

    async def _show(self, subjects: set[Subject]) -> None:
        """Show it wherever the trouble was told."""
        async with self._database.read() as reading:
            firsts = await hands.told_in(reading, subjects)
            found = [await notices.message(reading, one) for one in firsts]
            found += await notices.calling(reading, firsts)
            shown = [
                (one, await hands.on(reading, one.troubles), await notices.ended(reading, one.follows or one.id))
                for one in found
                if one and one.place.message
            ]
        for notice, held, ended in shown:
            await self._teller.on_it(notice, tuple(held.values()), ended)
