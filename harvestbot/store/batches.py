"""Questions of the batches: each move between states is ONE conditional UPDATE, so that one caller makes it.

Whoever gets None (or False) made no move: the state, the person or the time did not fit when the database looked.
"""

from typing import Literal

import msgspec
from sqlalchemy import BindParameter, ColumnElement, RowMapping, and_, delete, insert, select, update

from harvestbot.domain.batches import Batch, Item, LeftOut, Several, Step
from harvestbot.domain.confirmations import Action, Place, State
from harvestbot.domain.harvesters import Harvester
from harvestbot.store.inserting import insert_new
from harvestbot.store.tables import batch, batch_item
from harvestbot.store.transactions import Reading, Transaction

_OPEN = (State.ASKED, State.WAITING)
_PLACE = Place.__struct_fields__
_OWN = tuple(name for name in Batch.__struct_fields__ if name not in ("place", "portals", "left"))
"""The fields that are columns of the same name; those of the place are columns too, the others are JSON."""


async def add(tx: Transaction, several: Several) -> bool:
    """Write down a batch that is about to be shown; False where one of its id stands already."""
    asked = several.batch
    row = {name: getattr(asked, name) for name in _OWN} | msgspec.structs.asdict(asked.place)
    row |= {"portals": _json(asked.portals), "left_out": _json(asked.left)}
    if not await insert_new(tx, batch, row):
        return False
    await tx.connection.execute(insert(batch_item), [_row(one, asked.id) for one in several.items])
    return True


async def find(tx: Reading, batch_id: str) -> Batch | None:
    """Return a batch as it stands, or None if there is none of that id."""
    row = (await tx.connection.execute(select(batch).where(batch.c.id == batch_id))).mappings().first()
    return _batch(row) if row else None


async def several(tx: Reading, batch_id: str) -> Several | None:
    """Return a batch and its harvesters as they stand, or None if there is none of that id."""
    found = await find(tx, batch_id)
    if found is None:
        return None
    query = select(batch_item).where(batch_item.c.batch == batch_id).order_by(batch_item.c.position)
    return Several(found, tuple(map(_item, (await tx.connection.execute(query)).mappings())))


async def due(tx: Reading, now: float) -> list[str]:
    """Return the ids of what nobody has approved in time, the longest due first."""
    late = select(batch.c.id).where(is_late(now)).order_by(batch.c.expires_at)
    return list((await tx.connection.execute(late)).scalars())


def is_late(now: float | BindParameter[float]) -> ColumnElement[bool]:
    """Say of a row that nobody has approved it in time."""
    return and_(batch.c.state.in_(_OPEN), batch.c.expires_at <= now)


async def waiting(tx: Reading, now: float) -> list[Batch]:
    """Return what waits for a second person, the longest waiting first."""
    wait = (batch.c.state == State.WAITING, batch.c.expires_at > now)
    query = select(batch).where(*wait).order_by(batch.c.asked_at, batch.c.id)
    return [_batch(row) for row in (await tx.connection.execute(query)).mappings()]


async def press(tx: Transaction, batch_id: str, *, user: str, action: Action, now: float) -> Batch | None:
    """Approve for the asker, in time, once; the batch for exactly one press, whoever else presses at the same time."""
    return await _move(tx, batch_id, State.APPROVED, *_by_asker(user, now), action=action.value, approver=user)


async def wait(
    tx: Transaction, batch_id: str, *, user: str, action: Action, now: float, expires_at: float
) -> Batch | None:
    """Let what the asker wants wait for a second person; for exactly one press, as `press`."""
    conditions = _by_asker(user, now)
    return await _move(tx, batch_id, State.WAITING, *conditions, action=action.value, expires_at=expires_at)


async def answer(
    tx: Transaction, batch_id: str, *, user: str, state: Literal[State.APPROVED, State.REJECTED], now: float
) -> Batch | None:
    """Approve or refuse as the second person: anybody but the asker, in time, once."""
    another = (batch.c.requester != user, batch.c.state == State.WAITING, batch.c.expires_at > now)
    return await _move(tx, batch_id, state, *another, approver=user)


async def cancel(tx: Transaction, batch_id: str, *, user: str, now: float) -> Batch | None:
    """Withdraw what nobody has approved yet: only the asker, and only in time."""
    mine = (batch.c.state.in_(_OPEN), batch.c.requester == user, batch.c.expires_at > now)
    return await _move(tx, batch_id, State.CANCELLED, *mine)


async def expire(tx: Transaction, batch_id: str, now: float) -> Batch | None:
    """End what nobody has approved in time."""
    return await _move(tx, batch_id, State.EXPIRED, batch.c.state.in_(_OPEN), batch.c.expires_at <= now)


async def work(tx: Transaction, batch_id: str) -> bool:
    """Note that it is being worked through from now on; True once."""
    return await _move(tx, batch_id, State.AT_WORK, batch.c.state == State.APPROVED) is not None


async def settle(
    tx: Transaction, batch_id: str, state: Literal[State.DONE, State.NOT_DONE], reason: str = ""
) -> Batch | None:
    """Note that it has come to its end; ``NOT_DONE`` where nothing of it was begun."""
    was = State.AT_WORK if state is State.DONE else State.APPROVED
    return await _move(tx, batch_id, state, batch.c.state == was, reason=reason)


async def stop(tx: Transaction, batch_id: str, user: str) -> Batch | None:
    """Begin nothing more of it; for exactly one press."""
    going = (batch.c.state.in_((State.APPROVED, State.AT_WORK)), batch.c.stopper == "")
    return await _change(tx, batch_id, *going, stopper=user)


async def posted(tx: Transaction, batch_id: str, place: Place) -> None:
    """Note where the question was posted, unless somebody was so quick that their press has told already."""
    await _change(tx, batch_id, batch.c.message == "", batch.c.state == State.ASKED, **msgspec.structs.asdict(place))


async def moved(
    tx: Transaction, batch_id: str, place: Place, *, still: State | None = None, at: str | None = None
) -> Batch | None:
    """Note where its message is now.

    Args:
        tx: the transaction.
        batch_id: which one.
        place: where it is now.
        still: only where its state is still this one.
        at: only where its message is still this one.

    Returns:
        It as it then stands, None where it is not noted.
    """
    mine = [] if still is None else [batch.c.state == still]
    if at is not None:
        mine.append(batch.c.message == at)
    return await _change(tx, batch_id, *mine, **msgspec.structs.asdict(place))


async def begin(tx: Transaction, item: Item, batch_id: str, now: float) -> bool:
    """Note that one harvester's turn has come; True exactly once, and only while nobody has stopped the batch.

    Only who gets True may send anything, after the commit.
    """
    goes_on = select(batch.c.id).where(batch.c.id == batch_id, batch.c.state == State.AT_WORK, batch.c.stopper == "")
    statement = (
        update(batch_item)
        .where(batch_item.c.id == item.id, batch_item.c.step == Step.WAITING, goes_on.exists())
        .values(step=Step.BEGUN, sent_at=now)
        .returning(batch_item.c.id)
    )
    return (await tx.connection.execute(statement)).first() is not None


async def keep(tx: Transaction, item: Item, *, was: Step) -> bool:
    """Note how far one harvester has come; True once, for who found it where it ``was``."""
    statement = (
        update(batch_item)
        .where(batch_item.c.id == item.id, batch_item.c.step == was)
        .values(step=item.step.value, reason=item.reason, now=None if item.now is None else _json(item.now))
        .returning(batch_item.c.id)
    )
    return (await tx.connection.execute(statement)).first() is not None


async def forget_before(tx: Transaction, at: float) -> int:
    """Drop the harvesters of batches that were asked about before ``at`` and are over; return how many."""
    over = [state.value for state in State if state.over]
    old = select(batch.c.id).where(batch.c.asked_at < at, batch.c.state.in_(over))
    return (await tx.connection.execute(delete(batch_item).where(batch_item.c.batch.in_(old)))).rowcount


def _by_asker(user: str, now: float) -> tuple[ColumnElement[bool], ...]:
    return (batch.c.requester == user, batch.c.state == State.ASKED, batch.c.expires_at > now)


async def _move(
    tx: Transaction, batch_id: str, state: State, *conditions: ColumnElement[bool], **values: str | float
) -> Batch | None:
    return await _change(tx, batch_id, *conditions, state=state.value, **values)


async def _change(
    tx: Transaction, batch_id: str, *conditions: ColumnElement[bool], **values: str | float
) -> Batch | None:
    statement = update(batch).where(batch.c.id == batch_id, *conditions).values(values).returning(batch)
    row = (await tx.connection.execute(statement)).mappings().first()
    return _batch(row) if row else None


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _row(item: Item, batch_id: str) -> dict[str, object]:
    return {
        "id": item.id,
        "batch": batch_id,
        "position": item.position,
        "portal": item.portal,
        "harvester": _json(item.harvester),
        "step": item.step.value,
        "reason": item.reason,
        "sent_at": item.sent_at,
        "now": None,
    }


def _batch(row: RowMapping) -> Batch:
    fields: dict[str, object] = {name: row[name] for name in _OWN}
    fields["place"] = {name: row[name] for name in _PLACE}
    fields["portals"] = msgspec.json.decode(row["portals"], type=list[str])
    fields["left"] = msgspec.json.decode(row["left_out"], type=list[LeftOut])
    return msgspec.convert(msgspec.to_builtins(fields), Batch)


def _item(row: RowMapping) -> Item:
    return Item(
        id=row["id"],
        position=row["position"],
        portal=row["portal"],
        harvester=msgspec.json.decode(row["harvester"], type=Harvester),
        step=Step(row["step"]),
        reason=row["reason"],
        sent_at=row["sent_at"],
        now=None if row["now"] is None else msgspec.json.decode(row["now"], type=Harvester),
    )
