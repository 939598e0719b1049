"""Inserting a row unless, or in the place of, one of its key that stands there."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite

from harvestbot.store.transactions import Transaction


async def insert_new(tx: Transaction, table: Table, row: Mapping[str, object]) -> bool:
    """Add a row; True for exactly one caller, whoever else adds one of the same key at the same time."""
    statement = _insert(tx, table).on_conflict_do_nothing().returning(table.c.id)
    return (await tx.connection.execute(statement, dict(row))).first() is not None


async def put(tx: Transaction, table: Table, row: Mapping[str, object]) -> None:
    """Add a row, in the place of one with the same ``id``."""
    others = {name: value for name, value in row.items() if name != "id"}
    await tx.connection.execute(
        _insert(tx, table).values(dict(row)).on_conflict_do_update(index_elements=["id"], set_=others)
    )


async def put_all(tx: Transaction, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
    """Add rows, each in the place of one with the same ``id``; all of them have the same columns."""
    if not rows:
        return
    statement = _insert(tx, table)
    others = {name: statement.excluded[name] for name in rows[0] if name != "id"}
    statement = statement.on_conflict_do_update(index_elements=["id"], set_=others)
    await tx.connection.execute(statement, [dict(row) for row in rows])


def _insert(tx: Transaction, table: Table) -> postgresql.Insert | sqlite.Insert:
    """Return what "on conflict" can be said to: it is no standard SQL, and SQLAlchemy has it once for each database."""
    return postgresql.insert(table) if tx.connection.dialect.name == "postgresql" else sqlite.insert(table)
