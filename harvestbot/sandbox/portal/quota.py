"""Calls an account may make a day. The vendor documents ``{"limit": 1000, "unit": "day"}`` as its example."""

from dataclasses import dataclass

from harvestbot.sandbox.portal.clock import Clock

DAY = 86_400


@dataclass(frozen=True, slots=True)
class Left:
    """What is left of a quota.

    Attributes:
        limit: Calls a day.
        remaining: Calls left today.
        reset: When the next day begins, seconds since 1970; days are those of UTC.
        spent: Whether this call was one too many.
    """

    limit: int
    remaining: int
    reset: int
    spent: bool = False


class Quota:
    """Counts calls by account and day.

    Args:
        clock: What time it is.
        limit: Calls an account and day; may be changed at any time.
    """

    def __init__(self, clock: Clock, limit: int = 1000) -> None:
        self._clock = clock
        self.limit = limit
        self._day = 0
        self._used: dict[str, int] = {}

    def used(self, account: str) -> int:
        """Count an account's calls of today; refused ones are not counted."""
        self._turn_day()
        return self._used.get(account, 0)

    def spend(self, account: str, *, exhausted: bool = False) -> Left:
        """Count a call.

        Args:
            account: Whose call it is.
            exhausted: Whether to act as if the quota were spent.
        """
        used = self.used(account)
        reset = (self._day + 1) * DAY
        if exhausted or used >= self.limit:
            return Left(self.limit, 0, reset, spent=True)
        self._used[account] = used + 1
        return Left(self.limit, self.limit - used - 1, reset)

    def _turn_day(self) -> None:
        today = int(self._clock.now() // DAY)
        if today != self._day:
            self._day = today
            self._used.clear()
