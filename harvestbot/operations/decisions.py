"""Decisions that need no question: written down in one transaction, acknowledged, then carried out."""

from collections.abc import Awaitable, Callable, Mapping

from harvestbot.domain.asker import Asker
from harvestbot.domain.asks import Ask
from harvestbot.domain.audit import Outcome
from harvestbot.operations.acting.running import Running
from harvestbot.operations.acting.stopping import Stopping
from harvestbot.operations.means import Means
from harvestbot.operations.telling.digests import Digests
from harvestbot.operations.telling.subscribing import Subscribing
from harvestbot.store import deliveries
from harvestbot.store.transactions import Transaction

Taker = Callable[[Transaction, Asker, Ask, str], Awaitable[None]]
"""Writes a decision down, in the transaction in which its delivery is claimed."""


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
        self._now = means.now
        self._takers: Mapping[str, Taker] = {
            "start": running.decide,
            "abort": lambda tx, asker, ask, delivery: stopping.decide(tx, asker, ask.about, delivery),
            **dict.fromkeys(("watch", "unwatch", "mute", "unmute"), subscribing.decide),
            "digest": digests.decide,
        }

    @property
    def verbs(self) -> frozenset[str]:
        """The names of the verbs that are taken here."""
        return frozenset(self._takers)

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
            await self._takers[ask.verb.name](tx, asker, ask, delivery)
        return True
