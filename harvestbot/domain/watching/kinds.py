"""The kinds of changes that people can be told of."""

from collections.abc import Iterable
from enum import StrEnum

from harvestbot.domain.near import near
from harvestbot.errors import NotUnderstood

ALL = "all"
DEFAULT = "default"


class Kind(StrEnum):
    """What has happened; the value is the word that people type, and that is stored.

    The order is that of a message: what is broken first, then what is well again, then the rest.
    """

    UNREACHABLE = "unreachable"
    CREDENTIALS = "credentials"
    QUOTA = "quota"
    FAILED = "failed"
    STUCK = "stuck"
    COLLAPSED = "collapsed"
    GONE = "gone"
    WITH_ERRORS = "with-errors"
    ERRORS_GREW = "errors-grew"
    MISSED = "missed"
    REACHABLE = "reachable"
    RECOVERED = "recovered"
    ABORTED = "aborted"
    FINISHED = "finished"
    STARTED = "started"
    NEW = "new"
    EDITED = "edited"
    COUNTS = "counts"
    STATUS = "status"

    @property
    def label(self) -> str:
        """What it is, in a few words: how help, lists of subscriptions and metrics' readers see it."""
        return _LABELS[self]

    @property
    def opens(self) -> bool:
        """Whether it is trouble that another change ends (``Change.closes``)."""
        return self in _OPENING

    @property
    def of_portal(self) -> bool:
        """Whether it is about a portal as a whole, so that no harvester is named."""
        return self in _OF_PORTAL

    @property
    def for_admins(self) -> bool:
        """Whether the admins are told besides those who subscribed: only they can do something about it."""
        return self in (Kind.CREDENTIALS, Kind.QUOTA)


_LABELS = {
    Kind.UNREACHABLE: "the portal cannot be reached",
    Kind.CREDENTIALS: "the portal refuses the bot's credentials",
    Kind.QUOTA: "the portal's calls for today are spent",
    Kind.FAILED: "a run failed",
    Kind.STUCK: "a run takes far longer than usual",
    Kind.COLLAPSED: "the source has shrunk to less than half",
    Kind.GONE: "a harvester is gone",
    Kind.WITH_ERRORS: "a run finished with errors",
    Kind.ERRORS_GREW: "a run had more errors than the one before",
    Kind.MISSED: "a scheduled run did not start",
    Kind.REACHABLE: "the portal answers again",
    Kind.RECOVERED: "a harvester is well again",
    Kind.ABORTED: "a run was aborted",
    Kind.FINISHED: "a run finished well",
    Kind.STARTED: "a run started",
    Kind.NEW: "there is a new harvester",
    Kind.EDITED: "a harvester was edited",
    Kind.COUNTS: "published or hidden datasets changed",
    Kind.STATUS: "the portal shows a status that is neither running nor resting",
}
_OPENING = frozenset({Kind.UNREACHABLE, Kind.CREDENTIALS, Kind.QUOTA, Kind.FAILED, Kind.WITH_ERRORS, Kind.STUCK})
_OF_PORTAL = frozenset({Kind.UNREACHABLE, Kind.CREDENTIALS, Kind.QUOTA, Kind.REACHABLE})

RANK = {kind: rank for rank, kind in enumerate(Kind)}
"""Where each kind stands in a message."""

DEFAULT_KINDS = frozenset(
    {
        Kind.FAILED,
        Kind.WITH_ERRORS,
        Kind.RECOVERED,
        Kind.STUCK,
        Kind.GONE,
        Kind.COLLAPSED,
        Kind.UNREACHABLE,
        Kind.REACHABLE,
        Kind.CREDENTIALS,
    }
)
"""What a subscription is about where nobody says more: what somebody on call has to know, and when it is over."""


def parse_kinds(words: Iterable[str]) -> frozenset[Kind]:
    """Read kinds as people type them, parted by spaces or commas; nothing at all means the default ones.

    ``all`` and ``default`` stand for several.

    Raises:
        NotUnderstood: a word names no kind. Its ``suggestions`` stay empty, since only the whole command can be
            offered; the nearest kinds stand in the text.
    """
    wanted: set[Kind] = set()
    for word in ",".join(words).lower().replace("_", "-").split(","):
        match word:
            case "":
                continue
            case "all":
                wanted.update(Kind)
            case "default":
                wanted.update(DEFAULT_KINDS)
            case _ if word in _WORDS:
                wanted.add(Kind(word))
            case _:
                raise NotUnderstood(_no_kind(word))
    return frozenset(wanted) or DEFAULT_KINDS


_WORDS = frozenset(kind.value for kind in Kind)


def in_order(kinds: Iterable[Kind]) -> tuple[Kind, ...]:
    """Return kinds in the order of a message."""
    return tuple(sorted(kinds, key=RANK.__getitem__))


def _no_kind(word: str) -> str:
    short = word.replace("`", "")[:40]
    meant = " or ".join(f"`{one}`" for one in near(word, _WORDS))
    instead = f"Did you mean {meant}?" if meant else f"The kinds are {', '.join(Kind)}, `{DEFAULT}` and `{ALL}`."
    return f"No news is called `{short}`. Nothing was changed. {instead}"
