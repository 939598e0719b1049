"""Clocks on people's walls: times of day and time zones, as they are typed and as moments."""

import re
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from harvestbot.errors import UNCHANGED, NotUnderstood

MINUTES = 24 * 60

_OF_DAY = re.compile(r"(\d{1,2})(?::(\d\d))?")
_WORD = re.compile(r"[A-Za-z]+")
_NO_PLACE = ("localtime", "posix", "right/", "Factory")
"""What stands beside the zones in a machine's files, and means something else on every other machine."""


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
    """Return the name of a time zone, whichever way its letters are typed.

    Raises:
        NotUnderstood: there is none of this name.
    """
    for written in (name, _WORD.sub(lambda word: word[0].capitalize(), name), name.upper()):
        try:
            zone = ZoneInfo(written).key
        except (KeyError, ValueError, OSError):
            continue
        if not zone.startswith(_NO_PLACE):
            return zone
    short = name.replace("`", "")[:40]
    raise NotUnderstood(f"I know no time zone `{short}`. Write one like `Europe/Paris`. {UNCHANGED}")


def on(day: date, minute: int, zone: str) -> float:
    """Return that time of that day in seconds since the epoch.

    Where the clocks show it twice it is the first, where they leave it out the moment as far behind the gap's start.
    """
    return datetime.combine(day, time(*divmod(minute, 60)), ZoneInfo(zone)).timestamp()


def today(now: float, zone: str) -> date:
    """Return which day it is there."""
    return datetime.fromtimestamp(now, ZoneInfo(zone)).date()
