"""Questions of the runs that people started."""

import msgspec
from sqlalchemy import RowMapping, select, update

from harvestbot.domain.asker import Asker
from harvestbot.domain.asks import parse_ref
from harvestbot.domain.confirmations import Place
from harvestbot.domain.runs import Phase, Run, Stage, Start
from harvestbot.store.inserting import insert_new
from harvestbot.store.tables import run
from harvestbot.store.transactions import Reading, Transaction

_PLACE = Place.__struct_fields__


async def add(tx: Transaction, start: Start) -> bool:
    """Write down a start that was decided on; False where one of its id stands already."""
    row = {
        "id": start.id,
        "requester": start.asker.user,
        "ref": str(start.ref),
        "then_publish": start.then_publish,
        "anyway": start.anyway,
        "approver": start.approver,
        "correlation": start.asker.correlation,
        "decided_at": start.decided_at,
        "stage": start.stage.value,
        "run": _written(start.run),
    }
    return await insert_new(tx, run, row | msgspec.structs.asdict(start.asker.place))


async def find(tx: Reading, start_id: str) -> Start | None:
    """Return a start as it stands, or None if there is none of that id."""
    row = (await tx.connection.execute(select(run).where(run.c.id == start_id))).mappings().first()
    return _start(row) if row else None


async def under_way(tx: Reading) -> list[tuple[str, str]]:
    """Return portal and id of each harvester whose run is followed."""
    return [(one.portal, one.before.id) for one in await _followed(tx)]


async def followed(tx: Reading, portal: str, harvester_id: str) -> Run | None:
    """Return the run of a harvester that somebody follows already, None where nobody does."""
    here = [one for one in await _followed(tx) if (one.portal, one.before.id) == (portal, harvester_id)]
    return next((one for one in here if one.phase is Phase.GOING), None)


async def _followed(tx: Reading) -> list[Run]:
    query = select(run.c.run).where(run.c.stage == Stage.FOLLOWED.value).order_by(run.c.decided_at)
    return [msgspec.json.decode(body, type=Run) for body in (await tx.connection.execute(query)).scalars() if body]


async def mark_attempt(tx: Transaction, start_id: str, seen: Run) -> bool:
    """Note that the start is about to be sent; True exactly once. Only who gets True may send it, after the commit."""
    decided = (run.c.id == start_id) & (run.c.stage == Stage.DECIDED.value)
    statement = update(run).where(decided).values(stage=Stage.FOLLOWED.value, run=_written(seen)).returning(run.c.id)
    return (await tx.connection.execute(statement)).first() is not None


async def keep(tx: Transaction, start_id: str, seen: Run) -> Phase | None:
    """Note how the run was last seen, unless its end is noted already.

    Returns:
        The phase in which it stood, None where none is noted: whoever finds what they have seen themselves is the first
        to tell how it went on, though another process follows the same run.
    """
    query = select(run.c.run).where(run.c.id == start_id).with_for_update()
    body = (await tx.connection.execute(query)).scalar_one_or_none()
    was = msgspec.json.decode(body, type=Run).phase if body else None
    if was is None or not was.over or seen.phase.over:
        await tx.connection.execute(update(run).where(run.c.id == start_id).values(run=_written(seen)))
    return was


async def moved(tx: Transaction, start_id: str, place: Place) -> None:
    """Note where the card of the run stands."""
    await tx.connection.execute(update(run).where(run.c.id == start_id).values(msgspec.structs.asdict(place)))


async def close(tx: Transaction, start_id: str) -> bool:
    """Note that nothing more will happen; True exactly once."""
    open_ = (run.c.id == start_id) & (run.c.stage != Stage.OVER.value)
    statement = update(run).where(open_).values(stage=Stage.OVER.value).returning(run.c.id)
    return (await tx.connection.execute(statement)).first() is not None


def _written(seen: Run | None) -> str | None:
    return None if seen is None else msgspec.json.encode(seen).decode()


def _start(row: RowMapping) -> Start:
    return Start(
        id=row["id"],
        asker=Asker(row["requester"], Place(*(row[name] for name in _PLACE)), row["correlation"]),
        ref=parse_ref(row["ref"]),
        then_publish=row["then_publish"],
        anyway=row["anyway"],
        approver=row["approver"],
        decided_at=row["decided_at"],
        stage=Stage(row["stage"]),
        run=None if row["run"] is None else msgspec.json.decode(row["run"], type=Run),
    )
