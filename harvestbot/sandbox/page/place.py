"""Where somebody is on the page: who they are, what they look at, and the address that leads there."""

from collections.abc import Mapping
from urllib.parse import urlencode

from msgspec import Struct, structs

from harvestbot.sandbox.slack.ids import DATA_OPS
from harvestbot.sandbox.slack.workspace import Channel, Workspace

HOME = "home"
"""Stands where a channel's id stands, for the App Home of the bot."""


class Place(Struct, frozen=True):
    """A person, a conversation (or the App Home), and the thread that is open beside it.

    Attributes:
        user: Who looks.
        channel: A channel's id, or `HOME`.
        thread: The timestamp of the message whose thread is open; empty for none.
    """

    user: str
    channel: str
    thread: str = ""

    @property
    def address(self) -> str:
        """Path and query of the page."""
        return f"/?{self.query}"

    @property
    def query(self) -> str:
        """The query that leads here, on the page and on its stream."""
        thread = {"thread": self.thread} if self.thread else {}
        return urlencode({"as": self.user, "in": self.channel, **thread})

    def at(self, channel: str) -> "Place":
        """The same person in another conversation."""
        return Place(self.user, channel)

    def beside(self, thread: str = "") -> "Place":
        """The same conversation with another thread open, or with none."""
        return structs.replace(self, thread=thread)


def found(query: Mapping[str, str], workspace: Workspace, users: list[str]) -> Place:
    """The place that a query means; what it does not say, or what cannot be, is chosen.

    Args:
        query: `as`, `in` and `thread`.
        workspace: Who and what there is.
        users: The people one can be; the first is who comes in where nobody is named.
    """
    asked = query.get("as", "")
    user = asked if asked in users else users[0]
    channels = [channel.id for channel in open_to(user, workspace)]
    wanted = query.get("in", "")
    if wanted != HOME and wanted not in channels:
        wanted = DATA_OPS if DATA_OPS in channels else next(iter(channels), HOME)
    return Place(user, wanted, query.get("thread", "") if wanted != HOME else "")


def open_to(user: str, workspace: Workspace) -> list[Channel]:
    """The conversations that somebody takes part in, in the order in which they are listed."""
    return [one for one in workspace.channels.values() if user in one.members and not one.is_archived]
