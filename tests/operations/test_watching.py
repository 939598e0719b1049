"""Looking at portals and telling what happened, with a clock that is moved by hand."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import text
from support.watchtower import OPS, Tower, watchtower

from harvestbot.domain.watching.kinds import Kind
from harvestbot.domain.watching.quiet import parse_quiet
from harvestbot.domain.watching.subscriptions import Mute, Target
from harvestbot.domain.watching.vanished import MOST_ASKED
from harvestbot.errors import CannotPost, SlackUnavailable
from harvestbot.portal.address import Api
from harvestbot.sandbox.portal.harvester import Script
from harvestbot.sandbox.portal.trouble import Down
from harvestbot.sandbox.portal.trouble import Kind as Spoilt
from harvestbot.store import polls, subscriptions

HOUR = 3600.0
MINE = Target("city", "my-harvester")


@pytest.fixture
async def tower(tmp_path: Path) -> AsyncIterator[Tower]:
    """A watchtower over one portal, which is looked at every minute."""
    async with watchtower(tmp_path, poll_interval=60.0) as opened:
        yield opened


def fails(tower: Tower, *names: str) -> None:
    """Let the next run of harvesters fail, and start them."""
    for name in names:
        tower.city.world.script(name, Script(failure="No route to the source."))
        tower.city.world.start(name)


async def test_what_happens_in_one_look_is_one_message(tower: Tower) -> None:
    """Two failures, one message; a repeated look adds nothing."""
    await tower.watch()
    assert await tower.wait(600) == []
    fails(tower, "my-harvester", "city-budget")
    (told,) = await tower.wait(HOUR, step=120)
    assert sorted(told.news) == [(Kind.FAILED, "city-budget"), (Kind.FAILED, "my-harvester")]


async def test_the_recovery_goes_to_the_thread_of_the_failure(tower: Tower) -> None:
    """And to the channel as well; what fails later opens a thread of its own."""
    await tower.watch()
    await tower.wait(600)
    fails(tower, "my-harvester", "city-budget")
    (failed,) = await tower.wait(HOUR)
    tower.city.world.start("my-harvester")
    (well,) = await tower.wait(HOUR)
    assert well.news == [(Kind.RECOVERED, "my-harvester")]
    assert well.thread == failed.message
    assert well.notice.relieves
    ((first, _, ended),) = tower.board.shown
    assert (first.id, [one.harvester_id for one in ended]) == (failed.notice.id, ["my-harvester"])
    fails(tower, "my-harvester")
    (again,) = await tower.wait(HOUR)
    assert again.thread == ""


async def test_each_subscriber_is_told_of_what_it_watches(tower: Tower) -> None:
    """One channel of the portal, one of another harvester, one person of the same harvester twice over."""
    await tower.watch(Target("city"))
    await tower.watch(Target("city", "city-budget"), subscriber="C0OTHER")
    await tower.watch(MINE, subscriber="U0ANNA")
    await tower.watch(subscriber="U0ANNA")
    await tower.wait(600)
    fails(tower, "my-harvester")
    told = await tower.wait(HOUR)
    assert sorted(one.subscriber for one in told) == [OPS, "U0ANNA"]
    assert all(one.news == [(Kind.FAILED, "my-harvester")] for one in told)


async def test_the_first_look_tells_nothing(tower: Tower) -> None:
    """What was broken before anybody watched is no news."""
    fails(tower, "my-harvester")
    tower.clock.advance(HOUR)
    await tower.watch()
    assert await tower.wait(HOUR) == []


async def test_a_portal_that_nobody_watches_is_asked_nothing_and_forgotten(tower: Tower) -> None:
    """An old snapshot is nothing to compare with when somebody watches again."""
    assert await tower.wait(HOUR) == []
    assert tower.lists() == 0
    await tower.watch()
    await tower.wait(600)
    async with tower.database.write() as tx:
        assert await subscriptions.drop(tx, OPS, Target())
    asked = tower.lists()
    fails(tower, "my-harvester")
    await tower.wait(HOUR)
    assert tower.lists() == asked
    await tower.watch()
    assert await tower.wait(HOUR) == []


async def test_what_is_said_in_quiet_hours_comes_as_one_message_afterwards(tower: Tower) -> None:
    """The clock begins at noon UTC; the quiet lasts until three."""
    await tower.watch(quiet=parse_quiet("12:00-15:00 UTC"))
    await tower.wait(600)
    fails(tower, "my-harvester")
    assert await tower.wait(HOUR) == []
    fails(tower, "city-budget")
    assert await tower.wait(HOUR, step=120) == []
    (told,) = await tower.wait(HOUR)
    assert sorted(name for _, name in told.news) == ["city-budget", "my-harvester"]


async def test_what_is_muted_is_not_told_later_either(tower: Tower) -> None:
    """And what happens after the end of the mute is."""
    await tower.watch()
    now = tower.clock.now()
    async with tower.database.write() as tx:
        await subscriptions.silence(tx, Mute(subscriber=OPS, target=MINE, until=now + HOUR, by="U0ANNA", at=now))
    await tower.wait(600)
    fails(tower, "my-harvester")
    assert await tower.wait(HOUR) == []
    tower.city.world.start("my-harvester")
    (told,) = await tower.wait(HOUR)
    assert told.news == [(Kind.RECOVERED, "my-harvester")]
    assert told.thread == ""


async def test_what_slack_does_not_take_is_told_once_it_does(tower: Tower) -> None:
    """Nothing is lost, nothing comes twice, and a follow-up waits for what it follows."""
    await tower.watch()
    await tower.wait(600)
    tower.board.trouble = SlackUnavailable("Slack does not answer.")
    fails(tower, "my-harvester")
    assert await tower.wait(HOUR) == []
    tower.city.world.start("my-harvester")
    assert await tower.wait(HOUR) == []
    tower.board.trouble = None
    failed, well = await tower.wait(HOUR)
    assert [kind for kind, _ in failed.news] == [Kind.FAILED]
    assert [kind for kind, _ in well.news] == [Kind.RECOVERED]
    assert well.thread == failed.message


async def test_what_can_be_told_to_nobody_is_given_up(tower: Tower) -> None:
    """It does not come back for ever, and does not hold up what follows."""
    await tower.watch()
    await tower.wait(600)
    tower.board.trouble = CannotPost("The channel is gone.")
    fails(tower, "my-harvester")
    await tower.wait(HOUR)
    tower.board.trouble = None
    assert await tower.wait(HOUR) == []
    tower.city.world.start("my-harvester")
    (well,) = await tower.wait(HOUR)
    assert well.thread == ""


async def test_a_portal_that_is_silent_for_long_is_told_and_so_is_its_return(tower: Tower) -> None:
    """A short break is not; the return goes to the thread."""
    await tower.watch()
    await tower.wait(600)
    tower.city.trouble.down = Down.CLOSE
    assert await tower.wait(300) == []
    (away,) = await tower.wait(HOUR)
    assert away.news == [(Kind.UNREACHABLE, "")]
    tower.city.trouble.down = None
    (back,) = await tower.wait(HOUR)
    assert back.news == [(Kind.REACHABLE, "")]
    assert back.thread == away.message


async def test_of_many_looks_at_once_one_asks_the_portal(tower: Tower) -> None:
    """Whichever replica takes a look on, no other does."""
    await tower.watch()
    now = tower.clock.now()
    assert sum(await asyncio.gather(*(tower.watching.tick(now) for _ in range(5)))) == 1
    assert tower.lists() == 1


async def test_the_finds_of_a_look_that_another_has_overtaken_are_void(tower: Tower) -> None:
    """Whoever comes back late must not tell again what was told."""
    await tower.watch()
    await tower.wait(60)
    async with tower.database.write() as tx:
        assert await polls.claim(tx, "city", token="late", now=tower.clock.now() + 60, until=tower.clock.now() + 400)
        assert await polls.claim(tx, "city", token="next", now=tower.clock.now() + 500, until=tower.clock.now() + 900)
        _, looks = await polls.looks(tx, "city")
        assert looks is not None
        assert not await polls.finish(tx, "city", token="late", due_at=0.0, looks=looks)


async def test_a_look_that_an_error_of_ours_has_ended_is_made_again(tower: Tower) -> None:
    """A row that nobody can read any more is no reason to be blind until the lease ends."""
    await tower.watch()
    await tower.wait(60)
    async with tower.database.write() as tx:
        await tx.connection.execute(text("UPDATE poll SET body = '{', seen_token = 'x'"))
    with pytest.raises(msgspec.DecodeError):
        await tower.wait(60)
    async with tower.database.write() as tx:
        await tx.connection.execute(text("UPDATE poll SET body = NULL"))
    asked = tower.lists()
    await tower.wait(60)
    assert tower.lists() == asked + 1


async def test_an_idle_portal_costs_at_most_300_calls_a_day(tmp_path: Path) -> None:
    """The day's quota is for people."""
    async with watchtower(tmp_path) as tower:
        await tower.watch()
        await tower.wait(24 * HOUR, step=600.0)
        assert 100 < tower.lists() <= 300


@pytest.mark.parametrize("api", ["management", "automation"])
async def test_what_a_list_leaves_out_is_gone_only_when_the_portal_says_so(tmp_path: Path, api: Api) -> None:
    """A list that shifted, one cut short, and a portal without an answer frighten nobody; a real end is told once."""
    async with watchtower(tmp_path, poll_interval=60.0, api=api, harvesters=30) as tower:
        await tower.watch(kinds=frozenset(Kind))
        await tower.wait(600)
        names = [one.uid for one in tower.city.world.all() if one.run is None]
        trouble, asked = tower.city.trouble, len(tower.city.log.requests)
        trouble.unlisted.add(names[0])
        assert await tower.wait(60, step=60) == []
        assert len(tower.city.log.requests) == asked + 2
        trouble.unlisted.update(names)
        asked = len(tower.city.log.requests)
        assert await tower.wait(60, step=60) == []
        assert len(tower.city.log.requests) == asked + 1 + MOST_ASKED
        trouble.next(Spoilt.FAIL_500, times=9, path=f"/{names[0]}")
        tower.city.world.vanish(names[0])
        trouble.unlisted.clear()
        assert await tower.wait(60, step=60) == []
        trouble.clear()
        (told,) = await tower.wait(HOUR)
        assert told.news == [(Kind.GONE, names[0])]


async def test_many_that_are_gone_at_once_are_told_at_once(tower: Tower) -> None:
    """For a few of them the portal is asked, and the rest is believed."""
    await tower.watch()
    await tower.wait(600)
    names = [one.uid for one in tower.city.world.all()]
    for name in names:
        tower.city.world.vanish(name)
    asked = len(tower.city.log.requests)
    (told,) = await tower.wait(60, step=60)
    assert sorted(told.news) == [(Kind.GONE, name) for name in sorted(names)]
    assert len(tower.city.log.requests) == asked + 1 + MOST_ASKED
