"""One Web API call and what methods ask of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from harvestbot.sandbox.slack.errors import SlackError
from harvestbot.sandbox.slack.ids import BOT
from harvestbot.sandbox.slack.ratelimits import TIER_3, Limit
from harvestbot.sandbox.slack.state import State
from harvestbot.sandbox.slack.wire import Json
from harvestbot.sandbox.slack.workspace import Channel, Person


@dataclass(frozen=True, slots=True)
class Call:
    """A call of the bot.

    Attributes:
        args: The arguments, from the query, the form or the JSON body.
    """

    state: State
    args: Json

    def text(self, name: str, default: str = "") -> str:
        """An argument as text."""
        value = self.args.get(name)
        return default if value is None else str(value)

    def need(self, name: str, code: str = "invalid_arguments") -> str:
        """An argument that must be there.

        Raises:
            SlackError: It is missing or empty.
        """
        value = self.text(name)
        if not value:
            raise SlackError(code, {"response_metadata": {"messages": [f"[ERROR] missing required field: {name}"]}})
        return value

    def flag(self, name: str, *, default: bool = False) -> bool:
        """An argument as a truth value; forms send it as text."""
        value = self.args.get(name)
        return default if value is None else str(value).lower() in ("1", "true")

    def number(self, name: str, default: int) -> int:
        """An argument as a number.

        Raises:
            SlackError: `invalid_arguments`.
        """
        try:
            return int(self.text(name) or default)
        except ValueError:
            raise SlackError("invalid_arguments") from None

    def require(self, scope: str) -> None:
        """Refuse what the token was not granted.

        Raises:
            SlackError: `missing_scope`, with what is needed and what was provided.
        """
        granted = self.state.workspace.scopes
        if scope not in granted:
            raise SlackError("missing_scope", {"needed": scope, "provided": ",".join(sorted(granted))})

    def person(self, name: str = "user") -> Person:
        """The person an argument names.

        Raises:
            SlackError: `user_not_found`.
        """
        found = self.state.workspace.people.get(self.need(name, "user_not_found"))
        if found is None:
            raise SlackError("user_not_found")
        return found

    def channel(self, name: str = "channel") -> Channel:
        """The conversation an argument names, as far as the bot can know of it.

        A person's id means the direct message with them, `#name` a channel by name.

        Raises:
            SlackError: `channel_not_found`, also for what the bot may not know of.
        """
        workspace = self.state.workspace
        wanted = self.need(name, "channel_not_found")
        if wanted in workspace.people and wanted != BOT and not workspace.people[wanted].deleted:
            return workspace.dm(wanted)
        found = workspace.channels.get(wanted)
        if found is None:
            plain = wanted.removeprefix("#")
            found = next((c for c in workspace.channels.values() if c.name == plain and c.kind != "im"), None)
        if found is None or (found.kind != "public" and BOT not in found.members):
            raise SlackError("channel_not_found")
        return found

    def page(self, items: list[Json], key: str, default: int = 100) -> Json:
        """One page of a list, with the cursor of the next.

        Raises:
            SlackError: `invalid_cursor`.
        """
        cursor = self.text("cursor")
        if cursor and not cursor.isdigit():
            raise SlackError("invalid_cursor")
        start = int(cursor or 0)
        size = max(1, self.number("limit", default))
        rest = start + size < len(items)
        following = str(start + size) if rest else ""
        return {key: items[start : start + size], "response_metadata": {"next_cursor": following}}


Handler: TypeAlias = Callable[[Call], Json]
"""Does a method's work and returns the members of the answer besides `ok`; raises `SlackError`."""


@dataclass(frozen=True, slots=True)
class Method:
    """A Web API method.

    Attributes:
        scope: What the bot's token must be granted, where the method always needs it.
        app_token: Whether it takes the app-level token instead.
        open: Whether it needs no token.
    """

    handler: Handler
    scope: str = ""
    limit: Limit = TIER_3
    app_token: bool = False
    open: bool = False
