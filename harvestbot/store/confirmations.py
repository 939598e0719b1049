"""Questions of the confirmations: each move between states is ONE conditional UPDATE, so that one caller makes it.

Whoever gets None (or False) made no move: the state, the person or the time did not fit when the database looked.
"""

from typing import Literal

import msgspec
from sqlalchemy import BindParameter, ColumnElement, RowMapping, and_, select, update

from harvestbot.domain.confirmations import Action, Confirmation, Place, State
from harvestbot.store.inserting import insert_new
from harvestbot.store.tables import batch_item, confirmation
from harvestbot.store.transactions import Reading, Transaction

_LEAVES = {
    State.WAITING: (State.ASKED,),
    State.APPROVED: (State.ASKED, State.WAITING),
    State.CANCELLED: (State.ASKED, State.WAITING),
    State.REJECTED: (State.WAITING,),
    State.EXPIRED: (State.ASKED, State.WAITING),
    State.AT_WORK: (State.APPROVED,),
    State.FOLLOWED: (State.AT_WORK,),
    State.UNKNOWN: (State.AT_WORK,),
    State.DONE: (State.AT_WORK, State.FOLLOWED, State.UNKNOWN),
    State.NOT_DONE: (State.APPROVED, State.AT_WORK, State.UNKNOWN),
}
"""For each state the states from which it is reached, as `State` draws them."""
_OPEN = [state.value for state in State if state.open]
_PLACE = Place.__struct_fields__
_OWN = tuple(name for name in Confirmation.__struct_fields__ if name not in ("place", "harvester"))
"""The fields that are columns of the same name; those of the place are columns too, the harvester is JSON."""


async def add(tx: Transaction, asked: Confirmation, *, correlation: str = "") -> bool:
    """Write down a confirmation that is about to be shown; False where one of its id stands already."""
    fields = msgspec.to_builtins(asked)
    row = {name: fields[name] for name in _OWN} | {
        "harvester_id": asked.harvester.id,
        "harvester": msgspec.json.encode(asked.harvester).decode(),
        "fingerprint": asked.fingerprint,
        "correlation": correlation,
    }
    row |= msgspec.structs.asdict(asked.place)
    return await insert_new(tx, confirmation, row)


async def find(tx: Reading, confirmation_id: str) -> Confirmation | None:
    """Return a confirmation as it stands, or None if there is none of that id."""
    return next(iter(await _select(tx, confirmation.c.id == confirmation_id)), None)


async def correlation(tx: Reading, confirmation_id: str) -> str:
    """Return the correlation id that a confirmation was asked under; "" where there is none."""
    query = select(confirmation.c.correlation).where(confirmation.c.id == confirmation_id)
    return (await tx.connection.execute(query)).scalar_one_or_none() or ""


async def press(tx: Transaction, confirmation_id: str, *, user: str, action: Action, now: float) -> Confirmation | None:
    """Approve for the asker, in time, once.

    Returns:
        The approved confirmation for exactly one press, whoever else presses at the same time.
    """
    return await _move(tx, confirmation_id, State.APPROVED, *_by_asker(user, now), action=action.value, approver=user)


async def wait(
    tx: Transaction, confirmation_id: str, *, user: str, action: Action, now: float, expires_at: float
) -> Confirmation | None:
    """Let what the asker wants wait for a second person, until ``expires_at``; for exactly one press, as `press`."""
    conditions = _by_asker(user, now)
    return await _move(tx, confirmation_id, State.WAITING, *conditions, action=action.value, expires_at=expires_at)


async def second(tx: Transaction, confirmation_id: str, *, user: str, now: float) -> Confirmation | None:
    """Approve as the second person: anybody but the asker, in time, once."""
    return await _move(tx, confirmation_id, State.APPROVED, *_by_another(user, now), approver=user)


async def reject(tx: Transaction, confirmation_id: str, *, user: str, now: float) -> Confirmation | None:
    """Refuse as the second person: anybody but the asker, in time, once."""
    return await _move(tx, confirmation_id, State.REJECTED, *_by_another(user, now), approver=user)


async def cancel(tx: Transaction, confirmation_id: str, *, user: str, now: float) -> Confirmation | None:
    """Withdraw what nobody has approved yet: only the asker, and only in time."""
    mine = (confirmation.c.requester == user, confirmation.c.expires_at > now)
    return await _move(tx, confirmation_id, State.CANCELLED, *mine)


async def expire(tx: Transaction, confirmation_id: str, now: float) -> Confirmation | None:
    """End what nobody has approved in time."""
    return await _move(tx, confirmation_id, State.EXPIRED, confirmation.c.expires_at <= now)


async def mark_attempt(tx: Transaction, confirmation_id: str) -> bool:
    """Note that the change is about to be sent; True exactly once.

    Only who gets True may send it, after the commit: this is why a DELETE is never sent twice for one confirmation.
    """
    return await _move(tx, confirmation_id, State.AT_WORK) is not None


async def follow(tx: Transaction, confirmation_id: str) -> Confirmation | None:
    """Note that the portal has taken it on, and that its numbers are followed from now on."""
    return await _move(tx, confirmation_id, State.FOLLOWED)


async def settle(
    tx: Transaction,
    confirmation_id: str,
    state: Literal[State.DONE, State.NOT_DONE],
    reason: str = "",
    *,
    was: State | None = None,
) -> Confirmation | None:
    """Note how it ended, and why; ``NOT_DONE`` also ends what was approved and never sent.

    Args:
        tx: the transaction.
        confirmation_id: which one.
        state: how it ended.
        reason: why.
        was: where it has to stand, if not anywhere that leads there.
    """
    here = () if was is None else (confirmation.c.state == was.value,)
    return await _move(tx, confirmation_id, state, *here, reason=reason)


async def unknown(tx: Transaction, confirmation_id: str, reason: str = "") -> Confirmation | None:
    """Note that the change was sent and nobody can tell yet whether it was made."""
    return await _move(tx, confirmation_id, State.UNKNOWN, reason=reason)


async def posted(tx: Transaction, confirmation_id: str, place: Place) -> None:
    """Note where the question was posted, unless somebody was so quick that their press has told already."""
    row = msgspec.structs.asdict(place)
    mine = (
        confirmation.c.id == confirmation_id,
        confirmation.c.message == "",
        confirmation.c.state == State.ASKED.value,
    )
    await tx.connection.execute(update(confirmation).where(*mine).values(row))


async def moved(
    tx: Transaction, confirmation_id: str, place: Place, *, still: State | None = None, at: str | None = None
) -> Confirmation | None:
    """Note where the confirmation's message is now; its state stays what it is.

    Args:
        tx: the transaction.
        confirmation_id: which one.
        place: where it is now.
        still: only where its state is still this one.
        at: only where its message is still this one.

    Returns:
        It as it then stands, None where it is not noted.
    """
    mine = [confirmation.c.id == confirmation_id]
    if still is not None:
        mine.append(confirmation.c.state == still.value)
    if at is not None:
        mine.append(confirmation.c.message == at)
    statement = update(confirmation).where(*mine).values(msgspec.structs.asdict(place)).returning(confirmation)
    row = (await tx.connection.execute(statement)).mappings().first()
    return _confirmation(row) if row else None


async def due(tx: Reading, now: float) -> list[Confirmation]:
    """Return what nobody has approved in time and whose message does not say so yet, the longest due first."""
    return await _select(tx, is_late(now), order=confirmation.c.expires_at)


def is_late(now: float | BindParameter[float]) -> ColumnElement[bool]:
    """Say of a row that nobody has approved it in time, and that its message does not say so yet."""
    return and_(confirmation.c.state.in_(_OPEN), confirmation.c.expires_at <= now)


async def waiting(tx: Reading, now: float) -> list[Confirmation]:
    """Return what waits for a second person, the longest waiting first."""
    return await _select(tx, confirmation.c.state == State.WAITING.value, confirmation.c.expires_at > now)


async def unsettled(tx: Reading) -> list[Confirmation]:
    """Return what was approved and has no outcome yet, the oldest first: what a process that starts carries on.

    Those of a batch are left to it.
    """
    under_way = [state.value for state in State if not state.open and not state.over]
    alone = confirmation.c.id.not_in(select(batch_item.c.id))
    return await _select(tx, confirmation.c.state.in_(under_way), alone)


def _by_asker(user: str, now: float) -> tuple[ColumnElement[bool], ...]:
    asked = confirmation.c.state == State.ASKED.value
    return (confirmation.c.requester == user, asked, confirmation.c.expires_at > now)


def _by_another(user: str, now: float) -> tuple[ColumnElement[bool], ...]:
    waiting = confirmation.c.state == State.WAITING.value
    return (confirmation.c.requester != user, waiting, confirmation.c.expires_at > now)


async def _select(
    tx: Reading, *conditions: ColumnElement[bool], order: ColumnElement[float] = confirmation.c.asked_at
) -> list[Confirmation]:
    query = select(confirmation).where(*conditions).order_by(order, confirmation.c.id)
    return [_confirmation(row) for row in (await tx.connection.execute(query)).mappings()]


async def _move(
    tx: Transaction, confirmation_id: str, state: State, *conditions: ColumnElement[bool], **values: str | float
) -> Confirmation | None:
    leaves = [left.value for left in _LEAVES[state]]
    statement = (
        update(confirmation)
        .where(confirmation.c.id == confirmation_id, confirmation.c.state.in_(leaves), *conditions)
        .values(state=state.value, **values)
        .returning(confirmation)
    )
    row = (await tx.connection.execute(statement)).mappings().first()
    return _confirmation(row) if row else None


def _confirmation(row: RowMapping) -> Confirmation:
    """Turn a row back into the domain's value; what only the database needs is left out."""
    fields: dict[str, object] = {name: row[name] for name in _OWN}
    fields["place"] = {name: row[name] for name in _PLACE}
    fields["harvester"] = msgspec.json.decode(row["harvester"])
    return msgspec.convert(fields, Confirmation)
