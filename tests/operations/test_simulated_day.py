"""A whole day of watching, simulated: what happens is told once, to whoever asked, in time and within the quota."""

from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from support.planned_day import HOUR, LATEST, LENGTHS, POLL, Ear, Planned, ears
from support.watchtower import Tower, watchtower

from harvestbot.domain.watching.kinds import Kind
from harvestbot.domain.watching.quiet import parse_quiet
from harvestbot.domain.watching.subscriptions import Target
from harvestbot.errors import SlackUnavailable
from harvestbot.operations.telling.watching import Watching

if TYPE_CHECKING:
    from harvestbot.portal.address import Api

PORTALS = ("city", "sea", "wood")
QUOTA = 1000
ADMIN = "U0ADMIN"
ADMINS = dict.fromkeys(PORTALS, (ADMIN,))
QUIET = "22:00-06:00 UTC"
SLACK_AWAY = (8.0 * HOUR, 8.5 * HOUR)
"""Seconds after the beginning, at noon, for which Slack takes nothing."""
STEP = 150.0
"""Seconds between two looks at what is due: each moment of the bot's own is a second."""
PAUSE = 300.0
"""Seconds between two tries at Slack at the most."""
Told = dict[tuple[str, Kind, str, str], list[float]]


async def test_a_day_with_three_portals_400_harvesters_and_40_channels(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """Every planned change is told exactly once to exactly the channels that asked, within what is promised."""
    apis: dict[str, Api] = {"sea": "automation"}
    async with watchtower(
        tmp_path, *PORTALS, durations=LENGTHS, admins=ADMINS, apis=apis, harvesters=134, quota=QUOTA
    ) as tower:
        begins = tower.clock.now()
        planned = Planned(dict(tower.portals), begins)
        planned.plan()
        listening = ears(40, planned, list(PORTALS))
        for ear in listening:
            quiet = parse_quiet(QUIET) if ear.quiet else None
            await tower.watch(ear.target, subscriber=ear.subscriber, kinds=ear.kinds, quiet=quiet)
        told, crowded = await passes(tower, planned, begins)
        expected = planned.expected([*listening, *admins()])
        assert {key: len(times) for key, times in told.items()} == {key: len(times) for key, times in expected.items()}
        assert crowded == []
        late = [
            (key, round(at - happened))
            for key, times in told.items()
            for happened, at in zip(sorted(expected[key]), sorted(times), strict=True)
            if not 0 <= at - happened <= latest(key[1], happened, begins, quiet=key[0] == "C01")
        ]
        assert late == []
        delays = sorted(
            at - when for key in told for when, at in zip(sorted(expected[key]), sorted(told[key]), strict=True)
        )
        calls = {name: len(portal.log.requests) for name, portal in tower.portals.items()}
        assert all(number <= 0.7 * QUOTA for number in calls.values()), calls
        record_property(
            "a simulated day",
            f"{sum(len(portal.world) for portal in tower.portals.values())} harvesters, {len(listening)} channels; "
            f"{len(planned.news)} changes ({planned.figures()}), told {sum(map(len, told.values()))} times in "
            f"{len(tower.board.told)} messages; half of them within {delays[len(delays) // 2]:.0f} s; calls: {calls}",
        )


async def passes(tower: Tower, planned: Planned, begins: float) -> tuple[Told, list[str]]:
    """Let a day pass step by step; return when who was told of what, and who got two messages at once."""
    told: Told = defaultdict(list)
    crowded: list[str] = []
    await tower.wait(STEP, step=STEP)
    while (passed := tower.clock.now() - begins) < 24 * HOUR:
        planned.happens(tower.clock.now())
        away = SLACK_AWAY[0] <= passed < SLACK_AWAY[1]
        tower.board.trouble = SlackUnavailable("Slack does not answer.") if away else None
        if passed == 12 * HOUR:  # a new release: nothing is in memory any more
            tower.watching = Watching(tower.watching_portals, tower.database, None, ADMINS)
        messages = await tower.wait(STEP, step=STEP)
        anew = Counter(one.subscriber for one in messages if not one.thread)
        crowded += [f"{subscriber} at {passed:.0f}" for subscriber, number in anew.items() if number > 1]
        for one in messages:
            for change in one.notice.changes:
                told[one.subscriber, change.kind, change.portal, change.harvester_id].append(tower.clock.now())
    return dict(told), crowded


def admins() -> list[Ear]:
    """Return what admins are told without asking."""
    return [Ear(ADMIN, Target(name), frozenset({Kind.CREDENTIALS, Kind.QUOTA})) for name in PORTALS]


def latest(kind: Kind, happened: float, begins: float, *, quiet: bool) -> float:
    """Return after how many seconds it is told at the latest."""
    most = LATEST.get(kind, POLL) + STEP
    after = happened - begins
    if SLACK_AWAY[0] - most <= after < SLACK_AWAY[1]:
        most += SLACK_AWAY[1] - SLACK_AWAY[0] + PAUSE
    if quiet and 10 * HOUR - most <= after < 18 * HOUR:
        most += 18 * HOUR - after
    return most
