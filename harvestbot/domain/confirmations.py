"""A confirmation: what somebody asked for, what was shown to them, and how it ended."""

import hashlib
from enum import StrEnum

import msgspec
from msgspec import Struct

from harvestbot.domain.harvesters import Harvester
from harvestbot.domain.verbs import VERBS, Verb


class Action(StrEnum):
    """What a press sets in motion; the values are those of the setting ``HARVESTBOT_SECOND_APPROVER``."""

    START = "start"
    PUBLISH = "publish"
    UNPUBLISH = "unpublish"
    DELETE = "delete"
    DELETE_DATASETS = "delete_datasets"
    RESTORE = "restore"
    CREATE = "create"
    EDIT = "edit"
    SCHEDULE = "schedule"

    @property
    def verb(self) -> Verb:
        """The verb that asks for it: its role is the role that the press needs."""
        return VERBS["delete" if self is Action.DELETE_DATASETS else self.value]

    @property
    def deletes(self) -> bool:
        """Whether the harvester is gone afterwards."""
        return self in (Action.DELETE, Action.DELETE_DATASETS)

    @property
    def drafted(self) -> bool:
        """Whether it is decided by submitting a form, and not by answering a question."""
        return self in (Action.CREATE, Action.EDIT, Action.SCHEDULE)


class State(StrEnum):
    """Where a confirmation stands.

    ::

        asked ──► approved ──► at_work ──► done | not_done
         │ │         ▲ │          ├──────► followed ──► done
         │ └► waiting ┘└──────────┼──────► not_done      (role lost, harvester changed: nothing was sent)
         │      │                 └──────► unknown ──► done | not_done
         │      ├──► rejected
         ├──────┼──► expired
         └──────┴──► cancelled

    ``waiting`` is for a second person, where the settings want one; ``followed`` means that the portal has taken it on,
    and its numbers are looked at until they say so.
    """

    ASKED = "asked"
    WAITING = "waiting"
    APPROVED = "approved"
    AT_WORK = "at_work"
    FOLLOWED = "followed"
    UNKNOWN = "unknown"
    DONE = "done"
    NOT_DONE = "not_done"
    CANCELLED = "cancelled"
    REJECTED = "rejected"
    EXPIRED = "expired"

    @property
    def open(self) -> bool:
        """Whether somebody can still answer it."""
        return self in (State.ASKED, State.WAITING)

    @property
    def over(self) -> bool:
        """Whether nothing more will happen to it."""
        return self in (State.DONE, State.NOT_DONE, State.CANCELLED, State.REJECTED, State.EXPIRED)


class Place(Struct, frozen=True):
    """Where in Slack something is said.

    A message of the bot in a channel has a ``message`` (its ts). Where the bot may not post there is only the
    ``response_url`` of what the person did, which is a capability: never logged, never shown.
    """

    channel: str
    message: str = ""
    response_url: str = ""
    thread: str = ""

    @property
    def anew(self) -> "Place":
        """The same place, for a message of its own."""
        return Place(self.channel, response_url=self.response_url, thread=self.thread)

    @property
    def direct(self) -> bool:
        """Whether it is a direct message, by Slack's ids, or nowhere: then there is no team to see it."""
        return not self.channel or self.channel.startswith("D")

    def __repr__(self) -> str:
        """Leave the response_url out."""
        return f"Place(channel={self.channel!r}, message={self.message!r}, thread={self.thread!r})"


class Confirmation(Struct, frozen=True, kw_only=True):
    """One question, put to one person about one harvester as it was shown.

    ``ask`` is what was asked for; ``action`` is what the press chose (deleting offers two). Times are seconds since
    the epoch. ``harvester`` is what was shown, so that an outcome can be told in numbers after the harvester is gone.
    """

    id: str
    ask: Action
    action: Action | None = None
    portal: str
    harvester: Harvester
    requester: str
    place: Place
    asked_at: float
    expires_at: float
    state: State = State.ASKED
    approver: str = ""
    reason: str = ""
    then_publish: bool = False

    @property
    def fingerprint(self) -> str:
        """What the press is bound to."""
        return fingerprint(self.harvester)

    @property
    def astray(self) -> bool:
        """Whether it stands where nobody asked for it: what takes two people is asked for in no direct message.

        It could not be posted in its channel, and somebody else answers it on the Home.
        """
        two = self.state is State.WAITING or self.approver not in ("", self.requester)
        return two and self.place.direct

    @property
    def chosen(self) -> Action:
        """What the press chose, or what was asked for while nobody has pressed."""
        return self.action or self.ask


def fingerprint(harvester: Harvester) -> str:
    """Condense what a person is shown before deciding: another one means that the harvester has changed since.

    Errors and times of runs are left out: they move without changing what is at stake.
    """
    shown = (
        harvester.id,
        harvester.name,
        harvester.type,
        harvester.status,
        harvester.version,
        harvester.attached,
        harvester.published,
        harvester.changed_at,
        harvester.removes_missing,
        sorted(harvester.parameters.items()),
    )
    return hashlib.sha256(msgspec.json.encode(shown, order="sorted")).hexdigest()[:32]


def followed(action: Action, seen: Harvester) -> bool:
    """Tell whether the counts say what was asked for; those of a deletion never do, only its absence does."""
    match action:
        case Action.PUBLISH:
            return not seen.hidden
        case Action.UNPUBLISH:
            return not seen.published
        case _:
            return False
