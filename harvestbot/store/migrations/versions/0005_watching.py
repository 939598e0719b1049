"""Watching: who watches what, how portals were last seen, and what is still to be told of it."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the tables of watching."""
    op.create_table(
        "subscription",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("subscriber", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_index("subscription_by_subscriber", "subscription", ["subscriber"])
    op.create_table(
        "mute",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("subscriber", sa.Text, nullable=False),
        sa.Column("until", sa.Double, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_table(
        "poll",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("due_at", sa.Double, nullable=False),
        sa.Column("token", sa.Text, nullable=False),
        sa.Column("seen_token", sa.Text, nullable=False),
        sa.Column("body", sa.Text),
    )
    op.create_table(
        "tracked",
        sa.Column("portal", sa.Text, primary_key=True),
        sa.Column("harvester_id", sa.Text, primary_key=True),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_table(
        "notice",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("subscriber", sa.Text, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("at", sa.Double, nullable=False),
        sa.Column("follows", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("due_at", sa.Double, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("told_at", sa.Double),
    )
    op.create_index("notice_by_state", "notice", ["state", "due_at"])
    op.create_table(
        "incident",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("subscriber", sa.Text, nullable=False),
        sa.Column("portal", sa.Text, nullable=False),
        sa.Column("harvester_id", sa.Text, nullable=False),
        sa.Column("notice", sa.Text, nullable=False),
        sa.Column("opened_at", sa.Double, nullable=False),
    )
    op.create_index("incident_by_harvester", "incident", ["portal", "harvester_id"])
