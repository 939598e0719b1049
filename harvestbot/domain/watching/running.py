"""Runs as polls show them: how one begins, how one ends, and when one takes too long."""

from statistics import median

import msgspec
from msgspec import Struct

from harvestbot.domain.watching.history import Outcome, PastRun, Trigger, outcome_of
from harvestbot.domain.watching.look import Look
from harvestbot.domain.watching.schedules import scheduled
from harvestbot.domain.watching.seen import Going

FAR_LONGER = 3
"""A run that takes so many times its usual is stuck …"""
AT_LEAST_LONGER = 1800.0
"""… and so many seconds longer than its usual, since short runs vary."""
UNKNOWN_PATIENCE = 6 * 3600.0
"""Seconds until a run counts as stuck where no run of the harvester was ever timed."""
DURATIONS = 9
"""How many runs tell what is usual: enough for a median that one odd run does not move."""


class Course(Struct, frozen=True, kw_only=True):
    """What became of runs between two polls.

    ``over`` is a run that came to rest, ``lost`` one whose end nobody saw because another has begun since, ``begun``
    the beginning of a run, where it was seen or the portal tells it. ``going`` is under way now.
    """

    going: Going | None = None
    begun: float | None = None
    over: PastRun | None = None
    lost: PastRun | None = None


def course_of(look: Look) -> Course:
    """Tell what became of runs between the two polls."""
    before, begun = look.before.going, look.begun
    if before is not None and begun is not None and look.before.seen.status == "queued":
        # What was queued gets its time when it begins in earnest: that is no other run.
        before = msgspec.structs.replace(before, since=begun, exact=True)
    elif before is not None and begun is not None and begun > before.since:
        lost = past_run(look, before, Outcome.UNKNOWN, ended_at=begun)
        return msgspec.structs.replace(_onwards(look, Going(since=begun, exact=True)), begun=begun, lost=lost)
    if before is not None:
        return _onwards(look, before)
    if look.harvester.running:
        rough = Going(since=look.now, after=look.poll.last)
        going = rough if begun is None else Going(since=begun, exact=True)
        return msgspec.structs.replace(_onwards(look, going), begun=going.since)
    if look.resting and _has_run(look):
        return Course(begun=begun, over=_over(look, None if begun is None else Going(since=begun, exact=True)))
    return Course()


def usual(durations: tuple[float, ...]) -> float | None:
    """Return how long runs usually take, in seconds; None where none was ever timed."""
    return median(durations) if durations else None


def patience(durations: tuple[float, ...]) -> float:
    """Return the seconds after which a run counts as stuck."""
    known = usual(durations)
    return UNKNOWN_PATIENCE if known is None else max(FAR_LONGER * known, known + AT_LEAST_LONGER)


def timed(durations: tuple[float, ...], over: PastRun | None) -> tuple[float, ...]:
    """Return the durations that tell what is usual, with that of a run that came to its end by itself."""
    if over is None or over.lasted is None or not over.outcome.by_itself:
        return durations
    return (*durations, over.lasted)[-DURATIONS:]


def past_run(
    look: Look, going: Going | None, outcome: Outcome, *, ended_at: float | None = None, exact: bool = False
) -> PastRun:
    """Return a run that is over as the history keeps it.

    Args:
        look: the two polls.
        going: what was known of it while it was under way, None where no poll showed it so.
        outcome: how it ended.
        ended_at: when it ended; None for the last poll.
        exact: whether that is the portal's own word.
    """
    began, begins = _beginning(look, going)
    ended = look.now if ended_at is None else ended_at
    schedules = look.after.schedules or ()
    wanted = began is not None and scheduled(schedules, began, began - begins[0])
    return PastRun(
        portal=look.poll.portal,
        harvester_id=look.after.id,
        name=look.after.name,
        began_at=began,
        exact=going is not None and going.exact,
        ended_at=ended,
        ended_exact=exact,
        seen_at=look.now,
        begins=begins,
        ends=(ended, ended) if exact else (max(look.poll.last, begins[0]), ended),
        outcome=outcome,
        before=look.before.rest,
        after=look.after.counts if look.resting and outcome is not Outcome.UNKNOWN else look.before.rest,
        trigger=Trigger.SCHEDULE if wanted else Trigger.UNKNOWN,
        watched=True,
    )


def _beginning(look: Look, going: Going | None) -> tuple[float | None, tuple[float, float]]:
    """Return when a run began, None where nobody knows, and between which moments that must have been."""
    if going is None:
        return None, (look.poll.last, look.now)
    if going.exact:
        return going.since, (going.since, going.since)
    if going.after is None:
        return None, (0.0, going.since)
    return going.since, (going.after, going.since)


def _onwards(look: Look, going: Going) -> Course:
    """Go on with a run: it is under way, over, or in a status that says neither."""
    if look.resting:
        return Course(over=_over(look, going))
    if look.after.status == "aborting" and not going.aborting:
        going = msgspec.structs.replace(going, aborting=True)
    return Course(going=going)


def _over(look: Look, going: Going | None) -> PastRun:
    succeeded = look.succeeded
    if succeeded is not None and going is not None and succeeded < going.since:
        succeeded = None
    outcome = outcome_of(look.harvester, aborting=going is not None and going.aborting)
    return past_run(look, going, outcome, ended_at=succeeded, exact=succeeded is not None)


def _has_run(look: Look) -> bool:
    """Tell whether a run must have begun and ended between the two polls: only a run changes errors or attaches."""
    was, now = look.before.rest, look.after.counts
    return (
        look.begun is not None
        or look.succeeded is not None
        or (was.harvester_errors, was.resource_errors) != (now.harvester_errors, now.resource_errors)
        or now.attached > was.attached
    )
