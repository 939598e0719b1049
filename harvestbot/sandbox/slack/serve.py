"""Serves a world on a loopback address, in the running loop."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Final

import uvicorn
from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from harvestbot.sandbox.slack.app import create_app
from harvestbot.sandbox.slack.lines import Lines
from harvestbot.sandbox.slack.world import World

LAST_WORDS: Final = 1.0
"""Seconds that requests under way are given at the end."""
KEPT: Final = 60
"""Seconds for which an idle connection stays open: more than the bot keeps one, which aiohttp does for 15. What is sent
at the moment when it closes gets no answer."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a world is served.

    Attributes:
        base: `http://127.0.0.1:port`.
    """

    base: str
    port: int

    @property
    def api_url(self) -> str:
        """`SLACK_API_URL`."""
        return f"{self.base}/api/"

    @property
    def control_url(self) -> str:
        """Where another process drives and reads the world."""
        return f"{self.base}/_sim/"


class _Guest(uvicorn.Server):
    """A server that lives in somebody else's loop: it leaves their signals alone and goes at once when told.

    uvicorn looks every 100 ms whether it should end and once more whether all connections have; a test cannot wait so
    long for nothing, hundreds of times.
    """

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._told_to_go = asyncio.Event()

    def go(self) -> None:
        """End soon."""
        self.should_exit = True
        self._told_to_go.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield

    async def main_loop(self) -> None:
        """Keep the Date header fresh until told to go."""
        seconds = 0
        while not await self.on_tick(seconds * 10):
            seconds += 1
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._told_to_go.wait(), 1)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take nothing new, let requests under way end within a second, cut the rest."""
        for server in self.servers:
            server.close()
        for listener in sockets or []:
            listener.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        tasks = list(self.server_state.tasks)
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=LAST_WORDS)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        for connection in list(self.server_state.connections):
            if connection.transport is not None:
                connection.transport.abort()
        # Lost connections are told in the next turns of the loop.
        await asyncio.sleep(0)
        await asyncio.sleep(0)


@contextlib.asynccontextmanager
async def listening(
    app: Callable[..., Awaitable[None]],
    port: int = 0,
    *,
    host: str = "127.0.0.1",
    http: type[asyncio.Protocol] | None = None,
) -> AsyncIterator[int]:
    """Serve any ASGI application on a loopback port while the block runs; gives the port.

    Args:
        app: The application; its lifespan is not run.
        port: The port; 0 for any that is free.
        host: A loopback address.
        http: The HTTP protocol, where it is not uvicorn's own.

    Raises:
        OSError: The port is taken.
    """
    listener = socket.create_server((host, port))
    # Connections inherit it: asyncio sets it only where the protocol was named, and an answer in two parts waits 40 ms.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    config = uvicorn.Config(
        app,
        http=http or "httptools",
        ws="websockets-sansio",
        lifespan="off",
        log_config=None,
        access_log=False,
        timeout_keep_alive=KEPT,
    )
    server = _Guest(config)
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield listener.getsockname()[1]
    finally:
        server.go()
        await serving


@contextlib.asynccontextmanager
async def running(
    world: World,
    port: int = 0,
    *,
    host: str = "127.0.0.1",
    more: list[BaseRoute] | None = None,
    around: Callable[[ASGIApp], ASGIApp] | None = None,
) -> AsyncIterator[Address]:
    """Serve a world while the block runs.

    Args:
        world: What is served.
        port: The port; 0 for any that is free.
        host: A loopback address.
        more: Further routes, such as those of the page.
        around: What stands around the whole application, such as a guard.

    Raises:
        OSError: The port is taken.
    """
    lines = Lines()
    app: ASGIApp = create_app(world, lines, more=more)
    async with listening(around(app) if around else app, port, host=host, http=lines.protocol()) as taken:
        address = Address(f"http://{host}:{taken}", taken)
        world.state.base = address.base
        try:
            yield address
        finally:
            await world.aclose()
