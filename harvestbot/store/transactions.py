"""What the questions of the tables are asked through: a view to read in, a transaction to change things in."""

import asyncio
from collections.abc import Callable

from sqlalchemy.ext.asyncio import AsyncConnection

from harvestbot.store.cancelling import to_the_end


class Reading:
    """One consistent view of the database.

    Attributes:
        connection: SQLAlchemy's connection, for what asks the database in its own words.
    """

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection


class Transaction(Reading):
    """A change that is made whole, or not at all; everything that reads can read in it too.

    An engine that keeps its queue in this database writes to it through ``connection``, in the same transaction. One
    that works in memory hands its work to `after_commit`, so that nothing starts that is then taken back.
    """

    def __init__(self, connection: AsyncConnection) -> None:
        super().__init__(connection)
        self._callbacks: list[Callable[[], object]] = []

    def after_commit(self, callback: Callable[[], object]) -> None:
        """Have something called on the event loop once this is committed; never if it is rolled back.

        The calls are made in the order given, each by itself (``loop.call_soon``): the commit has been reported to
        whoever waits for it, and an error in one goes to the loop's exception handler.
        """
        self._callbacks.append(callback)

    async def finish(self) -> None:
        """Commit, and schedule what waits for it.

        Somebody who is cancelled meanwhile cannot stop the database: the commit is seen to its end, so that what
        waits for it is started exactly when it took place.
        """
        await to_the_end(self._commit())

    async def _commit(self) -> None:
        await self.connection.commit()
        loop = asyncio.get_running_loop()
        for callback in self._callbacks:
            loop.call_soon(callback)
