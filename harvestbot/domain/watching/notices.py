"""A notice: what one look at a portal has to tell one channel or person, and where it came to stand."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import StrEnum

from msgspec import Struct

from harvestbot.domain.confirmations import Place
from harvestbot.domain.watching.changes import Change
from harvestbot.domain.watching.kinds import Kind
from harvestbot.domain.watching.subscriptions import ANY, Subscription, Target, Wanted

Subject = tuple[str, str]
"""What trouble is about: a portal, and a harvester's id or "" for the portal as a whole."""


class Telling(StrEnum):
    """How far a notice has come: it waits, and then it was told, or it was given up."""

    WAITING = "waiting"
    TOLD = "told"
    GIVEN_UP = "given up"


class Notice(Struct, frozen=True, kw_only=True):
    """What there is to tell.

    ``subscriber`` is the id of a channel or of a person; ``owner`` is who asked for it, and is told where the bot may
    not post any more. ``because`` are the subscriptions that it comes from, as they then were. ``follows`` is the id of
    the notice in whose thread it belongs. ``mentions`` are the ids of user groups that are called; ``reminds`` says
    that they are called once more. Times are seconds since the epoch; ``due_at`` is later than ``at`` in quiet hours.
    """

    id: str
    subscriber: str
    owner: str
    at: float
    due_at: float
    changes: tuple[Change, ...]
    because: tuple[Subscription, ...] = ()
    follows: str = ""
    mentions: tuple[str, ...] = ()
    reminds: bool = False
    state: Telling = Telling.WAITING
    tries: int = 0
    place: Place = Place("")

    @property
    def relieves(self) -> bool:
        """Whether it says that a trouble is over: then the whole channel sees it, not the thread alone."""
        return any(over(change) for change in self.changes)

    @property
    def troubles(self) -> frozenset[Subject]:
        """What it tells trouble of."""
        return frozenset(change.subject for change in self.changes if change.kind.opens)


def over(change: Change) -> bool:
    """Tell whether a change ends what there was to tell of a harvester or a portal, and is no trouble itself."""
    return change.kind is Kind.GONE or (bool(change.closes) and not change.kind.opens)


def for_admins(
    portal: str, admins: Collection[str], subscriptions: Iterable[Subscription], now: float
) -> list[Subscription]:
    """Return the subscriptions that nobody has to ask for: the admins are told what only they can mend.

    Where no admin is named by id, whoever watches the portal is told instead: they know whom to call.
    """
    target = Target(portal)
    kinds = frozenset(kind for kind in Kind if kind.for_admins)
    watching = {one.subscriber: one.created_by for one in subscriptions if one.target.portal in (ANY, portal)}
    told = {admin: admin for admin in admins} or watching
    return [
        Subscription(
            id=f"admins of {portal}",
            subscriber=subscriber,
            target=target,
            kinds=kinds,
            created_by=owner,
            created_at=now,
        )
        for subscriber, owner in told.items()
    ]


def addressed(
    wanted: Iterable[Wanted], troubles: Mapping[tuple[str, str], str], token: str, now: float
) -> list[Notice]:
    """Put what one look has found into notices: one for each subscriber, thread, and moment at which it may be said.

    Args:
        wanted: who is to be told of what.
        troubles: by subscriber and harvester ("" for the portal as a whole), the notice that told them first.
        token: of the look; the notices' ids are made of it.
        now: seconds since the epoch.
    """
    groups: dict[tuple[str, str, float], list[Wanted]] = {}
    for one in wanted:
        follows = troubles.get((one.subscriber, one.change.harvester_id), "")
        groups.setdefault((one.subscriber, follows, one.not_before), []).append(one)
    return [
        Notice(
            id=f"{token}-{number}",
            subscriber=subscriber,
            owner=group[0].because[0].created_by,
            at=now,
            due_at=due_at,
            changes=tuple(one.change for one in group),
            because=_reasons(subscription for one in group for subscription in one.because),
            follows=follows,
            mentions=_together(one.mentions for one in group),
        )
        for number, ((subscriber, follows, due_at), group) in enumerate(groups.items())
    ]


def merged(found: Sequence[Notice]) -> Notice:
    """Make one notice of several for the same subscriber and thread, what is broken first.

    Raises:
        ValueError: there is none.
    """
    if not found:
        raise ValueError("There is nothing to tell.")
    first = found[0]
    changes = tuple(sorted((change for one in found for change in one.changes), key=lambda change: change.order))
    reasons = _reasons(subscription for one in found for subscription in one.because)
    return Notice(
        id=first.id,
        subscriber=first.subscriber,
        owner=first.owner,
        at=max(one.at for one in found),
        due_at=first.due_at,
        changes=changes,
        because=reasons,
        follows=first.follows,
        mentions=_together(one.mentions for one in found),
        reminds=all(one.reminds for one in found),
        tries=max(one.tries for one in found),
        state=first.state,
        place=first.place,
    )


def _together(mentions: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(sorted({group for one in mentions for group in one}))


def _reasons(subscriptions: Iterable[Subscription]) -> tuple[Subscription, ...]:
    return tuple({one.id: one for one in subscriptions}.values())
