"""What is gone is created again: asked first, once, with secrets that are written nowhere, and told truthfully."""

import asyncio
from functools import partial

import pytest
from support.talk import Talk, talking

from harvestbot.sandbox.portal.trouble import Kind
from harvestbot.sandbox.slack.ids import ADMIN, DATA_OPS, GENERAL, OPERATOR, SECOND_ADMIN, VIEWER
from harvestbot.sandbox.slack.messages import Message
from harvestbot.sandbox.slack.views import View

APIS = ["management", "automation"]
SECRET = "quite-a-new-password"


async def gone(talk: Talk, harvester: str, button: str) -> Message:
    """Let a harvester go, and return the card that says so."""
    await talk.types(f"delete {harvester}")
    question = await talk.sees("only they can press")
    await talk.presses(button, question)
    done = await talk.sees("Deleted")
    talk.portal.log.clear()
    return done


async def asked(talk: Talk, harvester: str = "bus-stops") -> Message:
    """Ask for a harvester to be restored, and return the question."""
    await talk.types(f"restore {harvester}")
    return await talk.sees("only they can press")


async def form(talk: Talk, question: Message) -> View:
    """Press ``Restore``, and return the form in which secrets are typed."""
    await talk.presses("Restore", question)
    return await talk.world.until(lambda: talk.world.open_view(ADMIN))


def said_gone(talk: Talk, question: Message) -> bool:
    """Tell whether a question has become the word that it is done."""
    return "Deleted" in talk.look(question)


def creations(talk: Talk) -> list[str]:
    """Return the requests that reached the portal and could create a harvester."""
    return [one for one in talk.writes() if one == "POST /"]


@pytest.mark.parametrize("api", APIS)
async def test_what_is_gone_is_created_again_as_it_was(mode: str, api: str) -> None:
    """Name, type and parameters are those that it had; the card says under which id it stands."""
    async with talking(mode=mode, api=api) as talk:
        before = talk.portal.world.get("bus-stops")
        await gone(talk, "bus-stops", "Delete, keep 412 datasets")
        question = await asked(talk)
        said = talk.look(question)
        assert "https://transport.example.org" in said
        assert "412 datasets of it were kept: the next run duplicates them" in said
        assert creations(talk) == []
        await talk.presses("Restore", question)
        done = await talk.sees("it stands as bus-stops")
        assert done.ts == question.ts
        again = talk.portal.world.get("bus-stops")
        assert (again.name, again.type) == (before.name, before.type)
        assert {name: again.params[name] for name in before.params} == before.params
        assert creations(talk) == ["POST /"]
        await talk.presses("Status", done)
        await talk.sees("0 attached")


async def test_what_can_be_restored_is_listed_privately_the_newest_first(mode: str) -> None:
    """Each has a button that leads to the question; a page is turned in place."""
    async with talking(mode=mode) as talk:
        await talk.types("restore")
        await talk.sees("nothing to restore")
        for harvester, button in (("tree-survey", "Delete"), ("air-quality", "Delete, keep 102 datasets")):
            await talk.types(f"delete {harvester}")
            question = await talk.sees("only they can press")
            await talk.presses(button, question)
            await talk.sees_gone("only they can press")
            await talk.world.until(partial(said_gone, talk, question))
        await talk.types("restore")
        listed = await talk.sees("What can be restored")
        said = talk.look(listed)
        assert said.index("air-quality") < said.index("tree-survey")
        assert "102 datasets kept" in said
        assert talk.world.find(VIEWER, DATA_OPS, "What can be restored") is None


@pytest.mark.parametrize("api", APIS)
async def test_secrets_are_typed_anew(mode: str, api: str) -> None:
    """The form asks for what is not kept; a mandatory one that is not there is told at its field."""
    async with talking(mode=mode, api=api) as talk:
        await gone(talk, "nightly-timetables", "Delete, keep 45 datasets")
        question = await asked(talk, "nightly-timetables")
        assert "You type anew: password" in talk.look(question)
        assert "ftp-secret-password" not in talk.look(question)
        view = await form(talk, question)
        assert "Slack shows what you type" in str(view.blocks)
        blank = await talk.world.submit(ADMIN, view, {"Password": "   "})
        assert list(blank.errors.values()) == ["A harvester of this type cannot do without it."]
        placeholder = await talk.world.submit(ADMIN, view, {"Password": "••••••"})
        assert "Type the whole value" in next(iter(placeholder.errors.values()))
        assert creations(talk) == []
        assert (await talk.world.submit(ADMIN, view, {"Password": SECRET})).ok
        done = await talk.sees("it stands as nightly-timetables")
        again = talk.portal.world.get("nightly-timetables")
        assert again.params["password"] == SECRET
        assert again.params["user"] == "timetables"
        assert creations(talk) == ["POST /"]
        schedule = again.schedule and (again.schedule.cron_schedule, again.schedule.timezone)
        assert schedule == (("30 1 * * *", "Europe/Berlin") if api == "automation" else None)
        assert "✅" in talk.look(done)


async def test_a_secret_that_can_be_done_without_may_be_left_out() -> None:
    """An empty field is no mistake where the type does not need it."""
    async with talking() as talk:
        await gone(talk, "city-budget", "Delete, keep 64 datasets")
        view = await form(talk, await asked(talk, "city-budget"))
        assert (await talk.world.submit(ADMIN, view, {})).ok
        await talk.sees("it stands as city-budget")
        assert "api_key" not in talk.portal.world.get("city-budget").params


async def test_what_stands_again_is_not_restored_twice() -> None:
    """The refusal says under which id it stands; once that is gone too, it can be restored again."""
    async with talking() as talk:
        await gone(talk, "tree-survey", "Delete")
        await talk.presses("Restore", await asked(talk, "tree-survey"))
        await talk.sees("it stands as tree-survey")
        await talk.types("restore city/tree-survey")
        told = await talk.sees("It was restored already")
        assert "city/tree-survey" in talk.look(told)
        assert creations(talk) == ["POST /"]
        await talk.types("restore")
        await talk.sees("nothing to restore")
        talk.portal.world.vanish("tree-survey")
        await talk.presses("Restore", await asked(talk, "tree-survey"))
        await talk.world.until(lambda: len(creations(talk)) == 2)
        await talk.sees("it stands as tree-survey")


async def test_two_questions_about_one_create_it_once() -> None:
    """Who is later is told, and sends nothing."""
    async with talking() as talk:
        await gone(talk, "tree-survey", "Delete")
        first = await asked(talk, "tree-survey")
        await talk.types("restore tree-survey", SECOND_ADMIN)
        second = await talk.world.until(
            lambda: next((m for m in talk.world.conversation(DATA_OPS, ADMIN) if m.ts > first.ts), None)
        )
        await asyncio.gather(
            talk.presses("Restore", first), talk.presses("Restore", second, SECOND_ADMIN), return_exceptions=True
        )
        await talk.sees("it stands as tree-survey")
        await talk.sees("Not restored")
        assert creations(talk) == ["POST /"]


async def test_what_may_be_it_already_is_pointed_out() -> None:
    """Somebody has created it by hand meanwhile: restoring would make a second one, under another id."""
    async with talking() as talk:
        survey = talk.portal.world.get("tree-survey")
        await gone(talk, "tree-survey", "Delete")
        talk.portal.world.add(survey)
        question = await asked(talk, "tree-survey")
        assert "you would have it twice" in talk.look(question)
        await talk.presses("Restore", question)
        await talk.sees("it stands as tree-survey-2")


async def test_what_appears_after_the_question_stops_it_and_asks_anew() -> None:
    """What is pressed is what was shown."""
    async with talking() as talk:
        survey = talk.portal.world.get("tree-survey")
        await gone(talk, "tree-survey", "Delete")
        question = await asked(talk, "tree-survey")
        talk.portal.world.add(survey)
        await talk.presses("Restore", question)
        fresh = await talk.sees("you would have it twice")
        assert "Not restored" in talk.look(question)
        assert fresh.ts != question.ts
        assert creations(talk) == []


@pytest.mark.parametrize("kind", [Kind.DROP_AFTER, Kind.TRUNCATED])
async def test_a_creation_without_an_answer_is_settled_by_looking(kind: Kind) -> None:
    """It was created: that is found out by reading, and nothing is sent again."""
    async with talking(api="automation") as talk:
        await gone(talk, "nightly-timetables", "Delete, keep 45 datasets")
        view = await form(talk, await asked(talk, "nightly-timetables"))
        talk.portal.trouble.next(kind, method="POST")
        assert (await talk.world.submit(ADMIN, view, {"Password": SECRET})).ok
        await talk.sees("Outcome unknown")
        done = await talk.sees("it stands as nightly-timetables")
        assert "Its schedule (30 1 * * * Europe/Berlin) is not set" in talk.look(done)
        assert creations(talk) == ["POST /"]


@pytest.mark.parametrize("kind", [Kind.DROP, Kind.FAIL_500])
async def test_a_creation_that_did_not_arrive_is_not_sent_again(kind: Kind) -> None:
    """It was not created: that is told, and a fresh question is asked."""
    async with talking(api="automation", PORTALS__CITY__TIMEOUT="1.5") as talk:
        await gone(talk, "tree-survey", "Delete")
        question = await asked(talk, "tree-survey")
        talk.portal.trouble.next(kind, method="POST")
        await talk.presses("Restore", question)
        await talk.sees("Outcome unknown")
        await talk.sees("Not restored")
        fresh = await talk.sees("only they can press")
        assert fresh.ts != question.ts
        assert creations(talk) == ["POST /"]
        await talk.presses("Restore", fresh)
        await talk.sees("it stands as tree-survey")


@pytest.mark.parametrize("kind", [Kind.EMPTY_403, Kind.DROP_AFTER])
async def test_what_stands_in_part_is_told_as_such(kind: Kind) -> None:
    """The management API creates in two steps: what the second one left out is named, or nothing if it was done."""
    async with talking() as talk:
        await gone(talk, "nightly-timetables", "Delete, keep 45 datasets")
        view = await form(talk, await asked(talk, "nightly-timetables"))
        talk.portal.trouble.next(kind, method="PUT")
        assert (await talk.world.submit(ADMIN, view, {"Password": SECRET})).ok
        done = await talk.sees("it stands as nightly-timetables")
        assert ("It lacks forced_metas, host, password, subdir, user" in talk.look(done)) is not kind.carried_out
        assert creations(talk) == ["POST /"]
        await talk.types("restore")
        await talk.sees("nothing to restore" if kind.carried_out else "What can be restored")


async def test_a_creation_that_the_portal_refuses_is_told_with_the_reason() -> None:
    """A refusal is an answer: nothing is unknown, and it can be tried again."""
    async with talking() as talk:
        await gone(talk, "tree-survey", "Delete")
        talk.portal.trouble.next(Kind.EMPTY_403, method="POST")
        await talk.presses("Restore", await asked(talk, "tree-survey"))
        told = await talk.sees("Not restored")
        assert "create_dataset" in talk.look(told)
        await talk.types("restore")
        await talk.sees("What can be restored")


async def test_a_schedule_that_cannot_be_set_is_told() -> None:
    """The harvester stands, and what is left to do is said."""
    async with talking(api="automation") as talk:
        await gone(talk, "nightly-timetables", "Delete, keep 45 datasets")
        question = await asked(talk, "nightly-timetables")
        assert "It is scheduled again: 30 1 * * * Europe/Berlin" in talk.look(question)
        view = await form(talk, question)
        talk.portal.trouble.next(Kind.EMPTY_403, method="POST", path="schedules")
        assert (await talk.world.submit(ADMIN, view, {"Password": SECRET})).ok
        done = await talk.sees("it stands as nightly-timetables")
        assert "is not set" in talk.look(done)


async def test_only_admins_restore() -> None:
    """Neither the list nor a question is for others."""
    async with talking() as talk:
        await gone(talk, "tree-survey", "Delete")
        await talk.types("restore", OPERATOR)
        await talk.sees("needs the role admin", OPERATOR)
        await talk.types("restore tree-survey", OPERATOR)
        await talk.world.until(lambda: talk.world.transcript().count("needs the role admin") == 2)


async def test_only_who_asked_can_answer_and_nothing_is_typed_for_others() -> None:
    """Even another admin opens no form on somebody else's question."""
    async with talking() as talk:
        await gone(talk, "city-budget", "Delete, keep 64 datasets")
        question = await asked(talk, "city-budget")
        await talk.presses("Restore", question, SECOND_ADMIN)
        await talk.sees("Only the person who asked", SECOND_ADMIN)
        assert talk.world.open_view(SECOND_ADMIN) is None
        await talk.presses("Cancel", question)
        told = await talk.sees("Not restored")
        assert "nothing was done" in talk.look(told)


async def test_a_question_that_has_waited_too_long_is_over() -> None:
    """What is typed too late is told at the field, and dropped."""
    async with talking(CONFIRM_TTL="2") as talk:
        await gone(talk, "nightly-timetables", "Delete, keep 45 datasets")
        view = await form(talk, await asked(talk, "nightly-timetables"))
        await talk.sees("nothing was done")
        late = await talk.world.submit(ADMIN, view, {"Password": SECRET})
        assert "expired" in next(iter(late.errors.values()))
        assert creations(talk) == []


async def test_a_role_taken_away_meanwhile_stops_it() -> None:
    """Slack is asked anew before anything is sent."""
    async with talking() as talk:
        await gone(talk, "tree-survey", "Delete")
        question = await asked(talk, "tree-survey")
        talk.world.workspace.people[ADMIN].is_admin = False
        talk.world.workspace.people[ADMIN].is_owner = False
        await talk.presses("Restore", question)
        told = await talk.sees("Not restored")
        assert "needs the role admin" in talk.look(told)
        assert creations(talk) == []


async def test_it_works_only_in_the_allowed_channels() -> None:
    """It changes a portal, so it keeps to where changes are made; the list is read anywhere."""
    async with talking(CHANNELS=f'["{GENERAL}"]') as talk:
        await talk.types("delete tree-survey", channel=GENERAL)
        question = await talk.sees("only they can press", channel=GENERAL)
        await talk.presses("Delete", question)
        await talk.sees("Deleted", channel=GENERAL)
        await talk.types("restore")
        listed = await talk.sees("What can be restored")
        await talk.presses("Restore…", listed)
        await talk.sees("does not work in this channel")
        await talk.types("restore tree-survey", channel=GENERAL)
        await talk.presses("Restore", await talk.sees("only they can press", channel=GENERAL))
        await talk.sees("it stands as tree-survey", channel=GENERAL)


@pytest.mark.parametrize("approve", [True, False])
async def test_a_second_person_decides_while_what_was_typed_is_held(*, approve: bool) -> None:
    """They see what would be created; their answer uses what was typed before, or drops it."""
    async with talking(SECOND_APPROVER='["restore"]') as talk:
        await gone(talk, "nightly-timetables", "Delete, keep 45 datasets")
        view = await form(talk, await asked(talk, "nightly-timetables"))
        assert (await talk.world.submit(ADMIN, view, {"Password": SECRET})).ok
        card = await talk.sees("has to approve it")
        assert "ftp.example.org" in talk.look(card)
        assert creations(talk) == []
        await talk.presses("Approve" if approve else "Reject", card, SECOND_ADMIN)
        await talk.sees("it stands as nightly-timetables" if approve else "Not restored")
        assert creations(talk) == (["POST /"] if approve else [])


async def test_a_near_miss_is_offered() -> None:
    """What is not kept is said, with what is."""
    async with talking() as talk:
        await gone(talk, "tree-survey", "Delete")
        await talk.types("restore tree-survy")
        told = await talk.sees("Nothing is kept of a harvester")
        await talk.presses("restore city/tree-survey", told)
        await talk.sees("only they can press")
        await talk.types("restore city/nothing-like-it")
        await talk.world.until(lambda: talk.world.transcript().count("Nothing is kept of a harvester") == 2)
