"""Questions of the looks at portals: when each is due, who looks, and what was seen."""

import asyncio
from collections.abc import Collection, Iterable

import msgspec
from msgspec import Struct
from sqlalchemy import delete, insert, select, update

from harvestbot.domain.watching.reach import Reach
from harvestbot.domain.watching.seen import Snapshot, Tracked
from harvestbot.store.inserting import insert_new
from harvestbot.store.tables import poll, tracked
from harvestbot.store.transactions import Reading, Transaction

AT_ONCE = 500
"""Rows that are written in one statement: more would keep others waiting while they are put together."""


class Looks(Struct, frozen=True, kw_only=True):
    """How the looks at a portal have gone.

    ``seen_at`` is when its list was last read, None where it never was, and ``source`` where that list came from.
    ``since`` is when the looks began that have gone on without an end until now: runs are recorded from then on.
    ``polled`` are the calls that looks have spent since the portal's day began, which ends at ``reset_at``. ``pause``
    are the seconds after which the next look was promised. Times are seconds since the epoch.
    """

    reach: Reach
    seen_at: float | None = None
    source: str = ""
    since: float | None = None
    polled: int = 0
    reset_at: float = 0.0
    pause: float = 0.0


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
    if await insert_new(tx, poll, {"id": portal, "due_at": until, "token": token, "seen_token": ""}):
        return True
    ready = (poll.c.id == portal) & (poll.c.due_at <= now)
    statement = update(poll).where(ready).values(due_at=until, token=token).returning(poll.c.id)
    return (await tx.connection.execute(statement)).first() is not None


async def finish(tx: Transaction, portal: str, *, token: str, due_at: float, looks: Looks) -> bool:
    """Note how a look went, and when the next one is due.

    Returns:
        False where another look has begun meanwhile: the finds of this one are void.
    """
    mine = (poll.c.id == portal) & (poll.c.token == token)
    values = {"due_at": due_at, "seen_token": token, "body": msgspec.json.encode(looks).decode()}
    statement = update(poll).where(mine).values(values).returning(poll.c.id)
    return (await tx.connection.execute(statement)).first() is not None


async def put_off(tx: Transaction, portal: str, *, token: str, due_at: float) -> None:
    """Let a look that came to nothing be made again at ``due_at``, unless another has begun meanwhile."""
    mine = (poll.c.id == portal) & (poll.c.token == token)
    await tx.connection.execute(update(poll).where(mine).values(due_at=due_at))


async def looks(tx: Reading, portal: str) -> tuple[str, Looks | None]:
    """Return the token of the last look that came to its end, and how the looks have gone until then."""
    query = select(poll.c.seen_token, poll.c.body).where(poll.c.id == portal)
    row = (await tx.connection.execute(query)).first()
    return (row.seen_token, msgspec.json.decode(row.body, type=Looks)) if row and row.body else ("", None)


async def every_look(tx: Reading) -> dict[str, tuple[str, Looks]]:
    """Return for each portal the token of the last look that came to its end, and how the looks have gone."""
    query = select(poll.c.id, poll.c.seen_token, poll.c.body).where(poll.c.body.is_not(None))
    rows = await tx.connection.execute(query)
    return {row.id: (row.seen_token, msgspec.json.decode(row.body, type=Looks)) for row in rows}


async def snapshot(tx: Reading, portal: str, known: Looks) -> Snapshot | None:
    """Return how the portal was last seen, None where it never was."""
    if known.seen_at is None:
        return None
    query = select(tracked.c.harvester_id, tracked.c.body).where(tracked.c.portal == portal)
    rows = (await tx.connection.execute(query)).all()
    # In a thread: reading ten thousand takes longer than anybody should be kept waiting for.
    harvesters = await asyncio.to_thread(_read, [(row.harvester_id, row.body) for row in rows])
    return Snapshot(portal=portal, source=known.source, at=known.seen_at, harvesters=harvesters)


async def keep(tx: Transaction, seen: Snapshot, written: Collection[str], gone: Collection[str]) -> None:
    """Note how harvesters were seen: those that are ``written`` anew, and those that are no longer there."""
    outdated = [*written, *gone]
    for start in range(0, len(outdated), AT_ONCE):
        these = (tracked.c.portal == seen.portal) & tracked.c.harvester_id.in_(outdated[start : start + AT_ONCE])
        await tx.connection.execute(delete(tracked).where(these))
    names = tuple(written)
    for start in range(0, len(names), AT_ONCE):
        rows = [
            {
                "portal": seen.portal,
                "harvester_id": name,
                "body": msgspec.json.encode(seen.harvesters[name]).decode(),
            }
            for name in names[start : start + AT_ONCE]
        ]
        await tx.connection.execute(insert(tracked), rows)


async def forget(tx: Transaction, portals: Collection[str]) -> None:
    """Drop what is known of portals that nobody watches: what is old is nothing to compare with."""
    await tx.connection.execute(delete(poll).where(poll.c.id.in_(portals)))
    await tx.connection.execute(delete(tracked).where(tracked.c.portal.in_(portals)))


def _read(rows: Iterable[tuple[str, str]]) -> dict[str, Tracked]:
    decoder = msgspec.json.Decoder(Tracked)
    return {name: decoder.decode(body) for name, body in rows}
