"""The audit trail of whole conversations: who, where, which verb, what it was before, what came of it."""

import asyncio
from pathlib import Path

import pytest
from support.fakes import FakeLinks
from support.fresh import fresh_database
from support.talk import Talk, talking

from harvestbot.domain.asker import Asker
from harvestbot.domain.asks import parse
from harvestbot.domain.audit import Entry, Outcome
from harvestbot.domain.confirmations import Place
from harvestbot.operations.ledger import Ledger
from harvestbot.sandbox.portal.harvester import Durations
from harvestbot.sandbox.portal.trouble import Down, Kind
from harvestbot.sandbox.slack.ids import ADMIN, DATA_OPS, GENERAL, GUEST, OPERATOR, SECOND_ADMIN, VIEWER
from harvestbot.sandbox.slack.messages import Message
from harvestbot.store import audit
from harvestbot.store.database import Database

Line = tuple[str, str, str, str]


async def trail(talk: Talk) -> list[Entry]:
    """Read the trail; a handful of what every line must have is checked."""
    entries = await talk.trail()
    for entry in entries:
        assert entry.actor
        assert entry.at > 0
        assert entry.correlation
        assert "http://127.0.0.1" not in repr(entry), "a response_url stays for ever"
    return entries


async def until_trail(talk: Talk, many: int) -> list[Entry]:
    """Wait until the trail has so many lines, for what is written after the answer."""
    for _ in range(500):
        if len(entries := await trail(talk)) >= many:
            return entries
        await asyncio.sleep(0.02)
    raise AssertionError(f"there are not {many} lines, but {entries}")


def message_of(message: Message) -> str:
    """Return the end of a message's address."""
    return f"p{message.ts.replace('.', '')}"


def lines(entries: list[Entry]) -> list[Line]:
    """Return who did what to what, and what came of it."""
    return [(one.actor, one.verb, one.harvester_id, one.outcome.value) for one in entries]


@pytest.mark.parametrize(
    ("typed", "named"),
    {
        "watch Paris failed": ("paris", ""),
        "mute paris/* 2h": ("paris", ""),
        "digest paris daily": ("paris", ""),
        "unwatch paris/paris": ("paris", "paris"),
        "watch lamps": ("", "lamps"),
        "watch *": ("", "*"),
        "start paris": ("", "paris"),
    }.items(),
)
async def test_a_portal_that_is_named_as_a_whole_stands_in_its_column(
    tmp_path: Path, typed: str, named: tuple[str, str]
) -> None:
    """Its admins look for it there; a harvester may have a portal's name."""
    async with await Database.open(fresh_database(tmp_path / "bot.db")) as database:
        ledger = Ledger(database, lambda: 1.0, FakeLinks(), portals=("city", "paris"))
        async with database.write() as tx:
            await ledger.about_ask(tx, Asker(ADMIN, Place(DATA_OPS)), parse(typed), Outcome.ASKED)
        async with database.read() as reading:
            (entry,) = await audit.entries(reading)
    assert (entry.portal, entry.harvester_id) == named


async def test_reads_leave_nothing_and_a_deletion_leaves_every_step() -> None:
    """Asked, approved, attempted with what it was before, done: all in the channel where it was asked."""
    async with talking() as talk:
        for typed, answer in (("status my-harvester", "120 attached"), ("help", "you can do"), ("what", "I know no")):
            await talk.types(typed)
            await talk.sees(answer)
        assert await trail(talk) == []
        await talk.types("delete bus-stops")
        question = await talk.sees("only they can press")
        await talk.presses("Delete, keep 412 datasets", question)
        await talk.sees("Deleted")
        entries = await trail(talk)
    assert lines(entries) == [
        (ADMIN, "delete", "bus-stops", outcome) for outcome in ("asked", "approved", "attempt", "done")
    ]
    assert {entry.channel for entry in entries} == {DATA_OPS}
    assert {entry.portal for entry in entries} == {"city"}
    asked, approved, attempt, done = entries
    assert attempt.before is not None
    assert attempt.before["attached"] == 412
    assert "secret" not in str(attempt.before["parameters"]).replace("secrets", "")
    assert approved.correlation == attempt.correlation == done.correlation != asked.correlation
    assert (
        attempt.permalink == done.permalink == f"https://portals.slack.com/archives/{DATA_OPS}/{message_of(question)}"
    )
    assert done.before is not None
    assert (done.before["attached"], done.after) == (
        412,
        {"id": "bus-stops", "exists": False, "datasets_kept": 412},
    )


async def test_publishing_leaves_what_it_was_before_and_after() -> None:
    """The numbers tell what went online."""
    async with talking() as talk:
        await talk.types("publish my-harvester", OPERATOR)
        question = await talk.sees("would go online")
        await talk.presses("Publish 8 datasets", question, OPERATOR)
        await talk.sees("Published")
        entries = await trail(talk)
    done = entries[-1]
    assert [entry.outcome for entry in entries] == [Outcome.ASKED, Outcome.APPROVED, Outcome.ATTEMPT, Outcome.DONE]
    assert entries[2].before is not None
    assert done.after is not None
    assert (entries[2].before["published"], done.after["published"]) == (112, 120)


async def test_an_unknown_outcome_and_what_became_of_it_are_two_lines() -> None:
    """Whoever reads later sees that nobody knew for a while, and why."""
    async with talking() as talk:
        await talk.types("delete bus-stops")
        question = await talk.sees("only they can press")
        talk.portal.trouble.next(Kind.DROP_AFTER, method="DELETE")
        await talk.presses("Delete, keep 412 datasets", question)
        await talk.sees("Deleted")
        entries = await trail(talk)
    assert [entry.outcome for entry in entries][-3:] == [Outcome.ATTEMPT, Outcome.UNKNOWN, Outcome.DONE]
    assert entries[-2].detail


async def test_a_start_leaves_the_ask_the_attempt_and_the_answer() -> None:
    """A decision is written down before it is carried out, under one correlation."""
    async with talking() as talk:
        await talk.types("start my-harvester", OPERATOR)
        await talk.sees("attached 120 → 128")
        entries = await trail(talk)
    assert lines(entries) == [(OPERATOR, "start", "my-harvester", outcome) for outcome in ("asked", "attempt", "done")]
    assert len({entry.correlation for entry in entries}) == 1
    assert [bool(entry.permalink) for entry in entries] == [False, True, True]
    assert entries[2].after is not None


async def test_a_start_that_the_portal_refuses_is_no_done() -> None:
    """The reason stands beside it."""
    async with talking() as talk:
        talk.portal.trouble.next(Kind.EMPTY_403, path="start")
        await talk.types("start my-harvester")
        await talk.sees("Not started")
        entries = await trail(talk)
    assert entries[-1].outcome is Outcome.NOT_DONE
    assert "create_dataset" in entries[-1].detail


MISSING = [
    ("delete bus-stops", VIEWER, "role admin"),
    ("publish my-harvester", VIEWER, "role operator"),
    ("start my-harvester", VIEWER, "role operator"),
    ("list", GUEST, "role viewer"),
]


async def test_a_missing_role_is_written_down() -> None:
    """Who wanted what, and what they lacked."""
    async with talking() as talk:
        for typed, user, why in MISSING:
            await talk.types(typed, user)
            await talk.sees(f"{typed.partition(' ')[0]} needs the {why}", user)
        refused = [entry for entry in await trail(talk) if entry.outcome is Outcome.REFUSED]
    for (typed, user, why), entry in zip(MISSING, refused, strict=True):
        assert (entry.actor, entry.channel) == (user, DATA_OPS)
        verb, _, harvester = typed.partition(" ")
        assert (entry.verb, entry.harvester_id, entry.portal) == (verb, harvester, "city" if harvester else "")
        assert why in entry.detail


async def test_a_wrong_place_and_a_stolen_press_are_written_down() -> None:
    """Both are attempts at something that is not allowed."""
    async with talking(CHANNELS=f'["{GENERAL}"]') as talk:
        await talk.types("start my-harvester")
        await talk.sees("does not work in this channel")
        await talk.types("delete bus-stops", channel=GENERAL)
        question = await talk.sees("only they can press", channel=GENERAL)
        await talk.presses("Delete, keep 412 datasets", question, VIEWER)
        await talk.sees("Only the person who asked", VIEWER, GENERAL)
        refused = [entry for entry in await trail(talk) if entry.outcome is Outcome.REFUSED]
    assert [(one.actor, one.channel, one.verb, one.portal, one.harvester_id) for one in refused] == [
        (ADMIN, DATA_OPS, "start", "city", "my-harvester"),
        (VIEWER, GENERAL, "delete", "city", "bus-stops"),
    ]
    assert refused[-1].permalink
    assert talk.writes() == []


async def test_a_cancelled_and_an_expired_question_are_written_down() -> None:
    """Nothing was done, and it is told which of the two it was."""
    async with talking(CONFIRM_TTL="1") as talk:
        await talk.types("delete bus-stops")
        question = await talk.sees("only they can press")
        await talk.presses("Cancel", question)
        await talk.sees("Cancelled")
        await talk.types("delete tree-survey")
        waiting = await talk.sees("Delete Tree survey?")
        await talk.world.until(lambda: "nothing was done" in talk.look(waiting))
        entries = await trail(talk)
    assert [entry.outcome for entry in entries] == [
        Outcome.ASKED,
        Outcome.CANCELLED,
        Outcome.ASKED,
        Outcome.EXPIRED,
    ]


async def test_a_second_person_and_who_asked_both_stand_in_the_trail() -> None:
    """From the approval on each line names both."""
    async with talking(SECOND_APPROVER='["delete"]') as talk:
        await talk.types("delete bus-stops")
        question = await talk.sees("only they can press")
        await talk.presses("Delete, keep 412 datasets", question)
        asking = await talk.sees("has to approve", SECOND_ADMIN)
        await talk.presses("Approve", asking, ADMIN)
        await talk.sees("Somebody else has to approve")
        await talk.presses("Approve", asking, SECOND_ADMIN)
        await talk.sees("Deleted")
        entries = await trail(talk)
    assert [(one.actor, one.requester, one.verb, one.outcome.value) for one in entries] == [
        (ADMIN, "", "delete", "asked"),
        (ADMIN, "", "delete", "asked"),
        (ADMIN, "", "approve", "refused"),
        (SECOND_ADMIN, ADMIN, "delete", "approved"),
        (SECOND_ADMIN, ADMIN, "delete", "attempt"),
        (SECOND_ADMIN, ADMIN, "delete", "done"),
    ]
    assert {one.harvester_id for one in entries} == {"bus-stops"}
    assert all(message_of(asking) in one.permalink for one in entries[2:])


async def test_a_role_that_nobody_could_look_up_is_a_refusal_too() -> None:
    """No answer of Slack is no permission, and the trail says so."""
    async with talking() as talk:
        talk.world.fail("users.info", "user_not_found", times=5)
        await talk.types("start my-harvester")
        await talk.sees("did not tell who you are")
        entries = await trail(talk)
    assert [one.outcome for one in entries] == [Outcome.ASKED, Outcome.REFUSED]
    assert entries[1].harvester_id == "my-harvester"


async def test_a_start_that_finds_no_portal_is_written_down_as_not_done() -> None:
    """Every decision that was taken has an end."""
    async with talking() as talk:
        talk.portal.trouble.down = Down.CLOSE
        await talk.types("start my-harvester")
        await talk.sees("city")
        entries = await trail(talk)
    assert lines(entries) == [(ADMIN, "start", "my-harvester", outcome) for outcome in ("asked", "not_done")]


async def test_an_abort_leaves_the_ask_the_attempt_and_what_came_after() -> None:
    """Pressed on the card of the run, it is that message which the lines lead to."""
    async with talking(api="automation", durations=Durations(processing=60, aborting=0.1)) as talk:
        await talk.types("start my-harvester")
        card = await talk.sees("running")
        await talk.presses("Abort", card)
        await talk.sees("is being stopped")
        await talk.sees("run over")
        await talk.types("abort my-harvester")
        await talk.sees("is not running")
        entries = [one for one in await trail(talk) if one.verb == "abort"]
    assert [one.outcome.value for one in entries] == ["asked", "attempt", "done", "asked", "refused"]
    assert all(message_of(card) in one.permalink for one in entries[:3])
    assert entries[2].before is not None


async def test_a_form_that_comes_too_late_is_written_down() -> None:
    """What is told at the field of a form is a refusal like any other."""
    async with talking(CONFIRM_TTL="1") as talk:
        await talk.types("delete bus-stops")
        question = await talk.sees("only they can press")
        await talk.presses("Delete with 412 datasets", question)
        form = await talk.world.until(lambda: talk.world.open_view(ADMIN))
        await talk.sees("nothing was done")
        await talk.world.submit(ADMIN, form, {"Type the id of the harvester": "bus-stops"})
        last = (await until_trail(talk, 3))[-1]
    assert (last.verb, last.outcome, last.harvester_id) == ("delete_datasets", Outcome.REFUSED, "bus-stops")


async def test_without_an_address_the_trail_is_complete_all_the_same() -> None:
    """Slack that does not tell where a message is found stops nothing."""
    async with talking() as talk:
        talk.world.fail("chat.getPermalink", "internal_error", times=50)
        await talk.types("delete bus-stops")
        question = await talk.sees("only they can press")
        await talk.presses("Delete, keep 412 datasets", question)
        await talk.sees("Deleted")
        entries = await trail(talk)
    assert [one.outcome.value for one in entries] == ["asked", "approved", "attempt", "done"]
    assert {one.permalink for one in entries} == {""}
