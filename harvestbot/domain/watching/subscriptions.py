"""Who wants to know what: subscriptions, mutes, and why somebody got a notice."""

from collections.abc import Container, Iterable
from typing import TypeVar

from msgspec import Struct

from harvestbot.domain.watching.changes import Change
from harvestbot.domain.watching.kinds import DEFAULT_KINDS, Kind
from harvestbot.domain.watching.quiet import Quiet

ANY = "*"


class Target(Struct, frozen=True, gc=False, order=True):
    """What is watched or muted: one harvester, a portal, or everything."""

    portal: str = ANY
    harvester: str = ANY

    def has(self, portal: str, harvester: str) -> bool:
        """Tell whether it is, or includes, that harvester; "" stands for the portal as a whole."""
        return self.portal in (ANY, portal) and self.harvester in (ANY, harvester)

    def concerned_by(self, change: Change) -> bool:
        """Tell whether a change matters to who watches it: what concerns a portal concerns each harvester on it."""
        return self.has(change.portal, change.harvester_id or self.harvester)

    @property
    def breadth(self) -> int:
        """How much it includes: 0 for one harvester, 1 for a portal, 2 for more."""
        return 2 if self.portal == ANY else int(self.harvester == ANY)

    def __str__(self) -> str:
        """Write it as people do: ``*``, ``city`` or ``city/bus-stops``."""
        return self.portal if self.harvester == ANY else f"{self.portal}/{self.harvester}"


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
        asked = change.kind in self.kinds or not self.kinds.isdisjoint(change.closes)
        return asked and self.target.concerned_by(change)


class Mute(Struct, frozen=True, kw_only=True, gc=False):
    """A wish of a subscriber not to be told for a while; ``until`` is not included."""

    subscriber: str
    target: Target = Target()
    until: float
    by: str
    at: float

    def silences(self, change: Change, now: float) -> bool:
        """Tell whether a change is not to be told now; who mutes one harvester still hears of its portal."""
        return now < self.until and self.target.has(change.portal, change.harvester_id)


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


class Reason(Struct, frozen=True, kw_only=True):
    """Why somebody gets a notice: the subscription in words, and the commands that end or pause it.

    ``kind`` is the word of the kind that was asked for. Commands come without the slash command's own name.
    """

    kind: Kind
    target: str
    created_by: str
    created_at: float
    unwatch: str
    mute: str


def parse_target(word: str, portals: Container[str]) -> Target | str:
    """Read ``*``, a portal's name, ``portal/*`` or ``portal/id``; anything else may be an id, and is returned as it is.

    A portal that is not among ``portals`` is no portal here: whoever looks for the harvester finds out what is meant.
    """
    portal, slash, harvester = word.partition("/")
    portal = portal.lower()
    if portal == ANY and harvester in (ANY, ""):
        return Target()
    if portal not in portals or (slash and not harvester):
        return word
    return Target(portal, harvester or ANY)


def wanted(
    changes: Iterable[Change], subscriptions: Iterable[Subscription], mutes: Iterable[Mute], now: float
) -> tuple[Wanted, ...]:
    """Tell who is to be told of which changes: each change once a subscriber, by subscriber and in order."""
    told = sorted(changes, key=lambda change: change.order)
    muted = _by_subscriber(mutes)
    return tuple(
        _wanted(subscriber, change, asking, now)
        for subscriber, subscribed in sorted(_by_subscriber(subscriptions).items())
        for change in told
        if (asking := tuple(one for one in subscribed if one.wants(change)))
        and not any(mute.silences(change, now) for mute in muted.get(subscriber, ()))
    )


def reasons(one: Wanted) -> tuple[Reason, ...]:
    """Say why a subscriber gets a change: one reason for each subscription that asks for it."""
    change = one.change
    about = Target(change.portal, change.harvester_id or ANY)
    return tuple(
        Reason(
            kind=change.kind if change.kind in asking.kinds else next(k for k in change.closes if k in asking.kinds),
            target=str(asking.target),
            created_by=asking.created_by,
            created_at=asking.created_at,
            unwatch=f"unwatch {asking.target}",
            mute=f"mute {about} 2h",
        )
        for asking in one.because
    )


def _wanted(subscriber: str, change: Change, asking: tuple[Subscription, ...], now: float) -> Wanted:
    """Put together several subscriptions of one subscriber: what one of them wants at once is said at once."""
    ends = [None if one.quiet is None else one.quiet.until(now) for one in asking]
    return Wanted(
        subscriber=subscriber,
        change=change,
        because=tuple(sorted(asking, key=lambda one: (one.target.breadth, one.target, one.id))),
        not_before=min(now if end is None else end for end in ends),
        mentions=tuple(sorted({one.mention for one in asking if one.mention} if change.kind is Kind.FAILED else ())),
    )


S = TypeVar("S", Subscription, Mute)


def _by_subscriber(wishes: Iterable[S]) -> dict[str, list[S]]:
    found: dict[str, list[S]] = {}
    for one in wishes:
        found.setdefault(one.subscriber, []).append(one)
    return found
