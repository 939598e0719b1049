"""Who has which role, as a table: denied by default, and named is named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvestbot.domain.roles import EVERYONE, WORKSPACE_ADMINS, Grants, Person, Role, Standing, standing

USUAL: Grants = {
    Role.ADMIN: frozenset({WORKSPACE_ADMINS}),
    Role.OPERATOR: frozenset(),
    Role.VIEWER: frozenset({EVERYONE}),
}
GENEROUS: Grants = {role: frozenset({EVERYONE, WORKSPACE_ADMINS}) for role in Role}
TEAM: Grants = {
    Role.ADMIN: frozenset({"U1", "SADMINS"}),
    Role.OPERATOR: frozenset({"SONCALL", "UGUEST"}),
    Role.VIEWER: frozenset({"SSTEWARDS"}),
}
NOBODY: Grants = {}

MEMBER = Person("U9", member=True)
ADMIN = Person("U1", member=True, workspace_admin=True)
GUEST = Person("UGUEST")
STRANGER_ADMIN = Person("U7", member=False, workspace_admin=True)
LEFT = Person("U1", member=True, workspace_admin=True, groups=frozenset({"SADMINS"}), active=False)


def grouped(*groups: str, member: bool = True) -> Person:
    """Return somebody in some groups."""
    return Person("U9", member=member, groups=frozenset(groups))


TABLE = [
    ("a member, by default", MEMBER, USUAL, Role.VIEWER, EVERYONE),
    ("an admin of the workspace, by default", ADMIN, USUAL, Role.ADMIN, WORKSPACE_ADMINS),
    ("a guest, by default", GUEST, USUAL, None, ""),
    ("an admin of another organisation, by default", STRANGER_ADMIN, USUAL, None, ""),
    ("somebody who has left, by default", LEFT, USUAL, None, ""),
    ("a guest, where everyone may everything", GUEST, GENEROUS, None, ""),
    ("an admin of another organisation, where everyone may everything", STRANGER_ADMIN, GENEROUS, None, ""),
    ("a member, where everyone may everything", MEMBER, GENEROUS, Role.ADMIN, EVERYONE),
    ("a person who is named", ADMIN, TEAM, Role.ADMIN, "U1"),
    ("a guest who is named", GUEST, TEAM, Role.OPERATOR, "UGUEST"),
    ("somebody who has left and is named", LEFT, TEAM, None, ""),
    ("a member whom nobody names", MEMBER, TEAM, None, ""),
    ("a member of a group", grouped("SONCALL"), TEAM, Role.OPERATOR, "SONCALL"),
    ("a guest in a group", grouped("SONCALL", member=False), TEAM, Role.OPERATOR, "SONCALL"),
    ("a member of several groups has the highest", grouped("SSTEWARDS", "SADMINS"), TEAM, Role.ADMIN, "SADMINS"),
    ("a member of an unknown group", grouped("SOTHER"), TEAM, None, ""),
    ("anybody, where nothing is granted", ADMIN, NOBODY, None, ""),
]


@pytest.mark.parametrize(
    ("person", "grants", "role", "because"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE]
)
def test_who_has_which_role_and_why(person: Person, grants: Grants, role: Role | None, because: str) -> None:
    """The highest role counts, and the entry of the settings that gives it is told."""
    assert standing(person, grants) == Standing(role, because)


@pytest.mark.parametrize("held", [None, *Role])
@pytest.mark.parametrize("needed", list(Role))
def test_a_role_may_what_those_below_it_may(held: Role | None, needed: Role) -> None:
    """An admin may what operators may, and nobody without a role may anything."""
    assert Standing(held).reaches(needed) is (held is not None and held >= needed)


ENTRIES = st.frozensets(st.sampled_from(["U1", "U2", "S1", "S2", WORKSPACE_ADMINS, EVERYONE]))


@given(
    person=st.builds(
        Person,
        id=st.sampled_from(["U1", "U2"]),
        member=st.booleans(),
        workspace_admin=st.booleans(),
        groups=st.frozensets(st.sampled_from(["S1", "S2"])),
        active=st.booleans(),
    ),
    grants=st.dictionaries(st.sampled_from(Role), ENTRIES),
)
def test_nobody_comes_to_a_role_but_by_the_settings(person: Person, grants: Grants) -> None:
    """Outsiders only by their own name or group; those who have left by nothing."""
    had = standing(person, grants)
    named = frozenset({person.id}) | person.groups
    if had.role is None:
        assert not person.active or not any(named & entries for entries in grants.values())
        return
    assert person.active
    assert had.because in grants[had.role]
    if not person.member:
        assert had.because in named


def test_a_role_is_written_in_lower_case() -> None:
    """As the settings and the help have it."""
    assert [role.word for role in Role] == ["viewer", "operator", "admin"]
