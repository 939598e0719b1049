"""A database of an earlier release becomes this one's, and nothing in it is lost."""

import shutil
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from store.test_schema import differences

from harvestbot.domain.audit import Outcome, Page
from harvestbot.domain.confirmations import Action, State
from harvestbot.store import audit, confirmations, deliveries
from harvestbot.store.database import Database

RELEASES = sorted((Path(__file__).parent / "files").glob("release-*.db"))
"""Files that a release has written, each by a short conversation; a new release adds its own."""
TABLES = ("audit", "confirmation", "delivery")


@pytest.fixture(params=RELEASES, ids=lambda release: release.stem)
def earlier(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A copy of an earlier release's file."""
    return Path(shutil.copy(request.param, tmp_path / "bot.db"))


def rows(file: Path) -> dict[str, list[dict[str, object]]]:
    """Return every row of the tables that all releases have."""
    with closing(sqlite3.connect(file)) as connection:
        connection.row_factory = sqlite3.Row
        return {table: [dict(row) for row in connection.execute(f"SELECT * FROM {table}")] for table in TABLES}  # noqa: S608  because the names stand above


def kept(before: Sequence[Mapping[str, object]], after: Sequence[Mapping[str, object]]) -> bool:
    """Tell whether each row is still there with all that it said; there may be new columns."""
    return [one.items() <= other.items() for one, other in zip(before, after, strict=True)] == [True] * len(before)


async def test_every_row_of_an_earlier_release_stays_as_it_was(earlier: Path) -> None:
    """The tables become this release's, and what stood in them stands in them."""
    before = rows(earlier)
    assert all(before[table] for table in TABLES), "a file without rows shows nothing"
    async with await Database.open(f"sqlite:///{earlier}") as database, database.read() as tx:
        assert await tx.connection.run_sync(differences) == []
    after = rows(earlier)
    assert all(kept(before[table], after[table]) for table in TABLES)


async def test_what_an_earlier_release_has_written_is_read_and_carried_on(earlier: Path) -> None:
    """Questions can be answered, deliveries stay taken, and the trail stays append-only."""
    async with await Database.open(f"sqlite:///{earlier}") as database:
        async with database.read() as tx:
            entries = await audit.entries(tx, page=Page(size=100, oldest_first=True))
            open_ = [one for one in await confirmations.due(tx, 1e12) if one.state is State.ASKED]
            known = (await tx.connection.execute(text("SELECT id FROM delivery"))).scalars().all()
        assert {Outcome.ASKED, Outcome.ATTEMPT, Outcome.DONE} <= {entry.outcome for entry in entries}
        (question,) = open_
        async with database.write() as tx:
            assert not await deliveries.claim(tx, known[0], "start", 1e12)
            assert await deliveries.mark_attempt(tx, known[0], 1e12)
            in_time = question.expires_at - 1
            pressed = await confirmations.press(
                tx, question.id, user=question.requester, action=Action.PUBLISH, now=in_time
            )
        assert pressed is not None
        with pytest.raises(IntegrityError, match="append-only"):
            await _change(database)


async def _change(database: Database) -> None:
    async with database.write() as tx:
        await tx.connection.execute(text("UPDATE audit SET detail = ''"))
