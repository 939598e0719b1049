"""One writer at a time for what is read before it is written, over all replicas."""

from sqlalchemy import text

from harvestbot.store.presence import key_of
from harvestbot.store.transactions import Transaction


async def in_turn(tx: Transaction, what: str) -> None:
    """Wait until no other transaction works on ``what``; it is let go of when this one ends.

    On SQLite a transaction is alone in any case.
    """
    if tx.connection.dialect.name == "postgresql":
        await tx.connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key_of(what)})
