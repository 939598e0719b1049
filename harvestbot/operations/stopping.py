"""Stopping the run that is under way."""

from collections.abc import Callable, Mapping

import msgspec
import structlog

from harvestbot.domain.asker import Asker
from harvestbot.domain.asks import HarvesterRef, parse_ref
from harvestbot.domain.audit import Matter, Outcome
from harvestbot.domain.harvesters import Harvester
from harvestbot.domain.verbs import VERBS
from harvestbot.errors import HarvestbotError, NotSupported, OutcomeUnknown, PortalError, Refused
from harvestbot.operations.gate import Gate
from harvestbot.operations.ledger import Ledger
from harvestbot.operations.portals import Found, Portals
from harvestbot.operations.ports import Engine, Teller
from harvestbot.store import deliveries
from harvestbot.store.database import Database
from harvestbot.store.transactions import Transaction

log = structlog.get_logger(__name__)

STOP = "stop a run"
"""The work behind ``abort``; its payload is an asker, the harvester as it was named, and the delivery's id."""


class Stopping:
    """Stops runs.

    Args:
        gate, portals, database, ledger, teller, engine: see there.
        now: seconds since the epoch.
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
    ) -> None:
        self._gate = gate
        self._portals = portals
        self._database = database
        self._ledger = ledger
        self._teller = teller
        self._engine = engine
        self._now = now

    async def decide(self, tx: Transaction, asker: Asker, ref: HarvesterRef, delivery: str) -> None:
        """Have a run stopped once ``tx`` is committed."""
        payload = {"asker": msgspec.to_builtins(asker), "ref": str(ref), "delivery": delivery}
        await self._engine.enqueue(tx, STOP, delivery, payload)

    async def carry_out(self, payload: Mapping[str, object]) -> None:
        """Stop one run; whatever goes wrong is told to the person who asked."""
        asker, ref = msgspec.convert(payload["asker"], Asker), parse_ref(str(payload["ref"]))
        await self._ledger.locate(asker.place)
        try:
            finding = self._find(asker, ref)
            found = await self._teller.meanwhile(asker, f"abort {ref}", finding)
        except HarvestbotError as error:
            await self._ledger.given_up(asker, Matter(verb="abort", ref=ref), error)
            await self._teller.refuse(asker, error)
            return
        try:
            after = await self._send_once(asker, found, str(payload["delivery"]))
        except PortalError as error:
            await self._teller.refuse(asker, error)
        else:
            await self._teller.aborted(asker, found.portal, after or found.harvester)

    async def _find(self, asker: Asker, ref: HarvesterRef) -> Found:
        verb = VERBS["abort"]
        self._gate.place(verb, asker.place.channel)
        standings = await self._gate.standings(asker.user, fresh=True)
        found = await self._portals.find(ref, standings, verb)
        if not self._portals[found.portal].supports("abort"):
            raise NotSupported(f"The API of {found.portal} cannot stop a run.")
        if not found.harvester.running:
            raise Refused(f"`{found.ref}` is not running. Nothing was changed.")
        return found

    async def _send_once(self, asker: Asker, found: Found, delivery: str) -> Harvester | None:
        """Write the attempt down and send the request; after a recorded attempt the portal is only read."""
        interrupted, stopping = "The bot was stopped while it stopped the run.", found.harvester.status == "aborting"
        async with self._database.write() as tx:
            first = await deliveries.mark_attempt(tx, delivery, self._now())
            if first:
                await self._record(tx, asker, found, Outcome.ATTEMPT)
            else:
                outcome = Outcome.DONE if stopping else Outcome.UNKNOWN
                await self._record(tx, asker, found, outcome, detail=interrupted)
        if not first and stopping:
            return found.harvester
        if not first:
            raise OutcomeUnknown(interrupted)
        try:
            after = await self._portals[found.portal].abort(found.harvester.id)
        except PortalError as error:
            outcome = Outcome.UNKNOWN if isinstance(error, OutcomeUnknown) else Outcome.NOT_DONE
            async with self._database.write() as tx:
                await self._record(tx, asker, found, outcome, detail=str(error))
            raise
        async with self._database.write() as tx:
            await self._record(tx, asker, found, Outcome.DONE, after=after)
        return after

    async def _record(
        self,
        tx: Transaction,
        asker: Asker,
        found: Found,
        outcome: Outcome,
        *,
        detail: str = "",
        after: Harvester | None = None,
    ) -> None:
        await self._ledger.about_harvester(
            tx, asker, "abort", found.portal, found.harvester, outcome=outcome, detail=detail, after=after
        )
