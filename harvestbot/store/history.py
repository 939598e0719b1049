"""Questions of the runs that are over."""

from collections.abc import Iterable, Sequence

import msgspec
from msgspec import Struct
from sqlalchemy import ColumnElement, and_, delete, func, or_, select

from harvestbot.domain.watching.history import PastRun
from harvestbot.domain.watching.merging import OTHER_CLOCKS, counterpart, merged
from harvestbot.domain.watching.running import DURATIONS
from harvestbot.store.inserting import put_all
from harvestbot.store.tables import history
from harvestbot.store.transactions import Reading, Transaction
from harvestbot.store.turns import in_turn

AT_ONCE = 5_000
"""Harvesters that are asked about in one statement."""


SOME = 500
"""Rows that are taken in at once where there may be very many."""


class Wanted(Struct, frozen=True, kw_only=True):
    """Which runs are wanted; what is left out does not narrow. ``since`` is included and ``until`` is not."""

    portal: str = ""
    harvester_id: str = ""
    since: float | None = None
    until: float | None = None


async def record(tx: Transaction, portal: str, runs: Sequence[PastRun]) -> None:
    """Write down what was seen of runs of one portal; what was seen of the same runs before is kept with it."""
    if not runs:
        return
    await in_turn(tx, f"history of {portal}")
    earliest = min(min(run.begins[1], run.ends[0]) for run in runs) - OTHER_CLOCKS
    names = sorted({run.harvester_id for run in runs})
    known: dict[str, dict[str, PastRun]] = {name: {} for name in names}
    for start in range(0, len(names), AT_ONCE):
        these = history.c.harvester_id.in_(names[start : start + AT_ONCE])
        near = (history.c.portal == portal) & these & (history.c.ended_at >= earliest)
        query = select(history.c.id, history.c.harvester_id, history.c.body).where(near)
        for row in await tx.connection.execute(query):
            known[row.harvester_id][row.id] = _read(row.body)
    rows: dict[str, dict[str, object]] = {}
    for run in runs:
        mine = known[run.harvester_id]
        found = counterpart(run, mine.values())
        name = run.key if found is None else next(name for name, one in mine.items() if one is found)
        mine[name] = run if found is None else merged(found, run)
        rows[name] = _row(name, mine[name])
    await put_all(tx, history, list(rows.values()))


async def page(tx: Reading, wanted: Wanted, *, size: int, skip: int = 0) -> list[PastRun]:
    """Return runs that are wanted, the newest first; fewer than ``size`` means that there are no more."""
    order = (history.c.ended_at.desc(), history.c.id.desc())
    query = select(history.c.body).where(*_conditions(wanted)).order_by(*order).limit(size).offset(skip)
    return [_read(body) for body in (await tx.connection.execute(query)).scalars()]


async def batch(
    tx: Reading, wanted: Wanted, *, size: int, after: tuple[float, str] | None = None
) -> list[tuple[str, PastRun]]:
    """Return runs that are wanted, the oldest first, each with its id, behind the one with that end and that id."""
    query = select(history.c.id, history.c.body).where(*_conditions(wanted))
    if after is not None:
        at, name = after
        query = query.where(or_(history.c.ended_at > at, and_(history.c.ended_at == at, history.c.id > name)))
    query = query.order_by(history.c.ended_at, history.c.id).limit(size)
    return [(row.id, _read(row.body)) for row in await tx.connection.execute(query)]


async def portals_of(tx: Reading, harvester_id: str) -> list[str]:
    """Return the portals on which a harvester of this id has run."""
    query = select(history.c.portal).where(history.c.harvester_id == harvester_id).distinct()
    return sorted((await tx.connection.execute(query)).scalars())


async def durations(tx: Reading, portal: str) -> dict[str, tuple[float, ...]]:
    """Return how long the last runs of each harvester took that came to their end by themselves, the oldest first."""
    order = (history.c.ended_at.desc(), history.c.id.desc())
    place = func.row_number().over(partition_by=history.c.harvester_id, order_by=order).label("place")
    timed = (history.c.portal == portal) & history.c.lasted.is_not(None)
    last = select(history.c.harvester_id, history.c.lasted, place).where(timed).subquery()
    query = select(last).where(last.c.place <= DURATIONS).order_by(last.c.harvester_id, last.c.place.desc())
    found: dict[str, list[float]] = {}
    async with tx.connection.stream(query.execution_options(yield_per=SOME)) as rows:
        async for part in rows.partitions():  # of ten thousand harvesters a part at a time, so that nobody waits long
            for row in part:
                found.setdefault(row.harvester_id, []).append(row.lasted)
    return {name: tuple(lasted) for name, lasted in found.items()}


async def forget_before(tx: Transaction, moment: float) -> int:
    """Drop the runs that ended before a moment, and return how many they were."""
    return (await tx.connection.execute(delete(history).where(history.c.ended_at < moment))).rowcount


def _conditions(wanted: Wanted) -> Iterable[ColumnElement[bool]]:
    if wanted.portal:
        yield history.c.portal == wanted.portal
    if wanted.harvester_id:
        yield history.c.harvester_id == wanted.harvester_id
    if wanted.since is not None:
        yield history.c.ended_at >= wanted.since
    if wanted.until is not None:
        yield history.c.ended_at < wanted.until


def _row(name: str, run: PastRun) -> dict[str, object]:
    return {
        "id": name,
        "portal": run.portal,
        "harvester_id": run.harvester_id,
        "ended_at": run.ended_at,
        "lasted": run.lasted if run.outcome.by_itself else None,
        "body": msgspec.json.encode(run).decode(),
    }


def _read(body: str) -> PastRun:
    return msgspec.json.decode(body, type=PastRun)
