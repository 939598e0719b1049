"""Events, which Slack delivers again at once, after one minute and after five, and perhaps to another replica."""

from collections.abc import Callable

from harvestbot.store import deliveries
from harvestbot.store.database import Database


class Arrivals:
    """Remembers which events have come.

    Args:
        database: where they are remembered.
        now: seconds since the epoch.
    """

    def __init__(self, database: Database, now: Callable[[], float]) -> None:
        self._database = database
        self._now = now

    async def first(self, event: str) -> bool:
        """Take an event on; True for exactly one of the times that it comes.

        Raises:
            HarvestbotError: the database cannot be written to.
        """
        async with self._database.write() as tx:
            return await deliveries.claim(tx, event, "event", self._now())
