"""A second person, where the settings want one: somebody else with the role, in time, once."""

import asyncio
from collections.abc import Sequence

import pytest
from support.talk import Talk, talking

from harvestbot.domain.audit import Entry, Outcome
from harvestbot.sandbox.slack.deliver import Delivery
from harvestbot.sandbox.slack.ids import (
    ADMIN,
    DATA_OPS,
    GUEST,
    OPERATOR,
    PEOPLE_DM,
    SECOND_ADMIN,
    SHARED,
    STEWARDS,
    STRANGER,
    VIEWER,
    dm_of,
)
from harvestbot.sandbox.slack.messages import Message

DELETIONS = '["delete", "delete_datasets"]'
KEEP = "DELETE /bus-stops/?delete_attached_datasets=0"
WITH = "DELETE /bus-stops/?delete_attached_datasets=1"
THREE_ADMINS = f'["workspace-admins", "{OPERATOR}"]'
PRESS = "Delete, keep 412 datasets"
ASKS = "has to approve it"


async def asked_twice(talk: Talk, channel: str = DATA_OPS) -> tuple[Message, Message]:
    """Ask for a deletion and press; return the first question and the one to a second person."""
    await talk.types("delete bus-stops", channel=channel)
    question = await talk.sees("only they can press", channel=channel)
    await talk.presses(PRESS, question)
    second = await talk.sees(ASKS, channel=channel)
    return question, second


async def changes_to(talk: Talk, where: Message, words: str) -> str:
    """Wait until a message says these words; return all that it says."""
    await talk.world.until(lambda: words in talk.look(where), 30.0)
    return talk.look(where)


def refusals(trail: Sequence[Entry]) -> list[tuple[str, str]]:
    """Return who was refused what."""
    return [(one.actor, one.verb) for one in trail if one.outcome is Outcome.REFUSED]


async def test_somebody_else_with_the_role_approves_and_it_is_done_once(mode: str) -> None:
    """A message of its own asks, the first question has no buttons left, and both people stand where it ends."""
    async with talking(mode=mode, SECOND_APPROVER=DELETIONS) as talk:
        question, second = await asked_twice(talk)
        assert second.ts != question.ts
        assert f"@{ADMIN} wants to delete" in talk.look(second)
        assert "[Approve] [Reject]" in talk.look(second)
        assert "[" not in await changes_to(talk, question, "A second person was asked")
        assert talk.writes() == []
        await talk.presses("Approve", second, SECOND_ADMIN)
        said = await changes_to(talk, second, "Deleted")
        assert f"asked by @{ADMIN}" in said
        assert f"approved by @{SECOND_ADMIN}" in said
        assert "[" not in said
        assert talk.writes() == [KEEP]
        trail = await talk.trail()
    assert [(one.actor, one.outcome) for one in trail] == [
        (ADMIN, Outcome.ASKED),
        (ADMIN, Outcome.ASKED),
        (SECOND_ADMIN, Outcome.APPROVED),
        (SECOND_ADMIN, Outcome.ATTEMPT),
        (SECOND_ADMIN, Outcome.DONE),
    ]
    assert {(one.verb, one.harvester_id, one.channel) for one in trail} == {("delete", "bus-stops", DATA_OPS)}


async def test_a_message_that_slack_took_without_a_word_is_answered_and_its_twin_taken_back(mode: str) -> None:
    """Nobody can know that Slack took it, so it is posted anew: what was pressed stands, and nothing asks any more."""
    async with talking(mode=mode, SECOND_APPROVER=DELETIONS) as talk:
        await talk.types("delete bus-stops")
        question = await talk.sees("only they can press")
        talk.world.fail("chat.postMessage", "drop_after")
        talk.world.fail("chat.postMessage", "slow", seconds=2)
        await talk.presses(PRESS, question)
        first = await talk.sees(ASKS)
        await talk.world.until(lambda: len(talk.world.traffic.calls("chat.postMessage")) == 3, 30.0)
        await talk.presses("Approve", first, SECOND_ADMIN)
        await changes_to(talk, first, "Deleted")
        await talk.world.until(lambda: talk.world.traffic.calls("chat.delete"), 30.0)
        assert [talk.look(one) for one in talk.world.conversation(DATA_OPS, ADMIN) if one.via != "person"] == [
            talk.look(question),
            talk.look(first),
        ]
        assert "A second person was asked" in talk.look(question)
        assert talk.writes() == [KEEP]


async def test_who_asked_can_not_approve_and_can_withdraw(mode: str) -> None:
    """Four eyes are two people; Reject of who asked is a withdrawal."""
    async with talking(mode=mode, SECOND_APPROVER=DELETIONS) as talk:
        _, second = await asked_twice(talk)
        await talk.presses("Approve", second)
        await talk.sees("Somebody else has to approve")
        assert "[Approve] [Reject]" in talk.look(second)
        await talk.presses("Reject", second)
        said = await changes_to(talk, second, "Cancelled")
        assert "Not deleted" in said
        assert talk.writes() == []
        trail = await talk.trail()
    assert refusals(trail) == [(ADMIN, "approve")]
    assert trail[-1].outcome is Outcome.CANCELLED


async def test_a_rejection_ends_it_and_says_by_whom() -> None:
    """Nothing goes to the portal, and no later press changes that."""
    async with talking(SECOND_APPROVER=DELETIONS, ROLES__ADMIN=THREE_ADMINS) as talk:
        _, second = await asked_twice(talk)
        before = await asyncio.gather(
            talk.presses("Reject", second, SECOND_ADMIN), talk.presses("Reject", second, OPERATOR)
        )
        assert all(one.ok for one in before)
        said = await changes_to(talk, second, "Rejected")
        assert "Not deleted" in said
        assert "rejected by @" in said
        assert "[" not in said
        assert talk.writes() == []
        trail = await talk.trail()
    assert sum(one.detail == "rejected by the second person" for one in trail) == 1


@pytest.mark.parametrize(
    ("user", "channel", "why"),
    [
        (VIEWER, DATA_OPS, "needs the role admin on city; you are viewer"),
        (OPERATOR, DATA_OPS, "needs the role admin on city; you are operator"),
        (GUEST, DATA_OPS, "you have none"),
        (STRANGER, SHARED, "you have none"),
    ],
)
async def test_a_press_without_the_role_uses_nothing_up(user: str, channel: str, why: str) -> None:
    """It is refused, told, and written down; somebody with the role can still answer."""
    async with talking(SECOND_APPROVER=DELETIONS) as talk:
        _, second = await asked_twice(talk, channel)
        for button in ("Approve", "Reject"):
            assert (await talk.presses(button, second, user)).ok
            await talk.world.until(lambda: len(_private(talk, channel, user)) > (button == "Reject"))  # noqa: B023  because it is awaited here
        assert why in _private(talk, channel, user)[-1]
        assert "[Approve] [Reject]" in talk.look(second)
        assert talk.writes() == []
        await talk.presses("Approve", second, SECOND_ADMIN)
        await changes_to(talk, second, "Deleted")
        assert sorted(refusals(await talk.trail())) == [(user, "approve"), (user, "reject")]


def _private(talk: Talk, channel: str, user: str) -> list[str]:
    said = talk.world.conversation(channel, user)
    return [talk.look(one) for one in said if one.ephemeral_to == user]


async def test_the_admins_user_group_is_called_where_the_settings_name_one() -> None:
    """The group is mentioned in the message to the second person, and in no other."""
    admins = f'["workspace-admins", "{STEWARDS}"]'
    async with talking(SECOND_APPROVER=DELETIONS, ROLES__ADMIN=admins) as talk:
        question, second = await asked_twice(talk)
        assert second.mentions.groups == (STEWARDS,)
        await changes_to(talk, question, "was asked")
        assert question.mentions.groups == ()
        await talk.presses("Approve", second, VIEWER)
        assert f"approved by @{VIEWER}" in await changes_to(talk, second, "Deleted")


async def test_a_second_person_has_a_time_of_their_own() -> None:
    """What nobody answers ends by itself: the buttons are gone, and a late press is told."""
    async with talking(SECOND_APPROVER=DELETIONS, CONFIRM_TTL="1.5") as talk:
        await talk.types("delete bus-stops")
        question = await talk.sees("only they can press")
        await talk.presses(PRESS, question)
        second = await talk.sees(ASKS)
        asked_at, expires_at = await talk.row("SELECT asked_at, expires_at FROM confirmation")
        assert expires_at > asked_at + 1.5
        said = await changes_to(talk, second, "Nobody pressed in time")
        assert "Not deleted" in said
        assert "[" not in said
        assert talk.writes() == []
        trail = await talk.trail()
    assert [one.outcome for one in trail] == [Outcome.ASKED, Outcome.ASKED, Outcome.EXPIRED]


async def test_a_change_while_it_waits_stops_it_and_asks_anew() -> None:
    """What is approved is what was shown, to both."""
    async with talking(SECOND_APPROVER=DELETIONS) as talk:
        _, second = await asked_twice(talk)
        talk.portal.world.edit("bus-stops", attached=500)
        await talk.presses("Approve", second, SECOND_ADMIN)
        assert "It has changed since" in await changes_to(talk, second, "Not deleted")
        fresh = await talk.sees("attached 412 → 500")
        assert talk.writes() == []
        await talk.presses("Delete, keep 500 datasets", fresh, SECOND_ADMIN)
        await talk.sees("Only the person who asked", SECOND_ADMIN)
        await talk.presses("Delete, keep 500 datasets", fresh)
        again = await talk.sees("Now: 500 attached")
        assert "[Approve]" in talk.look(again)
        assert talk.writes() == []


@pytest.mark.parametrize("person", [ADMIN, SECOND_ADMIN])
async def test_a_role_taken_away_while_it_waits_stops_it(person: str) -> None:
    """Of who asked as well as of who approves: both are looked up afresh."""
    async with talking(SECOND_APPROVER=DELETIONS) as talk:
        _, second = await asked_twice(talk)
        talk.world.workspace.people[person].is_admin = False
        talk.world.workspace.people[person].is_owner = False
        await talk.presses("Approve", second, SECOND_ADMIN)
        if person == ADMIN:
            assert "needs the role admin" in await changes_to(talk, second, "Not deleted")
        else:
            await talk.sees("needs the role admin", SECOND_ADMIN)
            assert "[Approve] [Reject]" in talk.look(second)
        assert talk.writes() == []


async def test_a_role_that_cannot_be_looked_up_approves_nothing() -> None:
    """No answer is no permission, and uses nothing up."""
    async with talking(SECOND_APPROVER=DELETIONS) as talk:
        _, second = await asked_twice(talk)
        talk.world.fail("users.info", "user_not_found", times=1)
        await talk.presses("Approve", second, SECOND_ADMIN)
        await talk.sees("did not tell who you are", SECOND_ADMIN)
        assert refusals(await talk.trail()) == [(SECOND_ADMIN, "approve")]
        assert talk.writes() == []
        await talk.presses("Approve", second, SECOND_ADMIN)
        await changes_to(talk, second, "Deleted")


async def test_of_many_approvals_at_once_one_counts_and_the_others_name_the_winner(mode: str) -> None:
    """Twenty presses of two people send one DELETE."""
    async with talking(mode=mode, SECOND_APPROVER=DELETIONS, ROLES__ADMIN=THREE_ADMINS) as talk:
        _, second = await asked_twice(talk)
        presses = await asyncio.gather(
            *(talk.presses("Approve", second, user) for user in (SECOND_ADMIN, OPERATOR) * 10), return_exceptions=True
        )
        assert sum(isinstance(one, Delivery) and one.ok for one in presses) > 2
        said = await changes_to(talk, second, "Deleted")
        winner, loser = (SECOND_ADMIN, OPERATOR) if f"approved by @{SECOND_ADMIN}" in said else (OPERATOR, SECOND_ADMIN)
        assert f"approved by @{winner}" in said
        told = await talk.sees("Your press changed nothing.", loser)
        assert f"@{winner}" in talk.look(told)
        assert talk.writes() == [KEEP]
        trail = await talk.trail()
    assert sum(one.outcome is Outcome.APPROVED for one in trail) == 1


async def test_whoever_approved_can_not_take_it_back_in_silence() -> None:
    """A Reject right after one's own Approve is told that it came too late."""
    async with talking(SECOND_APPROVER=DELETIONS) as talk:
        _, second = await asked_twice(talk)
        async with asyncio.TaskGroup() as both:
            both.create_task(talk.presses("Approve", second, SECOND_ADMIN))
            both.create_task(talk.presses("Reject", second, SECOND_ADMIN))
        await talk.world.until(lambda: any("This was" in said for said in _private(talk, DATA_OPS, SECOND_ADMIN)))
        await talk.world.until(lambda: "approved by" in talk.look(second) or "rejected by" in talk.look(second))
        approved = "approved by" in await changes_to(talk, second, "eleted")
        assert talk.writes() == ([KEEP] if approved else [])


async def test_a_deletion_with_datasets_is_typed_by_the_first_and_approved_by_the_second(mode: str) -> None:
    """The form is the first person's, and a setting for deletions covers the greater one."""
    async with talking(mode=mode, SECOND_APPROVER='["delete"]') as talk:
        await talk.types("delete bus-stops")
        question = await talk.sees("only they can press")
        await talk.presses("Delete with 412 datasets", question)
        form = await talk.world.until(lambda: talk.world.open_view(ADMIN))
        assert (await talk.world.submit(ADMIN, form, {"Type the id of the harvester": "bus-stops"})).ok
        second = await talk.sees(ASKS)
        assert "with its 412 datasets" in talk.look(second)
        assert talk.writes() == []
        await talk.presses("Approve", second, SECOND_ADMIN)
        await changes_to(talk, second, "Deleted")
        assert talk.writes() == [WITH]


async def test_publishing_is_approved_by_another_operator() -> None:
    """The role that is needed is that of the verb."""
    async with talking(SECOND_APPROVER='["publish"]') as talk:
        await talk.types("publish my-harvester", OPERATOR)
        question = await talk.sees("would go online")
        await talk.presses("Publish 8 datasets", question, OPERATOR)
        second = await talk.sees(ASKS)
        assert "role operator" in talk.look(second)
        await talk.presses("Approve", second, ADMIN)
        assert f"approved by @{ADMIN}" in await changes_to(talk, second, "Published 8 datasets")
        assert talk.writes() == ["PUT /my-harvester/publish/"]


async def test_start_and_publish_stops_before_publishing_for_a_second_person() -> None:
    """Words said beforehand spare the first question, and not the second person."""
    async with talking(SECOND_APPROVER='["publish"]') as talk:
        await talk.types("start my-harvester and publish", OPERATOR)
        second = await talk.sees(ASKS)
        assert "publish 16 datasets" in talk.look(second)
        assert talk.writes() == ["PUT /my-harvester/start/"]
        await talk.presses("Approve", second, OPERATOR)
        await talk.sees("Somebody else has to approve", OPERATOR)
        await talk.presses("Approve", second, ADMIN)
        await changes_to(talk, second, "Published")
        assert talk.writes() == ["PUT /my-harvester/start/", "PUT /my-harvester/publish/"]
        assert talk.world.find(ADMIN, DATA_OPS, "A second person was asked") is None


async def test_a_start_waits_for_a_second_person_too() -> None:
    """Nothing runs before; then the run belongs to who asked, and its card and the trail name both."""
    async with talking(SECOND_APPROVER='["start"]') as talk:
        await talk.types("start my-harvester", OPERATOR)
        second = await talk.sees(ASKS)
        assert "wants to start" in talk.look(second)
        assert talk.writes() == []
        await talk.presses("Approve", second, ADMIN)
        said = await changes_to(talk, second, "run over")
        assert f"started by @{OPERATOR}" in said
        assert f"approved by @{ADMIN}" in said
        await talk.sees("attached 120 → 128")
        assert talk.writes() == ["PUT /my-harvester/start/"]
        told = [(one.actor, one.requester, one.outcome) for one in await talk.trail()]
    both = ADMIN, OPERATOR
    assert told == [
        (OPERATOR, "", Outcome.ASKED),
        (OPERATOR, "", Outcome.ASKED),
        (*both, Outcome.APPROVED),
        (*both, Outcome.ATTEMPT),
        (*both, Outcome.DONE),
    ]


async def test_a_start_that_changed_while_it_waited_asks_in_plain_words() -> None:
    """Nothing speaks of a source that has shrunk where none has."""
    async with talking(SECOND_APPROVER='["start"]') as talk:
        await talk.types("start my-harvester")
        second = await talk.sees(ASKS)
        talk.portal.world.edit("my-harvester", attached=119)
        await talk.presses("Approve", second, SECOND_ADMIN)
        await changes_to(talk, second, "Not started")
        fresh = await talk.sees("only they can press")
        assert "[Start] [Cancel]" in talk.look(fresh)
        assert "shrunk" not in talk.look(fresh)
        assert talk.writes() == []


async def test_a_collapsed_source_is_asked_about_before_a_second_person_is() -> None:
    """Start anyway is what the second person approves."""
    async with talking(SECOND_APPROVER='["start"]') as talk:
        await talk.types("start bus-stops")
        question = await talk.sees("although its source has shrunk")
        await talk.presses("Start anyway", question)
        second = await talk.sees(ASKS)
        assert talk.writes() == []
        await talk.presses("Approve", second, SECOND_ADMIN)
        await talk.sees("attached 412 → 3")
        assert talk.writes() == ["PUT /bus-stops/start/"]


@pytest.mark.parametrize("typed", ["delete bus-stops", "start my-harvester and publish"])
@pytest.mark.parametrize("channel", [PEOPLE_DM, dm_of(ADMIN)])
async def test_nobody_waits_where_no_second_person_can_be_asked(typed: str, channel: str) -> None:
    """In a direct message it is said at once, before anything is done."""
    async with talking(SECOND_APPROVER='["delete", "publish"]') as talk:
        await talk.types(typed, channel=channel)
        await talk.sees("ask for it in a channel", channel=channel)
        assert talk.writes() == []


async def test_where_the_channel_is_closed_meanwhile_the_asker_hears_that_nobody_else_was_asked() -> None:
    """The question is not lost: somebody else answers it on the bot's Home, wherever changes are allowed."""
    async with talking(SECOND_APPROVER=DELETIONS, CHANNELS=f'["{DATA_OPS}"]', problems=True) as talk:
        await talk.types("delete bus-stops")
        question = await talk.sees("only they can press")
        talk.world.workspace.channels[DATA_OPS].is_archived = True
        talk.world.fail("response_url", "expired_url", times=9)
        await talk.presses(PRESS, question)
        await talk.sees("Nobody else sees this question", channel=dm_of(ADMIN))
        await talk.world.open_home(SECOND_ADMIN)
        home = await talk.world.until(lambda: talk.world.home(SECOND_ADMIN))
        await talk.world.until(lambda: "wants to delete" in talk.world.plain(talk.world.home(SECOND_ADMIN) or home))
        await talk.world.press(SECOND_ADMIN, talk.world.home(SECOND_ADMIN) or home, "Approve")
        await talk.sees("Deleted", channel=dm_of(ADMIN))
        assert talk.writes() == [KEEP]
