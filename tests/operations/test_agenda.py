"""What the bot does by itself gets its turn when there is something to do, and not before."""

import asyncio
from pathlib import Path

from support.fresh import fresh_database

from harvestbot.operations.upkeep.agenda import Agenda
from harvestbot.operations.upkeep.pulse import Pulse
from harvestbot.store import digests
from harvestbot.store.database import Database


async def test_a_turn_comes_once_for_each_look_that_finds_something(tmp_path: Path) -> None:
    """What was not done gets another one; two looks while it is done are one turn."""
    async with await Database.open(fresh_database(tmp_path / "bot.db")) as database:
        agenda = Agenda(database, Pulse(lambda: 0.0))
        turn = agenda.turn_of("digests")
        async with database.write() as tx:
            await digests.add(tx, "C1", 10.0, since=0.0, until=10.0)
        coming = asyncio.ensure_future(turn())
        await agenda.look(9.0)
        await asyncio.sleep(0)
        assert not coming.done()
        for _ in range(2):
            await agenda.look(10.0)
            await coming
            coming = asyncio.ensure_future(turn())
        await asyncio.sleep(0)
        assert not coming.done()
        coming.cancel()


async def test_who_has_nothing_to_do_is_well(tmp_path: Path) -> None:
    """Nobody watches: the looks at portals have not stalled; and who need not beat is not begun to be waited for."""
    time = [0.0]
    async with await Database.open(fresh_database(tmp_path / "bot.db")) as database:
        pulse = Pulse(lambda: time[0], longest=10.0)
        pulse.beat("watching")
        agenda = Agenda(database, pulse)
        for time[0] in (9.0, 18.0):
            await agenda.look(time[0])
            assert pulse.stalled() == ""
        time[0] = 29.0
        assert pulse.stalled() == "Watching has stalled: it has not gone well for 11 s."
