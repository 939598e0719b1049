"""How often a portal is polled, so that its daily quota is left for people.

``day`` below is the portal's day: from one reset of its quota to the next.
"""

from msgspec import Struct

from harvestbot.domain.watching.reach import Reach


class Day(Struct, frozen=True, kw_only=True):
    """How a portal's quota stands.

    Args:
        limit: calls a day that the bot may spend.
        remaining: what is left of them, or fewer where the portal says so.
        polled: calls that polls have spent since the day began, over all replicas.
        reset_at: when the next day begins, in seconds since the epoch.
    """

    limit: int
    remaining: int
    polled: int
    reset_at: float


class Interval(Struct, frozen=True):
    """How long to wait after a poll, in seconds, and why, as the end of "polled every 5 minutes: …"."""

    seconds: float
    because: str


def interval(
    day: Day, reach: Reach, now: float, *, followed: bool = False, configured: float | None = None, cost: int = 1
) -> Interval:
    """Return how long to wait until the next poll.

    Args:
        day: how the quota stands.
        reach: how the last polls went.
        now: seconds since the epoch.
        followed: whether a run is under way that somebody waits for.
        configured: the setting ``POLL_INTERVAL``: followed exactly, unless the quota is spent.
        cost: calls that one poll takes (pages of the list).
    """
    raise NotImplementedError


def warning(configured: float | None, limit: int, cost: int = 1) -> str | None:
    """Return what to say at the start about a ``POLL_INTERVAL`` that leaves people too little; None if it does not."""
    raise NotImplementedError
