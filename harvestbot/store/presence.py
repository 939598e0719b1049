"""Proof that a replica lives, on PostgreSQL: a lock that its connection holds, and that the server frees when it dies.

A session's advisory lock goes with its connection, so nobody has to write a sign of life, and no clock is compared. Of
a machine that lost its power or its network the server hears nothing: it has to ask, and would first do so after hours.
"""

import asyncio
import hashlib

import structlog
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

log = structlog.get_logger(__name__)

PROBES = {"tcp_keepalives_idle": 1, "tcp_keepalives_interval": 1, "tcp_keepalives_count": 3}
"""How the server asks whether the other end of a silent connection is still there: after a second of silence, each
second, three times (https://www.postgresql.org/docs/current/runtime-config-connection.html)."""


class Presence:
    """One replica's lock, and a look at those of others.

    Args:
        engine: connections of a PostgreSQL database.
        name: the replica's own name.
    """

    def __init__(self, engine: AsyncEngine, name: str) -> None:
        self._engine = engine
        self._name = name
        self._connection: AsyncConnection | None = None
        self._held = False
        self._turn = asyncio.Lock()

    async def hold(self) -> None:
        """Take the lock, or take it again if its connection was lost meanwhile.

        Where it is not to be had it may be tried again, and nobody waits for it: another replica may just be looking
        whether it is free, and a server that has not noticed a cut connection keeps that one's locks.

        Raises:
            sqlalchemy.exc.DBAPIError: the server cannot be reached; it may be tried again.
        """
        async with self._turn:
            if self._connection is not None:
                try:
                    await self._connection.execute(text("SELECT 1"))
                except DBAPIError:
                    log.warning("the connection that shows that this replica lives was lost")
                    await self._drop()
            if self._connection is None:
                connection = await self._engine.connect()
                self._connection = await connection.execution_options(isolation_level="AUTOCOMMIT")
                for setting, value in PROBES.items():
                    await self._connection.execute(text(f"SET {setting} = {value}"))
            if not self._held:
                taken = await self._connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), _key(self._name))
                self._held = bool(taken)

    async def is_dead(self, name: str) -> bool:
        """Tell whether nobody holds the lock of another replica. It is let go of at once."""
        looking = text("SELECT CASE WHEN pg_try_advisory_lock(:key) THEN pg_advisory_unlock(:key) ELSE FALSE END")
        async with self._turn:
            return self._connection is not None and bool(await self._connection.scalar(looking, _key(name)))

    async def release(self) -> None:
        """Let go of the lock: what is left of this replica's work may be taken over at once."""
        async with self._turn:
            await self._drop()

    async def _drop(self) -> None:
        connection, self._connection, self._held = self._connection, None, False
        if connection is not None:
            await connection.invalidate()
            await connection.close()


def _key(name: str) -> dict[str, int]:
    return {"key": key_of(name)}


def key_of(name: str) -> int:
    """Return the number that stands for a name: advisory locks have keys of 64 bits with a sign."""
    return int.from_bytes(hashlib.sha256(f"harvestbot replica {name}".encode()).digest()[:8], "big", signed=True)
