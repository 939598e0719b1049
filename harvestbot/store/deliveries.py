"""Questions of the deliveries: decisions and events that Slack may deliver more than once are taken on once."""

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite

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
    # "on conflict do nothing" is no standard SQL: SQLAlchemy has it once for each database.
    on_postgres = tx.connection.dialect.name == "postgresql"
    new = postgresql.insert(delivery) if on_postgres else sqlite.insert(delivery)
    claimed = new.values(id=delivery_id, kind=kind, claimed_at=now).on_conflict_do_nothing().returning(delivery.c.id)
    return (await tx.connection.execute(claimed)).first() is not None


async def forget_before(tx: Transaction, at: float) -> int:
    """Drop the claims made before ``at``, in seconds since the epoch, and return how many they were."""
    return (await tx.connection.execute(delete(delivery).where(delivery.c.claimed_at < at))).rowcount
