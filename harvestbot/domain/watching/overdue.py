"""What time alone brings about: a run that takes too long, and one that did not begin when it should have."""

import msgspec

from harvestbot.domain.watching.changes import Change
from harvestbot.domain.watching.kinds import Kind
from harvestbot.domain.watching.look import Look
from harvestbot.domain.watching.running import Course, patience, usual
from harvestbot.domain.watching.schedules import EARLY, GRACE, next_run
from harvestbot.domain.watching.seen import Going, Tracked


def with_wake(tracked: Tracked) -> Tracked:
    """Return it with the moment from which it has to be looked at, whether it has changed or not."""
    moments = [] if tracked.due is None else [tracked.due + GRACE]
    if tracked.going is not None and tracked.going.stuck_since is None:
        moments.append(tracked.going.since + patience(tracked.durations))
    return msgspec.structs.replace(tracked, wake=min(moments, default=None))


def stuck(look: Look, course: Course) -> tuple[Going | None, tuple[Change, ...]]:
    """Tell once of a run that takes far longer than usual, and remember that it was told."""
    going, durations = course.going, look.before.durations
    if going is None or going.stuck_since is not None or look.now < going.since + patience(durations):
        return going, ()
    change = look.tell(
        Kind.STUCK,
        since=going.since,
        lasted=look.now - going.since,
        usual=usual(durations),
        before=look.before.rest,
        after=look.after.counts,
    )
    return msgspec.structs.replace(going, stuck_since=look.now), (change,)


def missed(look: Look, course: Course) -> tuple[float | None, tuple[Change, ...]]:
    """Tell when the schedule next wants a run, and whether the one that it wanted last has not begun.

    The latter can be known only where the portal tells when runs begin, or that there never was one.
    """
    schedules, due = look.after.schedules or (), look.before.due
    if due is None or look.before.seen.schedules != look.after.schedules:
        return next_run(schedules, look.now), ()
    if look.now < due + GRACE:
        return due, ()
    started = look.after.started_at
    known = started is not None or look.after.status == "new"
    ran = course.going or course.over or (started is not None and started.timestamp() >= due - EARLY)
    return next_run(schedules, look.now), () if ran or not known else (look.tell(Kind.MISSED, since=due),)
