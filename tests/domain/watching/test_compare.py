"""What the comparison of two polls tells: nothing without a change, no change without being told."""

import msgspec
import pytest
from domain.watching.samples import (
    PLAIN,
    STEP,
    T0,
    WELL,
    any_harvester,
    any_list,
    at,
    kinds,
    like,
    numbers,
    poll,
    polls,
)
from hypothesis import given
from hypothesis import strategies as st

from harvestbot.domain.harvesters import RESTING, RUNNING, Harvester, Schedule
from harvestbot.domain.watching.compare import compare
from harvestbot.domain.watching.history import Outcome
from harvestbot.domain.watching.kinds import Kind
from harvestbot.domain.watching.seen import Snapshot

OF_TIME = {Kind.STUCK, Kind.MISSED}
FIRST = poll(None, WELL, now=0).snapshot


@given(any_list())
def test_the_first_snapshot_tells_nothing(harvesters: list[Harvester]) -> None:
    """A bot that has just come does not know what is new; it stores all that it saw."""
    first = poll(None, *harvesters)
    assert (first.changes, first.runs) == ((), ())
    assert sorted(first.written) == sorted(first.snapshot.harvesters) == sorted(one.id for one in harvesters)


@given(st.lists(any_list(), min_size=1, max_size=4))
def test_a_repeated_poll_adds_nothing(lists: list[list[Harvester]]) -> None:
    """Whatever went before: the same list again is no news, and nothing has to be stored."""
    last: Snapshot | None = None
    for number, harvesters in enumerate(lists):
        last = poll(last, *harvesters, now=number * STEP).snapshot
    again = poll(last, *lists[-1], now=len(lists) * STEP)
    assert (again.changes, again.runs, again.written, again.gone) == ((), (), (), ())
    assert again.snapshot.harvesters == (last.harvesters if last else {})


@given(any_list(), any_list(), st.randoms())
def test_the_order_of_the_list_does_not_matter(first: list[Harvester], second: list[Harvester], dice: object) -> None:
    """Portals promise none."""
    shuffled = list(second)
    dice.shuffle(shuffled)  # type: ignore[attr-defined]  # because hypothesis's random is one
    before = poll(None, *first, now=0).snapshot
    assert poll(before, *second) == poll(before, *shuffled)


@given(any_harvester(), any_harvester())
def test_no_change_stays_untold(was: Harvester, now: Harvester) -> None:
    """Any difference between two rests that people can be told of is told; so is a run that begins or ends."""
    found = polls(was, now)[0]
    told = set(kinds(found.changes))
    if was.status in RESTING and now.status in RUNNING:
        assert Kind.STARTED in told
    if was.status in RUNNING and now.status in RESTING:
        assert told & {Kind.FINISHED, Kind.FAILED, Kind.WITH_ERRORS, Kind.ABORTED}
        assert found.runs
    if now.status not in RUNNING | RESTING and now.status != was.status:
        assert Kind.STATUS in told
    if (was.name, was.type, was.parameters) != (now.name, now.type, now.parameters):
        assert Kind.EDITED in told
    if was.status in RESTING and now.status in RESTING:
        if (was.attached, was.published) != (now.attached, now.published):
            assert Kind.COUNTS in told
        if was.status != now.status or was.errors != now.errors or was.version != now.version:
            assert told
        if now.collapsed and not was.collapsed:
            assert Kind.COLLAPSED in told


@given(any_harvester(), any_harvester())
def test_nothing_is_told_without_a_change(was: Harvester, now: Harvester) -> None:
    """Each kind needs a difference of its own in what the portal shows."""
    needs = {
        Kind.STARTED: lambda: was.status != now.status or was.started_at != now.started_at,
        Kind.COUNTS: lambda: (was.attached, was.published) != (now.attached, now.published),
        Kind.STATUS: lambda: was.status != now.status,
        Kind.ERRORS_GREW: lambda: was.errors < now.errors,
        Kind.EDITED: lambda: (
            (was.name, was.type, was.parameters, was.version, was.removes_missing)
            != (now.name, now.type, now.parameters, now.version, now.removes_missing)
        ),
    }
    for one in polls(was, now)[0].changes:
        assert one.kind not in needs or needs[one.kind]()
        assert one.kind not in OF_TIME


@given(any_list(), any_list())
def test_harvesters_that_come_and_go_are_told(first: list[Harvester], second: list[Harvester]) -> None:
    """Each once, and only these are added to or dropped from what is stored."""
    found = polls(first, second)[0]
    was, now = ({one.id for one in harvesters} for harvesters in (first, second))
    assert [one.harvester_id for one in found.changes if one.kind is Kind.NEW] == sorted(now - was)
    assert [one.harvester_id for one in found.changes if one.kind is Kind.GONE] == sorted(was - now) == list(found.gone)
    assert now - was <= set(found.written) <= now


@given(any_list(), any_list())
def test_a_snapshot_survives_being_stored(first: list[Harvester], second: list[Harvester]) -> None:
    """What is compared after a restart is what was seen before it."""
    snapshot = polls(first, second)[0].snapshot
    assert msgspec.json.decode(msgspec.json.encode(snapshot), type=Snapshot) == snapshot


@given(any_list(), any_list())
def test_changes_come_in_the_order_of_a_message(first: list[Harvester], second: list[Harvester]) -> None:
    """What is broken comes first."""
    changes = polls(first, second)[0].changes
    assert list(changes) == sorted(changes, key=lambda one: one.order)


@given(any_harvester(), any_harvester())
def test_no_secret_is_told(was: Harvester, now: Harvester) -> None:
    """Not even one that slipped through the reading of the list."""
    spilt = like(now, parameters={**now.parameters, "password": "swordfish"})
    assert b"swordfish" not in msgspec.json.encode(polls(was, spilt)[0].changes)


def test_another_source_of_the_same_name_is_another_portal() -> None:
    """After a change of the settings nothing is compared, and what is no longer there is dropped silently."""
    other = compare(FIRST, [like(id="lanes")], T0 + STEP, portal="city", source="there")
    assert (other.changes, other.written, other.gone) == ((), ("lanes",), ("stops",))
    assert other.snapshot.source == "there"


def test_of_two_harvesters_with_one_id_the_first_counts() -> None:
    """Pages that shift while they are read repeat one."""
    assert poll(FIRST, WELL, like(status="queued")).changes == ()
    assert len(poll(None, WELL, like(status="queued")).snapshot.harvesters) == 1


def test_a_new_harvester_tells_what_it_has_done_already() -> None:
    """Created, run and failed between two polls: all of it is news."""
    failed = like(id="lanes", harvester_errors=1, succeeded_at=None)
    found = poll(FIRST, WELL, failed)
    assert kinds(found.changes) == [Kind.FAILED, Kind.STARTED, Kind.NEW, Kind.COUNTS]
    assert [run.outcome for run in found.runs] == [Outcome.FAILED]
    assert found.changes[2].by == "john.doe"


@pytest.mark.parametrize("status", ["new", "idle"])
def test_a_new_harvester_that_never_ran_is_only_new(status: str) -> None:
    """Whichever status the portal gives to a harvester that waits for its first run."""
    fresh = Harvester(id="lanes", name="Lanes", type="csw", status=status, version=1)
    assert kinds(poll(FIRST, WELL, fresh).changes) == [Kind.NEW]


def test_one_that_is_gone_in_the_middle_of_a_run_has_ended_somehow() -> None:
    """Its run is recorded without an outcome."""
    found = polls(WELL, like(status="processing", started_at=at(100)), [])[1]
    assert kinds(found.changes) == [Kind.GONE]
    assert [(run.outcome, run.began_at, run.after) for run in found.runs] == [(Outcome.UNKNOWN, T0 + 100, numbers())]


@pytest.mark.parametrize(
    ("edited", "expected"),
    [
        ({"name": "Stops"}, [("name", "Bus stops", "Stops")]),
        ({"parameters": {"domain": "town"}, "version": 4}, [("domain", "city", "town")]),
        ({"parameters": {"domain": "city", "limit": 5}}, [("limit", None, 5)]),
        ({"parameters": {"api_key": "abc"}}, [("api_key", None, "••••••"), ("domain", "city", None)]),
        ({"removes_missing": True}, [("removes_missing", False, True)]),
        ({"version": 4}, []),
    ],
)
def test_an_edit_tells_who_and_what(edited: dict[str, object], expected: list[tuple[str, object, object]]) -> None:
    """A version that rises alone is an edit of what no list shows."""
    (told,) = poll(FIRST, like(**edited, changed_by="ann")).changes
    assert (told.kind, told.by) == (Kind.EDITED, "ann")
    assert [(one.name, one.before, one.after) for one in told.edits] == expected


def test_a_version_that_rises_with_a_run_is_no_edit() -> None:
    """It may be the portal's own doing."""
    ran = like(version=4, started_at=at(100), succeeded_at=at(200))
    assert kinds(poll(FIRST, ran).changes) == [Kind.FINISHED, Kind.STARTED]


def test_an_edit_of_the_schedule_is_told_once_it_is_known() -> None:
    """No list has schedules: learning one is no edit, another one is."""
    first = poll(FIRST, WELL, schedules={"stops": (Schedule("0 1 * * *"),)})
    assert (first.changes, first.written) == ((), ("stops",))
    again = poll(first.snapshot, WELL, schedules={"stops": (Schedule("0 1 * * *"),)})
    assert (again.changes, again.written) == ((), ())
    assert poll(first.snapshot, WELL).snapshot.harvesters == first.snapshot.harvesters
    (told,) = poll(first.snapshot, WELL, schedules={"stops": (Schedule("0 2 * * *"),)}).changes
    assert (told.kind, [one.name for one in told.edits]) == (Kind.EDITED, ["schedule"])


def test_numbers_at_rest_are_told_with_both() -> None:
    """Somebody has published by hand."""
    hidden = like(PLAIN, published=90)
    (told,) = polls(hidden, PLAIN)[0].changes
    assert (told.kind, told.before, told.after) == (Kind.COUNTS, numbers(100, 90, None), numbers(100, 100, None))


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        (WELL, like(remote=40), True),
        (WELL, like(remote=50), False),
        (WELL, like(remote=None), False),
        (PLAIN, like(PLAIN, attached=40, published=40), True),
        (like(remote=40, removes_missing=True), like(remote=40, removes_missing=True, attached=40), False),
        (like(remote=40), like(remote=40, removes_missing=True), True),
    ],
)
def test_a_source_that_collapsed_is_told_once(was: Harvester, now: Harvester, *, told: bool) -> None:
    """Where the source, or what came of it, is less than half; not again when the next run removes the datasets."""
    assert (Kind.COLLAPSED in kinds(polls(was, now)[0].changes)) is told


def test_a_status_of_which_nobody_has_heard_is_told() -> None:
    """And rest after it is too; the numbers are compared over it."""
    pondering = like(status="pondering", attached=7)
    (strange,), (back,) = (found.changes for found in polls(WELL, pondering, WELL))
    assert [(one.kind, one.was, one.now) for one in (strange, back)] == [
        (Kind.STATUS, "idle", "pondering"),
        (Kind.STATUS, "pondering", "idle"),
    ]
