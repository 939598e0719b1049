"""Counts calls against what a portal and the settings allow a day."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from msgspec import Struct

DAY = 86_400
_EPOCH_FLOOR = 1_000_000_000
"""Smaller numbers are no moment of this century, so they are not taken for one."""


class Quota(Struct, frozen=True):
    """What is left of today.

    ``limit`` and ``used`` are the bot's own share and what it has spent since midnight UTC (or since its start); where
    the portal allows less in all than the settings do, ``limit`` is what it allows. ``remaining`` is what is left of
    it, or fewer where the portal has told so. ``reset_at`` is in seconds since the epoch: as the portal told, else the
    next midnight UTC.
    """

    limit: int
    used: int
    remaining: int
    reset_at: float


class Ledger:
    """The calls of one portal.

    Args:
        limit: calls a day that the bot may spend.
        now: the time, in seconds since the epoch.
    """

    def __init__(self, limit: int, now: Callable[[], float]) -> None:
        self._limit = limit
        self._now = now
        self._day = int(now() // DAY)
        self._used = 0
        self._told: int | None = None
        self._told_limit: int | None = None
        self._told_reset: float | None = None

    @property
    def quota(self) -> Quota:
        """How it stands now."""
        self._turn()
        left = max(self._limit - self._used, 0)
        remaining = left if self._told is None else min(left, self._told)
        return Quota(
            limit=self._limit_of_all(remaining),
            used=self._used,
            remaining=remaining,
            reset_at=self._told_reset or float((self._day + 1) * DAY),
        )

    @property
    def spent(self) -> bool:
        """Whether the bot's own share of the day is used up."""
        self._turn()
        return self._used >= self._limit

    def count(self) -> None:
        """Count a call that is about to be sent."""
        self._turn()
        self._used += 1
        if self._told:
            self._told -= 1

    def heed(self, headers: Mapping[str, str]) -> None:
        """Take in what an answer tells of the portal's own count (``X-RateLimit-*``); anything odd is ignored."""
        self._turn()
        remaining = _number(headers.get("x-ratelimit-remaining", ""))
        if remaining is not None and remaining >= 0:
            self._told = int(remaining)
            limit = _number(headers.get("x-ratelimit-limit", ""))
            self._told_limit = int(limit) if limit is not None and limit > 0 else None
        reset = moment(headers.get("x-ratelimit-reset"))
        if reset is not None and reset > self._now():
            self._told_reset = reset

    def exhaust(self, reset_at: float | None) -> None:
        """Take in that the portal allows no more calls until then."""
        self._turn()
        self._told = 0
        if reset_at is not None and reset_at > self._now():
            self._told_reset = reset_at

    def _limit_of_all(self, remaining: int) -> int:
        """Return the lower limit; one that does not fit what was counted is about something else than a day."""
        told = self._told_limit
        return self._limit if told is None or told < max(remaining, self._used) else min(self._limit, told)

    def _turn(self) -> None:
        """Begin anew with a new day, and forget what the portal told for a time that is over."""
        now = self._now()
        day = int(now // DAY)
        if day != self._day:
            self._day, self._used = day, 0
            if self._told_reset is None:
                self._told = self._told_limit = None
        if self._told_reset is not None and self._told_reset <= now:
            self._told = self._told_limit = self._told_reset = None


def moment(value: object) -> float | None:
    """Read when calls are possible again: seconds since the epoch, as a number or text, or an ISO 8601 time."""
    match value:
        case bool() | None:
            return None
        case int() | float():
            return float(value) if value >= _EPOCH_FLOOR else None
        case str() if (number := _number(value)) is not None:
            return moment(number)
        case str():
            try:
                read = datetime.fromisoformat(value)
            except ValueError:
                return None
            return (read if read.tzinfo else read.replace(tzinfo=UTC)).timestamp()
        case _:
            return None


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if abs(number) < 1e15 else None  # noqa: PLR2004  because nan, inf and nonsense compare false with any bound
