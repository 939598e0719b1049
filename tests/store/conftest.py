"""A database of its own for each test that asks for one."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from support.fresh import fresh_database

from harvestbot.store.database import Database


@pytest.fixture
def url(tmp_path: Path) -> str:
    """The address of a file that does not exist yet."""
    return f"sqlite:///{tmp_path}/bot.db"


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    """An open database with that address."""
    made = url if url.startswith("postgres") else fresh_database(Path(url.removeprefix("sqlite:///")))
    async with await Database.open(made) as opened:
        yield opened
