"""What is finished is dropped after a day, and nothing else."""

from pathlib import Path

from harvestbot.operations.cleaning import KEPT_FOR, Cleaning
from harvestbot.operations.engine import Engine
from harvestbot.store import deliveries
from harvestbot.store.database import Database


async def test_a_delivery_can_be_claimed_again_only_after_a_day(tmp_path: Path) -> None:
    """Slack repeats itself for ten minutes at the most."""
    async with await Database.open(f"sqlite:///{tmp_path}/bot.db") as database:
        async with database.write() as tx:
            assert await deliveries.claim(tx, "old", "start", 1_000.0)
            assert await deliveries.claim(tx, "new", "start", 1_000.0 + KEPT_FOR)
        cleaning = Cleaning(database, Engine("sqlite://"), lambda: 1_001.0 + KEPT_FOR)
        assert await cleaning.clean() == 1
        async with database.write() as tx:
            assert await deliveries.claim(tx, "old", "start", 2_000.0)
            assert not await deliveries.claim(tx, "new", "start", 2_000.0)
