"""A confirmation: one press wins, and only the right person's, in time."""

import asyncio
import uuid
from collections.abc import Awaitable, Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from sqlalchemy import text
from store import samples
from store.processes import Crowd, attempts, presses
from store.samples import ASKER, EXPIRES_AT, IN_TIME, OTHER
from store.strategies import HARVESTERS, PLACES, WORDS

from harvestbot.domain.confirmations import Action, Confirmation, Place, State, fingerprint
from harvestbot.store import confirmations
from harvestbot.store.database import Database

Answer = Callable[..., Awaitable[Confirmation | None]]
FRESH = 600.0
CONFIRMATIONS = st.builds(
    Confirmation,
    id=st.just(""),
    ask=st.sampled_from(Action),
    action=st.none() | st.sampled_from(Action),
    portal=WORDS,
    harvester=HARVESTERS,
    requester=WORDS,
    place=PLACES,
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


async def wait(database: Database, *, user: str = ASKER, now: float = IN_TIME) -> Confirmation | None:
    """Press what needs a second person, in a transaction of its own."""
    async with database.write() as tx:
        return await confirmations.wait(
            tx, "c1", user=user, action=Action.DELETE, now=now, expires_at=EXPIRES_AT + FRESH
        )


async def answer(database: Database, move: Answer, *, user: str, now: float = EXPIRES_AT) -> Confirmation | None:
    """Answer as the second person, in a transaction of its own."""
    async with database.write() as tx:
        return await move(tx, "c1", user=user, now=now)


async def test_waiting_for_a_second_person_begins_once_and_with_a_time_of_its_own(database: Database) -> None:
    """One of fifty presses wins; the choice is kept, and nobody has approved."""
    await samples.asked(database)
    (won,) = [waits for waits in await asyncio.gather(*(wait(database) for _ in range(50))) if waits]
    assert (won.state, won.action, won.approver) == (State.WAITING, Action.DELETE, "")
    assert won.expires_at == EXPIRES_AT + FRESH
    assert await samples.press(database) is None
    assert await samples.standing(database) == won


@pytest.mark.parametrize(("user", "now"), [(OTHER, IN_TIME), (ASKER, EXPIRES_AT)])
async def test_waiting_is_begun_by_the_asker_in_time(database: Database, user: str, now: float) -> None:
    """Nobody calls for a second person in another one's name."""
    asked = await samples.asked(database)
    assert await wait(database, user=user, now=now) is None
    assert await samples.standing(database) == asked


@pytest.mark.parametrize(
    ("move", "state"), [(confirmations.second, State.APPROVED), (confirmations.reject, State.REJECTED)]
)
async def test_the_second_person_is_another_answers_once_and_in_time(
    database: Database, move: Answer, state: State
) -> None:
    """Neither the asker nor anybody too late; of many at once one, and it is known who."""
    await samples.asked(database)
    assert await answer(database, move, user=OTHER) is None
    await wait(database)
    assert await answer(database, move, user=ASKER) is None
    assert await answer(database, move, user=OTHER, now=EXPIRES_AT + FRESH) is None
    results = await asyncio.gather(*(answer(database, move, user=f"{OTHER}{number}") for number in range(20)))
    (won,) = [moved for moved in results if moved]
    assert (won.state, won.requester) == (state, ASKER)
    assert won.approver.startswith(OTHER)
    assert await samples.standing(database) == won


async def test_what_the_portal_has_taken_on_is_followed(database: Database) -> None:
    """Only after the attempt, and to its end."""
    await samples.asked(database)
    await samples.press(database)
    async with database.write() as tx:
        assert await confirmations.follow(tx, "c1") is None
        assert await confirmations.mark_attempt(tx, "c1")
        followed = await confirmations.follow(tx, "c1")
        assert followed is not None
        assert followed.state is State.FOLLOWED
        assert await confirmations.unknown(tx, "c1") is None
        assert await confirmations.settle(tx, "c1", State.NOT_DONE) is None
        assert await confirmations.settle(tx, "c1", State.DONE)


async def test_where_a_question_was_posted_is_noted_until_somebody_has_answered(database: Database) -> None:
    """A press that was quicker has told where it stands; the first to post stays."""
    async with database.write() as tx:
        for identity in ("c1", "c2"):
            await confirmations.add(tx, replace(samples.confirmation(identity), place=Place("C1")))
        await confirmations.posted(tx, "c1", Place("C1", message="1.5"))
        await confirmations.posted(tx, "c1", Place("C1", message="2.5"))
        await confirmations.press(tx, "c2", user=ASKER, action=Action.DELETE, now=IN_TIME)
        await confirmations.posted(tx, "c2", Place("C1", message="1.5"))
    assert (await samples.standing(database)).place == Place("C1", message="1.5")
    assert (await samples.standing(database, "c2")).place == Place("C1")


async def test_of_one_id_there_is_one_question(database: Database) -> None:
    """Work that is carried out again asks nothing twice."""

    async def add(user: str) -> bool:
        async with database.write() as tx:
            return await confirmations.add(tx, replace(samples.confirmation(), requester=user))

    assert [await add(ASKER), await add(OTHER)] == [True, False]
    assert await samples.standing(database) == samples.confirmation()
