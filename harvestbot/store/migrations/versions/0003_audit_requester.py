"""The audit trail names both people where a second one has approved."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add who had asked; the rows that stand stay as they are."""
    op.add_column("audit", sa.Column("requester", sa.Text, nullable=False, server_default=""))
    op.create_index("audit_by_requester", "audit", ["requester", "id"])
