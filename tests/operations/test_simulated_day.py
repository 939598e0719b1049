"""A whole day of watching, simulated: what happens is told once, to whoever asked, in time and within the quota."""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from support.fakes import FakePeople
from support.planned_day import HOUR, LATEST, LENGTHS, POLL, Ear, News, Planned, ears
from support.planned_quiet import STEP, WISHED, Hush, digest_mistakes, hushes
from support.watchtower import Tower, watchtower

from harvestbot.domain.watching.digest import Digest
from harvestbot.domain.watching.kinds import Kind
from harvestbot.domain.watching.quiet import parse_quiet
from harvestbot.domain.watching.subscriptions import Mute, Target
from harvestbot.errors import SlackUnavailable
from harvestbot.operations.telling.digesting import Digesting
from harvestbot.operations.telling.watching import Watching
from harvestbot.store import digests, subscriptions

if TYPE_CHECKING:
    from harvestbot.portal.address import Api

PORTALS = ("city", "sea", "wood")
QUOTA = 1000
ADMIN = "U0ADMIN"
ADMINS = dict.fromkeys(PORTALS, (ADMIN,))
QUIET = {"C01": ("22:00-06:00 UTC", 10.0, 18.0), "C14": ("09:00-11:00 Asia/Tokyo", 12.0, 14.0)}
"""Quiet hours of channels, and when they begin and end, in hours after the beginning."""
MUTING = (0, 3, 8, 20, 21)
"""Channels that hear nothing for a while, by number."""
SLACK_AWAY = (8.0 * HOUR, 8.5 * HOUR)
"""Seconds after the beginning, at noon, for which Slack takes nothing."""
PAUSE = 300.0
"""Seconds between two tries at Slack at the most."""
Told = dict[tuple[str, Kind, str, str], list[float]]


@pytest.mark.long
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
            quiet = parse_quiet(QUIET[ear.subscriber][0]) if ear.subscriber in QUIET else None
            await tower.watch(ear.target, subscriber=ear.subscriber, kinds=ear.kinds, quiet=quiet)
        muted = hushes([listening[number] for number in MUTING], planned.news, begins)
        for wish in WISHED:
            async with tower.database.write() as tx:
                await digests.plan(tx, wish.plan(begins))
        told, crowded, sent = await passes(tower, planned, muted, begins)
        expected = planned.expected([*listening, *admins()], hidden(muted))
        assert {key: len(times) for key, times in told.items()} == {key: len(times) for key, times in expected.items()}
        assert crowded == []
        assert digest_mistakes(sent, planned.news, begins, STEP + SLACK_AWAY[1] - SLACK_AWAY[0] + PAUSE) == []
        late = [
            (key, round(at - happened))
            for key, times in told.items()
            for happened, at in zip(sorted(expected[key]), sorted(times), strict=True)
            if not 0 <= at - happened <= latest(key[1], happened, begins, quiet=QUIET.get(key[0]))
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
            f"{len(planned.news)} changes ({planned.figures()}), {len(muted)} mutes, {len(sent)} digests; "
            f"told {sum(map(len, told.values()))} times in {len(tower.board.told)} messages; "
            f"half of them within {delays[len(delays) // 2]:.0f} s; calls: {calls}",
        )


async def passes(
    tower: Tower, planned: Planned, muted: Sequence[Hush], begins: float
) -> tuple[Told, list[str], list[tuple[float, str, Digest]]]:
    """Let a day pass step by step; return when who was told of what, who got two messages at once, and the digests."""
    told: Told = defaultdict(list)
    crowded: list[str] = []
    sent: list[tuple[float, str, Digest]] = []
    await tower.wait(STEP, step=STEP)
    while (passed := tower.clock.now() - begins) < 24 * HOUR:
        planned.happens(tower.clock.now())
        await people_decide(tower, muted, passed)
        away = SLACK_AWAY[0] <= passed < SLACK_AWAY[1]
        tower.board.trouble = SlackUnavailable("Slack does not answer.") if away else None
        if passed == 12 * HOUR:  # a new release: nothing is in memory any more
            tower.watching = Watching(tower.watching_portals, tower.database, None, ADMINS)
            tower.digesting = Digesting(tower.watching_portals, tower.database, tower.board, FakePeople())
        messages = await tower.wait(STEP, step=STEP)
        sent += [(tower.clock.now(), who, digest) for who, digest in tower.board.digests[len(sent) :]]
        anew = Counter(one.subscriber for one in messages if not one.thread)
        crowded += [f"{subscriber} at {passed:.0f}" for subscriber, number in anew.items() if number > 1]
        for one in messages:
            for change in one.notice.changes:
                told[one.subscriber, change.kind, change.portal, change.harvester_id].append(tower.clock.now())
    return dict(told), crowded, sent


async def people_decide(tower: Tower, muted: Sequence[Hush], passed: float) -> None:
    """Mute and unmute, and call digests off, where the time has come."""
    now = tower.clock.now()
    over = [one for one in WISHED if one.called_off is not None and one.called_off * HOUR == passed]
    starting, lifted = ([one for one in muted if now == at(one)] for at in (_begins, _lifted))
    if starting or lifted or over:
        async with tower.database.write() as tx:
            for one in starting:
                until = one.ends + HOUR if one.lifted else one.ends
                mute = Mute(subscriber=one.ear.subscriber, target=one.target, until=until, by=ADMIN, at=now)
                await subscriptions.silence(tx, mute)
            for one in lifted:
                await subscriptions.unsilence(tx, one.ear.subscriber, one.target)
            for wish in over:
                await digests.drop(tx, wish.subscriber)


def _begins(one: Hush) -> float:
    return one.begins


def _lifted(one: Hush) -> float | None:
    return one.ends if one.lifted else None


def hidden(muted: Sequence[Hush]) -> Callable[[Ear, News], bool]:
    """Return what tells whether a channel is not to be told of something."""
    return lambda ear, news: any(one.ear == ear and one.covers(news) for one in muted)


def admins() -> list[Ear]:
    """Return what admins are told without asking."""
    return [Ear(ADMIN, Target(name), frozenset({Kind.CREDENTIALS, Kind.QUOTA})) for name in PORTALS]


def latest(kind: Kind, happened: float, begins: float, *, quiet: tuple[str, float, float] | None) -> float:
    """Return after how many seconds it is told at the latest."""
    most = LATEST.get(kind, POLL) + STEP
    after = happened - begins
    if SLACK_AWAY[0] - most <= after < SLACK_AWAY[1]:
        most += SLACK_AWAY[1] - SLACK_AWAY[0] + PAUSE
    if quiet and quiet[1] * HOUR - most <= after < quiet[2] * HOUR:
        most += quiet[2] * HOUR - after
    return most
