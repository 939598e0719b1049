"""A confirmation: one press wins, and only the right person's, in time."""

import asyncio
import uuid
from datetime import UTC

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from sqlalchemy import text
from store import samples
from store.processes import Crowd, attempts, presses
from store.samples import ASKER, EXPIRES_AT, IN_TIME, OTHER

from harvestbot.domain.confirmations import Action, Confirmation, Place, State, fingerprint
from harvestbot.domain.harvesters import Harvester, ParameterField, Schedule
from harvestbot.store import confirmations
from harvestbot.store.database import Database

WORDS = st.text(max_size=8)
COUNTS = st.integers(0, 2**53)
MOMENTS = st.none() | st.datetimes(timezones=st.just(UTC))
PARAMETERS = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.floats(allow_nan=False, allow_infinity=False) | WORDS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(WORDS, inner, max_size=2),
    max_leaves=4,
)
HARVESTERS = st.builds(
    Harvester,
    id=WORDS,
    name=st.text(),
    type=WORDS,
    type_label=WORDS,
    status=WORDS,
    version=st.none() | COUNTS,
    attached=COUNTS,
    published=COUNTS,
    remote=st.none() | COUNTS,
    harvester_errors=COUNTS,
    resource_errors=COUNTS,
    schedules=st.lists(st.builds(Schedule, WORDS, WORDS, WORDS), max_size=2).map(tuple),
    created_at=MOMENTS,
    changed_at=MOMENTS,
    changed_by=WORDS,
    started_at=MOMENTS,
    succeeded_at=MOMENTS,
    removes_missing=st.booleans(),
    parameters=st.dictionaries(WORDS, PARAMETERS, max_size=2),
    secrets=st.frozensets(WORDS, max_size=2),
    fields=st.lists(st.builds(ParameterField, WORDS, WORDS, WORDS, st.booleans(), st.booleans()), max_size=2).map(
        tuple
    ),
)
CONFIRMATIONS = st.builds(
    Confirmation,
    id=st.just(""),
    ask=st.sampled_from(Action),
    action=st.none() | st.sampled_from(Action),
    portal=WORDS,
    harvester=HARVESTERS,
    requester=WORDS,
    place=st.builds(Place, WORDS, WORDS, WORDS, WORDS),
    asked_at=st.floats(0, 1e11),
    expires_at=st.floats(0, 1e11),
    state=st.sampled_from(State),
    approver=WORDS,
    reason=WORDS,
    then_publish=st.booleans(),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(CONFIRMATIONS)
async def test_what_is_added_is_what_is_found(database: Database, drawn: Confirmation) -> None:
    """Every confirmation comes back as it was, and what it is bound to with it."""
    asked = replace(drawn, id=str(uuid.uuid4()))  # hypothesis shows the same drawing more than once
    async with database.write() as tx:
        await confirmations.add(tx, asked)
    found = await samples.standing(database, asked.id)
    assert found == asked
    assert found.fingerprint == asked.fingerprint


async def test_what_is_asked_of_the_database_by_hand_is_in_columns(database: Database) -> None:
    """The fingerprint of what was shown and the correlation id are written beside the rest."""
    async with database.write() as tx:
        await confirmations.add(tx, samples.confirmation(), correlation="r1")
    async with database.read() as tx:
        row = (await tx.connection.execute(text("SELECT harvester_id, fingerprint FROM confirmation"))).one()
        assert tuple(row) == ("trees", fingerprint(samples.confirmation().harvester))
        assert await confirmations.correlation(tx, "c1") == "r1"
        assert await confirmations.correlation(tx, "nobody's") == ""


async def test_a_confirmation_that_nobody_asked_for_is_not_found(database: Database) -> None:
    """An id from elsewhere leads nowhere, and pressing it does nothing."""
    async with database.read() as tx:
        assert await confirmations.find(tx, "c1") is None
    assert await samples.press(database) is None


async def test_one_of_fifty_presses_wins(database: Database) -> None:
    """The winner gets the approved confirmation, with who approved and what was chosen."""
    await samples.asked(database)
    results = await asyncio.gather(*(samples.press(database) for _ in range(50)))
    (won,) = [confirmed for confirmed in results if confirmed]
    assert (won.state, won.approver, won.action) == (State.APPROVED, ASKER, Action.DELETE)
    assert await samples.standing(database) == won


async def test_two_hundred_presses_at_once_are_all_answered(database: Database) -> None:
    """No press fails because the database is busy, and each of many confirmations is won once."""
    for number in range(10):
        await samples.asked(database, f"c{number}")
    results = await asyncio.gather(*(samples.press(database, f"c{number % 10}") for number in range(200)))
    assert sum(confirmed is not None for confirmed in results) == 10


async def test_of_four_processes_that_press_at_once_one_wins_and_one_may_send(url: str) -> None:
    """200 presses from four processes approve once; 40 attempts from four processes may send once."""
    async with await Database.open(url) as database:
        await samples.asked(database)
    with Crowd(presses, url, 4) as crowd:
        assert sum(await asyncio.to_thread(crowd.reports)) == 1
    with Crowd(attempts, url, 4) as crowd:
        assert sum(await asyncio.to_thread(crowd.reports)) == 1


@pytest.mark.parametrize(("user", "now"), [(OTHER, IN_TIME), (ASKER, EXPIRES_AT), (ASKER, EXPIRES_AT + 1)])
async def test_a_press_by_another_or_too_late_changes_nothing(database: Database, user: str, now: float) -> None:
    """Only who was asked may answer, by approving or by withdrawing, and only before the time is up."""
    asked = await samples.asked(database)
    assert await samples.press(database, user=user, now=now) is None
    async with database.write() as tx:
        assert await confirmations.cancel(tx, "c1", user=user, now=now) is None
    assert await samples.standing(database) == asked


@pytest.mark.parametrize("state", [state for state in State if state is not State.ASKED])
async def test_a_press_in_any_other_state_changes_nothing(database: Database, state: State) -> None:
    """What is answered is answered."""
    answered = replace(samples.confirmation(), state=state)
    async with database.write() as tx:
        await confirmations.add(tx, answered)
    assert await samples.press(database) is None
    assert await samples.standing(database) == answered


async def test_the_time_that_ends_pressing_begins_expiring(database: Database) -> None:
    """At no moment can both be done, and at none neither."""
    await samples.asked(database)
    async with database.write() as tx:
        assert await confirmations.due(tx, IN_TIME) == []
        assert await confirmations.expire(tx, "c1", IN_TIME) is None
    assert await samples.press(database, now=EXPIRES_AT) is None
    async with database.write() as tx:
        assert [late.id for late in await confirmations.due(tx, EXPIRES_AT)] == ["c1"]
        expired = await confirmations.expire(tx, "c1", EXPIRES_AT)
        assert expired is not None
        assert expired.state is State.EXPIRED
        assert await confirmations.due(tx, EXPIRES_AT) == []


async def test_what_a_starting_process_carries_on_is_what_was_approved_and_has_no_outcome(database: Database) -> None:
    """Nothing that waits for a person, nothing that is over; the oldest first."""
    async with database.write() as tx:
        for number, state in enumerate(State):
            question = samples.confirmation(state.value)
            await confirmations.add(tx, replace(question, state=state, asked_at=float(-number)))
    async with database.read() as tx:
        found = [left.state for left in await confirmations.unsettled(tx)]
    assert found == [State.UNKNOWN, State.FOLLOWED, State.AT_WORK, State.APPROVED]


async def test_a_message_that_moved_is_found_again(database: Database) -> None:
    """The place is changed whatever the state, and nothing else is."""
    asked = await samples.asked(database)
    place = Place("C2", message="2.5", thread="2.0")
    async with database.write() as tx:
        await confirmations.moved(tx, "c1", place)
    assert await samples.standing(database) == replace(asked, place=place)


async def test_an_outcome_is_kept_with_its_reason(database: Database) -> None:
    """An unknown outcome says why, and settling it says how it was settled."""
    await samples.asked(database)
    await samples.press(database)
    async with database.write() as tx:
        assert await confirmations.mark_attempt(tx, "c1")
        lost = await confirmations.unknown(tx, "c1", "The portal did not answer.")
        assert lost is not None
        assert (lost.state, lost.reason) == (State.UNKNOWN, "The portal did not answer.")
        settled = await confirmations.settle(tx, "c1", State.DONE, "The portal no longer has it.")
    assert settled == await samples.standing(database)
    assert (settled.state, settled.reason) == (State.DONE, "The portal no longer has it.")
