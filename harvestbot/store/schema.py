"""Which release's tables a database has, and how they become this one's."""

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from harvestbot.errors import StoreTooNew, StoreUnavailable
from harvestbot.store.engines import BUSY_TIMEOUT, Engines

HEAD = "0013"
"""The newest migration. Migrations are numbered, so that a greater number is a newer release's."""
VERSION_TABLE = "harvestbot_version"
"""Where the database's own number stands. Not alembic's usual name: another library may use that in this database."""
_POSTGRES_LOCK = 0x6861_7276_6573_7400
"""Key of the advisory lock that lets one process at a time migrate: any number that nobody else uses."""


async def bring_up_to_date(engines: Engines) -> None:
    """Give a database this release's tables.

    Safe from several processes at once: one migrates while the others wait, and then find nothing left to do.

    Raises:
        StoreTooNew: a newer release has used it.
    """
    async with engines.reader.connect() as connection:
        behind = await connection.run_sync(_behind)
    if behind:
        async with engines.writer.begin() as connection:
            await connection.run_sync(_migrate)


async def write_nothing(engines: Engines) -> None:
    """Change no row: an error where the database may only be read, which beginning to write alone does not tell.

    Raises:
        sqlalchemy.exc.DBAPIError: it may only be read.
    """
    async with engines.writer.begin() as connection:
        await connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = version_num WHERE 1 = 0"))  # noqa: S608  because the name is ours


def refuse_others(path: str) -> None:
    """See that a SQLite file is empty, or ours. Blocks, and writes nothing.

    Raises:
        StoreUnavailable: it holds tables, and they are somebody else's.
        sqlite3.Error: the file cannot be read, or is no database.
    """
    with closing(sqlite3.connect(path, timeout=BUSY_TIMEOUT)) as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if tables and VERSION_TABLE not in tables:
        raise StoreUnavailable(
            "The SQLite file in HARVESTBOT_DATABASE_URL belongs to something else: it holds other tables, and none of "
            "harvestbot's. Nothing was written to it; name another file."
        )


def _behind(connection: Connection) -> bool:
    current = None
    if inspect(connection).has_table(VERSION_TABLE):
        current = connection.scalar(text(f"SELECT version_num FROM {VERSION_TABLE}"))  # noqa: S608  because the name is ours
    if current is not None and current > HEAD:
        raise StoreTooNew(
            "A newer release of harvestbot has used this database: run that release, or name another database in "
            "HARVESTBOT_DATABASE_URL."
        )
    return current != HEAD


def _migrate(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":  # on SQLite BEGIN IMMEDIATE has let in one process already
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _POSTGRES_LOCK})
    if not _behind(connection):
        return
    from alembic import command  # noqa: PLC0415  because a database that is up to date need not wait for the import
    from alembic.config import Config  # noqa: PLC0415  because of the same

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")).replace("%", "%%"))
    command.upgrade(config, HEAD)
