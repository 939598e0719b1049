"""Who types finds what they may do something with, at once or not at all."""

import asyncio

import pytest

from harvestbot.domain.harvesters import Harvester
from harvestbot.domain.roles import Grants, Person, Role
from harvestbot.domain.verbs import VERBS
from harvestbot.errors import PersonUnknown
from harvestbot.operations.directory import MANY, Directory
from harvestbot.operations.gate import Gate
from harvestbot.operations.seeing.finding import Finding

ADA, BOB = "UADA", "UBOB"
GRANTS: dict[str, Grants] = {
    "city": {Role.OPERATOR: frozenset({ADA}), Role.VIEWER: frozenset({BOB})},
    "sea": {Role.VIEWER: frozenset({ADA})},
}


class SlowPeople:
    """Tells who somebody is when it is let; implements ``operations.ports.People``."""

    def __init__(self) -> None:
        self.may_tell = asyncio.Event()
        self.asked = 0
        self.trouble: Exception | None = None

    async def person(self, user: str, *, fresh: bool) -> Person:
        """Look a person up."""
        assert not fresh
        self.asked += 1
        await self.may_tell.wait()
        if self.trouble is not None:
            raise self.trouble
        return Person(user, member=True)


async def finder(people: SlowPeople, looked: list[str], *, more: int = 0) -> Finding:
    """Return what finds harvesters on two portals that have one each, and so many more."""
    directory = Directory()
    for portal in GRANTS:
        found = [Harvester(id=f"h-{number}", name="x", type="csw", status="idle") for number in range(more)]
        await directory.take(portal, [Harvester(id="bus", name="Bus", type="csw", status="idle"), *found], 1.0)
    return Finding(Gate(people, GRANTS, frozenset()), directory, looked.extend)


async def test_what_somebody_is_about_to_look_for_is_looked_at() -> None:
    """So that the first key finds something, where nothing was seen yet."""
    people, looked = SlowPeople(), list[str]()
    people.may_tell.set()
    await (await finder(people, looked)).ready(ADA, VERBS["status"])
    assert looked == ["city", "sea"]


@pytest.mark.parametrize("more", [0, MANY])
@pytest.mark.parametrize(
    ("user", "verb", "found"),
    [
        (ADA, "status", ["city/bus", "sea/bus"]),
        (ADA, "start", ["city/bus"]),
        (BOB, "status", ["city/bus"]),
        (BOB, "start", []),
        ("UEVE", "status", []),
    ],
)
async def test_only_portals_where_the_role_is_enough_are_searched_and_looked_at(
    user: str, verb: str, found: list[str], more: int
) -> None:
    """The same id on a portal that somebody may not see is not even told to be there."""
    people, looked = SlowPeople(), list[str]()
    people.may_tell.set()
    finding = await finder(people, looked, more=more)
    suggested = await finding.suggest(user, "bus", VERBS[verb], most=5)
    assert [one.ref for one in suggested.found] == found
    assert looked == [ref.partition("/")[0] for ref in found]
    assert suggested.several == (len(found) > 1)


async def test_a_slow_slack_is_waited_for_once_and_not_for_long() -> None:
    """What it tells late serves the next key; what it never tells is no error that nobody has seen."""
    people, looked = SlowPeople(), list[str]()
    finding = await finder(people, looked)
    keys = [finding.suggest(ADA, "bus"[:number], VERBS["status"], most=5) for number in (1, 2, 3)]
    refused = await asyncio.gather(*keys, return_exceptions=True)
    assert [type(one) for one in refused] == [PersonUnknown] * 3
    assert (people.asked, looked) == (1, [])
    people.may_tell.set()
    suggested = await finding.suggest(ADA, "bus", VERBS["status"], most=5)
    assert len(suggested.found) == 2
    people.trouble = PersonUnknown("Slack is down.")
    with pytest.raises(PersonUnknown, match="Slack is down"):
        await finding.suggest(ADA, "bus", VERBS["status"], most=5)
