"""Moments as people write them: ``2h`` ago, ``7d`` ago, ``2026-11-01``."""

import re
from datetime import UTC, datetime

UNDERSTOOD = "`30m`, `2h`, `7d`, `4w` or `2026-11-01`"
"""What a refusal says is understood."""
SECONDS = {"m": 60, "h": 3_600, "d": 86_400, "w": 604_800}

_AGO = re.compile(r"(\d{1,6})([mhdw])", re.IGNORECASE)
_DATE = re.compile(r"\d{4}-\d\d-\d\d([tT ].*)?")


def looks_like_moment(word: str) -> bool:
    """Tell whether a word is meant as a moment, even if there is no such day."""
    return bool(_AGO.fullmatch(word) or _DATE.fullmatch(word))


def read_moment(word: str, now: float) -> float:
    """Return the moment that a word means, in seconds since the epoch; without a zone it is UTC.

    Args:
        word: so long before ``now``, a day (its beginning), or a time in ISO 8601.
        now: seconds since the epoch.

    Raises:
        ValueError: it means none.
    """
    if ago := _AGO.fullmatch(word):
        return max(now - int(ago[1]) * SECONDS[ago[2].lower()], 0.0)
    if not _DATE.fullmatch(word):
        raise ValueError(f"{word[:40]!r} is no moment.")
    moment = datetime.fromisoformat(word.upper())
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except OverflowError:  # the first or last day that there is, in a zone in which it is another one
        raise ValueError(f"{word!r} is out of range.") from None
