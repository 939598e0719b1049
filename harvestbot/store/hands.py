"""Questions of who is on which trouble."""

from collections.abc import Collection, Iterable

import msgspec
from sqlalchemy import ColumnElement, and_, delete, or_, select, update

from harvestbot.domain.watching.hands import Hand
from harvestbot.domain.watching.notices import Subject
from harvestbot.store.inserting import insert_new
from harvestbot.store.tables import hand, incident
from harvestbot.store.transactions import Reading, Transaction


async def take(tx: Transaction, wanted: Hand, instead_of: str = "") -> bool:
    """Put somebody on a trouble; True for exactly one caller.

    Args:
        tx: the transaction of the decision.
        wanted: who, and on what.
        instead_of: the id of who was shown to be on it, where that person is relieved.
    """
    row = msgspec.structs.asdict(wanted) | {"id": _key(wanted.subject)}
    if await insert_new(tx, hand, row):
        return True
    theirs = (hand.c.id == row["id"]) & (hand.c.by == instead_of)
    statement = update(hand).where(theirs).values(by=wanted.by, at=wanted.at).returning(hand.c.id)
    return (await tx.connection.execute(statement)).first() is not None


async def on(tx: Reading, subjects: Iterable[Subject]) -> dict[Subject, Hand]:
    """Return who is on these."""
    query = select(hand).where(hand.c.id.in_([_key(one) for one in subjects]))
    found = [
        Hand(portal=row.portal, harvester_id=row.harvester_id, by=row.by, at=row.at)
        for row in await tx.connection.execute(query)
    ]
    return {one.subject: one for one in found}


async def going_on(tx: Reading, subscriber: str, subjects: Collection[Subject], told_in: str = "") -> set[Subject]:
    """Return which of these troubles of a subscriber are not over.

    Args:
        tx: a reading.
        subscriber: who was told.
        subjects: the troubles.
        told_in: the notice that told them first, where older or newer trouble of a harvester does not count.
    """
    if not subjects:
        return set()
    query = select(incident).where(incident.c.subscriber == subscriber, _about(subjects))
    if told_in:
        query = query.where(incident.c.notice == told_in)
    return {(row.portal, row.harvester_id) for row in await tx.connection.execute(query)}


async def told_in(tx: Reading, subjects: Collection[Subject]) -> list[str]:
    """Return the ids of the notices that were the first to tell of these troubles, in every channel."""
    if not subjects:
        return []
    query = select(incident.c.notice).where(_about(subjects)).distinct().order_by(incident.c.notice)
    return list((await tx.connection.execute(query)).scalars())


async def let_go(tx: Transaction, portal: str, harvesters: Collection[str]) -> None:
    """Note that these troubles are over: nobody needs to be on them any more."""
    over = and_(hand.c.portal == portal, hand.c.harvester_id.in_(harvesters))
    await tx.connection.execute(delete(hand).where(over))


def _about(subjects: Collection[Subject]) -> ColumnElement[bool]:
    return or_(*(and_(incident.c.portal == portal, incident.c.harvester_id == name) for portal, name in subjects))


def _key(subject: Subject) -> str:
    return msgspec.json.encode(list(subject)).decode()
