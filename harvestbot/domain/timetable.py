"""When a harvester runs by itself: plain choices and cron, read and written, and said in words."""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import msgspec
from croniter import CroniterError, croniter
from msgspec import Struct

from harvestbot.domain.harvesters import Schedule
from harvestbot.domain.watching.clocks import of_day, parse_of_day, parse_zone
from harvestbot.domain.watching.schedules import next_run
from harvestbot.errors import NotUnderstood

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
"""Cron counts them 1 to 7, and Sunday as 0 too."""
WEEKDAYS = ("1", "2", "3", "4", "5")
PARTS = (
    ("minute", "0 to 59"),
    ("hour", "0 to 23"),
    ("day of the month", "1 to 31"),
    ("month", "1 to 12"),
    ("day of the week", "0 to 7, where 0 and 7 are Sunday"),
)
"""What the five words of a cron line are."""
_NUMBER = re.compile(r"\d{1,2}")
_EVERY_MINUTES = re.compile(r"\*/([2-6]|10|12|15|20|30)")
"""Steps that divide an hour: after any other, the first run of the next hour comes sooner."""
_PLAIN = re.compile(r"[0-9A-Za-z*,/-]+")
"""What the portals' cron is written with; signs such as L, # and ? are other programs' own."""
_RANGE = re.compile(r"(\d+)-(\d+)")
_LETTERS = re.compile(r"[A-Za-z]+")
_NAME = re.compile(r"jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun", re.IGNORECASE)


class Often(StrEnum):
    """How often; the value stands in forms."""

    HOURLY = "hourly"
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    CRON = "cron"


class Times(Struct, frozen=True, kw_only=True):
    """A schedule as it stands in a form: each text is what is typed. ``days`` are cron's numbers, 1 to 7."""

    often: Often
    minute: str = "0"
    at: str = "01:30"
    days: tuple[str, ...] = ("1",)
    day: str = "1"
    cron: str = ""
    zone: str = "UTC"


class Mistakes(ValueError):
    """What was typed makes no schedule; the texts are by the names of the fields of ``Times``."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__("; ".join(fields.values()))
        self.fields = dict(fields)


def read(times: Times) -> Schedule:
    """Return the schedule that is meant.

    Raises:
        Mistakes: none can be made of it.
    """
    found: dict[str, str] = {}
    zone = times.zone.strip() or "UTC"
    try:
        zone = parse_zone(zone)
    except NotUnderstood:
        found["zone"] = "I know no such time zone. Write one such as Europe/Paris."
    cron = _cron(times, found)
    if not found and next_run([Schedule(cron, zone)], 0.0) is None:
        found["cron" if times.often is Often.CRON else "day"] = "That never comes."
    if found:
        raise Mistakes(found)
    return Schedule(cron, zone)


def spread(schedule: Schedule | None, zone: str = "UTC") -> Times:
    """Return what stands in a form for a schedule, or for a new one in a time zone."""
    if schedule is None:
        return Times(often=Often.DAILY, zone=zone or "UTC")
    cron = " ".join(schedule.cron.split())
    times = Times(often=Often.CRON, cron=cron, zone=schedule.timezone or "UTC")
    return msgspec.structs.replace(times, **_plain(cron.split()))


def in_words(schedule: Schedule) -> str:
    """Say when a schedule wants a run, its time zone left out; "" where only the cron line itself says it."""
    times = spread(schedule)
    match times.often:
        case Often.HOURLY:
            return f"every hour, {int(times.minute)} minutes past" if int(times.minute) else "every hour, on the hour"
        case Often.DAILY:
            return f"every day at {times.at}"
        case Often.WEEKLY if times.days == WEEKDAYS:
            return f"every weekday at {times.at}"
        case Often.WEEKLY:
            return f"every {_listed([DAYS[int(one) - 1] for one in times.days])} at {times.at}"
        case Often.MONTHLY:
            return f"on day {int(times.day)} of every month at {times.at}"
        case _:
            every = _EVERY_MINUTES.fullmatch(times.cron.removesuffix(" * * * *"))
            return f"every {every[1]} minutes" if every else ""


def wrong_with(cron: str) -> str:
    """Say what is wrong with a cron line, "" where nothing is."""
    words = cron.split()
    if len(words) != len(PARTS):
        names = ", ".join(name for name, _ in PARTS)
        return f"Cron has five words ({names}); this has {len(words)}."
    for index, (word, (name, allowed)) in enumerate(zip(words, PARTS, strict=True)):
        alone = ["*"] * len(PARTS)
        alone[index] = word
        if not (_plainly(word) and _valid(" ".join(alone))):
            return f"{word[:40]} is no {name} ({allowed})."
    return "" if _valid(cron) else "That is no cron line."


def _plain(words: list[str]) -> dict[str, Any]:
    """Return the plain choice that a cron line is, as fields of ``Times``; empty where it is none."""
    match words:
        case [minute, "*", "*", "*", "*"] if _NUMBER.fullmatch(minute):
            return {"often": Often.HOURLY, "minute": minute}
        case [minute, hour, day, "*", weekday] if all(map(_NUMBER.fullmatch, (minute, hour))):
            at = of_day(int(hour) * 60 + int(minute))
            if (day, weekday) == ("*", "*"):
                return {"often": Often.DAILY, "at": at}
            if day == "*" and (days := _days(weekday)):
                return {"often": Often.WEEKLY, "at": at, "days": days}
            if weekday == "*" and _NUMBER.fullmatch(day):
                return {"often": Often.MONTHLY, "at": at, "day": day}
    return {}


def _cron(times: Times, found: dict[str, str]) -> str:
    """Return the cron line of a choice; mistakes are added to ``found``."""
    if times.often is Often.CRON:
        if wrong := wrong_with(times.cron):
            found["cron"] = wrong
        return " ".join(times.cron.split())
    if times.often is Often.HOURLY:
        return f"{_within(times.minute, 0, 59, 'minute', found)} * * * *"
    minutes = parse_of_day(times.at)
    if minutes is None:
        found["at"] = "Write a time of day such as 01:30."
        minutes = 0
    hour, minute = divmod(minutes, 60)
    match times.often:
        case Often.WEEKLY:
            if not times.days:
                found["days"] = "Choose at least one day."
            return f"{minute} {hour} * * {','.join(sorted(times.days))}"
        case Often.MONTHLY:
            return f"{minute} {hour} {_within(times.day, 1, 31, 'day', found)} * *"
        case _:
            return f"{minute} {hour} * * *"


def _within(text: str, low: int, high: int, name: str, found: dict[str, str]) -> int:
    if _NUMBER.fullmatch(text.strip()) and low <= int(text) <= high:
        return int(text)
    found[name] = f"Write a number from {low} to {high}."
    return low


def _plainly(word: str) -> bool:
    """Tell whether a word of a cron line is written as every cron reads it."""
    return (
        _PLAIN.fullmatch(word) is not None
        and all(int(first) <= int(last) for first, last in _RANGE.findall(word))
        and all(_NAME.fullmatch(name) for name in _LETTERS.findall(word))
    )


def _valid(cron: str) -> bool:
    try:
        return bool(croniter.is_valid(cron))
    except (CroniterError, ValueError, KeyError, IndexError):
        return False


def _days(weekday: str) -> tuple[str, ...]:
    """Return the days of the week of a cron word as numbers 1 to 7; empty where they are written in another way."""
    found: set[str] = set()
    for one in weekday.split(","):
        first, dash, last = one.partition("-")
        if not (first.isdecimal() and (last.isdecimal() or not dash)):
            return ()
        begin, end = int(first), int(last or first)
        if not 0 <= begin <= end <= len(DAYS):
            return ()
        found |= {str(number or len(DAYS)) for number in range(begin, end + 1)}
    return tuple(sorted(found))


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
