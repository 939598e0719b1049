"""A bounded memory of deliveries, so that a read that comes twice is answered once."""

from collections import OrderedDict
from collections.abc import Callable

KEPT_FOR = 600.0
"""Seconds that a delivery is remembered: Slack's last repeat comes after five minutes."""
MOST = 10_000
"""Deliveries that are remembered at the most: the oldest are forgotten first."""


class Repeats:
    """Remembers what has come, in memory only: losing it costs an answer given twice, never an action.

    Args:
        now: seconds, of any clock that does not go back.
    """

    def __init__(self, now: Callable[[], float], most: int = MOST) -> None:
        self._now = now
        self._most = most
        self._seen: OrderedDict[str, float] = OrderedDict()

    def first(self, delivery: str) -> bool:
        """Tell whether this is the first time that a delivery comes; one without an id always is."""
        now = self._now()
        while self._seen and next(iter(self._seen.values())) + KEPT_FOR <= now:
            self._seen.popitem(last=False)
        if not delivery:
            return True
        if delivery in self._seen:
            return False
        if len(self._seen) >= self._most:
            self._seen.popitem(last=False)
        self._seen[delivery] = now
        return True
