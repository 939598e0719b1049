"""The audit trail: complete, in order, and never changed."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from store import samples
from store.strategies import WORDS

from harvestbot.domain.audit import Entry, Filter, Outcome, Page, snapshot
from harvestbot.store import audit
from harvestbot.store.database import Database

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
OBJECTS = st.none() | st.dictionaries(st.text(), JSON, max_size=3)


async def record(database: Database, *written: Entry) -> list[int]:
    """Write entries in one transaction, and return their ids."""
    async with database.write() as tx:
        return [await audit.record(tx, entry) for entry in written]


async def ids(database: Database, wanted: Filter | None = None, page: Page | None = None) -> list[int]:
    """Return the ids of the entries on a page."""
    async with database.read() as tx:
        return [entry.id for entry in await audit.entries(tx, wanted or Filter(), page or Page())]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.builds(
        Entry,
        id=st.just(0),
        at=st.floats(0, 1e10),
        actor=WORDS,
        verb=WORDS,
        outcome=st.sampled_from(Outcome),
        channel=WORDS,
        portal=WORDS,
        harvester_id=WORDS,
        before=OBJECTS,
        after=OBJECTS,
        detail=st.text("abc :•", max_size=10),
        permalink=WORDS,
        correlation=WORDS,
    )
)
async def test_what_is_recorded_is_what_is_read(database: Database, entry: Entry) -> None:
    """Every entry comes back as it was, with the id that it was given."""
    (identity,) = await record(database, entry)
    async with database.read() as tx:
        assert await audit.entries(tx, page=Page(size=1)) == [replace(entry, id=identity)]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET detail = 'nothing happened'",
        "UPDATE OR REPLACE audit SET id = 2 WHERE id = 1",
        "DELETE FROM audit",
        "DELETE FROM audit WHERE id = 1",
        "INSERT OR REPLACE INTO audit SELECT * FROM audit WHERE id = 1",
    ],
)
async def test_the_database_itself_refuses_to_change_the_trail(database: Database, statement: str) -> None:
    """Whatever program asks: rows are neither changed nor taken away nor replaced."""
    await record(database, samples.entry(), samples.entry())

    async def change() -> None:
        async with database.write() as tx:
            await tx.connection.execute(text(statement))

    with pytest.raises(IntegrityError, match="append-only"):
        await change()
    async with database.read() as tx:
        assert [(entry.id, entry.detail) for entry in await audit.entries(tx)] == [(2, ""), (1, "")]


async def test_secrets_in_addresses_do_not_stay_for_ever(database: Database) -> None:
    """A portal's words may quote an address with credentials in it; the trail does not."""
    await record(
        database, replace(samples.entry(), detail="No answer from ftp://bot:hunter2@ftp.example/x?api_key=k3y")
    )
    async with database.read() as tx:
        (entry,) = await audit.entries(tx)
    assert "hunter2" not in entry.detail
    assert "k3y" not in entry.detail
    assert "No answer from ftp://" in entry.detail


async def test_a_filter_narrows_by_all_that_it_names(database: Database) -> None:
    """Each part of a filter leaves out what does not fit; `since` is included, `until` is not."""
    base = samples.entry(at=10.0)
    variants = [
        base,
        replace(base, portal="region"),
        replace(base, harvester_id="lamps"),
        replace(base, actor=samples.OTHER),
        replace(base, verb="publish"),
        replace(base, correlation="r1"),
        replace(base, outcome=Outcome.REFUSED),
        replace(base, at=20.0),
    ]
    first, region, lamps, other, publish, request, refused, later = await record(database, *variants)
    everything = [later, refused, request, publish, other, lamps, region, first]
    assert await ids(database) == everything
    assert await ids(database, Filter(portal="region")) == [region]
    assert await ids(database, Filter(harvester_id="lamps")) == [lamps]
    assert await ids(database, Filter(actor=samples.OTHER)) == [other]
    assert await ids(database, Filter(verb="publish")) == [publish]
    assert await ids(database, Filter(correlation="r1")) == [request]
    assert await ids(database, Filter(outcomes=frozenset({Outcome.REFUSED, Outcome.DONE}))) == [refused]
    assert await ids(database, Filter(since=20.0)) == [later]
    assert await ids(database, Filter(until=20.0)) == everything[1:]
    assert await ids(database, Filter(portal="region", verb="publish")) == []


@pytest.mark.parametrize("oldest_first", [True, False])
async def test_pages_give_each_entry_once_in_either_order(database: Database, *, oldest_first: bool) -> None:
    """Going on behind the last entry of a page leaves nothing out and repeats nothing."""
    written = await record(database, *(samples.entry(at=float(at)) for at in range(7)))
    seen: list[int] = []
    while page := await ids(database, page=Page(size=3, after=seen[-1] if seen else None, oldest_first=oldest_first)):
        seen += page
    assert seen == (written if oldest_first else written[::-1])


def test_a_snapshot_of_a_value_is_a_json_object() -> None:
    """What is kept of a harvester before a change can be written as JSON."""
    kept = snapshot(samples.confirmation().harvester)
    assert (kept["id"], kept["attached"], kept["parameters"]) == ("trees", 8, {})
