"""Digests: once for each planned moment, whatever happens; the clock begins at noon UTC and is moved by hand."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from support.fakes import FakePeople
from support.watchtower import ANNA, OPS, Tower, watchtower

from harvestbot.domain.audit import Entry, Outcome
from harvestbot.domain.watching.digest import Digest
from harvestbot.domain.watching.kinds import Kind
from harvestbot.domain.watching.planning import DigestPlan, parse_plan
from harvestbot.domain.watching.subscriptions import Target
from harvestbot.errors import CannotPost, SlackUnavailable
from harvestbot.operations.portals import Portals
from harvestbot.operations.telling.digesting import Digesting
from harvestbot.sandbox.portal.harvester import Script
from harvestbot.sandbox.portal.trouble import Down
from harvestbot.store import audit, digests

HOUR = 3600.0


@pytest.fixture
async def tower(tmp_path: Path) -> AsyncIterator[Tower]:
    """A watchtower over two portals, which are looked at every half an hour while somebody wants it."""
    async with watchtower(tmp_path, "city", "sea", poll_interval=1800.0) as opened:
        yield opened


async def plans(tower: Tower, plan: str, *, subscriber: str = OPS, target: Target | None = None) -> None:
    """Have digests come."""
    wish = DigestPlan(
        subscriber=subscriber,
        target=target or Target(),
        plan=parse_plan(plan.split()),
        set_by=ANNA,
        set_at=tower.clock.now(),
    )
    async with tower.database.write() as tx:
        await digests.plan(tx, wish)


async def told(tower: Tower, hours: float) -> list[tuple[str, Digest]]:
    """Let time pass; return the digests that came meanwhile."""
    before = len(tower.board.digests)
    await tower.wait(hours * HOUR, step=1800.0)
    return tower.board.digests[before:]


async def test_a_digest_comes_at_its_time_and_says_how_all_stands(tower: Tower) -> None:
    """What failed, what changed and what people did since the last one; the portals are looked at for it."""
    await plans(tower, "daily at 14:00")
    assert await told(tower, 1.5) == []
    tower.city.world.script("my-harvester", Script(failure="No route to the source."))
    tower.city.world.start("my-harvester")
    tower.city.world.vanish("tree-survey")
    done = Entry(at=tower.clock.now(), actor=ANNA, verb="publish", outcome=Outcome.DONE, portal="sea", harvester_id="x")
    async with tower.database.write() as tx:
        await audit.record(tx, done)
    ((subscriber, first),) = await told(tower, 2)
    assert subscriber == OPS
    assert ("city", "my-harvester") in [(one.portal, one.tracked.seen.id) for one in first.failing]
    assert (Kind.GONE, "tree-survey") in [(one.kind, one.harvester_id) for one in first.changed]
    assert [one.verb for one in first.done] == ["publish"]
    assert first.runs == 1
    tower.clock.advance(22 * HOUR)
    ((_, second),) = await told(tower, 2)
    assert (second.since, second.changed, second.done, second.runs) == (first.until, (), (), 0)
    assert second.failing == first.failing


async def test_after_a_downtime_one_digest_catches_up(tower: Tower) -> None:
    """Three days without the bot: one, about all of them; and then the next at its time."""
    await plans(tower, "daily at 14:00")
    ((_, first),) = await told(tower, 3)
    tower.clock.advance(71 * HOUR)
    ((_, late),) = await told(tower, 0.5)
    assert (late.since, late.until >= tower.clock.now() - HOUR) == (first.until, True)
    assert await told(tower, 2) == []
    tower.clock.advance(21 * HOUR)
    assert len(await told(tower, 2)) == 1


async def test_of_many_replicas_one_sends_it_and_a_restart_sends_no_second(tower: Tower) -> None:
    """Whoever is first, and whoever comes back; each channel has its own."""
    await plans(tower, "daily at 14:00")
    await plans(tower, "daily at 14:00", subscriber="C0OTHER", target=Target("sea"))
    await told(tower, 1)
    tower.clock.advance(1.5 * HOUR)
    now = tower.clock.now()
    replicas = [Digesting(tower.watching_portals, tower.database, tower.board, FakePeople()) for _ in range(4)]
    await asyncio.gather(*(one.digest(now) for one in replicas))
    await Digesting(Portals({}), tower.database, tower.board, FakePeople()).digest(now)
    assert sorted(subscriber for subscriber, _ in tower.board.digests) == [OPS, "C0OTHER"]
    sizes = {subscriber: digest.total for subscriber, digest in tower.board.digests}
    assert sizes["C0OTHER"] < sizes[OPS]


async def test_what_slack_does_not_take_comes_later_and_once(tower: Tower) -> None:
    """A channel that is gone holds up nothing, and one that is called off meanwhile is not sent."""
    await plans(tower, "daily at 14:00")
    tower.board.trouble = SlackUnavailable("Slack is away.")
    assert await told(tower, 3) == []
    tower.board.trouble = None
    assert len(await told(tower, 1)) == 1
    tower.board.trouble = CannotPost("The channel is gone.")
    tower.clock.advance(23 * HOUR)
    assert await told(tower, 1) == []
    tower.board.trouble = SlackUnavailable("Slack is away.")
    tower.clock.advance(23 * HOUR)
    assert await told(tower, 1) == []
    tower.board.trouble = None
    async with tower.database.write() as tx:
        assert await digests.drop(tx, OPS)
    assert await told(tower, 1) == []


async def test_a_portal_that_could_not_be_read_is_named(tower: Tower) -> None:
    """Its numbers would be old ones."""
    await plans(tower, "daily at 14:00")
    await told(tower, 1)
    tower.city.trouble.down = Down.CLOSE
    ((_, digest),) = await told(tower, 2)
    assert digest.unseen == ("city",)


async def test_a_weekly_digest_comes_on_its_day_and_old_ones_are_forgotten(tower: Tower) -> None:
    """Whatever day the clock begins with, there are two in two weeks; the last one is kept."""
    await plans(tower, "weekly friday at 09:00")
    sent = []
    for _ in range(14):
        tower.clock.advance(23.5 * HOUR)
        sent += await told(tower, 0.5)
    assert len(sent) == 2
    assert sent[1][1].until - sent[0][1].until == pytest.approx(7 * 24 * HOUR, abs=25 * HOUR)
    async with tower.database.write() as tx:
        assert await digests.forget_before(tx, tower.clock.now() + 1) == 1
        assert (await digests.lasts(tx)).keys() == {OPS}
