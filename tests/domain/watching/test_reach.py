"""Polls that fail: told once, when it matters, and over with one change."""

import pytest
from domain.watching.samples import T0
from hypothesis import given
from hypothesis import strategies as st

from harvestbot.domain.watching.kinds import Kind
from harvestbot.domain.watching.reach import LONG, Obstacle, Reach, failed_poll, good_poll, obstacle
from harvestbot.errors import (
    AnswerUnreadable,
    CredentialsRefused,
    PermissionMissing,
    PortalError,
    PortalFailed,
    PortalUnreachable,
    QuotaSpent,
)

SILENT = PortalUnreachable("No answer.")
REFUSED = CredentialsRefused("401.")
SPENT = QuotaSpent("429.", reset_at=T0 + 9000)
FRESH = Reach(portal="city")


def after(*polls: tuple[float, PortalError | None]) -> tuple[Reach, list[Kind]]:
    """Go through polls, each with its seconds and its error, and return what was told."""
    reach, told = FRESH, list[Kind]()
    for seconds, error in polls:
        now = T0 + seconds
        reach, changes = good_poll(reach, now) if error is None else failed_poll(reach, error, now)
        told += (one.kind for one in changes)
    return reach, told


@pytest.mark.parametrize(
    ("error", "met"),
    [
        (SILENT, Obstacle.SILENT),
        (PortalFailed("500."), Obstacle.SILENT),
        (AnswerUnreadable("What?"), Obstacle.SILENT),
        (REFUSED, Obstacle.REFUSED),
        (PermissionMissing("403."), Obstacle.REFUSED),
        (SPENT, Obstacle.SPENT),
    ],
)
def test_every_error_is_an_obstacle(error: PortalError, met: Obstacle) -> None:
    """What is neither refused nor spent did not answer as it should."""
    assert obstacle(error) is met


@pytest.mark.parametrize(
    ("polls", "told"),
    [
        ([(0, SILENT)], []),
        ([(0, SILENT), (LONG - 1, SILENT)], []),
        ([(0, SILENT), (LONG, SILENT)], [Kind.UNREACHABLE]),
        ([(0, SILENT), (LONG, SILENT), (2 * LONG, SILENT)], [Kind.UNREACHABLE]),
        ([(0, SILENT), (LONG, None)], []),
        ([(0, SILENT), (LONG, SILENT), (LONG + 60, None)], [Kind.UNREACHABLE, Kind.REACHABLE]),
        ([(0, REFUSED), (60, REFUSED)], [Kind.CREDENTIALS]),
        ([(0, SPENT), (60, None), (120, SPENT)], [Kind.QUOTA, Kind.REACHABLE, Kind.QUOTA]),
        ([(0, REFUSED), (LONG, SILENT), (LONG + 1, REFUSED)], [Kind.CREDENTIALS, Kind.UNREACHABLE]),
        ([(0, None), (60, None)], []),
    ],
)
def test_trouble_with_a_portal_is_told_once(polls: list[tuple[float, PortalError | None]], told: list[Kind]) -> None:
    """A short break is nothing to tell; what was told is also said to be over."""
    assert after(*polls)[1] == told


def test_the_end_says_what_is_over_and_how_long_it_lasted() -> None:
    """From the first poll that failed."""
    broken, _ = after((0, REFUSED), (LONG, SILENT))
    reach, (back,) = good_poll(broken, T0 + 900)
    assert (back.closes, back.since, back.lasted) == ((Kind.CREDENTIALS, Kind.UNREACHABLE), T0, 900.0)
    assert reach == Reach(portal="city", polled_at=T0 + 900, succeeded_at=T0 + 900)


def test_what_the_portal_said_is_told() -> None:
    """As a sentence; and when calls are possible again is remembered."""
    reach, (told,) = failed_poll(FRESH, SPENT, T0)
    assert (told.why, told.portal, told.harvester_id) == ("429.", "city", "")
    assert (reach.reset_at, reach.failures, reach.polled_at) == (T0 + 9000, 1, T0)


@given(st.lists(st.sampled_from([SILENT, REFUSED, SPENT, None]), max_size=12))
def test_nothing_is_told_twice_before_it_is_over(errors: list[PortalError | None]) -> None:
    """Whatever the order of failures."""
    open_kinds: set[Kind] = set()
    for told in after(*((number * LONG, error) for number, error in enumerate(errors)))[1]:
        assert told not in open_kinds
        open_kinds = set() if told is Kind.REACHABLE else open_kinds | {told}
