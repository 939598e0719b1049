"""One description of each verb: it feeds the parser, the help, the role check, the buttons and the tests."""

from enum import StrEnum

from msgspec import Struct

from harvestbot.domain.roles import Role


class Kind(StrEnum):
    """How a verb is taken in.

    A *read* and an *ask* (for a confirmation, for a form) are acknowledged at once and write nothing before that. A
    *decision* changes something: it is written down in one transaction, and acknowledged after the commit.
    """

    READ = "read"
    ASK = "ask"
    DECISION = "decision"


class Takes(StrEnum):
    """What stands behind a verb; the value is how the help writes it."""

    NOTHING = ""
    HARVESTER = "<harvester>"
    HARVESTERS = "<harvester|filters>"
    FILTER = "[words and filters]"
    VERB = "[verb]"
    WATCHED = "<harvester|portal|*>"
    WATCHED_HOW = "<harvester|portal|*> [kinds] [quiet 22:00-07:00] [mention @group]"
    WATCHED_TIME = "<harvester|portal|*> <time>"
    TYPE = "[type] [like <harvester>]"
    ANY_HARVESTER = "[harvester]"
    TRAIL = "[harvester] [@person] [since]"
    PLAN = "[portal] [daily|weekly [day]] [at 08:30] [off]"


class Verb(Struct, frozen=True):
    """A word that people type behind the slash command."""

    name: str
    role: Role
    kind: Kind
    takes: Takes
    help: str
    also: str = ""
    """A tail that the verb understands besides, as the help writes it."""

    @property
    def usage(self) -> str:
        """How the verb is written, without the slash command's own name."""
        tail = f"[{self.also}]" if self.also else ""
        return " ".join(part for part in (self.name, self.takes.value, tail) if part)


AND_PUBLISH = "and publish"

_ALL = (
    Verb("help", Role.VIEWER, Kind.READ, Takes.VERB, "What you can do here"),
    Verb("list", Role.VIEWER, Kind.READ, Takes.FILTER, "The harvesters, those that need you first"),
    Verb("status", Role.VIEWER, Kind.READ, Takes.HARVESTER, "How one harvester is doing, with buttons to act on it"),
    Verb("errors", Role.VIEWER, Kind.READ, Takes.HARVESTER, "What went wrong in its last or current run"),
    Verb("preview", Role.VIEWER, Kind.READ, Takes.HARVESTER, "Which datasets its source would bring"),
    Verb("history", Role.VIEWER, Kind.READ, Takes.HARVESTER, "Its runs, as a table and a chart"),
    Verb("watches", Role.VIEWER, Kind.READ, Takes.NOTHING, "What this channel, and you yourself, are told about"),
    Verb("portals", Role.VIEWER, Kind.READ, Takes.NOTHING, "The portals, and the calls left for today"),
    Verb("whoami", Role.VIEWER, Kind.READ, Takes.NOTHING, "Your role on each portal, and why"),
    Verb("start", Role.OPERATOR, Kind.DECISION, Takes.HARVESTERS, "Start a run and follow it to its end", AND_PUBLISH),
    Verb("abort", Role.OPERATOR, Kind.DECISION, Takes.HARVESTER, "Stop the run that is under way"),
    Verb("watch", Role.OPERATOR, Kind.DECISION, Takes.WATCHED_HOW, "Tell this channel when it breaks or is well again"),
    Verb("unwatch", Role.OPERATOR, Kind.DECISION, Takes.WATCHED, "Tell this channel no more of it"),
    Verb("mute", Role.OPERATOR, Kind.DECISION, Takes.WATCHED_TIME, "Say nothing of it here for a time such as 2h"),
    Verb("unmute", Role.OPERATOR, Kind.DECISION, Takes.WATCHED, "Speak of it here again"),
    Verb("publish", Role.OPERATOR, Kind.ASK, Takes.HARVESTERS, "Publish its datasets, after you confirm"),
    Verb("unpublish", Role.OPERATOR, Kind.ASK, Takes.HARVESTERS, "Take its datasets offline, after you confirm"),
    Verb(
        "delete", Role.ADMIN, Kind.ASK, Takes.HARVESTERS, "Delete it, with or without its datasets, after you confirm"
    ),
    Verb("create", Role.ADMIN, Kind.ASK, Takes.TYPE, "Create one in a form: of a type, or like another one"),
    Verb("edit", Role.ADMIN, Kind.ASK, Takes.HARVESTER, "Change its name and parameters in a form"),
    Verb("schedule", Role.ADMIN, Kind.READ, Takes.HARVESTER, "When it runs by itself; buttons to set or change that"),
    Verb(
        "restore", Role.ADMIN, Kind.ASK, Takes.ANY_HARVESTER, "Create again what is gone; alone: what can be restored"
    ),
    Verb("doctor", Role.ADMIN, Kind.READ, Takes.NOTHING, "Whether everything works, and what to do where it does not"),
    Verb("digest", Role.ADMIN, Kind.DECISION, Takes.PLAN, "How all stands, at a set time; alone: right now"),
    Verb("audit", Role.ADMIN, Kind.READ, Takes.TRAIL, "Who did what and what came of it, newest first"),
)

VERBS = {verb.name: verb for verb in _ALL}
"""Every verb by its name, in the order of the help."""
