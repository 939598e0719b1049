"""What is finished is dropped after a day, and nothing else."""

from pathlib import Path

from store.test_history import past
from support.fresh import fresh_database

from harvestbot.operations.engine import Engine
from harvestbot.operations.upkeep.cleaning import DAY, KEPT_FOR, Cleaning
from harvestbot.store import deliveries, history
from harvestbot.store.database import Database
from harvestbot.store.history import Wanted


async def test_a_delivery_can_be_claimed_again_only_after_a_day(tmp_path: Path) -> None:
    """Slack repeats itself for ten minutes at the most."""
    async with await Database.open(fresh_database(tmp_path / "bot.db")) as database:
        async with database.write() as tx:
            assert await deliveries.claim(tx, "old", "start", 1_000.0)
            assert await deliveries.claim(tx, "new", "start", 1_000.0 + KEPT_FOR)
        cleaning = Cleaning(database, Engine("sqlite://"), lambda: 1_001.0 + KEPT_FOR, history_days=400)
        assert await cleaning.clean() == 1
        async with database.write() as tx:
            assert await deliveries.claim(tx, "old", "start", 2_000.0)
            assert not await deliveries.claim(tx, "new", "start", 2_000.0)


async def test_the_history_keeps_runs_for_as_long_as_the_settings_say(tmp_path: Path) -> None:
    """Days, and no day less."""
    async with await Database.open(fresh_database(tmp_path / "bot.db")) as database:
        async with database.write() as tx:
            await history.record(tx, "city", [past(0), past(1)])
        now = past(1).ended_at + 3 * DAY
        assert await Cleaning(database, Engine("sqlite://"), lambda: now, history_days=3).clean() == 1
        async with database.read() as tx:
            assert await history.page(tx, Wanted(), size=9) == [past(1)]
