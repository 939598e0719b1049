"""The tables as they are in this release; `migrations/` holds how they came about, and what enforces them."""

from sqlalchemy import Boolean, Column, Double, Index, Integer, MetaData, Table

from harvestbot.store.texts import Text

metadata = MetaData()

confirmation = Table(
    "confirmation",
    metadata,
    Column("id", Text, primary_key=True),
    Column("ask", Text, nullable=False),
    Column("action", Text),  # what the press chose; none before it
    Column("portal", Text, nullable=False),
    Column("harvester_id", Text, nullable=False),
    Column("harvester", Text, nullable=False),  # JSON of the domain's value as it was shown, without secrets
    Column("fingerprint", Text, nullable=False),
    Column("requester", Text, nullable=False),
    Column("approver", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("response_url", Text, nullable=False),
    Column("thread", Text, nullable=False),
    Column("asked_at", Double, nullable=False),  # seconds since the epoch, as all times here
    Column("expires_at", Double, nullable=False),
    Column("state", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("then_publish", Boolean, nullable=False),
    Column("correlation", Text, nullable=False),  # ties rows, log lines and audit entries of one request together
    Index("confirmation_by_state", "state", "expires_at"),
)
"""What people were asked, and how it ended."""

delivery = Table(
    "delivery",
    metadata,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("claimed_at", Double, nullable=False),
    Column("attempted_at", Double),  # when what was delivered was sent on to a portal; none before
    Index("delivery_by_time", "claimed_at"),
)
"""What Slack has delivered and somebody has taken on: the primary key lets it be taken on once."""

run = Table(
    "run",
    metadata,
    Column("id", Text, primary_key=True),
    Column("requester", Text, nullable=False),
    Column("ref", Text, nullable=False),  # the harvester as it was named; the portal may have been left out
    Column("then_publish", Boolean, nullable=False),
    Column("anyway", Boolean, nullable=False),  # somebody was asked about a collapsed source, and wants it all the same
    Column("approver", Text, nullable=False),  # who answered that, or approved it as the second person
    Column("channel", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("response_url", Text, nullable=False),
    Column("thread", Text, nullable=False),
    Column("correlation", Text, nullable=False),
    Column("decided_at", Double, nullable=False),
    Column("stage", Text, nullable=False),
    Column("run", Text),  # JSON of the domain's value as last seen, without secrets; none before the portal was asked
    Index("run_by_stage", "stage", "decided_at"),
)
"""Runs that people started, each followed to its end."""

tombstone = Table(
    "tombstone",
    metadata,
    Column("id", Text, primary_key=True),  # that of the confirmation of the deletion
    Column("portal", Text, nullable=False),
    Column("harvester_id", Text, nullable=False),
    Column("harvester", Text, nullable=False),  # JSON of the domain's value as it last was, without secrets
    Column("schedules_known", Boolean, nullable=False),
    Column("with_datasets", Boolean, nullable=False),
    Column("deleted_by", Text, nullable=False),
    Column("approver", Text, nullable=False),
    Column("deleted_at", Double),  # none until the deletion is done
    Column("restoration", Text, nullable=False),  # the last confirmation that took it up
    Column("restored_as", Text, nullable=False),
    Column("restored_by", Text, nullable=False),
    Column("restored_at", Double),
    Index("tombstone_by_harvester", "harvester_id"),
    Index("tombstone_by_time", "deleted_at"),
)
"""What is kept of harvesters that are gone."""

restoration = Table(
    "restoration",
    metadata,
    Column("id", Text, primary_key=True),  # that of the confirmation
    Column("tombstone", Text, nullable=False),
    Column("seen", Text, nullable=False),
    Column("alike", Text, nullable=False),  # JSON list of the ids that stood in the portal and might be taken for it
    Column("holder", Text, nullable=False),  # the process that holds what was typed, which is written nowhere
    Column("created", Text, nullable=False),
)
"""How far creating a harvester again has come, beside its confirmation."""

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Double, nullable=False),
    Column("actor", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("verb", Text, nullable=False),
    Column("portal", Text, nullable=False),
    Column("harvester_id", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("before", Text),  # JSON
    Column("after", Text),  # JSON
    Column("detail", Text, nullable=False),
    Column("permalink", Text, nullable=False),
    Column("correlation", Text, nullable=False),
    Column("requester", Text, nullable=False, server_default=""),  # who had asked, where another person approved
    Index("audit_by_time", "at"),
    Index("audit_by_harvester", "harvester_id", "id"),
    Index("audit_by_actor", "actor", "id"),
    Index("audit_by_requester", "requester", "id"),
    sqlite_autoincrement=True,
)
"""Who did what. Triggers of the migrations refuse to change or delete a row."""
