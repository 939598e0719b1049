"""Every delivery is acknowledged and answered once, whatever becomes of it."""

import asyncio
import json
import re
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from msgspec import structs
from prometheus_client import CollectorRegistry
from slack_sdk.web.async_client import AsyncWebClient
from support.fresh import fresh_database

from harvestbot.domain.audit import Outcome
from harvestbot.domain.verbs import Kind
from harvestbot.errors import NotAllowed, NotUnderstood
from harvestbot.operations.arrivals import Arrivals
from harvestbot.operations.ledger import Ledger
from harvestbot.operations.upkeep.telemetry import Telemetry
from harvestbot.sandbox.logbook import logging_to
from harvestbot.sandbox.slack.deliver import Delivery as Delivered
from harvestbot.sandbox.slack.ids import ADMIN, DATA_OPS, VIEWER
from harvestbot.sandbox.slack.serve import listening
from harvestbot.sandbox.slack.world import World
from harvestbot.slack.answers import Answers
from harvestbot.slack.intake import Afterwards, FormMistakes, Intake, Route
from harvestbot.slack.listening import bolt_app
from harvestbot.slack.payloads import Delivery, Option
from harvestbot.slack.permalinks import Permalinks
from harvestbot.slack.repeats import Repeats
from harvestbot.slack.runner import AwaitedAckRunner
from harvestbot.slack.sender import Sender
from harvestbot.slack.web import web_app
from harvestbot.slack.workspace import Workspace
from harvestbot.store import audit, deliveries
from harvestbot.store.database import Database

Act = Callable[[Delivery], Awaitable[Afterwards | None]]
SECRET_WORDS = "xoxb-1-2-typed-by-mistake"


class Handlers:
    """What deliveries lead to: by the text of a command, or of a mention."""

    def __init__(self) -> None:
        self.known: dict[str, Route] = {}
        self.count: Counter[str] = Counter()

    def on(self, text: str, kind: Kind, act: Act) -> None:
        """Let a command lead to something."""

        async def counted(delivery: Delivery) -> Afterwards | None:
            self.count[text] += 1
            return await act(delivery)

        self.known[text] = Route(kind, counted)

    def press(self, delivery: Delivery) -> Route:
        """Route what no test here delivers."""
        raise AssertionError(delivery)

    form = shortcut = press

    async def suggest(self, delivery: Delivery) -> Sequence[Option]:
        """Suggest what is typed, unless that is what breaks."""
        if delivery.text == "broken":
            raise RuntimeError("no suggestions")
        return [{"text": {"type": "plain_text", "text": delivery.text}, "value": delivery.text}]

    def event(self, delivery: Delivery) -> Route | None:
        """Route a mention; all other events mean nothing."""
        if delivery.name != "app_mention":
            return None
        return self.command(structs.replace(delivery, text=delivery.text.rpartition(" ")[2]))

    def command(self, delivery: Delivery) -> Route:
        """Route a command."""
        if delivery.text == "broken":
            raise RuntimeError("no route")
        if delivery.text not in self.known:
            raise NotUnderstood("I know no such thing.")
        return self.known[delivery.text]


@pytest.fixture
def handlers() -> Handlers:
    """Handlers that a test fills."""
    return Handlers()


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """The bot's database."""
    async with await Database.open(fresh_database(tmp_path / "bot.db")) as opened:
        yield opened


@pytest.fixture
def telemetry() -> Telemetry:
    """What is counted."""
    return Telemetry()


@pytest.fixture
def log_file(tmp_path: Path) -> Path:
    """Where the log goes."""
    return tmp_path / "log"


@pytest.fixture
def intake(sender: Sender, database: Database, telemetry: Telemetry) -> Intake:
    """The way in."""
    ledger = Ledger(database, lambda: 5.0, Permalinks(sender.permalink))
    arrivals = Arrivals(database, lambda: 5.0)
    repeats = Repeats(lambda: 0.0)
    return Intake(
        Answers(sender), ledger, arrivals, repeats, telemetry.acknowledged, suited=as_it_is, heard=lambda _: None
    )


async def as_it_is(_: str, error: Exception) -> Exception:
    """Tell everybody everything."""
    return error


@pytest.fixture
async def bot(
    world: World, client: AsyncWebClient, handlers: Handlers, intake: Intake, log_file: Path
) -> AsyncIterator[None]:
    """A bot that consists of its intake."""

    async def workspace() -> Workspace:
        return Workspace("T1")

    async def ready() -> str:
        return ""

    app = bolt_app(client, world.signing_secret, workspace)
    runner = AwaitedAckRunner(app)
    intake.listen(app, "/harvester", handlers)
    with logging_to(log_file, [world.bot_token, world.signing_secret]):
        async with listening(web_app(app, CollectorRegistry(), ready)) as port:
            world.request_url = f"http://127.0.0.1:{port}/slack/events"
            yield
            await runner.drain(60)


pytestmark = pytest.mark.usefixtures("bot")


async def types(world: World, text: str) -> Delivered:
    """Type a command."""
    return await world.command(ADMIN, DATA_OPS, f"/harvester {text}")


def written(log_file: Path) -> str:
    """Return what was logged."""
    return log_file.read_text(encoding="utf-8")


async def nothing(_: Delivery) -> None:
    """Do nothing."""


async def fails(delivery: Delivery) -> None:
    """Fail as nobody foresaw, with all that is secret at hand."""
    secret, url = SECRET_WORDS, delivery.response_url
    raise RuntimeError(f"unforeseen with {len(secret)} and {len(url)}")


@pytest.mark.parametrize("kind", list(Kind))
async def test_a_mistake_of_ours_is_one_line_with_a_reference_that_the_log_has(
    world: World, handlers: Handlers, log_file: Path, kind: Kind
) -> None:
    """The person is told where to look, the log tells what happened, and holds nothing that is secret."""
    handlers.on("x", kind, fails)
    delivery = await types(world, "x")
    assert delivery.ok
    told = world.plain(await world.until_sees(ADMIN, DATA_OPS, "Something went wrong"))
    assert len(told.splitlines()) == 1
    found = re.search(r"under ([0-9a-f]{8})", told)
    assert found is not None
    logged = written(log_file)
    (line,) = [one for one in map(json.loads, logged.splitlines()) if one["event"] == "unexpected"]
    assert line["correlation"] == found[1]
    assert "unforeseen" in str(line["exception"])
    url = str(delivery.payload["response_url"])
    secrets = (world.bot_token, world.signing_secret, url, url.rpartition("/")[2], SECRET_WORDS)
    for secret in (*secrets, str(delivery.payload["token"])):
        assert secret not in logged
    assert world.find(VIEWER, DATA_OPS, "Something went wrong") is None


async def test_what_is_left_to_do_after_a_decision_may_fail_too(world: World, handlers: Handlers) -> None:
    """It was acknowledged; the person is told all the same."""

    async def act(delivery: Delivery) -> Afterwards:
        return lambda: fails(delivery)

    handlers.on("x", Kind.DECISION, act)
    assert (await types(world, "x")).ok
    await world.until_sees(ADMIN, DATA_OPS, "Something went wrong")


async def test_a_delivery_that_even_the_routing_breaks_on_is_answered(world: World, log_file: Path) -> None:
    """Not with a failure that Slack words."""
    assert (await types(world, "broken")).ok
    await world.until_sees(ADMIN, DATA_OPS, "Something went wrong")
    assert "no route" in written(log_file)


async def test_what_is_not_understood_is_acknowledged_and_answered(world: World) -> None:
    """A slip is no failure."""
    assert (await types(world, "what")).ok
    await world.until_sees(ADMIN, DATA_OPS, "I know no such thing.")


async def test_a_read_is_acknowledged_before_its_work_and_a_decision_after_it(world: World, handlers: Handlers) -> None:
    """A decision is on record before Slack hears of it; what a read waits for, Slack does not."""
    go_on = asyncio.Event()
    order: list[str] = []

    async def waits(_: Delivery) -> None:
        await go_on.wait()
        order.append("done")

    handlers.on("read", Kind.READ, waits)
    handlers.on("decide", Kind.DECISION, waits)
    assert (await types(world, "read")).ok
    order.append("acknowledged")
    deciding = asyncio.create_task(types(world, "decide"))
    await world.until(lambda: len(world.traffic.deliveries("command")) == 2)
    go_on.set()
    assert (await deciding).ok
    order.append("acknowledged")
    assert order == ["acknowledged", "done", "done", "acknowledged"]


@pytest.mark.parametrize("kind", [Kind.READ, Kind.ASK])
async def test_a_read_that_is_delivered_twice_is_answered_once(
    world: World, handlers: Handlers, telemetry: Telemetry, kind: Kind
) -> None:
    """Both deliveries are acknowledged."""
    handlers.on("x", kind, nothing)
    first = await types(world, "x")
    again = await world._courier.bring("command", "slash_commands", first.payload)  # noqa: SLF001  because only Slack itself repeats
    assert first.ok
    assert again.ok
    assert (await types(world, "x")).ok
    assert handlers.count["x"] == 2
    counted = telemetry.registry.get_sample_value("harvestbot_acknowledgement_seconds_count", {"kind": kind.value})
    assert counted == 3


async def test_an_event_that_is_delivered_twice_is_answered_once_even_by_another_process(
    world: World, handlers: Handlers
) -> None:
    """Slack delivers again for minutes; what has come is remembered in the database."""
    handlers.on("x", Kind.READ, nothing)
    first = await world.mention(ADMIN, DATA_OPS, "x")
    assert first is not None
    again = await world._courier.bring("event", "events_api", first.payload)  # noqa: SLF001  because only Slack itself repeats
    assert first.ok
    assert again.ok
    assert await world.mention(ADMIN, DATA_OPS, "x")
    assert handlers.count["x"] == 2


async def test_an_event_that_decides_leaves_it_to_the_decision_to_be_taken_once(
    world: World, handlers: Handlers, database: Database
) -> None:
    """What is claimed and what follows from it belong into one transaction."""
    handlers.on("x", Kind.DECISION, nothing)
    first = await world.mention(ADMIN, DATA_OPS, "x")
    assert first is not None
    assert first.ok
    assert handlers.count["x"] == 1
    async with database.write() as tx:
        assert await deliveries.claim(tx, str(first.payload["event_id"]), "event", 5.0)


async def test_an_event_that_means_nothing_is_acknowledged(world: World, handlers: Handlers) -> None:
    """Slack would deliver it again, and turn events off after too many failures."""
    opened = await world.open_home(ADMIN)
    assert opened is not None
    assert opened.ok
    assert not handlers.count


@pytest.mark.parametrize(("words", "told"), [("broken", "Something went wrong"), ("what", "I know no such thing.")])
async def test_an_event_that_cannot_be_routed_is_answered_once(
    world: World, database: Database, words: str, told: str
) -> None:
    """Somebody wrote it, and waits; no other replica says it again."""
    delivery = await world.mention(ADMIN, DATA_OPS, words)
    assert delivery is not None
    assert delivery.ok
    await world.until_sees(ADMIN, DATA_OPS, told)
    async with database.write() as tx:
        assert not await deliveries.claim(tx, str(delivery.payload["event_id"]), "event", 5.0)


async def test_a_refusal_for_want_of_a_role_is_written_down(
    world: World, handlers: Handlers, database: Database
) -> None:
    """Who, where, what and why, under the correlation of the answer; other refusals are not."""

    async def refuses(_: Delivery) -> None:
        raise NotAllowed("You may not.")

    handlers.on("x", Kind.ASK, refuses)
    await types(world, "x")
    await types(world, "what")
    await world.until_sees(ADMIN, DATA_OPS, "You may not.")
    await world.until_sees(ADMIN, DATA_OPS, "I know no such thing.")
    async with database.read() as tx:
        (entry,) = await audit.entries(tx)
    assert (entry.actor, entry.channel, entry.verb, entry.outcome) == (ADMIN, DATA_OPS, "x", Outcome.REFUSED)
    assert (entry.detail, entry.at) == ("You may not.", 5.0)
    assert re.fullmatch(r"[0-9a-f]{8}", entry.correlation)


async def test_a_trail_that_cannot_be_written_leaves_nobody_without_an_answer(
    world: World, handlers: Handlers, log_file: Path, tmp_path: Path
) -> None:
    """A full disk must not swallow the refusal; the log tells of it."""

    async def refuses(_: Delivery) -> None:
        raise NotAllowed("You may not.")

    with closing(sqlite3.connect(tmp_path / "bot.db")) as somebody:
        somebody.execute("DROP TABLE audit")
    handlers.on("x", Kind.ASK, refuses)
    assert (await types(world, "x")).ok
    await world.until_sees(ADMIN, DATA_OPS, "You may not.")
    assert "was not written down" in written(log_file)


async def test_a_form_is_told_its_mistakes_and_nothing_else_is(world: World, handlers: Handlers) -> None:
    """They stand at the fields, in the acknowledgement; a command has no fields and is not failed by them."""

    async def mistaken(_: Delivery) -> None:
        raise FormMistakes({"b": "Wrong."})

    handlers.on("x", Kind.DECISION, mistaken)
    delivery = await types(world, "x")
    assert delivery.status == 200
    assert delivery.body == {"response_action": "errors", "errors": {"b": "Wrong."}}
