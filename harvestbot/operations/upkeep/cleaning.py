"""What is finished and no longer needed is dropped once in a while: rows would stay for ever otherwise."""

import asyncio
from collections.abc import Callable

import structlog
from sqlalchemy.exc import SQLAlchemyError

from harvestbot.operations.engine import Engine
from harvestbot.store import batches, deliveries, digests, drafts, history, news, notices, subscriptions
from harvestbot.store.database import Database

log = structlog.get_logger(__name__)

KEPT_FOR = 24 * 3600.0
"""Seconds that finished work and claimed deliveries are kept: Slack repeats itself for ten minutes."""
TOLD_FOR = 15 * KEPT_FOR
"""Seconds that news and what was told of them are kept: people press on old notices, and weekly digests may be late."""
FORMS_KEPT_FOR = 30 * KEPT_FOR
"""Seconds that forms are kept, with what was typed into them: for as long they can be opened again."""
EVERY = 3600.0
"""Seconds between two clean-ups."""
DAY = 86_400.0


class Cleaning:
    """Drops what is finished. Questions, starts, tombstones, subscriptions and the audit trail stay.

    Of a question about several harvesters, which ones these were does not.

    Args:
        database, engine: see there.
        now: seconds since the epoch.
        history_days: how long the history keeps runs.
    """

    def __init__(self, database: Database, engine: Engine, now: Callable[[], float], *, history_days: float) -> None:
        self._database = database
        self._engine = engine
        self._now = now
        self._history_days = history_days

    async def clean(self) -> int:
        """Clean once, and return how much was dropped."""
        before = self._now() - KEPT_FOR
        async with self._database.write() as tx:
            dropped = await deliveries.forget_before(tx, before)
            dropped += await notices.forget_before(tx, self._now() - TOLD_FOR)
            dropped += await batches.forget_before(tx, self._now() - TOLD_FOR)
            dropped += await news.forget_before(tx, self._now() - TOLD_FOR)
            dropped += await digests.forget_before(tx, self._now() - TOLD_FOR)
            dropped += await drafts.forget_before(tx, self._now() - FORMS_KEPT_FOR)
            dropped += await history.forget_before(tx, self._now() - self._history_days * DAY)
            dropped += await subscriptions.forget_before(tx, self._now())
        return dropped + await self._engine.forget_before(before)

    async def keep_cleaning(self) -> None:
        """Clean for as long as the bot runs."""
        while True:
            await asyncio.sleep(EVERY)
            try:
                await self.clean()
            except (SQLAlchemyError, OSError) as error:
                log.warning("cannot clean up", why=type(error).__name__)
