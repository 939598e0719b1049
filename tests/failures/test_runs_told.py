"""Runs and their ends, with the bot killed around each request: sent at most once, told in one card and one word."""

from pathlib import Path

import pytest
from support.lives import DEAF
from support.points import Moment, Point
from support.scene import Scene, scene
from support.talk import SHORT
from support.wires import Side

from harvestbot.sandbox.portal.harvester import Durations
from harvestbot.sandbox.slack.ids import ADMIN, DATA_OPS
from harvestbot.sandbox.slack.messages import Message

START, ABORT = "PUT /my-harvester/start/", "POST /my-harvester/abort/"
LONG = Durations(queued=0.0, processing=60.0, aborting=0.1)
HURRIED = "1.5"
"""Seconds after which the portal is given up: a request that never went out is looked for twice as long."""


def posted(here: Scene, *, in_thread: bool) -> list[str]:
    """Return what the bot has posted for all to see: cards, or what stands in their threads."""

    def wanted(one: Message) -> bool:
        return one.via == "chat.postMessage" and (one.thread_ts is not None) is in_thread

    return [here.world.plain(one) for one in here.world.conversation(DATA_OPS, ADMIN) if wanted(one)]


async def typed_through_two_deaths(here: Scene, point: Point, words: str) -> None:
    """Type a command that dies before its commit, type it again, and kill the bot before the queue is looked into."""
    life = await here.life(point)
    await here.types(words)
    await life.ended()
    assert [one.error for one in here.world.problems] == ["dispatch_failed"]
    life = await here.life(tuning=DEAF)
    assert (await here.types(words)).ok
    await life.killed()
    assert here.writes() == []


async def test_a_start_that_was_not_committed_has_no_effect_and_one_that_was_is_never_lost(
    url: str, tmp_path: Path
) -> None:
    """Killed before the commit, where the person sees that it failed, and again after the acknowledgement."""
    async with scene(url, tmp_path, durations=SHORT) as here:
        await typed_through_two_deaths(here, Point("INSERT INTO run"), "start my-harvester")
        async with here.afterlife():
            await here.sees("run over")
            await here.world.until(lambda: posted(here, in_thread=True))
        assert here.writes() == [START]
        assert len(posted(here, in_thread=False)) == len(posted(here, in_thread=True)) == 1
        assert await here.audited("start") == ["asked", "attempt", "done"]


async def test_a_start_whose_attempt_was_written_down_but_not_sent_is_not_sent_later(url: str, tmp_path: Path) -> None:
    """Nobody can tell whether it was sent, so it is looked for, and the person is told that no run is to be seen."""
    async with scene(url, tmp_path, durations=SHORT, PORTALS__CITY__TIMEOUT=HURRIED) as here:
        life = await here.life(Point("UPDATE run", "followed", Moment.AFTER))
        await here.types("start my-harvester")
        await life.ended()
        async with here.afterlife():
            await here.sees("no run is to be seen")
            await here.world.until(lambda: posted(here, in_thread=True))
        assert here.writes() == []
        assert len(posted(here, in_thread=False)) == len(posted(here, in_thread=True)) == 1
        assert await here.audited("start") == ["asked", "attempt", "unknown"]


@pytest.mark.parametrize("side", list(Side))
async def test_a_run_whose_end_was_being_told_is_told_and_not_started_again(
    url: str, tmp_path: Path, side: Side
) -> None:
    """Killed inside the chat.postMessage of the last word: told once, twice only if Slack had taken it already."""
    async with scene(url, tmp_path, durations=SHORT) as here:
        life = await here.life()
        here.at_slack.trap("POST", "chat.postMessage", side, life.kill, turn=2)
        await here.types("start my-harvester")
        await life.ended()
        async with here.afterlife():
            await here.world.until(lambda: len(posted(here, in_thread=True)) == 1 + (side is Side.DONE))
        assert all("attached 120 → 128" in one for one in posted(here, in_thread=True))
        [shown] = posted(here, in_thread=False)
        assert "run over" in shown
        assert here.writes() == [START]
        assert await here.audited("start") == ["asked", "attempt", "done"]


async def test_an_abort_that_was_not_committed_has_no_effect_and_one_that_was_is_never_lost(
    url: str, tmp_path: Path
) -> None:
    """Killed before the commit, and again after the acknowledgement, before anything is taken from the queue."""
    async with scene(url, tmp_path, api="automation", durations=LONG) as here:
        here.portal.world.start("my-harvester")
        await typed_through_two_deaths(here, Point("INSERT INTO delivery"), "abort my-harvester")
        async with here.afterlife():
            await here.sees("is being stopped")
        assert here.writes() == [ABORT]
        assert len(posted(here, in_thread=False)) == 1
        assert await here.audited("abort") == ["asked", "attempt", "done"]


@pytest.mark.parametrize(
    ("point", "sent", "told", "trail"),
    [
        (Point("UPDATE delivery", "", Moment.BEFORE), [ABORT], "is being stopped", ["attempt", "done"]),
        (Point("UPDATE delivery", "", Moment.AFTER), [], "The run goes on", ["attempt", "unknown", "not_done"]),
        (Point("INSERT INTO audit", "done"), [ABORT], "is being stopped", ["attempt", "unknown", "done"]),
    ],
    ids=["before the attempt", "before the request", "before the record"],
)
async def test_an_abort_is_sent_at_most_once_wherever_the_bot_dies(
    *, url: str, tmp_path: Path, point: Point, sent: list[str], told: str, trail: list[str]
) -> None:
    """What was sent is told as done, and what was written down but not sent as not done."""
    async with scene(url, tmp_path, api="automation", durations=LONG, PORTALS__CITY__TIMEOUT=HURRIED) as here:
        here.portal.world.start("my-harvester")
        life = await here.life(point)
        await here.types("abort my-harvester")
        await life.ended()
        async with here.afterlife():
            await here.sees(told)
        assert here.writes() == sent
        assert len([one for one in here.told() if told in one]) == 1
        assert await here.audited("abort") == ["asked", *trail]


async def test_an_abort_that_was_sent_is_settled_though_slack_is_slow_at_the_next_start(
    url: str, tmp_path: Path
) -> None:
    """Killed inside the request; the next life works before Slack has told it who it is."""
    async with scene(url, tmp_path, api="automation", durations=LONG) as here:
        here.portal.world.start("my-harvester")
        life = await here.life()
        here.at_portal.trap("POST", "abort", Side.DONE, life.kill)
        await here.types("abort my-harvester")
        await life.ended()
        here.world.fail("auth.test", "http_503", times=2)
        async with here.afterlife():
            await here.sees("is being stopped")
        assert [one for one in here.told() if "Nothing was changed" in one] == []
        assert here.writes() == [ABORT]
        assert await here.audited("abort") == ["asked", "attempt", "unknown", "done"]
