"""What somebody sees on their Home, and how it is noticed that it has changed."""

import asyncio
from pathlib import Path

from support.bench import ADA, ALAN, Bench, asker, bench

from harvestbot.domain.confirmations import Action
from harvestbot.domain.home import Wish
from harvestbot.domain.watching.subscriptions import Subscription, Target
from harvestbot.operations.portals import Portals
from harvestbot.operations.seeing.lookout import AGAIN
from harvestbot.operations.telling.watching import Watching
from harvestbot.sandbox.portal.trouble import Kind
from harvestbot.store import subscriptions


async def lists(there: Bench) -> int:
    """Return how often the portal was asked for its list, once all that was begun has ended."""
    await there.crew.lookout.settled()
    return sum(one.path.endswith("/harvesters/") for one in there.portal.log.requests)


async def test_nothing_is_awaited_and_everything_is_filled_in(tmp_path: Path) -> None:
    """At first it is known only that the portal is being read; then its numbers are there."""
    async with bench(tmp_path / "b.db") as there:
        there.portal.trouble.latency = 0.2
        home = await there.crew.overview.look(ADA, Wish())
        (line,) = home.portals
        assert (line.counted.seen_at, line.reading, line.trouble) == (None, True, "")
        await there.crew.overview.settled()
        home = await there.crew.overview.look(ADA, Wish())
        (line,) = home.portals
        assert line.counted.seen_at is not None
        assert not line.reading
        assert home.needy_count == 1
        assert (await there.crew.overview.look(ADA, Wish())).portals[0].counted is line.counted


async def test_trouble_is_told_until_the_portal_answers(tmp_path: Path) -> None:
    """What was known of it stays; one that is down when it is first looked at is told as well."""
    async with bench(tmp_path / "b.db") as there:
        there.portal.trouble.next(Kind.DROP, times=100)
        await there.crew.overview.look(ADA, Wish())
        await there.crew.overview.settled()
        assert "broke off" in (await there.crew.overview.look(ADA, Wish())).portals[0].trouble
        there.portal.trouble.clear()
        await there.crew.overview.ask_anew(ADA)
        there.portal.trouble.next(Kind.DROP, times=100)
        await there.crew.overview.ask_anew(ADA)
        (line,) = (await there.crew.overview.look(ADA, Wish())).portals
        assert "broke off" in line.trouble
        assert line.counted.by_health
        there.portal.trouble.clear()
        await there.crew.overview.ask_anew(ADA)
        (line,) = (await there.crew.overview.look(ADA, Wish())).portals
        assert line.trouble == ""


async def test_watches_are_mine_and_those_that_i_have_asked_for(tmp_path: Path) -> None:
    """On portals that I may see; mine first."""

    def wish(subscriber: str, portal: str, by: str) -> Subscription:
        target = Target(portal)
        key = subscriptions.key(subscriber, target)
        return Subscription(id=key, subscriber=subscriber, target=target, created_by=by, created_at=1.0)

    async with bench(tmp_path / "b.db") as there:
        async with there.database.write() as tx:
            for one in (
                wish("C1", "city", ADA),
                wish(ADA, "*", ADA),
                wish("C2", "city", ALAN),
                wish("C1", "sea", ADA),
                wish(ADA, "city", ALAN),
            ):
                await subscriptions.keep(tx, one)
        home = await there.crew.overview.look(ADA, Wish())
        seen = [(one.subscriber, one.target.portal) for one in home.watches.subscriptions]
        assert seen == [(ADA, "*"), (ADA, "city"), ("C1", "city")]


async def test_what_was_done_has_the_portal_read_again_and_not_too_often(tmp_path: Path) -> None:
    """Though nobody watches it; while nothing is done it is asked nothing."""
    async with bench(tmp_path / "b.db") as there:
        lookout, clock = there.crew.lookout, there.clock
        assert await lookout.changed()
        assert not await lookout.changed()
        assert await lists(there) == 0
        await there.typed("start my-harvester")
        await there.engine.run()
        assert await lookout.changed()
        assert await lists(there) == 1
        assert await lookout.changed()  # the list has brought something new
        assert not await lookout.changed()
        await there.typed("start my-harvester", "d2")
        await there.engine.run()
        assert await lookout.changed()
        assert await lists(there) == 1
        clock.time += AGAIN
        await lookout.changed()
        assert await lists(there) == 2
        await there.typed("start my-harvester", "d3")
        await there.engine.run()
        there.portal.trouble.next(Kind.DROP, times=100)
        clock.time += AGAIN
        await lookout.changed()
        assert await lists(there) > 2
        await asyncio.wait_for(lookout.stop(), 1)


async def test_what_another_replica_has_seen_is_taken_over(tmp_path: Path) -> None:
    """From the database, without asking the portal anything."""
    async with bench(tmp_path / "b.db") as there:
        mine: Portals = there.crew.overview._portals  # noqa: SLF001  because the bench builds them
        others = Portals(mine._clients, there.clock)  # noqa: SLF001  because it is asked over the same connections
        assert await there.crew.lookout.changed()
        async with there.database.write() as tx:
            wish = Subscription(id="s", subscriber="C1", target=Target("city"), created_by=ADA, created_at=1.0)
            await subscriptions.keep(tx, wish)
        assert await Watching(others, there.database, 60.0, {}).tick(there.clock()) == 1
        assert not mine.directory.seen(["city"])
        assert await there.crew.lookout.changed()
        (line,) = (await there.crew.overview.look(ADA, Wish())).portals
        assert line.counted.by_health
        assert await lists(there) == 1
        assert not await there.crew.lookout.changed()


async def test_a_second_person_sees_what_waits_for_them_and_nobody_else(tmp_path: Path) -> None:
    """Not whoever asked."""
    async with bench(tmp_path / "b.db", second=frozenset({Action.DELETE})) as there:
        question = await there.asked("delete bus-stops")
        await there.pressed(question)
        await there.engine.run()
        assert [one.id for one in (await there.crew.overview.look(ALAN, Wish())).approvals] == [question.id]
        assert not (await there.crew.overview.look(ADA, Wish())).approvals
        await there.crew.approving.take(asker(ALAN), question.id, "d9", approve=False)
        await there.engine.run()
        assert not (await there.crew.overview.look(ALAN, Wish())).approvals
