"""What one replica is at no other takes up, however long it takes; what a dead one was at, the next one does."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import Table, select
from support.fakes import FakePeople
from support.watchtower import ANNA, OPS, Board, Tower, watchtower

from harvestbot.domain.watching.planning import DigestPlan, parse_plan
from harvestbot.domain.watching.subscriptions import Target
from harvestbot.operations.telling.digesting import Digesting
from harvestbot.operations.telling.notifying import Notifying
from harvestbot.operations.telling.watching import Watching
from harvestbot.sandbox.portal.harvester import Script
from harvestbot.store import digests
from harvestbot.store.tables import digest, notice, poll

HOUR = 3600.0
SHORT = 0.3
"""Seconds after which another replica takes up what nobody says to be at."""


@pytest.fixture
async def tower(tmp_path: Path) -> AsyncIterator[Tower]:
    """A watchtower over one portal, where one failure was seen and not told yet."""
    async with watchtower(tmp_path, poll_interval=60.0) as opened:
        await opened.watch()
        await opened.wait(600)
        opened.city.world.script("my-harvester", Script(failure="No route to the source."))
        opened.city.world.start("my-harvester")
        opened.clock.advance(HOUR)
        await opened.watching.tick(opened.clock.now())
        yield opened


async def keeps(tower: Tower, table: Table, work: "asyncio.Task[int]") -> float:
    """Wait until a replica has said twice more that it is still at it; return until when the others leave it alone."""
    seen: set[float] = set()
    async with asyncio.timeout(30):
        while len(seen) < 4:  # as it was left, taken on, and kept twice
            assert not work.done()
            async with tower.database.read() as reading:
                seen.update((await reading.connection.execute(select(table.c.due_at))).scalars())
            await asyncio.sleep(0.01)
    return max(seen)


async def dies(work: "asyncio.Task[int]") -> None:
    """Let a replica say nothing any more."""
    work.cancel()
    await asyncio.wait([work])


async def test_a_notice_that_is_told_slowly_is_told_by_nobody_else(tower: Tower) -> None:
    """And once whoever told it is dead, by the next one."""
    now, board = tower.clock.now(), Board()
    slow, other = (Notifying(tower.database, one, lease=SHORT) for one in (tower.board, board))
    tower.board.open.clear()
    work = asyncio.create_task(slow.send(now))
    until = await keeps(tower, notice, work)
    assert await other.send(until - 0.01) == 0
    await dies(work)
    assert await other.send(until + 10 * SHORT) == 1
    assert len(board.told) == 1


async def test_a_digest_that_is_sent_slowly_is_sent_by_nobody_else(tower: Tower) -> None:
    """And once whoever sent it is dead, by the next one."""
    wish = DigestPlan(
        subscriber=OPS, target=Target(), plan=parse_plan(["daily"]), set_by=ANNA, set_at=tower.clock.now()
    )
    async with tower.database.write() as tx:
        await digests.plan(tx, wish)
    tower.clock.advance(24 * HOUR)
    now, board = tower.clock.now(), Board()
    slow, other = (
        Digesting(tower.watching_portals, tower.database, one, FakePeople(), lease=SHORT)
        for one in (tower.board, board)
    )
    tower.board.open.clear()
    work = asyncio.create_task(slow.digest(now))
    until = await keeps(tower, digest, work)
    assert await other.digest(until - 0.01) == 0
    await dies(work)
    assert await other.digest(until + 10 * SHORT) == 1
    assert len(board.digests) == 1


async def test_a_portal_that_is_looked_at_slowly_is_looked_at_by_nobody_else(tower: Tower) -> None:
    """And once whoever looked is dead, by the next one."""
    tower.clock.advance(HOUR)
    slow, other = (Watching(tower.watching_portals, tower.database, 60.0, {}, lease=SHORT) for _ in range(2))
    tower.city.trouble.latency = 1.5
    work = asyncio.create_task(slow.tick(tower.clock.now()))
    until = await keeps(tower, poll, work)
    asked = tower.lists()
    assert await other.tick(until - 0.01) == 0
    await dies(work)
    tower.city.trouble.clear()
    assert await other.tick(until + 10 * SHORT) == 1
    assert tower.lists() == asked + 1
