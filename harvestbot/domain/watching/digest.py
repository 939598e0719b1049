"""A digest: when one is due, and what it says."""

from collections.abc import Iterable

from msgspec import Struct

from harvestbot.domain.audit import Entry
from harvestbot.domain.watching.changes import Change
from harvestbot.domain.watching.seen import Snapshot, Tracked
from harvestbot.domain.watching.subscriptions import Target


class DigestPlan(Struct, frozen=True, kw_only=True):
    """A wish for a digest: ``minute`` of the day on the clocks of ``zone``, daily, or on one ``weekday`` (0 is Monday).

    ``subscriber`` is as in ``Subscription``.
    """

    subscriber: str
    target: Target = Target()
    minute: int
    weekday: int | None = None
    zone: str
    set_by: str
    set_at: float


class Standing(Struct, frozen=True):
    """A harvester in a digest, and the portal that has it."""

    portal: str
    tracked: Tracked


class Digest(Struct, frozen=True, kw_only=True):
    """What happened from ``since`` to ``until`` (seconds since the epoch), and how things stand at the end.

    A harvester stands in the first group that fits it, by portal and id. ``changed`` are other news in the order of a
    message; ``done`` is what people did from chat, oldest first.
    """

    since: float
    until: float
    total: int
    failing: tuple[Standing, ...] = ()
    with_errors: tuple[Standing, ...] = ()
    stuck: tuple[Standing, ...] = ()
    hidden: tuple[Standing, ...] = ()
    changed: tuple[Change, ...] = ()
    done: tuple[Entry, ...] = ()


def due(plan: DigestPlan, last: float | None, now: float) -> float | None:
    """Return the moment for which a digest is due (seconds since the epoch), None if none is.

    It is the latest planned one that is not after ``now``: after a downtime one digest catches up with all that were
    missed. The same moment is returned until it is given as ``last``, so it serves as a key to claim.

    Args:
        plan: the wish.
        last: the moment for which one was last sent.
        now: seconds since the epoch.
    """
    raise NotImplementedError


def digest(
    plan: DigestPlan,
    snapshots: Iterable[Snapshot],
    changes: Iterable[Change],
    entries: Iterable[Entry],
    *,
    since: float,
    until: float,
) -> Digest:
    """Put together what a digest says from the snapshots, and from changes and audit entries since the last one."""
    raise NotImplementedError
