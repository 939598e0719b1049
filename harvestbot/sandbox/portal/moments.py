"""Moments as both dialects write them."""

from datetime import UTC, datetime
from functools import lru_cache


@lru_cache(maxsize=10_000)  # a list tells the same moments each time, hundreds of them
def moment(seconds: float) -> str:
    """Write seconds since 1970 as ``2019-07-19T14:56:25+00:00``."""
    return datetime.fromtimestamp(int(seconds), UTC).isoformat()
