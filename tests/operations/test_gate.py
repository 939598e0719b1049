"""Nobody passes the gate without the role and the place that a verb needs, and refusals say what is missing."""

from collections.abc import Mapping

import pytest

from harvestbot.domain.asker import Asker
from harvestbot.domain.confirmations import Place
from harvestbot.domain.roles import EVERYONE, WORKSPACE_ADMINS, Grants, Person, Role, Standing
from harvestbot.domain.verbs import VERBS, Verb
from harvestbot.errors import UNCHANGED, NotAllowed, PersonUnknown, WrongPlace
from harvestbot.operations.gate import Gate, max_role, missing_role, visible

CITY: Grants = {Role.ADMIN: frozenset({WORKSPACE_ADMINS}), Role.VIEWER: frozenset({EVERYONE})}
SEA: Grants = {Role.OPERATOR: frozenset({"UOLIVE"})}
PEOPLE = {
    "UADA": Person("UADA", member=True, workspace_admin=True),
    "UOLIVE": Person("UOLIVE", member=True),
    "UVERA": Person("UVERA", member=True),
    "UGUS": Person("UGUS"),
}


class Directory:
    """Knows some people, and notes how it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, bool]] = []

    async def person(self, user: str, *, fresh: bool) -> Person:
        """Look a person up."""
        self.asked.append((user, fresh))
        if user not in PEOPLE:
            raise PersonUnknown("Slack did not tell.")
        return PEOPLE[user]


def gate(directory: Directory | None = None, channels: frozenset[str] = frozenset()) -> Gate:
    """Return a gate before two portals."""
    return Gate(directory or Directory(), {"city": CITY, "sea": SEA}, channels)


def asker(user: str, channel: str = "C1") -> Asker:
    """Return somebody in a channel."""
    return Asker(user, Place(channel))


@pytest.mark.parametrize(
    ("user", "roles"),
    [
        ("UADA", {"city": Role.ADMIN, "sea": None}),
        ("UOLIVE", {"city": Role.VIEWER, "sea": Role.OPERATOR}),
        ("UVERA", {"city": Role.VIEWER, "sea": None}),
        ("UGUS", {"city": None, "sea": None}),
    ],
)
async def test_a_role_holds_for_one_portal(user: str, roles: Mapping[str, Role | None]) -> None:
    """An admin of one is nobody on another that does not name them."""
    standings = await gate().standings(user, fresh=False)
    assert {portal: one.role for portal, one in standings.items()} == roles
    assert max_role(standings) == max((role for role in roles.values() if role), default=None)
    assert visible(standings) == tuple(portal for portal, role in roles.items() if role)


async def test_freshness_is_passed_on_to_who_knows() -> None:
    """A decision asks anew."""
    directory = Directory()
    await gate(directory).standings("UADA", fresh=True)
    await gate(directory).pass_anywhere(asker("UADA"), VERBS["list"])
    assert directory.asked == [("UADA", True), ("UADA", False)]


async def test_who_has_no_role_anywhere_does_not_pass() -> None:
    """The refusal says which role is missing."""
    with pytest.raises(NotAllowed, match="needs the role viewer; you have none"):
        await gate().pass_anywhere(asker("UGUS"), VERBS["list"])
    assert await gate().pass_anywhere(asker("UVERA"), VERBS["list"])


async def test_who_cannot_be_looked_up_is_refused() -> None:
    """No answer is no permission."""
    with pytest.raises(PersonUnknown):
        await gate().pass_anywhere(asker("UNOBODY"), VERBS["list"])


@pytest.mark.parametrize("verb", VERBS.values(), ids=str)
def test_what_changes_anything_works_in_the_allowed_channels_alone(verb: Verb) -> None:
    """Where none are named, all are allowed; a verb that only shows may lead to a change, as ``schedule`` does."""
    some = gate(channels=frozenset({"C2", "C1"}))
    gate().place(verb, "C9")
    some.place(verb, "C1")
    for elsewhere in ("C9", ""):
        with pytest.raises(WrongPlace) as refused:
            some.place(verb, elsewhere)
        assert refused.value.channels == ("C1", "C2")
        assert UNCHANGED in str(refused.value)


@pytest.mark.parametrize("held", [None, *Role])
@pytest.mark.parametrize("verb", VERBS.values(), ids=str)
def test_a_role_below_the_verbs_is_refused_by_name(verb: Verb, held: Role | None) -> None:
    """Both roles are named: the one that is needed and the one that is had."""
    standings = {"city": Standing(held)}
    if held is not None and held >= verb.role:
        gate().role(verb, "city", standings)
        return
    with pytest.raises(NotAllowed) as refused:
        gate().role(verb, "city", standings)
    assert str(refused.value) == missing_role(verb, held, "city")
    assert f"needs the role {verb.role.word} on city" in str(refused.value)
    assert (held.word if held else "none") in str(refused.value)


def test_a_portal_without_a_standing_is_refused() -> None:
    """A portal that somebody knows nothing of grants nothing."""
    with pytest.raises(NotAllowed, match="on elsewhere; you have none"):
        gate().role(VERBS["status"], "elsewhere", {"city": Standing(Role.ADMIN)})
