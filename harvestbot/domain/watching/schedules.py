"""When a schedule wants a run."""

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from croniter import CroniterError, croniter

from harvestbot.domain.harvesters import Schedule

GRACE = 1800.0
"""Seconds that a portal may take to begin a scheduled run: it may have others to do first."""
EARLY = 60.0
"""Seconds by which the portal's clock may be behind ours."""


def next_run(schedules: Iterable[Schedule], after: float) -> float | None:
    """Return when the first of them wants a run after that moment (seconds since the epoch).

    None where there is no schedule, or none that can be read: what a portal takes for a cron line is its own affair.
    """
    return min((at for one in schedules if (at := _next(one.cron, one.timezone, after)) is not None), default=None)


def scheduled(schedules: Iterable[Schedule], began: float, slack: float = 0.0) -> bool:
    """Tell whether a run that began then, or up to ``slack`` seconds earlier, is one that a schedule wanted."""
    at = next_run(schedules, began - slack - GRACE)
    return at is not None and at <= began + EARLY


@lru_cache(maxsize=4096)
def _next(cron: str, timezone: str, after: float) -> float | None:
    try:
        begin = datetime.fromtimestamp(after, ZoneInfo(timezone) if timezone else UTC)
        return float(croniter(cron, begin).get_next(float))
    except (CroniterError, ValueError, KeyError, OSError):
        return None
