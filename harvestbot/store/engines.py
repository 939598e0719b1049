"""The connections: on SQLite one that writes and some that read, on PostgreSQL one pool for both."""

import sqlite3
import time
from contextlib import closing
from typing import Any, NamedTuple

from sqlalchemy import Connection, event
from sqlalchemy.engine import URL
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from harvestbot.store import cursors, subseconds
from harvestbot.store.cancelling import to_the_end

BUSY_TIMEOUT = 30.0
"""Seconds that a process waits for another one's write to the same file."""
READERS = 4
LONGEST_QUEUE = 120.0
"""Seconds that somebody waits for a connection to PostgreSQL: many who decide at once wait for one another."""


class Engines(NamedTuple):
    """What writes, and what reads, and the kind of ``connection`` to ask them through."""

    writer: AsyncEngine
    reader: AsyncEngine
    connection: type[AsyncConnection] = AsyncConnection

    async def dispose(self) -> None:
        """Close every connection."""
        await self.writer.dispose()
        await self.reader.dispose()


class Steady(AsyncConnection):
    """A connection to SQLite whose statements are seen to their end, whoever is cancelled meanwhile.

    SQLAlchemy closes a connection on which a statement was cancelled. But SQLite keeps a closed connection, and the
    write lock that it holds, for as long as a statement of it lives (https://www.sqlite.org/c3ref/close.html): until
    Python has collected the error's traceback nobody could write. Statements here are short, and wait for no network.
    """

    async def start(self, is_ctxmanager: bool = False) -> AsyncConnection:  # noqa: FBT001, FBT002  because it is so in SQLAlchemy
        """Take a connection; one that nobody waits for any more is given back."""
        try:
            return await to_the_end(super().start(is_ctxmanager))
        except BaseException:
            if self.sync_connection is not None:
                await to_the_end(self.close())
            raise

    async def execute(self, *args: Any, **options: Any) -> Any:  # noqa: ANN401  because it takes and gives what SQLAlchemy's does
        """Execute a statement, see there."""
        return await to_the_end(super().execute(*args, **options))

    async def run_sync(self, *args: Any, **options: Any) -> Any:  # noqa: ANN401  because it takes and gives what SQLAlchemy's does
        """Call a function with the connection, see there."""
        return await to_the_end(super().run_sync(*args, **options))


def postgres_engines(url: URL) -> Engines:
    """Return engines that share a pool of connections to a server."""
    engine = create_async_engine(
        url, hide_parameters=True, pool_pre_ping=True, pool_size=5, max_overflow=5, pool_timeout=LONGEST_QUEUE
    )
    return Engines(engine, engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True))


def sqlite_engines(url: URL) -> Engines:
    """Return engines on a file: ONE connection that writes, others that only read.

    Writers queue in the process and take the write lock when they begin. A transaction that began by reading would have
    to turn into a writing one, and SQLite refuses that at once if another has written meanwhile
    (https://www.sqlite.org/isolation.html), whatever the time-out.
    """
    subseconds.provide()
    return Engines(
        _sqlite_engine(url, size=1, begin="BEGIN IMMEDIATE", pragmas=("synchronous=FULL",)),
        _sqlite_engine(url, size=READERS, begin="BEGIN", pragmas=("query_only=ON",)),
        Steady,
    )


def _sqlite_engine(url: URL, *, size: int, begin: str, pragmas: tuple[str, ...]) -> AsyncEngine:
    engine = create_async_engine(
        url,
        hide_parameters=True,
        pool_size=size,
        max_overflow=0,
        # A connection that is given back has no transaction left: SQLAlchemy's is over, and Python's driver has none.
        pool_reset_on_return=None,
        # None: Python's driver begins no transactions of its own accord; the event below does.
        connect_args={"timeout": BUSY_TIMEOUT, "isolation_level": None},
    )

    def set_up(connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
        cursors.provide(entry)
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    def start(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    event.listen(engine.sync_engine, "connect", set_up)
    event.listen(engine.sync_engine, "begin", start)
    return engine


def prepare_sqlite(path: str, *, patience: float = BUSY_TIMEOUT) -> None:
    """Create the file if there is none, and let readers and a writer work side by side (WAL). Blocks.

    Args:
        path: the database file.
        patience: seconds to wait while others use the file.

    Raises:
        sqlite3.Error: the file cannot be opened or written, or is no database.
    """
    deadline = time.monotonic() + patience
    with closing(sqlite3.connect(path, timeout=patience, isolation_level=None)) as connection:
        while True:
            try:
                connection.execute("PRAGMA journal_mode=WAL")
            except sqlite3.OperationalError as error:
                # Changing the mode does not honour the busy time-out: of processes that start at once on a new file
                # one in twenty is told "database is locked" right away.
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                    raise
                time.sleep(0.01)
            else:
                return
