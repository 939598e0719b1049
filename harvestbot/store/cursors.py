"""Cursors of SQLite that go to their connection's thread once for each statement, and bring its rows back with them.

Facts (aiosqlite 0.22, sqlalchemy 2.1, measured): for each statement SQLAlchemy makes a cursor, executes, fetches and
closes, and aiosqlite goes to its thread and back each time: 23 trips for a decision of five statements, 0.04 ms each at
best, and far more while other threads want Python's lock. The sqlite3 cursor that is needed here is had only from a
private attribute, which is why the minor version is pinned and ``tests/store/test_cursors.py`` fails when it moves.
"""

import sqlite3
from collections.abc import Iterable
from functools import partial
from typing import Any

import aiosqlite
from aiosqlite.context import contextmanager
from sqlalchemy.pool import ConnectionPoolEntry

AT_ONCE = 100
"""Rows that are brought back with a statement; where there are more, the thread is asked for them."""


class Cursor(aiosqlite.Cursor):
    """A cursor that holds its first rows as soon as its statement is executed."""

    def __init__(self, connection: aiosqlite.Connection, cursor: sqlite3.Cursor) -> None:
        super().__init__(connection, cursor)
        self._first: list[Any] = []
        self._more = True

    async def execute(self, sql: str, parameters: Iterable[Any] | None = None) -> "Cursor":
        """Execute the statement, and fetch its first rows."""
        self._first = await self._execute(self._begin, sql, parameters or ())  # type: ignore[no-untyped-call]  # because aiosqlite leaves it without types
        self._more = len(self._first) == AT_ONCE
        return self

    async def fetchall(self) -> Iterable[sqlite3.Row]:
        """Return all rows that are left."""
        first, self._first = self._first, []
        return [*first, *(await super().fetchall())] if self._more else first

    async def fetchmany(self, size: int | None = None) -> Iterable[sqlite3.Row]:
        """Return some of the rows that are left, none where none are."""
        if not self._first:
            return await super().fetchmany(size) if self._more else []
        size = self.arraysize if size is None else size
        some, self._first = self._first[:size], self._first[size:]
        return some

    async def fetchone(self) -> sqlite3.Row | None:
        """Return the next row."""
        return next(iter(await self.fetchmany(1)), None)

    async def close(self) -> None:
        """Close the cursor: a statement that has come to its end leaves nothing for the thread to do."""
        if self._more:
            await super().close()
        else:
            self._cursor.close()

    def _begin(self, sql: str, parameters: Any) -> list[Any]:  # noqa: ANN401  because it is whatever the statement takes
        return self._cursor.execute(sql, parameters).fetchmany(AT_ONCE)


def provide(entry: ConnectionPoolEntry) -> None:
    """Have a pool's connection make such cursors."""
    connection: Any = entry.driver_connection
    connection.cursor = partial(_cursor, connection)


@contextmanager
async def _cursor(connection: aiosqlite.Connection) -> Cursor:
    return Cursor(connection, connection._conn.cursor())  # noqa: SLF001  because it is had nowhere else (see above)
