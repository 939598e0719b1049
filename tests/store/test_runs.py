"""A start that somebody decided on: kept as it was, sent once, closed once."""

import asyncio
import uuid
from collections.abc import Awaitable, Callable

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from store.samples import ASKED_AT, ASKER, OTHER, confirmation
from store.strategies import HARVESTERS, PLACES, WORDS

from harvestbot.domain.asker import Asker
from harvestbot.domain.asks import HarvesterRef, parse_ref
from harvestbot.domain.confirmations import Place
from harvestbot.domain.runs import Phase, Run, Stage, Start
from harvestbot.store import runs
from harvestbot.store.database import Database
from harvestbot.store.transactions import Transaction

TREES = confirmation().harvester
DECIDED = Start(id="s1", asker=Asker(ASKER, Place("C1"), "r1"), ref=HarvesterRef("trees", "city"), decided_at=ASKED_AT)
GOING = Run(portal="city", before=TREES, now=TREES, started_by=ASKER, began_at=ASKED_AT, seen_at=ASKED_AT)
MOMENTS = st.floats(0, 1e11)
RUNS = st.builds(
    Run,
    portal=WORDS,
    before=HARVESTERS,
    now=HARVESTERS,
    started_by=WORDS,
    approved_by=WORDS,
    began_at=MOMENTS,
    seen_at=MOMENTS,
    phase=st.sampled_from(Phase),
    trouble=WORDS,
    then_publish=st.booleans(),
)
STARTS = st.builds(
    Start,
    id=st.just(""),
    asker=st.builds(Asker, WORDS, PLACES, WORDS),
    ref=st.sampled_from(["trees", "city/trees", "Übung", "sea/long-name_1"]).map(parse_ref),
    then_publish=st.booleans(),
    anyway=st.booleans(),
    approver=WORDS,
    decided_at=MOMENTS,
    stage=st.sampled_from(Stage),
    run=st.none() | RUNS,
)


async def add(database: Database, start: Start) -> bool:
    """Write a start down, in a transaction of its own."""
    async with database.write() as tx:
        return await runs.add(tx, start)


async def standing(database: Database, identity: str = "s1") -> Start | None:
    """Return a start as the database has it now."""
    async with database.read() as tx:
        return await runs.find(tx, identity)


async def winners(database: Database, question: Callable[[Transaction], Awaitable[bool]]) -> int:
    """Ask twenty times at once; return how many were told that it was them."""

    async def ask() -> bool:
        async with database.write() as tx:
            return await question(tx)

    return sum(await asyncio.gather(*(ask() for _ in range(20))))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STARTS)
async def test_what_is_added_is_what_is_found(database: Database, drawn: Start) -> None:
    """Every start comes back as it was, the run as last seen with it."""
    start = replace(drawn, id=str(uuid.uuid4()))  # hypothesis shows the same drawing more than once
    assert await add(database, start)
    assert await standing(database, start.id) == start


async def test_a_start_is_written_down_once(database: Database) -> None:
    """Whoever decides a second time changes nothing; an id from elsewhere leads nowhere."""
    assert await standing(database) is None
    assert await add(database, DECIDED)
    assert not await add(database, replace(DECIDED, asker=Asker(OTHER, Place("C2"))))
    assert await standing(database) == DECIDED


async def test_a_start_is_sent_by_one(database: Database) -> None:
    """Of many that want to send it one may, and what was seen before is kept with that."""
    await add(database, DECIDED)
    assert await winners(database, lambda tx: runs.mark_attempt(tx, "s1", GOING)) == 1
    assert await standing(database) == replace(DECIDED, stage=Stage.FOLLOWED, run=GOING)


async def test_a_start_is_closed_by_one_and_never_sent_afterwards(database: Database) -> None:
    """Its end is told once."""
    await add(database, DECIDED)
    assert await winners(database, lambda tx: runs.close(tx, "s1")) == 1
    assert await winners(database, lambda tx: runs.mark_attempt(tx, "s1", GOING)) == 0


async def test_one_of_those_who_follow_a_run_tells_how_it_went_on(database: Database) -> None:
    """Though each has read that it was only asked for; and its end stays noted, whoever saw it last."""
    await add(database, DECIDED)
    asked, going = replace(GOING, phase=Phase.ASKED), replace(GOING, phase=Phase.GOING)
    ended = replace(GOING, phase=Phase.ENDED)
    async with database.write() as tx:
        await runs.mark_attempt(tx, "s1", asked)

    async def first(seen: Run) -> bool:
        async with database.write() as tx:
            return await runs.keep(tx, "s1", seen) is Phase.ASKED

    assert sum(await asyncio.gather(*(first(going) for _ in range(5)))) == 1
    assert not await first(ended)
    assert not await first(going)
    assert await standing(database) == replace(DECIDED, stage=Stage.FOLLOWED, run=ended)


async def test_what_is_seen_and_where_it_is_told_are_kept_apart_from_the_stage(database: Database) -> None:
    """Following changes neither whose start it is nor how far it has come."""
    await add(database, DECIDED)
    place, later = Place("C2", message="2.5", thread="2.0"), replace(GOING, phase=Phase.GOING, seen_at=ASKED_AT + 5)
    async with database.write() as tx:
        await runs.mark_attempt(tx, "s1", GOING)
        await runs.keep(tx, "s1", later)
        await runs.moved(tx, "s1", place)
    assert await standing(database) == replace(
        DECIDED, asker=Asker(ASKER, place, "r1"), stage=Stage.FOLLOWED, run=later
    )
