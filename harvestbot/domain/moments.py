"""Moments as people write them: ``2h`` ago, ``7d`` ago, ``today``, ``2026-11-01``."""

import re
from datetime import UTC, datetime

UNDERSTOOD = "`30m`, `2h`, `7d`, `4w`, `today` or `2026-11-01`"
"""What a refusal says is understood."""
SECONDS = {"m": 60, "h": 3_600, "d": 86_400, "w": 604_800}
DAYS_BACK = {"today": 0, "yesterday": 1}

_AGO = re.compile(r"(\d{1,6})([mhdw])", re.IGNORECASE)
_DATE = re.compile(r"\d{4}-\d\d-\d\d([tT ].*)?")
_MEANT = re.compile(
    r"now|ago|[-+]?\d+([smhdwy]|min|mins|minutes?|hrs?|hours?|days?|weeks?|months?|years?)(\d.*)?"
    r"|\d{1,4}([-./])\d{1,2}\3\d{1,4}([t ].*)?|\d{1,2}:\d\d.*",
    re.IGNORECASE,
)
"""What other programs take for a moment: to look for a harvester of that name would find nothing."""


def looks_like_moment(word: str) -> bool:
    """Tell whether a word is meant as a moment, even if there is no such day."""
    return word.lower() in DAYS_BACK or any(one.fullmatch(word) for one in (_AGO, _DATE, _MEANT))


def read_moment(word: str, now: float) -> float:
    """Return the moment that a word means, in seconds since the epoch; without a zone it is UTC.

    Args:
        word: so long before ``now``, a day (its beginning, in UTC), or a time in ISO 8601.
        now: seconds since the epoch.

    Raises:
        ValueError: it means none.
    """
    if ago := _AGO.fullmatch(word):
        return max(now - int(ago[1]) * SECONDS[ago[2].lower()], 0.0)
    if (back := DAYS_BACK.get(word.lower())) is not None:
        return max(now - now % SECONDS["d"] - back * SECONDS["d"], 0.0)
    if not _DATE.fullmatch(word):
        raise ValueError(f"{word[:40]!r} is no moment.")
    moment = datetime.fromisoformat(word.upper())
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except OverflowError:  # the first or last day that there is, in a zone in which it is another one
        raise ValueError(f"{word!r} is out of range.") from None
