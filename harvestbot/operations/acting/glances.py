"""Looks at harvesters that several wait for at once: what one has just seen, the others need not ask for again."""

import asyncio
from collections.abc import Callable

from harvestbot.domain.harvesters import Harvester
from harvestbot.operations.portals import Portals

MOST_KEPT = 1_000

Key = tuple[str, str]


class Glances:
    """Shares looks, so that a run that is followed in five channels costs the portal's quota once.

    Args:
        portals: where the harvesters are.
        now: seconds, of the clock by which people wait.
    """

    def __init__(self, portals: Portals, now: Callable[[], float]) -> None:
        self._portals = portals
        self._now = now
        self._seen: dict[Key, tuple[float, Harvester]] = {}
        self._turns: dict[Key, asyncio.Lock] = {}

    async def get(self, portal: str, harvester_id: str, at_most: float) -> Harvester:
        """Return a harvester as it was at most ``at_most`` seconds ago.

        Raises:
            PortalError: as when it is asked for.
        """
        key = portal, harvester_id
        asked = self._now()
        if len(self._turns) > MOST_KEPT:
            self._forget()
        async with self._turns.setdefault(key, asyncio.Lock()):
            at, seen = self._seen.get(key, (float("-inf"), None))
            if seen is None or at < asked - at_most:
                at = self._now()
                seen = await self._portals[portal].get(harvester_id)
                self._seen[key] = at, seen
            return seen

    def _forget(self) -> None:
        """Drop what nobody waits for."""
        self._turns = {key: turn for key, turn in self._turns.items() if turn.locked()}
        self._seen = {key: one for key, one in self._seen.items() if key in self._turns}
