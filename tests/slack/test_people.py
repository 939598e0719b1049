"""Who somebody is, by Slack's word: members are members, and everybody else is not."""

import asyncio
import time
from collections.abc import Callable

import pytest
from aiohttp import ClientSession
from slack_sdk.web.async_client import AsyncWebClient
from support import stand_in

from harvestbot.domain.roles import Person
from harvestbot.errors import PersonUnknown
from harvestbot.sandbox.slack import ids
from harvestbot.sandbox.slack.serve import running
from harvestbot.sandbox.slack.world import World
from harvestbot.slack.afresh import Afresh, Began
from harvestbot.slack.client import asking_client, new_session, web_client
from harvestbot.slack.paced import Paced
from harvestbot.slack.people import FRESH_FOR, MOST_PEOPLE, SlackPeople, read_person
from harvestbot.slack.workspace import Workspace

WORKSPACE = Workspace(ids.TEAM, bot_user=ids.BOT)
ORGANISATION = Workspace("T1", enterprise="E1")

OURS, OTHERS = {"team_id": "T1"}, {"team_id": "T2"}
SISTERS = {"team_id": "T2", "enterprise_user": {"enterprise_id": "E1"}}
TABLE: dict[str, tuple[dict[str, object], set[str]]] = {
    "a member": ({**OURS}, {"member", "active"}),
    "an admin": ({**OURS, "is_admin": True}, {"member", "admin", "active"}),
    "an owner": ({**OURS, "is_owner": True}, {"member", "admin", "active"}),
    "a guest": ({**OURS, "is_restricted": True}, {"active"}),
    "a guest of one channel": ({**OURS, "is_restricted": True, "is_ultra_restricted": True}, {"active"}),
    "a stranger": ({**OURS, "is_stranger": True}, {"active"}),
    "another organisation's member who shares a channel": ({**OTHERS, "is_stranger": False}, {"active"}),
    "another organisation's admin": ({**OTHERS, "is_admin": True, "is_owner": True}, {"active"}),
    "our enterprise's admin": ({**SISTERS, "is_admin": True}, {"member", "admin", "active"}),
    "our enterprise's guest": ({**SISTERS, "is_restricted": True}, {"active"}),
    "another enterprise's member": ({**OTHERS, "enterprise_user": {"enterprise_id": "E2"}}, {"active"}),
    "somebody who has left": ({**OURS, "deleted": True}, {"member"}),
    "a bot": ({**OURS, "is_bot": True}, {"active"}),
    "somebody without a team": ({}, {"active"}),
    "somebody misshapen": ({"team_id": None, "profile": [], "enterprise_user": "E1", "id": None}, {"active"}),
}


def traits(person: Person) -> set[str]:
    """Return what somebody is, in words."""
    said = {"member": person.member, "admin": person.workspace_admin, "active": person.active}
    return {word for word, true in said.items() if true}


@pytest.mark.parametrize(("user", "expected"), TABLE.values(), ids=TABLE)
def test_what_slack_says_of_somebody_decides_what_they_are(user: dict[str, object], expected: set[str]) -> None:
    """`is_stranger` is false for whoever shares a channel, so the team is compared."""
    assert traits(read_person(user, ORGANISATION, frozenset())) == expected


def test_without_an_enterprise_of_ours_another_team_is_another_organisation() -> None:
    """Two empty enterprise ids are no common one."""
    stranger: dict[str, object] = {"team_id": "T2", "enterprise_user": {"enterprise_id": ""}}
    assert not read_person(stranger, Workspace("T1"), frozenset()).member


@pytest.mark.parametrize(
    ("user", "name"),
    [
        ({"profile": {"display_name": "ada", "real_name": "Ada L."}, "name": "al"}, "ada"),
        ({"profile": {"display_name": "", "real_name": "Ada L."}, "name": "al"}, "Ada L."),
        ({"real_name": "Ada L.", "name": "al"}, "Ada L."),
        ({"name": "al"}, "al"),
        ({}, ""),
    ],
)
def test_a_person_is_called_as_they_want_to_be(user: dict[str, object], name: str) -> None:
    """The display name stands before the others."""
    assert read_person(user, WORKSPACE, frozenset()).name == name


class Clock:
    """Seconds that a test moves."""

    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        """Return the seconds."""
        return self.at


@pytest.fixture
def clock() -> Clock:
    """Time in the test's hand."""
    return Clock()


def people_of(client: AsyncWebClient, *groups: str, now: Callable[[], float] = Clock()) -> SlackPeople:  # noqa: B008  because it stands still
    """Return the part under test."""

    async def workspace() -> Workspace:
        return WORKSPACE

    return SlackPeople(client, Paced(time.monotonic), workspace, groups, now)


@pytest.mark.parametrize(
    ("user", "expected"),
    [
        (ids.ADMIN, {"member", "admin", "active"}),
        (ids.VIEWER, {"member", "active"}),
        (ids.GUEST, {"active"}),
        (ids.MULTI_GUEST, {"active"}),
        (ids.STRANGER, {"active"}),
        (ids.LEFT, {"member"}),
        (ids.BOT, {"active"}),
    ],
)
async def test_everybody_of_the_workspace_is_known_for_what_they_are(
    client: AsyncWebClient, user: str, expected: set[str]
) -> None:
    """As Slack tells over HTTP."""
    person = await people_of(client).person(user, fresh=False)
    assert (person.id, traits(person)) == (user, expected)


async def test_only_groups_that_the_settings_name_are_asked_for(world: World, client: AsyncWebClient) -> None:
    """A workspace may have hundreds; each is a call."""
    olive = await people_of(client, ids.ON_CALL).person(ids.OPERATOR, fresh=False)
    vera = await people_of(client, ids.ON_CALL, ids.STEWARDS).person(ids.VIEWER, fresh=False)
    assert (olive.groups, vera.groups) == (frozenset({ids.ON_CALL}), frozenset({ids.STEWARDS}))
    assert len(world.traffic.calls("usergroups.users.list")) == 3
    assert not world.traffic.calls("usergroups.list")


async def test_an_answer_serves_reads_for_a_minute_and_decisions_never(
    world: World, client: AsyncWebClient, clock: Clock
) -> None:
    """A role that was taken away counts at once where something is changed."""
    people = people_of(client, ids.ON_CALL, now=clock)

    async def admin(*, fresh: bool) -> bool:
        return (await people.person(ids.ADMIN, fresh=fresh)).workspace_admin

    assert await admin(fresh=False)
    world.workspace.people[ids.ADMIN].is_admin = world.workspace.people[ids.ADMIN].is_owner = False
    clock.at = FRESH_FOR - 1
    assert await admin(fresh=False)
    assert len(world.traffic.calls("users.info")) == 1
    assert not await admin(fresh=True)
    assert not await admin(fresh=False), "what was asked afresh serves reads too"
    world.workspace.people[ids.ADMIN].is_admin = True
    clock.at += FRESH_FOR
    assert await admin(fresh=False)
    assert len(world.traffic.calls("users.info")) == 3


async def test_decisions_at_once_are_within_slacks_limits(session: ClientSession) -> None:
    """Nobody is refused because twenty others have pressed too: Slack takes 20 questions for members a minute."""
    world = World(rates="strict")
    async with running(world) as address:
        people = people_of(asking_client(world.bot_token, address.api_url, session), ids.ON_CALL, ids.STEWARDS)
        decided = [people.person(who, fresh=True) for who in (ids.ADMIN, ids.OPERATOR) * 60]
        assert [one.id for one in await asyncio.gather(*decided)] == [ids.ADMIN, ids.OPERATOR] * 60
    assert len(world.traffic.calls("usergroups.users.list")) <= 4
    assert [one.name for one in world.traffic.calls() if one.failure] == []


@pytest.mark.parametrize("fails", [False, True])
async def test_who_asks_while_an_answer_is_on_its_way_is_told_what_holds_by_then(*, fails: bool) -> None:
    """A role that was taken away before a decision never counts for it; what fails for one fails for the others."""
    calls: list[asyncio.Future[int]] = []

    async def call(_: str, began: Began) -> int:
        began()
        calls.append(asyncio.get_running_loop().create_future())
        return await calls[-1]

    afresh = Afresh(call)
    asked = [asyncio.create_task(afresh.ask("U1"))]
    await asyncio.sleep(0)
    asked += [asyncio.create_task(afresh.ask("U1")) for _ in range(3)]
    await asyncio.sleep(0)
    asked[1].cancel()
    calls[0].set_exception(OSError()) if fails else calls[0].set_result(1)
    await asyncio.gather(asked[0], return_exceptions=True)
    await asyncio.sleep(0)
    calls[1].set_result(2)
    answers = await asyncio.gather(*asked, return_exceptions=True)
    assert [one if isinstance(one, int) else type(one) for one in answers] == [
        OSError if fails else 1,
        asyncio.CancelledError,
        2,
        2,
    ]
    assert len(calls) == 2


async def test_memory_of_people_has_an_end(client: AsyncWebClient) -> None:
    """An organisation is larger than the bot's memory."""
    people = people_of(client)
    await people.person(ids.ADMIN, fresh=False)
    people._known.update({str(n): (0.0, Person(str(n))) for n in range(MOST_PEOPLE)})  # noqa: SLF001  because asking for 5,000 people takes too long
    await people.person(ids.VIEWER, fresh=False)
    assert len(people._known) == 1  # noqa: SLF001  because there is no other way to see it


@pytest.mark.parametrize("method", ["users.info", "usergroups.users.list"])
@pytest.mark.parametrize("trouble", ["user_not_found", "http_500", "drop", "missing_scope"])
async def test_who_cannot_be_looked_up_is_unknown(
    world: World, client: AsyncWebClient, method: str, trouble: str
) -> None:
    """Half an answer is none: without the groups nobody knows the role. Nothing old is used for a decision."""
    client.retry_handlers.clear()
    people = people_of(client, ids.ON_CALL)
    await people.person(ids.OPERATOR, fresh=False)
    world.fail(method, trouble, times=2)
    with pytest.raises(PersonUnknown, match="Nothing was changed") as unknown:
        await people.person(ids.OPERATOR, fresh=True)
    assert world.bot_token not in str(unknown.value)
    assert (await people.person(ids.OPERATOR, fresh=False)).id == ids.OPERATOR


@pytest.mark.parametrize("answer", stand_in.UNREADABLE.values(), ids=stand_in.UNREADABLE)
async def test_an_answer_that_is_none_of_slacks_makes_nobody_known(answer: stand_in.Handler) -> None:
    """A proxy in between grants no role."""
    async with stand_in.answering(answer) as url, new_session() as session:
        with pytest.raises(PersonUnknown):
            await people_of(web_client("xoxb-1", url, session)).person(ids.ADMIN, fresh=False)


async def test_a_group_that_is_not_there_gives_nobody_a_role_and_takes_none_away(client: AsyncWebClient) -> None:
    """A slip in the settings must not lock everybody out."""
    people = people_of(client, "S0NOWHERE1", ids.ON_CALL)
    olive = await people.person(ids.OPERATOR, fresh=True)
    assert olive.groups == frozenset({ids.ON_CALL})
