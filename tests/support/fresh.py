"""Fresh SQLite databases in no time: made once for a worker, with all migrations, and copied."""

import asyncio
import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

from dbos import DBOS

from harvestbot.store import urls
from harvestbot.store.database import Database


def fresh_database(path: Path) -> str:
    """Return the URL of a database at a path: unless one is there, it is as the bot leaves it after its first start."""
    if not path.exists():
        shutil.copy(_made(), path)
    return f"sqlite:///{path}"


@cache
def _made() -> Path:
    path = Path(tempfile.mkdtemp(prefix="harvestbot-fresh-")) / "bot.db"
    with ThreadPoolExecutor(1) as other:  # since this thread has an event loop that runs already
        other.submit(asyncio.run, _make(f"sqlite:///{path}")).result()
    return path


async def _make(url: str) -> None:
    async with await Database.open(url):
        await asyncio.to_thread(DBOS.migrate, urls.for_engine(url))
