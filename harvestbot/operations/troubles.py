"""Work that keeps failing for a reason nobody foresaw: whoever asked for it hears of it."""

import msgspec
import structlog

from harvestbot.domain.asker import Asker
from harvestbot.domain.asks import HarvesterRef
from harvestbot.errors import Stuck
from harvestbot.operations.means import Means
from harvestbot.operations.ports import Payload
from harvestbot.store import batches, confirmations, runs

log = structlog.get_logger(__name__)


class Troubles:
    """Finds out who waits for a work, and tells them.

    Args:
        means: see there.
    """

    def __init__(self, means: Means) -> None:
        self._database = means.database
        self._teller = means.teller

    async def tell(self, payload: Payload) -> None:
        """Tell whoever asked for the work of this payload that it does not get on; never raises."""
        try:
            who, what = await self._asked(payload)
        except Exception:
            log.exception("nobody could be told that a work does not get on")
            return
        if who is not None:
            await self._teller.refuse(who, Stuck(what, who.correlation), insist=False)

    async def _asked(self, payload: Payload) -> tuple[Asker | None, str]:
        """Return who asked for a work, and what for; the keys of payloads are those that each work gives its own."""
        if "asker" in payload:
            what = f"abort {payload['ref']}" if "ref" in payload else str(payload.get("ask", ""))
            return msgspec.convert(payload["asker"], Asker), what
        async with self._database.read() as reading:
            if found := await confirmations.find(reading, str(payload.get("confirmation", ""))):
                what = f"{found.chosen.value} {HarvesterRef(found.harvester.id, found.portal)}"
                return Asker(found.requester, found.place, str(payload.get("correlation", ""))), what
            if start := await runs.find(reading, str(payload.get("start", ""))):
                return start.asker, f"start {start.ref}"
            if batch := await batches.find(reading, str(payload.get("batch", ""))):
                return Asker(batch.requester, batch.place, batch.correlation), f"{batch.ask.value} {batch.wanted}"
        return None, ""
