"""What goes wrong at Slack on purpose."""

from typing import Final

from harvestbot.sandbox.slack.faults import Fault
from harvestbot.sandbox.slack.state import State

WEATHERS: Final = (
    ("fair", "works"),
    ("down", "is down"),
    ("limits", "rate-limits"),
    ("plain", "has no tables"),
)
"""How Slack can be, and the words for it."""
_TROUBLES: Final = {"down": "http_503", "limits": "ratelimited"}
_NATIVE: Final = frozenset({"data_table", "data_visualization"})
"""Blocks that a workspace may not have yet."""
_EVER: Final = 10**9
_WAIT: Final = 3
"""Seconds that Slack asks the bot to wait."""


class SlackWeather:
    """A switch for the trouble that the bot has with Slack's Web API.

    Args:
        state: The workspace.

    Attributes:
        now: How Slack is, one of `WEATHERS`.
    """

    def __init__(self, state: State) -> None:
        self._state = state
        self.now = "fair"

    def turn(self, weather: str) -> None:
        """Let Slack be like this from now on; other orders for trouble are forgotten.

        Raises:
            LookupError: It cannot be like this.
        """
        if weather not in dict(WEATHERS):
            raise LookupError(f"Slack cannot be {weather!r}.")
        self._state.faults.clear()
        self.now = weather
        self._state.unknown_blocks = _NATIVE if weather == "plain" else frozenset()
        if weather in _TROUBLES:
            self._state.faults.order(Fault("*", _TROUBLES[weather], _EVER, _WAIT))
        self._state.pulse.beat("state", weather=weather)
