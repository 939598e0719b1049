"""Telling what was found out: what waits is sent, one message for each channel or person and thread."""

import asyncio
from collections.abc import Callable, Sequence
from itertools import groupby

import structlog

from harvestbot.domain.confirmations import Place
from harvestbot.domain.watching.notices import Notice, Telling, merged
from harvestbot.errors import ChatError, SlackUnavailable
from harvestbot.operations.ports import Herald
from harvestbot.store import notices
from harvestbot.store.database import Database

log = structlog.get_logger(__name__)

LEASE = 300.0
"""Seconds after which what a replica has taken on is sent by another: longer than any call of Slack waits."""
LONGEST_PAUSE = 300.0
"""Seconds between two tries at the most, while Slack takes nothing."""


class Notifying:
    """Sends notices. One is lost only where nobody can be told; one is doubled only by a death just after sending.

    Args:
        database, herald: see there.
        observe: is told of each notice that was told.
    """

    def __init__(self, database: Database, herald: Herald, observe: Callable[[Notice], None] = lambda _: None) -> None:
        self._database = database
        self._herald = herald
        self._observe = observe

    async def send(self, now: float) -> int:
        """Send what is due at ``now`` (seconds since the epoch), and return how many messages that was."""
        sent = 0
        while claimed := await self._claim(now):
            by_subscriber = groupby(sorted(claimed, key=_subscriber), key=_subscriber)
            # Each channel has its own limit at Slack, so that none waits for another.
            sent += sum(await asyncio.gather(*(self._tell_all(list(group), now) for _, group in by_subscriber)))
        return sent

    async def _claim(self, now: float) -> list[Notice]:
        async with self._database.read() as reading:
            due_at = await notices.next_due(reading)
        if due_at is None or due_at > now:
            return []
        async with self._database.write() as tx:
            return await notices.claim(tx, now, now + LEASE)

    async def _tell_all(self, found: Sequence[Notice], now: float) -> int:
        ordered = sorted(found, key=lambda one: (one.follows, one.at, one.id))
        told = [await self._tell(list(group), now) for _, group in groupby(ordered, key=lambda one: one.follows)]
        return sum(told)

    async def _tell(self, found: Sequence[Notice], now: float) -> bool:
        """Tell what goes into one message; False where it has to be tried again, or cannot be told at all."""
        ids = [one.id for one in found]
        notice = merged(found)
        try:
            place = await self._herald.notify(notice, await self._thread(found[0].follows))
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
        async with self._database.write() as tx:
            await notices.told(tx, ids, place, now)
        self._observe(notice)
        return True

    async def _thread(self, follows: str) -> Place | None:
        """Return the message in whose thread it belongs, None where there is none."""
        if not follows:
            return None
        async with self._database.read() as reading:
            first = await notices.find(reading, follows)
        return first.place if first and first.state is Telling.TOLD and first.place.message else None


def _subscriber(one: Notice) -> str:
    return one.subscriber
