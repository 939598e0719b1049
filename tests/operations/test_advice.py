"""What is offered instead of what was not understood is only what the person may do."""

import pytest
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.exc import TimeoutError as NoConnection

from harvestbot.domain.roles import EVERYONE, WORKSPACE_ADMINS, Grants, Person, Role
from harvestbot.errors import Ambiguous, NotAllowed, NotFound, NotUnderstood, PersonUnknown, Refused, StoreUnavailable
from harvestbot.operations.advice import Advice
from harvestbot.operations.gate import Gate

CITY: Grants = {Role.ADMIN: frozenset({WORKSPACE_ADMINS}), Role.VIEWER: frozenset({EVERYONE})}
SEA: Grants = {Role.OPERATOR: frozenset({"UOLIVE"})}
PEOPLE = {
    "UADA": Person("UADA", member=True, workspace_admin=True),
    "UOLIVE": Person("UOLIVE", member=True),
    "UGUS": Person("UGUS"),
}


class Directory:
    """Knows some people."""

    async def person(self, user: str, *, fresh: bool) -> Person:
        """Look a person up."""
        assert not fresh
        if user not in PEOPLE:
            raise PersonUnknown("Slack did not tell.")
        return PEOPLE[user]


ADVICE = Advice(Gate(Directory(), {"city": CITY, "sea": SEA}, frozenset()))


@pytest.mark.parametrize(
    ("user", "offered", "left"),
    [
        ("UOLIVE", ("start bus", "delete bus", "status bus"), ("start bus", "status bus")),
        ("UOLIVE", ("start city/bus", "start sea/bus", "start lake/bus"), ("start sea/bus", "start lake/bus")),
        ("UADA", ("start city/bus", "start sea/bus"), ("start city/bus",)),
        ("UADA", ("list", "what is not understood"), ("list", "what is not understood")),
        ("UNOBODY", ("delete bus",), ("delete bus",)),
    ],
)
async def test_commands_that_somebody_may_not_run_are_left_out(
    user: str, offered: tuple[str, ...], left: tuple[str, ...]
) -> None:
    """On the portal that they name, else on any; where nobody knows who it is, the press asks again."""
    for kind in (NotUnderstood, NotFound, Ambiguous):
        told = await ADVICE.suited(user, kind("Which one?", offered))
        assert isinstance(told, kind)
        assert (str(told), told.suggestions) == ("Which one?", left)


@pytest.mark.parametrize(
    ("user", "error", "said"),
    [
        ("UOLIVE", NotUnderstood("I know no `delt`.", ("delete bus",)), "`delete` needs the role admin"),
        ("UOLIVE", NotUnderstood("Which one?", ("list",), verb="delete"), "you are operator"),
        ("UGUS", NotUnderstood("I know no `x`.", ("status x", "help")), "you have none"),
    ],
)
async def test_who_may_do_nothing_of_it_is_told_which_role_is_missing(user: str, error: Refused, said: str) -> None:
    """That is what stands in the way, not the words."""
    told = await ADVICE.suited(user, error)
    assert isinstance(told, NotAllowed)
    assert said in str(told)


async def test_what_offers_nothing_is_told_as_it_is() -> None:
    """Nobody is looked up for it."""
    for error in (Refused("No."), NotUnderstood("No."), ValueError("no")):
        assert await ADVICE.suited("UNOBODY", error) is error


@pytest.mark.parametrize(
    ("error", "away"),
    [
        (OperationalError("INSERT", {}, Exception("database or disk is full")), True),
        (NoConnection("QueuePool limit"), True),
        (ProgrammingError("SELECT", {}, Exception("no such table")), False),
    ],
)
async def test_a_database_that_is_away_is_told_and_a_mistake_of_ours_is_not_taken_for_it(
    error: Exception, *, away: bool
) -> None:
    """What happened, whether anything was changed, and what to do next."""
    told = await ADVICE.suited("UADA", error)
    assert isinstance(told, StoreUnavailable) is away
    assert ("Nothing was changed, unless a card shows it. Try again" in str(told)) is away
    assert away or told is error
