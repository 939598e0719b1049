"""The stream of server-sent events that keeps one page up to date."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable

from harvestbot.sandbox.page.conversation import Conversation
from harvestbot.sandbox.page.patches import Patch, event, opening
from harvestbot.sandbox.page.scenery import Scenery
from harvestbot.sandbox.slack.pulse import Pulse

TICK = 0.5
"""Seconds between two looks at the portal, which does not say by itself when something has changed."""
GATHERING = 0.01
"""Seconds in which changes that come together are gathered."""


class Marks:
    """The ids of events: which world they are of, and how far it had come.

    Args:
        epoch: Tells this world from one that was served at the same address before.
    """

    def __init__(self, epoch: str) -> None:
        self._epoch = epoch

    def of(self, number: int) -> str:
        """The mark of a change."""
        return f"{self._epoch}-{number}"

    def read(self, mark: str) -> int | None:
        """The number of the change in a mark; None where it is none of this world."""
        epoch, _, number = mark.partition("-")
        return int(number) if epoch == self._epoch and number.isdigit() else None


class Stream:
    """What one page is sent.

    Args:
        pulse: Where the workspace's changes come from.
        conversation: The page's conversation.
        scenery: All else on it.
        marks: How events are marked.
        closing: Whether the demo is about to end.
    """

    def __init__(
        self, pulse: Pulse, conversation: Conversation, scenery: Scenery, marks: Marks, closing: Callable[[], bool]
    ) -> None:
        self._pulse = pulse
        self._conversation = conversation
        self._scenery = scenery
        self._marks = marks
        self._closing = closing

    async def events(self, since: str) -> AsyncIterator[bytes]:
        """Every event from a mark on, for as long as it is read."""
        yield opening()
        number = self._known(since)
        if number is None:
            yield event([("reload",)], since)
            return
        while not self._closing():
            changes = self._pulse.since(number)
            number = max(number, self._pulse.number)
            patches: list[Patch] = [*self._conversation.patches(changes), *self._scenery.patches()]
            if patches:
                yield event(patches, self._marks.of(number))
            await self._rest(number)

    def _known(self, since: str) -> int | None:
        """How far the page is; None where what came after it is no longer known."""
        number = self._marks.read(since)
        if number is None or number > self._pulse.number:
            return None
        held = self._pulse.since(number)
        complete = not held or held[0].number == number + 1
        return number if complete else None

    async def _rest(self, number: int) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(TICK):
                await self._pulse.beyond(number)
        await asyncio.sleep(GATHERING)
