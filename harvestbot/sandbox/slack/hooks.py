"""Response URLs: five uses within thirty minutes."""

import secrets
from dataclasses import dataclass
from typing import Final

from harvestbot.sandbox.slack.errors import SlackError

LIVES: Final = 30 * 60.0
"""Seconds."""
USES: Final = 5
"""Uses: https://docs.slack.dev/interactivity/handling-user-interaction#message_responses."""


@dataclass(slots=True)
class Hook:
    """What a response URL leads to.

    Attributes:
        kind: `commands` or `actions`; only on a press does `replace_original` replace.
        message_ts: The message that was pressed.
    """

    kind: str
    user: str
    channel: str
    until: float
    message_ts: str | None = None
    uses: int = 0


class Hooks:
    """All response URLs that were handed out."""

    def __init__(self) -> None:
        self._held: dict[str, Hook] = {}

    def issue(self, hook: Hook) -> str:
        """The path of a new response URL, with its secret."""
        key = secrets.token_urlsafe(18)
        self._held[key] = hook
        return f"/{hook.kind}/{key}"

    def use(self, key: str, now: float) -> Hook:
        """The hook behind a URL; one use is spent.

        Raises:
            SlackError: `no_service`, `expired_url` or `used_url`, each as HTTP 404.
        """
        hook = self._held.get(key)
        if hook is None:
            raise SlackError("no_service", status=404)
        if now > hook.until:
            raise SlackError("expired_url", status=404)
        if hook.uses >= USES:
            raise SlackError("used_url", status=404)
        hook.uses += 1
        return hook
