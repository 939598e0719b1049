"""Who may do what: roles, and how a person comes to one."""

from collections.abc import Mapping
from enum import IntEnum

from msgspec import Struct

EVERYONE = "everyone"
WORKSPACE_ADMINS = "workspace-admins"


class Role(IntEnum):
    """What somebody may do; each role may do all that those below it may."""

    VIEWER = 1
    OPERATOR = 2
    ADMIN = 3

    @property
    def word(self) -> str:
        """The role as people read and write it."""
        return self.name.lower()


class Person(Struct, frozen=True):
    """Somebody in Slack, as far as roles are concerned.

    ``member`` is true for a full member of our workspace: no guest, nobody of another organisation, no bot, nobody
    who has left. ``groups`` are the ids of the user groups that the person is in.
    """

    id: str
    member: bool = False
    workspace_admin: bool = False
    groups: frozenset[str] = frozenset()
    name: str = ""
    timezone: str = ""
    active: bool = True


Grants = Mapping[Role, frozenset[str]]
"""For each role the user ids, user group ids, ``workspace-admins`` or ``everyone`` that have it."""


class Standing(Struct, frozen=True):
    """A role, and the entry of the settings that it comes from; both empty where somebody has none."""

    role: Role | None = None
    because: str = ""

    def reaches(self, needed: Role) -> bool:
        """Tell whether this is enough for what needs ``needed``."""
        return self.role is not None and self.role >= needed


def standing(person: Person, grants: Grants) -> Standing:
    """Return the highest role of a person, and why.

    Guests and people of other organisations have none unless they or a group of theirs are named; somebody who has
    left has none at all.
    """
    if not person.active:
        return Standing()
    for role in sorted(Role, reverse=True):
        named = grants.get(role, frozenset())
        if person.id in named:
            return Standing(role, person.id)
        if group := min(person.groups & named, default=None):
            return Standing(role, group)
        if person.member and person.workspace_admin and WORKSPACE_ADMINS in named:
            return Standing(role, WORKSPACE_ADMINS)
        if person.member and EVERYONE in named:
            return Standing(role, EVERYONE)
    return Standing()
