"""One harvester from one poll to the next."""

from collections.abc import Iterator

import msgspec
from msgspec import Struct

from harvestbot.domain.harvesters import RESTING, Harvester, Schedule
from harvestbot.domain.watching.changes import Change
from harvestbot.domain.watching.edits import edits
from harvestbot.domain.watching.ends import TROUBLE, open_trouble, recovery, runs, status, trouble_after
from harvestbot.domain.watching.history import Outcome, PastRun
from harvestbot.domain.watching.kinds import Kind
from harvestbot.domain.watching.look import Look, Poll
from harvestbot.domain.watching.overdue import missed, stuck, with_wake
from harvestbot.domain.watching.rests import rested
from harvestbot.domain.watching.running import Course, course_of, past_run, timed
from harvestbot.domain.watching.schedules import next_run
from harvestbot.domain.watching.seen import Going, Tracked, Trouble, seen


class Step(Struct, frozen=True):
    """What is remembered of a harvester now, and what happened to it."""

    tracked: Tracked
    changes: tuple[Change, ...] = ()
    runs: tuple[PastRun, ...] = ()


def first_sight(
    harvester: Harvester, schedules: tuple[Schedule, ...] | None, now: float, *, durations: tuple[float, ...] = ()
) -> Tracked:
    """Begin to watch a harvester that was there before the bot looked: it is as it is, and nothing has happened."""
    known = seen(harvester, schedules)
    started = None if known.started_at is None else known.started_at.timestamp()
    going = trouble = None
    if harvester.running:
        going = Going(since=now if started is None else started, exact=started is not None)
    elif harvester.health in TROUBLE:
        trouble = Trouble(harvester.health, now if started is None else started)
    due = next_run(known.schedules or (), now)
    return with_wake(Tracked(seen=known, going=going, trouble=trouble, durations=durations, due=due))


def newcomer(poll: Poll, harvester: Harvester, schedules: tuple[Schedule, ...] | None) -> Step:
    """Begin to watch a harvester that was not there at the last poll, and tell what it has done since it is."""
    known = seen(harvester, schedules)
    blank = msgspec.structs.replace(
        known,
        status=known.status if known.status in RESTING else "new",
        attached=0,
        published=0,
        remote=None,
        harvester_errors=0,
        resource_errors=0,
        started_at=None,
        succeeded_at=None,
    )
    look = Look(poll, Tracked(seen=blank), harvester, known)
    step = _stepped(look)
    new = look.tell(Kind.NEW, by=known.changed_by, after=known.counts)
    return Step(step.tracked, (new, *step.changes), step.runs)


def onwards(poll: Poll, before: Tracked, harvester: Harvester, schedules: tuple[Schedule, ...] | None) -> Step:
    """Go on watching a harvester."""
    after = seen(harvester, before.seen.schedules if schedules is None else schedules)
    return _stepped(Look(poll, before, harvester, after))


def gone(poll: Poll, before: Tracked) -> Step:
    """Stop watching a harvester that is no longer there; what was wrong with it is over too."""
    look = Look(poll, before, before.seen.harvester, before.seen)
    change = look.tell(Kind.GONE, before=before.rest, closes=open_trouble(before))
    lost = (past_run(look, before.going, Outcome.UNKNOWN),) if before.going else ()
    return Step(before, (change,), lost)


def _stepped(look: Look) -> Step:
    course = course_of(look)
    going, is_stuck = stuck(look, course)
    due, is_missed = missed(look, course)
    changes = [
        *status(look, course),
        *runs(look, course),
        *recovery(look, course),
        *rested(look),
        *is_stuck,
        *is_missed,
    ]
    changes += _edited(look, course, alone=not changes)
    tracked = Tracked(
        seen=look.after,
        going=going,
        settled=None if look.resting else look.before.rest,
        trouble=trouble_after(look, course),
        durations=timed(look.before.durations, course.over),
        due=due,
    )
    return Step(with_wake(tracked), tuple(changes), tuple(run for run in (course.lost, course.over) if run))


def _edited(look: Look, course: Course, *, alone: bool) -> Iterator[Change]:
    """Tell of an edit.

    A version that rises while anything else happens may be the portal's own doing. Where nothing else does, somebody
    has changed what no list shows.
    """
    found = edits(look.before.seen, look.after)
    unseen = alone and course.going is None and look.before.seen.version != look.after.version
    if found or unseen:
        yield look.tell(Kind.EDITED, by=look.after.changed_by, edits=found)
