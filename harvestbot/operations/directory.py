"""What the bot has last seen of every portal's harvesters, in memory: what people choose from while they type."""

import asyncio
from collections.abc import Callable, Collection, Iterable, Sequence

from harvestbot.domain.harvesters import Harvester
from harvestbot.domain.listing import Listed, needing_you_first
from harvestbot.domain.sights import Sight, sight, with_stuck

MANY = 500
"""Harvesters from which putting a sight together is left to a thread, so that nobody else has to wait."""

Listener = Callable[[str], object]
"""Is told the name of a portal of which something else is seen than before."""


class Directory:
    """Remembers; it asks nobody and waits for nobody. Every list that is read anyway is told to it.

    Whoever shows something of it keeps to the portals that the person may look at (``operations.gate.visible``).
    """

    def __init__(self) -> None:
        self._sights: dict[str, Sight] = {}
        self._listeners: list[Listener] = []

    def seen(self, portals: Iterable[str]) -> tuple[Sight, ...]:
        """Return what is known of these portals; of one that was never seen, nothing."""
        return tuple(self._sights[name] for name in portals if name in self._sights)

    def listed(self, portals: Iterable[str]) -> tuple[Listed, ...]:
        """Return the harvesters of these portals as they were last seen, those that need somebody first."""
        sights = self.seen(portals)
        return (
            sights[0].listed if len(sights) == 1 else needing_you_first(one for seen in sights for one in seen.listed)
        )

    def as_of(self, portal: str) -> float | None:
        """Return when a portal's list was last read, in seconds since the epoch; None where it never was."""
        return self._sights[portal].at if portal in self._sights else None

    def listen(self, listener: Listener) -> None:
        """Have somebody told, on the event loop, each time when something else is seen of a portal than before."""
        self._listeners.append(listener)

    async def take(
        self, portal: str, harvesters: Sequence[Harvester], at: float, stuck: Collection[str] | None = None
    ) -> None:
        """Take in a list that was read; an older one than what is known changes nothing.

        Args:
            portal: whose list it is.
            harvesters: all of them.
            at: when it was asked for, in seconds since the epoch.
            stuck: ids of those whose run takes too long; None where that was not looked into, and stays.
        """
        if self._newer(portal, at):
            return
        before = self._sights.get(portal)
        if stuck is None:
            stuck = before.stuck if before else ()
        if len(harvesters) < MANY:
            now = sight(portal, harvesters, at, stuck, before)
        else:
            now = await asyncio.to_thread(sight, portal, harvesters, at, stuck, before)
        if not self._newer(portal, at):
            self._keep(now)

    def take_stuck(self, portal: str, stuck: Collection[str]) -> None:
        """Take in whose runs take too long, as watching found out."""
        if portal in self._sights:
            self._keep(with_stuck(self._sights[portal], stuck))

    def _newer(self, portal: str, at: float) -> bool:
        known = self._sights.get(portal)
        return known is not None and known.at > at

    def _keep(self, now: Sight) -> None:
        before = self._sights.get(now.portal)
        self._sights[now.portal] = now
        if before is None or before.listed != now.listed:
            for listener in self._listeners:
                listener(now.portal)
