"""When a digest is due."""

from collections.abc import Sequence
from datetime import timedelta

from msgspec import Struct

from harvestbot.domain.watching.budget import DAY
from harvestbot.domain.watching.clocks import of_day, on, parse_of_day, parse_zone, today
from harvestbot.domain.watching.subscriptions import Target
from harvestbot.errors import UNCHANGED, NotUnderstood

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAILY, WEEKLY, AT, OFF = "daily", "weekly", "at", "off"
NINE = 9 * 60
"""Minutes since midnight: when a digest comes for which nobody names a time."""
_SHORTEST = 3


class Plan(Struct, frozen=True, gc=False):
    """A ``minute`` of the day on the clocks of ``zone``, daily, or on one ``weekday`` (0 is Monday)."""

    minute: int
    weekday: int | None
    zone: str

    @property
    def period(self) -> float:
        """Seconds from one to the next, on days on which no clock is changed."""
        return DAY if self.weekday is None else len(WEEKDAYS) * DAY

    def __str__(self) -> str:
        """Write it as people do: ``daily 09:00 Europe/Paris`` or ``monday 09:00 Europe/Paris``."""
        day = "daily" if self.weekday is None else WEEKDAYS[self.weekday]
        return f"{day} {of_day(self.minute)} {self.zone}"


class DigestPlan(Struct, frozen=True, kw_only=True, gc=False):
    """A wish for a digest; ``subscriber`` is as in ``Subscription``, ``set_at`` in seconds since the epoch."""

    subscriber: str
    target: Target = Target()
    plan: Plan
    set_by: str
    set_at: float


def parse_plan(words: Sequence[str], zone: str = "UTC") -> Plan:
    """Read ``daily at 8:30``, ``weekly friday at 9:00``, ``friday``, ``at 8:30``, a time zone behind it or not.

    What is not said is daily, on Mondays, at nine.

    Args:
        words: what was typed.
        zone: the person's own time zone, for where none is written.

    Raises:
        NotUnderstood: it is none of these.
    """
    rest = list(words)
    weekday = None
    if rest and rest[0].lower() in (DAILY, WEEKLY):
        weekday = 0 if rest.pop(0).lower() == WEEKLY else None
        on_a_day = weekday is not None
    else:
        on_a_day = True
    if rest and on_a_day and (day := _weekday(rest[0])) is not None:
        weekday = day
        rest.pop(0)
    minute: int | None = NINE
    if rest and rest[0].lower() == AT:
        rest.pop(0)
        minute = None
    if rest and (said := parse_of_day(rest[0])) is not None:
        minute = said
        rest.pop(0)
    if minute is None or not words or any(character.isspace() for word in rest for character in word) or len(rest) > 1:
        raise _no_plan()
    if rest and "/" not in rest[0] and rest[0].upper() != "UTC":
        raise _no_plan()
    return Plan(minute, weekday, parse_zone(rest[0] if rest else zone))


def begins_plan(word: str) -> bool:
    """Tell whether a word begins a plan, and so names nothing that a digest could be about."""
    lowered = word.lower()
    return lowered in (DAILY, WEEKLY, AT) or _weekday(word) is not None or parse_of_day(word) is not None


def _weekday(word: str) -> int | None:
    found = (n for n, name in enumerate(WEEKDAYS) if len(word) >= _SHORTEST and name.startswith(word.lower()))
    return next(found, None)


def _no_plan() -> NotUnderstood:
    return NotUnderstood(f"When? Write `daily at 8:30`, `weekly friday at 9:00` or `at 9:00 Europe/Paris`. {UNCHANGED}")


def following(plan: Plan, now: float) -> float:
    """Return the next planned moment after ``now``, in seconds since the epoch."""
    here = today(now, plan.zone)
    for ahead in range(len(WEEKDAYS) + 1):
        day = here + timedelta(days=ahead)
        moment = on(day, plan.minute, plan.zone)
        if moment > now and plan.weekday in (None, day.weekday()):
            return moment
    raise AssertionError  # pragma: no cover  because every weekday lies within eight days


def due(wish: DigestPlan, last: float | None, now: float) -> float | None:
    """Return the moment for which a digest is due (seconds since the epoch), None if none is.

    It is the latest planned one that is not after ``now``: after a downtime one digest catches up with all that were
    missed. The same moment is returned until it is given as ``last``, so it serves as a key to claim.

    Args:
        wish: when it is planned.
        last: the moment for which one was last sent.
        now: seconds since the epoch.
    """
    plan = wish.plan
    here = today(now, plan.zone)
    for back in range(len(WEEKDAYS) + 1):
        day = here - timedelta(days=back)
        moment = on(day, plan.minute, plan.zone)
        if moment <= now and plan.weekday in (None, day.weekday()):
            return moment if moment > max(wish.set_at, last or 0.0) else None
    raise AssertionError  # pragma: no cover  because every weekday lies within eight days
