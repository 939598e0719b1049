"""What alembic runs to apply migrations: on the connection, and in the transaction, that it is handed."""

from alembic import context

from harvestbot.store.schema import VERSION_TABLE
from harvestbot.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
    transactional_ddl=True,  # both databases can take back a change of tables; alembic assumes that SQLite cannot
)
with context.begin_transaction():
    context.run_migrations()
