"""Decisions that need no question: taken in one transaction, acknowledged, then carried out."""

from collections.abc import Callable, Mapping

import msgspec
import structlog

from harvestbot.domain.asker import Asker
from harvestbot.domain.asks import Ask, parse
from harvestbot.domain.audit import Outcome
from harvestbot.errors import HarvestbotError, Refused
from harvestbot.operations.gate import Gate
from harvestbot.operations.ledger import Ledger
from harvestbot.operations.ports import Engine, Teller
from harvestbot.operations.running import Running
from harvestbot.store import deliveries
from harvestbot.store.database import Database

log = structlog.get_logger(__name__)

DECIDE = "carry out a decision"
"""The work behind ``start`` and ``abort``; its payload is an asker and the command as text."""


class Decisions:
    """Takes decisions and carries them out.

    Args:
        gate, database, ledger, teller, engine, running: see there.
        now: seconds since the epoch.
    """

    def __init__(
        self,
        *,
        gate: Gate,
        database: Database,
        ledger: Ledger,
        teller: Teller,
        engine: Engine,
        running: Running,
        now: Callable[[], float],
    ) -> None:
        self._gate = gate
        self._database = database
        self._ledger = ledger
        self._teller = teller
        self._engine = engine
        self._running = running
        self._now = now

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
            payload = {"asker": msgspec.to_builtins(asker), "command": str(ask)}
            self._engine.enqueue(tx, DECIDE, delivery, payload)
        return True

    async def carry_out(self, payload: Mapping[str, object]) -> None:
        """Carry one decision out; whatever goes wrong is told to the person who asked."""
        asker = msgspec.convert(payload["asker"], Asker)
        ask = parse(str(payload["command"]))
        try:
            match ask.verb.name:
                case "start":
                    await self._running.start(asker, ask.about, then_publish=ask.then_publish)
                case "abort":
                    await self._running.abort(asker, ask.about)
        except HarvestbotError as error:
            if isinstance(error, Refused):
                await self._ledger.refused(asker, str(ask), error)
            await self._teller.refuse(asker, error)
        except Exception as error:
            log.exception("decision failed", correlation=asker.correlation)
            await self._teller.refuse(asker, error)
