"""What the bot has last seen of every portal's harvesters, in memory: what people choose from while they type."""

import asyncio
import time
from collections.abc import Callable, Collection, Iterable, Sequence

from harvestbot.domain.harvesters import Harvester
from harvestbot.domain.listing import Listed, needing_you_first
from harvestbot.domain.sights import Sight, sight, with_one, with_stuck

MANY = 500
"""Harvesters from which putting a sight together is left to a thread, so that nobody else has to wait."""

NOTES = 1_000
"""Single harvesters of a portal that are remembered for a list that was asked for before they were read."""

Listener = Callable[[str], object]
"""Is told the name of a portal of which something else is seen than before."""


class Directory:
    """Remembers; it asks nobody and waits for nobody.

    Every list and every single harvester that is read anyway is told to it.
    Whoever shows something of it keeps to the portals that the person may look at (``operations.gate.visible``).

    Args:
        now: seconds since the epoch.
    """

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        self._now = now
        self._notes: dict[str, dict[str, tuple[float, Harvester | None]]] = {}
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
        before = self._sights.get(portal)
        if before is not None and before.at > at:
            return
        if stuck is None:
            stuck = before.stuck if before else ()
        if len(harvesters) < MANY:
            now, changed = _anew(before, portal, harvesters, at, stuck)
        else:
            now, changed = await asyncio.to_thread(_anew, before, portal, harvesters, at, stuck)
        if self._sights.get(portal) is before:
            self._keep(self._with_notes(now), changed=changed)
        else:  # somebody was quicker
            await self.take(portal, harvesters, at, stuck)

    async def take_stuck(self, portal: str, stuck: Collection[str]) -> None:
        """Take in whose runs take too long, as watching found out."""
        if (before := self._sights.get(portal)) is not None:
            now = await asyncio.to_thread(with_stuck, before, stuck)
            if self._sights[portal] is before:
                self._keep(now, changed=now is not before)

    def note(self, portal: str, harvester_id: str, now: Harvester | None) -> None:
        """Take in one harvester as it was just read, or that it is gone (None)."""
        notes = self._notes.setdefault(portal, {})
        notes[harvester_id] = (self._now(), now)
        if len(notes) > NOTES:
            del notes[next(iter(notes))]
        if (before := self._sights.get(portal)) is not None:
            after = with_one(before, harvester_id, now)
            self._keep(after, changed=after is not before)

    def _with_notes(self, now: Sight) -> Sight:
        """Return a list with what was read of single harvesters after it was asked for; the rest is old by now."""
        notes = {name: note for name, note in self._notes.get(now.portal, {}).items() if note[0] > now.at}
        self._notes[now.portal] = notes
        for name, (_, noted) in notes.items():
            now = with_one(now, name, noted)
        return now

    def _keep(self, now: Sight, *, changed: bool) -> None:
        self._sights[now.portal] = now
        if changed:
            for listener in self._listeners:
                listener(now.portal)


def _anew(
    before: Sight | None, portal: str, harvesters: Sequence[Harvester], at: float, stuck: Collection[str]
) -> tuple[Sight, bool]:
    """Return a portal as it is seen now, and whether it looks otherwise than before."""
    now = sight(portal, harvesters, at, stuck, before)
    return now, before is None or before.listed != now.listed
