"""Whoever is cancelled, and however often: the next one can write, and what was committed is whole."""

import asyncio
import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlalchemy import text
from store import samples

from harvestbot.store import confirmations
from harvestbot.store.cancelling import to_the_end
from harvestbot.store.database import Database

ROUNDS = 15
TASKS = 8
"""Writers at once."""


def locked(path: Path) -> bool:
    """Tell whether somebody writes just now."""
    with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as other:
        try:
            other.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return True
        other.execute("ROLLBACK")
        return False


@pytest.mark.parametrize("cancels", [1, 2, 3])
async def test_no_cancellation_leaves_the_database_locked(tmp_path: Path, cancels: int) -> None:
    """Writers that are cancelled at random, up to three times each, between and in their statements."""
    dice = random.Random(cancels)  # noqa: S311  because it is a test's dice
    path = tmp_path / "bot.db"

    async def writes(database: Database, name: str) -> None:
        async with database.write() as tx:
            await tx.connection.execute(text("SELECT 1"))
            await tx.connection.execute(text("UPDATE digest SET tries = tries + 1"))
            await confirmations.add(tx, replace(samples.confirmation(), id=name))

    async with await Database.open(f"sqlite:///{path}") as database:
        for number in range(ROUNDS):
            names = [f"{number}-{task}" for task in range(TASKS)]
            tasks = [asyncio.create_task(writes(database, name)) for name in names]
            for _ in range(cancels):
                await asyncio.sleep(dice.random() * 0.004)
                for task in tasks:
                    if dice.random() < 0.7:
                        task.cancel()
            _, waiting = await asyncio.wait(tasks, timeout=10)
            assert not waiting
            assert not locked(path)
            done = {name for name, task in zip(names, tasks, strict=True) if not task.cancelled()}
            async with database.read() as reading:
                assert {name for name in done if not await confirmations.find(reading, name)} == set()


async def test_a_step_is_over_before_its_caller_is_cancelled() -> None:
    """However often; and what the step returns or raises reaches a caller who is not."""
    begun, let_go, over = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def step() -> int:
        begun.set()
        await let_go.wait()
        over.set()
        return 7

    task = asyncio.create_task(to_the_end(step()))
    await begun.wait()
    for _ in range(3):
        task.cancel()
        await asyncio.sleep(0)
    assert not task.done()
    let_go.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert over.is_set()
    assert await to_the_end(step()) == 7


async def test_an_error_of_a_step_reaches_its_caller() -> None:
    """As if nothing stood between the two."""

    async def step() -> None:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await to_the_end(step())
