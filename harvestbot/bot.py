"""The composition root: everything is built here, from the settings, once."""

import asyncio
import gc
import secrets
import signal
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from typing import NamedTuple, TypeVar

import aiohttp
import httpx
import structlog
from msgspec import Struct
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from harvestbot.domain.roles import Role
from harvestbot.domain.watching.budget import warning
from harvestbot.errors import HarvestbotError, SlackUnavailable
from harvestbot.operations.crew import Crew, Rules, assemble
from harvestbot.operations.defining.vault import Vault
from harvestbot.operations.engine import Engine
from harvestbot.operations.gate import Gate
from harvestbot.operations.ledger import Ledger
from harvestbot.operations.means import Means
from harvestbot.operations.pace import Pace, Watch
from harvestbot.operations.portals import Portals
from harvestbot.operations.seeing.directory import Directory
from harvestbot.operations.telling.digesting import Digesting
from harvestbot.operations.telling.notifying import Notifying
from harvestbot.operations.telling.watching import LEASE, Watching
from harvestbot.operations.upkeep import logs, watchdog
from harvestbot.operations.upkeep.cleaning import Cleaning
from harvestbot.operations.upkeep.noted import Noted
from harvestbot.operations.upkeep.pulse import LONGEST as LONGEST_SILENCE
from harvestbot.operations.upkeep.pulse import Pulse
from harvestbot.operations.upkeep.repeating import repeatedly
from harvestbot.operations.upkeep.rounds import Rounds
from harvestbot.operations.upkeep.telemetry import Telemetry
from harvestbot.operations.upkeep.vitals import STUCK, Vitals
from harvestbot.operations.upkeep.watchdog import Watchdog
from harvestbot.portal.carrier import Call
from harvestbot.portal.client import PortalClient
from harvestbot.portal.dialect import Operation
from harvestbot.portal.transport import open_connections
from harvestbot.settings import Settings
from harvestbot.slack.answers import Answers
from harvestbot.slack.channels import Channels
from harvestbot.slack.client import new_session, web_client, writing_client
from harvestbot.slack.health import SlackHealth
from harvestbot.slack.homes import Homes
from harvestbot.slack.intake import Intake
from harvestbot.slack.listening import SocketMode, bolt_app, learn_home
from harvestbot.slack.manifest import SCOPES
from harvestbot.slack.parts.part import Setting, Tools
from harvestbot.slack.people import Home, SlackPeople
from harvestbot.slack.permalinks import Permalinks
from harvestbot.slack.repeats import Repeats
from harvestbot.slack.routes import Routes, parts
from harvestbot.slack.runner import AwaitedAckRunner
from harvestbot.slack.sender import Sender
from harvestbot.slack.serving import serving
from harvestbot.slack.teller import SlackTeller
from harvestbot.slack.web import web_app
from harvestbot.store import urls
from harvestbot.store.database import Database
from harvestbot.store.presence import Presence

log = structlog.get_logger(__name__)

T = TypeVar("T")

OPTIONAL_VERBS = ("abort", "errors", "preview")
"""Verbs that not every portal's API can do."""
GRACE = 25.0
"""Seconds that work under way may take after SIGTERM: container platforms kill after 30."""
EXPIRY_CHECK = 1.0
"""Seconds between two looks for confirmations that have waited for too long."""
LOOK = 1.0
"""Seconds between two looks for portals to be polled and for notices to be sent."""
SLACK_RETRY = 2.0
"""Seconds between two tries to reach Slack at the start."""


class Tuning(Struct, frozen=True):
    """Times that nobody sets in production; tests make them short.

    ``grace`` seconds may pass at the end for work under way; ``queue`` seconds pass between two looks into the queue;
    ``watchdog`` seconds after a replica's death its work is taken over; calls go out to Slack ``slack`` times as
    fast as its limits allow; what a dead replica was looking at or telling is taken up after ``lease`` seconds. The
    bot is not ready when what it does by itself has not gone well for ``stalled`` seconds, or work has waited for
    ``stuck`` seconds.
    """

    grace: float = GRACE
    queue: float = 0.1
    watchdog: float = watchdog.GRACE
    slack: float = 1.0
    lease: float = LEASE
    stalled: float = LONGEST_SILENCE
    stuck: float = STUCK


class Built(NamedTuple):
    """What is built once and lives as long as the bot."""

    database: Database
    client: AsyncWebClient
    telemetry: Telemetry
    presence: Presence | None
    engine: Engine
    crew: Crew
    watching: Watching
    notifying: Notifying
    vitals: Vitals
    digesting: Digesting
    homes: Homes
    app: AsyncApp
    runner: AwaitedAckRunner


class Bot:
    """One running bot, from ``running``.

    Args:
        settings: the set-up.
        tuning: times that tests make short.
    """

    def __init__(self, settings: Settings, tuning: Tuning) -> None:
        self._settings = settings
        self._tuning = tuning
        self._grants = {name: settings.grants(name) for name in settings.portals}
        self._home: Home | None = None
        self._known = asyncio.Event()
        self._socket: SocketMode | None = None
        self._pulse = Pulse(time.monotonic, tuning.stalled)
        self.address = ""
        """The base URL of its HTTP side, as seen from this machine."""

    async def home(self) -> Home:
        """Return the workspace, waiting until Slack has told it."""
        await self._known.wait()
        return self.known_home()

    def known_home(self) -> Home:
        """Return the workspace.

        Raises:
            SlackUnavailable: Slack has not told it yet.
        """
        if self._home is None:
            raise SlackUnavailable("Slack has not answered yet. Nothing was changed. Try again in a moment.")
        return self._home

    async def why_not_ready(self, vitals: Vitals) -> str:
        """Say why deliveries cannot be handled now, or what has come to a halt; "" when all is well."""
        if self._home is None:
            return "Slack has not answered yet."
        if self._socket is not None and not self._socket.connected:
            return "Socket Mode is not connected."
        return await vitals.complaint()

    async def start(self, stack: AsyncExitStack) -> None:
        """Open what is open while the bot runs, build everything, and begin to listen; ``stack`` ends it all."""
        database = await Database.open(self._settings.database_url.get_secret_value(), exclusive=True)
        stack.push_async_callback(database.close)
        session = await stack.enter_async_context(new_session())
        http = await stack.enter_async_context(open_connections())
        await self._listen(stack, self._build(database, session, http))
        # What was built until now lives as long as the process: the collector need not look at it again and again.
        gc.collect()
        gc.freeze()

    def _build(self, database: Database, session: aiohttp.ClientSession, http: httpx.AsyncClient) -> Built:
        settings = self._settings
        token = settings.slack_bot_token.get_secret_value()
        client = web_client(token, settings.slack_api_url, session)
        telemetry, noted = Telemetry(), Noted(time.time)

        def called(call: Call) -> None:
            telemetry.called(call.portal, call.operation, call.outcome, call.seconds)
            telemetry.quota(call.portal, portals[call.portal].quota.remaining)
            if Operation(call.operation).changes:
                noted.changed(call.portal, call.operation, call.outcome)

        directory = Directory(time.time)
        clients = {
            one.name: PortalClient(one, http, observe=called, noticed=directory.note) for one in settings.addresses
        }
        portals = Portals(clients, time.time, directory)
        lacks = {name: _lacking(portals[name]) for name in portals.names}
        sender = Sender(writing_client(token, settings.slack_api_url, session), session, speed=self._tuning.slack)
        answers = Answers(sender)
        teller = SlackTeller(answers, lacks, {name: _admin_groups(settings, name) for name in portals.names})
        people = self._people(client)
        gate = Gate(people, self._grants, settings.channels or frozenset())
        only_portal = portals.names[0] if len(portals.names) == 1 else ""
        ledger = Ledger(database, time.time, Permalinks(sender.permalink), only_portal=only_portal)
        presence = database.presence(replica := f"{socket.gethostname()}-{secrets.token_hex(4)}")
        engine = Engine(
            urls.for_engine(settings.database_url.get_secret_value()),
            # A name of its own for each replica; on SQLite there is one, and it takes up what it left behind.
            executor=replica if presence else "local",
            poll=self._tuning.queue,
        )
        watch = Watch(_pace(settings.poll_interval), time.time, engine.stopping)
        means = Means(
            people=people,
            gate=gate,
            portals=portals,
            database=database,
            ledger=ledger,
            teller=teller,
            engine=engine,
            watch=watch,
            vault=Vault(time.monotonic),
            process=replica,
            presence=presence,
            now=time.time,
        )
        crew = assemble(
            means, Rules(ttl=settings.confirm_ttl, second=settings.second_approver, history_days=settings.history_days)
        )
        for name, work in crew.works.items():
            engine.register(name, work)
        engine.when_stuck(crew.troubles.tell)
        pages = {name: portal.page_url or "" for name, portal in settings.portals.items()}
        setting = Setting(settings.command, pages=pages, lacks=lacks)
        channels = Channels(client)
        rounds = Rounds(
            gate=gate,
            portals=portals,
            database=database,
            chat=self._health(session),
            rooms=channels,
            noted=noted,
            scopes=SCOPES,
            now=time.time,
        )
        homes = Homes(sender, crew.overview, crew.lookout, time.time)
        tools = Tools(
            crew=crew,
            answers=answers,
            sender=sender,
            channels=channels,
            rounds=rounds,
            setting=setting,
            homes=homes,
        )
        app = bolt_app(client, settings.slack_signing_secret.get_secret_value(), self.home)
        runner = AwaitedAckRunner(app)
        intake = Intake(
            answers, ledger, crew.arrivals, Repeats(time.monotonic), telemetry.acknowledged, heard=noted.heard
        )
        routes = Routes(parts(tools), crew.decisions, answers.taken_in, self.known_home, pages)
        intake.listen(app, settings.command, routes)
        admins = {name: _admins(settings, name) for name in portals.names}
        watching = Watching(portals, database, settings.poll_interval, admins, lease=self._tuning.lease)
        notifying = Notifying(database, teller, telemetry.told, lease=self._tuning.lease)
        vitals = Vitals(
            portals, database, engine, telemetry, pulse=self._pulse, now=time.time, stuck=self._tuning.stuck
        )
        digesting = Digesting(portals, database, teller)
        for name in portals.names:
            if said := warning(settings.poll_interval, portals[name].quota.limit):
                log.warning("HARVESTBOT_POLL_INTERVAL breaks the quota", portal=name, why=said)
        return Built(
            database=database,
            client=client,
            telemetry=telemetry,
            presence=presence,
            engine=engine,
            crew=crew,
            watching=watching,
            notifying=notifying,
            vitals=vitals,
            digesting=digesting,
            homes=homes,
            app=app,
            runner=runner,
        )

    async def _listen(self, stack: AsyncExitStack, built: Built) -> None:
        """Begin to work and to listen. What begins last ends first: nothing new comes in, then the rest is finished."""
        settings, tuning = self._settings, self._tuning
        if built.presence:
            await built.presence.hold()
            stack.push_async_callback(built.presence.release)
        await built.engine.start()
        stack.push_async_callback(built.engine.stop, tuning.grace)
        stack.push_async_callback(built.crew.restoring.stop, tuning.grace)
        stack.push_async_callback(built.crew.saving.stop, tuning.grace)
        await built.crew.changing.take_up()
        if built.presence:
            watching = Watchdog(built.engine, built.presence, time.monotonic, tuning.watchdog)
            _in_background(stack, watching.keep_looking())
        stack.push_async_callback(built.crew.lookout.stop)
        _in_background(stack, built.crew.refreshing.remember())
        stack.push_async_callback(built.crew.refreshing.stop)
        _in_background(
            stack, Cleaning(built.database, built.engine, time.time, history_days=settings.history_days).keep_cleaning()
        )
        stack.push_async_callback(built.runner.drain, tuning.grace)
        web = web_app(
            None if settings.socket_mode else built.app,
            built.telemetry.registry,
            partial(self.why_not_ready, built.vitals),
            built.vitals.measure,
        )
        self.address = await stack.enter_async_context(serving(web, settings.host, settings.port, tuning.grace))
        self._home = await _until_slack_answers(lambda: learn_home(built.client))
        self._known.set()
        if settings.socket_mode:
            self._socket = SocketMode(built.app, settings.slack_app_token.get_secret_value(), built.client)
            stack.push_async_callback(self._socket.close)
            await _until_slack_answers(self._socket.connect)
        _in_background(stack, _expiring(built.crew))
        look = min(LOOK, settings.poll_interval or LOOK)
        looking = repeatedly("watching", built.watching.tick, every=look, now=time.time, pulse=self._pulse)
        _in_background(stack, looking)
        for what, work in (
            ("notifying", built.notifying.send),
            ("digests", built.digesting.digest),
            ("refreshing Homes", built.homes.refresh),
        ):
            _in_background(stack, repeatedly(what, work, every=look, now=time.time))

    def _health(self, session: aiohttp.ClientSession) -> SlackHealth:
        return SlackHealth(
            session,
            base_url=self._settings.slack_api_url,
            bot_token=self._settings.slack_bot_token.get_secret_value(),
            app_token=self._settings.slack_app_token.get_secret_value(),
        )

    def _people(self, client: AsyncWebClient) -> SlackPeople:
        named = {one for grant in self._grants.values() for ids in grant.values() for one in ids}
        groups = sorted(one for one in named if one.startswith("S"))
        return SlackPeople(client, self.known_home, groups, time.monotonic)


@asynccontextmanager
async def running(settings: Settings, tuning: Tuning | None = None) -> AsyncIterator[Bot]:
    """Run a bot in this event loop; it is ready inside the block, and has finished its work after it.

    Args:
        settings: the set-up.
        tuning: times that tests make short.

    Raises:
        HarvestbotError: it cannot start, with what to do about it.
    """
    async with AsyncExitStack() as stack:
        bot = Bot(settings, tuning or Tuning())
        await bot.start(stack)
        yield bot


async def run(settings: Settings) -> None:
    """Run a bot until SIGTERM or SIGINT: then it takes nothing new and finishes what it has acknowledged.

    Raises:
        HarvestbotError: it cannot start, with what to do about it.
    """
    logs.set_up(settings.secrets)
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for one in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(one, stopped.set)
    async with AsyncExitStack() as stack:
        bot = await _unless(stopped, stack.enter_async_context(running(settings)))
        if bot is not None:
            log.info("ready", address=bot.address, socket_mode=settings.socket_mode, portals=list(settings.portals))
            await stopped.wait()
        log.info("stopping")
    log.info("stopped")


async def _until_slack_answers(ask: Callable[[], Awaitable[T]]) -> T:
    """Ask Slack for as long as it takes to answer; only a token that it refuses ends it."""
    while True:
        try:
            return await ask()
        except SlackUnavailable as error:
            log.warning("Slack does not answer", why=str(error))
            await asyncio.sleep(SLACK_RETRY)


async def _unless(stopped: asyncio.Event, starting: Coroutine[object, object, T]) -> T | None:
    """Start, and leave it at once when told to stop meanwhile: Slack may not answer for hours."""
    started = asyncio.create_task(starting)
    waiting = asyncio.create_task(stopped.wait())
    await asyncio.wait((started, waiting), return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    if started.done():
        return await started
    started.cancel()
    await asyncio.gather(started, return_exceptions=True)
    return None


def _admin_groups(settings: Settings, portal: str) -> tuple[str, ...]:
    return tuple(sorted(one for one in settings.grants(portal)[Role.ADMIN] if one.startswith("S")))


def _admins(settings: Settings, portal: str) -> tuple[str, ...]:
    """Return the admins that the settings name one by one: only they can be told directly."""
    return tuple(sorted(one for one in settings.grants(portal)[Role.ADMIN] if one.startswith(("U", "W"))))


def _lacking(portal: PortalClient) -> frozenset[str]:
    return frozenset(verb for verb in OPTIONAL_VERBS if not portal.supports(verb))


def _pace(poll_interval: float | None) -> Pace:
    return Pace() if poll_interval is None else Pace(first=poll_interval, growth=0.0, most=poll_interval)


async def _expiring(crew: Crew) -> None:
    """End confirmations that have waited for too long, for as long as the bot runs."""
    while True:
        try:
            await crew.confirming.expire()
            await crew.batching.expire()
        except HarvestbotError as error:
            log.warning("cannot look for expired confirmations", why=str(error))
        await asyncio.sleep(EXPIRY_CHECK)


def _in_background(stack: AsyncExitStack, work: Coroutine[object, object, None]) -> None:
    """Let something run until the stack is closed."""
    task = asyncio.create_task(work)

    async def stop() -> None:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    stack.push_async_callback(stop)
