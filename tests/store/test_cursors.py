"""A statement costs one trip to the thread of its connection, and brings back all of its rows, however many."""

import logging
from pathlib import Path

import pytest
from sqlalchemy import text
from store import samples

from harvestbot.store import audit, confirmations, deliveries
from harvestbot.store.cursors import AT_ONCE
from harvestbot.store.database import Database

NUMBERS = text(
    "WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < :most) "
    "SELECT n FROM number WHERE n <= :most"
)


async def test_a_decision_goes_to_the_thread_once_for_each_statement(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """And once each for the beginning and for the commit: going there costs more than what is done there."""
    async with await Database.open(f"sqlite:///{tmp_path}/bot.db") as database:
        async with database.write():
            pass  # the connection is open from now on
        with caplog.at_level(logging.DEBUG, "aiosqlite"):
            async with database.write() as tx:
                assert await deliveries.claim(tx, "d1", "press", 1.0)
                assert await confirmations.add(tx, samples.confirmation())
                await audit.record(tx, samples.entry())
    trips = [one for one in caplog.messages if one.startswith("executing")]
    assert len([one for one in trips if "close" not in one]) == 1 + 3 + 1, "\n".join(trips)


@pytest.mark.parametrize("rows", [0, 1, AT_ONCE - 1, AT_ONCE, AT_ONCE + 1, 2 * AT_ONCE + 50])
async def test_all_rows_are_there_and_each_once(tmp_path: Path, rows: int) -> None:
    """Fetched whole, and in a stream a few at a time or one by one."""
    wanted = list(range(1, rows + 1))
    async with await Database.open(f"sqlite:///{tmp_path}/bot.db") as database, database.read() as reading:
        asked = {"most": rows}
        assert list((await reading.connection.execute(NUMBERS, asked)).scalars()) == wanted
        for few in (1, 7, AT_ONCE, 1000):
            async with reading.connection.stream(NUMBERS, asked, execution_options={"yield_per": few}) as streamed:
                assert [row async for row in streamed.scalars()] == wanted
        async with reading.connection.stream(NUMBERS, asked) as streamed:
            first = await streamed.scalars().first()
        assert first == (wanted[0] if wanted else None)
        assert list((await reading.connection.execute(NUMBERS, asked)).scalars()) == wanted
