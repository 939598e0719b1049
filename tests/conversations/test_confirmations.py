"""Publishing, unpublishing and deleting: asked first, done once, told truthfully."""

import asyncio

import pytest
from support.talk import Talk, talking

from harvestbot.sandbox.portal.harvester import Durations
from harvestbot.sandbox.portal.trouble import Kind
from harvestbot.sandbox.slack.ids import ADMIN, DATA_OPS, GENERAL, OPERATOR, PEOPLE_DM, SECOND_ADMIN, VIEWER
from harvestbot.sandbox.slack.messages import Message

KEEP = "DELETE /bus-stops/?delete_attached_datasets=0"
WITH = "DELETE /bus-stops/?delete_attached_datasets=1"


async def asked_to_delete(talk: Talk, harvester: str = "bus-stops", user: str = ADMIN) -> Message:
    """Ask for a deletion, and return the question."""
    await talk.types(f"delete {harvester}", user)
    return await talk.sees("only they can press")


async def test_publishing_asks_in_numbers_and_tells_what_became_of_it(mode: str) -> None:
    """8 datasets are hidden before, none after."""
    async with talking(mode=mode) as talk:
        await talk.types("publish my-harvester", OPERATOR)
        question = await talk.sees("8 datasets")
        assert talk.writes() == []
        assert (await talk.presses("Publish 8 datasets", question, OPERATOR)).ok
        await talk.sees("Published")
        assert talk.writes() == ["PUT /my-harvester/publish/"]
        assert "128" not in talk.look(question)


async def test_unpublishing_asks_in_numbers_and_tells_what_became_of_it(mode: str) -> None:
    """All published datasets go offline."""
    async with talking(mode=mode, api="automation") as talk:
        await talk.types("unpublish my-harvester", OPERATOR)
        question = await talk.sees("112 datasets")
        await talk.presses("Unpublish 112 datasets", question, OPERATOR)
        await talk.sees("Unpublished")
        assert talk.writes() == ["POST /my-harvester/unpublish/"]
        assert talk.portal.world.get("my-harvester").published == 0


async def test_publishing_that_takes_time_is_not_told_as_done_before(mode: str) -> None:
    """The portal has taken it on; the numbers follow."""
    async with talking(mode=mode, api="automation", durations=Durations(publishing=1.0)) as talk:
        await talk.types("publish my-harvester")
        question = await talk.sees("would go online")
        await talk.presses("Publish 8 datasets", question)
        await talk.sees("At work")
        assert talk.world.find(ADMIN, DATA_OPS, "Published") is None
        await talk.sees("Published")


@pytest.mark.parametrize(("verb", "harvester"), [("publish", "bus-stops"), ("unpublish", "tree-survey")])
async def test_where_there_is_nothing_to_do_nothing_is_asked(mode: str, verb: str, harvester: str) -> None:
    """A question about no dataset would only confuse."""
    async with talking(mode=mode) as talk:
        await talk.types(f"{verb} {harvester}")
        await talk.sees(f"nothing to {verb}")


async def test_a_deletion_that_keeps_the_datasets(mode: str) -> None:
    """The harvester is gone, its datasets are not."""
    async with talking(mode=mode) as talk:
        question = await asked_to_delete(talk)
        await talk.presses("Delete, keep 412 datasets", question)
        done = await talk.sees("Deleted")
        assert done.ts == question.ts
        assert "412 datasets are kept" in talk.look(done)
        assert talk.writes() == [KEEP]
        assert talk.portal.world.kept["bus-stops"] == 412


async def test_a_deletion_with_datasets_wants_the_id_typed(mode: str) -> None:
    """A wrong id is told at its field, and nothing is lost."""
    async with talking(mode=mode) as talk:
        question = await asked_to_delete(talk)
        await talk.presses("Delete with 412 datasets", question)
        form = await talk.world.until(lambda: talk.world.open_view(ADMIN))
        wrong = await talk.world.submit(ADMIN, form, {"Type the id of the harvester": "bus-stop"})
        assert list(wrong.errors.values()) == ["That is not the id. Type bus-stops to go on."]
        assert talk.writes() == []
        right = await talk.world.submit(ADMIN, form, {"Type the id of the harvester": " bus-stops "})
        assert right.ok
        done = await talk.sees("Deleted")
        assert done.ts == question.ts
        assert talk.writes() == [WITH]
        assert talk.portal.world.destroyed["bus-stops"] == 412


async def test_a_harvester_without_datasets_is_deleted_plainly(mode: str) -> None:
    """There is nothing to keep, so there is one button."""
    async with talking(mode=mode) as talk:
        question = await asked_to_delete(talk, "tree-survey")
        assert "[Delete] [Cancel]" in talk.look(question)
        await talk.presses("Delete", question)
        await talk.sees("Deleted")


async def test_a_cancelled_deletion_does_nothing_and_cannot_be_taken_up_again(mode: str) -> None:
    """The buttons are gone; a press that was under way is told."""
    async with talking(mode=mode) as talk:
        question = await asked_to_delete(talk)
        await talk.presses("Cancel", question)
        await talk.sees("Not deleted")
        assert "[" not in talk.look(question)
        assert talk.writes() == []


async def test_fifty_presses_at_once_send_one_delete(mode: str) -> None:
    """One press wins in the database; the others are told."""
    async with talking(mode=mode) as talk:
        question = await asked_to_delete(talk)
        presses = await asyncio.gather(
            *(talk.presses("Delete, keep 412 datasets", question) for _ in range(50)), return_exceptions=True
        )
        assert sum(not isinstance(one, Exception) for one in presses) > 1
        await talk.sees("Deleted")
        await talk.sees("Your press changed nothing.")
        assert talk.writes() == [KEEP]


@pytest.mark.parametrize("user", [SECOND_ADMIN, OPERATOR, VIEWER])
async def test_only_who_asked_can_answer(mode: str, user: str) -> None:
    """Even another admin cannot press somebody else's question."""
    async with talking(mode=mode) as talk:
        question = await asked_to_delete(talk)
        for button in ("Delete, keep 412 datasets", "Delete with 412 datasets", "Cancel"):
            await talk.presses(button, question, user)
        await talk.world.until(lambda: len(talk.world.conversation(DATA_OPS, user)) == 4)
        assert "Only the person who asked" in talk.look(talk.world.conversation(DATA_OPS, user)[-1])
        assert "[Cancel]" in talk.look(question)
        assert talk.writes() == []


async def test_a_question_that_has_waited_too_long_is_over(mode: str) -> None:
    """The message says that nothing was done, and its buttons are gone."""
    async with talking(mode=mode, CONFIRM_TTL="1") as talk:
        question = await asked_to_delete(talk)
        await talk.presses("Delete with 412 datasets", question)
        form = await talk.world.until(lambda: talk.world.open_view(ADMIN))
        await talk.sees("nothing was done")
        assert "[" not in talk.look(question)
        late = await talk.world.submit(ADMIN, form, {"Type the id of the harvester": "bus-stops"})
        assert "expired" in next(iter(late.errors.values()))
        assert talk.writes() == []


async def test_a_change_since_the_question_stops_it_and_asks_anew(mode: str) -> None:
    """What is deleted is what was shown."""
    async with talking(mode=mode) as talk:
        question = await asked_to_delete(talk)
        talk.portal.world.edit("bus-stops", attached=500)
        await talk.presses("Delete, keep 412 datasets", question)
        fresh = await talk.sees("attached 412 → 500")
        assert "It has changed since" in talk.look(question)
        assert "Not deleted" in talk.look(question)
        assert talk.writes() == []
        await talk.presses("Delete, keep 500 datasets", fresh)
        await talk.sees("Deleted")
        assert talk.writes() == [KEEP]


async def test_a_role_taken_away_meanwhile_stops_it(mode: str) -> None:
    """Slack is asked anew at the press: what it said a minute ago does not count."""
    async with talking(mode=mode) as talk:
        question = await asked_to_delete(talk)
        talk.world.workspace.people[ADMIN].is_admin = False
        talk.world.workspace.people[ADMIN].is_owner = False
        await talk.presses("Delete, keep 412 datasets", question)
        told = await talk.sees("Not deleted")
        assert "needs the role admin" in talk.look(told)
        assert talk.writes() == []


async def test_a_role_that_cannot_be_looked_up_stops_it(mode: str) -> None:
    """No answer is no permission."""
    async with talking(mode=mode) as talk:
        question = await asked_to_delete(talk)
        talk.world.fail("users.info", "user_not_found", times=5)
        await talk.presses("Delete, keep 412 datasets", question)
        await talk.sees("Not deleted")
        assert talk.writes() == []


async def test_a_harvester_that_is_gone_meanwhile_is_not_deleted_by_us(mode: str) -> None:
    """Somebody else was quicker: the card does not claim it."""
    async with talking(mode=mode) as talk:
        question = await asked_to_delete(talk)
        talk.portal.world.vanish("bus-stops")
        await talk.presses("Delete, keep 412 datasets", question)
        await talk.sees("Not deleted")
        assert talk.writes() == []


@pytest.mark.parametrize("kind", [Kind.DROP_AFTER, Kind.FAIL_AFTER, Kind.HANG_AFTER])
async def test_a_deletion_without_an_answer_is_settled_by_looking(mode: str, kind: Kind) -> None:
    """It was done: that is found out by reading, and the DELETE is not sent again."""
    async with talking(mode=mode, PORTALS__CITY__TIMEOUT="1.5") as talk:
        question = await asked_to_delete(talk)
        talk.portal.trouble.next(kind, method="DELETE")
        await talk.presses("Delete, keep 412 datasets", question)
        await talk.sees("Outcome unknown")
        await talk.sees("Deleted")
        assert talk.writes() == [KEEP]


@pytest.mark.parametrize("kind", [Kind.DROP, Kind.FAIL_500, Kind.HTML_502, Kind.HANG])
async def test_a_deletion_that_did_not_arrive_is_not_sent_again(mode: str, kind: Kind) -> None:
    """It was not done: that is told, and a fresh question is asked."""
    async with talking(mode=mode, PORTALS__CITY__TIMEOUT="1.5") as talk:
        question = await asked_to_delete(talk)
        talk.portal.trouble.next(kind, method="DELETE")
        await talk.presses("Delete, keep 412 datasets", question)
        await talk.sees("Outcome unknown")
        await talk.sees("Not deleted")
        assert talk.writes() == [KEEP]
        fresh = await talk.sees("only they can press")
        assert fresh.ts != question.ts


async def test_a_deletion_that_the_portal_refuses_is_told_with_the_reason(mode: str) -> None:
    """A refusal is an answer: nothing is unknown."""
    async with talking(mode=mode) as talk:
        question = await asked_to_delete(talk)
        talk.portal.trouble.next(Kind.EMPTY_403, method="DELETE")
        await talk.presses("Delete, keep 412 datasets", question)
        told = await talk.sees("Not deleted")
        assert "create_dataset" in talk.look(told)
        assert talk.writes() == [KEEP]


async def test_changes_work_only_in_the_allowed_channels(mode: str) -> None:
    """Reads work everywhere."""
    async with talking(mode=mode, CHANNELS=f'["{GENERAL}"]') as talk:
        for typed in ("delete bus-stops", "publish my-harvester", "start my-harvester"):
            await talk.types(typed)
        await talk.world.until(lambda: len(talk.world.conversation(DATA_OPS, ADMIN)) == 3)
        assert all(
            "does not work in this channel" in talk.look(one) for one in talk.world.conversation(DATA_OPS, ADMIN)
        )
        await talk.types("status my-harvester")
        await talk.sees("120 attached")
        await talk.types("delete bus-stops", channel=GENERAL)
        question = await talk.sees("only they can press", channel=GENERAL)
        await talk.presses("Delete, keep 412 datasets", question)
        await talk.sees("Deleted", channel=GENERAL)


async def test_a_deletion_where_the_bot_may_not_post(mode: str) -> None:
    """Between two people the question, the press and the outcome go through response_urls."""
    async with talking(mode=mode) as talk:
        await talk.types("delete bus-stops", channel=PEOPLE_DM)
        question = await talk.sees("only they can press", channel=PEOPLE_DM)
        await talk.presses("Delete with 412 datasets", question)
        form = await talk.world.until(lambda: talk.world.open_view(ADMIN))
        assert (await talk.world.submit(ADMIN, form, {"Type the id of the harvester": "bus-stops"})).ok
        await talk.sees("Deleted", channel=PEOPLE_DM)
        assert talk.writes() == [WITH]


async def test_what_slack_does_not_take_stops_no_deletion(mode: str) -> None:
    """The action goes on, and is told as soon as Slack takes messages again."""
    async with talking(mode=mode) as talk:
        question = await asked_to_delete(talk)
        talk.world.fail("chat.update", "ratelimited", times=1, seconds=1)
        await talk.presses("Delete, keep 412 datasets", question)
        await talk.sees("Deleted")
        assert talk.writes() == [KEEP]
