"""One run, seen by the polls of its portal and by who followed it from chat: recorded once, with what each knows.

A harvester has one run at a time, so two records are of the same run if one beginning and one end fit both. The polls
look rarely: what they take for one run may have been two, and whoever followed one of them knows better.
"""

from collections.abc import Iterable

import msgspec

from harvestbot.domain.watching.history import Outcome, PastRun, Trigger

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
    followed, polled = (one, other) if one.start else (other, one)
    fits = _fits(followed, polled)
    began = polled if polled.exact and not followed.exact and fits else followed
    ended = (
        polled
        if fits and (polled.ended_exact, -polled.seen_at) > (followed.ended_exact, -followed.seen_at)
        else followed
    )
    at_rest = followed if _told(followed) and (followed.seen_at <= polled.seen_at or not _told(polled)) else polled
    return msgspec.structs.replace(
        followed,
        name=polled.name,
        began_at=began.began_at,
        exact=began.exact,
        ended_at=ended.ended_at,
        ended_exact=ended.ended_exact,
        seen_at=ended.seen_at,
        begins=_narrowed(followed.begins, polled.begins) if fits else followed.begins,
        ends=_narrowed(followed.ends, polled.ends) if fits else followed.ends,
        outcome=_outcome(followed, polled, at_rest),
        before=msgspec.structs.replace(followed.before, remote=polled.before.remote) if fits else followed.before,
        after=at_rest.after,
        trigger=Trigger.CHAT,
        watched=True,
    )


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
    return _touch(one.begins, other.begins, begins) and _touch(one.ends, other.ends, ends)


def _overlap(one: PastRun, other: PastRun) -> bool:
    """Tell whether both were under way at one moment, so that the record of the polls holds more than one run."""
    return max(one.begins[1], other.begins[1]) < min(one.ends[0], other.ends[0])


def _touch(one: Span, other: Span, slack: float) -> bool:
    return one[0] <= other[1] + slack and other[0] <= one[1] + slack


def _narrowed(one: Span, other: Span) -> Span:
    low, high = max(one[0], other[0]), min(one[1], other[1])
    return (low, max(low, high))


def _told(run: PastRun) -> bool:
    return run.outcome is not Outcome.UNKNOWN


def _outcome(followed: PastRun, polled: PastRun, at_rest: PastRun) -> Outcome:
    """Return the end that was seen first; who saw that a run was being stopped knows why it ended."""
    return Outcome.ABORTED if Outcome.ABORTED in (followed.outcome, polled.outcome) else at_rest.outcome
