"""The organisation: people, channels, user groups, and what the app was granted."""

from dataclasses import dataclass, field
from typing import Literal

from harvestbot.sandbox.slack.ids import APP, BOT, BOT_ID, TEAM, TEAM_DOMAIN, dm_of
from harvestbot.sandbox.slack.wire import Json

Kind = Literal["public", "private", "im", "mpim"]


@dataclass(slots=True)
class Person:
    """Somebody with an account here, or of another organisation (`team` differs)."""

    id: str
    name: str
    real_name: str
    team: str = TEAM
    is_admin: bool = False
    is_owner: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_bot: bool = False
    is_stranger: bool = False
    deleted: bool = False
    tz: str = "Europe/Paris"

    def wire(self) -> Json:
        """The user object (https://docs.slack.dev/reference/objects/user-object)."""
        profile = {"real_name": self.real_name, "display_name": self.name, "team": self.team}
        common: Json = {
            "id": self.id,
            "team_id": self.team,
            "name": self.name,
            "deleted": self.deleted,
            "profile": profile,
        }
        if self.deleted:
            return {**common, "is_bot": self.is_bot, "is_app_user": False}
        told: Json = {
            **common,
            "real_name": self.real_name,
            "tz": self.tz,
            "tz_offset": 3600,
            "is_admin": self.is_admin,
            "is_owner": self.is_owner,
            "is_primary_owner": self.is_owner,
            "is_restricted": self.is_restricted,
            "is_ultra_restricted": self.is_ultra_restricted,
            "is_bot": self.is_bot,
            "is_app_user": False,
            "updated": 1_700_000_000,
        }
        if self.team != TEAM:
            told["is_stranger"] = self.is_stranger
        return told


@dataclass(slots=True)
class Channel:
    """A conversation of any kind; `shared_with` and `invited` are other organisations."""

    id: str
    name: str
    kind: Kind = "public"
    members: list[str] = field(default_factory=list)
    is_archived: bool = False
    shared_with: tuple[str, ...] = ()
    invited: tuple[str, ...] = ()

    def wire(self, viewer: str) -> Json:
        """The conversation object as a member or outsider gets it (https://docs.slack.dev/reference/objects/conversation-object)."""
        if self.kind == "im":
            other = next((user for user in self.members if user != viewer), viewer)
            return {
                "id": self.id,
                "created": 1_700_000_000,
                "is_im": True,
                "is_archived": False,
                "is_org_shared": False,
                "context_team_id": TEAM,
                "user": other,
                "is_user_deleted": False,
            }
        return {
            "id": self.id,
            "name": self.name,
            "name_normalized": self.name,
            "is_channel": self.kind == "public",
            "is_group": False,
            "is_im": False,
            "is_mpim": self.kind == "mpim",
            "is_private": self.kind != "public",
            "created": 1_700_000_000,
            "is_archived": self.is_archived,
            "is_general": self.name == "general",
            "is_shared": bool(self.shared_with),
            "is_ext_shared": bool(self.shared_with),
            "is_pending_ext_shared": bool(self.invited),
            "pending_shared": list(self.invited),
            "is_org_shared": False,
            "shared_team_ids": [TEAM, *self.shared_with],
            "context_team_id": TEAM,
            "is_member": viewer in self.members,
            "topic": {"value": "", "creator": "", "last_set": 0},
            "purpose": {"value": "", "creator": "", "last_set": 0},
        }

    @property
    def shown_name(self) -> str:
        """The name as a slash command's `channel_name` gives it: private ones and direct messages are not named."""
        return {"public": self.name, "private": "privategroup", "im": "directmessage", "mpim": self.name}[self.kind]


@dataclass(slots=True)
class Group:
    """A user group such as @on-call."""

    id: str
    handle: str
    name: str
    members: list[str] = field(default_factory=list)
    enabled: bool = True

    def wire(self, *, with_users: bool = False) -> Json:
        """The usergroup object (https://docs.slack.dev/reference/objects/usergroup-object)."""
        told: Json = {
            "id": self.id,
            "team_id": TEAM,
            "is_usergroup": True,
            "is_subteam": True,
            "is_external": False,
            "name": self.name,
            "handle": self.handle,
            "description": "",
            "date_create": 1_700_000_000,
            "date_update": 1_700_000_000,
            "date_delete": 0 if self.enabled else 1_700_000_001,
            "user_count": len(self.members),
        }
        return {**told, "users": list(self.members)} if with_users else told


@dataclass(slots=True)
class Workspace:
    """Everything that an admin of the organisation sets up.

    Attributes:
        scopes: What the bot's token was granted; change it to see `missing_scope`.
        commands: The slash commands of the app.
        events: The events the app subscribed to, by Slack's names (`message.im`, `app_mention`, …).
        shortcuts: The global shortcuts of the app: what each is called, by its callback id.
        unfurl_domains: The domains whose links bring `link_shared`; Slack takes 5 at most.
    """

    people: dict[str, Person]
    channels: dict[str, Channel]
    groups: dict[str, Group]
    scopes: set[str]
    commands: set[str]
    events: set[str]
    shortcuts: dict[str, str] = field(default_factory=dict)
    unfurl_domains: tuple[str, ...] = ()
    name: str = "Data portals"

    def person(self, user: str) -> Person:
        """Somebody by id.

        Raises:
            KeyError: Nobody has this id.
        """
        return self.people[user]

    def dm(self, user: str) -> Channel:
        """The direct message of the bot and a person; made when it is first needed."""
        return self.channels.setdefault(dm_of(user), Channel(dm_of(user), "", "im", [BOT, user]))

    def team_wire(self) -> Json:
        """The team as interaction payloads carry it."""
        return {"id": TEAM, "domain": TEAM_DOMAIN}

    def user_wire(self, user: str) -> Json:
        """A person as interaction payloads carry them."""
        person = self.person(user)
        return {"id": person.id, "username": person.name, "name": person.name, "team_id": person.team}

    def bot_wire(self) -> Json:
        """The bot as messages carry it."""
        return {
            "id": BOT_ID,
            "app_id": APP,
            "user_id": BOT,
            "name": self.person(BOT).name,
            "deleted": False,
            "team_id": TEAM,
        }
