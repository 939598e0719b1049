"""Schedules: plain choices and cron lines, what is wrong with them, and how they are said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvestbot.domain.harvesters import Schedule
from harvestbot.domain.timetable import Mistakes, Often, Times, in_words, read, spread, wrong_with
from harvestbot.domain.watching.schedules import next_run

SAID = {
    "0 * * * *": "every hour, on the hour",
    "15 * * * *": "every hour, 15 minutes past",
    "*/20 * * * *": "every 20 minutes",
    "*/7 * * * *": "",
    "*/90 * * * *": "",
    "30 1 * * *": "every day at 01:30",
    "30 1 * * 1": "every Monday at 01:30",
    "0 7 * * 1-5": "every weekday at 07:00",
    "0 7 * * 0,3,6": "every Wednesday, Saturday and Sunday at 07:00",
    "5 6 31 * *": "on day 31 of every month at 06:05",
    "0 0 1 1 *": "",
    "0 0 1 * 1": "",
    "0 1,2 * * *": "",
    "0 7 * * MON": "",
    "0 7 * * 5-9": "",
    "whatever": "",
}
WRONG = {
    "": "five words",
    "1 2 3 4": "this has 4",
    "61 * * * *": "61 is no minute (0 to 59)",
    "0 24 * * *": "24 is no hour",
    "0 0 0 * *": "0 is no day of the month",
    "0 0 * 13 *": "13 is no month",
    "0 0 * * nope": "nope is no day of the week",
    "@daily x x x x": "@daily is no minute",
    "@daily": "this has 1",
    "R R * * *": "R is no minute",
    "5-1 * * * *": "5-1 is no minute",
    "0 0 L * *": "L is no day of the month",
    "0 0 * * 1#2": "1#2 is no day of the week",
}
TIMES = st.builds(
    Times,
    often=st.sampled_from(Often),
    minute=st.integers(0, 59).map(str),
    at=st.integers(0, 1439).map(lambda one: f"{one // 60:02}:{one % 60:02}"),
    days=st.sets(st.sampled_from("1234567"), min_size=1).map(lambda one: tuple(sorted(one))),
    day=st.integers(1, 31).map(str),
    cron=st.sampled_from([cron for cron in SAID if not wrong_with(cron)]),
    zone=st.sampled_from(["Europe/Paris", "UTC", "America/St_Johns"]),
)


@pytest.mark.parametrize("cron", SAID)
def test_what_can_be_said_in_words_is(cron: str) -> None:
    """What cannot be is left to the cron line itself."""
    assert in_words(Schedule(cron, "Europe/Paris")) == SAID[cron]


@pytest.mark.parametrize("cron", WRONG)
def test_what_is_wrong_with_a_cron_line_is_said(cron: str) -> None:
    """The word that is wrong, and what it may be."""
    assert WRONG[cron] in wrong_with(cron)
    with pytest.raises(Mistakes) as caught:
        read(Times(often=Often.CRON, cron=cron))
    assert caught.value.fields.keys() == {"cron"}


@given(TIMES)
def test_a_choice_is_a_schedule_and_comes_back_as_the_same(times: Times) -> None:
    """Form → cron → form → cron loses nothing."""
    schedule = read(times)
    assert wrong_with(schedule.cron) == ""
    again = read(spread(schedule))
    assert again.timezone == schedule.timezone
    assert in_words(again) == in_words(schedule)
    for moment in (0.0, 1_760_000_000.0):
        assert next_run([again], moment) == next_run([schedule], moment)


@pytest.mark.parametrize(
    ("times", "field"),
    [
        (Times(often=Often.DAILY, zone="Europe/Atlantis"), "zone"),
        (Times(often=Often.DAILY, at="25:00"), "at"),
        (Times(often=Often.HOURLY, minute="60"), "minute"),
        (Times(often=Often.MONTHLY, day="0"), "day"),
        (Times(often=Often.WEEKLY, days=()), "days"),
        (Times(often=Often.CRON, cron="0 0 30 2 *"), "cron"),
    ],
)
def test_mistakes_are_told_by_field(times: Times, field: str) -> None:
    """Each where it was made; a moment that never comes is one too."""
    with pytest.raises(Mistakes) as caught:
        read(times)
    assert caught.value.fields.keys() == {field}


@pytest.mark.parametrize(
    ("typed", "meant"), [("europe/paris", "Europe/Paris"), ("utc", "UTC"), ("AMERICA/NEW_YORK", "America/New_York")]
)
def test_a_time_zone_is_known_however_it_is_written(typed: str, meant: str) -> None:
    """And a file beside the zones is none."""
    assert read(Times(often=Often.DAILY, zone=f" {typed} ")).timezone == meant
    with pytest.raises(Mistakes):
        read(Times(often=Often.DAILY, zone="localtime"))


def test_a_new_one_starts_with_the_night() -> None:
    """In the time zone of who asks."""
    assert spread(None, "Europe/Paris") == Times(often=Often.DAILY, zone="Europe/Paris")
