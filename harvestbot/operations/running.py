"""Starting, following and stopping runs."""

from collections.abc import Callable
from contextlib import suppress

import msgspec
import structlog

from harvestbot.domain.asker import Asker
from harvestbot.domain.asks import HarvesterRef
from harvestbot.domain.audit import Outcome
from harvestbot.domain.confirmations import Action, Place
from harvestbot.domain.harvesters import Harvester
from harvestbot.domain.runs import Phase, Run
from harvestbot.domain.verbs import VERBS
from harvestbot.errors import (
    NotSupported,
    OutcomeUnknown,
    PortalError,
    Refused,
    UnknownHarvester,
    WrongState,
)
from harvestbot.operations.confirming import Confirming
from harvestbot.operations.gate import Gate
from harvestbot.operations.ledger import Ledger
from harvestbot.operations.pace import Pace, looks
from harvestbot.operations.portals import Found, Portals
from harvestbot.operations.ports import Teller

log = structlog.get_logger(__name__)

SETTLING = 3
"""Looks after a start in which a harvester may still read as at rest: a portal queues a run before it shows it."""


class Running:
    """Starts runs, follows them to their end, and stops them.

    Args:
        gate, portals, ledger, teller, confirming: see there.
        now: seconds since the epoch.
        pace: how often a run is looked at.
    """

    def __init__(
        self,
        *,
        gate: Gate,
        portals: Portals,
        ledger: Ledger,
        teller: Teller,
        confirming: Confirming,
        now: Callable[[], float],
        pace: Pace,
    ) -> None:
        self._gate = gate
        self._portals = portals
        self._ledger = ledger
        self._teller = teller
        self._confirming = confirming
        self._now = now
        self._pace = pace

    async def start(self, asker: Asker, ref: HarvesterRef, *, then_publish: bool = False) -> None:
        """Start a run and follow it; ask first where it may take most datasets away.

        Raises:
            Refused: the person may not, or a run is under way already.
            PortalError: the harvester could not be read.
        """
        found = await self._teller.meanwhile(asker, f"start {ref}", self._find(asker, ref, "start"))
        if found.harvester.running:
            raise Refused(f"`{found.ref}` is running already. Nothing was changed; `status` shows how it goes.")
        found = await self._with_live_count(found)
        if found.harvester.collapsed:
            await self._confirming.put(asker, Action.START, found, then_publish=then_publish)
            return
        await self.begin(asker, found, then_publish=then_publish)

    async def begin(self, asker: Asker, found: Found, *, then_publish: bool) -> None:
        """Start a run that needs no more asking, and follow it to its end."""
        at = self._now()
        run = Run(
            portal=found.portal,
            before=found.harvester,
            now=found.harvester,
            started_by=asker.user,
            began_at=at,
            seen_at=at,
            then_publish=then_publish,
        )
        await self._record(asker, found, "start", Outcome.ATTEMPT)
        place = await self._teller.follow(run, asker.place)
        run = await self._send_start(run)
        if not run.phase.over:
            await self._record(asker, found, "start", Outcome.DONE)
            place = await self._teller.follow(run, place)
            run = await self._follow(run, place)
        else:
            await self._record(asker, found, "start", Outcome.NOT_DONE, run.trouble)
        await self._teller.follow(run, place)
        await self._teller.conclude(run, place)
        if then_publish and run.ended_well and run.now.hidden:
            here = Asker(asker.user, Place(place.channel, thread=place.message), asker.correlation)
            await self._confirming.agreed(here, Action.PUBLISH, Found(run.portal, run.now, found.role))

    async def abort(self, asker: Asker, ref: HarvesterRef) -> None:
        """Stop the run that is under way.

        Raises:
            Refused: the person may not, or no run is under way.
            PortalError: what the portal answered.
        """
        found = await self._teller.meanwhile(asker, f"abort {ref}", self._find(asker, ref, "abort"))
        client = self._portals[found.portal]
        if not client.supports("abort"):
            raise NotSupported(f"The API of {found.portal} cannot stop a run.")
        if not found.harvester.running:
            raise Refused(f"`{found.ref}` is not running. Nothing was changed.")
        await self._record(asker, found, "abort", Outcome.ATTEMPT)
        try:
            after = await client.abort(found.harvester.id)
        except PortalError as error:
            outcome = Outcome.UNKNOWN if isinstance(error, OutcomeUnknown) else Outcome.NOT_DONE
            await self._record(asker, found, "abort", outcome, str(error))
            raise
        await self._record(asker, found, "abort", Outcome.DONE)
        await self._teller.aborted(asker, found.portal, after or found.harvester)

    async def _find(self, asker: Asker, ref: HarvesterRef, verb: str) -> Found:
        self._gate.place(VERBS[verb], asker.place.channel)
        standings = await self._gate.standings(asker.user, fresh=True)
        return await self._portals.find(ref, standings, VERBS[verb])

    async def _with_live_count(self, found: Found) -> Found:
        """Ask the source how much it holds now, where a run would remove what is missing from it.

        The count that a portal tells is the last run's. A source that cannot be previewed stops nobody.
        """
        harvester = found.harvester
        if not (harvester.removes_missing and harvester.attached):
            return found
        with suppress(PortalError):
            live = (await self._portals[found.portal].preview(harvester.id)).total
            seen = live if harvester.remote is None else min(live, harvester.remote)
            return msgspec.structs.replace(found, harvester=msgspec.structs.replace(harvester, remote=seen))
        return found

    async def _send_start(self, run: Run) -> Run:
        """Send the one request; return the run as it then stands."""
        client = self._portals[run.portal]
        try:
            answer = await client.start(run.before.id)
        except OutcomeUnknown:
            return await self._was_it_started(run)
        except WrongState:
            trouble = "The portal says that its state does not allow a start: somebody may have been quicker."
            return self._step(run, phase=Phase.REFUSED, trouble=trouble)
        except PortalError as error:
            return self._step(run, phase=Phase.REFUSED, trouble=str(error))
        return self._step(run, phase=Phase.GOING, now=answer or run.now)

    async def _was_it_started(self, run: Run) -> Run:
        """Settle by reading what became of a start that got no answer."""
        client = self._portals[run.portal]
        patience = 2 * client.address.timeout
        async for _ in looks(self._pace, self._now, patience):
            with suppress(PortalError):
                seen = await client.get(run.before.id)
                if seen.running or seen.started_at != run.before.started_at:
                    return self._step(run, phase=Phase.GOING, now=seen)
        trouble = "The portal did not answer, and no run is to be seen. Look at its status before starting it again."
        return self._step(run, phase=Phase.UNCERTAIN, trouble=trouble)

    async def _follow(self, run: Run, place: Place) -> Run:
        """Look until the run is at its end; the card is brought up to date whenever something has moved."""
        client = self._portals[run.portal]
        resting = 0
        async for _ in looks(self._pace, self._now):
            try:
                seen = await client.get(run.before.id)
            except UnknownHarvester:
                return self._step(run, phase=Phase.LOST, trouble="The harvester is gone from the portal.")
            except PortalError as error:
                later = self._step(run, trouble=str(error))
            else:
                later = self._step(run, now=seen, trouble="")
                resting = 0 if seen.running else resting + 1
                if resting and (began(run, seen) or resting >= SETTLING):
                    return self._step(later, phase=Phase.ENDED)
            if shown(later) != shown(run):
                await self._teller.follow(later, place)
            run = later
        return run  # pragma: no cover  because looks() without an end never ends

    def _step(self, run: Run, **changes: object) -> Run:
        return msgspec.structs.replace(run, seen_at=self._now(), **changes)

    async def _record(self, asker: Asker, found: Found, verb: str, outcome: Outcome, detail: str = "") -> None:
        await self._ledger.about_harvester(asker, verb, found.portal, found.harvester, outcome, detail=detail)


def began(run: Run, seen: Harvester) -> bool:
    """Tell whether the run was seen to be under way, or has left traces: then being at rest means that it is over."""
    return (
        run.now.running
        or seen.started_at != run.before.started_at
        or (seen.status, seen.attached, seen.errors) != (run.before.status, run.before.attached, run.before.errors)
    )


def shown(run: Run) -> tuple[object, ...]:
    """Return what a reader would see change on the card."""
    now = run.now
    return (run.phase, run.trouble, now.status, now.attached, now.published, now.errors, now.remote)
