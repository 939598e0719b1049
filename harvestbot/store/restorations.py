"""Questions of the restorations: which tombstone a confirmation is about, and how far creating it again has come."""

import msgspec
from sqlalchemy import select, update

from harvestbot.domain.tombstones import Restoration
from harvestbot.store.inserting import insert_new
from harvestbot.store.tables import restoration
from harvestbot.store.transactions import Reading, Transaction


async def add(tx: Transaction, asked: Restoration) -> bool:
    """Write down what a confirmation is about; False where it stands already."""
    row = msgspec.structs.asdict(asked) | {"alike": msgspec.json.encode(asked.alike).decode()}
    return await insert_new(tx, restoration, row)


async def find(tx: Reading, confirmation_id: str) -> Restoration | None:
    """Return what is known of a restoration, or None if there is none of that id."""
    query = select(restoration).where(restoration.c.id == confirmation_id)
    row = (await tx.connection.execute(query)).mappings().first()
    if row is None:
        return None
    fields: dict[str, object] = {name: row[name] for name in Restoration.__struct_fields__}
    return msgspec.convert(fields | {"alike": msgspec.json.decode(row["alike"])}, Restoration)


async def hold(tx: Transaction, confirmation_id: str, holder: str) -> None:
    """Note which process holds what was typed; what that is, is written nowhere."""
    await tx.connection.execute(update(restoration).where(restoration.c.id == confirmation_id).values(holder=holder))


async def created(tx: Transaction, confirmation_id: str, harvester_id: str) -> None:
    """Note the id that the portal gave."""
    mine = restoration.c.id == confirmation_id
    await tx.connection.execute(update(restoration).where(mine).values(created=harvester_id))
