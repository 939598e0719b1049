"""Everything on the page that is not the conversation: it is drawn again and again, and sent where it has changed."""

from collections.abc import Iterator

from harvestbot.sandbox.page.drawing import Easel
from harvestbot.sandbox.page.mishaps import Mishap, on_the_wire, seen
from harvestbot.sandbox.page.patches import Patch
from harvestbot.sandbox.page.place import HOME, Place
from harvestbot.sandbox.page.portal_pane import PortalPane
from harvestbot.sandbox.slack.world import World

MOST_LINES = 200
"""Exchanges that a page which has just been opened is told of."""


class Scenery:
    """What one page shows besides its conversation, and what of it was sent already.

    Args:
        world: The workspace.
        pane: The portal's pane.
        easel: Draws the pieces.
        place: Who looks, and at what.
    """

    def __init__(self, world: World, pane: PortalPane, easel: Easel, place: Place) -> None:
        self._world = world
        self._pane = pane
        self._easel = easel
        self._place = place
        self._sent: dict[str, str] = {}
        self._harvesters: set[str] = set()
        self._entries = max(0, len(world.traffic.entries()) - MOST_LINES)
        self._open: set[int] = set()
        self._problems = 0
        self._mishaps = 0

    def patches(self) -> Iterator[Patch]:
        """What has changed since the last time."""
        yield from self._fresh("fill", "modal", str(self._easel.modal(self._world.views_of(self._place.user))))
        if self._place.channel == HOME:
            yield from self._fresh("fill", "home", str(self._easel.home(self._world.home(self._place.user))))
        yield from self._lines()
        yield from self._portal()

    def _fresh(self, *patch: str) -> Iterator[Patch]:
        """A patch, unless the same was sent before."""
        *where, html = patch
        key = where[-1]
        if self._sent.get(key) != html:
            self._sent[key] = html
            yield patch

    def _portal(self) -> Iterator[Patch]:
        yield from self._fresh("put", "weathers", "weather", str(self._pane.weather()))
        yield from self._fresh("put", "weathers", "weather-calls", str(self._pane.calls()))
        facts = self._pane.harvesters()
        for gone in self._harvesters - set(facts):
            yield "drop", f"harvester-{gone}"
        for uid, html in facts.items():
            if uid not in self._harvesters:
                self._sent[f"facts-{uid}"] = str(html)
                yield "put", "harvesters", f"harvester-{uid}", str(self._pane.entry(uid))
            else:
                yield from self._fresh("put", f"harvester-{uid}", f"facts-{uid}", str(html))
        self._harvesters = set(facts)

    def _lines(self) -> Iterator[Patch]:
        """New lines in the drawers, and those whose exchange has ended meanwhile."""
        mishaps: list[Mishap] = []
        problems = self._world.problems
        for number, problem in enumerate(problems[self._problems :], self._problems):
            mishaps.append(seen(number, problem, self._easel.names))
        self._problems = len(problems)
        first = min(self._open, default=self._entries + 1) - 1
        for entry in self._world.traffic.entries(first):
            if entry.number <= self._entries and entry.number not in self._open:
                continue
            yield "put", "exchanges", f"exchange-{entry.number}", str(self._easel.exchange(entry))
            self._entries = max(self._entries, entry.number)
            if entry.seconds is None:
                self._open.add(entry.number)
            else:
                self._open.discard(entry.number)
                mishaps += [mishap] if (mishap := on_the_wire(entry)) else []
        for mishap in mishaps:
            yield "top", "mishaps", mishap.id, str(self._easel.mishap(mishap))
        if mishaps:
            self._mishaps += len(mishaps)
            yield "text", "mishaps-count", str(self._mishaps)
            yield "text", "mishaps-badge", str(self._mishaps)
