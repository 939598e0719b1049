"""Telling what was found out: what waits is sent, one message for each channel or person and thread."""

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from itertools import groupby

import msgspec
import structlog

from harvestbot.domain.confirmations import Place
from harvestbot.domain.watching.hands import Hand, untaken
from harvestbot.domain.watching.kinds import Kind
from harvestbot.domain.watching.notices import Notice, Telling, merged
from harvestbot.domain.watching.reminders import AGAIN_AFTER, calls_again, reminder
from harvestbot.domain.watching.subscriptions import wanted
from harvestbot.errors import ChatError, SlackUnavailable
from harvestbot.operations.ports import Herald
from harvestbot.operations.telling.leases import LEASE, Lease
from harvestbot.store import hands, notices, subscriptions
from harvestbot.store.database import Database

log = structlog.get_logger(__name__)

LONGEST_PAUSE = 300.0
"""Seconds between two tries at the most, while Slack takes nothing."""


class Notifying:
    """Sends notices. One is lost only where nobody can be told; one is doubled only by a death just after sending.

    Args:
        database, herald: see there.
        observe: is told of each notice that was told.
        lease: see ``LEASE``.
    """

    def __init__(
        self,
        database: Database,
        herald: Herald,
        observe: Callable[[Notice], None] = lambda _: None,
        *,
        lease: float = LEASE,
    ) -> None:
        self._database = database
        self._herald = herald
        self._observe = observe
        self._lease = lease

    async def send(self, now: float) -> int:
        """Send what is due at ``now`` (seconds since the epoch), and return how many messages that was."""
        await self._call_again(now)
        sent, lease = 0, Lease(now, self._lease)
        while claimed := await self._claim(now, until := lease.end):
            by_subscriber = groupby(sorted(claimed, key=_subscriber), key=_subscriber)
            async with lease.kept(partial(self._hold, [one.id for one in claimed]), until):
                # Each channel has its own limit at Slack, so that none waits for another.
                sent += sum(await asyncio.gather(*(self._tell_all(list(group), now) for _, group in by_subscriber)))
        return sent

    async def _hold(self, ids: Sequence[str], until: float, later: float) -> None:
        async with self._database.write() as tx:
            await notices.hold(tx, ids, until, later)

    async def _claim(self, now: float, until: float) -> list[Notice]:
        async with self._database.read() as reading:
            due_at = await notices.next_due(reading)
        if due_at is None or due_at > now:
            return []
        async with self._database.write() as tx:
            return await notices.claim(tx, now, until)

    async def _tell_all(self, found: Sequence[Notice], now: float) -> int:
        ordered = sorted(found, key=lambda one: (one.follows, one.at, one.id))
        told = [await self._tell(list(group), now) for _, group in groupby(ordered, key=lambda one: one.follows)]
        return sum(told)

    async def _tell(self, found: Sequence[Notice], now: float) -> bool:
        """Tell what goes into one message; False where it has to be tried again, or cannot be told at all."""
        ids = [one.id for one in found]
        notice, held = await self._as_it_stands(merged(found))
        if notice is None:
            async with self._database.write() as tx:
                await notices.drop(tx, ids)
            return False
        try:
            place = await self._herald.notify(notice, await self._thread(notice.follows), held)
        except SlackUnavailable as error:
            pause = min(2.0 ** max(one.tries for one in found), LONGEST_PAUSE)
            log.warning("a notice could not be told yet", why=str(error))
            async with self._database.write() as tx:
                await notices.put_off(tx, ids, now + pause)
            return False
        except ChatError as error:
            log.error("a notice can be told to nobody", why=str(error), subscriber=found[0].subscriber)  # noqa: TRY400  because the sentence says it all
            async with self._database.write() as tx:
                await notices.give_up(tx, ids, now)
            return False
        again = now + AGAIN_AFTER if calls_again(notice) else None
        async with self._database.write() as tx:
            await notices.told(tx, ids, place, now, mention_again_at=again)
        if not notice.reminds:
            self._observe(notice)
        if notice.follows and notice.relieves:
            await self._show_over(notice.follows)
        return True

    async def _show_over(self, first: str) -> None:
        """Show where a trouble was told that it is over: who reads back must not take it for going on."""
        async with self._database.read() as reading:
            told = [await notices.message(reading, first), *await notices.calling(reading, [first])]
            shown = [(one, await hands.on(reading, one.troubles)) for one in told if one and one.place.message]
            ended = await notices.ended(reading, first)
        for one, held in shown:
            try:
                await self._herald.on_it(one, tuple(held.values()), ended)
            except ChatError as error:
                log.warning("a notice could not be brought up to date", why=str(error))

    async def _as_it_stands(self, notice: Notice) -> tuple[Notice | None, tuple[Hand, ...]]:
        """Return what is said of it by now, and who is on it: nobody is called for what is over or in good hands.

        Where it was only to call, nothing is left to say.
        """
        async with self._database.read() as reading:
            held = await hands.on(reading, notice.troubles)
            told_in = notice.follows if notice.reminds else ""
            going_on = await hands.going_on(reading, notice.subscriber, notice.troubles, told_in)
        open_ = untaken(notice, going_on, held)
        if notice.reminds:
            notice = msgspec.structs.replace(notice, changes=open_)
        elif not any(change.kind is Kind.FAILED for change in open_):
            notice = msgspec.structs.replace(notice, mentions=())
        return notice if notice.changes else None, tuple(held.values())

    async def _call_again(self, now: float) -> None:
        """Write down whom to call once more, where nobody is on a failure that was told long enough ago."""
        async with self._database.read() as reading:
            due = await notices.mentions_due(reading, now)
        for one in due:
            async with self._database.write() as tx:
                first = await notices.message(tx, one)
                if first is None or not await notices.claim_mention(tx, one):
                    continue
                held = await hands.on(tx, first.troubles)
                told_in = first.follows or first.id
                open_ = untaken(first, await hands.going_on(tx, first.subscriber, first.troubles, told_in), held)
                wishes = await subscriptions.of(tx, first.subscriber)
                spared = await subscriptions.silences(tx, now, first.subscriber)
                if again := reminder(first, wanted(open_, wishes, spared, now), now):
                    await notices.add(tx, again)

    async def _thread(self, follows: str) -> Place | None:
        """Return the message in whose thread it belongs, None where there is none."""
        if not follows:
            return None
        async with self._database.read() as reading:
            first = await notices.find(reading, follows)
        return first.place if first and first.state is Telling.TOLD and first.place.message else None


def _subscriber(one: Notice) -> str:
    return one.subscriber
