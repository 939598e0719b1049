"""The bot is killed while somebody takes a failure, and while a digest is sent: one hand, one digest, one word."""

from pathlib import Path

import msgspec
from sqlalchemy import func, select
from support.lives import Life
from support.points import Moment, Point
from support.scene import Scene, scene
from support.wires import Side

from harvestbot.building import Tuning
from harvestbot.sandbox.portal.harvester import Script
from harvestbot.sandbox.slack.ids import OPERATOR
from harvestbot.store import digests
from harvestbot.store.tables import hand
from harvestbot.store.transactions import Reading

SHORT = Tuning(grace=5.0, queue=0.05, watchdog=0.2, slack=1000.0, lease=0.5)


async def all_told(reading: Reading) -> bool:
    """Return whether no digest that was due waits to be told."""
    return not await digests.waiting(reading, float("inf"))


async def dies(here: Scene, point: Point) -> None:
    """Begin a life that takes up what was left, and wait until it has come to its point."""
    life = here.newborn([point], tuning=SHORT)
    await life.ended()
    assert life.was_killed, life.said()


async def lives_until(here: Scene, method: str, side: Side, *points: Point) -> Life:
    """Begin a life that is killed by its next call of a method of Slack."""
    life = here.newborn(points, tuning=SHORT)
    here.at_slack.clear()
    here.at_slack.trap("POST", method, side, life.kill)
    return life


async def test_who_takes_a_failure_has_it_once_wherever_the_bot_dies(url: str, tmp_path: Path) -> None:
    """Killed before the hand is committed, right after, and inside the edit that shows it: one hand, one "done"."""
    async with scene(url, tmp_path) as here:
        life = await here.life(Point("INSERT INTO hand"), tuning=SHORT)
        await here.types("watch my-harvester failed")
        await here.sees("watches")
        lists = here.at_portal.count("GET", "/harvesters/")

        async def looked(_: Reading) -> bool:
            return here.at_portal.count("GET", "/harvesters/") > lists + 2

        await here.until_written(looked)
        here.portal.world.script("my-harvester", Script(failure="No route to the source."))
        here.portal.world.start("my-harvester")
        told = await here.sees("My Harvester failed")
        assert (await here.presses("I'm on it", told, OPERATOR)).ok
        await life.ended()
        assert life.was_killed
        await dies(here, Point("INSERT INTO hand", moment=Moment.AFTER))
        await (await lives_until(here, "chat.update", Side.DONE)).ended()
        async with here.database() as database, database.read() as reading:
            assert (await reading.connection.execute(select(func.count()).select_from(hand))).scalar_one() == 1
        await here.life(tuning=SHORT)
        await here.sees("is on it since")
        assert await here.audited("take") == ["asked", "done"]
        assert here.at_slack.count("POST", "chat.postEphemeral") == 0
        assert sum("My Harvester failed" in one for one in here.told()) == 1


async def test_a_digest_comes_once_wherever_the_bot_dies(url: str, tmp_path: Path) -> None:
    """Killed when it is written down as due and inside the call: lost never, twice only if Slack had taken it."""
    async with scene(url, tmp_path) as here:
        life = await here.life(tuning=SHORT)
        await here.types("digest daily")
        await here.sees("gets a digest")
        await life.stopped()  # so that this message is not sent again
        async with here.database() as database, database.write() as tx:
            [wish] = await digests.plans(tx)
            await digests.plan(tx, msgspec.structs.replace(wish, set_at=0.0))
        await dies(here, Point("INSERT INTO digest", moment=Moment.AFTER))
        await (await lives_until(here, "chat.postMessage", Side.ARRIVED)).ended()
        assert not any("How the harvesters stand" in one for one in here.told())
        await (await lives_until(here, "chat.postMessage", Side.DONE)).ended()
        assert sum("How the harvesters stand" in one for one in here.told()) == 1
        here.at_slack.clear()
        await here.life(tuning=SHORT)
        await here.world.until(lambda: sum("How the harvesters stand" in one for one in here.told()) == 2)
        await here.until_written(all_told)
        assert sum("How the harvesters stand" in one for one in here.told()) == 2
