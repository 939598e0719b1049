"""Working through several harvesters: each in its turn, and what was started is followed to its end.

How far each has come stands in its row, so that this may be carried out again at any time and goes on from there.
"""

import asyncio
from collections import Counter, deque
from collections.abc import Coroutine, Mapping, Sequence

import structlog
from msgspec.structs import replace

from harvestbot.domain.audit import Outcome
from harvestbot.domain.batches import CALLS, IN_A_ROW, Batch, Item, Several, Step, ended, spendable, stuck
from harvestbot.domain.confirmations import Action, State
from harvestbot.domain.harvesters import Harvester
from harvestbot.errors import HarvestbotError, PortalError, PortalMissing, UnknownHarvester
from harvestbot.operations.acting.beginning import GONE, began
from harvestbot.operations.acting.running import SETTLING
from harvestbot.operations.means import Means
from harvestbot.operations.several.asking import Turn
from harvestbot.operations.several.items import BatchItems, run_of
from harvestbot.store import batches

log = structlog.get_logger(__name__)

LANES = 3
"""Harvesters that are changed at the same time: publishing one may take minutes. Starts wait for nothing."""
FEW = 2
"""Runs that are each looked at by themselves; more are looked at in one list."""
STOPPED = "It was stopped before this one's turn."
SPENT = "Today's calls on this portal are used up, but for those that are kept for people."
UNFOLLOWED = "It was still running when today's calls on this portal were used up; `status` shows how it goes."


class Working:
    """Works through batches.

    Args:
        means, items: see there.
    """

    def __init__(self, means: Means, items: BatchItems) -> None:
        self._gate = means.gate
        self._portals = means.portals
        self._database = means.database
        self._ledger = means.ledger
        self._teller = means.teller
        self._items = items
        self._watch = means.watch
        self._now = means.now

    async def carry_out(self, payload: Mapping[str, object]) -> None:
        """Bring one batch as far as its turn goes; the payload is that of ``WORK_THROUGH``."""
        several = await self._stands(str(payload["batch"]))
        if several is None:
            return
        await self._ledger.locate(several.batch.place)
        match Turn(str(payload["turn"])):
            case Turn.SECOND:
                await self._ask_second(several, str(payload.get("message", "")))
            case Turn.TELL:
                await self._teller.show_several(several, insist=True)
            case Turn.WORK:
                await self._work(several)

    async def _work(self, several: Several) -> None:
        batch_id = several.batch.id
        if several.batch.state is State.APPROVED:
            async with self._database.write() as tx:
                await batches.work(tx, batch_id)
            several = await self._stands(batch_id) or several
        if several.batch.state is State.AT_WORK:
            course = _Course(several)
            await self._show(course)
            course.save_response_url()
            if several.batch.chosen is Action.START:
                await self._start_and_follow(course)
            else:
                await _together(*(self._take_turns(course) for _ in range(LANES)))
            async with self._database.write() as tx:
                if settled := await batches.settle(tx, batch_id, State.DONE):
                    await self._ledger.about_batch(tx, settled, Outcome.DONE, detail=_summary(course.several))
            several = await self._stands(batch_id) or several
        if several.batch.state is State.DONE:
            if several.batch.place.message:
                await self._teller.show_several(several, insist=True)
            await self._teller.report_several(several)

    async def _start_and_follow(self, course: "_Course") -> None:
        """Look at what was started while the rest is started, and then until all is at its end."""
        following = asyncio.ensure_future(self._follow(course))
        try:
            await self._take_turns(course)
            if not course.over:
                await following
        finally:
            await _let_go([following])

    async def _take_turns(self, course: "_Course") -> None:
        """Take one harvester after the other, until none is left or somebody has stopped it."""
        while (item := course.next()) is not None:
            self._watch.let_go()
            if item.step is Step.BEGUN:
                course.put(await self._items.go_on(course.batch, item))
            elif why := await self._why_not(course, item):
                course.put(await self._items.skip(course.batch, item, why))
            else:
                await self._take(course, item)

    async def _take(self, course: "_Course", item: Item) -> None:
        course.put(replace(item, step=Step.BEGUN))
        taken = await self._items.take(course.batch, item)
        if taken is None:
            stands = await self._stands(course.batch.id)
            course.batch = replace(course.batch, stopper=stands.batch.stopper if stands else "")
            taken = await self._items.skip(course.batch, item, STOPPED)
        course.put(taken)
        await self._show(course)

    async def _why_not(self, course: "_Course", item: Item) -> str:
        """Say why this one's turn may not come, "" where it may; roles are asked anew at the beginning."""
        batch = course.batch
        if batch.stopper:
            return STOPPED
        fresh, course.fresh = course.fresh, False
        try:
            people = (batch.requester, batch.approver)
            await self._gate.allowed(batch.verb, item.portal, batch.place.channel, people, fresh=fresh)
            quota = self._portals[item.portal].quota
        except HarvestbotError as error:
            return str(error)
        at_work = sum(one.portal == item.portal for one in course.several.of(Step.BEGUN)) + 1
        if spendable(quota.limit, quota.used, quota.remaining) < CALLS[batch.chosen] * at_work:
            return SPENT
        if same := stuck(course.several.items, item.portal):
            return f"The last {IN_A_ROW} on {item.portal} all failed for one reason, so no more were begun: {same}"
        return ""

    async def _follow(self, course: "_Course") -> None:
        """Look at what was started until all of it is at its end: one list a portal and look, however many run."""
        resting: Counter[str] = Counter()
        async for _ in self._watch.looks(self._now()):
            if course.over:
                return
            before = course.several.steps
            for portal in course.batch.portals:
                going = [one for one in course.several.of(Step.FOLLOWED) if one.portal == portal]
                if going:
                    await self._look(course, portal, going, resting)
            if course.several.steps != before:
                await self._show(course)

    async def _look(self, course: "_Course", portal: str, going: list[Item], resting: Counter[str]) -> None:
        try:
            quota = self._portals[portal].quota
            why = UNFOLLOWED if spendable(quota.limit, quota.used, quota.remaining) < 1 else ""
        except PortalMissing as error:
            why = error.what
        if why:
            for item in going:
                await self._unsure(course, item, why)
            return
        try:
            seen = await self._seen(portal, going)
        except PortalError as error:
            log.info("cannot look", portal=portal, why=str(error))
            return
        for item in going:
            now = seen.get(item.harvester.id)
            if now is None:
                await self._unsure(course, item, GONE)
                continue
            resting[item.id] = 0 if now.running else resting[item.id] + 1
            run = run_of(course.batch, item, self._now())
            if not now.running and (began(run, now) or resting[item.id] >= SETTLING):
                course.put(await self._items.keep(course.batch, ended(item, now), item))
            else:
                course.put(replace(item, now=now))

    async def _seen(self, portal: str, going: list[Item]) -> dict[str, Harvester]:
        """Read these harvesters; those that are gone are left out."""
        if len(going) > FEW:
            return {one.id: one for one in await self._portals.list(portal)}
        client = self._portals[portal]
        seen: dict[str, Harvester] = {}
        for item in going:
            try:
                seen[item.harvester.id] = await client.get(item.harvester.id)
            except UnknownHarvester:
                continue
        return seen

    async def _unsure(self, course: "_Course", item: Item, why: str) -> None:
        later = replace(item, step=Step.UNSURE, reason=why)
        course.put(await self._items.keep(course.batch, later, item))

    async def _ask_second(self, several: Several, message: str) -> None:
        """Ask in the channel for a second person, with a message of its own, since edits notify nobody.

        Where it stands elsewhere than at ``message`` by now, this was done before a process was stopped.
        """
        batch = several.batch
        if batch.state is not State.WAITING or batch.place.message != message:
            return
        place = await self._teller.ask_second_for_several(several)
        await self._ledger.locate(place)
        async with self._database.write() as tx:
            if await batches.moved(tx, batch.id, place, still=State.WAITING, at=message):
                return
        # Over meanwhile, or answered: on Home, or at the message of a bot that died in the middle of this.
        await self._teller.take_back(place)
        stands = await self._stands(batch.id) or several
        if stands.batch.state.over and stands.batch.place == batch.place:
            await self._teller.show_several(stands, insist=True)

    async def _show(self, course: "_Course") -> None:
        if course.batch.place.message:
            await self._teller.show_several(course.several, insist=False)

    async def _stands(self, batch_id: str) -> Several | None:
        async with self._database.read() as reading:
            return await batches.several(reading, batch_id)


class _Course:
    """How far a batch has come, as the process that works through it knows.

    Attributes:
        batch: the batch as last read.
        fresh: whether roles have to be asked anew.
    """

    def __init__(self, several: Several) -> None:
        self.batch: Batch = several.batch
        self.fresh = True
        self._items = list(several.items)
        self._waiting = deque(several.of(Step.BEGUN) + several.of(Step.WAITING))

    def save_response_url(self) -> None:
        """Show progress only in a message of the bot: a response_url has five uses, and the end needs them."""
        self.batch = replace(self.batch, place=replace(self.batch.place, response_url=""))

    @property
    def several(self) -> Several:
        """The batch and its harvesters as they stand."""
        return Several(self.batch, tuple(self._items))

    @property
    def over(self) -> bool:
        """Whether nothing more will happen to any of them."""
        return all(one.step.over for one in self._items)

    def next(self) -> Item | None:
        """Return whose turn it is; each is returned once."""
        return self._waiting.popleft() if self._waiting else None

    def put(self, item: Item) -> None:
        """Note how far one has come."""
        self._items[item.position] = item


async def _together(*works: Coroutine[object, object, None]) -> None:
    """Do all of it at once; where one fails, the others are let go, and what it raised is raised."""
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        await asyncio.gather(*tasks)
    finally:
        await _let_go(tasks)


async def _let_go(tasks: Sequence[asyncio.Future[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _summary(several: Several) -> str:
    return ", ".join(f"{count} {step}" for step, count in sorted(several.steps.items()))
