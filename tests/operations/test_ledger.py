"""The audit trail of whole conversations: who, where, which verb, what it was before, what came of it."""

from support.talk import Talk, talking

from harvestbot.domain.audit import Entry, Outcome, Page
from harvestbot.sandbox.portal.trouble import Kind
from harvestbot.sandbox.slack.ids import ADMIN, DATA_OPS, GENERAL, GUEST, OPERATOR, VIEWER
from harvestbot.store import audit
from harvestbot.store.database import Database

Line = tuple[str, str, str, str]


async def trail(talk: Talk) -> list[Entry]:
    """Read the trail beside the running bot, oldest first; a handful of what every line must have is checked."""
    url = talk.stage.settings.database_url.get_secret_value()
    async with await Database.open(url) as database, database.read() as tx:
        entries = await audit.entries(tx, page=Page(size=100, oldest_first=True))
    for entry in entries:
        assert entry.actor
        assert entry.at > 0
        assert entry.correlation
        assert "http://127.0.0.1" not in repr(entry), "a response_url stays for ever"
    return entries


def lines(entries: list[Entry]) -> list[Line]:
    """Return who did what to what, and what came of it."""
    return [(one.actor, one.verb, one.harvester_id, one.outcome.value) for one in entries]


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
    async with talking(PORTALS__CITY__TIMEOUT="0.3") as talk:
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
        assert entry.verb.startswith(typed.partition(" ")[0])
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
    assert [(entry.actor, entry.channel) for entry in refused] == [(ADMIN, DATA_OPS), (VIEWER, GENERAL)]
    assert talk.writes() == []


async def test_a_cancelled_and_an_expired_question_are_written_down() -> None:
    """Nothing was done, and it is told which of the two it was."""
    async with talking(CONFIRM_TTL="1") as talk:
        await talk.types("delete bus-stops")
        question = await talk.sees("only they can press")
        await talk.presses("Cancel", question)
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
