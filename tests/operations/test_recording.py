"""Each run is recorded once, whether polls have seen it, whoever started it from chat, or both."""

import asyncio
from pathlib import Path

import pytest
from store.test_history import past
from support.bench import ADA, Bench, bench
from support.watchtower import watchtower

from harvestbot.domain.watching.history import Outcome, PastRun, Trigger
from harvestbot.domain.watching.kinds import Kind
from harvestbot.domain.watching.subscriptions import Subscription, Target
from harvestbot.operations.telling.watching import Watching
from harvestbot.sandbox.portal.harvester import Durations, Script
from harvestbot.store import history, polls, subscriptions
from harvestbot.store.database import Database
from harvestbot.store.history import Wanted


async def recorded(database: Database) -> list[PastRun]:
    """Return all that is recorded, newest first."""
    async with database.read() as tx:
        return await history.page(tx, Wanted(), size=100)


async def watched(bot: Bench) -> Watching:
    """Have the portal watched, with a look whenever there is a tick."""
    wish = Subscription(
        id="x", subscriber="C1", target=Target(), kinds=frozenset(), created_by=ADA, created_at=bot.clock()
    )
    async with bot.database.write() as tx:
        await subscriptions.keep(tx, wish)
    watching = Watching(bot.portals, bot.database, 0.1, {})
    await watching.tick(bot.clock())
    return watching


async def test_a_run_from_chat_is_recorded_though_nobody_watches_the_portal(tmp_path: Path) -> None:
    """With who started it, and its numbers before and after; carried out again it is not recorded again."""
    async with bench(tmp_path / "bot.db") as bot:
        bot.portal.world.script("my-harvester", Script(failure="No route to the source."))
        await bot.typed("start my-harvester")
        await bot.engine.run()
        (run,) = await recorded(bot.database)
        assert (run.by, run.trigger, run.outcome) == (ADA, Trigger.CHAT, Outcome.FAILED)
        assert (run.before.harvester_errors, run.after.harvester_errors) == (0, 1)
        assert run.ended_at >= (run.began_at or 0)
        await bot.engine.run_everything_again()
        assert await recorded(bot.database) == [run]


@pytest.mark.parametrize("looks", [1, 10_000])
async def test_a_run_that_both_saw_is_recorded_once(tmp_path: Path, looks: int) -> None:
    """However often the portal is looked at meanwhile."""
    durations = Durations(queued=0.02, processing=0.6, publishing=0.0, aborting=0.0)
    async with bench(tmp_path / "bot.db", durations=durations) as bot:
        watching = await watched(bot)
        await bot.typed("start my-harvester")
        running = asyncio.ensure_future(bot.engine.run())
        for _ in range(looks):
            await watching.tick(bot.clock())
            if running.done():
                break
        await running
        await watching.tick(bot.clock())
        found = await recorded(bot.database)
        assert len(found) == 1, found
        (run,) = found
        assert (run.by, run.outcome.by_itself) == (ADA, True)
        assert run.watched or looks == 1


async def test_runs_that_nobody_started_from_chat_are_recorded_as_polls_see_them(tmp_path: Path) -> None:
    """In the transaction of the snapshot; the bot knows since when it has been recording."""
    async with watchtower(tmp_path, poll_interval=60.0) as tower:
        await tower.watch()
        await tower.wait(120, step=60.0)
        began = tower.clock.now() - 60
        tower.city.world.start("my-harvester")
        await tower.wait(900, step=60.0)
        (run,) = [one for one in await recorded(tower.database) if one.harvester_id == "my-harvester"]
        assert (run.by, run.watched, run.trigger) == ("", True, Trigger.UNKNOWN)
        assert run.lasted == pytest.approx(330, abs=61)
        async with tower.database.read() as tx:
            _, looks = await polls.looks(tx, "city")
        assert looks is not None
        assert looks.since == pytest.approx(began, abs=1)


async def test_what_is_usual_is_known_from_runs_recorded_before_the_portal_was_watched(tmp_path: Path) -> None:
    """So the first run that takes far too long is told as stuck."""
    endless = Durations(queued=30, processing=1e6)
    async with watchtower(tmp_path, poll_interval=60.0, durations=endless) as tower:
        async with tower.database.write() as tx:
            await history.record(tx, "city", [past(harvester="my-harvester")])
        await tower.watch(kinds=frozenset({Kind.STUCK}))
        await tower.wait(120, step=60.0)
        tower.city.world.start("my-harvester")
        told = await tower.wait(3_600, step=60.0)
        assert [news for one in told for news in one.news] == [(Kind.STUCK, "my-harvester")]


async def test_a_run_that_somebody_came_upon_is_recorded_once_and_as_nobodys(tmp_path: Path) -> None:
    """Two people follow what began elsewhere; nobody here has started it, and nobody knows when it began."""
    async with bench(tmp_path / "bot.db", durations=Durations(processing=0.3)) as bot:
        bot.portal.world.start("my-harvester")
        await bot.typed("start my-harvester", "d1")
        await bot.typed("start my-harvester", "d2")
        await asyncio.sleep(0)  # what waits for a commit is called in the loop's next turn
        await asyncio.gather(*(bot.engine.works[work](payload) for work, payload in bot.engine.queue.values()))
        (run,) = await recorded(bot.database)
        assert (run.by, run.start, run.trigger, run.joined) == ("", "", Trigger.UNKNOWN, True)
        assert (run.began_at, run.lasted) == (None, None)
