"""SQLite's clock to the millisecond, where the machine's SQLite is too old to have one.

Facts: from Python 3.12 on, DBOS has SQLite say what time it is by ``unixepoch('subsec')`` (dbos 3.4, ``_migration.py``
and ``_sys_db.py``). SQLite knows ``subsec`` since 3.42 (sqlite.org/releaselog/3_42_0.html); an older one, such as
Debian 12 has, answers NULL, and no work could be queued. A program's own function takes the place of SQLite's.
"""

import sqlite3
import time

from sqlalchemy import event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry, Pool

KNOWN_SINCE = (3, 42)
"""The first SQLite with milliseconds."""


def provide(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> None:
    """Give every connection to SQLite the function, DBOS's own included; nothing where SQLite has it.

    Args:
        version: SQLite's.
    """
    if version < KNOWN_SINCE and not event.contains(Pool, "connect", _define):
        event.listen(Pool, "connect", _define)


def _define(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    define = getattr(connection, "create_function", None)  # PostgreSQL's connections have none
    if define is not None:
        define("unixepoch", 1, _unixepoch)


def _unixepoch(modifier: str) -> float | None:
    """Return the time in seconds since the epoch, as SQLite's function does for the only word that DBOS gives it."""
    return time.time() if modifier == "subsec" else None
