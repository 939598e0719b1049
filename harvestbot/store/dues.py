"""What is due of that which the bot does by itself: one statement for all of it, since it is asked all the time."""

from msgspec import Struct
from sqlalchemy import BindParameter, bindparam, exists, or_, select

from harvestbot.store import batches, confirmations, digests, notices
from harvestbot.store.tables import batch, confirmation, digest, digest_plan, notice, poll, subscription
from harvestbot.store.transactions import Reading


class Dues(Struct, frozen=True):
    """Whether there is anything to do: look at portals, end questions, tell notices, plan or send digests."""

    watching: bool
    questions: bool
    notices: bool
    digests: bool


_NOW: BindParameter[float] = bindparam("now")
_DUE = select(
    or_(exists(subscription.c.id), exists(digest_plan.c.id), exists(poll.c.id)),
    or_(
        exists(confirmation.c.id).where(confirmations.is_late(_NOW)),
        exists(batch.c.id).where(batches.is_late(_NOW)),
    ),
    exists(notice.c.id).where(or_(notices.is_due(_NOW), notices.calls_again(_NOW))),
    or_(exists(digest_plan.c.id), exists(digest.c.id).where(digests.is_due(_NOW))),
)
"""Put together once: that takes longer than asking it."""


async def due(tx: Reading, now: float) -> Dues:
    """Return what is due at ``now`` (seconds since the epoch); each look at a portal has its own time beside it."""
    return Dues(*map(bool, (await tx.connection.execute(_DUE, {"now": now})).one()))
