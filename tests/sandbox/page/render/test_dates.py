"""Dates are told as Slack tells them, in the reader's zone."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sandbox.page.render.reading import NAMES, read

from harvestbot.sandbox.page.render import dates, mrkdwn
from harvestbot.sandbox.page.render.context import Clock

EPOCH = 1_760_000_000  # 9 October 2025, 08:53:20 UTC
PARIS = Clock(ZoneInfo("Europe/Paris"), datetime(2025, 10, 9, 12, 0, tzinfo=UTC))
LATER = Clock(UTC, datetime(2026, 3, 1, tzinfo=UTC))


def told(form: str, clock: Clock = PARIS, epoch: int = EPOCH) -> str:
    """What is read."""
    return read(dates.time(epoch, form, clock, fallback="fallback")).text


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ("{date_num}", "2025-10-09"),
        ("{date_slash}", "10/09/2025"),
        ("{date}", "October 9th, 2025"),
        ("{date_short}", "Oct 9, 2025"),
        ("{date_long}", "Thursday, October 9th, 2025"),
        ("{date_long_full}", "October 9, 2025"),
        ("{time}", "10:53 AM"),
        ("{time_secs}", "10:53:20 AM"),
        ("{date_pretty} at {time}", "Today at 10:53 AM"),
        ("seen {date_short_pretty}", "seen today"),
        ("{date_long_pretty}", "Today"),
        ("{day_divider_pretty}", "Today"),
        ("{ago}", "3 hours ago"),
        ("no token", "fallback"),
        ("{nonsense} {time}", "fallback"),
    ],
)
def test_each_token_is_filled_in(form: str, said: str) -> None:
    """All tokens that Slack documents; the fallback for what it does not."""
    assert told(form) == said


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ("{date_pretty}", "October 9th, 2025"),
        ("{date_short_pretty}", "Oct 9, 2025"),
        ("{date_long_pretty}", "Thursday, October 9th, 2025"),
        ("{day_divider_pretty}", "Thursday, October 9th, 2025"),
        ("{ago}", "4 months ago"),
    ],
)
def test_days_long_gone_are_told_in_full(form: str, said: str) -> None:
    """Only the days around now have words of their own."""
    assert told(form, LATER) == said


@pytest.mark.parametrize(
    ("days", "said"), [(-1, "Yesterday"), (1, "Tomorrow"), (-2, "Tuesday, October 7th"), (2, "Saturday, October 11th")]
)
def test_near_days_have_words(days: int, said: str) -> None:
    """Yesterday, tomorrow, and this year's days without the year."""
    assert told("{day_divider_pretty}", epoch=EPOCH + days * 86_400) == said


@pytest.mark.parametrize(
    ("day", "said"), [(1, "1st"), (2, "2nd"), (3, "3rd"), (11, "11th"), (12, "12th"), (23, "23rd")]
)
def test_days_are_counted_in_english(day: int, said: str) -> None:
    """1st, 2nd, 3rd, 11th."""
    assert told("{date}", epoch=int(datetime(2025, 8, day, tzinfo=UTC).timestamp())) == f"August {said}, 2025"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(20, "Just now"), (61, "1 minute ago"), (-7200, "In 2 hours"), (86_400 * 400, "1 year ago"), (0, "Just now")],
)
def test_time_gone_by_is_told_roughly(seconds: int, said: str) -> None:
    """In the largest unit that fits, in both directions."""
    clock = Clock(UTC, datetime.fromtimestamp(EPOCH, UTC) + timedelta(seconds=seconds))
    assert told("{ago}", clock) == said


def test_without_a_clock_nothing_is_near() -> None:
    """What does not know now tells dates in full."""
    assert told("{date_pretty} {ago} {day_divider_pretty}", Clock()) == (
        "October 9th, 2025 Oct 9, 2025 Thursday, October 9th, 2025"
    )


def test_noon_and_midnight_are_twelve() -> None:
    """12:00 AM is midnight."""
    midnight = int(datetime(2025, 8, 1, tzinfo=UTC).timestamp())
    assert told("{time} {time}", Clock(), midnight) == "12:00 AM 12:00 AM"
    assert told("{time}", Clock(), midnight + 43_200) == "12:00 PM"


def test_the_moment_stands_in_the_element_for_machines() -> None:
    """`datetime` is in UTC, whatever the zone."""
    drawn = read(mrkdwn.to_html(f"<!date^{EPOCH}^{{time}}|x>", NAMES, clock=PARIS)).one("time")
    assert (drawn["datetime"], drawn.text) == ("2025-10-09T08:53:20Z", "10:53 AM")


@pytest.mark.parametrize(
    ("said", "text", "links"),
    [
        (f"<!date^{EPOCH}^{{date_num}}^https://a.example/|x>", "2025-10-09", 1),
        (f"<!date^{EPOCH}^{{date_num}}^javascript:alert(1)|x>", "2025-10-09", 0),
        ("<!date^999999999999999^{time}|far away>", "far away", 0),
        ("<!date^soon^{time}|x>", "<!date^soon^{time}|x>", 0),
        (f"<!date^{EPOCH}|x>", f"<!date^{EPOCH}|x>", 0),
        (f"<!date^{EPOCH}^on {{bad}}|&lt;b&gt;>", "<b>", 0),
        (f"<!date^{EPOCH}^on {{bad}}>", "on {bad}", 0),
    ],
)
def test_dates_in_a_text(said: str, text: str, links: int) -> None:
    """With a link where it may be followed, by the fallback where they mean nothing."""
    drawn = read(mrkdwn.to_html(said, NAMES))
    assert drawn.text == text
    assert len(drawn.all("a")) == links


def test_moments_go_through_an_input_and_come_back() -> None:
    """What a `datetime-local` shows is read as the same moment, to the minute."""
    assert dates.local(EPOCH, PARIS) == "2025-10-09T10:53"
    assert dates.epoch("2025-10-09T10:53", PARIS) == EPOCH - 20
    assert dates.epoch("soon", PARIS) is None
    assert dates.local(10**15, PARIS) is None
