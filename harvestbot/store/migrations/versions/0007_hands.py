"""Who is on a failure, and when a group is called once more."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the table of hands, and when a notice calls once more."""
    op.create_table(
        "hand",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("portal", sa.Text, nullable=False),
        sa.Column("harvester_id", sa.Text, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("at", sa.Double, nullable=False),
    )
    op.add_column("notice", sa.Column("mention_again_at", sa.Double))
    op.create_index("notice_by_mention", "notice", ["mention_again_at"])
