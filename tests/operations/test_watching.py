"""Looking at portals and telling what happened, with a clock that is moved by hand."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from support.watchtower import Tower, watchtower

from harvestbot.domain.watching.kinds import Kind
from harvestbot.sandbox.portal.harvester import Script

HOUR = 3600.0
DAY = 24 * HOUR


@pytest.fixture
async def tower(tmp_path: Path) -> AsyncIterator[Tower]:
    """A watchtower over one portal."""
    async with watchtower(tmp_path) as opened:
        yield opened


def fails(tower: Tower, name: str) -> None:
    """Let the next run of a harvester fail, and start it."""
    tower.city.world.script(name, Script(failure="No route to the source."))
    tower.city.world.start(name)


async def test_what_happens_in_one_look_is_one_message(tower: Tower) -> None:
    """Two failures, one message; a repeated look adds nothing."""
    await tower.watch()
    assert await tower.wait(HOUR) == []
    fails(tower, "my-harvester")
    fails(tower, "city-budget")
    (told,) = await tower.wait(2 * HOUR)
    assert sorted(told.news) == [(Kind.FAILED, "city-budget"), (Kind.FAILED, "my-harvester")]
