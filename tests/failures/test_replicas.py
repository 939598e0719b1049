"""Two replicas on one database: what one leaves behind, the other takes over, and nothing is done twice."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import text
from support.postgres import Postgres
from support.scene import Scene, scene
from support.wires import Side, Wire

from harvestbot.building import Tuning
from harvestbot.operations.upkeep import watchdog
from harvestbot.sandbox.portal import serve as portal_serve
from harvestbot.store.database import Database
from harvestbot.store.presence import Presence, key_of

SOON = Tuning(grace=5.0, queue=0.05, watchdog=0.5, slack=1000.0)


async def confirm(here: Scene) -> None:
    """Ask for a deletion and confirm it; the press may go to a replica that dies of it."""
    await here.types("delete bus-stops")
    await here.presses("Delete, keep 412 datasets", await here.sees("only they can press"))


def test_work_is_taken_over_within_15_seconds() -> None:
    """The grace, a look that has just been missed, and the time to take it from the queue."""
    assert watchdog.GRACE + watchdog.LOOK + 2 * Tuning().queue < 12


@pytest.mark.parametrize(("side", "outcome"), [(Side.DONE, "Deleted"), (Side.ARRIVED, "Not deleted")])
async def test_what_a_replica_was_doing_when_it_died_for_good_is_settled_by_the_other(
    postgres: Postgres, tmp_path: Path, side: Side, outcome: str
) -> None:
    """Whoever sends the DELETE dies inside it and never comes back."""
    async with scene(postgres.fresh(), tmp_path, socket_mode=True) as here:
        other = Wire()
        async with portal_serve.running(here.portal, around=other.around) as address:  # tells who of the two it is
            one = await here.life(tuning=SOON)
            two = await here.life(tuning=SOON, environ={"HARVESTBOT_PORTALS__CITY__URL": address})
            here.at_portal.trap("DELETE", "bus-stops", side, one.kill)
            other.trap("DELETE", "bus-stops", side, two.kill)
            await confirm(here)
            await here.sees(outcome)
            assert one.alive is not two.alive
        assert here.at_portal.count("DELETE", "bus-stops") + other.count("DELETE", "bus-stops") == 1
        assert here.unfinished() == []


async def test_a_replica_whose_lock_is_lost_while_it_works_does_nothing_twice(
    postgres: Postgres, tmp_path: Path
) -> None:
    """It lives, the other takes its work over all the same, and each finds what the other has written."""
    url = postgres.fresh()
    async with scene(url, tmp_path, socket_mode=True) as here:
        lives = await here.replicas(2, SOON)
        here.at_portal.trap("DELETE", "bus-stops", Side.DONE, lambda: postgres.cut_locks(url))
        await confirm(here)
        await here.sees("Deleted")
        await here.world.until(lambda: not here.unfinished(), 10)
        assert all(life.alive for life in lives)
        assert here.writes() == ["DELETE /bus-stops/"]
        assert sorted(await here.audited("delete")) == sorted(["asked", "approved", "attempt", "unknown", "done"])


def presence(database: Database, name: str) -> Presence:
    """Return a replica's lock on PostgreSQL."""
    found = database.presence(name)
    assert found is not None
    return found


async def test_a_lock_that_was_not_to_be_had_is_tried_for_again(postgres: Postgres) -> None:
    """The server may keep a connection that was cut for hours: nobody waits for it, or takes the lock for held."""
    async with await Database.open(postgres.fresh() + "&options=-c%20lock_timeout%3D1") as database:
        one, two = presence(database, "one"), presence(database, "two")
        await two.hold()
        async with database.write() as tx:
            await tx.connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key_of("one")})
            await one.hold()
        assert await two.is_dead("one")
        await one.hold()
        assert await asyncio.gather(*(two.is_dead(name) for name in ("one", "none", "one"))) == [False, True, False]
        await one.release()
        assert await two.is_dead("one")
        await two.release()
