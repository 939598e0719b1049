"""The audit trail, as the operations write it."""

from collections.abc import Callable

from harvestbot.domain.asker import Asker
from harvestbot.domain.asks import Ask
from harvestbot.domain.audit import Entry, Outcome, snapshot
from harvestbot.domain.confirmations import Confirmation
from harvestbot.domain.harvesters import Harvester
from harvestbot.store import audit
from harvestbot.store.database import Database
from harvestbot.store.transactions import Transaction


class Ledger:
    """Writes lines of the audit trail, each in the transaction of what it tells, or in one of its own.

    Args:
        database: where the trail is kept.
        now: seconds since the epoch.
    """

    def __init__(self, database: Database, now: Callable[[], float]) -> None:
        self._database = database
        self._now = now

    async def about_ask(self, tx: Transaction, asker: Asker, ask: Ask, outcome: Outcome, detail: str = "") -> None:
        """Write what became of typed words, or of a press that stands for them."""
        await audit.record(
            tx,
            Entry(
                at=self._now(),
                actor=asker.user,
                channel=asker.place.channel,
                verb=ask.verb.name,
                portal=ask.harvester.portal if ask.harvester else "",
                harvester_id=ask.harvester.id if ask.harvester else "",
                outcome=outcome,
                detail=detail,
                correlation=asker.correlation,
            ),
        )

    async def about(
        self,
        tx: Transaction,
        confirmation: Confirmation,
        outcome: Outcome,
        correlation: str,
        *,
        detail: str = "",
        before: Harvester | None = None,
        after: Harvester | None = None,
    ) -> None:
        """Write where a confirmation has come to."""
        await audit.record(
            tx,
            Entry(
                at=self._now(),
                actor=confirmation.approver or confirmation.requester,
                channel=confirmation.place.channel,
                verb=confirmation.chosen.value,
                portal=confirmation.portal,
                harvester_id=confirmation.harvester.id,
                outcome=outcome,
                before=snapshot(before) if before else None,
                after=snapshot(after) if after else None,
                detail=detail,
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
    ) -> None:
        """Write what is done to a harvester without a confirmation."""
        await audit.record(
            tx,
            Entry(
                at=self._now(),
                actor=asker.user,
                channel=asker.place.channel,
                verb=verb,
                portal=portal,
                harvester_id=harvester.id,
                outcome=outcome,
                before=snapshot(harvester) if outcome is Outcome.ATTEMPT else None,
                detail=detail,
                correlation=asker.correlation,
            ),
        )

    async def refused(self, asker: Asker, what: str, error: Exception) -> None:
        """Write a refusal, in a transaction of its own.

        Args:
            asker: who was refused.
            what: the verb, or the word for what was pressed.
            error: why.
        """
        async with self._database.write() as tx:
            await audit.record(
                tx,
                Entry(
                    at=self._now(),
                    actor=asker.user,
                    channel=asker.place.channel,
                    verb=what,
                    outcome=Outcome.REFUSED,
                    detail=str(error),
                    correlation=asker.correlation,
                ),
            )
