"""Starting runs, and following each to its end.

How far a start has come stands in its row, so that following goes on after a crash or a restart, and the request that
starts a run is sent at most once.
"""

from collections.abc import Mapping
from contextlib import suppress

import msgspec
import structlog

from harvestbot.domain.asker import Asker
from harvestbot.domain.asks import Ask, HarvesterRef
from harvestbot.domain.audit import ENDS, Matter, Outcome
from harvestbot.domain.confirmations import Action, Confirmation, Place, State
from harvestbot.domain.harvesters import Harvester
from harvestbot.domain.runs import Phase, Run, Stage, Start
from harvestbot.domain.verbs import VERBS
from harvestbot.domain.watching.followed import followed_run
from harvestbot.errors import HarvestbotError, PortalError, PortalMissing, SlackUnavailable, UnknownHarvester
from harvestbot.operations.acting.beginning import GONE, Beginning, began
from harvestbot.operations.acting.confirming import Confirming
from harvestbot.operations.acting.glances import Glances
from harvestbot.operations.acting.joining import RUNS_ALREADY, Joining
from harvestbot.operations.acting.progress import standing
from harvestbot.operations.means import Means
from harvestbot.operations.portals import Found
from harvestbot.store import confirmations, history, runs
from harvestbot.store.transactions import Transaction

log = structlog.get_logger(__name__)

FOLLOW = "start and follow a run"
"""The work behind a start; its payload is ``{"start": id}``."""
SETTLING = 3
"""Looks after a start in which a harvester may still read as at rest: a portal queues a run before it shows it."""
REDRAWN = 5.0
"""Seconds after which the time on a card is brought up to date although nothing else has moved."""

RUN = "-run"
"""Ends the id of a start that a confirmation has led to."""

OUTCOMES = {Phase.REFUSED: Outcome.NOT_DONE, Phase.UNCERTAIN: Outcome.UNKNOWN}
"""What the audit trail calls the ends of a request that started no run; any other has."""


class Running:
    """Starts runs and follows them.

    Args:
        means, confirming: see there.
    """

    def __init__(self, means: Means, confirming: Confirming) -> None:
        self._gate = means.gate
        self._portals = means.portals
        self._database = means.database
        self._ledger = means.ledger
        self._teller = means.teller
        self._engine = means.engine
        self._confirming = confirming
        self._watch = means.watch
        self._beginning = Beginning(means)
        self._glances = Glances(means.portals, means.now)
        self._joining = Joining(means)
        self._now = means.now

    async def decide(self, tx: Transaction, asker: Asker, ask: Ask, start_id: str) -> None:
        """Write a start down and have it carried out once ``tx`` is committed."""
        at, then_publish = self._now(), ask.then_publish
        await self._add(tx, Start(id=start_id, asker=asker, ref=ask.about, then_publish=then_publish, decided_at=at))

    async def go_on(self, tx: Transaction, confirmation: Confirmation, correlation: str) -> None:
        """Start what somebody was asked about and wants all the same, or what a second person has approved."""
        ref = HarvesterRef(confirmation.harvester.id, confirmation.portal)
        start = Start(
            id=f"{confirmation.id}{RUN}",
            asker=Asker(confirmation.requester, confirmation.place, correlation),
            approver=confirmation.approver,
            ref=ref,
            then_publish=confirmation.then_publish,
            anyway=True,
            decided_at=self._now(),
        )
        await self._add(tx, start)

    async def carry_out(self, payload: Mapping[str, object]) -> None:
        """Bring one start to its end, from wherever it stands; the payload is that of ``FOLLOW``."""
        async with self._database.read() as reading:
            start = await runs.find(reading, str(payload["start"]))
        if start is None or start.stage is Stage.OVER:
            return
        if start.run is None:
            if told := await self._ledger.latest(start.asker, "start", ENDS):  # before the telling was cut off
                await self._tell_refused(start, HarvestbotError(told.detail))
                return
            try:
                found = await self._prepare(start)
            except HarvestbotError as error:
                if isinstance(error, SlackUnavailable):
                    raise  # a question that Slack did not take is put again
                await self._refused(start, error)
                return
            if found is None:
                return
            start = await (self._joining.join if found.harvester.running else self._send_once)(start, found)
        run = start.run
        if run is None:
            return
        await self._ledger.locate(start.asker.place)
        if run.phase is Phase.ASKED:  # an earlier process was stopped between the attempt and its record
            run = await self._seen(start, await self._beginning.was_it_started(run, start.asker.place))
            start = msgspec.structs.replace(start, run=run)
        if not run.phase.over:
            run = await self._follow(start, run)
        await self._conclude(start, run)

    async def _add(self, tx: Transaction, start: Start) -> None:
        if await runs.add(tx, start):
            await self._engine.enqueue(tx, FOLLOW, start.id, {"start": start.id})

    async def _prepare(self, start: Start) -> Found | None:
        """Find the harvester; None where somebody is asked first: much would be lost, or two people have to agree."""
        asker = start.asker
        for action in (Action.START, *([Action.PUBLISH] if start.then_publish else [])):
            self._confirming.place(action, asker.place)
        finding = self._find(start)
        found = await self._teller.meanwhile(asker, f"start {start.ref}", finding)
        if found.harvester.running:  # whoever wants it started gets a card that follows it
            return found
        wants_second = self._confirming.wants_second(Action.START)
        if not start.anyway and (found.harvester.collapsed or wants_second):
            question = self._confirming.question(
                asker, Action.START, found, question_id=f"{start.id}-anyway", then_publish=start.then_publish
            )
            if found.harvester.collapsed:
                await self._confirming.put(question, asker.correlation)
            else:
                await self._confirming.agreed(question, asker.correlation)
            async with self._database.write() as tx:
                await runs.close(tx, start.id)
            return None
        return found

    async def _find(self, start: Start) -> Found:
        standings = await self._gate.standings(start.asker.user, fresh=True)
        found = await self._portals.find(start.ref, standings, VERBS["start"])
        return found if start.anyway else await self.with_live_count(found)

    async def with_live_count(self, found: Found) -> Found:
        """Ask the source how much it holds now, where a run would remove what is missing from it.

        The count that a portal tells is the last run's. A source that cannot be previewed stops nobody.
        """
        harvester = found.harvester
        if not (harvester.removes_missing and harvester.attached) or harvester.running:
            return found
        with suppress(PortalError):
            live = (await self._portals[found.portal].preview(harvester.id)).total
            seen = live if harvester.remote is None else min(live, harvester.remote)
            return msgspec.structs.replace(found, harvester=msgspec.structs.replace(harvester, remote=seen))
        return found

    async def _refused(self, start: Start, error: HarvestbotError) -> None:
        """Write down why nothing is started, then tell it: whoever dies in between tells it at the next start."""
        await self._ledger.given_up(start.asker, Matter(verb="start", ref=start.ref), error)
        await self._tell_refused(start, error)

    async def _tell_refused(self, start: Start, error: HarvestbotError) -> None:
        await self._teller.refuse(start.asker, error)
        if start.anyway:  # a question led to it, and its card still says that it goes on
            async with self._database.read() as reading:
                asked = await confirmations.find(reading, start.id.removesuffix(RUN))
            if asked is not None:
                await self._teller.show(standing(asked, State.NOT_DONE, str(error)), insist=True)
        async with self._database.write() as tx:
            await runs.close(tx, start.id)

    async def _send_once(self, start: Start, found: Found) -> Start:
        """Show the card, write the attempt down and send the request; return the start as it then stands."""
        at = self._now()
        run = Run(
            portal=found.portal,
            before=found.harvester,
            now=found.harvester,
            started_by=start.asker.user,
            approved_by=start.approver if start.approver != start.asker.user else "",
            began_at=at,
            seen_at=at,
            then_publish=start.then_publish,
        )
        place = await self._teller.follow(run, start.asker.place, insist=False)
        await self._ledger.locate(place)
        start = msgspec.structs.replace(start, asker=msgspec.structs.replace(start.asker, place=place), run=run)
        async with self._database.write() as tx:
            await runs.moved(tx, start.id, place)
            if not await runs.mark_attempt(tx, start.id, run):
                return await runs.find(tx, start.id) or start
            await self._record(tx, start, Outcome.ATTEMPT)
        run = await self._seen(start, await self._beginning.send(run, place))
        return msgspec.structs.replace(start, run=run)

    async def _follow(self, start: Start, run: Run) -> Run:
        """Look until the run is at its end; the card is brought up to date whenever something has moved."""
        place, resting, drawn = start.asker.place, 0, self._now()
        await self._teller.follow(run, place, insist=False)
        async for waited in self._watch.looks(run.began_at):
            try:
                seen = await self._glances.get(run.portal, run.before.id, self._watch.pace.after(waited) / 2)
            except UnknownHarvester:
                return await self._seen(start, self._step(run, phase=Phase.LOST, trouble=GONE))
            except PortalMissing as error:
                return await self._seen(start, self._step(run, phase=Phase.LOST, trouble=error.what))
            except PortalError as error:
                later = self._step(run, trouble=str(error))
            else:
                later = self._step(run, now=seen, trouble="")
                resting = 0 if seen.running else resting + 1
                if resting and (began(run, seen) or resting >= SETTLING):
                    aborting = later.aborting or await self._was_aborted(later)
                    return await self._seen(start, self._step(later, phase=Phase.ENDED, aborting=aborting))
            if later.shown != run.shown:
                await self._seen(start, later)
            if later.shown != run.shown or later.seen_at - drawn >= REDRAWN:
                drawn = later.seen_at
                await self._teller.follow(later, place, insist=False)
            run = later
        return run  # pragma: no cover  because looks() without an end never ends

    async def _was_aborted(self, run: Run) -> bool:
        """Tell whether anybody has sent an abort from here since it began: its end may be too short to be seen."""
        return await self._ledger.attempted("abort", HarvesterRef(run.before.id, run.portal), run.began_at)

    async def _conclude(self, start: Start, run: Run) -> None:
        """Tell how it ended, and go on to publish where that was asked for beforehand."""
        asker = start.asker
        place = await self._teller.follow(run, asker.place, insist=True)
        await self._teller.conclude(run, place)
        if run.publishes:
            here = Asker(asker.user, Place(place.channel, thread=place.thread or place.message), asker.correlation)
            found = Found(run.portal, run.now, VERBS["start"].role)
            question = self._confirming.question(here, Action.PUBLISH, found, question_id=f"{start.id}-publish")
            await self._confirming.agreed(question, asker.correlation)
        async with self._database.write() as tx:
            await runs.close(tx, start.id)

    async def _seen(self, start: Start, run: Run) -> Run:
        """Keep how the run was last seen; what became of the request stands in the audit trail too.

        A run that is over is recorded in the history with it.
        """
        past = followed_run(run, start.id)
        async with self._database.write() as tx:
            was = await runs.keep(tx, start.id, run)
            if past is not None:
                await history.record(tx, run.portal, [past])
            if was is Phase.ASKED and run.phase is not Phase.ASKED:
                outcome = Outcome.NOT_DONE if run.followed_by else OUTCOMES.get(run.phase, Outcome.DONE)
                after = run.now if outcome is Outcome.DONE else None
                detail = RUNS_ALREADY if run.followed_by else run.trouble
                await self._record(tx, start, outcome, detail=detail, after=after)
        return run

    def _step(self, run: Run, **changes: object) -> Run:
        return run.looked_at(self._now(), **changes)

    async def _record(
        self, tx: Transaction, start: Start, outcome: Outcome, *, detail: str = "", after: Harvester | None = None
    ) -> None:
        if start.run is not None:
            run = start.run
            await self._ledger.about_harvester(
                tx,
                start.asker,
                "start",
                run.portal,
                run.before,
                outcome=outcome,
                detail=detail,
                after=after,
                approver=start.approver,
            )
