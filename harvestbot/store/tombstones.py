"""Questions of the tombstones: what is kept of harvesters that are gone, and whether they stand again."""

from collections.abc import Collection

import msgspec
from sqlalchemy import ColumnElement, RowMapping, select, update

from harvestbot.domain.harvesters import Harvester
from harvestbot.domain.tombstones import Tombstone
from harvestbot.store.inserting import insert_new
from harvestbot.store.tables import tombstone
from harvestbot.store.transactions import Reading, Transaction

_OWN = tuple(name for name in Tombstone.__struct_fields__ if name != "harvester")


async def add(tx: Transaction, kept: Tombstone) -> bool:
    """Keep what a deletion is about to take away; False where it is kept already."""
    row = {name: getattr(kept, name) for name in _OWN} | {
        "harvester_id": kept.harvester.id,
        "harvester": msgspec.json.encode(kept.harvester).decode(),
    }
    return await insert_new(tx, tombstone, row)


async def count(tx: Transaction, tombstone_id: str, now: float) -> None:
    """Note that the deletion is done, and that the tombstone counts from now on."""
    mine = (tombstone.c.id == tombstone_id, tombstone.c.deleted_at.is_(None))
    await tx.connection.execute(update(tombstone).where(*mine).values(deleted_at=now))


async def find(tx: Reading, tombstone_id: str) -> Tombstone | None:
    """Return a tombstone, whether it counts or not."""
    return next(iter(await _select(tx, tombstone.c.id == tombstone_id)), None)


async def named(tx: Reading, harvester_id: str, portals: Collection[str]) -> list[Tombstone]:
    """Return the tombstones of a harvester that count: those that are not restored first, then the newest."""
    return await _select(tx, *_counting(portals), tombstone.c.harvester_id == harvester_id, restored_too=True)


async def restorable(tx: Reading, portals: Collection[str], *, size: int, offset: int = 0) -> list[Tombstone]:
    """Return a stretch of those that can be restored, the newest first."""
    return await _select(tx, *_counting(portals), tombstone.c.restored_as == "", size=size, offset=offset)


async def claim(tx: Transaction, tombstone_id: str, restoration: str, *, seen: str) -> bool:
    """Take a tombstone up for one confirmation; False where another one was quicker than what was ``seen``."""
    free = (tombstone.c.id == tombstone_id, tombstone.c.restoration.in_([seen, restoration]))
    statement = update(tombstone).where(*free).values(restoration=restoration).returning(tombstone.c.id)
    return (await tx.connection.execute(statement)).first() is not None


async def release(tx: Transaction, tombstone_id: str, restoration: str) -> None:
    """Let others take a tombstone up whose confirmation came to nothing."""
    mine = (tombstone.c.id == tombstone_id, tombstone.c.restoration == restoration)
    await tx.connection.execute(update(tombstone).where(*mine).values(restoration=""))


async def restored(tx: Transaction, tombstone_id: str, *, harvester_id: str, by: str, now: float) -> None:
    """Note under which id the harvester stands again, since when, and who wanted it."""
    values = {"restored_as": harvester_id, "restored_by": by, "restored_at": now}
    await tx.connection.execute(update(tombstone).where(tombstone.c.id == tombstone_id).values(values))


def _counting(portals: Collection[str]) -> tuple[ColumnElement[bool], ...]:
    return tombstone.c.deleted_at.is_not(None), tombstone.c.portal.in_(sorted(portals))


async def _select(
    tx: Reading,
    *conditions: ColumnElement[bool],
    restored_too: bool = False,
    size: int | None = None,
    offset: int = 0,
) -> list[Tombstone]:
    newest = (tombstone.c.deleted_at.desc(), tombstone.c.id)
    order = ((tombstone.c.restored_as != "").asc(), *newest) if restored_too else newest
    query = select(tombstone).where(*conditions).order_by(*order).limit(size).offset(offset)
    return [_tombstone(row) for row in (await tx.connection.execute(query)).mappings()]


def _tombstone(row: RowMapping) -> Tombstone:
    fields = {name: row[name] for name in _OWN}
    return Tombstone(harvester=msgspec.json.decode(row["harvester"], type=Harvester), **fields)
