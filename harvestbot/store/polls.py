"""Questions of the looks at portals: when each is due, who looks, and what was seen."""

from collections.abc import Collection
from typing import NamedTuple

import msgspec
from sqlalchemy import delete, select, update

from harvestbot.domain.watching.seen import Snapshot
from harvestbot.store.inserting import insert_new, put
from harvestbot.store.tables import poll, snapshot
from harvestbot.store.transactions import Reading, Transaction


class Kept(NamedTuple):
    """A snapshot, and the token of the look that it comes from."""

    token: str
    snapshot: Snapshot


async def due(tx: Reading) -> dict[str, float]:
    """Return when the next look at each portal is due, in seconds since the epoch; new portals are not in it."""
    return {row.id: row.due_at for row in await tx.connection.execute(select(poll.c.id, poll.c.due_at))}


async def claim(tx: Transaction, portal: str, *, token: str, now: float, until: float) -> bool:
    """Take a look on that is due; True for exactly one caller.

    Args:
        tx: a transaction of its own.
        portal: which one.
        token: whose look it is.
        now: seconds since the epoch.
        until: when the look is due again, should whoever has claimed it never be heard of again.
    """
    if await insert_new(tx, poll, {"id": portal, "due_at": until, "token": token}):
        return True
    ready = (poll.c.id == portal) & (poll.c.due_at <= now)
    statement = update(poll).where(ready).values(due_at=until, token=token).returning(poll.c.id)
    return (await tx.connection.execute(statement)).first() is not None


async def finish(tx: Transaction, portal: str, *, token: str, due_at: float) -> bool:
    """Note when the next look is due; False where another look has begun meanwhile, and this one's finds are void."""
    mine = (poll.c.id == portal) & (poll.c.token == token)
    statement = update(poll).where(mine).values(due_at=due_at).returning(poll.c.id)
    return (await tx.connection.execute(statement)).first() is not None


async def hurry(tx: Transaction, portal: str, due_at: float) -> None:
    """Let the next look at a portal come no later than at ``due_at``."""
    later = (poll.c.id == portal) & (poll.c.due_at > due_at)
    await tx.connection.execute(update(poll).where(later).values(due_at=due_at))


async def forget(tx: Transaction, portals: Collection[str]) -> None:
    """Drop what is known of portals that nobody watches: what is old is nothing to compare with."""
    for table in (poll, snapshot):
        await tx.connection.execute(delete(table).where(table.c.id.in_(portals)))


async def seen_by(tx: Reading, portal: str) -> str:
    """Return the token of the look that the portal's snapshot comes from, "" where there is none."""
    query = select(snapshot.c.token).where(snapshot.c.id == portal)
    return (await tx.connection.execute(query)).scalar_one_or_none() or ""


async def last_seen(tx: Reading, portal: str) -> Kept | None:
    """Return how a portal was last seen, None where it never was."""
    row = (await tx.connection.execute(select(snapshot).where(snapshot.c.id == portal))).mappings().first()
    return Kept(row["token"], msgspec.json.decode(row["body"], type=Snapshot)) if row else None


async def keep(tx: Transaction, portal: str, token: str, body: bytes) -> None:
    """Note how a portal was seen; ``body`` is JSON of the snapshot, since encoding a large one takes its time."""
    await put(tx, snapshot, {"id": portal, "token": token, "body": body})
