"""What can be seen of the portal behind the bot, and what happens on it by itself."""

import asyncio

from harvestbot.sandbox.portal.harvester import Script
from harvestbot.sandbox.portal.portal import SimulatedPortal
from harvestbot.sandbox.portal.problems import UnknownHarvester
from harvestbot.sandbox.portal.requestlog import Entry
from harvestbot.sandbox.portal.world import World

GONE = "gone"
BAD_STATUS = 400
LOOKS = 3
"""Readings of the list after which one was begun and taken in for certain."""
PAUSE = 0.02
"""Seconds between two looks at the log."""


class PortalSide:
    """The portal, as it is in truth.

    Args:
        portal: it.
    """

    def __init__(self, portal: SimulatedPortal) -> None:
        self._portal = portal
        self._requests = 0

    def begin(self) -> None:
        """Begin a step: what was asked before is history."""
        self._requests = max((one.number for one in self._portal.log.requests), default=0)

    @property
    def harvesters(self) -> int:
        """How many harvesters the portal has."""
        return len(self._world)

    def counts(self, harvester: str) -> tuple[int, int] | None:
        """Return how many datasets the portal has of a harvester, attached and published; None where it is gone."""
        try:
            now = self._world.get(harvester)
        except UnknownHarvester:
            return None
        return now.attached, now.published

    def source(self, harvester: str) -> int:
        """Return how many datasets the source of a harvester has, which the next run brings."""
        return self._world.get(harvester).source

    def standing(self, harvester: str) -> str:
        """Say how many datasets the portal has of a harvester, or that it is gone."""
        counts = self.counts(harvester)
        return GONE if counts is None else f"{counts[0]} datasets attached, {counts[1]} published"

    def name(self, harvester: str) -> str:
        """Return what the portal calls a harvester."""
        return self._world.get(harvester).name

    def hidden(self) -> dict[str, int]:
        """Return how many datasets the portal hides, of each harvester of which it hides any."""
        return {one.uid: one.attached - one.published for one in self._world.all() if one.hidden}

    def left_behind(self, harvester: str) -> str:
        """Say how many datasets of a deleted harvester the portal has kept, and how many it has deleted."""
        world = self._world
        return f"{world.kept[harvester]} datasets kept, {world.destroyed[harvester]} deleted"

    def writes(self) -> list[str]:
        """Return the requests of this step that reached the portal and could change something.

        Each as its method, what it was about, and its query: ``DELETE bus-stops?delete_attached_datasets=0``.
        """
        return [_about(one) for one in self._asked() if one.method != "GET"]

    def asked(self, *, bad: bool = False) -> list[str]:
        """Return the requests of this step, with their answers; ``bad``: only those that were not answered well."""
        wanted = [one for one in self._asked() if not bad or one.mishap or (one.status or 0) >= BAD_STATUS]
        return [f"portal: {_request(one)}" for one in wanted]

    def run(self, harvester: str, failure: str | None = None) -> None:
        """Begin a run, which fails where it is told how."""
        if failure is not None:
            self._world.script(harvester, Script(failure=failure))
        self._world.start(harvester)

    async def looked_at(self) -> None:
        """Wait until the list was read so often that one reading began after this."""
        wanted = self._looks() + LOOKS
        while True:
            if self._looks() >= wanted:
                return
            await asyncio.sleep(PAUSE)

    @property
    def _world(self) -> World:
        return self._portal.world

    def _looks(self) -> int:
        return self._portal.log.count(method="GET", path="/harvesters/")

    def _asked(self) -> list[Entry]:
        return [one for one in self._portal.log.requests if one.number > self._requests]


def _about(entry: Entry) -> str:
    query = f"?{entry.query}" if entry.query else ""
    return f"{entry.method} {entry.path.partition('/harvesters/')[2].rstrip('/') or 'the list'}{query}"


def _request(entry: Entry) -> str:
    answer = entry.status if entry.status is not None else entry.mishap or "no answer"
    return f"{_about(entry)} → {answer}"
