"""What a digest says."""

from collections.abc import Iterable

import msgspec
from msgspec import Struct

from harvestbot.domain.audit import Entry, Outcome
from harvestbot.domain.harvesters import Health
from harvestbot.domain.watching.changes import Change
from harvestbot.domain.watching.ends import was_stuck
from harvestbot.domain.watching.kinds import Kind
from harvestbot.domain.watching.planning import DigestPlan
from harvestbot.domain.watching.seen import Snapshot, Tracked
from harvestbot.domain.watching.subscriptions import Target

RUNS = frozenset({Kind.FINISHED, Kind.WITH_ERRORS, Kind.FAILED, Kind.ABORTED})
"""What says that a run is over: a digest counts these."""
_UNTOLD = RUNS | {Kind.STARTED, Kind.STUCK, Kind.ERRORS_GREW, Kind.STATUS}
"""What a digest does not repeat one by one: it says how things stand instead."""


class DigestSet(Struct, frozen=True):
    """What becomes of a wish for digests, by a person (an id): ``wish`` is None where there are none from now on."""

    by: str
    subscriber: str
    wish: DigestPlan | None = None


class Standing(Struct, frozen=True):
    """A harvester in a digest, and the portal that has it."""

    portal: str
    tracked: Tracked


class Digest(Struct, frozen=True, kw_only=True):
    """What happened after ``since`` and up to ``until`` (seconds since the epoch), and how things stand at the end.

    A harvester stands in the first group that fits it, each by portal and id. ``total`` is how many there are, ``runs``
    how many runs came to an end. ``changed`` are other news in the order of a message, numbers that changed several
    times put together; ``done`` is what people did from chat, oldest first. ``unseen`` are portals whose list could
    not be read lately, so that nobody knows how they stand.
    """

    since: float
    until: float
    total: int
    runs: int
    failing: tuple[Standing, ...] = ()
    with_errors: tuple[Standing, ...] = ()
    stuck: tuple[Standing, ...] = ()
    hidden: tuple[Standing, ...] = ()
    changed: tuple[Change, ...] = ()
    done: tuple[Entry, ...] = ()
    unseen: tuple[str, ...] = ()

    @property
    def actors(self) -> tuple[str, ...]:
        """The ids of those who did something, each once, in the order in which they first did."""
        return tuple(dict.fromkeys(one.actor for one in self.done))

    @property
    def quiet(self) -> bool:
        """Whether nothing is wrong."""
        return not (self.failing or self.with_errors or self.stuck or self.hidden or self.unseen)


def newsworthy(changes: Iterable[Change]) -> tuple[Change, ...]:
    """Return what a digest needs of the changes that one look has found."""
    return tuple(one for one in changes if one.kind in RUNS or one.kind not in _UNTOLD)


def digest(
    target: Target,
    snapshots: Iterable[Snapshot],
    changes: Iterable[Change],
    entries: Iterable[Entry],
    *,
    since: float,
    until: float,
    unseen: Iterable[str] = (),
) -> Digest:
    """Put together what a digest says from the snapshots, and from changes and audit entries since the last one.

    What lies outside of the target or of the time is left out.

    Args:
        target: what it is about.
        snapshots: how the portals were last seen.
        changes: what happened.
        entries: what was done.
        since: from when, not included, in seconds since the epoch.
        until: to when.
        unseen: portals that could not be read lately.
    """
    standings = sorted(
        (
            Standing(snapshot.portal, tracked)
            for snapshot in snapshots
            for tracked in snapshot.harvesters.values()
            if target.has(snapshot.portal, tracked.seen.id)
        ),
        key=lambda one: (one.portal, one.tracked.seen.id),
    )
    groups: dict[str, list[Standing]] = {"failing": [], "with_errors": [], "stuck": [], "hidden": [], "": []}
    for one in standings:
        groups[_group(one.tracked)].append(one)
    news = [one for one in changes if since < one.at <= until and target.concerned_by(one)]
    return Digest(
        since=since,
        until=until,
        total=len(standings),
        runs=sum(one.kind in RUNS for one in news),
        failing=tuple(groups["failing"]),
        with_errors=tuple(groups["with_errors"]),
        stuck=tuple(groups["stuck"]),
        hidden=tuple(groups["hidden"]),
        changed=_together(one for one in news if one.kind not in _UNTOLD),
        done=tuple(
            sorted(
                (
                    one
                    for one in entries
                    if one.outcome is Outcome.DONE
                    and since < one.at <= until
                    and target.has(one.portal, one.harvester_id)
                ),
                key=lambda one: (one.at, one.id),
            )
        ),
        unseen=tuple(sorted(unseen)),
    )


def _group(tracked: Tracked) -> str:
    """Tell where a harvester belongs; while it runs it stands as it did before."""
    health = tracked.seen.harvester.health
    if health is Health.RUNNING and tracked.trouble is not None:
        health = tracked.trouble.health
    if health is Health.FAILED:
        return "failing"
    if health is Health.WITH_ERRORS:
        return "with_errors"
    if was_stuck(tracked):
        return "stuck"
    return "hidden" if tracked.rest.hidden else ""


def _together(news: Iterable[Change]) -> tuple[Change, ...]:
    """Put the changes of one harvester's numbers together, from the first before to the last after."""
    kept: list[Change] = []
    counts: dict[tuple[str, str], Change] = {}
    for one in sorted(news, key=lambda change: change.at):
        if one.kind is Kind.COUNTS:
            first = counts.get(one.subject, one)
            counts[one.subject] = msgspec.structs.replace(one, before=first.before)
        else:
            kept.append(one)
    kept += (one for one in counts.values() if one.before != one.after)
    return tuple(sorted(kept, key=lambda change: (change.order, change.at)))
