"""The bot as a process of its own, between a simulated portal and a simulated Slack that the test has in its hand."""

import asyncio
import json
import signal
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

from support import commands
from support.talk import SHORT

from harvestbot.sandbox import stage
from harvestbot.sandbox.portal import serve as portal_serve
from harvestbot.sandbox.portal.portal import Options, SimulatedPortal
from harvestbot.sandbox.slack import ids, serve
from harvestbot.sandbox.slack.messages import Message
from harvestbot.sandbox.slack.world import World

LONG = 120.0
"""Seconds after which something will not come any more; nothing is measured by it."""


class Running:
    """One process of the bot, and what it has logged so far."""

    def __init__(self, process: commands.Command | Process) -> None:
        self.process = process
        self.lines: list[str] = []
        self._came = asyncio.Event()
        self._reading = asyncio.create_task(self._read())

    async def _read(self) -> None:
        assert self.process.stderr is not None
        async for line in self.process.stderr:
            self.lines.append(line.decode())
            self._came.set()
            self._came = asyncio.Event()
        self._came.set()

    @property
    def log(self) -> str:
        """All that it has logged."""
        return "".join(self.lines)

    async def logged(self, event: str) -> dict[str, Any]:
        """Wait until it has logged an event, and return the line."""
        async with asyncio.timeout(LONG):
            while True:
                came = self._came
                for line in self.lines:
                    if f'"event": "{event}"' in line:
                        found: dict[str, Any] = json.loads(line)
                        return found
                assert not self._reading.done(), f"it ended without saying {event!r}:\n{self.log}"
                await came.wait()

    async def address(self) -> str:
        """Wait until it is ready, and return where it listens."""
        return str((await self.logged("ready"))["address"])

    def tell(self, sign: signal.Signals) -> None:
        """Send it a signal."""
        self.process.send_signal(sign)

    async def ended(self) -> int:
        """Wait for its end, and return its exit code; negative where a signal ended it."""
        async with asyncio.timeout(LONG):
            code = await self.process.wait()
            await self._reading
        return code


class House:
    """What stands around the process."""

    def __init__(self, folder: Path, portal: SimulatedPortal, world: World, environ: dict[str, str]) -> None:
        self.folder = folder
        self.portal = portal
        self.world = world
        self.environ = environ
        self._started: list[Running] = []

    async def start(self, *, cold: bool = False, **variables: str) -> Running:
        """Start ``harvestbot run``; ``cold`` by a new Python, as people do."""
        begin = commands.start_cold if cold else commands.start
        running = Running(await begin(self.folder, "run", **{**self.environ, **variables}))
        self._started.append(running)
        return running

    async def ready(self, *, cold: bool = False, **variables: str) -> Running:
        """Start it, wait until it is ready, and let Slack deliver to it."""
        running = await self.start(cold=cold, **variables)
        self.world.request_url = f"{await running.address()}/slack/events"
        return running

    async def types(self, text: str) -> None:
        """Let the admin type a command."""
        await self.world.command(ids.ADMIN, ids.DATA_OPS, f"/harvester {text}")

    async def sees(self, words: str) -> Message:
        """Wait until the admin sees these words."""
        return await self.world.until_sees(ids.ADMIN, ids.DATA_OPS, words, LONG)

    async def arrived(self, method: str) -> None:
        """Wait until a request has reached the portal; it tells nobody, so somebody has to look."""
        async with asyncio.timeout(LONG):
            while not self.portal.log.count(method=method):  # noqa: ASYNC110  because the portal's log has no event
                await asyncio.sleep(0.01)

    async def end(self) -> None:
        """Kill what is still there."""
        for one in self._started:
            if one.process.returncode is None:
                one.process.kill()
            await one.ended()


@asynccontextmanager
async def house(folder: Path, **variables: str) -> AsyncIterator[House]:
    """Build it up, and take it down.

    Args:
        folder: where the database is.
        variables: settings, without ``HARVESTBOT_``.
    """
    portal, world = SimulatedPortal.seeded(Options(durations=SHORT)), World(rates="off")
    async with AsyncExitStack() as stack:
        portal_url = await stack.enter_async_context(portal_serve.running(portal))
        address = await stack.enter_async_context(serve.running(world))
        environ = stage.environment(
            world, address.api_url, portal_url, folder / "bot.db", socket_mode=False, api="management"
        )
        own = {f"HARVESTBOT_{name}": value for name, value in variables.items()}
        built = House(folder, portal, world, {**environ, "HARVESTBOT_POLL_INTERVAL": "0.05", **own})
        stack.push_async_callback(built.end)
        yield built
