"""Trigger ids: they live for a moment, and work once."""

import secrets
from dataclasses import dataclass

from harvestbot.sandbox.slack.errors import SlackError


@dataclass(slots=True)
class _Trigger:
    user: str
    until: float
    used: bool = False


class Triggers:
    """All trigger ids that were handed out."""

    def __init__(self) -> None:
        self._held: dict[str, _Trigger] = {}

    def issue(self, user: str, now: float, lives: float) -> str:
        """A trigger for what a person just did; it lives for so many seconds."""
        trigger_id = f"{len(self._held) + 1}.{int(now)}.{secrets.token_hex(16)}"
        self._held[trigger_id] = _Trigger(user, now + lives)
        return trigger_id

    def exchange(self, trigger_id: str, now: float) -> str:
        """The person whose trigger this is; it is used up.

        Raises:
            SlackError: `invalid_trigger_id`, `expired_trigger_id` or `exchanged_trigger_id`.
        """
        held = self._held.get(trigger_id)
        if held is None:
            raise SlackError("invalid_trigger_id")
        if held.used:
            raise SlackError("exchanged_trigger_id")
        if now > held.until:
            raise SlackError("expired_trigger_id")
        held.used = True
        return held.user
