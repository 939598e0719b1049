"""The bot's own database: opened once, asked through transactions."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractContextManager, AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from harvestbot.errors import StoreUnavailable
from harvestbot.store import schema, urls
from harvestbot.store.cancelling import to_the_end
from harvestbot.store.engines import Engines, postgres_engines, prepare_sqlite, sqlite_engines
from harvestbot.store.locks import FileLock
from harvestbot.store.presence import Presence
from harvestbot.store.transactions import Reading, Transaction


class Database:
    """An open database: `open` makes one; `close`, or the end of an ``async with`` on it, ends it.

    Attributes:
        name: which database it is, in words that hold no secret.
    """

    def __init__(self, name: str, engines: Engines, undo: AsyncExitStack) -> None:
        self.name = name
        self._engines = engines
        self._undo = undo

    @classmethod
    async def open(cls, url: str, *, exclusive: bool = False, create: bool = True) -> Self:
        """Open the database; create it, or bring it up to this release, where needed.

        Args:
            url: the address as it stands in the settings.
            exclusive: for the process that does the bot's work: on SQLite a second one is refused, and whoever only
                reads opens beside it. On PostgreSQL it makes no difference, since replicas share the work.
            create: whether a file that is not there is made; who only reads has no use for an empty one.

        Raises:
            SettingsInvalid: it is no address of a database.
            StoreInUse: ``exclusive``, and another process already works on this file.
            StoreUnavailable: the file or the server cannot be used.
            StoreTooNew: a newer release has used it.
        """
        target = urls.target(url)
        async with AsyncExitStack() as undo:
            with _explained(target):
                if urls.is_sqlite(target):
                    path = target.database or ""
                    if not create and not await asyncio.to_thread(Path(path).exists):
                        raise StoreUnavailable(
                            f"There is no {urls.shown(target)}: the bot has not run yet, or HARVESTBOT_DATABASE_URL "
                            "names another file. Nothing was made."
                        )
                    if exclusive:
                        undo.callback(FileLock.take(Path(path)).release)
                    await asyncio.to_thread(schema.refuse_others, path)
                    await asyncio.to_thread(prepare_sqlite, path)
                    engines = sqlite_engines(target)
                else:
                    engines = postgres_engines(target)
                undo.push_async_callback(engines.dispose)
                await schema.bring_up_to_date(engines)
                if exclusive:
                    await schema.write_nothing(engines)
            return cls(urls.shown(target), engines, undo.pop_all())

    async def close(self) -> None:
        """Close every connection, and let go of the lock. Closing twice does no harm."""
        await self._undo.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.close()

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Transaction]:
        """Change things: committed at the end of the block, rolled back if it is left by an error.

        On SQLite one block runs at a time, and the others wait: nothing in it may wait for the network. Whoever is
        cancelled in it is so between two statements.
        """
        async with self._engines.connection(self._engines.writer) as connection:
            await to_the_end(connection.begin())
            tx = Transaction(connection)
            yield tx
            await tx.finish()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Reading]:
        """Read one consistent view, beside whoever writes."""
        async with self._engines.connection(self._engines.reader) as connection:
            yield Reading(connection)

    def presence(self, name: str) -> Presence | None:
        """Return what shows that a replica lives; None on SQLite, where there is one process."""
        on_postgres = not urls.is_sqlite(self._engines.writer.url)
        return Presence(self._engines.writer, name) if on_postgres else None

    async def ping(self) -> None:
        """Ask the database whether it is there.

        Raises:
            StoreUnavailable: it is not.
        """
        with self.explaining():
            async with self.read() as tx:
                await tx.connection.execute(text("SELECT 1"))

    async def see_that_it_can_be_written(self) -> None:
        """See that the database takes what the bot will write.

        Raises:
            StoreUnavailable: it does not; it may only be read, for instance.
        """
        with self.explaining():
            await schema.write_nothing(self._engines)

    def explaining(self) -> AbstractContextManager[None]:
        """Turn errors of the database that end the block into a ``StoreUnavailable``, a sentence without secrets."""
        return _explained(self._engines.writer.url)


@contextmanager
def _explained(url: URL) -> Iterator[None]:
    """Turn a driver's error into a sentence without secrets; the error itself may quote the address, and is dropped."""
    try:
        yield
    except (OSError, sqlite3.Error, DBAPIError, ModuleNotFoundError) as error:
        said = str(error.orig if isinstance(error, DBAPIError) else error)
        why = urls.without_secrets(said, url).partition("\n")[0].rstrip(".")  # what follows is advice for programmers
        raise StoreUnavailable(
            f"The bot's own database ({urls.shown(url)}) cannot be used: {why}. "
            "Check HARVESTBOT_DATABASE_URL, and that what it names exists and the bot may write there."
        ) from None
