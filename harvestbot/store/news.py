"""Questions of the news: what looks have found, kept for the digests."""

from collections.abc import Collection, Sequence

import msgspec
from sqlalchemy import delete, select

from harvestbot.domain.watching.changes import Change
from harvestbot.store.inserting import insert_new
from harvestbot.store.tables import news
from harvestbot.store.transactions import Reading, Transaction


async def keep(tx: Transaction, token: str, portal: str, changes: Sequence[Change], at: float) -> None:
    """Note what one look has found, in the transaction of what it saw; nothing is no row."""
    if changes:
        body = msgspec.json.encode(changes).decode()
        await insert_new(tx, news, {"id": token, "portal": portal, "at": at, "body": body})


async def since(tx: Reading, portals: Collection[str], at: float) -> list[Change]:
    """Return what was found on these portals after ``at`` (seconds since the epoch), oldest first."""
    query = select(news.c.body).where(news.c.at > at, news.c.portal.in_(portals)).order_by(news.c.at, news.c.id)
    bodies = (await tx.connection.execute(query)).scalars()
    return [change for body in bodies for change in msgspec.json.decode(body, type=tuple[Change, ...])]


async def forget_before(tx: Transaction, at: float) -> int:
    """Drop what was found before ``at``, and return how much that was."""
    return (await tx.connection.execute(delete(news).where(news.c.at < at))).rowcount
