"""The first tables: confirmations, deliveries, and an audit trail that the database itself keeps append-only."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

APPEND_ONLY = "the audit trail is append-only"

REFUSE = f"BEGIN SELECT RAISE(ABORT, '{APPEND_ONLY}'); END"
SQLITE_TRIGGERS = (
    f"CREATE TRIGGER audit_keeps_rows BEFORE DELETE ON audit {REFUSE}",
    f"CREATE TRIGGER audit_keeps_words BEFORE UPDATE ON audit {REFUSE}",
    # INSERT OR REPLACE deletes the row that is in its way without asking a DELETE trigger.
    f"CREATE TRIGGER audit_replaces_nothing BEFORE INSERT ON audit WHEN NEW.id IN (SELECT id FROM audit) {REFUSE}",  # noqa: S608  because all of it is written here
)
POSTGRES_TRIGGERS = (
    f"""CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql
    AS $$ BEGIN RAISE EXCEPTION '{APPEND_ONLY}'; END $$""",
    """CREATE TRIGGER audit_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()""",
)


def upgrade() -> None:
    """Make the tables, and guard the audit trail."""
    op.create_table(
        "confirmation",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("ask", sa.Text, nullable=False),
        sa.Column("action", sa.Text),
        sa.Column("portal", sa.Text, nullable=False),
        sa.Column("harvester_id", sa.Text, nullable=False),
        sa.Column("harvester", sa.Text, nullable=False),
        sa.Column("fingerprint", sa.Text, nullable=False),
        sa.Column("requester", sa.Text, nullable=False),
        sa.Column("approver", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("response_url", sa.Text, nullable=False),
        sa.Column("thread", sa.Text, nullable=False),
        sa.Column("asked_at", sa.Double, nullable=False),
        sa.Column("expires_at", sa.Double, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("then_publish", sa.Boolean, nullable=False),
        sa.Column("correlation", sa.Text, nullable=False),
    )
    op.create_index("confirmation_by_state", "confirmation", ["state", "expires_at"])
    op.create_table(
        "delivery",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("claimed_at", sa.Double, nullable=False),
    )
    op.create_index("delivery_by_time", "delivery", ["claimed_at"])
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", sa.Double, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("verb", sa.Text, nullable=False),
        sa.Column("portal", sa.Text, nullable=False),
        sa.Column("harvester_id", sa.Text, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("before", sa.Text),
        sa.Column("after", sa.Text),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("permalink", sa.Text, nullable=False),
        sa.Column("correlation", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("audit_by_time", "audit", ["at"])
    op.create_index("audit_by_harvester", "audit", ["harvester_id", "id"])
    op.create_index("audit_by_actor", "audit", ["actor", "id"])
    for statement in SQLITE_TRIGGERS if op.get_bind().dialect.name == "sqlite" else POSTGRES_TRIGGERS:
        op.execute(statement)
