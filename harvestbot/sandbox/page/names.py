"""The words for ids, as the people of a workspace know them."""

from msgspec import Struct

from harvestbot.sandbox.slack.ids import BOT
from harvestbot.sandbox.slack.workspace import Channel, Person, Workspace

SLACK = "USLACKBOT"
"""The author of what Slack itself says."""
COLOURS = 6
"""How many colours faces have."""


class Face(Struct, frozen=True):
    """An author as shown beside what they said.

    Attributes:
        name: What they are called.
        initials: What stands in their picture.
        colour: Which colour it has, from 0.
        app: Whether it is the bot.
    """

    name: str
    initials: str
    colour: int
    app: bool = False


class WorkspaceNames:
    """The words for the ids of a workspace.

    Args:
        workspace: Whose.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def person(self, user_id: str) -> str | None:
        """A person's name."""
        found = self._workspace.people.get(user_id)
        return found.name if found else None

    def channel(self, channel_id: str) -> str | None:
        """A channel's name."""
        found = self._workspace.channels.get(channel_id)
        return found.name if found and found.name else None

    def group(self, group_id: str) -> str | None:
        """A user group's handle."""
        found = self._workspace.groups.get(group_id)
        return found.handle if found else None

    def title(self, channel: Channel, reader: str) -> str:
        """What a conversation is called for one of its people: direct messages have the other's name."""
        if channel.name:
            return channel.name
        other = next((user for user in channel.members if user != reader), reader)
        return self._workspace.person(other).real_name

    def face(self, user_id: str) -> Face:
        """An author's face; Slack itself has one too."""
        person = self._workspace.people.get(user_id)
        if person is None:
            return Face("Slack" if user_id == SLACK else user_id, "i", COLOURS)
        return Face(person.real_name, _initials(person), _colour(person), person.id == BOT)


def _initials(person: Person) -> str:
    words = person.real_name.split()
    return "".join(word[0] for word in words[:2]).upper() if len(words) > 1 else person.real_name[:2]


def _colour(person: Person) -> int:
    return sum(person.id.encode()) % COLOURS
