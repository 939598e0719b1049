"""Calls of Slack's Web API, each when its turn has come, and again where Slack has asked to wait."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from slack_sdk.errors import SlackApiError

from harvestbot.errors import SlackUnavailable
from harvestbot.slack.client import asks_to_wait, retry_after
from harvestbot.slack.pacing import Pacing

T = TypeVar("T")

LONGEST_WAIT = 30.0
"""Seconds that a call waits for its turn; whoever insists on it comes again."""
TRIES = 4
"""How often a call is made that Slack asks to wait for."""


class Paced:
    """Makes calls.

    Args:
        now: seconds, of any clock that does not go back.
        speed: see ``Pacing``.
    """

    def __init__(self, now: Callable[[], float], speed: float = 1.0) -> None:
        self._pacing = Pacing(now, speed)

    def busy(self, method: str, channel: str = "") -> bool:
        """Tell whether a call would have to wait."""
        return self._pacing.wait(method, channel) > 0

    async def call(self, method: str, channel: str, call: Callable[[], Awaitable[T]]) -> T:
        """Make one call.

        Raises:
            SlackUnavailable: Slack asks to wait for longer than anybody should.
            SlackApiError: Slack has refused it for another reason.
        """
        for _ in range(TRIES):
            if self._pacing.wait(method, channel) > LONGEST_WAIT:
                break
            await asyncio.sleep(self._pacing.take(method, channel))
            try:
                return await call()
            except SlackApiError as error:
                if not asks_to_wait(error):
                    raise
                self._pacing.hold(method, channel, retry_after(error))
        raise SlackUnavailable("Slack asks to wait (ratelimited).")
