"""What can go wrong in the simulated Slack.

SlackError   a Web API call is refused, as Slack would refuse it
CannotDo     a test, or the page, asks a person to do what the screen does not offer them
"""

from harvestbot.sandbox.slack.wire import Json


class SlackError(Exception):
    """A refused Web API call: becomes `{"ok": false, "error": code, …}`.

    Args:
        code: Slack's error code.
        more: Further members of the answer, such as `needed` and `provided`, or `response_metadata`.
        status: The HTTP status.
        headers: Further HTTP headers, such as `Retry-After`.
    """

    def __init__(
        self, code: str, more: Json | None = None, *, status: int = 200, headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(code)
        self.code = code
        self.more = more or {}
        self.status = status
        self.headers = headers or {}


class CannotDo(Exception):
    """The person does not see such a button, is not in the channel, or has left."""
