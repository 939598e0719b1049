"""Inserting a row unless one of its key stands there."""

from collections.abc import Mapping

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite

from harvestbot.store.transactions import Transaction


async def insert_new(tx: Transaction, table: Table, row: Mapping[str, object]) -> bool:
    """Add a row; True for exactly one caller, whoever else adds one of the same key at the same time."""
    # "on conflict do nothing" is no standard SQL: SQLAlchemy has it once for each database.
    on_postgres = tx.connection.dialect.name == "postgresql"
    new = postgresql.insert(table) if on_postgres else sqlite.insert(table)
    statement = new.values(dict(row)).on_conflict_do_nothing().returning(table.c.id)
    return (await tx.connection.execute(statement)).first() is not None
