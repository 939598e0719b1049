"""Several harvesters at once: asked about together, done one by one, told together."""

import asyncio
from dataclasses import replace

from support.talk import Talk, talking

from harvestbot.domain.audit import Outcome
from harvestbot.sandbox.portal.harvester import Durations
from harvestbot.sandbox.slack.ids import ADMIN, DATA_OPS, GENERAL, OPERATOR, PEOPLE_DM, SECOND_ADMIN, VIEWER
from harvestbot.sandbox.slack.messages import Message

COUNT = "Type the number of harvesters"
HIDDEN = ("air-quality", "channel-x-paris", "donnees-ouvertes", "my-harvester", "national-archive")


async def asked(talk: Talk, words: str, user: str = ADMIN) -> Message:
    """Ask about several, and return the question."""
    await talk.types(words, user)
    return await talk.sees("only they can press")


async def report(talk: Talk, question: Message, words: str) -> str:
    """Wait for the report in the thread of the question, and return what it says."""

    def told() -> str:
        replies = [one for one in talk.world.conversation(DATA_OPS, ADMIN) if one.thread_ts == question.ts]
        return next((text for one in replies if words in (text := talk.look(one))), "")

    return await talk.world.until(told)


async def test_all_that_fit_are_started_followed_and_reported(mode: str) -> None:
    """Each once; what runs already is left out, and what failed is told with a button to its errors."""
    async with talking(mode=mode) as talk:
        talk.portal.world.start("tree-survey")
        question = await asked(talk, "start type:csw,ods,ckan,arcgis", OPERATOR)
        shown = talk.look(question)
        assert "City budget" in shown
        assert "1: running already (city/tree-survey)" in shown
        assert talk.writes() == []
        presses = [talk.presses("Start 3 harvesters", question, OPERATOR) for _ in range(10)]
        await asyncio.gather(*presses, return_exceptions=True)
        told = await report(talk, question, "Started 3 of 3 harvesters")
        assert "The run ended with 1 error." in told
        assert "[Errors]" in told
        assert "with errors: 1" in told
        assert "Started 3 of 3 harvesters" in talk.look(question)
        assert await talk.row("SELECT COUNT(*), COUNT(DISTINCT harvester_id) FROM history") == (3, 3)
        assert "[" not in talk.look(question)
        assert sorted(talk.writes()) == [
            f"PUT /{one}/start/" for one in ("city-budget", "geo-catalogue", "my-harvester")
        ]
        trail = [one for one in await talk.trail() if one.verb == "start" and one.outcome is not Outcome.REFUSED]
        assert {one.actor for one in trail} == {OPERATOR}
        assert len({one.correlation for one in trail}) == 1
        assert [one.outcome for one in trail if one.harvester_id == "my-harvester"] == [Outcome.ATTEMPT, Outcome.DONE]


async def test_publishing_several_leaves_out_what_has_changed_since(mode: str) -> None:
    """Only who asked can press; what was shown is what is done."""
    async with talking(mode=mode, api="automation") as talk:
        question = await asked(talk, "publish is:hidden", OPERATOR)
        await talk.presses("Publish 114 datasets of 5 harvesters", question, VIEWER)
        await talk.sees("Only the person who asked", VIEWER)
        talk.portal.world.edit("air-quality", attached=500)
        await talk.presses("Publish 114 datasets of 5 harvesters", question, OPERATOR)
        told = await report(talk, question, "Published the datasets of 4 of 5 harvesters")
        assert "1 left as they were" in told
        assert "It has changed since you were asked" in told
        assert "air-quality" in told
        assert sorted(talk.writes()) == [f"POST /{one}/publish/" for one in HIDDEN if one != "air-quality"]
        done = [one.harvester_id for one in await talk.trail() if one.outcome is Outcome.DONE and one.harvester_id]
        assert sorted(done) == [one for one in HIDDEN if one != "air-quality"]


async def test_somebody_with_the_role_can_stop_what_is_not_begun(mode: str) -> None:
    """What is under way comes to its end; a viewer cannot stop it."""
    async with talking(mode=mode, api="automation", durations=Durations(publishing=1.5)) as talk:
        question = await asked(talk, "publish is:hidden")
        await talk.presses("Publish 114 datasets of 5 harvesters", question)
        at_work = await talk.sees("done 0 of 5")
        await talk.presses("Stop", at_work, VIEWER)
        await talk.sees("needs the role operator", VIEWER)
        await talk.presses("Stop", at_work, OPERATOR)
        await talk.sees("has stopped it: nothing more is begun")
        told = await report(talk, question, f"stopped by @{OPERATOR}")
        assert 3 <= len(talk.writes()) < 5  # as many are under way at once; on a busy machine one more may have begun
        assert f"Published the datasets of {len(talk.writes())} of 5 harvesters" in told
        assert f"{5 - len(talk.writes())} left as they were" in told


async def test_a_batch_keeps_calls_for_people(mode: str) -> None:
    """What today's calls do not suffice for is said before, and not begun."""
    async with talking(mode=mode, PORTALS__CITY__DAILY_QUOTA="14", POLL_INTERVAL="600") as talk:
        question = await asked(talk, "publish is:hidden")
        assert "Today's calls suffice on city" in talk.look(question)
        await talk.presses("Publish 114 datasets of 5 harvesters", question)
        told = await report(talk, question, "left as they were")
        assert "kept for people" in told
        assert 0 < len(talk.writes()) < 5


async def test_deleting_several_wants_their_number_typed_and_keeps_what_can_be_restored(mode: str) -> None:
    """One press, one DELETE each; each can be restored."""
    async with talking(mode=mode) as talk:
        question = await asked(talk, "delete type:ckan,csw")
        await talk.presses("Delete 2 harvesters, keep 267 datasets", question)
        form = await talk.world.until(lambda: talk.world.open_view(ADMIN))
        wrong = await talk.world.submit(ADMIN, form, {COUNT: "3"})
        assert list(wrong.errors.values()) == ["That is not the number. Type 2 to go on."]
        assert talk.writes() == []
        assert (await talk.world.submit(ADMIN, form, {COUNT: " 2 "})).ok
        await report(talk, question, "Deleted 2 of 2 harvesters, 267 datasets kept")
        assert sorted(talk.writes()) == [
            f"DELETE /{one}/?delete_attached_datasets=0" for one in ("city-budget", "geo-catalogue")
        ]
        await talk.types("restore")
        assert "Geo catalogue" in talk.look(await talk.sees("City budget"))


async def test_several_wait_for_one_second_person(mode: str) -> None:
    """The asker cannot approve; one approval is for all of them."""
    async with talking(mode=mode, SECOND_APPROVER='["delete", "delete_datasets"]') as talk:
        question = await asked(talk, "delete type:ckan,csw")
        await talk.presses("Delete 2 harvesters with 267 datasets", question)
        form = await talk.world.until(lambda: talk.world.open_view(ADMIN))
        await talk.world.submit(ADMIN, form, {COUNT: "2"})
        wanted = await talk.sees("has to approve it")
        await talk.world.open_home(SECOND_ADMIN)
        home = "wants to: Delete 2 harvesters with their datasets"
        await talk.world.until(
            lambda: home in talk.world.plain(view) if (view := talk.world.home(SECOND_ADMIN)) else None
        )
        await talk.sees("A second person was asked")
        await talk.presses("Approve", wanted)
        await talk.sees("Somebody else has to approve")
        await talk.presses("Approve", wanted, OPERATOR)
        await talk.sees("needs the role admin", OPERATOR)
        assert talk.writes() == []
        await talk.presses("Approve", wanted, SECOND_ADMIN)
        await report(talk, wanted, "Deleted 2 of 2 harvesters with their 267 datasets")
        assert len(talk.writes()) == 2
        done = [one for one in await talk.trail() if one.outcome is Outcome.DONE and one.harvester_id]
        assert [(one.actor, one.requester) for one in done] == [(SECOND_ADMIN, ADMIN)] * 2


async def test_what_cannot_be_asked_is_answered_with_the_nearest_right_words(mode: str) -> None:
    """A slip of the finger, a role that is missing, a place where changes are not made, nothing to do."""
    async with talking(mode=mode, CHANNELS=f'["{DATA_OPS}"]') as talk:
        await talk.types("start is:failng")
        assert "[start is:failing]" in talk.look(await talk.sees("I know no is:failng"))
        await talk.types("start is:failing and publish")
        assert "[start is:failing]" in talk.look(await talk.sees("is for one harvester"))
        await talk.types("start sort:name")
        await talk.sees("Say which ones")
        await talk.types("publish type:ckan")
        await talk.sees("1 left out: no dataset is hidden")
        await talk.types("start portal:pariss")
        await talk.sees("No portal is called pariss")
        await talk.types("delete is:failing", OPERATOR)
        await talk.sees("needs the role admin", OPERATOR)
        await talk.types("start is:failing", channel=GENERAL)
        await talk.sees("does not work in this channel", channel=GENERAL)
        assert talk.writes() == []


async def test_a_question_about_several_is_turned_cancelled_and_expires(mode: str) -> None:
    """All names are there, page by page; nothing is done where nobody presses."""
    async with talking(mode=mode, CONFIRM_TTL="2") as talk:
        for number in range(9):
            talk.portal.world.add(replace(talk.portal.world.get("my-harvester"), uid=f"copy-{number}"))
        question = await asked(talk, "unpublish -is:new")
        await talk.presses("Next", question)
        await talk.sees("Page 2 of 2")
        await talk.presses("Cancel", question)
        await talk.sees("Cancelled: nothing was done")
        late = await asked(talk, "start is:failing")
        await talk.sees("Nobody pressed in time: nothing was done")
        assert "[" not in talk.look(late)
        assert talk.writes() == []


async def test_several_are_chosen_in_a_form(mode: str) -> None:
    """What may be done is what this person may do; the question comes where the form was opened."""
    async with talking(mode=mode) as talk:
        await talk.types("list", VIEWER)
        listed = await talk.sees("12 harvesters", VIEWER)
        assert "Choose several…" not in talk.look(listed)
        await talk.types("list", OPERATOR)
        await talk.presses("Choose several…", await talk.sees("12 harvesters", OPERATOR), OPERATOR)
        await talk.world.close(OPERATOR, await talk.world.until(lambda: talk.world.open_view(OPERATOR)))
        await talk.types("start", OPERATOR)
        await talk.presses("start several", await talk.sees("Which harvester?", OPERATOR), OPERATOR)
        form = await talk.world.until(lambda: talk.world.open_view(OPERATOR))
        assert "Delete" not in talk.world.plain(form)
        empty = await talk.world.submit(OPERATOR, form, {})
        assert "required" in next(iter(empty.errors.values()))
        offered = [
            (await talk.world.suggest(OPERATOR, form, "Harvesters", typed))[0]
            for typed in ("geo", "my harvestr", "geo")
        ]
        values = {"What is to be done": "Publish", "Harvesters": offered}
        assert (await talk.world.submit(OPERATOR, form, values)).ok
        question = await talk.sees("only they can press")
        assert "1: no dataset is hidden (city/geo-catalogue)" in talk.look(question)
        await talk.presses("Publish 8 datasets of 1 harvester", question, OPERATOR)
        await report(talk, question, "Published the datasets of 1 of 1 harvester")
        assert talk.writes() == ["PUT /my-harvester/publish/"]
        await talk.types("start several", VIEWER)
        await talk.sees("needs the role operator", VIEWER)
        await talk.world.mention(OPERATOR, DATA_OPS, "delete several")
        await talk.world.mention(ADMIN, DATA_OPS, "start several")
        await talk.sees("A form opens at a press only")


async def test_several_where_the_bot_may_not_post(mode: str) -> None:
    """Between two people the question, the press and the outcome go through response_urls."""
    async with talking(mode=mode) as talk:
        await talk.types("publish is:hidden", channel=PEOPLE_DM)
        question = await talk.sees("only they can press", channel=PEOPLE_DM)
        await talk.presses("Publish 114 datasets of 5 harvesters", question)
        await talk.sees("Published the datasets of 5 of 5 harvesters", channel=PEOPLE_DM)
        assert len(talk.writes()) == 5
