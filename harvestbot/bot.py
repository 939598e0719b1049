"""The bot as it lives: opened, listening, and closed in order, so that nothing that was acknowledged is left undone."""

import asyncio
import gc
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from typing import TypeVar

import structlog

from harvestbot.building import Builder, Built, Opened, Tuning
from harvestbot.errors import SlackUnavailable
from harvestbot.operations.crew import Crew
from harvestbot.operations.upkeep import logs
from harvestbot.operations.upkeep.agenda import Agenda
from harvestbot.operations.upkeep.cleaning import Cleaning
from harvestbot.operations.upkeep.pulse import Pulse
from harvestbot.operations.upkeep.repeating import repeatedly
from harvestbot.operations.upkeep.vitals import Vitals
from harvestbot.operations.upkeep.watchdog import Watchdog
from harvestbot.portal.transport import open_connections
from harvestbot.settings import Settings
from harvestbot.slack.client import new_session
from harvestbot.slack.listening import SocketMode, learn_workspace
from harvestbot.slack.serving import serving
from harvestbot.slack.web import web_app
from harvestbot.slack.workspace import Introduction
from harvestbot.store.database import Database

log = structlog.get_logger(__name__)

T = TypeVar("T")

LOOK = 1.0
"""Seconds between two looks at what is due: portals, questions that have waited for too long, notices, digests."""
LOST_CHECK = 15.0
"""Seconds between two looks for work that nobody carries out, though it stands as taken up."""
SLACK_RETRY = 2.0
"""Seconds between two tries to reach Slack at the start."""
MOMENT = 0.04
"""The share of the grace that remains for whoever is stopped when the others have used it up."""


class Grace:
    """The seconds that work under way may take at the end, one for all: whoever stops a process waits no longer.

    Args:
        seconds: how many; they begin to pass with the first who is given any.
        now: seconds, of any clock that does not go back.
    """

    def __init__(self, seconds: float, now: Callable[[], float]) -> None:
        self._seconds = seconds
        self._now = now
        self._ends: float | None = None

    async def given_to(self, stop: Callable[[float], Awaitable[object]]) -> None:
        """Stop something in the seconds that are left, and in a moment at least: it was told of nothing before."""
        now = self._now()
        self._ends = now + self._seconds if self._ends is None else self._ends
        await stop(max(self._ends - now, self._seconds * MOMENT))


class Bot:
    """One running bot, from ``running``.

    Args:
        settings: the set-up.
        tuning: times that tests make short.
    """

    def __init__(self, settings: Settings, tuning: Tuning) -> None:
        self._settings = settings
        self._tuning = tuning
        self._introduction = Introduction()
        self._socket: SocketMode | None = None
        self._pulse = Pulse(time.monotonic, tuning.stalled)
        self.address = ""
        """The base URL of its HTTP side, as seen from this machine."""

    async def why_not_ready(self, vitals: Vitals) -> str:
        """Say why deliveries cannot be handled now, or what has come to a halt; "" when all is well."""
        if not self._introduction.made:
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
        opened = Opened(database, session, http)
        builder = Builder(self._settings, self._tuning, opened, self._introduction, self._pulse)
        await self._listen(stack, builder.build())
        # What was built until now lives as long as the process: the collector need not look at it again and again.
        gc.collect()
        gc.freeze()

    async def _listen(self, stack: AsyncExitStack, built: Built) -> None:
        """Begin to work and to listen. What begins last ends first: nothing new comes in, then the rest is finished."""
        settings, tuning = self._settings, self._tuning
        grace = Grace(tuning.grace, time.monotonic)
        with built.database.explaining():
            if built.presence:
                await built.presence.hold()
                stack.push_async_callback(built.presence.release)
            await built.engine.start()
        stack.push_async_callback(grace.given_to, built.engine.stop)
        stack.push_async_callback(grace.given_to, built.crew.restoring.stop)
        stack.push_async_callback(grace.given_to, built.crew.saving.stop)
        await built.crew.carrying.take_up()
        if built.presence:
            watching = Watchdog(built.engine, built.presence, time.monotonic, tuning.watchdog)
            _in_background(stack, watching.keep_looking())
        stack.push_async_callback(built.crew.lookout.stop)
        _in_background(stack, built.crew.refreshing.remember())
        stack.push_async_callback(built.crew.refreshing.stop)
        _in_background(
            stack, Cleaning(built.database, built.engine, time.time, history_days=settings.history_days).keep_cleaning()
        )
        stack.push_async_callback(grace.given_to, built.runner.drain)
        web = web_app(
            None if settings.socket_mode else built.app,
            built.telemetry.registry,
            partial(self.why_not_ready, built.vitals),
            built.vitals.measure,
        )
        self.address = await stack.enter_async_context(serving(web, settings.host, settings.port, tuning.grace))
        self._introduction.make(await _until_slack_answers(lambda: learn_workspace(built.client)))
        if settings.socket_mode:
            self._socket = SocketMode(built.app, settings.slack_app_token.get_secret_value(), built.client)
            stack.push_async_callback(self._socket.close)
            await _until_slack_answers(self._socket.connect)
        look = min(LOOK, settings.poll_interval or LOOK)
        agenda = Agenda(built.database, self._pulse)
        soon, seldom = partial(asyncio.sleep, look), partial(asyncio.sleep, LOST_CHECK)
        for what, work, turn, pulse in (
            ("watching", built.watching.tick, agenda.turn_of("watching"), self._pulse),
            ("ending questions", partial(_expire, built.crew), agenda.turn_of("questions"), None),
            ("notifying", built.notifying.send, agenda.turn_of("notices"), None),
            ("digests", built.digesting.digest, agenda.turn_of("digests"), None),
            ("seeing what is due", agenda.look, soon, None),
            ("refreshing Homes", built.homes.refresh, soon, None),
            ("taking up what was lost", lambda _: built.engine.take_up_lost(), seldom, None),
        ):
            _in_background(stack, repeatedly(what, work, turn=turn, now=time.time, pulse=pulse))


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


async def _expire(crew: Crew, _now: float) -> None:
    """End questions that have waited for too long."""
    await crew.confirming.expire()
    await crew.batching.expire()


def _in_background(stack: AsyncExitStack, work: Coroutine[object, object, None]) -> None:
    """Let something run until the stack is closed."""
    task = asyncio.create_task(work)

    async def stop() -> None:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    stack.push_async_callback(stop)
