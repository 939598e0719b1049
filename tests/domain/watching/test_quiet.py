"""Quiet hours on people's own clocks, and times as they are typed."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvestbot.domain.watching.quiet import LONGEST, Quiet, parse_duration, parse_quiet
from harvestbot.errors import NotUnderstood

NIGHT = Quiet(22 * 60, 7 * 60, "Europe/Paris")
NOON = Quiet(12 * 60, 13 * 60 + 30, "Europe/Paris")


def moment(text: str, zone: str = "Europe/Paris") -> float:
    """Return a time on the clocks of a zone in seconds since the epoch."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp()


@pytest.mark.parametrize(
    ("quiet", "now", "end"),
    [
        (NIGHT, "2026-07-01T21:59:59", None),
        (NIGHT, "2026-07-01T22:00:00", "2026-07-02T07:00"),
        (NIGHT, "2026-07-02T00:00:00", "2026-07-02T07:00"),
        (NIGHT, "2026-07-02T06:59:59", "2026-07-02T07:00"),
        (NIGHT, "2026-07-02T07:00:00", None),
        (NOON, "2026-07-02T12:10:00", "2026-07-02T13:30"),
        (NOON, "2026-07-02T13:30:00", None),
        (NIGHT, "2026-03-28T23:00:00", "2026-03-29T07:00"),
        (NIGHT, "2026-10-25T02:30:00", "2026-10-25T07:00"),
    ],
)
def test_quiet_hours_end_on_the_clock_of_their_zone(quiet: Quiet, now: str, end: str | None) -> None:
    """Over midnight, and over the nights on which the clocks are changed."""
    assert quiet.until(moment(now)) == (None if end is None else moment(end))


@given(
    st.integers(0, 1439), st.integers(0, 1439), st.floats(1.7e9, 1.9e9), st.sampled_from(["UTC", "America/St_Johns"])
)
def test_quiet_hours_end_later_within_a_day(start: int, end: int, now: float, zone: str) -> None:
    """News never wait for ever, and at the end of quiet hours it is not quiet (unless they fill the day)."""
    quiet = Quiet(start, end, zone)
    over = quiet.until(now)
    assert over is None or now < over <= now + 90_000
    if over is not None and start != end:
        assert quiet.until(over) is None


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("22:00-07:00 Europe/Paris", "22:00-07:00 Europe/Paris"),
        ("22-7", "22:00-07:00 America/New_York"),
        ("22–7:30", "22:00-07:30 America/New_York"),  # noqa: RUF001  because phones put one in for a hyphen
        (" 9:15-24:00 UTC ", "09:15-00:00 UTC"),
    ],
)
def test_quiet_hours_are_read_as_people_type_them(text: str, written: str) -> None:
    """In the person's own zone where none is written, and back again."""
    quiet = parse_quiet(text, "America/New_York")
    assert str(quiet) == written
    assert parse_quiet(written) == quiet


@pytest.mark.parametrize(
    "text",
    ["", "22:00", "22:00-", "-7", "25-7", "22:60-7", "7-7", "22-7 Mars/Olympus", "22-7 ../etc", "24:01-7", "a-b"],
)
def test_what_is_no_quiet_hours_is_refused(text: str) -> None:
    """With an example, or the zone that is unknown."""
    with pytest.raises(NotUnderstood, match="Europe/Paris"):
        parse_quiet(text)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("30m", 1800),
        ("30min", 1800),
        ("2h", 7200),
        ("1H30M", 5400),
        ("1h 30m", 5400),
        ("3d", 259_200),
        ("1w", 604_800),
        ("30d", LONGEST),
    ],
)
def test_durations_are_read_as_people_type_them(text: str, seconds: float) -> None:
    """From minutes to weeks."""
    assert parse_duration(text) == seconds


@pytest.mark.parametrize("text", ["", "2", "h", "0m", "31d", "-2h", "2h!", "2 hours", "for ever", "1y"])
def test_what_is_no_duration_is_refused(text: str) -> None:
    """A mute has an end that somebody meant."""
    with pytest.raises(NotUnderstood, match="2h"):
        parse_duration(text)


def test_the_epoch_is_the_same_everywhere() -> None:
    """The helper of these tests speaks of the same moments as the code."""
    assert moment("2026-07-01T12:00", "UTC") == datetime(2026, 7, 1, 12, tzinfo=UTC).timestamp()
