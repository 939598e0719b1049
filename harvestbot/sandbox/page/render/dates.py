"""Dates as Slack tells them, each reader in their own zone.

The tokens stand in https://docs.slack.dev/messaging/formatting-message-text and, with examples, in
https://docs.slack.dev/reference/block-kit/block-elements/date-element. Slack follows each reader's language; here it is
American English with 12 hours, as in its documentation.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Final

from markupsafe import Markup

from harvestbot.sandbox.page.render.context import Clock
from harvestbot.sandbox.page.render.html import tag
from harvestbot.sandbox.page.render.links import link

_TOKEN: Final = re.compile(r"\{([a-z_]+)\}")
_SPANS: Final = ((86_400 * 365, "year"), (86_400 * 30, "month"), (86_400, "day"), (3_600, "hour"), (60, "minute"))


def time(epoch: int, form: str, clock: Clock, *, fallback: str = "", address: str = "") -> Markup:
    """A moment as `<time>`, within a link where there is an address that may be followed.

    Args:
        epoch: Seconds since 1970.
        form: A text with tokens such as `{date_short_pretty} at {time}`.
        clock: The reader's time.
        fallback: What stands there where the moment or the form is not understood.
        address: Where it leads.
    """
    moment = _moment(epoch, clock)
    said = _told(moment, form, clock) if moment else None
    if moment is None or said is None:
        drawn = tag("span", fallback or form, class_="bk-date")
    else:
        drawn = tag(
            "time",
            said,
            class_="bk-date",
            datetime=moment.astimezone(UTC).isoformat().replace("+00:00", "Z"),
            title=moment.strftime("%Y-%m-%d %H:%M:%S %Z"),
        )
    return link(address, drawn, class_="bk-link") or drawn


def local(epoch: int, clock: Clock) -> str | None:
    """A moment as a `datetime-local` input holds it, in the reader's zone; None where there is no such moment."""
    moment = _moment(epoch, clock)
    return moment.strftime("%Y-%m-%dT%H:%M").rjust(16, "0") if moment else None


def epoch(said: str, clock: Clock) -> int | None:
    """What a `datetime-local` input holds as seconds since 1970; None where it holds no moment."""
    try:
        return int(datetime.fromisoformat(said).replace(tzinfo=clock.zone).timestamp())
    except (ValueError, OverflowError):
        return None


def _moment(epoch: int, clock: Clock) -> datetime | None:
    try:
        return datetime.fromtimestamp(epoch, clock.zone)
    except (ValueError, OverflowError, OSError):
        return None


def _told(moment: datetime, form: str, clock: Clock) -> str | None:
    """The form filled in; None where it has no token or one that Slack does not know."""
    names = _TOKEN.findall(form)
    if not names or any(name not in _TOKENS for name in names):
        return None
    filled = _TOKEN.sub(lambda token: _TOKENS[token[1]](moment, clock), form)
    return filled[:1].upper() + filled[1:] if form.startswith("{") else filled


def _th(day: int) -> str:
    if day in (11, 12, 13):
        return f"{day}th"
    return f"{day}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(day % 10, 'th') }"


def _date(moment: datetime) -> str:
    return f"{moment:%B} {_th(moment.day)}, {moment.year}"


def _short(moment: datetime) -> str:
    return f"{moment:%b} {moment.day}, {moment.year}"


def _long(moment: datetime) -> str:
    return f"{moment:%A}, {_date(moment)}"


def _full(moment: datetime) -> str:
    return f"{moment:%B} {moment.day}, {moment.year}"


def _numbers(moment: datetime) -> str:
    return f"{moment.year:04}-{moment:%m-%d}"


def _slashes(moment: datetime) -> str:
    return f"{moment:%m/%d}/{moment.year:04}"


def _time(moment: datetime) -> str:
    return f"{(moment.hour - 1) % 12 + 1}:{moment:%M} {_half(moment)}"


def _time_secs(moment: datetime) -> str:
    return f"{(moment.hour - 1) % 12 + 1}:{moment:%M:%S} {_half(moment)}"


def _half(moment: datetime) -> str:
    return "AM" if moment.hour < 12 else "PM"  # noqa: PLR2004  because noon is the twelfth hour


def _near(moment: datetime, clock: Clock) -> str:
    """Today, yesterday or tomorrow; empty on other days."""
    if clock.now is None:
        return ""
    today: date = clock.now.astimezone(clock.zone).date()
    days = {today - timedelta(1): "yesterday", today: "today", today + timedelta(1): "tomorrow"}
    return days.get(moment.date(), "")


def _divider(moment: datetime, clock: Clock) -> str:
    if near := _near(moment, clock):
        return near
    this_year = clock.now is not None and clock.now.astimezone(clock.zone).year == moment.year
    return f"{moment:%A}, {moment:%B} {_th(moment.day)}" if this_year else _long(moment)


def _ago(moment: datetime, clock: Clock) -> str:
    if clock.now is None:
        return _short(moment)
    seconds = int((clock.now - moment).total_seconds())
    for size, name in _SPANS:
        if abs(seconds) >= size:
            count = abs(seconds) // size
            said = f"{count} {name}" + ("" if count == 1 else "s")
            return f"{said} ago" if seconds > 0 else f"in {said}"
    return "just now"


def _plain(told: Callable[[datetime], str]) -> Callable[[datetime, Clock], str]:
    return lambda moment, _: told(moment)


def _pretty(told: Callable[[datetime], str]) -> Callable[[datetime, Clock], str]:
    return lambda moment, clock: _near(moment, clock) or told(moment)


_TOKENS: Final[Mapping[str, Callable[[datetime, Clock], str]]] = {
    "date_num": _plain(_numbers),
    "date_slash": _plain(_slashes),
    "date": _plain(_date),
    "date_pretty": _pretty(_date),
    "date_short": _plain(_short),
    "date_short_pretty": _pretty(_short),
    "date_long": _plain(_long),
    "date_long_full": _plain(_full),
    "date_long_pretty": _pretty(_long),
    "day_divider_pretty": _divider,
    "time": _plain(_time),
    "time_secs": _plain(_time_secs),
    "ago": _ago,
}
"""What stands for each token."""
