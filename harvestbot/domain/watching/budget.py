"""How often a portal is polled, so that its daily quota is left for people.

The portal's day goes from one reset of its quota to the next.
"""

from msgspec import Struct

from harvestbot.domain.watching.reach import Obstacle, Reach

DAY = 86_400.0
HOUR = 3600.0
PEOPLE = 0.3
"""The share of a day's calls that polls leave to people, and of what is left of them at any moment."""
IDLE = 0.288
"""The share that polls take where nothing happens: one in five minutes at 1,000 calls a day."""
BURST = 0.25
"""The share of what can be spared that one hour of following a run may take: runs come again in the same day."""
SLOWEST_IDLE, QUICKEST_IDLE = DAY, 60.0
"""Seconds between two polls where nothing happens, at most and at least, whatever the quota."""
QUICKEST = 15.0
"""Seconds: no run is followed more closely than that, whatever the quota allows."""

_BACK_OFF = {Obstacle.SILENT: (60.0, 1800.0), Obstacle.REFUSED: (300.0, HOUR), Obstacle.SPENT: (900.0, 2 * HOUR)}
"""Seconds to wait after the first failed poll, doubled with each, and at most."""
_WHY = {
    Obstacle.SILENT: "the portal does not answer",
    Obstacle.REFUSED: "the portal refuses the bot's credentials",
    Obstacle.SPENT: "no calls are left for today",
}


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

    @property
    def spendable(self) -> int:
        """Calls that polls may still spend.

        People keep their share of the whole day, which is theirs to spend, and of what is left of it.
        """
        return max(int(min((1 - PEOPLE) * self.limit - self.polled, (1 - PEOPLE) * self.remaining)), 0)


class Interval(Struct, frozen=True):
    """How long to wait, in seconds from the last poll, and why: the end of "polled every 5 minutes: …"."""

    seconds: float
    because: str


def interval(
    day: Day, reach: Reach, now: float, *, followed: bool = False, configured: float | None = None, cost: int = 1
) -> Interval:
    """Return how long to wait between the last poll and the next; it may be asked again at any time in between.

    Args:
        day: how the quota stands.
        reach: how the last polls went.
        now: seconds since the epoch.
        followed: whether a run is under way that somebody waits for.
        configured: the setting ``POLL_INTERVAL``: followed exactly, unless the quota is spent.
        cost: calls that one poll takes (pages of the list).
    """
    left = max(day.reset_at - (now if reach.polled_at is None else reach.polled_at), 1.0)
    if reach.obstacle is Obstacle.SPENT:
        return _spent(reach, left, configured)
    if configured is not None:
        return Interval(configured, "so the settings say")
    if day.spendable < cost:
        return Interval(left, "the rest of today's calls is kept for people")
    stretched = left * cost / day.spendable
    if reach.obstacle is not None:
        return Interval(max(_backed_off(reach), stretched), _WHY[reach.obstacle])
    return _as_it_allows(day, left, stretched, cost, followed=followed)


def warning(configured: float | None, limit: int, cost: int = 1) -> str | None:
    """Return what to say at the start about a ``POLL_INTERVAL`` that leaves people too little; None if it does not."""
    most = (1 - PEOPLE) * limit
    if configured is None or DAY / configured * cost <= most:
        return None
    return (
        f"polling every {configured:g} s takes {DAY / configured * cost:,.0f} calls a day, "
        f"of the {limit:,} that the bot may spend; to leave people {PEOPLE:.0%} of them, "
        f"make it {DAY * cost / most:,.0f} s or more, or leave the interval to the bot"
    )


def _as_it_allows(day: Day, left: float, stretched: float, cost: int, *, followed: bool) -> Interval:
    """Return how often to poll a portal that answers; ``stretched`` is the interval that uses up the day's calls."""
    idle = _idle(day.limit, cost)
    spare = day.spendable - left / idle * cost
    if followed and spare >= cost:
        quick = max(HOUR * cost / (BURST * spare), QUICKEST)
        if quick < max(idle, stretched):
            return Interval(quick, "a run is followed")
    if stretched > idle:
        return Interval(stretched, "few of today's calls are left")
    return Interval(idle, "as the daily quota allows")


def _idle(limit: int, cost: int) -> float:
    return min(max(DAY * cost / (IDLE * limit), QUICKEST_IDLE), SLOWEST_IDLE)


def _backed_off(reach: Reach) -> float:
    """Return the seconds to wait after so many failed polls in a row."""
    first, most = _BACK_OFF[reach.obstacle or Obstacle.SILENT]
    return float(min(first * 2.0 ** min(reach.failures - 1, 32), most))


def _spent(reach: Reach, left: float, configured: float | None) -> Interval:
    """Wait until the portal's word, or carefully ask again: not every 429 is about the day."""
    if reach.reset_at is not None and reach.polled_at is not None:
        wait = min(max(reach.reset_at - reach.polled_at, QUICKEST_IDLE), DAY)
    else:
        wait = min(_backed_off(reach), left)
    return Interval(max(wait, configured or 0.0), _WHY[Obstacle.SPENT])
