"""Runs that are over."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the table of past runs."""
    op.create_table(
        "history",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("portal", sa.Text, nullable=False),
        sa.Column("harvester_id", sa.Text, nullable=False),
        sa.Column("ended_at", sa.Double, nullable=False),
        sa.Column("lasted", sa.Double),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_index("history_by_harvester", "history", ["portal", "harvester_id", "ended_at"])
    op.create_index("history_by_end", "history", ["ended_at", "id"])
