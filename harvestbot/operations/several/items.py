"""One harvester of a batch: its turn is written down before anything is sent, and nothing is sent for it twice."""

import msgspec

from harvestbot.domain.audit import Outcome
from harvestbot.domain.batches import Batch, Item, Step, idle
from harvestbot.domain.confirmations import Action, Confirmation, Place, State, fingerprint
from harvestbot.domain.runs import Phase, Run
from harvestbot.domain.watching.followed import followed_run
from harvestbot.errors import HarvestbotError, PortalMissing
from harvestbot.operations.acting.beginning import Beginning
from harvestbot.operations.acting.changing import CHANGED, Changing
from harvestbot.operations.acting.confirming import UNSEEN_BY_ANOTHER, Confirming
from harvestbot.operations.acting.running import Running
from harvestbot.operations.means import Means
from harvestbot.operations.portals import Found
from harvestbot.store import batches, confirmations, history
from harvestbot.store.transactions import Transaction

OUTCOMES = {
    Step.FOLLOWED: Outcome.DONE,
    Step.FAILED: Outcome.NOT_DONE,
    Step.SKIPPED: Outcome.NOT_DONE,
    Step.UNSURE: Outcome.UNKNOWN,
}
"""What the audit trail calls what became of a request to start."""


class BatchItems:
    """Carries out what is to be done to single harvesters.

    Args:
        means, running, changing, confirming: see there.
    """

    def __init__(self, means: Means, *, running: Running, changing: Changing, confirming: Confirming) -> None:
        self._portals = means.portals
        self._database = means.database
        self._ledger = means.ledger
        self._beginning = Beginning(means)
        self._running = running
        self._changing = changing
        self._confirming = confirming
        self._now = means.now

    async def take(self, batch: Batch, item: Item) -> Item | None:
        """Do it, and return the item as it then stands; None where somebody has stopped the batch meanwhile."""
        if batch.chosen is Action.START:
            return await self._start(batch, item)
        async with self._database.write() as tx:
            if not await batches.begin(tx, item, batch.id, self._now()):
                return None
            await confirmations.add(tx, _confirmation(batch, item, self._now()), correlation=batch.correlation)
        return await self.go_on(batch, msgspec.structs.replace(item, step=Step.BEGUN))

    async def go_on(self, batch: Batch, item: Item) -> Item:
        """Find out what became of an item that was begun; nothing is sent for it that may have been sent before."""
        if batch.chosen is Action.START:
            run = run_of(batch, item, self._now())
            return await self._seen(batch, item, await self._beginning.was_it_started(run))
        async with self._database.read() as reading:
            stands = await confirmations.find(reading, item.id)
        if stands is None:
            raise AssertionError("What is begun has its confirmation.")
        try:
            settled, now = await self._changing.bring_to_its_end(stands, batch.correlation, fresh=False)
        except PortalMissing as error:  # nobody can tell any more what became of it
            return await self.keep(batch, msgspec.structs.replace(item, step=Step.UNSURE, reason=error.what), item)
        step = Step.DONE if settled.state is State.DONE else Step.FAILED
        if settled.reason == CHANGED:
            step = Step.SKIPPED
        return await self.keep(batch, msgspec.structs.replace(item, step=step, reason=settled.reason, now=now), item)

    async def skip(self, batch: Batch, item: Item, reason: str) -> Item:
        """Leave an item that was not begun as it is, and say why."""
        skipped = msgspec.structs.replace(item, step=Step.SKIPPED, reason=reason)
        return await self.keep(batch, skipped, item, Outcome.NOT_DONE)

    async def keep(self, batch: Batch, item: Item, was: Item, outcome: Outcome | None = None) -> Item:
        """Write down how far an item has come, with its line of the audit trail."""
        async with self._database.write() as tx:
            kept = await batches.keep(tx, item, was=was.step)
            if kept and outcome is not None:
                after = item.now if outcome is Outcome.DONE else None
                await self._ledger.about_item(tx, batch, item, outcome, after=after)
            if kept and was.step is Step.FOLLOWED and item.step is not Step.UNSURE:
                await self._remember(tx, batch, item)
        return item

    async def _remember(self, tx: Transaction, batch: Batch, item: Item) -> None:
        """Record a run that is over in the history."""
        run = msgspec.structs.replace(run_of(batch, item, self._now()), phase=Phase.ENDED)
        if past := followed_run(run, item.id):
            await history.record(tx, item.portal, [past])

    async def _start(self, batch: Batch, item: Item) -> Item | None:
        try:
            if why := await self._why_not(batch, item):
                return await self.skip(batch, item, why)
        except HarvestbotError as error:
            failed = msgspec.structs.replace(item, step=Step.FAILED, reason=str(error))
            return await self.keep(batch, failed, item, Outcome.NOT_DONE)
        began = self._now()
        async with self._database.write() as tx:
            if not await batches.begin(tx, item, batch.id, began):
                return None
            await self._ledger.about_item(tx, batch, item, Outcome.ATTEMPT)
        item = msgspec.structs.replace(item, step=Step.BEGUN, sent_at=began)
        run = await self._beginning.send(run_of(batch, item, began))
        return await self._seen(batch, item, run)

    async def _why_not(self, batch: Batch, item: Item) -> str:
        """Look at a harvester before it is started: what has changed since it was shown is left as it is."""
        if self._confirming.wants_second(batch.chosen) and batch.approver == batch.requester:
            return UNSEEN_BY_ANOTHER
        now = await self._portals[item.portal].get(item.harvester.id)
        if fingerprint(now) != fingerprint(item.harvester):
            return CHANGED
        found = Found(item.portal, now, Action.START.verb.role)
        return idle(Action.START, (await self._running.with_live_count(found)).harvester)

    async def _seen(self, batch: Batch, item: Item, run: Run) -> Item:
        """Write down what became of a request to start."""
        match run.phase:
            case Phase.GOING:
                later = msgspec.structs.replace(item, step=Step.FOLLOWED, now=run.now)
            case Phase.UNCERTAIN:
                later = msgspec.structs.replace(item, step=Step.UNSURE, reason=run.trouble)
            case _:
                later = msgspec.structs.replace(item, step=Step.FAILED, reason=run.trouble)
        return await self.keep(batch, later, item, OUTCOMES[later.step])


def run_of(batch: Batch, item: Item, at: float) -> Run:
    """Return the run that was started for an item, as last seen."""
    return Run(
        portal=item.portal,
        before=item.harvester,
        now=item.now or item.harvester,
        started_by=batch.requester,
        began_at=item.sent_at or at,
        seen_at=at,
    )


def _confirmation(batch: Batch, item: Item, at: float) -> Confirmation:
    """Return an item as a confirmation that is approved already: it goes the same way, and is told by its batch.

    It stands in no message, so that nothing shows it.
    """
    return Confirmation(
        id=item.id,
        ask=batch.ask,
        action=batch.chosen,
        portal=item.portal,
        harvester=item.harvester,
        requester=batch.requester,
        place=Place(batch.place.channel),
        asked_at=at,
        expires_at=at,
        state=State.APPROVED,
        approver=batch.approver,
    )
