"""When a digest is due."""

from datetime import timedelta

from msgspec import Struct

from harvestbot.domain.watching.clocks import of_day, on, parse_of_day, parse_zone, today
from harvestbot.domain.watching.subscriptions import Target
from harvestbot.errors import UNCHANGED, NotUnderstood

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SHORTEST = 3


class Plan(Struct, frozen=True, gc=False):
    """A ``minute`` of the day on the clocks of ``zone``, daily, or on one ``weekday`` (0 is Monday)."""

    minute: int
    weekday: int | None
    zone: str

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


def parse_plan(text: str, zone: str = "UTC") -> Plan:
    """Read ``daily 9:00``, ``weekly 9:00`` (on Mondays) or ``friday 9:00``, a time zone behind it or not.

    Args:
        text: what was typed.
        zone: the person's own time zone, for where none is written.

    Raises:
        NotUnderstood: it is none of these.
    """
    day, at, named = [*text.split(maxsplit=2), "", "", ""][:3]
    minute = parse_of_day(at)
    weekdays = [
        number for number, name in enumerate(WEEKDAYS) if len(day) >= _SHORTEST and name.startswith(day.lower())
    ]
    every_day = day.lower() == "daily"
    if minute is None or not (every_day or weekdays or day.lower() == "weekly"):
        raise NotUnderstood(f"When? Write `daily 9:00`, `weekly 9:00` or `friday 9:00 Europe/Paris`. {UNCHANGED}")
    weekday = None if every_day else next(iter(weekdays), 0)
    return Plan(minute, weekday, parse_zone(named.strip() or zone))


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
