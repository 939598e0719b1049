"""A delivery is taken on once."""

import asyncio

from harvestbot.store import deliveries
from harvestbot.store.database import Database


async def claim(database: Database, identity: str, now: float = 1.0) -> bool:
    """Claim in a transaction of its own."""
    async with database.write() as tx:
        return await deliveries.claim(tx, identity, "event", now)


async def test_one_of_many_claims_wins(database: Database) -> None:
    """However often Slack delivers, one delivery is taken on; another one is not in its way."""
    won = await asyncio.gather(*(claim(database, "Ev1") for _ in range(20)))
    assert sorted(won) == [False] * 19 + [True]
    assert await claim(database, "Ev2")


async def test_old_claims_are_forgotten_and_young_ones_kept(database: Database) -> None:
    """What was claimed before the time is dropped; what was claimed at it stays claimed."""
    await claim(database, "old", now=99.9)
    await claim(database, "young", now=100.0)
    async with database.write() as tx:
        assert await deliveries.forget_before(tx, 100.0) == 1
    assert await claim(database, "old", now=101.0)
    assert not await claim(database, "young", now=101.0)


async def test_one_of_many_attempts_may_be_sent_on(database: Database) -> None:
    """What was delivered goes to the portal once; what nobody has claimed never goes."""

    async def attempt(identity: str) -> bool:
        async with database.write() as tx:
            return await deliveries.mark_attempt(tx, identity, 2.0)

    await claim(database, "Ev1")
    assert sorted(await asyncio.gather(*(attempt("Ev1") for _ in range(20)))) == [False] * 19 + [True]
    assert not await attempt("Ev2")
