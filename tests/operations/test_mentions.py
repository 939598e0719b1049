"""Calling a group at a failure, and once more where nobody is on it; the clock is moved by hand."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from support.watchtower import ANNA, OPS, Told, Tower, watchtower

from harvestbot.domain.watching.hands import Hand
from harvestbot.domain.watching.kinds import Kind
from harvestbot.domain.watching.quiet import parse_quiet
from harvestbot.domain.watching.subscriptions import Mute, Target
from harvestbot.errors import CannotPost
from harvestbot.operations.telling.notifying import Notifying
from harvestbot.sandbox.portal.harvester import Script
from harvestbot.store import hands, subscriptions

HOUR = 3600.0
MINE = Target("city", "my-harvester")
GROUP = "S0ONCALL"


@pytest.fixture
async def tower(tmp_path: Path) -> AsyncIterator[Tower]:
    """A watchtower over one portal, which is looked at every minute; it was seen once."""
    async with watchtower(tmp_path, poll_interval=60.0) as opened:
        yield opened


async def failed(tower: Tower, *, quiet: str = "", seconds: float = 600.0) -> list[Told]:
    """Have a channel watch with a mention, and a run fail; return what is told until shortly after."""
    await tower.watch(mention=GROUP, quiet=parse_quiet(quiet) if quiet else None)
    await tower.wait(120)
    fails(tower)
    return await tower.wait(seconds)


def fails(tower: Tower) -> None:
    """Let the next run fail, and start it."""
    tower.city.world.script("my-harvester", Script(failure="No route to the source."))
    tower.city.world.start("my-harvester")


async def take(tower: Tower) -> None:
    """Be on it."""
    async with tower.database.write() as tx:
        hand = Hand(portal="city", harvester_id="my-harvester", by=ANNA, at=tower.clock.now())
        assert await hands.take(tx, hand)


async def test_a_group_is_called_at_the_failure_and_once_more_in_its_thread(tower: Tower) -> None:
    """Fifteen minutes later, and then never again for this failure."""
    (first,) = await failed(tower)
    assert first.notice.mentions == (GROUP,)
    (again,) = await tower.wait(900)
    assert (again.notice.mentions, again.notice.reminds, again.thread) == ((GROUP,), True, first.message)
    assert again.news == [(Kind.FAILED, "my-harvester")]
    assert await tower.wait(HOUR) == []


async def test_who_is_on_it_is_shown_and_nobody_is_called_until_the_recovery(tower: Tower) -> None:
    """Not once more, not when it fails again; after the recovery a new failure calls anew."""
    await failed(tower)
    await take(tower)
    fails(tower)
    (later,) = await tower.wait(HOUR)
    assert (later.notice.mentions, [hand.by for hand in later.hands]) == ((), [ANNA])
    tower.city.world.start("my-harvester")
    (well,) = await tower.wait(HOUR)
    assert well.notice.relieves
    fails(tower)
    (anew,) = await tower.wait(600)
    assert (anew.notice.mentions, anew.hands, anew.thread) == ((GROUP,), (), "")


async def test_the_recovery_ends_the_calling(tower: Tower) -> None:
    """Nobody is called for what is over."""
    await failed(tower)
    tower.city.world.start("my-harvester")
    (well,) = await tower.wait(2 * HOUR)
    assert well.news == [(Kind.RECOVERED, "my-harvester")]


@pytest.mark.parametrize("silence", ["mute", "unwatch", "another wish"])
async def test_who_does_not_want_to_be_called_any_more_is_not(tower: Tower, silence: str) -> None:
    """Muted, unwatched, or watched anew without a mention."""
    await failed(tower)
    now = tower.clock.now()
    async with tower.database.write() as tx:
        if silence == "mute":
            await subscriptions.silence(tx, Mute(subscriber=OPS, target=MINE, until=now + 9e4, by=ANNA, at=now))
        elif silence == "unwatch":
            await subscriptions.drop(tx, OPS, Target())
    if silence == "another wish":
        await tower.watch()
    assert await tower.wait(HOUR) == []


async def test_quiet_hours_hold_for_the_calling_too(tower: Tower) -> None:
    """The clock begins at noon: it fails at two minutes past, and the quiet begins at a quarter past."""
    (first,) = await failed(tower, quiet="12:15-14:00 UTC")
    assert first.notice.mentions == (GROUP,)
    assert await tower.wait(HOUR) == []
    (again,) = await tower.wait(HOUR)
    assert again.notice.reminds


async def test_what_is_taken_in_quiet_hours_calls_nobody_afterwards(tower: Tower) -> None:
    """Neither the first message nor a second one."""
    assert await failed(tower, quiet="12:01-14:00 UTC") == []
    await take(tower)
    (first,) = await tower.wait(4 * HOUR)
    assert first.notice.mentions == ()


async def test_what_is_over_before_it_is_told_calls_nobody(tower: Tower) -> None:
    """The failure and the recovery are told after the quiet hours, and nobody is called."""
    assert await failed(tower, quiet="12:01-14:00 UTC") == []
    tower.city.world.start("my-harvester")
    told = await tower.wait(3 * HOUR)
    assert [one.news[0][0] for one in told] == [Kind.FAILED, Kind.RECOVERED]
    assert all(one.notice.mentions == () for one in told)


async def test_two_replicas_and_a_restart_call_once(tower: Tower) -> None:
    """Whoever is first, and whoever comes back."""
    await failed(tower, seconds=300)
    tower.clock.advance(1800)
    others = [Notifying(tower.database, tower.board) for _ in range(4)]
    before = len(tower.board.told)
    await asyncio.gather(*(one.send(tower.clock.now()) for one in others))
    await Notifying(tower.database, tower.board).send(tower.clock.now())
    assert [one.notice.reminds for one in tower.board.told[before:]] == [True]


async def test_what_could_not_be_told_in_a_channel_opens_a_thread_of_its_own_later(tower: Tower) -> None:
    """Else what follows would belong to a message that nobody has."""
    tower.board.trouble = CannotPost("The bot is not there.")
    assert await failed(tower) == []
    tower.board.trouble = None
    fails(tower)
    (told,) = await tower.wait(600)
    assert (told.thread, told.notice.follows, told.notice.mentions) == ("", "", (GROUP,))


async def test_what_nobody_watches_any_more_is_nobodys_trouble(tower: Tower) -> None:
    """Who watches anew is not answered in the thread of an old failure, nobody is on it, and the old calls no more."""
    await failed(tower)
    await take(tower)
    async with tower.database.write() as tx:
        await subscriptions.drop(tx, OPS, Target())
    await tower.wait(120)
    (anew,) = await failed(tower)
    assert (anew.thread, anew.hands, anew.notice.mentions) == ("", (), (GROUP,))


async def test_failures_that_were_told_together_are_over_one_by_one(tower: Tower) -> None:
    """Two looks, one message after the quiet hours: what follows on each belongs to its thread."""
    assert await failed(tower, quiet="12:01-14:00 UTC") == []
    tower.city.world.script("city-budget", Script(failure="No route to the source."))
    tower.city.world.start("city-budget")
    (first,) = await tower.wait(2 * HOUR, step=120)
    assert len(first.news) == 2
    (again,) = await tower.wait(1200)
    assert len(again.news) == 2
    tower.city.world.start("city-budget")
    (well,) = await tower.wait(1200)
    assert well.thread == first.message
