"""Questions of the audit trail: rows are added and read, and nothing else (the database refuses the rest)."""

import msgspec
from sqlalchemy import ColumnElement, RowMapping, func, insert, or_, select

from harvestbot.domain.audit import Entry, Filter, Page
from harvestbot.domain.redaction import clean_text
from harvestbot.store.tables import audit
from harvestbot.store.transactions import Reading, Transaction

_EVERYTHING = Filter()
_FIRST_PAGE = Page()


async def record(tx: Transaction, entry: Entry) -> int:
    """Add an entry, and return the id it was given.

    A row can never be taken back, so secrets in the addresses that a portal's words may quote are replaced once more.
    """
    row = msgspec.structs.asdict(entry) | {
        "outcome": entry.outcome.value,
        "before": _written(entry.before),
        "after": _written(entry.after),
        "detail": clean_text(entry.detail),
    }
    del row["id"]
    written: int = (await tx.connection.execute(insert(audit).returning(audit.c.id), row)).scalar_one()
    return written


async def entries(tx: Reading, wanted: Filter = _EVERYTHING, page: Page = _FIRST_PAGE) -> list[Entry]:
    """Return a page of the entries that are wanted; fewer than ``page.size`` means that there are no more."""
    order = audit.c.id if page.oldest_first else audit.c.id.desc()
    query = select(audit).where(*_conditions(wanted)).order_by(order).limit(page.size)
    if page.after is not None:
        query = query.where(audit.c.id > page.after if page.oldest_first else audit.c.id < page.after)
    return [_entry(row) for row in (await tx.connection.execute(query)).mappings()]


async def newest(tx: Reading) -> int:
    """Return the id of the newest entry, 0 where there is none."""
    return (await tx.connection.execute(select(func.max(audit.c.id)))).scalar_one() or 0


def _conditions(wanted: Filter) -> list[ColumnElement[bool]]:
    exact = ("portal", "harvester_id", "verb", "correlation")
    conditions = [audit.c[name] == value for name in exact if (value := getattr(wanted, name))]
    if wanted.actor:
        conditions.append(or_(audit.c.actor == wanted.actor, audit.c.requester == wanted.actor))
    if wanted.portals is not None:
        conditions.append(audit.c.portal.in_(sorted(wanted.portals)))
    if wanted.outcomes:
        conditions.append(audit.c.outcome.in_(sorted(wanted.outcomes)))
    if wanted.since is not None:
        conditions.append(audit.c.at >= wanted.since)
    if wanted.until is not None:
        conditions.append(audit.c.at < wanted.until)
    return conditions


def _written(value: dict[str, object] | None) -> str | None:
    return None if value is None else msgspec.json.encode(value).decode()


def _entry(row: RowMapping) -> Entry:
    fields: dict[str, object] = {name: row[name] for name in Entry.__struct_fields__}
    for name in ("before", "after"):
        if row[name] is not None:
            fields[name] = msgspec.json.decode(row[name])
    return msgspec.convert(fields, Entry)
