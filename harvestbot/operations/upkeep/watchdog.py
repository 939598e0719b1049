"""Work of a replica that has died for good is taken over by one that lives.

DBOS leaves a dead replica's work to that replica's next start, which may never come. Each replica holds a lock for as
long as it lives; whoever finds one free for longer than the grace has its work queued again. Should the replica live
after all, nothing is done twice: the rows of the work see to that.
"""

import asyncio
from collections.abc import Callable

import structlog

from harvestbot.operations.engine import Engine
from harvestbot.store.presence import Presence

log = structlog.get_logger(__name__)

GRACE = 10.0
"""Seconds that a lock has to be free: long enough to take it again over a new connection."""
LOOK = 1.0
"""Seconds between two looks: work is taken over within 15 s of a death, on a busy machine too."""


class Watchdog:
    """Looks after the other replicas.

    Args:
        engine: knows whose work is under way.
        presence: knows who lives.
        now: seconds, of any clock that does not go back.
        grace: see ``GRACE``.
    """

    def __init__(self, engine: Engine, presence: Presence, now: Callable[[], float], grace: float = GRACE) -> None:
        self._engine = engine
        self._presence = presence
        self._now = now
        self._grace = grace
        self._suspected: dict[str, float] = {}

    async def look(self) -> int:
        """Look once, and return how much work was taken over."""
        await self._presence.hold()
        others = await self._engine.others_at_work()
        self._suspected = {name: since for name, since in self._suspected.items() if name in others}
        taken = 0
        for name in others:
            if not await self._presence.is_dead(name):
                self._suspected.pop(name, None)
            elif self._now() - self._suspected.setdefault(name, self._now()) >= self._grace:
                works = await self._engine.take_over(name)
                taken += works
                log.warning("a replica has died, and its work was taken over", replica=name, works=works)
        return taken

    async def keep_looking(self) -> None:
        """Look for as long as the bot runs."""
        while True:
            try:
                await self.look()
            except Exception as error:  # noqa: BLE001  because a pool that is exhausted must not end it: nobody else looks
                log.warning("cannot look after other replicas", why=type(error).__name__)
            await asyncio.sleep(min(LOOK, self._grace / 4))
