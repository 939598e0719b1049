"""The state machine, as tables."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from harvestbot.sandbox.portal import transitions
from harvestbot.sandbox.portal.harvester import Durations, Harvester, Script, Status
from harvestbot.sandbox.portal.problems import WrongStatus

Act = Callable[[Harvester, float, Durations], Harvester]

DURATIONS = Durations(queued=1, processing=4, aborting=1, deleting=2)
NEW = Harvester("h", "H", "ods", 0, 0, "me", params={"domain": "d"}, source=10)


def at(harvester: Harvester, now: float) -> Harvester:
    """Give a harvester as it is at a time, where it still is."""
    moved = transitions.advance(harvester, now)
    assert moved is not None
    return moved


IDLE = replace(NEW, last_started_at=0, attached=8, published=6)
QUEUED = transitions.start(IDLE, 100, DURATIONS)
STATES = {
    Status.NEW: NEW,
    Status.IDLE: IDLE,
    Status.QUEUED: QUEUED,
    Status.PROCESSING: at(QUEUED, 102),
    Status.ABORTING: transitions.abort(at(QUEUED, 102), 102, DURATIONS),
    Status.DELETING: transitions.delete(IDLE, 100, DURATIONS),
}
ALLOWED: dict[Act, dict[Status, Status]] = {
    transitions.start: {Status.NEW: Status.QUEUED, Status.IDLE: Status.QUEUED},
    transitions.abort: {Status.QUEUED: Status.ABORTING, Status.PROCESSING: Status.ABORTING},
    transitions.publish: {status: status for status in Status if status != Status.DELETING},
    transitions.unpublish: {status: status for status in Status if status != Status.DELETING},
    transitions.delete: {status: Status.DELETING for status in Status if status != Status.DELETING},
}


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("act", ALLOWED, ids=lambda act: act.__name__)
def test_each_status_allows_what_the_table_says_and_no_more(act: Act, status: Status) -> None:
    """Every action in every status either leads where the table says or is refused with both statuses named."""
    harvester = STATES[status]
    assert harvester.status == status
    if status in ALLOWED[act]:
        assert act(harvester, 102, DURATIONS).status == ALLOWED[act][status]
    else:
        with pytest.raises(WrongStatus) as refusal:
            act(harvester, 102, DURATIONS)
        assert refusal.value.current == status


@pytest.mark.parametrize(
    ("now", "status", "harvested", "attached"),
    [
        (100, Status.QUEUED, 0, 8),
        (100.9, Status.QUEUED, 0, 8),
        (101, Status.PROCESSING, 0, 8),
        (103, Status.PROCESSING, 5, 9),
        (104.9, Status.PROCESSING, 9, 9),
        (105, Status.IDLE, 10, 10),
        (1000, Status.IDLE, 10, 10),
    ],
)
def test_a_run_goes_its_way_by_time_alone(now: float, status: Status, harvested: int, attached: int) -> None:
    """A run is queued, then brings datasets little by little, then rests; what it brings is unpublished."""
    harvester = at(QUEUED, now)
    assert (harvester.status, harvester.harvested, harvester.attached) == (status, harvested, attached)
    assert harvester.published == 6
    assert harvester.last_started_at == 100
    assert harvester.last_success_at == (105 if status == Status.IDLE else None)


def test_looking_often_or_once_comes_to_the_same() -> None:
    """How often somebody looks does not change what a run does."""
    often = QUEUED
    for tenth in range(1000, 1060):
        often = at(often, tenth / 10)
    assert often == at(QUEUED, 105.9)


def test_a_failed_run_rests_with_its_error_and_no_success() -> None:
    """There is no status for a failure: it is idle with the error set, halfway through."""
    harvester = transitions.start(replace(IDLE, next_script=Script(failure="It broke.")), 100, DURATIONS)
    halfway = at(harvester, 103)
    assert (halfway.status, halfway.failure, halfway.last_success_at) == (Status.IDLE, "It broke.", None)
    assert halfway.harvested == 5


def test_the_next_run_clears_the_last_ones_errors() -> None:
    """The errors are those of the last or current run."""
    failed = at(transitions.start(replace(IDLE, next_script=Script(failing=3, failure="x")), 100, DURATIONS), 103)
    assert (failed.failure, len(failed.failed_resources)) == ("x", 2)
    again = transitions.start(failed, 200, DURATIONS)
    assert at(again, 200.5).failure == "x", "queued: the last run's errors still stand"
    assert (at(again, 201).failure, at(again, 201).failed_resources) == (None, {})


def test_errors_of_resources_appear_one_by_one_and_those_datasets_do_not_come() -> None:
    """A dataset that leads to an error is counted as an error and not attached."""
    harvester = transitions.start(replace(NEW, habit=Script(failing=4)), 0, DURATIONS)
    assert [len(at(harvester, now).failed_resources) for now in (0.5, 1, 3, 5)] == [0, 0, 2, 4]
    assert at(harvester, 5).attached == 6


def test_a_run_can_bring_a_given_number() -> None:
    """A script says how many datasets come."""
    harvester = transitions.start(replace(IDLE, next_script=Script(brings=30)), 100, DURATIONS)
    assert at(harvester, 105).attached == 38


def test_a_script_for_the_next_run_is_used_once() -> None:
    """The run after the scripted one goes as usual."""
    harvester = at(transitions.start(replace(IDLE, next_script=Script(failure="x")), 100, DURATIONS), 200)
    harvester = at(transitions.start(harvester, 200, DURATIONS), 300)
    assert (harvester.failure, harvester.last_success_at) == (None, 205)


@pytest.mark.parametrize(("delete_missing", "left"), [(True, 2), (False, 8)])
def test_a_shrunken_source_takes_datasets_only_where_it_may(*, delete_missing: bool, left: int) -> None:
    """Datasets that the source lacks go at the end of a run, and only with "delete missing datasets" on."""
    params = {"domain": "d", "delete_missing_datasets": delete_missing}
    harvester = transitions.start(replace(IDLE, params=params, source=2), 100, DURATIONS)
    assert at(harvester, 104.9).attached == 8
    ended = at(harvester, 105)
    assert (ended.attached, ended.published, ended.remote) == (left, min(6, left), 2)


def test_a_run_without_a_mandatory_parameter_fails() -> None:
    """What the management dialect lets people create without its parameters cannot run."""
    ended = at(transitions.start(replace(NEW, params={}), 0, DURATIONS), 10)
    assert ended.failure == "The configuration is incomplete: domain."
    assert ended.attached == 0


def test_an_aborted_run_keeps_what_it_brought_and_is_no_success() -> None:
    """An abort stops the work at once and rests a little later."""
    harvester = transitions.abort(at(QUEUED, 103), 103, DURATIONS)
    assert at(harvester, 103.5).status == Status.ABORTING
    rested = at(harvester, 104)
    assert (rested.status, rested.attached, rested.last_success_at) == (Status.IDLE, 9, None)


def test_a_run_aborted_in_the_queue_changes_no_figures() -> None:
    """What never began leaves the last run's figures."""
    rested = at(transitions.abort(QUEUED, 100.5, DURATIONS), 102)
    assert replace(rested, last_started_at=IDLE.last_started_at) == IDLE


def test_publishing_may_take_time_and_show_in_the_status() -> None:
    """Counters move bit by bit, and the status can read "processing" meanwhile."""
    slow = replace(DURATIONS, publishing=10, publishing_shows=True)
    harvester = transitions.unpublish(IDLE, 100, slow)
    assert [at(harvester, now).published for now in (100, 105, 110)] == [6, 3, 0]
    assert [at(harvester, now).status for now in (105, 110)] == [Status.PROCESSING, Status.IDLE]


def test_publishing_during_a_run_shows_what_is_there_so_far() -> None:
    """What comes after the publishing stays hidden."""
    harvester = at(transitions.publish(at(QUEUED, 103), 103, DURATIONS), 103)
    assert (harvester.attached, harvester.published) == (9, 9)
    assert at(harvester, 105).hidden == 1


def test_a_deleted_harvester_is_seen_for_as_long_as_deleting_takes() -> None:
    """It reads "deleting", then it is gone."""
    deleting = STATES[Status.DELETING]
    assert at(deleting, 101.9).status == Status.DELETING
    assert transitions.advance(deleting, 102) is None


def test_runs_without_duration_end_at_once() -> None:
    """With all durations 0 a start ends before anybody can look, well or not."""
    at_once = Durations(queued=0, processing=0)
    assert at(transitions.start(IDLE, 1, at_once), 1).attached == 10
    failed = at(transitions.start(replace(IDLE, habit=Script(failure="x")), 1, at_once), 1)
    assert (failed.status, failed.failure, failed.harvested) == (Status.IDLE, "x", 5)
