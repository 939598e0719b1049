"""Questions of the drafts: what a form showed, what was typed into it, and how far that has come."""

import msgspec
from sqlalchemy import delete, select, update

from harvestbot.domain.confirmations import State
from harvestbot.domain.drafts import Draft, Wish
from harvestbot.store.inserting import insert_new
from harvestbot.store.tables import confirmation, draft
from harvestbot.store.transactions import Reading, Transaction

_JSON = frozenset({"base", "place", "wish", "alike"})


async def add(tx: Transaction, opened: Draft) -> bool:
    """Write down what a form shows; False where it stands already."""
    row = {name: getattr(opened, name) for name in Draft.__struct_fields__}
    row |= {name: msgspec.json.encode(row[name]).decode() for name in _JSON if row[name] is not None}
    return await insert_new(tx, draft, row | {"action": opened.action.value})


async def find(tx: Reading, draft_id: str) -> Draft | None:
    """Return a draft, or None if there is none of that id."""
    row = (await tx.connection.execute(select(draft).where(draft.c.id == draft_id))).mappings().first()
    if row is None:
        return None
    fields: dict[str, object] = {name: row[name] for name in Draft.__struct_fields__}
    fields |= {name: msgspec.json.decode(row[name]) for name in _JSON if row[name] is not None}
    return msgspec.convert(fields, Draft)


async def wish(tx: Transaction, draft_id: str, wanted: Wish, holder: str) -> None:
    """Note what was typed, and which process holds the secrets among it; those are written nowhere."""
    await _set(tx, draft_id, wish=msgspec.json.encode(wanted).decode(), holder=holder)


async def alike(tx: Transaction, draft_id: str, ids: tuple[str, ...]) -> None:
    """Note which harvesters might be taken for the one that is about to be created."""
    await _set(tx, draft_id, alike=msgspec.json.encode(ids).decode())


async def created(tx: Transaction, draft_id: str, harvester_id: str) -> None:
    """Note the id that the portal gave."""
    await _set(tx, draft_id, created=harvester_id)


async def forget_before(tx: Transaction, at: float) -> int:
    """Drop what was opened before ``at`` (seconds since the epoch) and is over, or was never submitted."""
    under_way = [state.value for state in State if not state.over]
    needed = select(confirmation.c.id).where(confirmation.c.state.in_(under_way))
    old = delete(draft).where(draft.c.opened_at < at, draft.c.id.not_in(needed))
    return (await tx.connection.execute(old)).rowcount


async def _set(tx: Transaction, draft_id: str, **values: str) -> None:
    await tx.connection.execute(update(draft).where(draft.c.id == draft_id).values(values))
