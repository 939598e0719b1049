"""Runs as polls show them: told as they begin and end, recorded once, and stuck when they take far too long."""

import pytest
from domain.watching.samples import PLAIN, STEP, T0, WELL, at, kinds, like, numbers, poll, polls

from harvestbot.domain.harvesters import Harvester, Health, Schedule
from harvestbot.domain.watching.history import Outcome, Trigger
from harvestbot.domain.watching.kinds import Kind
from harvestbot.domain.watching.running import AT_LEAST_LONGER, UNKNOWN_PATIENCE, patience
from harvestbot.domain.watching.seen import Going, Trouble

AT_WORK = like(status="processing", started_at=at(200))
PLAIN_AT_WORK = like(PLAIN, status="processing")
DONE = like(started_at=at(200), succeeded_at=at(500))
FAILED = like(started_at=at(200), harvester_errors=1)
BAD = like(started_at=at(200), resource_errors=2)


@pytest.mark.parametrize(
    ("lists", "told", "outcome"),
    [
        ((WELL, AT_WORK, DONE), [Kind.FINISHED], Outcome.WELL),
        ((WELL, AT_WORK, FAILED), [Kind.FAILED], Outcome.FAILED),
        ((WELL, AT_WORK, BAD), [Kind.WITH_ERRORS], Outcome.WITH_ERRORS),
        ((WELL, AT_WORK, like(started_at=at(200))), [Kind.ABORTED], Outcome.ABORTED),
        ((WELL, AT_WORK, like(AT_WORK, status="aborting"), BAD), [Kind.ABORTED], Outcome.ABORTED),
        ((PLAIN, PLAIN_AT_WORK, like(PLAIN, status="aborting"), PLAIN), [Kind.ABORTED], Outcome.ABORTED),
        ((PLAIN, PLAIN_AT_WORK, PLAIN), [Kind.FINISHED], Outcome.WELL),
        ((PLAIN, PLAIN_AT_WORK, like(PLAIN, status="new")), [Kind.ABORTED], Outcome.ABORTED),
        ((WELL, AT_WORK, like(DONE, attached=108)), [Kind.FINISHED, Kind.COUNTS], Outcome.WELL),
        ((WELL, AT_WORK, like(AT_WORK, status="pondering"), DONE), [Kind.FINISHED, Kind.STATUS], Outcome.WELL),
        ((like(WELL, resource_errors=1), AT_WORK, BAD), [Kind.WITH_ERRORS, Kind.ERRORS_GREW], Outcome.WITH_ERRORS),
    ],
)
def test_a_run_is_told_as_it_ends(lists: tuple[Harvester, ...], told: list[Kind], outcome: Outcome) -> None:
    """By its errors, which no status shows; one that is no success and has none was aborted."""
    *_, last = polls(*lists)
    assert kinds(last.changes) == told
    assert [run.outcome for run in last.runs] == [outcome]


def test_numbers_of_a_run_under_way_wait_for_its_end() -> None:
    """Counts and errors move all the time then; at the end they are told against those before."""
    half = like(AT_WORK, attached=104, resource_errors=1)
    started, moving, over = polls(WELL, AT_WORK, half, like(DONE, attached=108))
    assert kinds(started.changes) == [Kind.STARTED]
    assert (moving.changes, moving.written) == ((), ("stops",))
    assert over.changes[0].before == numbers()
    assert over.changes[0].after == numbers(108)


def test_the_portals_own_moments_are_taken_where_it_tells_them() -> None:
    """Begin and end of a run are then exact, however rarely anybody looks."""
    (run,) = polls(WELL, AT_WORK, DONE)[1].runs
    assert (run.began_at, run.exact, run.ended_at, run.seen_at) == (T0 + 200, True, T0 + 500, T0 + 2 * STEP)
    assert run.lasted == 300


def test_without_them_the_polls_are_the_measure() -> None:
    """The management API tells no moment."""
    (run,) = polls(PLAIN, PLAIN_AT_WORK, PLAIN)[1].runs
    assert (run.began_at, run.exact, run.ended_at) == (T0 + STEP, False, T0 + 2 * STEP)


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        (WELL, DONE, [Kind.FINISHED, Kind.STARTED]),
        (WELL, FAILED, [Kind.FAILED, Kind.STARTED]),
        (PLAIN, like(PLAIN, harvester_errors=1), [Kind.FAILED]),
        (PLAIN, like(PLAIN, resource_errors=1), [Kind.WITH_ERRORS]),
        (like(PLAIN, harvester_errors=1), PLAIN, [Kind.RECOVERED, Kind.FINISHED]),
        (PLAIN, like(PLAIN, attached=101), [Kind.FINISHED, Kind.COUNTS]),
        (PLAIN, like(PLAIN, attached=99), [Kind.COUNTS]),
        (PLAIN, like(PLAIN, published=99), [Kind.COUNTS]),
        (like(PLAIN, status="new"), PLAIN, [Kind.STATUS]),
    ],
)
def test_a_run_between_two_polls_leaves_traces(was: Harvester, now: Harvester, told: list[Kind]) -> None:
    """Its moments, its errors, or datasets that only a run can attach; its beginning is told where it is known."""
    found = polls(was, now)[0]
    assert kinds(found.changes) == told
    assert bool(found.runs) is bool({Kind.FINISHED, Kind.FAILED, Kind.WITH_ERRORS} & set(told))


def test_a_run_that_began_anew_between_two_polls_is_another() -> None:
    """How the first one ended nobody knows."""
    again = polls(WELL, AT_WORK, like(AT_WORK, started_at=at(450)))[1]
    assert kinds(again.changes) == [Kind.STARTED]
    assert [(run.outcome, run.ended_at) for run in again.runs] == [(Outcome.UNKNOWN, T0 + 450)]
    over = polls(WELL, AT_WORK, like(started_at=at(450), succeeded_at=at(500)))[1]
    assert kinds(over.changes) == [Kind.FINISHED, Kind.STARTED]
    assert [run.outcome for run in over.runs].count(Outcome.WELL) == 1
    assert len({run.key for run in over.runs}) == 2


def test_a_queued_run_that_gets_its_moment_is_no_other() -> None:
    """Portals may stamp a run when it begins in earnest."""
    queued = like(status="queued")
    assert polls(WELL, queued, like(AT_WORK, started_at=at(450)))[1].changes == ()


def test_a_failure_lasts_until_a_run_ends_better() -> None:
    """It is told anew with each run that fails, and the recovery says how long it was down."""
    later = like(FAILED, started_at=at(400))
    well = like(started_at=at(700), succeeded_at=at(800))
    first, second, third = polls(WELL, FAILED, later, well)
    assert [one.again for one in first.changes + second.changes if one.kind is Kind.FAILED] == [False, True]
    recovered = third.changes[0]
    assert (recovered.kind, recovered.closes) == (Kind.RECOVERED, (Kind.FAILED,))
    assert (recovered.since, recovered.lasted) == (T0 + STEP, 2 * STEP)


@pytest.mark.parametrize(
    ("lists", "recovered"),
    [
        ((like(FAILED), like(BAD, started_at=at(250))), (Kind.FAILED,)),
        ((BAD, like(started_at=at(250), succeeded_at=at(260))), (Kind.WITH_ERRORS,)),
        ((BAD, like(FAILED, started_at=at(250))), None),
        ((FAILED, like(started_at=at(250))), None),
    ],
)
def test_what_is_better_is_a_recovery(lists: tuple[Harvester, ...], recovered: tuple[Kind, ...] | None) -> None:
    """Errors left over are better than a failure; an aborted run is no better than anything."""
    found = {one.kind: one.closes for one in polls(*lists)[0].changes}
    assert found.get(Kind.RECOVERED) == recovered


def test_trouble_outlasts_an_aborted_run() -> None:
    """So the recovery after it is still told."""
    aborted = polls(FAILED, like(started_at=at(250)))[0].snapshot.harvesters["stops"]
    assert aborted.trouble == Trouble(Health.FAILED, T0 + 200)


def test_a_run_far_longer_than_usual_is_stuck_and_told_once() -> None:
    """What is usual comes from the runs that were recorded, and the end says that it is over."""
    timed = polls(WELL, AT_WORK, DONE)[1].snapshot
    assert timed.harvesters["stops"].durations == (300.0,)
    begun = poll(timed, like(AT_WORK, started_at=at(1000)), now=1001).snapshot
    working = like(AT_WORK, started_at=at(1000))
    limit = 1000 + patience((300.0,))
    assert poll(begun, working, now=limit - 1).changes == ()
    stuck = poll(begun, working, now=limit)
    (told,) = stuck.changes
    assert (told.kind, told.since, told.lasted, told.usual) == (Kind.STUCK, T0 + 1000, limit - 1000, 300.0)
    assert stuck.written == ("stops",)
    assert poll(stuck.snapshot, working, now=limit + 90_000).changes == ()
    assert poll(stuck.snapshot, like(working, attached=101), now=limit + STEP).changes == ()
    ended = poll(stuck.snapshot, like(started_at=at(1000), succeeded_at=at(9000)), now=limit + STEP)
    assert [(one.kind, one.closes) for one in ended.changes] == [(Kind.FINISHED, (Kind.STUCK,))]
    assert poll(stuck.snapshot, now=limit + STEP).changes[0].closes == (Kind.STUCK,)
    anew = poll(stuck.snapshot, like(AT_WORK, started_at=at(limit)), now=limit + STEP)
    assert [(one.kind, one.closes) for one in anew.changes] == [(Kind.STARTED, (Kind.STUCK,))]


@pytest.mark.parametrize(
    ("durations", "seconds"),
    [
        ((), UNKNOWN_PATIENCE),
        ((10.0,), 10 + AT_LEAST_LONGER),
        ((3600.0, 3600.0, 90_000.0), 3 * 3600.0),
    ],
)
def test_patience_follows_the_usual_run(durations: tuple[float, ...], seconds: float) -> None:
    """Short runs vary by minutes, one odd run moves nothing, and an unknown harvester gets hours."""
    assert patience(durations) == seconds


def test_a_run_that_was_under_way_at_first_sight_is_followed() -> None:
    """From the portal's own moment, or from the first look."""
    exact = poll(None, AT_WORK).snapshot.harvesters["stops"].going
    rough = poll(None, PLAIN_AT_WORK).snapshot.harvesters["stops"].going
    assert (exact, rough) == (Going(since=T0 + 200, exact=True), Going(since=T0 + STEP))


NIGHTLY = (Schedule("0 10 * * *", "Europe/Paris"),)
"""At 8:00 UTC in summer; the tests begin on 9 October at 8:53:20 UTC."""
DUE = 86_400 - 3200.0
"""Seconds from the beginning of the tests to its next run."""


def scheduled(now: float, harvester: Harvester, first: Harvester = WELL) -> list[Kind]:
    """Return what a poll tells after a first one that learnt the schedule."""
    known = poll(None, first, now=0, schedules={"stops": NIGHTLY}).snapshot
    return kinds(poll(known, harvester, now=now).changes)


@pytest.mark.parametrize(
    ("now", "harvester", "first", "told"),
    [
        (DUE + 1799, WELL, WELL, []),
        (DUE + 1800, WELL, WELL, [Kind.MISSED]),
        (DUE + 1800, like(WELL, status="new"), like(WELL, status="new"), [Kind.MISSED]),
        (DUE + 1800, PLAIN, PLAIN, []),
        (DUE + 1800, like(status="processing", started_at=at(DUE)), WELL, [Kind.STARTED]),
        (DUE + 1800, like(started_at=at(DUE), succeeded_at=at(DUE + 9)), WELL, [Kind.FINISHED, Kind.STARTED]),
        (DUE + 9 * 86_400, WELL, WELL, [Kind.MISSED]),
    ],
)
def test_a_scheduled_run_that_did_not_begin_is_missed(
    now: float, harvester: Harvester, first: Harvester, told: list[Kind]
) -> None:
    """After some grace, once, however many were missed, and only where it can be known."""
    assert scheduled(now, harvester, first) == told


def test_a_missed_run_is_told_once() -> None:
    """Until the schedule wants the next one."""
    known = poll(None, WELL, now=0, schedules={"stops": NIGHTLY}).snapshot
    missed = poll(known, WELL, now=DUE + 1800)
    assert missed.changes[0].since == T0 + DUE
    assert poll(missed.snapshot, WELL, now=DUE + 3600).changes == ()
    assert kinds(poll(missed.snapshot, WELL, now=DUE + 86_400 + 1800).changes) == [Kind.MISSED]


@pytest.mark.parametrize(
    ("schedules", "began", "trigger"),
    [
        (NIGHTLY, DUE + 5, Trigger.SCHEDULE),
        (NIGHTLY, DUE - 3600, Trigger.UNKNOWN),
        ((Schedule("every now and then"),), DUE, Trigger.UNKNOWN),
        ((Schedule("0 10 * * *", "Europe/Atlantis"),), DUE, Trigger.UNKNOWN),
        ((), DUE, Trigger.UNKNOWN),
    ],
)
def test_a_run_at_its_hour_was_set_off_by_the_schedule(
    schedules: tuple[Schedule, ...], began: float, trigger: Trigger
) -> None:
    """As far as the schedule is known and can be read."""
    known = poll(None, WELL, now=0, schedules={"stops": schedules}).snapshot
    (run,) = poll(known, like(started_at=at(began), succeeded_at=at(began + 60)), now=DUE + 1700).runs
    assert run.trigger is trigger


def test_a_success_before_the_run_is_none_of_it() -> None:
    """A portal whose moments contradict each other ends the run when it was seen to be over."""
    (run,) = polls(PLAIN, PLAIN_AT_WORK, like(PLAIN, succeeded_at=at(-9)))[1].runs
    assert run.ended_at == T0 + 2 * STEP
    (unseen,) = polls(PLAIN, like(PLAIN, harvester_errors=1))[0].runs
    assert (unseen.began_at, unseen.lasted, unseen.ended_at) == (None, None, T0 + STEP)
