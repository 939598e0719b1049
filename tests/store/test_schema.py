"""The tables: made from nothing, made once, and the same as this release says."""

import asyncio
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from store import samples
from store.processes import Crowd, opens

import harvestbot.store
from harvestbot.errors import StoreTooNew, StoreUnavailable
from harvestbot.store import schema
from harvestbot.store.database import Database
from harvestbot.store.tables import metadata


def differences(connection: Connection) -> list[object]:
    """Return where the tables of a database and those of this release differ."""
    context = MigrationContext.configure(connection, opts={"version_table": schema.VERSION_TABLE})
    return list(compare_metadata(context, metadata))


async def test_the_migrations_make_the_tables_that_the_code_speaks_of(url: str) -> None:
    """From an empty file to this release: nothing is missing, nothing differs."""
    async with await Database.open(url) as database, database.read() as tx:
        assert await tx.connection.run_sync(differences) == []


async def test_opening_again_changes_nothing(url: str) -> None:
    """What was written is still there, and the tables are the same."""
    async with await Database.open(url) as first:
        await samples.asked(first)
    async with await Database.open(url) as second:
        assert await samples.standing(second) == samples.confirmation()
        async with second.read() as tx:
            assert await tx.connection.run_sync(differences) == []


def test_processes_that_start_at_once_on_a_new_file_all_get_in(url: str) -> None:
    """One makes the tables, the others wait for it."""
    with Crowd(opens, url, 4) as crowd:
        assert crowd.reports() == [""] * 4


def test_the_newest_migration_is_the_one_that_the_code_expects() -> None:
    """A migration that is added raises HEAD too, and there is one line of them."""
    config = Config()
    config.set_main_option("script_location", str(Path(harvestbot.store.__path__[0]) / "migrations"))
    assert ScriptDirectory.from_config(config).get_heads() == [schema.HEAD]


async def test_a_database_of_a_newer_release_is_refused_and_left_alone(url: str) -> None:
    """An older release does not touch what it does not know."""
    async with await Database.open(url) as database, database.write() as tx:
        await tx.connection.execute(text("UPDATE harvestbot_version SET version_num = '9999'"))
    with pytest.raises(StoreTooNew, match="newer release"):
        await Database.open(url)


async def test_a_file_of_something_else_is_refused_and_left_alone(tmp_path: Path) -> None:
    """Nothing is written into somebody else's file."""
    file = tmp_path / "else.db"
    with closing(sqlite3.connect(file)) as theirs:
        theirs.execute("CREATE TABLE audit (theirs)")
        theirs.commit()
    with pytest.raises(StoreUnavailable, match="belongs to something else"):
        await Database.open(f"sqlite:///{file}")
    with closing(sqlite3.connect(file)) as theirs:
        assert theirs.execute("SELECT name FROM sqlite_master").fetchall() == [("audit",)]


def test_a_database_that_is_up_to_date_opens_without_alembic(url: str) -> None:
    """Starting does not wait for what there is no work for."""
    asyncio.run(_open_and_close(url))
    program = (
        "import asyncio, sys; from harvestbot.store.database import Database\n"
        "async def main():\n"
        "    async with await Database.open(sys.argv[1]): print('alembic' in sys.modules)\n"
        "asyncio.run(main())"
    )
    done = subprocess.run([sys.executable, "-c", program, url], capture_output=True, text=True, check=True)  # noqa: S603  because the program stands above
    assert done.stdout == "False\n"


async def _open_and_close(url: str) -> None:
    async with await Database.open(url):
        pass
