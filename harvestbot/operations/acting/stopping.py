"""Stopping the run that is under way.

After a recorded attempt the portal is only read, as in ``changing``: what it shows since then tells how it ended.
"""

from collections.abc import Mapping

import msgspec
import structlog

from harvestbot.domain.asker import Asker
from harvestbot.domain.asks import HarvesterRef, parse_ref
from harvestbot.domain.audit import ENDS, Entry, Matter, Outcome
from harvestbot.domain.harvesters import Harvester
from harvestbot.domain.verbs import VERBS
from harvestbot.errors import (
    HarvestbotError,
    NotSupported,
    OutcomeUnknown,
    PortalError,
    PortalMissing,
    Refused,
    SlackUnavailable,
    UnknownHarvester,
)
from harvestbot.operations.means import Means
from harvestbot.operations.portals import Found
from harvestbot.portal.client import PortalClient
from harvestbot.store import deliveries
from harvestbot.store.transactions import Transaction

log = structlog.get_logger(__name__)

ABORTING = "aborting"
INTERRUPTED = "The bot was stopped in the middle of it."
NO_ANSWER = "The run goes on: the portal has not stopped it."
GONE = "The harvester is gone from the portal."
STOP = "stop a run"
"""The work behind ``abort``; its payload is an asker, the harvester as it was named, and the delivery's id."""


class Stopping:
    """Stops runs.

    Args:
        means: see there.
    """

    def __init__(self, means: Means) -> None:
        self._gate = means.gate
        self._portals = means.portals
        self._database = means.database
        self._ledger = means.ledger
        self._teller = means.teller
        self._engine = means.engine
        self._watch = means.watch
        self._now = means.now

    async def decide(self, tx: Transaction, asker: Asker, ref: HarvesterRef, delivery: str) -> None:
        """Have a run stopped once ``tx`` is committed."""
        payload = {"asker": msgspec.to_builtins(asker), "ref": str(ref), "delivery": delivery}
        await self._engine.enqueue(tx, STOP, delivery, payload)

    async def carry_out(self, payload: Mapping[str, object]) -> None:
        """Stop one run; whatever goes wrong is told to the person who asked."""
        asker, ref = msgspec.convert(payload["asker"], Asker), parse_ref(str(payload["ref"]))
        delivery = str(payload["delivery"])
        await self._ledger.locate(asker.place)
        found = await self._sent(asker)
        try:
            if found is None:
                if ended := await self._ended(asker):  # before the telling was cut off
                    await self._teller.refuse(asker, HarvestbotError(ended.detail))
                    return
                found = await self._teller.meanwhile(asker, f"abort {ref}", self._find(asker, ref))
        except HarvestbotError as error:
            if isinstance(error, SlackUnavailable):
                raise  # it is tried again: what was decided is not lost because Slack is slow after a restart
            await self._ledger.given_up(asker, Matter(verb="abort", ref=ref), error)
            await self._teller.refuse(asker, error)
            return
        try:
            after = await self._stop_once(asker, found, delivery)
        except PortalError as error:
            await self._teller.refuse(asker, error)
        else:
            await self._teller.aborted(asker, found.portal, after)

    async def _sent(self, asker: Asker) -> Found | None:
        """Return what the request was sent for before a process was stopped; None where none was."""
        if (attempt := await self._latest(asker, frozenset({Outcome.ATTEMPT}))) is None:
            return None
        return Found(attempt.portal, msgspec.convert(attempt.before, Harvester), VERBS["abort"].role)

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

    async def _stop_once(self, asker: Asker, found: Found, delivery: str) -> Harvester:
        """Write the attempt down and send the request, once; an earlier attempt is only looked into."""
        async with self._database.write() as tx:
            first = await deliveries.mark_attempt(tx, delivery, self._now())
            if first:
                await self._record(tx, asker, found, Outcome.ATTEMPT)
        return await (self._send(asker, found) if first else self._settle(asker, found, INTERRUPTED))

    async def _send(self, asker: Asker, found: Found) -> Harvester:
        try:
            after = await self._portals[found.portal].abort(found.harvester.id)
        except OutcomeUnknown as error:
            return await self._settle(asker, found, error.what)
        except PortalError as error:
            await self._end(asker, found, Outcome.NOT_DONE, str(error))
            raise
        await self._end(asker, found, Outcome.DONE, after=after)
        return after or found.harvester

    async def _settle(self, asker: Asker, found: Found, why: str) -> Harvester:
        """Find out by reading what became of a request that got no answer; nothing is sent again.

        Only what the portal shows since then counts: while it cannot be read, the outcome stays unknown.

        Raises:
            PortalError: the run goes on, or nobody can tell any more.
        """
        if told := await self._ended(asker):  # before the telling was cut off
            if told.outcome is Outcome.DONE:
                return found.harvester
            raise PortalError(told.detail, changed="")
        if await self._latest(asker, frozenset({Outcome.UNKNOWN})) is None:
            await self._end(asker, found, Outcome.UNKNOWN, why)
        client, began, warned = self._client(found), self._now(), False
        async for waited in self._watch.looks(began):
            try:
                seen = await client.get(found.harvester.id)
            except UnknownHarvester as error:
                await self._end(asker, found, Outcome.NOT_DONE, GONE)
                raise UnknownHarvester(f"{why} {GONE}", changed="") from error
            except PortalError as error:
                log.info("cannot look", why=str(error))
                if not warned:
                    await self._teller.refuse(asker, OutcomeUnknown(f"Stopping `{found.ref}`: {why}"), insist=False)
                warned = True
                continue
            if not seen.running or seen.status == ABORTING:
                await self._end(asker, found, Outcome.DONE, after=seen)
                return seen
            if waited >= 2 * client.address.timeout:
                await self._end(asker, found, Outcome.NOT_DONE, NO_ANSWER)
                raise PortalError(f"{why} {NO_ANSWER}", changed="")
        raise AssertionError("looks() without an end never ends.")  # pragma: no cover  because of what it says

    def _client(self, found: Found) -> PortalClient:
        try:
            return self._portals[found.portal]
        except PortalMissing as error:
            raise OutcomeUnknown(f"Stopping `{found.ref}`: {error.what}") from None

    async def _end(
        self, asker: Asker, found: Found, outcome: Outcome, detail: str = "", *, after: Harvester | None = None
    ) -> None:
        async with self._database.write() as tx:
            await self._record(tx, asker, found, outcome, detail=detail, after=after)

    async def _ended(self, asker: Asker) -> Entry | None:
        """Return what the audit trail says of how it ended, None where it does not say so yet."""
        return await self._latest(asker, ENDS)

    async def _latest(self, asker: Asker, outcomes: frozenset[Outcome]) -> Entry | None:
        return await self._ledger.latest(asker, "abort", outcomes)

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
