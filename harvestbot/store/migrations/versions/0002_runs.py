"""Runs that people started, so that following them outlives a process; when a delivery was sent on to a portal."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the table of runs."""
    op.create_table(
        "run",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("requester", sa.Text, nullable=False),
        sa.Column("ref", sa.Text, nullable=False),
        sa.Column("then_publish", sa.Boolean, nullable=False),
        sa.Column("anyway", sa.Boolean, nullable=False),
        sa.Column("approver", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("response_url", sa.Text, nullable=False),
        sa.Column("thread", sa.Text, nullable=False),
        sa.Column("correlation", sa.Text, nullable=False),
        sa.Column("decided_at", sa.Double, nullable=False),
        sa.Column("stage", sa.Text, nullable=False),
        sa.Column("run", sa.Text),
    )
    op.create_index("run_by_stage", "run", ["stage", "decided_at"])
    op.add_column("delivery", sa.Column("attempted_at", sa.Double))
