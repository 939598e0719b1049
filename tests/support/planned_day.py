"""A day of planned news on three simulated portals, and who must be told of what.

The oracle shares nothing with the bot but the words for kinds.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from typing import NamedTuple

from msgspec import Struct

from harvestbot.domain.watching.kinds import DEFAULT_KINDS, Kind
from harvestbot.domain.watching.subscriptions import ANY, Target
from harvestbot.sandbox.portal.accounts import DEFAULT_ACCOUNTS
from harvestbot.sandbox.portal.harvester import Definition, Durations, Harvester, Script
from harvestbot.sandbox.portal.portal import SimulatedPortal
from harvestbot.sandbox.portal.trouble import Down

MINUTE, HOUR = 60.0, 3600.0
LENGTHS = Durations(queued=60, processing=1200)
RUN, FAILED_RUN, LONG_RUN = 1260.0, 660.0, 8 * HOUR
"""Seconds that runs take here, all of them longer than the pause between two polls."""
POLL = 300.0
"""Seconds between two polls of a portal where nothing happens, at 1,000 calls a day: what is promised."""
LATEST = {Kind.STUCK: 2 * POLL, Kind.UNREACHABLE: 1800.0, Kind.REACHABLE: HOUR, Kind.CREDENTIALS: POLL}
"""Seconds after which each kind is told at the latest, where it is not the pause: back-off makes others longer."""
TROUBLE = frozenset({Kind.FAILED, Kind.WITH_ERRORS, Kind.STUCK, Kind.UNREACHABLE, Kind.CREDENTIALS})


class News(NamedTuple):
    """One thing that happens: when (seconds since the epoch), what, where, and which troubles it ends."""

    at: float
    kind: Kind
    portal: str
    harvester: str = ""
    ends: frozenset[Kind] = frozenset()


class Ear(Struct, frozen=True):
    """A channel: what it asks for."""

    subscriber: str
    target: Target
    kinds: frozenset[Kind]

    def asks(self, news: News) -> bool:
        """Tell whether it must be told."""
        near = self.target.portal in (ANY, news.portal)
        here = not news.harvester or self.target.harvester in (ANY, news.harvester)
        return near and here and (news.kind in self.kinds or bool(news.ends & self.kinds))


class Planned:
    """What happens on this day; each deed is done when its time has come.

    Args:
        portals: where it happens, by name; ``sea`` is the one that tells how many datasets a source has.
        begins: seconds since the epoch.
    """

    def __init__(self, portals: dict[str, SimulatedPortal], begins: float) -> None:
        self._portals = portals
        self._begins = begins
        self._deeds: list[tuple[float, Callable[[], object]]] = []
        self._well = {name: _well(portal) for name, portal in portals.items()}
        self.news: list[News] = []

    def plan(self) -> None:
        """Plan the day."""
        for number, portal in enumerate(self._portals):
            off = number * 7 * MINUTE
            for hour in (0.5, 2.1, 4.2, 8.3, 15.4, 18.0):
                self._fails_and_recovers(portal, hour * HOUR + off)
            for hour in (1.2, 5.3, 16.1):
                self._has_errors_and_recovers(portal, hour * HOUR + off)
            for hour in (0.9, 3.3, 9.1, 17.2):
                self._brings_datasets(portal, hour * HOUR + off)
            self._is_stuck(portal, 0.7 * HOUR + off)
            for hour in (2.7, 8.8, 19.1):
                self._is_edited(portal, hour * HOUR + off)
                self._is_new(portal, (hour + 0.3) * HOUR + off)
                self._vanishes(portal, (hour + 0.6) * HOUR + off)
        for hour in (3.9, 19.9):
            self._collapses("sea", hour * HOUR)
        self._is_unreachable("wood", 11 * HOUR, 13 * HOUR)
        self._is_refused("sea", 11 * HOUR, 12.5 * HOUR)
        self._deeds.sort(key=lambda deed: deed[0])
        self.news.sort()

    def happens(self, now: float) -> None:
        """Do what is due."""
        while self._deeds and self._deeds[0][0] <= now:
            self._deeds.pop(0)[1]()

    def expected(
        self, ears: list[Ear], hidden: Callable[[Ear, News], bool]
    ) -> dict[tuple[str, Kind, str, str], list[float]]:
        """Return when whom must be told of what, as often as they must, unless it is ``hidden`` from them."""
        found: dict[tuple[str, Kind, str, str], list[float]] = defaultdict(list)
        for news in self.news:
            for ear in ears:
                if ear.asks(news) and not hidden(ear, news):
                    found[ear.subscriber, news.kind, news.portal, news.harvester].append(news.at)
        return found

    def figures(self) -> str:
        """Say how much happens of each kind."""
        return ", ".join(f"{number} {kind}" for kind, number in Counter(one.kind for one in self.news).most_common())

    def favourites(self) -> Iterator[Target]:
        """Return harvesters that something happens to."""
        return (Target(one.portal, one.harvester) for one in self.news if one.kind in (Kind.FAILED, Kind.STUCK))

    def _tell(self, after: float, kind: Kind, portal: str, harvester: str = "", *ends: Kind) -> None:
        self.news.append(News(self._begins + after, kind, portal, harvester, frozenset(ends)))

    def _do(self, after: float, deed: Callable[[], object]) -> None:
        self._deeds.append((self._begins + after, deed))

    def _runs(self, portal: str, uid: str, after: float, script: Script, end: Kind) -> float:
        world = self._portals[portal].world

        def start() -> None:
            world.script(uid, script)
            world.start(uid)

        self._do(after, start)
        self._tell(after, Kind.STARTED, portal, uid)
        over = after + (FAILED_RUN if script.failure else RUN)
        self._tell(over, end, portal, uid)
        return over

    def _fails_and_recovers(self, portal: str, after: float) -> None:
        uid = self._well[portal].pop().uid
        self._runs(portal, uid, after, Script(brings=0, failure="No route to the source."), Kind.FAILED)
        over = self._runs(portal, uid, after + HOUR, Script(brings=0), Kind.FINISHED)
        self._tell(over, Kind.RECOVERED, portal, uid, Kind.FAILED)

    def _has_errors_and_recovers(self, portal: str, after: float) -> None:
        uid = self._well[portal].pop().uid
        self._runs(portal, uid, after, Script(brings=0, failing=3), Kind.WITH_ERRORS)
        over = self._runs(portal, uid, after + HOUR, Script(brings=0), Kind.FINISHED)
        self._tell(over, Kind.RECOVERED, portal, uid, Kind.WITH_ERRORS)

    def _brings_datasets(self, portal: str, after: float) -> None:
        uid = self._well[portal].pop().uid
        over = self._runs(portal, uid, after, Script(brings=8), Kind.FINISHED)
        self._tell(over, Kind.COUNTS, portal, uid)

    def _is_stuck(self, portal: str, after: float) -> None:
        world, uid = self._portals[portal].world, self._well[portal].pop().uid

        def start() -> None:
            world.durations = Durations(queued=60, processing=LONG_RUN - 60)
            world.script(uid, Script(brings=0))
            world.start(uid)
            world.durations = LENGTHS

        self._do(after, start)
        self._tell(after, Kind.STARTED, portal, uid)
        self._tell(after + 6 * HOUR, Kind.STUCK, portal, uid)
        self._tell(after + LONG_RUN, Kind.FINISHED, portal, uid, Kind.STUCK)

    def _is_edited(self, portal: str, after: float) -> None:
        uid = self._well[portal].pop().uid
        self._do(after, lambda: self._portals[portal].world.rename(uid, f"{uid} anew", "louise.data"))
        self._tell(after, Kind.EDITED, portal, uid)

    def _is_new(self, portal: str, after: float) -> None:
        name = f"planned-{portal}-{after:.0f}"
        definition = Definition(name, "ods", {"domain": "https://data.example"})
        self._do(after, lambda: self._portals[portal].world.create(definition, "louise.data"))
        self._tell(after, Kind.NEW, portal, name)

    def _vanishes(self, portal: str, after: float) -> None:
        uid = self._well[portal].pop().uid
        self._do(after, lambda: self._portals[portal].world.vanish(uid))
        self._tell(after, Kind.GONE, portal, uid)

    def _collapses(self, portal: str, after: float) -> None:
        uid = self._well[portal].pop().uid
        self._do(after, lambda: self._portals[portal].world.collapse(uid, left=1))
        self._tell(after, Kind.COLLAPSED, portal, uid)

    def _is_unreachable(self, portal: str, after: float, until: float) -> None:
        trouble = self._portals[portal].trouble
        self._do(after, lambda: setattr(trouble, "down", Down.CLOSE))
        self._do(until, lambda: setattr(trouble, "down", None))
        self._tell(after, Kind.UNREACHABLE, portal)
        self._tell(until, Kind.REACHABLE, portal, "", Kind.UNREACHABLE)

    def _is_refused(self, portal: str, after: float, until: float) -> None:
        accounts = self._portals[portal].accounts
        self._do(after, lambda: accounts.remove("demo"))
        self._do(until, lambda: accounts.add(DEFAULT_ACCOUNTS[0]))
        self._tell(after, Kind.CREDENTIALS, portal)
        self._tell(until, Kind.REACHABLE, portal, "", Kind.CREDENTIALS)


def ears(channels: int, planned: Planned, portals: list[str]) -> list[Ear]:
    """Return what so many channels ask for: everything, a portal, or a harvester that something happens to."""
    chance = random.Random(5)  # noqa: S311  because chance is repeatable here and guards nothing
    favourites = sorted(planned.favourites())
    kinds = [DEFAULT_KINDS, frozenset(Kind), frozenset({Kind.FAILED}), frozenset({Kind.NEW, Kind.GONE, Kind.EDITED})]
    targets = [Target(), *(Target(name) for name in portals), *chance.sample(favourites, 12)]
    return [
        Ear(f"C{number:02d}", targets[number % len(targets)], kinds[number // len(targets) + number % 2])
        for number in range(channels)
    ]


def _well(portal: SimulatedPortal) -> list[Harvester]:
    """Return the harvesters that have run well until now and do as they are told."""
    return [
        one
        for one in reversed(portal.world.all())
        if one.run is None
        and one.last_started_at is not None
        and one.failure is None
        and not one.failed_resources
        and one.attached > 20
        and one.remote > 20
        and one.params.get("delete_missing_datasets") is not True
    ]
