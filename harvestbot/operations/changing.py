"""Carrying out what was confirmed: check again, write the attempt down, send it once, tell how it ended.

The rule that everything here serves: a request that changes a portal is sent at most once for a confirmation. After a
recorded attempt the portal is only read.
"""

from collections.abc import Callable, Mapping
from typing import Literal

import msgspec
import structlog

from harvestbot.domain.asker import Asker
from harvestbot.domain.audit import Outcome
from harvestbot.domain.confirmations import Action, Confirmation, State, fingerprint
from harvestbot.domain.harvesters import DELETING, Harvester
from harvestbot.errors import HarvestbotError, OutcomeUnknown, PortalError, UnknownHarvester
from harvestbot.operations.confirming import Confirming, nothing_to
from harvestbot.operations.gate import Gate
from harvestbot.operations.ledger import Ledger
from harvestbot.operations.pace import Pace, looks
from harvestbot.operations.portals import Found, Portals
from harvestbot.operations.ports import Teller
from harvestbot.operations.running import Running
from harvestbot.portal.client import PortalClient
from harvestbot.store import confirmations
from harvestbot.store.database import Database

log = structlog.get_logger(__name__)

CHANGED = "It has changed since you were asked, so nothing was done."
GIVE_UP_PUBLISHING = 600.0
"""Seconds after which the numbers are told as they are, though some datasets have not followed yet."""

STANDSTILL = 5
"""Looks at rest with the same counts after which no more is expected to follow."""


class Changing:
    """Carries out confirmations.

    Args:
        gate, portals, database, ledger, teller, confirming, running: see there.
        now: seconds since the epoch.
        pace: how often the portal is looked at meanwhile.
    """

    def __init__(
        self,
        *,
        gate: Gate,
        portals: Portals,
        database: Database,
        ledger: Ledger,
        teller: Teller,
        confirming: Confirming,
        running: Running,
        now: Callable[[], float],
        pace: Pace,
    ) -> None:
        self._gate = gate
        self._portals = portals
        self._database = database
        self._ledger = ledger
        self._teller = teller
        self._confirming = confirming
        self._running = running
        self._now = now
        self._pace = pace

    async def carry_out(self, payload: Mapping[str, object]) -> None:
        """Bring one confirmation to its end, from wherever it stands; the payload is that of ``CARRY_OUT``."""
        correlation = str(payload.get("correlation", ""))
        async with self._database.read() as reading:
            confirmation = await confirmations.find(reading, str(payload["confirmation"]))
        if confirmation is None:
            return
        if confirmation.state is State.APPROVED:
            confirmation = await self._attempt(confirmation, correlation)
        if confirmation.state in (State.AT_WORK, State.UNKNOWN):
            await self._settle(confirmation, correlation)

    async def resume(self) -> tuple[str, ...]:
        """Return the ids of confirmations that an earlier process left unfinished."""
        async with self._database.read() as reading:
            return tuple(one.id for one in await confirmations.unsettled(reading))

    async def _attempt(self, confirmation: Confirmation, correlation: str) -> Confirmation:
        """Check again, write the attempt down and carry it out; return the confirmation as it then stands."""
        try:
            before = await self._still_right(confirmation)
        except HarvestbotError as error:
            return await self._end(confirmation, State.NOT_DONE, correlation, reason=str(error))
        if fingerprint(before) != confirmation.fingerprint:
            ended = await self._end(confirmation, State.NOT_DONE, correlation, reason=CHANGED, now=before)
            await self._ask_again(confirmation, before, correlation)
            return ended
        async with self._database.write() as tx:
            if not await confirmations.mark_attempt(tx, confirmation.id):
                return confirmation
            await self._ledger.about(tx, confirmation, Outcome.ATTEMPT, correlation, before=before)
        confirmation = _standing(confirmation, State.AT_WORK)
        if confirmation.chosen is Action.START:
            return await self._start(confirmation, before, correlation)
        await self._teller.show(confirmation)
        return await self._send_once(confirmation, correlation)

    async def _send_once(self, confirmation: Confirmation, correlation: str) -> Confirmation:
        """Send the request whose attempt is written down, and never again."""
        try:
            after = await self._send(confirmation)
        except OutcomeUnknown as error:
            return await self._unknown(confirmation, correlation, str(error))
        except PortalError as error:
            return await self._end(confirmation, State.NOT_DONE, correlation, reason=str(error))
        if confirmation.chosen.deletes:
            return await self._end(confirmation, State.DONE, correlation)
        return await self._see_numbers_follow(confirmation, after, correlation)

    async def _still_right(self, confirmation: Confirmation) -> Harvester:
        """Ask anew whether this person may do this, here, to this harvester; return it as it is now."""
        verb = confirmation.chosen.verb
        self._gate.place(verb, confirmation.place.channel)
        standings = await self._gate.standings(confirmation.approver or confirmation.requester, fresh=True)
        self._gate.role(verb, confirmation.portal, standings)
        return await self._client(confirmation).get(confirmation.harvester.id)

    async def _send(self, confirmation: Confirmation) -> Harvester | None:
        client, harvester_id = self._client(confirmation), confirmation.harvester.id
        match confirmation.chosen:
            case Action.PUBLISH:
                return await client.publish(harvester_id)
            case Action.UNPUBLISH:
                return await client.unpublish(harvester_id)
            case Action.DELETE | Action.DELETE_DATASETS:
                await client.delete(harvester_id, with_datasets=confirmation.chosen is Action.DELETE_DATASETS)
                return None
            case Action.START:
                return await client.start(harvester_id)

    async def _start(self, confirmation: Confirmation, before: Harvester, correlation: str) -> Confirmation:
        """Start although the source has collapsed: from here on the run's own card tells what happens."""
        ended = await self._end(confirmation, State.DONE, correlation)
        await self._running.begin(
            Asker(confirmation.approver, confirmation.place, correlation),
            Found(confirmation.portal, before, confirmation.chosen.verb.role),
            then_publish=confirmation.then_publish,
        )
        return ended

    async def _see_numbers_follow(
        self, confirmation: Confirmation, after: Harvester | None, correlation: str
    ) -> Confirmation:
        """Look until the counts say what was asked for, or stand still at rest."""
        last = after
        if not (after and followed(confirmation.chosen, after)):
            still = 0
            async for _ in looks(self._pace, self._now, GIVE_UP_PUBLISHING):
                seen = await self._look(confirmation)
                if seen is None:
                    continue
                still = still + 1 if last and _counts(seen) == _counts(last) and not seen.running else 0
                last = seen
                if followed(confirmation.chosen, seen) or still >= STANDSTILL:
                    break
        return await self._end(confirmation, State.DONE, correlation, now=last)

    async def _settle(self, confirmation: Confirmation, correlation: str) -> None:
        """Find out by reading what became of a request that got no answer; nothing is sent again."""
        if confirmation.state is State.AT_WORK:
            confirmation = await self._unknown(confirmation, correlation, "The bot was stopped in the middle of it.")
        client = self._client(confirmation)
        patience = 2 * client.address.timeout
        async for waited in looks(self._pace, self._now):
            try:
                seen = await client.get(confirmation.harvester.id)
            except UnknownHarvester:
                if confirmation.chosen.deletes:
                    await self._end(confirmation, State.DONE, correlation)
                else:
                    await self._end(confirmation, State.NOT_DONE, correlation, reason="The harvester is gone.")
                return
            except PortalError as error:
                log.info("cannot settle yet", confirmation=confirmation.id, why=str(error))
                continue
            if followed(confirmation.chosen, seen):
                await self._end(confirmation, State.DONE, correlation, now=seen)
                return
            if seen.status != DELETING and waited >= patience:
                reason = "The portal did not answer, and has not done it."
                await self._end(confirmation, State.NOT_DONE, correlation, reason=reason, now=seen)
                await self._ask_again(confirmation, seen, correlation)
                return

    async def _ask_again(self, confirmation: Confirmation, now: Harvester, correlation: str) -> None:
        """Put the question anew with what stands in the portal now."""
        found = Found(confirmation.portal, now, confirmation.ask.verb.role)
        if not nothing_to(confirmation.ask, found):
            asker = Asker(confirmation.requester, confirmation.place, correlation)
            await self._confirming.put(
                asker, confirmation.ask, found, then_publish=confirmation.then_publish, before=confirmation.harvester
            )

    async def _unknown(self, confirmation: Confirmation, correlation: str, reason: str) -> Confirmation:
        async with self._database.write() as tx:
            await confirmations.unknown(tx, confirmation.id, reason)
            await self._ledger.about(tx, confirmation, Outcome.UNKNOWN, correlation, detail=reason)
        unknown = _standing(confirmation, State.UNKNOWN, reason)
        await self._teller.show(unknown)
        return unknown

    async def _end(
        self,
        confirmation: Confirmation,
        state: Literal[State.DONE, State.NOT_DONE],
        correlation: str,
        *,
        reason: str = "",
        now: Harvester | None = None,
    ) -> Confirmation:
        async with self._database.write() as tx:
            if not await confirmations.settle(tx, confirmation.id, state, reason):
                return confirmation
            outcome = Outcome.DONE if state is State.DONE else Outcome.NOT_DONE
            await self._ledger.about(tx, confirmation, outcome, correlation, detail=reason, after=now)
        ended = _standing(confirmation, state, reason)
        await self._teller.show(ended, now)
        return ended

    async def _look(self, confirmation: Confirmation) -> Harvester | None:
        try:
            return await self._client(confirmation).get(confirmation.harvester.id)
        except PortalError as error:
            log.info("cannot look", confirmation=confirmation.id, why=str(error))
            return None

    def _client(self, confirmation: Confirmation) -> PortalClient:
        return self._portals[confirmation.portal]


def followed(action: Action, seen: Harvester) -> bool:
    """Tell whether the counts say what was asked for; those of a deletion never do, only its absence does."""
    match action:
        case Action.PUBLISH:
            return not seen.hidden
        case Action.UNPUBLISH:
            return not seen.published
        case _:
            return False


def _counts(harvester: Harvester) -> tuple[int, int]:
    return harvester.attached, harvester.published


def _standing(confirmation: Confirmation, state: State, reason: str = "") -> Confirmation:
    return msgspec.structs.replace(confirmation, state=state, reason=reason)
