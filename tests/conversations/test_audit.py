"""Reading the audit trail in Slack."""

from support.talk import Talk, talking

from harvestbot.domain.audit import Entry, Outcome
from harvestbot.sandbox.slack.ids import ADMIN, DATA_OPS, OPERATOR, SECOND_ADMIN, STEWARDS, VIEWER
from harvestbot.store import audit
from harvestbot.store.database import Database


async def written(talk: Talk, *entries: Entry) -> None:
    """Write lines into the trail beside the running bot."""
    url = talk.stage.settings.database_url.get_secret_value()
    async with await Database.open(url) as database, database.write() as tx:
        for entry in entries:
            await audit.record(tx, entry)


def line(talk: Talk, harvester: str, *, portal: str = "city", actor: str = ADMIN, ago: float = 60.0) -> Entry:
    """Return a line about a harvester."""
    at = talk.world.clock.now() - ago
    return Entry(at=at, actor=actor, verb="publish", outcome=Outcome.DONE, portal=portal, harvester_id=harvester)


async def answer(talk: Talk, typed: str) -> str:
    """Type a command, and return the answer that is new."""
    before = len(talk.world.conversation(DATA_OPS, ADMIN))
    await talk.types(typed)
    await talk.world.until(lambda: len(talk.world.conversation(DATA_OPS, ADMIN)) > before)
    return talk.look(talk.world.conversation(DATA_OPS, ADMIN)[-1])


async def test_the_trail_of_a_deletion_is_read_where_it_was_asked(mode: str) -> None:
    """Asked, approved, sent, done: newest first, with a link, and only the admin who asked sees it."""
    async with talking(mode=mode) as talk:
        await talk.types("delete bus-stops")
        question = await talk.sees("only they can press")
        await talk.presses("Delete, keep 412 datasets", question)
        await talk.sees("Deleted")
        await talk.types("audit bus-stops")
        card = await talk.sees("Audit trail")
        told = talk.look(card)
        places = [told.index(word) for word in ("done", "sent to the portal", "approved", "asked")]
        assert places == sorted(places)
        assert told.count("city/bus-stops") == 4
        assert f"p{question.ts.replace('.', '')}" in str(card.blocks)
        assert talk.world.find(SECOND_ADMIN, DATA_OPS, "Audit trail") is None


async def test_only_an_admin_reads_the_trail_and_the_refusal_stands_in_it(mode: str) -> None:
    """Who may not read it is told, and an admin sees that they tried."""
    async with talking(mode=mode) as talk:
        for user in (VIEWER, OPERATOR):
            await talk.types("audit my-harvester", user)
            await talk.sees("needs the role admin", user)
        await talk.types("audit my-harvester")
        card = await talk.sees("Audit trail")
        assert talk.look(card).count("refused") == 2
        assert f"<@{VIEWER}>" in str(card.blocks)


async def test_the_trail_is_narrowed_by_harvester_person_and_time(mode: str) -> None:
    """In any order; a person is picked as Slack writes people."""
    async with talking(mode=mode) as talk:
        await written(
            talk,
            line(talk, "alpha", ago=90_000),
            line(talk, "beta", actor=SECOND_ADMIN, ago=90_000),
            line(talk, "gamma", actor=SECOND_ADMIN),
        )
        for typed, seen in {
            "audit": {"alpha", "beta", "gamma"},
            "audit city": {"alpha", "beta", "gamma"},
            "audit city/alpha": {"alpha"},
            "audit @alan": {"beta", "gamma"},
            f"audit {SECOND_ADMIN} 2h": {"gamma"},
            "audit 1d": {"gamma"},
            "audit 2h @alan beta": set(),
            "audit 2020-01-01 alpha": {"alpha"},
        }.items():
            told = await answer(talk, typed)
            assert {name for name in ("alpha", "beta", "gamma") if f"city/{name}" in told.partition("\n")[2]} == seen
            assert ("No entries" in told) == (not seen)


async def test_the_trail_is_turned_over_in_its_place(mode: str) -> None:
    """Older and newer pages take the card's place; new lines do not move what is read."""
    async with talking(mode=mode) as talk:
        await written(talk, *(line(talk, f"h{number:02}") for number in range(25)))
        await talk.types("audit 1d")
        card = await talk.sees("city/h24")
        assert "[Newer]" not in talk.look(card)
        await written(talk, line(talk, "latest"))
        await talk.presses("Older", card)
        card = await talk.sees("city/h14")
        assert all(f"city/h{number:02}" in talk.look(card) for number in range(5, 15))
        await talk.sees_gone("city/h24")
        await talk.presses("Older", card)
        card = await talk.sees("city/h00")
        assert "[Older]" not in talk.look(card)
        await talk.presses("Newer", card)
        card = await talk.sees("city/h05")
        await talk.presses("Newer", card)
        card = await talk.sees("city/h15")
        assert "city/h24" in talk.look(card)
        await talk.presses("Newer", card)
        await talk.sees("city/latest")


async def test_words_that_narrow_nothing_are_refused_with_what_is_understood(mode: str) -> None:
    """The button leads to the whole trail."""
    async with talking(mode=mode) as talk:
        await talk.types("audit @on-call")
        slip = await talk.sees("I understand audit [harvester] [@person] [since]")
        await talk.presses("audit", slip)
        await talk.sees("No entries")


async def test_each_admin_reads_the_trail_of_their_own_portals(mode: str) -> None:
    """Another portal's lines, and those of none, are for who is admin everywhere."""
    async with talking(
        mode=mode,
        PORTALS__TOWN__URL="http://127.0.0.1:9",
        PORTALS__TOWN__API_KEY="k",
        PORTALS__TOWN__ROLES__ADMIN=f'["{STEWARDS}", "{ADMIN}"]',
    ) as talk:
        await written(
            talk, line(talk, "alpha"), line(talk, "beta", portal="town"), line(talk, "gamma", portal="", actor="U1")
        )
        await talk.types("audit", VIEWER)
        told = talk.look(await talk.sees("Audit trail", VIEWER))
        assert "town/beta" in told
        assert "alpha" not in told
        assert "gamma" not in told
        await talk.types("audit city/alpha", VIEWER)
        await talk.sees("needs the role admin on city", VIEWER)
        for verb, about in (("restore", "city/alpha"), ("delete", "portal:city is:new")):
            await talk.types(f"{verb} {about}", VIEWER)
            await talk.sees(f"{verb} needs the role admin on city", VIEWER)
        await talk.types("audit twon/beta", VIEWER)
        slip = await talk.sees("I know no portal twon", VIEWER)
        assert "[audit town/beta]" in talk.look(slip)
        await talk.types("audit")
        told = talk.look(await talk.sees("Audit trail"))
        assert all(name in told for name in ("city/alpha", "town/beta", "gamma"))
