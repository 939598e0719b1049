"""Forms about harvesters, and what people want them to become."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0008"


def upgrade() -> None:
    """Make the table of drafts."""
    op.create_table(
        "draft",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("portal", sa.Text, nullable=False),
        sa.Column("base", sa.Text, nullable=False),
        sa.Column("requester", sa.Text, nullable=False),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("opened_at", sa.Double, nullable=False),
        sa.Column("like", sa.Text, nullable=False),
        sa.Column("guessed", sa.Boolean, nullable=False),
        sa.Column("wish", sa.Text),
        sa.Column("holder", sa.Text, nullable=False),
        sa.Column("alike", sa.Text, nullable=False),
        sa.Column("created", sa.Text, nullable=False),
    )
    op.create_index("draft_by_time", "draft", ["opened_at"])
