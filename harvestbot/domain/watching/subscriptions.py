"""Who wants to know what: subscriptions, mutes, and why somebody got a notice."""

from collections.abc import Container, Iterable

from msgspec import Struct

from harvestbot.domain.watching.changes import Change
from harvestbot.domain.watching.kinds import DEFAULT_KINDS, Kind
from harvestbot.domain.watching.quiet import Quiet

ANY = "*"


class Target(Struct, frozen=True, gc=False):
    """What is watched or muted: one harvester, a portal, or everything."""

    portal: str = ANY
    harvester: str = ANY

    def covers(self, change: Change) -> bool:
        """Tell whether a change is about it. What concerns a whole portal concerns each of its harvesters."""
        raise NotImplementedError

    def __str__(self) -> str:
        """Write it as people do: ``*``, ``city`` or ``city/bus-stops``."""
        raise NotImplementedError


class Subscription(Struct, frozen=True, kw_only=True, gc=False):
    """A wish to be told. Times are seconds since the epoch.

    ``subscriber`` is the id of a channel, or of a person, who is told by direct message. ``mention`` is the id of a
    user group to mention at failures; "" for none.
    """

    id: str
    subscriber: str
    target: Target = Target()
    kinds: frozenset[Kind] = DEFAULT_KINDS
    quiet: Quiet | None = None
    mention: str = ""
    created_by: str
    created_at: float

    def wants(self, change: Change) -> bool:
        """Tell whether it asks for this change.

        Who is told of trouble is told of its end too, whether they named that kind or not.
        """
        raise NotImplementedError


class Mute(Struct, frozen=True, kw_only=True, gc=False):
    """A wish not to be told for a while; ``until`` is not included."""

    subscriber: str
    target: Target = Target()
    until: float
    by: str
    at: float


class Wanted(Struct, frozen=True, kw_only=True):
    """A change for one subscriber.

    ``because`` are the subscriptions that ask for it, the narrowest first. ``not_before`` is when it may be said: now,
    or the end of the quiet hours. ``mentions`` are user groups, for failures.
    """

    subscriber: str
    change: Change
    because: tuple[Subscription, ...]
    not_before: float
    mentions: tuple[str, ...] = ()


def parse_target(word: str, portals: Container[str]) -> Target | str:
    """Read ``*``, a portal's name, ``portal/*``, ``portal/id``; a bare id is returned as it is, to be looked for.

    Raises:
        NotUnderstood: it can be none of these.
    """
    raise NotImplementedError


def wanted(
    changes: Iterable[Change], subscriptions: Iterable[Subscription], mutes: Iterable[Mute], now: float
) -> tuple[Wanted, ...]:
    """Tell who is to be told of which changes: each change once a subscriber, by subscriber and in order."""
    raise NotImplementedError
