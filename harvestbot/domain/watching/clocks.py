"""Clocks on people's walls: times of day, time zones and durations as they are typed."""

import re
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from harvestbot.errors import UNCHANGED, NotUnderstood

MINUTES = 24 * 60
LONGEST = 30 * 86_400.0
"""Seconds that a mute may last: who wants no news for longer unsubscribes."""

_OF_DAY = re.compile(r"(\d{1,2})(?::(\d\d))?")
_DURATION = re.compile(r"(?:(\d{1,3})w)?(?:(\d{1,4})d)?(?:(\d{1,4})h)?(?:(\d{1,5})m(?:in)?)?")
_UNITS = (7 * 86_400, 86_400, 3600, 60)


def parse_duration(text: str) -> float:
    """Read ``30m``, ``2h``, ``1h30m``, ``3d`` or ``1w`` as seconds, from a minute to ``LONGEST``.

    Raises:
        NotUnderstood: it is none.
    """
    match = _DURATION.fullmatch("".join(text.lower().split()))
    parts = match.groups(default="0") if match else ()
    seconds = float(sum(int(part) * unit for part, unit in zip(parts, _UNITS, strict=False)))
    if not 0 < seconds <= LONGEST:
        raise NotUnderstood(f"How long? Write `30m`, `2h` or `3d`, at most {LONGEST / 86_400:.0f} days. {UNCHANGED}")
    return seconds


def parse_of_day(text: str) -> int | None:
    """Read ``7``, ``7:30``, ``07:30`` or ``24:00`` as minutes since midnight; None if it is none."""
    match = _OF_DAY.fullmatch(text.strip())
    if match is None:
        return None
    hour, minute = int(match[1]), int(match[2] or 0)
    sound = minute < 60 and hour * 60 + minute <= MINUTES  # noqa: PLR2004  because an hour has 60 minutes
    return (hour * 60 + minute) % MINUTES if sound else None


def of_day(minute: int) -> str:
    """Write minutes since midnight as people do: ``07:30``."""
    return f"{minute // 60:02}:{minute % 60:02}"


def parse_zone(name: str) -> str:
    """Return the name of a time zone.

    Raises:
        NotUnderstood: there is none of this name.
    """
    try:
        return ZoneInfo(name).key
    except (KeyError, ValueError, OSError):
        short = name.replace("`", "")[:40]
        raise NotUnderstood(f"I know no time zone `{short}`. Write one like `Europe/Paris`. {UNCHANGED}") from None


def on(day: date, minute: int, zone: str) -> float:
    """Return that time of that day in seconds since the epoch.

    Where the clocks show it twice it is the first, where they leave it out the moment as far behind the gap's start.
    """
    return datetime.combine(day, time(*divmod(minute, 60)), ZoneInfo(zone)).timestamp()


def today(now: float, zone: str) -> date:
    """Return which day it is there."""
    return datetime.fromtimestamp(now, ZoneInfo(zone)).date()
