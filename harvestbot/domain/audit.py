"""The audit trail: who did what, where, to which harvester, and what came of it."""

from enum import StrEnum

import msgspec
from msgspec import Struct

from harvestbot.domain.asks import HarvesterRef
from harvestbot.domain.harvesters import Harvester


class Outcome(StrEnum):
    """What an entry records; the value is the word that is stored, exported and searched for."""

    ASKED = "asked"
    """A confirmation was shown."""
    APPROVED = "approved"
    """Somebody pressed, or decided without being asked again."""
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    REFUSED = "refused"
    """The person may not, or not here, or not any more."""
    ATTEMPT = "attempt"
    """A change is about to be sent to the portal: written before it is."""
    DONE = "done"
    """The portal has said that it is done."""
    NOT_DONE = "not_done"
    """Nothing was changed; the detail says why."""
    UNKNOWN = "unknown"
    """A change was sent and its outcome is not known."""


ENDS = frozenset({Outcome.DONE, Outcome.NOT_DONE, Outcome.REFUSED})
"""How a decision ends."""


class Entry(Struct, frozen=True, kw_only=True):
    """One line of the audit trail.

    ``before`` and ``after`` are JSON objects of what changed, without secrets: they stay for ever. ``id`` is 0 until
    the store has given one; ids grow with time. ``at`` is in seconds since the epoch. ``correlation`` is the id that
    log lines of the same request carry. ``requester`` is who had asked for it, where that is another person than the
    ``actor``: somebody approved it as the second person. ``permalink`` leads to the message in which it is told.
    """

    id: int = 0
    at: float
    actor: str
    requester: str = ""
    verb: str
    outcome: Outcome
    channel: str = ""
    portal: str = ""
    harvester_id: str = ""
    before: dict[str, object] | None = None
    after: dict[str, object] | None = None
    detail: str = ""
    permalink: str = ""
    correlation: str = ""


class Filter(Struct, frozen=True, kw_only=True):
    """Which entries are wanted; what is left out does not narrow.

    ``since`` is included and ``until`` is not, both in seconds since the epoch. ``actor`` finds what somebody did, and
    what somebody asked for that another person approved. ``portals`` are all that may be seen.
    """

    portal: str = ""
    portals: frozenset[str] | None = None
    harvester_id: str = ""
    actor: str = ""
    verb: str = ""
    correlation: str = ""
    outcomes: frozenset[Outcome] = frozenset()
    since: float | None = None
    until: float | None = None


class Page(Struct, frozen=True, kw_only=True):
    """Which part of the entries: at most ``size``, behind the entry with the id ``after`` in the order asked for."""

    size: int = 20
    after: int | None = None
    oldest_first: bool = False


class Matter(Struct, frozen=True, kw_only=True):
    """What somebody wanted who was refused: a verb, and what is known of the harvester.

    ``confirmation`` is the id of the question that was to be answered: it knows the harvester.
    """

    verb: str
    ref: HarvesterRef | None = None
    confirmation: str = ""


def absence(harvester: Harvester, *, with_datasets: bool) -> dict[str, object]:
    """Return what an entry's ``after`` says of a harvester that is gone."""
    fate = "datasets_gone" if with_datasets else "datasets_kept"
    return {"id": harvester.id, "exists": False, fate: harvester.attached}


def snapshot(value: Struct) -> dict[str, object]:
    """Return a value of the domain as the JSON object that an entry's ``before`` or ``after`` takes."""
    return msgspec.convert(msgspec.to_builtins(value), dict[str, object])
