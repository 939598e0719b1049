"""What is told of runs: that they begin, how they end, and that what was wrong is over."""

from collections.abc import Iterator

from harvestbot.domain.harvesters import RESTING, RUNNING, Health
from harvestbot.domain.watching.changes import Change
from harvestbot.domain.watching.history import Outcome
from harvestbot.domain.watching.kinds import Kind
from harvestbot.domain.watching.look import Look
from harvestbot.domain.watching.running import Course
from harvestbot.domain.watching.seen import Tracked, Trouble

TROUBLE = {Health.FAILED: Kind.FAILED, Health.WITH_ERRORS: Kind.WITH_ERRORS}
"""How a harvester at rest can be in trouble, and what was told of it."""
_ENDS = {
    Outcome.FAILED: Kind.FAILED,
    Outcome.WITH_ERRORS: Kind.WITH_ERRORS,
    Outcome.WELL: Kind.FINISHED,
    Outcome.ABORTED: Kind.ABORTED,
}
_BETTER = {
    Health.FAILED: frozenset({Outcome.WELL, Outcome.WITH_ERRORS}),
    Health.WITH_ERRORS: frozenset({Outcome.WELL}),
}


def status(look: Look, course: Course) -> Iterator[Change]:
    """Tell of a status that is neither running nor resting, and of another rest that no run explains."""
    was, now = look.before.seen.status, look.after.status
    ordinary = {was, now} <= RUNNING | RESTING
    if was != now and (not ordinary or (look.resting and was in RESTING and course.over is None)):
        yield look.tell(Kind.STATUS, was=was, now=now)


def runs(look: Look, course: Course) -> Iterator[Change]:
    """Tell of a run that began, and of one that is over."""
    closes = (Kind.STUCK,) if was_stuck(look.before) else ()
    if course.begun is not None:
        started_over = course.lost is not None
        yield look.tell(
            Kind.STARTED, since=course.begun, before=look.before.rest, closes=closes if started_over else ()
        )
    if course.over:
        end, trouble = _ENDS[course.over.outcome], look.before.trouble
        yield look.tell(
            end,
            since=course.over.began_at,
            lasted=course.over.lasted,
            before=course.over.before,
            after=course.over.after,
            closes=() if course.lost else closes,
            again=trouble is not None and TROUBLE[trouble.health] is end,
        )


def trouble_after(look: Look, course: Course) -> Trouble | None:
    """Return how the last run went wrong; one that was aborted says nothing about that."""
    before, health = look.before.trouble, look.harvester.health
    if course.over is None or course.over.outcome is Outcome.ABORTED:
        return before
    if health not in TROUBLE:
        return None
    return before if before is not None and before.health is health else Trouble(health, look.now)


def recovery(look: Look, course: Course) -> Iterator[Change]:
    """Tell when a failure is over, though there may be errors left, and when errors are."""
    trouble = look.before.trouble
    if trouble is not None and course.over is not None and course.over.outcome in _BETTER[trouble.health]:
        yield look.tell(
            Kind.RECOVERED,
            since=trouble.since,
            lasted=max(look.now - trouble.since, 0.0),
            after=look.after.counts,
            closes=(TROUBLE[trouble.health],),
        )


def open_trouble(tracked: Tracked) -> tuple[Kind, ...]:
    """Return what people were told is wrong with a harvester and is so still."""
    told = [TROUBLE[tracked.trouble.health]] if tracked.trouble is not None else []
    return (*told, Kind.STUCK) if was_stuck(tracked) else tuple(told)


def was_stuck(tracked: Tracked) -> bool:
    """Tell whether people were told that its run takes too long."""
    return tracked.going is not None and tracked.going.stuck_since is not None
