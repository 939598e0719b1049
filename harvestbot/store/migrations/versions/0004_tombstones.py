"""What is kept of harvesters that are gone, and how far creating them again has come."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the tables of tombstones and of restorations."""
    op.create_table(
        "tombstone",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("portal", sa.Text, nullable=False),
        sa.Column("harvester_id", sa.Text, nullable=False),
        sa.Column("harvester", sa.Text, nullable=False),
        sa.Column("schedules_known", sa.Boolean, nullable=False),
        sa.Column("with_datasets", sa.Boolean, nullable=False),
        sa.Column("deleted_by", sa.Text, nullable=False),
        sa.Column("approver", sa.Text, nullable=False),
        sa.Column("deleted_at", sa.Double),
        sa.Column("restoration", sa.Text, nullable=False),
        sa.Column("restored_as", sa.Text, nullable=False),
        sa.Column("restored_by", sa.Text, nullable=False),
        sa.Column("restored_at", sa.Double),
    )
    op.create_index("tombstone_by_harvester", "tombstone", ["harvester_id"])
    op.create_index("tombstone_by_time", "tombstone", ["deleted_at"])
    op.create_table(
        "restoration",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("tombstone", sa.Text, nullable=False),
        sa.Column("seen", sa.Text, nullable=False),
        sa.Column("alike", sa.Text, nullable=False),
        sa.Column("holder", sa.Text, nullable=False),
        sa.Column("created", sa.Text, nullable=False),
    )
