"""Starting and stopping runs, with the bot killed on the way: sent once, followed to the end, told truthfully."""

from pathlib import Path

import pytest
from support.points import Moment, Point
from support.scene import scene
from support.talk import SHORT
from support.wires import Side

from harvestbot.sandbox.portal.harvester import Durations

START, ABORT = "POST /my-harvester/start/", "POST /my-harvester/abort/"
LONG = Durations(queued=0.0, processing=60.0, aborting=0.1)


@pytest.mark.parametrize(
    "point",
    [
        Point("UPDATE run", "followed", Moment.BEFORE),
        Point("INSERT INTO audit", "done", Moment.BEFORE),
        Point("INSERT INTO audit", "done", Moment.AFTER),
        Point("UPDATE run", "over", Moment.BEFORE),
    ],
    ids=["before the attempt", "before the record", "while it runs", "after the telling"],
)
async def test_a_start_is_sent_once_and_followed_to_its_end_wherever_the_bot_dies(
    url: str, tmp_path: Path, point: Point
) -> None:
    """The run's end is told, and no card goes on promising it."""
    async with scene(url, tmp_path, api="automation", durations=SHORT) as here:
        life = await here.life(point)
        await here.types("start my-harvester")
        await life.ended()
        async with here.afterlife():
            await here.sees("attached 120 → 128")
            await here.sees("run over")
        assert here.writes() == [START]
        assert here.unfinished() == []
        assert await here.audited("start") == ["asked", "attempt", "done"]


@pytest.mark.parametrize(
    ("side", "told", "trail"),
    [(Side.DONE, "attached 120 → 128", "done"), (Side.ARRIVED, "has not started it", "not_done")],
    ids=["done", "not done"],
)
async def test_a_start_that_got_no_answer_is_looked_into_and_not_sent_again(
    url: str, tmp_path: Path, side: Side, told: str, trail: str
) -> None:
    """Killed inside the request."""
    async with scene(url, tmp_path, api="automation", durations=SHORT) as here:
        life = await here.life()
        here.at_portal.trap("POST", "start", side, life.kill)
        await here.types("start my-harvester")
        await life.ended()
        async with here.afterlife():
            await here.sees(told)
        assert here.writes() == [START]
        assert await here.audited("start") == ["asked", "attempt", trail]


@pytest.mark.parametrize(
    ("side", "told", "trail"),
    [(Side.DONE, "is being stopped", "done"), (Side.ARRIVED, "The run goes on", "not_done")],
    ids=["done", "not done"],
)
async def test_an_abort_that_got_no_answer_is_looked_into_and_not_sent_again(
    url: str, tmp_path: Path, side: Side, told: str, trail: str
) -> None:
    """Killed inside the request; the person is told which of the two it was."""
    async with scene(url, tmp_path, api="automation", durations=LONG) as here:
        here.portal.world.start("my-harvester")
        life = await here.life()
        here.at_portal.trap("POST", "abort", side, life.kill)
        await here.types("abort my-harvester")
        await life.ended()
        async with here.afterlife():
            await here.sees(told)
        assert here.writes() == [ABORT]
        assert await here.audited("abort") == ["asked", "attempt", "unknown", trail]


@pytest.mark.parametrize("side", list(Side))
async def test_an_abort_whose_telling_was_cut_off_is_told_as_it_came_out(url: str, tmp_path: Path, side: Side) -> None:
    """Killed inside the chat.postMessage that tells it; by then the run is over."""
    async with scene(url, tmp_path, api="automation", durations=LONG) as here:
        here.portal.world.start("my-harvester")
        life = await here.life()
        here.at_slack.trap("POST", "chat.postMessage", side, life.kill)
        await here.types("abort my-harvester")
        await life.ended()
        async with here.afterlife():
            await here.world.until(lambda: len(here.world.traffic.calls("chat.postMessage")) == 1 + (side is Side.DONE))
            await here.sees("is being stopped")
        assert here.writes() == [ABORT]
        assert await here.audited("abort") == ["asked", "attempt", "done"]


async def test_a_publication_agreed_on_beforehand_follows_though_the_bot_dies_in_between(
    url: str, tmp_path: Path
) -> None:
    """Killed inside the publishing that a start has led to."""
    async with scene(url, tmp_path, api="automation", durations=SHORT) as here:
        life = await here.life()
        here.at_portal.trap("POST", "/publish", Side.DONE, life.kill)
        await here.types("start my-harvester and publish")
        await life.ended()
        async with here.afterlife():
            await here.sees("Published")
        assert here.writes() == [START, "POST /my-harvester/publish/"]
        assert here.unfinished() == []
        assert await here.audited("publish") == ["approved", "attempt", "unknown", "done"]
