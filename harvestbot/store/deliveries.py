"""Questions of the deliveries: decisions and events that Slack may deliver more than once are taken on once."""

from sqlalchemy import delete, update

from harvestbot.store.inserting import insert_new
from harvestbot.store.tables import delivery
from harvestbot.store.transactions import Transaction


async def claim(tx: Transaction, delivery_id: str, kind: str, now: float) -> bool:
    """Take a delivery on; True for exactly one caller, whoever else claims it at the same time.

    Args:
        tx: the transaction in which what was delivered is carried out or enqueued.
        delivery_id: what Slack, or what we ourselves, gave it to be known by.
        kind: what was delivered (``event``, ``press``, …), for people who look into the table.
        now: seconds since the epoch.
    """
    return await insert_new(tx, delivery, {"id": delivery_id, "kind": kind, "claimed_at": now})


async def mark_attempt(tx: Transaction, delivery_id: str, now: float) -> bool:
    """Note that what was delivered is about to be sent on to a portal; True exactly once."""
    unsent = (delivery.c.id == delivery_id) & delivery.c.attempted_at.is_(None)
    statement = update(delivery).where(unsent).values(attempted_at=now).returning(delivery.c.id)
    return (await tx.connection.execute(statement)).first() is not None


async def forget_before(tx: Transaction, at: float) -> int:
    """Drop the claims made before ``at``, in seconds since the epoch, and return how many they were."""
    return (await tx.connection.execute(delete(delivery).where(delivery.c.claimed_at < at))).rowcount
