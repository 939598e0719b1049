"""Questions of the subscriptions and mutes."""

from typing import TypeVar

import msgspec
from sqlalchemy import Table, delete, select

from harvestbot.domain.watching.subscriptions import Mute, Subscription, Target
from harvestbot.store.inserting import put
from harvestbot.store.tables import mute, subscription
from harvestbot.store.transactions import Reading, Transaction

T = TypeVar("T", Subscription, Mute)


def key(subscriber: str, target: Target) -> str:
    """Return the id of a subscription or a mute: watching the same again changes what there is."""
    return msgspec.json.encode([subscriber, target.portal, target.harvester]).decode()


async def keep(tx: Transaction, wanted: Subscription) -> None:
    """Write a subscription down, in the place of an earlier one of the same id."""
    await put(tx, subscription, {"id": wanted.id, "subscriber": wanted.subscriber, "body": _written(wanted)})


async def drop(tx: Transaction, subscriber: str, target: Target) -> bool:
    """Take a subscription away; False where there was none."""
    return await _drop(tx, subscription, key(subscriber, target))


async def everybodys(tx: Reading) -> list[Subscription]:
    """Return every subscription, in an order that stays."""
    return [_read(body, Subscription) for body in await _bodies(tx, subscription)]


async def of(tx: Reading, subscriber: str) -> list[Subscription]:
    """Return the subscriptions of one channel or person, in an order that stays."""
    return [_read(body, Subscription) for body in await _bodies(tx, subscription, subscriber)]


async def silence(tx: Transaction, wanted: Mute) -> None:
    """Write a mute down, in the place of an earlier one of the same subscriber and target."""
    row = {"id": key(wanted.subscriber, wanted.target), "subscriber": wanted.subscriber}
    await put(tx, mute, row | {"until": wanted.until, "body": _written(wanted)})


async def unsilence(tx: Transaction, subscriber: str, target: Target) -> bool:
    """End a mute; False where there was none."""
    return await _drop(tx, mute, key(subscriber, target))


async def silences(tx: Reading, now: float, subscriber: str = "") -> list[Mute]:
    """Return the mutes that still hold at ``now``: of one channel or person, or of all."""
    held = [_read(body, Mute) for body in await _bodies(tx, mute, subscriber)]
    return [one for one in held if one.until > now]


async def forget_before(tx: Transaction, at: float) -> int:
    """Drop the mutes that ended before ``at``, in seconds since the epoch, and return how many they were."""
    return (await tx.connection.execute(delete(mute).where(mute.c.until < at))).rowcount


async def _bodies(tx: Reading, table: Table, subscriber: str = "") -> list[str]:
    query = select(table.c.body).order_by(table.c.id)
    if subscriber:
        query = query.where(table.c.subscriber == subscriber)
    return list((await tx.connection.execute(query)).scalars())


async def _drop(tx: Transaction, table: Table, row_id: str) -> bool:
    statement = delete(table).where(table.c.id == row_id).returning(table.c.id)
    return (await tx.connection.execute(statement)).first() is not None


def _written(value: Subscription | Mute) -> str:
    return msgspec.json.encode(value).decode()


def _read(body: str, kind: type[T]) -> T:
    return msgspec.json.decode(body, type=kind)
