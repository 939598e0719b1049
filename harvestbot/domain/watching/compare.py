"""What has changed on a portal since the last poll. Pure: the time and both states are passed in."""

from collections.abc import Iterable, Mapping

from msgspec import Struct

from harvestbot.domain.harvesters import Harvester, Schedule
from harvestbot.domain.watching.changes import Change
from harvestbot.domain.watching.history import PastRun
from harvestbot.domain.watching.look import Poll
from harvestbot.domain.watching.seen import Seen, Snapshot, Tracked
from harvestbot.domain.watching.step import Step, first_sight, gone, newcomer, onwards


class Comparison(Struct, frozen=True, kw_only=True):
    """The new state of a portal, and what led to it.

    ``written`` are the ids whose ``Tracked`` differs from the one before, ``gone`` those that are no longer there: only
    these have to be stored anew. ``runs`` are those that came to an end.
    """

    snapshot: Snapshot
    changes: tuple[Change, ...] = ()
    runs: tuple[PastRun, ...] = ()
    written: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()


def compare(
    before: Snapshot | None,
    harvesters: Iterable[Harvester],
    now: float,
    *,
    portal: str,
    source: str = "",
    schedules: Mapping[str, tuple[Schedule, ...]] | None = None,
    durations: Mapping[str, tuple[float, ...]] | None = None,
    listed: Mapping[str, Harvester] | None = None,
) -> Comparison:
    """Compare the last snapshot of a portal with its list as it is now.

    The first snapshot of a portal, or of another ``source`` under its name, tells nothing: it is what later ones are
    compared with. A list that has not changed tells nothing either, except of a run that takes too long or has not
    begun when its schedule wanted it; each is told once.

    Args:
        before: the last snapshot, None where there is none.
        harvesters: the list, in any order; of two with the same id the first counts.
        now: when the list was read, in seconds since the epoch.
        portal: the portal's name in the settings.
        source: the portal's address and dialect.
        schedules: those that were read one by one since, by harvester id; others stay as they were.
        durations: how long recorded runs took, by harvester id: a first snapshot knows of no others.
        listed: the very harvesters that ``before`` was made of, by id, where they are at hand: one that is the same
            object still has not changed, and need not be looked through.
    """
    learnt = schedules or {}
    if before is None or (before.portal, before.source) != (portal, source):
        tracked: dict[str, Tracked] = {}
        for harvester in harvesters:
            if harvester.id not in tracked:
                tracked[harvester.id] = first_sight(
                    harvester, learnt.get(harvester.id), now, durations=(durations or {}).get(harvester.id, ())
                )
        left = before.harvesters.keys() - tracked.keys() if before is not None else ()
        snapshot = Snapshot(portal=portal, source=source, at=now, harvesters=tracked)
        return Comparison(snapshot=snapshot, written=tuple(tracked), gone=tuple(sorted(left)))
    return _compared(before, harvesters, learnt, now, listed or {})


def _compared(
    before: Snapshot,
    harvesters: Iterable[Harvester],
    learnt: Mapping[str, tuple[Schedule, ...]],
    now: float,
    listed: Mapping[str, Harvester],
) -> Comparison:
    poll = Poll(before.portal, before.at, now)
    known, after = before.harvesters, dict[str, Tracked]()
    steps: list[Step] = []
    written: list[str] = []
    for harvester in harvesters:
        one = harvester.id
        if one in after:
            continue
        old = known.get(one)
        if (
            old is not None
            and one not in learnt
            and (old.wake is None or now < old.wake)
            and (listed.get(one) is harvester or _same(old.seen, harvester))
        ):
            after[one] = old
            continue
        if old is None:
            step = newcomer(poll, harvester, learnt.get(one))
        else:
            step = onwards(poll, old, harvester, learnt.get(one))
        steps.append(step)
        after[one] = step.tracked
        if step.tracked != old:
            written.append(one)
    left = sorted(known.keys() - after.keys())
    steps += (gone(poll, known[one]) for one in left)
    return Comparison(
        snapshot=Snapshot(portal=before.portal, source=before.source, at=now, harvesters=after),
        changes=tuple(sorted((change for step in steps for change in step.changes), key=lambda change: change.order)),
        runs=tuple(sorted((run for step in steps for run in step.runs), key=lambda run: (run.harvester_id, run.key))),
        written=tuple(sorted(written)),
        gone=tuple(left),
    )


def _same(seen: Seen, harvester: Harvester) -> bool:
    """Tell whether a harvester is as it was; what changes most often comes first."""
    return (
        seen.status == harvester.status
        and seen.attached == harvester.attached
        and seen.published == harvester.published
        and seen.remote == harvester.remote
        and seen.harvester_errors == harvester.harvester_errors
        and seen.resource_errors == harvester.resource_errors
        and seen.version == harvester.version
        and seen.changed_at == harvester.changed_at
        and seen.started_at == harvester.started_at
        and seen.succeeded_at == harvester.succeeded_at
        and seen.parameters == harvester.parameters
        and seen.name == harvester.name
        and seen.type == harvester.type
        and seen.changed_by == harvester.changed_by
        and seen.removes_missing == harvester.removes_missing
        and (not harvester.schedules or seen.schedules == harvester.schedules)
    )
