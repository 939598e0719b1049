"""The audit trail, as the operations write it."""

from collections.abc import Callable, Sequence

from harvestbot.domain.asker import Asker
from harvestbot.domain.asks import Ask, HarvesterRef
from harvestbot.domain.audit import Entry, Filter, Matter, Outcome, Page, snapshot
from harvestbot.domain.batches import Batch, Item
from harvestbot.domain.confirmations import Confirmation, Place
from harvestbot.domain.harvesters import Harvester
from harvestbot.domain.verbs import VERBS, Takes
from harvestbot.domain.watching.subscriptions import Target, parse_target
from harvestbot.errors import REFUSALS, HarvestbotError, NotAllowed
from harvestbot.operations.ports import Links
from harvestbot.store import audit, confirmations
from harvestbot.store.database import Database
from harvestbot.store.transactions import Transaction

WHOLE = frozenset({Takes.WATCHED, Takes.WATCHED_HOW, Takes.WATCHED_TIME, Takes.PLAN})
"""What is said behind verbs for which a portal's name stands for all of it."""


class Ledger:
    """Writes lines of the audit trail, each in the transaction of what it tells, or in one of its own.

    Args:
        database: where the trail is kept.
        now: seconds since the epoch.
        links: the addresses of messages.
        portals: the names of all portals; where there is just one, it is known though nobody names it.
    """

    def __init__(
        self, database: Database, now: Callable[[], float], links: Links, *, portals: Sequence[str] = ()
    ) -> None:
        self._database = database
        self._now = now
        self._links = links
        self._portals = portals
        self._only_portal = portals[0] if len(portals) == 1 else ""

    async def locate(self, place: Place) -> None:
        """Learn the address of a message, for the entries that follow; best before a transaction, never in one."""
        await self._links.look_up(place)

    def address(self, place: Place) -> str:
        """Return the address of a message, "" where it was not learnt."""
        return self._links.known(place)

    async def about_ask(self, tx: Transaction, asker: Asker, ask: Ask, outcome: Outcome, detail: str = "") -> None:
        """Write what became of typed words, or of a press that stands for them."""
        await self._about_matter(tx, asker, Matter(verb=ask.verb.name, ref=ask.harvester), outcome, detail=detail)

    async def about_matter(
        self, tx: Transaction, asker: Asker, matter: Matter, outcome: Outcome, detail: str = ""
    ) -> None:
        """Write what became of a press on a button that stands for no verb."""
        await self._about_matter(tx, asker, matter, outcome, detail=detail)

    async def about(
        self,
        tx: Transaction,
        confirmation: Confirmation,
        outcome: Outcome,
        correlation: str,
        *,
        detail: str = "",
        before: Harvester | None = None,
        after: Harvester | dict[str, object] | None = None,
    ) -> None:
        """Write where a confirmation has come to; where a second person has answered, both people stand in it."""
        actor = confirmation.approver or confirmation.requester
        await audit.record(
            tx,
            Entry(
                at=self._now(),
                actor=actor,
                requester="" if actor == confirmation.requester else confirmation.requester,
                channel=confirmation.place.channel,
                verb=confirmation.chosen.value,
                portal=confirmation.portal,
                harvester_id=confirmation.harvester.id,
                outcome=outcome,
                before=_object(before),
                after=_object(after),
                detail=detail,
                permalink=self._links.known(confirmation.place),
                correlation=correlation,
            ),
        )

    async def about_harvester(
        self,
        tx: Transaction,
        asker: Asker,
        verb: str,
        portal: str,
        harvester: Harvester,
        *,
        outcome: Outcome,
        detail: str = "",
        after: Harvester | None = None,
        approver: str = "",
    ) -> None:
        """Write what is done to a harvester without a confirmation of its own.

        ``harvester`` is what it was before; ``approver`` is who has approved it, if not the asker.
        """
        actor = approver or asker.user
        await audit.record(
            tx,
            Entry(
                at=self._now(),
                actor=actor,
                requester="" if actor == asker.user else asker.user,
                channel=asker.place.channel,
                verb=verb,
                portal=portal,
                harvester_id=harvester.id,
                outcome=outcome,
                before=snapshot(harvester) if after or outcome is Outcome.ATTEMPT else None,
                after=_object(after),
                detail=detail,
                permalink=self._links.known(asker.place),
                correlation=asker.correlation,
            ),
        )

    async def about_batch(
        self, tx: Transaction, batch: Batch, outcome: Outcome, *, actor: str = "", detail: str = ""
    ) -> None:
        """Write where a question about several harvesters has come to; ``actor`` is who has brought it there."""
        await self._about_several(tx, batch, outcome, actor=actor, detail=detail)

    async def about_item(
        self, tx: Transaction, batch: Batch, item: Item, outcome: Outcome, *, after: Harvester | None = None
    ) -> None:
        """Write what became of one harvester of several."""
        await self._about_several(tx, batch, outcome, item=item, detail=item.reason, after=after)

    async def refused(self, asker: Asker, matter: Matter, error: Exception) -> None:
        """Write a refusal, in a transaction of its own.

        Args:
            asker: who was refused.
            matter: what they wanted.
            error: why; it may know the portal.
        """
        async with self._database.write() as tx:
            await self._about_matter(tx, asker, matter, Outcome.REFUSED, detail=str(error), portal=_portal(error))

    async def given_up(self, asker: Asker, matter: Matter, error: HarvestbotError) -> None:
        """Write why a decision that was taken is not carried out: nothing was sent to a portal.

        Args:
            asker: who decided.
            matter: what they wanted.
            error: a refusal, or what a portal answered to a reading.
        """
        outcome = Outcome.REFUSED if isinstance(error, REFUSALS) else Outcome.NOT_DONE
        async with self._database.write() as tx:
            await self._about_matter(tx, asker, matter, outcome, detail=str(error), portal=_portal(error))

    async def latest(self, asker: Asker, verb: str, outcomes: frozenset[Outcome]) -> Entry | None:
        """Return the newest line with one of these outcomes that tells of this decision; None where there is none."""
        wanted = Filter(correlation=asker.correlation, actor=asker.user, verb=verb, outcomes=outcomes)
        async with self._database.read() as reading:
            return next(iter(await audit.entries(reading, wanted, Page(size=1))), None)

    async def attempted(self, verb: str, ref: HarvesterRef, since: float) -> bool:
        """Tell whether anybody has sent such a request about a harvester since then."""
        outcomes = frozenset({Outcome.ATTEMPT})
        wanted = Filter(portal=ref.portal, harvester_id=ref.id, verb=verb, outcomes=outcomes, since=since)
        async with self._database.read() as reading:
            return bool(await audit.entries(reading, wanted, Page(size=1)))

    async def _about_several(
        self,
        tx: Transaction,
        batch: Batch,
        outcome: Outcome,
        *,
        actor: str = "",
        item: Item | None = None,
        detail: str = "",
        after: Harvester | None = None,
    ) -> None:
        who = actor or batch.approver or batch.requester
        many = f"{batch.count} harvesters" if batch.count != 1 else "1 harvester"
        told = [detail] if item else [many, batch.wanted, detail]
        attempt = item is not None and (after is not None or outcome is Outcome.ATTEMPT)
        await audit.record(
            tx,
            Entry(
                at=self._now(),
                actor=who,
                requester="" if who == batch.requester else batch.requester,
                channel=batch.place.channel,
                verb=batch.chosen.value,
                portal=item.portal if item else batch.portals[0] if len(batch.portals) == 1 else "",
                harvester_id=item.harvester.id if item else "",
                outcome=outcome,
                before=snapshot(item.harvester) if item and attempt else None,
                after=_object(after),
                detail=": ".join(one for one in told if one),
                permalink=self._links.known(batch.place),
                correlation=batch.correlation,
            ),
        )

    async def _about_matter(
        self, tx: Transaction, asker: Asker, matter: Matter, outcome: Outcome, *, detail: str = "", portal: str = ""
    ) -> None:
        asked = await confirmations.find(tx, matter.confirmation) if matter.confirmation else None
        if asked is not None:
            portal, harvester_id = asked.portal, asked.harvester.id
        elif matter.ref is not None:
            named, harvester_id = self._named(matter.verb, matter.ref)
            portal = named or portal or self._only_portal
        else:
            harvester_id = ""
        await audit.record(
            tx,
            Entry(
                at=self._now(),
                actor=asker.user,
                channel=asker.place.channel,
                verb=matter.verb,
                portal=portal,
                harvester_id=harvester_id,
                outcome=outcome,
                detail=detail,
                permalink=self._links.known(asked.place if asked else asker.place),
                correlation=asker.correlation,
            ),
        )

    def _named(self, verb: str, ref: HarvesterRef) -> tuple[str, str]:
        """Return the portal and the harvester that somebody named, "" for the harvester where it is all of a portal."""
        if verb in VERBS and VERBS[verb].takes in WHOLE:
            target = parse_target(str(ref), self._portals)
            if isinstance(target, Target) and target.breadth == 1:
                return target.portal, ""
        return ref.portal, ref.id


def _object(value: Harvester | dict[str, object] | None) -> dict[str, object] | None:
    return snapshot(value) if isinstance(value, Harvester) else value


def _portal(error: Exception) -> str:
    return error.portal if isinstance(error, NotAllowed) else ""
