"""When a digest is due: once for its moment, once for a downtime, never twice."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from domain.watching.samples import T0
from hypothesis import given
from hypothesis import strategies as st

from harvestbot.domain.watching.planning import DigestPlan, Plan, begins_plan, due, following, parse_plan
from harvestbot.errors import NotUnderstood

PARIS = ZoneInfo("Europe/Paris")


def wish(plan: Plan, set_at: float = 0.0) -> DigestPlan:
    """Return a wish for a digest."""
    return DigestPlan(subscriber="C1", plan=plan, set_by="U1", set_at=set_at)


DAILY = wish(Plan(9 * 60, None, "Europe/Paris"))
FRIDAYS = wish(Plan(9 * 60, 4, "Europe/Paris"))


def moment(text: str) -> float:
    """Return a time on the clocks of Paris in seconds since the epoch."""
    return datetime.fromisoformat(text).replace(tzinfo=PARIS).timestamp()


@pytest.mark.parametrize(
    ("plan", "now", "planned"),
    [
        (DAILY, "2026-07-01T08:59:59", "2026-06-30T09:00"),
        (DAILY, "2026-07-01T09:00", "2026-07-01T09:00"),
        (DAILY, "2026-10-25T12:00", "2026-10-25T09:00"),
        (FRIDAYS, "2026-07-03T09:00", "2026-07-03T09:00"),
        (FRIDAYS, "2026-07-03T08:00", "2026-06-26T09:00"),
        (FRIDAYS, "2026-07-02T23:00", "2026-06-26T09:00"),
    ],
)
def test_the_latest_planned_moment_is_due(plan: DigestPlan, now: str, planned: str) -> None:
    """On the clocks of who set it, summer and winter."""
    assert due(plan, None, moment(now)) == moment(planned)
    assert due(plan, moment(planned), moment(now)) is None


def test_a_digest_that_has_just_been_set_waits_for_its_first_moment() -> None:
    """It does not come at once for a moment that has passed."""
    fresh = wish(DAILY.plan, set_at=moment("2026-07-01T10:00"))
    assert due(fresh, None, moment("2026-07-01T10:01")) is None
    assert due(fresh, None, moment("2026-07-02T09:00")) == moment("2026-07-02T09:00")


@given(
    st.integers(0, 1439),
    st.none() | st.integers(0, 6),
    st.sampled_from(["UTC", "Europe/Paris", "America/New_York", "Pacific/Apia"]),
    st.lists(st.floats(60, 20 * 86_400), min_size=1, max_size=15),
)
def test_each_moment_has_one_digest_at_most(minute: int, weekday: int | None, zone: str, naps: list[float]) -> None:
    """However long the bot was down; and one is always due after a week."""
    plan = wish(Plan(minute, weekday, zone), set_at=T0)
    now, last, sent = T0, None, list[float]()
    for nap in naps:
        now += nap
        planned = due(plan, last, now)
        assert planned is not None or nap < 8 * 86_400
        if planned is not None:
            assert T0 < planned <= now
            sent.append(planned)
            last = planned
        assert due(plan, last, now) is None
    assert sent == sorted(set(sent))


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("daily 9:00", "daily 09:00 Europe/Paris"),
        ("Daily", "daily 09:00 Europe/Paris"),
        ("daily at 08:30", "daily 08:30 Europe/Paris"),
        ("at 8:30", "daily 08:30 Europe/Paris"),
        ("Daily 9 UTC", "daily 09:00 UTC"),
        ("weekly 17:30", "monday 17:30 Europe/Paris"),
        ("weekly", "monday 09:00 Europe/Paris"),
        ("weekly fri at 7", "friday 07:00 Europe/Paris"),
        ("fri 9:00", "friday 09:00 Europe/Paris"),
        ("Sunday 9:00 Asia/Tokyo", "sunday 09:00 Asia/Tokyo"),
    ],
)
def test_plans_are_read_as_people_type_them(text: str, written: str) -> None:
    """And written so that they can be read again."""
    plan = parse_plan(text.split(), "Europe/Paris")
    assert str(plan) == written
    assert parse_plan(written.split()) == plan
    assert begins_plan(text.split(maxsplit=1)[0])


@pytest.mark.parametrize(
    "text",
    ["", "daily at", "fr 9:00", "someday 9:00", "daily noon", "daily 9:00 Mars/Base", "daily friday", "daily 9:00 x y"],
)
def test_what_is_no_plan_is_refused(text: str) -> None:
    """With examples, or the zone that is unknown."""
    with pytest.raises(NotUnderstood, match="Europe/Paris"):
        parse_plan(text.split())


@given(st.integers(0, 1439), st.sampled_from(["Europe/Paris", "America/New_York", "Australia/Lord_Howe", "UTC"]))
def test_every_day_of_a_year_has_one_digest_at_its_time_on_the_wall(minute: int, zone: str) -> None:
    """Also on the two days on which the clocks are changed; a time that is left out comes as much later."""
    here = ZoneInfo(zone)
    plan = wish(Plan(minute, None, zone), set_at=datetime(2026, 1, 1, tzinfo=here).timestamp() - 1)
    now, sent = plan.set_at, list[datetime]()
    for _ in range(365):
        now = following(plan.plan, now)
        assert due(plan, None, now - 1) != now
        assert due(plan, None, now) == now
        sent.append(datetime.fromtimestamp(now, here))
    assert [one.timetuple().tm_yday for one in sent] == list(range(1, 366))
    elsewhere = [one for one in sent if one.hour * 60 + one.minute != minute]
    assert all(0 < one.hour * 60 + one.minute - minute <= 60 for one in elsewhere)
    assert len(elsewhere) <= 1
