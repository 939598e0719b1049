"""Slack's rate limits, each a bucket that refills with time (https://docs.slack.dev/apis/web-api/rate-limits)."""

import math
from dataclasses import dataclass
from typing import Final, Literal

from harvestbot.sandbox.slack.errors import SlackError


@dataclass(frozen=True, slots=True)
class Limit:
    """How often a method may be called.

    Attributes:
        burst: Calls at once.
        per_minute: Calls that come back each minute.
        per_channel: Whether each channel has a bucket of its own.
    """

    burst: int
    per_minute: float
    per_channel: bool = False


TIER_1: Final = Limit(5, 5)  # apps.connections.open is documented as tier 1; a few at once, for up to ten connections
TIER_2: Final = Limit(20, 20)
TIER_3: Final = Limit(50, 50)
TIER_4: Final = Limit(100, 100)
POST: Final = Limit(5, 60, per_channel=True)
"""About one a second in a channel, short bursts tolerated."""
SPECIAL: Final = Limit(600, 600)
"""Methods whose limit Slack calls special: hundreds a minute."""


class Rates:
    """The buckets of the bot's token.

    Args:
        mode: `strict` counts; `off` lets everything pass.
    """

    def __init__(self, mode: Literal["strict", "off"] = "strict") -> None:
        self.mode = mode
        self._buckets: dict[tuple[str, str], tuple[float, float]] = {}

    def spend(self, method: str, limit: Limit, channel: str, now: float) -> None:
        """Count one call.

        Raises:
            SlackError: `ratelimited`, with HTTP 429 and `Retry-After` in whole seconds.
        """
        if self.mode == "off":
            return
        key = (method, channel if limit.per_channel else "")
        left, since = self._buckets.get(key, (float(limit.burst), now))
        left = min(float(limit.burst), left + (now - since) * limit.per_minute / 60)
        if left < 1:
            self._buckets[key] = (left, now)
            raise too_many(math.ceil((1 - left) * 60 / limit.per_minute))
        self._buckets[key] = (left - 1, now)


def too_many(retry_after: int) -> SlackError:
    """The answer to one call too many."""
    return SlackError("ratelimited", status=429, headers={"Retry-After": str(max(1, retry_after))})
