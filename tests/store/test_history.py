"""Runs that are over: written down once, read newest first or oldest first, and dropped when they are old."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from harvestbot.domain.watching.history import Outcome, PastRun, Trigger
from harvestbot.domain.watching.running import DURATIONS
from harvestbot.domain.watching.seen import Counts
from harvestbot.store import history
from harvestbot.store.database import Database
from harvestbot.store.history import Wanted

if TYPE_CHECKING:
    from support.postgres import Postgres

T0 = 1_760_000_000.0


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database of either kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/bot.db"
    postgres: Postgres = request.getfixturevalue("postgres")
    return postgres.fresh()


def past(number: int = 0, /, harvester: str = "stops", portal: str = "city", **more: object) -> PastRun:
    """Return a run that polls have seen, an hour after the one before it."""
    began = T0 + 3_600 * number
    run = PastRun(
        portal=portal,
        harvester_id=harvester,
        name="Bus stops",
        began_at=began,
        ended_at=began + 60 + number,
        seen_at=began + 60 + number,
        begins=(began - 30, began),
        ends=(began + 30, began + 60 + number),
        outcome=Outcome.WELL,
        before=Counts(number, number),
        after=Counts(number + 1, number),
        watched=True,
    )
    return replace(run, **more)


def by_anna(run: PastRun, start: str = "start") -> PastRun:
    """Return the same run as Anna followed it."""
    return replace(run, trigger=Trigger.CHAT, by="U0ANNA", start=start, watched=False)


async def kept(database: Database, *runs: PastRun) -> None:
    """Write runs down, each in a transaction of its own."""
    for run in runs:
        async with database.write() as tx:
            await history.record(tx, run.portal, [run])


async def standing(database: Database, wanted: Wanted = Wanted(), size: int = 100, skip: int = 0) -> list[PastRun]:  # noqa: B008  because it is frozen
    """Return what is recorded, newest first."""
    async with database.read() as tx:
        return await history.page(tx, wanted, size=size, skip=skip)


async def test_a_run_is_recorded_once_with_what_each_knows(database: Database) -> None:
    """Written by the polls, by who followed it, and again: one row, of one harvester and portal."""
    run, other, elsewhere = past(), past(harvester="trees"), past(portal="town")
    await kept(database, run, by_anna(run), run, by_anna(run), other, elsewhere)
    (merged, *others) = sorted(await standing(database), key=lambda one: one.by, reverse=True)
    assert (merged.by, merged.watched, merged.began_at) == ("U0ANNA", True, run.began_at)
    assert {(one.portal, one.harvester_id) for one in others} == {("city", "trees"), ("town", "stops")}
    assert all(one in (other, elsewhere) for one in others)


async def test_many_runs_of_one_poll_are_written_at_once(database: Database) -> None:
    """Also where some of them are known already, and two are of one harvester."""
    await kept(database, by_anna(past(7, harvester="h7")))
    runs = [past(7, harvester=f"h{number}") for number in range(50)]
    async with database.write() as tx:
        await history.record(tx, "city", [*runs, past(8, harvester="h7")])
        await history.record(tx, "city", [])
    found = await standing(database)
    assert len(found) == 51
    assert [one.harvester_id for one in found if one.by] == ["h7"]


async def test_runs_are_read_in_pages(database: Database) -> None:
    """Newest first for people, oldest first for exports, narrowed or not."""
    runs = [past(number) for number in range(7)]
    await kept(database, *reversed(runs), past(3, harvester="trees"))
    stops = Wanted(portal="city", harvester_id="stops")
    assert await standing(database, stops) == runs[::-1]
    assert await standing(database, stops, size=2, skip=3) == [runs[3], runs[2]]
    between = replace(stops, since=runs[2].ended_at, until=runs[4].ended_at)
    assert await standing(database, between) == [runs[3], runs[2]]
    read: list[PastRun] = []
    after = None
    async with database.read() as tx:
        while found := await history.batch(tx, stops, size=2, after=after):
            read += [run for _, run in found]
            after = (found[-1][1].ended_at, found[-1][0])
        assert await history.portals_of(tx, "trees") == ["city"]
    assert read == runs


async def test_the_usual_duration_comes_from_runs_that_went_all_their_way(database: Database) -> None:
    """The last few of them, in the order of time; an aborted one tells nothing, nor one that nobody saw begin."""
    runs = [past(number) for number in range(DURATIONS + 3)]
    odd = (past(50, outcome=Outcome.ABORTED), past(51, outcome=Outcome.FAILED), past(52, began_at=None))
    await kept(database, *runs, *odd, past(1, harvester="trees", outcome=Outcome.WITH_ERRORS), past(portal="town"))
    async with database.read() as tx:
        found = await history.durations(tx, "city")
    assert found == {"stops": tuple(60.0 + number for number in range(3, DURATIONS + 3)), "trees": (61.0,)}


async def test_old_runs_are_dropped(database: Database) -> None:
    """And only those."""
    runs = [past(number) for number in range(4)]
    await kept(database, *runs)
    async with database.write() as tx:
        assert await history.forget_before(tx, runs[2].ended_at) == 2
    assert await standing(database) == [runs[3], runs[2]]


@pytest.fixture
async def replicas(postgres: "Postgres") -> AsyncIterator[tuple[Database, Database]]:
    """Two replicas on one PostgreSQL database."""
    url = postgres.fresh()
    async with await Database.open(url) as one, await Database.open(url) as other:
        yield one, other


async def test_replicas_that_record_at_the_same_moment_record_once(replicas: tuple[Database, Database]) -> None:
    """One waits for the other to commit before it looks what is there."""
    one, other = replicas
    runs = [past(number) for number in range(20)]
    await asyncio.gather(kept(one, *runs), kept(other, *(by_anna(run, run.key) for run in runs)))
    found = await standing(one)
    assert [run.by for run in found] == ["U0ANNA"] * 20
    assert all(run.watched for run in found)
