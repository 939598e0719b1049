"""One run, seen by the polls of its portal and by who followed it from chat: recorded once, with what each knows.

A harvester has one run at a time, so two records are of the same run if one beginning and one end fit both. The polls
look rarely: what they take for one run may have been two, and whoever followed one of them knows better.
"""

from collections.abc import Iterable

import msgspec

from harvestbot.domain.watching.history import Outcome, PastRun, Trigger
from harvestbot.domain.watching.seen import Counts

OUR_CLOCKS = 5.0
"""Seconds by which two of our own moments may be out of order: a list takes its time to be read."""
OTHER_CLOCKS = 60.0
"""Seconds by which the portal's clock may differ from ours."""

Span = tuple[float, float]


def counterpart(run: PastRun, recorded: Iterable[PastRun]) -> PastRun | None:
    """Return the record of the same run, the likeliest if several might be; None where it is not recorded yet.

    Args:
        run: what was seen of a run.
        recorded: runs of the same harvester.
    """
    alike = [one for one in recorded if _same(run, one)]
    return min(alike, key=lambda one: (not _fits(run, one), abs(one.begins[0] - run.begins[0]), one.key), default=None)


def merged(one: PastRun, other: PastRun) -> PastRun:
    """Return what two records of the same run know together, whichever comes first."""
    if (one.watched and other.watched) or (one.start and other.start):  # seen again: nothing new
        return one
    near, far = sorted((one, other), key=_distance)
    fits = _fits(near, far)
    began = far if fits and _begins(far) > _begins(near) else near
    ended = far if fits and (far.ended_exact, -far.seen_at) > (near.ended_exact, -near.seen_at) else near
    at_rest = near if _told(near) and (near.seen_at <= far.seen_at or not _told(far)) else far
    return msgspec.structs.replace(
        near,
        name=far.name,
        began_at=began.began_at,
        exact=began.exact,
        ended_at=ended.ended_at,
        ended_exact=ended.ended_exact,
        seen_at=ended.seen_at,
        begins=_narrowed(near.begins, far.begins) if fits else near.begins,
        ends=_narrowed(near.ends, far.ends) if fits else near.ends,
        outcome=_outcome(near, far, at_rest),
        before=_before(near, far) if fits else near.before,
        after=at_rest.after,
        trigger=next((run.trigger for run in (near, far) if run.trigger is not Trigger.UNKNOWN), Trigger.UNKNOWN),
        by=near.by or far.by,
        start=near.start or far.start,
        watched=near.watched or far.watched,
        joined=near.joined or far.joined,
    )


def _distance(run: PastRun) -> tuple[bool, bool, float, str]:
    """Order by how closely a run was seen: by who began it, by who came upon it, by polls."""
    return (not run.start, not run.joined, run.seen_at, run.key)


def _begins(run: PastRun) -> tuple[bool, bool]:
    """Tell how well it is known when a run began."""
    return (run.exact, run.began_at is not None)


def _before(near: PastRun, far: PastRun) -> Counts:
    """Return the numbers before a run: who only came upon it has seen none, who began it has asked the source anew."""
    if not near.start:
        return far.before if far.watched else near.before
    return msgspec.structs.replace(near.before, remote=far.before.remote)


def _same(one: PastRun, other: PastRun) -> bool:
    if one.start and other.start:
        return one.start == other.start
    if one.exact and other.exact:
        return one.began_at == other.began_at
    if one.watched and other.watched:
        return one.key == other.key
    return _fits(one, other) or _overlap(one, other)


def _fits(one: PastRun, other: PastRun) -> bool:
    """Tell whether there are a beginning and an end that both records allow."""
    begins = OUR_CLOCKS if one.exact == other.exact else OTHER_CLOCKS
    ends = OUR_CLOCKS if one.ended_exact == other.ended_exact else OTHER_CLOCKS
    if one.began_at is None or other.began_at is None:  # the end alone tells them apart, so it is taken at its word
        begins = ends = 0.0
    return _touch(one.begins, other.begins, begins) and _touch(one.ends, other.ends, ends)


def _overlap(one: PastRun, other: PastRun) -> bool:
    """Tell whether polls take a run for one with another run, since both were under way at one moment."""
    if all(run.start or run.joined for run in (one, other)):
        return False
    return max(one.begins[1], other.begins[1]) < min(one.ends[0], other.ends[0])


def _touch(one: Span, other: Span, slack: float) -> bool:
    return one[0] <= other[1] + slack and other[0] <= one[1] + slack


def _narrowed(one: Span, other: Span) -> Span:
    low, high = max(one[0], other[0]), min(one[1], other[1])
    return (low, max(low, high))


def _told(run: PastRun) -> bool:
    return run.outcome is not Outcome.UNKNOWN


def _outcome(near: PastRun, far: PastRun, at_rest: PastRun) -> Outcome:
    """Return the end that was seen first; who saw that a run was being stopped knows why it ended."""
    return Outcome.ABORTED if Outcome.ABORTED in (near.outcome, far.outcome) else at_rest.outcome
