"""A database of its own for each test that asks for one."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from harvestbot.store.database import Database


@pytest.fixture
def url(tmp_path: Path) -> str:
    """The address of a file that does not exist yet."""
    return f"sqlite:///{tmp_path}/bot.db"


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    """An open database on that file."""
    async with await Database.open(url) as opened:
        yield opened
