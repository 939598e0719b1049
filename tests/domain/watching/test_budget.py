"""Polls under a budget: people keep their share of the day, whatever happens."""

import pytest
from domain.watching.samples import T0
from hypothesis import given
from hypothesis import strategies as st

from harvestbot.domain.watching.budget import DAY, PEOPLE, QUICKEST, Day, interval, warning
from harvestbot.domain.watching.reach import Obstacle, Reach

MIDNIGHT = T0 - T0 % DAY
LIMIT = 1000


def simulated(
    *,
    limit: int = LIMIT,
    cost: int = 1,
    followed: bool = False,
    people: float = 0.0,
    obstacle: Obstacle | None = None,
    configured: float | None = None,
) -> tuple[int, int]:
    """Live through one day, people spending calls evenly; return the calls that polls took and what is left."""
    now, polled, failures = MIDNIGHT, 0, 0
    while now < MIDNIGHT + DAY:
        polled += cost
        failures = failures + 1 if obstacle else 0
        reach = Reach(portal="city", polled_at=now, obstacle=obstacle, failures=failures)
        spent = int(people * (now - MIDNIGHT) / DAY)
        day = Day(limit=limit, remaining=max(limit - polled - spent, 0), polled=polled, reset_at=MIDNIGHT + DAY)
        now += interval(day, reach, now, followed=followed, configured=configured, cost=cost).seconds
    return polled, limit - polled - int(people)


def test_an_idle_portal_gets_at_most_300_calls_a_day() -> None:
    """And is looked at every five minutes."""
    polled, _ = simulated()
    assert 280 <= polled <= 300


@pytest.mark.parametrize("limit", [20, 100, 1000, 10_000])
@pytest.mark.parametrize("cost", [1, 3])
@pytest.mark.parametrize("followed", [False, True])
@pytest.mark.parametrize("obstacle", [None, Obstacle.SILENT, Obstacle.REFUSED])
def test_people_keep_their_share_of_the_day(
    limit: int, cost: int, obstacle: Obstacle | None, *, followed: bool
) -> None:
    """Whether runs are followed all day long, or the portal fails all day long."""
    polled, _ = simulated(limit=limit, cost=cost, followed=followed, obstacle=obstacle)
    assert cost <= polled <= (1 - PEOPLE) * limit


def test_a_spent_quota_is_asked_about_now_and_then() -> None:
    """Each time is one more refusal."""
    polled, _ = simulated(obstacle=Obstacle.SPENT)
    assert polled <= 16


@pytest.mark.parametrize("people", [0, 150, 300])
@pytest.mark.parametrize("followed", [False, True])
def test_people_get_every_call_of_their_share(people: int, *, followed: bool) -> None:
    """However much there is to follow."""
    _, left = simulated(people=people, followed=followed)
    assert left >= 0


def test_polls_give_way_to_people_who_need_more() -> None:
    """They become rarer, and never stop for good."""
    polled = [simulated(people=people)[0] for people in (0, 600, 750, 900)]
    assert polled == sorted(polled, reverse=True)
    assert polled[0] > polled[-1] >= 24


def test_a_followed_run_is_polled_quickly() -> None:
    """While the day has calls to spare; a run all day long ends in the slow interval."""
    reach = Reach(portal="city", polled_at=MIDNIGHT)
    day = Day(limit=LIMIT, remaining=LIMIT, polled=0, reset_at=MIDNIGHT + DAY)
    quick, idle = (interval(day, reach, MIDNIGHT, followed=followed) for followed in (True, False))
    assert QUICKEST <= quick.seconds < 60 < idle.seconds
    assert quick.because != idle.because
    worn = Day(limit=LIMIT, remaining=400, polled=600, reset_at=MIDNIGHT + DAY / 2)
    assert interval(worn, reach, MIDNIGHT, followed=True) == interval(worn, reach, MIDNIGHT)
    rich = Day(limit=100_000, remaining=100_000, polled=0, reset_at=MIDNIGHT + DAY)
    assert interval(rich, reach, MIDNIGHT, followed=True).seconds == QUICKEST


@given(
    limit=st.integers(1, 5000),
    remaining=st.integers(0, 5000),
    polled=st.integers(0, 5000),
    passed=st.integers(0, 86_400),
    followed=st.booleans(),
)
def test_fewer_calls_never_mean_more_polls(
    limit: int, remaining: int, polled: int, passed: int, *, followed: bool
) -> None:
    """And an interval is always a time to wait."""
    reach = Reach(portal="city", polled_at=MIDNIGHT + passed)
    waits = [
        interval(
            Day(limit=limit, remaining=left, polled=polled, reset_at=MIDNIGHT + DAY),
            reach,
            MIDNIGHT + passed,
            followed=followed,
        ).seconds
        for left in (remaining, remaining // 2, 0)
    ]
    assert 0 < waits[0] <= waits[1]
    assert waits[2] == max(DAY - passed, 1.0)


@pytest.mark.parametrize(
    ("obstacle", "waits"),
    [
        (Obstacle.SILENT, [60, 120, 240, 480, 960, 1800, 1800]),
        (Obstacle.REFUSED, [300, 600, 1200, 2400, 3600, 3600]),
        (Obstacle.SPENT, [900, 1800, 3600, 7200, 7200]),
    ],
)
def test_a_portal_that_fails_is_asked_less_and_less(obstacle: Obstacle, waits: list[float]) -> None:
    """Soon at first, since most breaks are short, as long as the day has calls."""
    day = Day(limit=10_000, remaining=10_000, polled=0, reset_at=MIDNIGHT + DAY)
    for failures, expected in enumerate(waits, start=1):
        reach = Reach(portal="city", polled_at=MIDNIGHT, obstacle=obstacle, failures=failures)
        assert interval(day, reach, MIDNIGHT).seconds == expected


@pytest.mark.parametrize(
    ("reset_at", "seconds"), [(MIDNIGHT + 5000, 5000), (MIDNIGHT - 5, 60), (MIDNIGHT + 9 * DAY, DAY), (None, 900)]
)
def test_a_spent_quota_waits_for_the_portals_word(reset_at: float | None, seconds: float) -> None:
    """Within reason; without one it asks again carefully, since not every 429 is about the day."""
    day = Day(limit=LIMIT, remaining=0, polled=0, reset_at=MIDNIGHT + DAY)
    reach = Reach(portal="city", polled_at=MIDNIGHT, obstacle=Obstacle.SPENT, failures=1, reset_at=reset_at)
    assert interval(day, reach, MIDNIGHT).seconds == seconds
    assert interval(day, reach, MIDNIGHT, configured=10).seconds == seconds


@pytest.mark.parametrize("obstacle", [None, Obstacle.SILENT, Obstacle.REFUSED])
def test_an_interval_of_the_settings_is_followed_exactly(obstacle: Obstacle | None) -> None:
    """Even where it breaks the budget: only a 429 still backs off."""
    day = Day(limit=LIMIT, remaining=0, polled=LIMIT, reset_at=MIDNIGHT + DAY)
    reach = Reach(portal="city", obstacle=obstacle, failures=3)
    assert interval(day, reach, MIDNIGHT, configured=7.5, followed=True).seconds == 7.5


@pytest.mark.parametrize(
    ("configured", "limit", "cost", "warned"),
    [
        (None, 1, 1, False),
        (60.0, 1000, 1, True),
        (124.0, 1000, 1, False),
        (124.0, 1000, 2, True),
        (1.0, 10**6, 1, False),
    ],
)
def test_an_interval_that_leaves_people_too_little_is_warned_of(
    configured: float | None, limit: int, cost: int, *, warned: bool
) -> None:
    """With the one that would not."""
    said = warning(configured, limit, cost)
    assert (said is not None) is warned
    if configured == 60:
        assert said is not None
        assert "1,440 calls a day" in said
        assert "123 s" in said
