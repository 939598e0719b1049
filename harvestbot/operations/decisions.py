"""Decisions that need no question: written down in one transaction, acknowledged, then carried out."""

from harvestbot.domain.asker import Asker
from harvestbot.domain.asks import Ask
from harvestbot.domain.audit import Outcome
from harvestbot.operations.digests import Digests
from harvestbot.operations.means import Means
from harvestbot.operations.running import Running
from harvestbot.operations.stopping import Stopping
from harvestbot.operations.subscribing import Subscribing
from harvestbot.store import deliveries


class Decisions:
    """Takes decisions.

    Args:
        means, running, stopping, subscribing, digests: see there.
    """

    def __init__(
        self, means: Means, *, running: Running, stopping: Stopping, subscribing: Subscribing, digests: Digests
    ) -> None:
        self._gate = means.gate
        self._database = means.database
        self._ledger = means.ledger
        self._running = running
        self._stopping = stopping
        self._subscribing = subscribing
        self._digests = digests
        self._now = means.now

    async def take(self, asker: Asker, ask: Ask, delivery: str) -> bool:
        """Write a decision down and have it carried out; False where this delivery was taken before.

        Raises:
            WrongPlace: changes are not made from this channel.
        """
        self._gate.place(ask.verb, asker.place.channel)
        async with self._database.write() as tx:
            if not await deliveries.claim(tx, delivery, ask.verb.name, self._now()):
                return False
            await self._ledger.about_ask(tx, asker, ask, Outcome.ASKED)
            match ask.verb.name:
                case "start":
                    await self._running.decide(tx, asker, ask, delivery)
                case "abort":
                    await self._stopping.decide(tx, asker, ask.about, delivery)
                case "watch" | "unwatch" | "mute" | "unmute":
                    await self._subscribing.decide(tx, asker, ask, delivery)
                case "digest":
                    await self._digests.decide(tx, asker, ask, delivery)
        return True
