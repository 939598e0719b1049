"""A run that was started from chat and followed, as the history keeps it."""

from harvestbot.domain.harvesters import Harvester
from harvestbot.domain.runs import Phase, Run
from harvestbot.domain.watching.history import Outcome, PastRun, Trigger, outcome_of
from harvestbot.domain.watching.seen import Counts, seen


def followed_run(run: Run, start: str) -> PastRun | None:
    """Return the record of a run that is over; None where there was none, or nobody knows that there was.

    A run that has several cards is recorded by the one whose press started it; one that began elsewhere by any of them.

    Args:
        run: as it was last seen.
        start: the id of the decision that it comes from.
    """
    if run.phase not in (Phase.ENDED, Phase.LOST) or (run.followed_by and run.started_by):
        return None
    before, now = run.before, run.now
    began_at, exact, begins = _beginning(run)
    ended = now.succeeded_at if now.succeeded_at != before.succeeded_at else None
    if ended is not None and exact and ended.timestamp() < begins[0]:
        ended = None
    ended_at = run.seen_at if ended is None else ended.timestamp()
    return PastRun(
        portal=run.portal,
        harvester_id=before.id,
        name=now.name,
        began_at=began_at,
        exact=exact,
        ended_at=ended_at,
        ended_exact=ended is not None,
        seen_at=run.seen_at,
        begins=begins,
        ends=(ended_at, ended_at) if ended is not None else (run.running_until or run.began_at, run.seen_at),
        outcome=_outcome(run),
        before=_counts(before),
        after=_counts(now),
        trigger=Trigger.UNKNOWN if run.followed_by else Trigger.CHAT,
        by=run.started_by,
        start="" if run.followed_by else start,
        joined=bool(run.followed_by),
    )


def _beginning(run: Run) -> tuple[float | None, bool, tuple[float, float]]:
    """Return when a run began (None where nobody knows), whether the portal says so, and between which moments."""
    told = run.now.started_at
    if told is not None and (run.followed_by or told != run.before.started_at):
        return told.timestamp(), True, (told.timestamp(), told.timestamp())
    if run.followed_by:  # it was under way before
        return None, False, (0.0, run.began_at)
    return run.began_at, False, (run.began_at, run.running_from or run.seen_at)


def _outcome(run: Run) -> Outcome:
    if run.phase is Phase.LOST or (run.running_until is None and run.now.status == "new"):
        return Outcome.UNKNOWN
    return outcome_of(run.now, aborting=run.aborting)


def _counts(harvester: Harvester) -> Counts:
    return seen(harvester).counts
