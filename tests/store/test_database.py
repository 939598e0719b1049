"""What a transaction keeps and what it does not, and what people are told when there is no database."""

import asyncio
import sqlite3
import time
import traceback
from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from store import samples
from store.processes import Crowd, never_commits, opens_exclusively
from support.postgres import Postgres

from harvestbot.errors import SettingsInvalid, StoreInUse, StoreUnavailable
from harvestbot.store import audit, confirmations, subseconds
from harvestbot.store.database import Database
from harvestbot.store.engines import prepare_sqlite


async def test_a_block_that_ends_is_committed_and_its_callbacks_run_in_order(database: Database) -> None:
    """What waits for the commit starts after it, and sees what was written."""
    seen: list[str] = []
    done = asyncio.Event()

    async with database.write() as tx:
        await confirmations.add(tx, samples.confirmation())
        tx.after_commit(lambda: seen.append("first"))
        tx.after_commit(lambda: seen.append("second"))
        tx.after_commit(done.set)
        await asyncio.sleep(0)
        assert seen == []
    await done.wait()

    assert seen == ["first", "second"]
    assert await samples.standing(database) == samples.confirmation()


async def test_a_block_left_by_an_error_changes_nothing_and_starts_nothing(database: Database) -> None:
    """Rolled back is as if it had never been: no row, no work."""
    seen: list[str] = []

    async def fails() -> None:
        async with database.write() as tx:
            await confirmations.add(tx, samples.confirmation())
            tx.after_commit(lambda: seen.append("started"))
            raise LookupError

    with pytest.raises(LookupError):
        await fails()
    async with database.read() as tx:
        assert await confirmations.find(tx, "c1") is None
    assert seen == []


async def test_a_block_that_is_cancelled_changes_nothing_and_frees_the_writer(database: Database) -> None:
    """A task that is stopped inside a transaction takes it back, and the next writer gets its turn."""
    inside = asyncio.Event()

    async def hangs() -> None:
        async with database.write() as tx:
            await confirmations.add(tx, samples.confirmation())
            inside.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(hangs())
    await inside.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    await samples.asked(database)
    assert await samples.standing(database) == samples.confirmation()


async def test_a_commit_that_has_begun_is_seen_to_its_end(database: Database) -> None:
    """Whoever is cancelled during the commit cannot have it half: the row is there and the work starts."""
    started = asyncio.Event()
    committing = asyncio.Event()

    async def decides() -> None:
        async with database.write() as tx:
            await confirmations.add(tx, samples.confirmation())
            tx.after_commit(started.set)
            committing.set()

    task = asyncio.create_task(decides())
    await committing.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    await started.wait()
    assert await samples.standing(database) == samples.confirmation()


async def test_a_reader_sees_one_moment_and_cannot_write(database: Database) -> None:
    """A view does not change under the reader, and does not take a change."""
    async with database.read() as tx:
        assert await confirmations.find(tx, "c1") is None
        await samples.asked(database)
        assert await confirmations.find(tx, "c1") is None
        with pytest.raises(OperationalError, match="readonly"):
            await tx.connection.execute(text("DELETE FROM delivery"))


async def test_the_writer_survives_a_power_cut(database: Database) -> None:
    """Each commit is on the disk before it is reported, and readers do not hold it up."""
    async with database.write() as tx:
        assert (await tx.connection.execute(text("PRAGMA synchronous"))).scalar() == 2
        assert (await tx.connection.execute(text("PRAGMA journal_mode"))).scalar() == "wal"


async def test_sqlite_tells_the_time_to_the_millisecond_however_old_it_is(tmp_path: Path) -> None:
    """DBOS asks for it from Python 3.12 on, and Debian 12 has a SQLite that does not know it."""
    subseconds.provide((3, 40, 1))
    async with await Database.open(f"sqlite:///{tmp_path}/old.db") as database, database.write() as tx:
        before = time.time()
        told = (await tx.connection.execute(text("SELECT unixepoch('subsec')"))).scalar_one()
    assert before - 0.01 <= told <= time.time() + 0.01


async def test_a_database_error_does_not_repeat_what_was_written(database: Database) -> None:
    """A response_url is a capability: it stays out of the words of an error."""
    broken = replace(samples.confirmation(), requester=None)
    with pytest.raises(Exception, match="NOT NULL") as error:
        async with database.write() as tx:
            await confirmations.add(tx, broken)
    assert "secret-capability" not in "".join(traceback.format_exception(error.value))


def test_killed_inside_a_transaction_leaves_nothing(url: str) -> None:
    """After kill -9 before the commit there is no row, no audit entry and no lock."""

    async def look() -> tuple[object, object]:
        async with await Database.open(url, exclusive=True) as database:
            async with database.read() as tx:
                left = await confirmations.find(tx, "lost"), await audit.entries(tx)
            await samples.asked(database)
            return left

    with Crowd(never_commits, url, 1) as crowd:
        crowd.reports()
    assert asyncio.run(look()) == (None, [])


async def test_a_second_process_is_refused_and_told_who_is_there(url: str) -> None:
    """One process does the bot's work on a file; a second learns which, and what it could do instead."""
    async with await Database.open(url, exclusive=True):
        with Crowd(opens_exclusively, url, 1) as crowd:
            (told,) = await asyncio.to_thread(crowd.reports)
    assert "already works on" in told
    assert "stop it first" in told


async def test_the_lock_is_on_the_file_whatever_it_is_called(url: str, tmp_path: Path) -> None:
    """A link to the same file leads to the same lock."""
    (tmp_path / "link.db").symlink_to(tmp_path / "bot.db")
    async with await Database.open(url, exclusive=True):
        with pytest.raises(StoreInUse):
            await Database.open(f"sqlite:///{tmp_path}/link.db", exclusive=True)


async def test_readers_open_beside_the_process_that_works(url: str) -> None:
    """`doctor`, `audit` and `history` read while the bot writes."""
    async with await Database.open(url, exclusive=True) as working, await Database.open(url) as reading:
        await samples.asked(working)
        assert await samples.standing(reading) == samples.confirmation()


async def test_the_lock_is_let_go(url: str) -> None:
    """After closing, and after an opening that failed, the next process gets in."""
    database = await Database.open(url, exclusive=True)
    await database.close()
    await database.close()
    async with await Database.open(url, exclusive=True):
        pass


async def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    """The sentence names the file, the cause and the setting."""
    address = f"sqlite:///{tmp_path}/missing/bot.db"
    for exclusive in (False, True):
        with pytest.raises(StoreUnavailable, match=r"missing/bot\.db.*HARVESTBOT_DATABASE_URL"):
            await Database.open(address, exclusive=exclusive)


async def test_a_file_that_is_no_database_is_told_and_unlocked(tmp_path: Path) -> None:
    """Another kind of file is left as it is."""
    file = tmp_path / "notes.txt"
    file.write_text("Not a database, and long enough to be read as one. " * 20)
    before = file.read_bytes()
    for _ in range(2):
        with pytest.raises(StoreUnavailable, match="file is not a database"):
            await Database.open(f"sqlite:///{file}", exclusive=True)
    assert file.read_bytes() == before


async def test_a_server_that_is_not_there_is_told_without_the_password() -> None:
    """Neither the sentence nor what it came from holds the password."""
    address = "postgresql://bot:hunter2@127.0.0.1:1/bot"
    with pytest.raises(StoreUnavailable, match=r"PostgreSQL database bot on 127\.0\.0\.1") as error:
        await Database.open(address)
    assert "hunter2" not in "".join(traceback.format_exception(error.value))


async def test_a_database_that_may_only_be_read_is_no_place_to_work(postgres: Postgres) -> None:
    """It takes the beginning of a transaction, and would refuse the first thing that is written in it."""
    postgres.execute("CREATE ROLE reader LOGIN IN ROLE pg_read_all_data")
    url = postgres.fresh().replace("postgres@", "reader@")
    async with await Database.open(url) as database:
        await database.ping()
        with pytest.raises(StoreUnavailable, match="permission denied"):
            await database.see_that_it_can_be_written()
    with pytest.raises(StoreUnavailable, match="permission denied"):
        await Database.open(url, exclusive=True)


async def test_no_address_is_no_database() -> None:
    """A setting that names no database is a mistake in the settings."""
    with pytest.raises(SettingsInvalid):
        await Database.open("mysql://db.example/bot")


async def test_a_ping_tells_whether_the_database_answers(database: Database) -> None:
    """An open database answers; its name may be shown to anybody."""
    await database.ping()
    assert database.name.startswith("SQLite file")


def test_a_file_that_stays_busy_is_tried_until_patience_ends(tmp_path: Path) -> None:
    """Whoever opens a file that another process keeps to itself waits, and is told in the end."""
    file = str(tmp_path / "busy.db")
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        began = time.monotonic()
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            prepare_sqlite(file, patience=0.05)
        assert time.monotonic() - began > 0.05  # SQLite itself would have given up at once
        other.execute("ROLLBACK")
        prepare_sqlite(file, patience=0.05)
