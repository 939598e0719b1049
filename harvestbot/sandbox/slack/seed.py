"""The organisation that every test, the tour and the demo begin with."""

from typing import Final

from harvestbot.sandbox.slack import ids
from harvestbot.sandbox.slack.workspace import Channel, Group, Person, Workspace

SCOPES: Final = frozenset(
    {
        "app_mentions:read",
        "channels:read",
        "chat:write",
        "chat:write.public",
        "commands",
        "groups:read",
        "im:history",
        "im:write",
        "links:read",
        "links:write",
        "usergroups:read",
        "users:read",
    }
)
"""What the app's manifest asks for."""

EVENTS: Final = frozenset(
    {"app_home_opened", "app_mention", "link_shared", "member_joined_channel", "member_left_channel", "message.im"}
)
"""What the app may subscribe to here."""


SHORTCUTS: Final = {"harvestbot:harvesters": "Harvesters"}
"""The global shortcuts that the app's manifest has: what each is called, by its callback id."""


def _people() -> list[Person]:
    return [
        Person(ids.ADMIN, "ada", "Ada Lovelace", is_admin=True, is_owner=True),
        Person(ids.SECOND_ADMIN, "alan", "Alan Turing", is_admin=True),
        Person(ids.OPERATOR, "olive", "Olive Oyl"),
        Person(ids.VIEWER, "vera", "Vera Rubin"),
        Person(ids.GUEST, "gus", "Gus Guest", is_restricted=True, is_ultra_restricted=True),
        Person(ids.MULTI_GUEST, "mia", "Mia Guest", is_restricted=True),
        Person(ids.STRANGER, "sam", "Sam Partner", team=ids.OTHER_TEAM),
        Person(ids.LEFT, "lou", "Lou Left", deleted=True),
        Person(ids.BOT, "harvestbot", "harvestbot", is_bot=True),
    ]


def _channels() -> list[Channel]:
    staff = [ids.ADMIN, ids.SECOND_ADMIN, ids.OPERATOR, ids.VIEWER]
    known = [*staff, ids.GUEST, ids.MULTI_GUEST]
    return [
        Channel(ids.GENERAL, "general", "public", [*staff, ids.MULTI_GUEST, ids.BOT]),
        Channel(ids.DATA_OPS, "data-ops", "public", [*known, ids.BOT]),
        Channel(ids.LOUNGE, "lounge", "public", [*staff]),
        Channel(ids.PRIVATE, "incidents", "private", [ids.ADMIN, ids.SECOND_ADMIN, ids.OPERATOR, ids.BOT]),
        Channel(ids.CLOSED, "salaries", "private", [ids.ADMIN, ids.SECOND_ADMIN]),
        Channel(ids.SHARED, "partners", "public", [*staff, ids.STRANGER, ids.BOT], shared_with=(ids.OTHER_TEAM,)),
        Channel(ids.ARCHIVED, "old-portal", "public", [*staff, ids.BOT], is_archived=True),
        Channel(ids.PEOPLE_DM, "", "im", [ids.ADMIN, ids.OPERATOR]),
        *(Channel(ids.dm_of(user), "", "im", [ids.BOT, user]) for user in known),
    ]


def organisation(command: str = "/harvester") -> Workspace:
    """A small organisation with every kind of person and channel that the bot must tell apart.

    Args:
        command: The slash command that the app registered.
    """
    groups = [
        Group(ids.ON_CALL, "on-call", "On call", [ids.OPERATOR]),
        Group(ids.STEWARDS, "stewards", "Data stewards", [ids.VIEWER, ids.MULTI_GUEST]),
        Group(ids.RETIRED, "retired", "Retired", [ids.VIEWER], enabled=False),
    ]
    return Workspace(
        people={person.id: person for person in _people()},
        channels={channel.id: channel for channel in _channels()},
        groups={group.id: group for group in groups},
        scopes=set(SCOPES),
        commands={command},
        events=set(EVENTS),
        shortcuts=dict(SHORTCUTS),
        unfurl_domains=("data.example.org", "127.0.0.1"),
    )
