"""The feed of changes: what tests wait on and what the page will stream."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Final

from harvestbot.sandbox.slack.wire import Json

KEPT: Final = 10_000
"""Changes that are kept for a reader who joins late."""


@dataclass(frozen=True, slots=True)
class Change:
    """Something that people or the page can notice.

    Attributes:
        number: Counts up from 1.
        kind: `message`, `edited`, `deleted`, `view`, `home`, `delivery`, `call`, `problem`, `socket`, `state`.
        what: Ids that say where to look, never a token.
    """

    number: int
    kind: str
    what: Json = field(default_factory=dict)


class Pulse:
    """Collects changes and wakes those who wait for the next one."""

    def __init__(self) -> None:
        self._changes: deque[Change] = deque(maxlen=KEPT)
        self._waiting: set[asyncio.Future[None]] = set()
        self.number = 0

    def beat(self, kind: str, **what: object) -> None:
        """Note a change and wake everybody who waits."""
        self.number += 1
        self._changes.append(Change(self.number, kind, dict(what)))
        waiting, self._waiting = self._waiting, set()
        for woken in waiting:
            if not woken.done():
                woken.set_result(None)

    async def beyond(self, number: int) -> None:
        """Return as soon as there is a change after that number."""
        while self.number <= number:
            woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting.add(woken)
            try:
                await woken
            finally:
                self._waiting.discard(woken)

    def since(self, number: int) -> list[Change]:
        """The changes after that number that are still kept."""
        return [change for change in self._changes if change.number > number]

    async def changes(self, since: int | None = None) -> AsyncIterator[Change]:
        """Every change from now on (or after a number), for as long as it is read."""
        number = self.number if since is None else since
        while True:
            for change in self.since(number):
                number = change.number
                yield change
            await self.beyond(number)
