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

draft = Table(
    "draft",
    metadata,
    Column("id", Text, primary_key=True),  # that of the confirmation, once the form is submitted
    Column("action", Text, nullable=False),
    Column("portal", Text, nullable=False),
    Column("base", Text, nullable=False),  # JSON of the domain's harvester as the form showed it, without secrets
    Column("requester", Text, nullable=False),
    Column("place", Text, nullable=False),  # JSON of the domain's value
    Column("opened_at", Double, nullable=False),
    Column("like", Text, nullable=False),
    Column("guessed", Boolean, nullable=False),
    Column("wish", Text),  # JSON of the domain's value, without secrets; none before the form is submitted
    Column("holder", Text, nullable=False),  # the process that holds the secrets that were typed
    Column("alike", Text, nullable=False),  # JSON list of the ids that stood in the portal and might be taken for it
    Column("created", Text, nullable=False),
    Index("draft_by_time", "opened_at"),
)
"""Forms about harvesters, and what people want them to become."""

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

subscription = Table(
    "subscription",
    metadata,
    Column("id", Text, primary_key=True),  # made of who watches and what: watching the same again changes the row
    Column("subscriber", Text, nullable=False),
    Column("body", Text, nullable=False),  # JSON of the domain's value
    Index("subscription_by_subscriber", "subscriber"),
)
"""Who watches what."""

mute = Table(
    "mute",
    metadata,
    Column("id", Text, primary_key=True),
    Column("subscriber", Text, nullable=False),
    Column("until", Double, nullable=False),
    Column("body", Text, nullable=False),  # JSON of the domain's value
)
"""Who does not want to hear of what for a while."""

poll = Table(
    "poll",
    metadata,
    Column("id", Text, primary_key=True),  # the portal's name
    Column("due_at", Double, nullable=False),  # when the next look is due; whoever moves it on is the one who looks
    Column("token", Text, nullable=False),  # of the look under way, or of the last one
    Column("seen_token", Text, nullable=False),  # of the last look that came to its end, "" before the first
    Column("body", Text),  # JSON of how the looks have gone; none before the first came to its end
)
"""When each portal is looked at next: whichever replica takes a look on, no other does."""

tracked = Table(
    "tracked",
    metadata,
    Column("portal", Text, primary_key=True),
    Column("harvester_id", Text, primary_key=True),
    Column("body", Text, nullable=False),  # JSON of the domain's value, without secrets
)
"""How each harvester was last seen: a row each, since few of many change from one look to the next."""

notice = Table(
    "notice",
    metadata,
    Column("id", Text, primary_key=True),
    Column("subscriber", Text, nullable=False),
    Column("owner", Text, nullable=False),  # who is told where the bot may not post any more
    Column("at", Double, nullable=False),
    Column("follows", Text, nullable=False),  # the notice in whose thread it belongs, "" for none
    Column("body", Text, nullable=False),  # JSON: what there is to tell
    Column("state", Text, nullable=False),
    Column("due_at", Double, nullable=False),  # when it is sent, or sent again where the sender is not heard of
    Column("tries", Integer, nullable=False),
    Column("channel", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("told_at", Double),
    Column("mention_again_at", Double),  # when its groups are called once more; none where they are not, or were
    Index("notice_by_state", "state", "due_at"),
    Index("notice_by_mention", "mention_again_at"),
)
"""What is to be told, and where it was told."""

incident = Table(
    "incident",
    metadata,
    Column("id", Text, primary_key=True),  # made of who was told and about what
    Column("subscriber", Text, nullable=False),
    Column("portal", Text, nullable=False),
    Column("harvester_id", Text, nullable=False),  # "" for what befell a portal as a whole
    Column("notice", Text, nullable=False),  # the first one, in whose thread the rest is told
    Column("opened_at", Double, nullable=False),
    Index("incident_by_harvester", "portal", "harvester_id"),
)
"""Troubles that somebody was told of and that are not over yet."""

batch = Table(
    "batch",
    metadata,
    Column("id", Text, primary_key=True),
    Column("ask", Text, nullable=False),
    Column("action", Text),  # what the press chose; none before it
    Column("wanted", Text, nullable=False),
    Column("count", Integer, nullable=False),
    Column("portals", Text, nullable=False),  # JSON list of names
    Column("left_out", Text, nullable=False),  # JSON list of what is left out, and why
    Column("requester", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("response_url", Text, nullable=False),
    Column("thread", Text, nullable=False),
    Column("asked_at", Double, nullable=False),
    Column("expires_at", Double, nullable=False),
    Column("state", Text, nullable=False),
    Column("approver", Text, nullable=False),
    Column("stopper", Text, nullable=False),  # who stopped it, "" while nobody has
    Column("reason", Text, nullable=False),
    Column("correlation", Text, nullable=False),
    Index("batch_by_state", "state", "expires_at"),
)
"""What people were asked about several harvesters at once."""

batch_item = Table(
    "batch_item",
    metadata,
    Column("id", Text, primary_key=True),  # that of its confirmation too, where it goes the way of one
    Column("batch", Text, nullable=False),
    Column("position", Integer, nullable=False),
    Column("portal", Text, nullable=False),
    Column("harvester", Text, nullable=False),  # JSON of the domain's value as it was shown, without secrets
    Column("step", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("sent_at", Double),
    Column("now", Text),  # JSON of the domain's value as last seen; none before anything was sent
    Index("batch_item_by_batch", "batch", "position"),
)
"""The harvesters of a batch, a row each: whoever moves one on has moved it."""

history = Table(
    "history",
    metadata,
    Column("id", Text, primary_key=True),
    Column("portal", Text, nullable=False),
    Column("harvester_id", Text, nullable=False),
    Column("ended_at", Double, nullable=False),
    Column("lasted", Double),  # seconds, of a run that came to its end by itself and whose beginning is known
    Column("body", Text, nullable=False),  # JSON of the domain's value
    Index("history_by_harvester", "portal", "harvester_id", "ended_at"),
    Index("history_by_end", "ended_at", "id"),
)
"""Runs that are over."""

hand = Table(
    "hand",
    metadata,
    Column("id", Text, primary_key=True),  # made of portal and harvester: one person is on it, for every channel
    Column("portal", Text, nullable=False),
    Column("harvester_id", Text, nullable=False),  # "" for what befell a portal as a whole
    Column("by", Text, nullable=False),
    Column("at", Double, nullable=False),
)
"""Who is on which trouble; a row goes with the recovery."""

news = Table(
    "news",
    metadata,
    Column("id", Text, primary_key=True),  # the token of the look
    Column("portal", Text, nullable=False),
    Column("at", Double, nullable=False),
    Column("body", Text, nullable=False),  # JSON: the changes, as far as a digest needs them
    Index("news_by_time", "at"),
)
"""What looks have found, for the digests."""

digest_plan = Table(
    "digest_plan",
    metadata,
    Column("id", Text, primary_key=True),  # the subscriber: a channel or a person has one
    Column("body", Text, nullable=False),  # JSON of the domain's value
)
"""Who wants a digest, and when."""

digest = Table(
    "digest",
    metadata,
    Column("id", Text, primary_key=True),  # made of the subscriber and the planned moment: there is one for each
    Column("subscriber", Text, nullable=False),
    Column("moment", Double, nullable=False),
    Column("since", Double, nullable=False),
    Column("until", Double, nullable=False),
    Column("state", Text, nullable=False),
    Column("due_at", Double, nullable=False),  # when it is sent, or sent again where the sender is not heard of
    Column("tries", Integer, nullable=False),
    Index("digest_by_subscriber", "subscriber", "moment"),
    Index("digest_by_state", "state", "due_at"),
)
"""Digests that are due or were sent."""
