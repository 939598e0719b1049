"""The composition root: everything is built here, from the settings, once."""

import asyncio
import contextlib
import signal
import socket
import time
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import AsyncExitStack, asynccontextmanager

import structlog
import uvicorn
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from harvestbot.domain.roles import Role
from harvestbot.errors import CannotListen, HarvestbotError, SlackUnavailable
from harvestbot.operations import logs
from harvestbot.operations.approving import ANSWER, Approving
from harvestbot.operations.changing import Changing
from harvestbot.operations.confirming import CARRY_OUT, Confirming
from harvestbot.operations.decisions import Decisions
from harvestbot.operations.engine import Engine
from harvestbot.operations.gate import Gate
from harvestbot.operations.ledger import Ledger
from harvestbot.operations.pace import Pace, Watch
from harvestbot.operations.portals import Portals
from harvestbot.operations.questions import Questions
from harvestbot.operations.running import FOLLOW, Running
from harvestbot.operations.stopping import STOP, Stopping
from harvestbot.operations.telemetry import Telemetry
from harvestbot.operations.trail import Trail
from harvestbot.portal.carrier import Call
from harvestbot.portal.client import PortalClient
from harvestbot.portal.transport import open_connections
from harvestbot.settings import Settings
from harvestbot.slack.answers import Answers
from harvestbot.slack.client import new_session, web_client, writing_client
from harvestbot.slack.commands import Commands, Setting
from harvestbot.slack.intake import Intake
from harvestbot.slack.listening import SocketMode, bolt_app, learn_home
from harvestbot.slack.people import Home, SlackPeople
from harvestbot.slack.permalinks import Permalinks
from harvestbot.slack.repeats import Repeats
from harvestbot.slack.routes import Routes
from harvestbot.slack.runner import AwaitedAckRunner
from harvestbot.slack.sender import Sender
from harvestbot.slack.teller import SlackTeller
from harvestbot.slack.web import web_app
from harvestbot.store import urls
from harvestbot.store.database import Database

log = structlog.get_logger(__name__)

OPTIONAL_VERBS = ("abort", "errors", "preview")
"""Verbs that not every portal's API can do."""
GRACE = 25.0
"""Seconds that work under way may take after SIGTERM: container platforms kill after 30."""
EXPIRY_CHECK = 1.0
"""Seconds between two looks for confirmations that have waited for too long."""
SLACK_RETRY = 2.0
"""Seconds between two tries to reach Slack at the start."""


class Server(uvicorn.Server):
    """A server that leaves signals to ``run``: it must not take the process down before the work is finished."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.up = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen, and say so."""
        await super().startup(sockets)
        self.up.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


class Bot:
    """One running bot, from ``running``.

    Args:
        settings: the set-up.
        grace: seconds that work under way may take at the end.
    """

    def __init__(self, settings: Settings, grace: float = GRACE) -> None:
        self._settings = settings
        self._grace = grace
        self._home: Home | None = None
        self._known = asyncio.Event()
        self._socket: SocketMode | None = None
        self._server: Server | None = None

    @property
    def address(self) -> str:
        """The base URL of its HTTP side, as seen from this machine."""
        if self._server is None:
            return ""
        host, port = self._server.servers[0].sockets[0].getsockname()[:2]
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

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

    async def why_not_ready(self) -> str:
        """Say why deliveries cannot be handled now, "" when they can."""
        if self._home is None:
            return "Slack has not answered yet."
        if self._socket is not None and not self._socket.connected:
            return "Socket Mode is not connected."
        return ""

    async def start(self, stack: AsyncExitStack) -> None:
        """Build everything and begin to listen; ``stack`` ends it all in the reverse order."""
        settings = self._settings
        database = await Database.open(settings.database_url.get_secret_value(), exclusive=True)
        stack.push_async_callback(database.close)
        session = await stack.enter_async_context(new_session())
        http = await stack.enter_async_context(open_connections())
        token = settings.slack_bot_token.get_secret_value()
        client = web_client(token, settings.slack_api_url, session)
        telemetry = Telemetry()

        def called(call: Call) -> None:
            telemetry.called(call.portal, call.operation, call.outcome, call.seconds)
            telemetry.quota(call.portal, portals[call.portal].quota.remaining)

        portals = Portals({one.name: PortalClient(one, http, observe=called) for one in settings.addresses})
        lacks = {name: _lacking(portals[name]) for name in portals.names}
        sender = Sender(writing_client(token, settings.slack_api_url, session), session)
        answers = Answers(sender)
        teller = SlackTeller(answers, lacks, {name: _admin_groups(settings, name) for name in portals.names})
        gate = self._gate(client)
        only_portal = portals.names[0] if len(portals.names) == 1 else ""
        ledger = Ledger(database, time.time, Permalinks(sender.permalink), only_portal=only_portal)
        engine = Engine(urls.for_engine(settings.database_url.get_secret_value()))
        watch = Watch(_pace(settings.poll_interval), time.time, engine.stopping)
        confirming = Confirming(
            gate=gate,
            portals=portals,
            database=database,
            ledger=ledger,
            teller=teller,
            engine=engine,
            now=time.time,
            ttl=settings.confirm_ttl,
            second=settings.second_approver,
        )
        running = Running(
            gate=gate,
            portals=portals,
            database=database,
            ledger=ledger,
            teller=teller,
            engine=engine,
            confirming=confirming,
            watch=watch,
            now=time.time,
        )
        changing = Changing(
            gate=gate,
            portals=portals,
            database=database,
            ledger=ledger,
            teller=teller,
            confirming=confirming,
            running=running,
            watch=watch,
            now=time.time,
        )
        stopping = Stopping(
            gate=gate,
            portals=portals,
            database=database,
            ledger=ledger,
            teller=teller,
            engine=engine,
            now=time.time,
        )
        approving = Approving(
            gate=gate,
            database=database,
            ledger=ledger,
            teller=teller,
            engine=engine,
            confirming=confirming,
            now=time.time,
        )
        decisions = Decisions(
            gate=gate, database=database, ledger=ledger, running=running, stopping=stopping, now=time.time
        )
        engine.register(CARRY_OUT, changing.carry_out)
        engine.register(ANSWER, approving.carry_out)
        engine.register(FOLLOW, running.carry_out)
        engine.register(STOP, stopping.carry_out)
        pages = {name: portal.page_url or "" for name, portal in settings.portals.items()}
        commands = Commands(
            Questions(gate, portals),
            confirming,
            Trail(gate, database, time.time),
            answers,
            Setting(settings.command, pages=pages, lacks=lacks),
        )
        routes = Routes(
            commands=commands,
            decisions=decisions,
            confirming=confirming,
            approving=approving,
            answers=answers,
            sender=sender,
        )
        app = bolt_app(client, settings.slack_signing_secret.get_secret_value(), self.home)
        runner = AwaitedAckRunner(app)
        stack.push_async_callback(runner.drain, self._grace)
        intake = Intake(answers, ledger, Repeats(time.monotonic), telemetry.acknowledged)
        intake.listen(app, settings.command, commands=routes.command, presses=routes.press, forms=routes.form)
        await engine.start()
        await changing.take_up()
        stack.push_async_callback(engine.stop, self._grace)
        await self._serve(stack, None if settings.socket_mode else app, telemetry)
        await self._meet_slack(client)
        if settings.socket_mode:
            self._socket = SocketMode(app, settings.slack_app_token.get_secret_value(), client)
            stack.push_async_callback(self._socket.close)
            await self._socket.connect()
        _in_background(stack, _expiring(confirming))

    def _gate(self, client: AsyncWebClient) -> Gate:
        grants = {name: self._settings.grants(name) for name in self._settings.portals}
        named = {one for grant in grants.values() for ids in grant.values() for one in ids}
        groups = sorted(one for one in named if one.startswith("S"))
        people = SlackPeople(client, self.known_home, groups, time.monotonic)
        return Gate(people, grants, self._settings.channels or frozenset())

    async def _serve(self, stack: AsyncExitStack, app: AsyncApp | None, telemetry: Telemetry) -> None:
        """Listen on HTTP, and stop listening first when the end comes."""
        listener = await _listener(self._settings.host, self._settings.port)
        server = Server(
            uvicorn.Config(
                web_app(app, telemetry.registry, self.why_not_ready),
                log_config=None,
                access_log=False,
                lifespan="off",
                server_header=False,
                timeout_graceful_shutdown=max(int(self._grace), 1),
            )
        )
        serving = asyncio.create_task(server.serve(sockets=[listener]), name="http")

        async def stop() -> None:
            server.should_exit = True
            await serving

        await server.up.wait()
        self._server = server
        stack.push_async_callback(stop)

    async def _meet_slack(self, client: AsyncWebClient) -> None:
        """Learn who the bot is, for as long as it takes Slack to answer; only a refused token ends it."""
        while True:
            try:
                self._home = await learn_home(client)
            except SlackUnavailable as error:
                log.warning("Slack does not answer", why=str(error))
                await asyncio.sleep(SLACK_RETRY)
            else:
                self._known.set()
                return


@asynccontextmanager
async def running(settings: Settings, *, grace: float = GRACE) -> AsyncIterator[Bot]:
    """Run a bot in this event loop; it is ready inside the block, and has finished its work after it.

    Args:
        settings: the set-up.
        grace: seconds that work under way may take at the end; the rest is stopped.

    Raises:
        HarvestbotError: it cannot start, with what to do about it.
    """
    async with AsyncExitStack() as stack:
        bot = Bot(settings, grace)
        await bot.start(stack)
        yield bot


async def run(settings: Settings) -> None:
    """Run a bot until SIGTERM or SIGINT: then it takes nothing new and finishes what it has acknowledged.

    Raises:
        HarvestbotError: it cannot start, with what to do about it.
    """
    logs.set_up(secrets_of(settings))
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for one in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(one, stopped.set)
    async with running(settings) as bot:
        log.info("ready", address=bot.address, socket_mode=settings.socket_mode, portals=list(settings.portals))
        await stopped.wait()
        log.info("stopping")
    log.info("stopped")


def secrets_of(settings: Settings) -> list[str]:
    """Return every secret value of the settings, so that the log can leave them out."""
    slack = (settings.slack_bot_token, settings.slack_signing_secret, settings.slack_app_token)
    portals = (secret for one in settings.addresses for secret in one.credentials.secrets)
    return [*(one.get_secret_value() for one in slack), *portals, settings.database_url.get_secret_value()]


async def _listener(host: str, port: int) -> socket.socket:
    """Open the socket to listen on; uvicorn would end the whole process where it cannot."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        family, _, _, _, address = found[0]
        listener = socket.create_server(address[:2], family=family, backlog=2048)
        # Connections inherit it: asyncio, unlike uvloop, leaves it off here, and an answer in two parts waits 40 ms.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except OSError as error:
        raise CannotListen(
            f"Cannot listen on {host} port {port} ({error.strerror or error}). "
            "Set HARVESTBOT_HOST and HARVESTBOT_PORT to an address and port that are free."
        ) from None
    return listener


def _admin_groups(settings: Settings, portal: str) -> tuple[str, ...]:
    return tuple(sorted(one for one in settings.grants(portal)[Role.ADMIN] if one.startswith("S")))


def _lacking(portal: PortalClient) -> frozenset[str]:
    return frozenset(verb for verb in OPTIONAL_VERBS if not portal.supports(verb))


def _pace(poll_interval: float | None) -> Pace:
    return Pace() if poll_interval is None else Pace(first=poll_interval, growth=0.0, most=poll_interval)


async def _expiring(confirming: Confirming) -> None:
    """End confirmations that have waited for too long, for as long as the bot runs."""
    while True:
        try:
            await confirming.expire()
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
