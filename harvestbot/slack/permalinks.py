"""Addresses of messages, remembered; implements ``operations.ports.Links``."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from harvestbot.domain.confirmations import Place
from harvestbot.errors import ChatError

log = structlog.get_logger(__name__)

PATIENCE = 2.0
"""Seconds that work waits for an address: the trail is told without it rather than late."""
MOST = 2_000
"""Addresses that are remembered; the oldest are asked for again."""


class Permalinks:
    """Asks Slack for the address of a message once.

    Args:
        ask: asks Slack (``Sender.permalink``).
        patience: seconds that an answer is waited for.
        most: how many addresses are remembered.
    """

    def __init__(
        self, ask: Callable[[str, str], Awaitable[str]], *, patience: float = PATIENCE, most: int = MOST
    ) -> None:
        self._ask = ask
        self._patience = patience
        self._most = most
        self._known: dict[tuple[str, str], str] = {}

    async def look_up(self, place: Place) -> None:
        """Learn the address of the message at a place, unless it is known; never raises."""
        message = place.channel, place.message
        if not place.message or message in self._known:
            return
        try:
            async with asyncio.timeout(self._patience):
                address = await self._ask(*message)
        except (ChatError, TimeoutError) as error:
            log.info("a message's address is not known", why=str(error) or type(error).__name__)
            return
        while len(self._known) >= self._most:
            del self._known[next(iter(self._known))]
        self._known[message] = address

    def known(self, place: Place) -> str:
        """Return the address of the message at a place, "" where it is not known."""
        return self._known.get((place.channel, place.message), "")
