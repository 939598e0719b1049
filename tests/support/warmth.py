"""What the fork server does before it forks, so that no process forked from it has to.

It imports whatever they need, and rehearses one conversation on each kind of database that there is, after which SQL is
compiled and every cache is warm.
"""

import asyncio
import gc
import os
import threading
import time

import aiosqlite
import alembic.command
import httpcore
import psycopg
import support.commands
import support.lives
import uvicorn.lifespan.on
import uvicorn.protocols.http.httptools_impl
import uvicorn.protocols.websockets.auto
from support import compiled, forked
from support.talk import talking

__all__ = ["aiosqlite", "alembic", "httpcore", "psycopg", "support", "uvicorn"]

LAST_THREAD = 60.0
"""Seconds in which the rehearsal's threads have gone."""


async def _rehearse(url: str = "") -> None:
    async with talking(DATABASE_URL=url) if url else talking() as talk:
        await talk.types("delete my-harvester")
        question = await talk.sees("only they can press")
        await talk.presses("Cancel", question)
        await talk.sees("Not deleted")


def _alone() -> None:
    """See that no thread is left: a process that is forked beside one may wait for ever for what that one holds."""
    gone_by = time.monotonic() + LAST_THREAD
    while threading.active_count() > 1:
        if time.monotonic() > gone_by:
            raise RuntimeError("The rehearsal has left a thread behind.")
        time.sleep(0.01)


compiled.share()
asyncio.run(_rehearse())  # not in uvloop, which keeps threads for good
if there := os.environ.pop(forked.THERE, ""):
    asyncio.run(_rehearse(there))
_alone()
gc.collect()
gc.freeze()  # a life collects what it makes itself, and shares the rest with the others
