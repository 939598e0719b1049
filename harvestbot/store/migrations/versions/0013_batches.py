"""Several harvesters at once: what people were asked, and how far each harvester of it has come."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0011"


def upgrade() -> None:
    """Make the tables of batches."""
    op.create_table(
        "batch",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("ask", sa.Text, nullable=False),
        sa.Column("action", sa.Text),
        sa.Column("wanted", sa.Text, nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("portals", sa.Text, nullable=False),
        sa.Column("left_out", sa.Text, nullable=False),
        sa.Column("requester", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("response_url", sa.Text, nullable=False),
        sa.Column("thread", sa.Text, nullable=False),
        sa.Column("asked_at", sa.Double, nullable=False),
        sa.Column("expires_at", sa.Double, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("approver", sa.Text, nullable=False),
        sa.Column("stopper", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("correlation", sa.Text, nullable=False),
    )
    op.create_index("batch_by_state", "batch", ["state", "expires_at"])
    op.create_table(
        "batch_item",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("batch", sa.Text, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("portal", sa.Text, nullable=False),
        sa.Column("harvester", sa.Text, nullable=False),
        sa.Column("step", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("sent_at", sa.Double),
        sa.Column("now", sa.Text),
    )
    op.create_index("batch_item_by_batch", "batch_item", ["batch", "position"])
