"""Serves a world on a loopback address, in the running loop."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

import uvicorn
from starlette.routing import BaseRoute

from harvestbot.sandbox.slack.app import create_app
from harvestbot.sandbox.slack.lines import Lines
from harvestbot.sandbox.slack.world import World


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
    """A server that lives in somebody else's process and leaves its signals alone."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


@contextlib.asynccontextmanager
async def running(
    world: World, port: int = 0, *, host: str = "127.0.0.1", more: list[BaseRoute] | None = None
) -> AsyncIterator[Address]:
    """Serve a world while the block runs.

    Args:
        world: What is served.
        port: The port; 0 for any that is free.
        host: A loopback address.
        more: Further routes, such as those of the page.

    Raises:
        OSError: The port is taken.
    """
    listening = socket.create_server((host, port))
    address = Address(f"http://{host}:{listening.getsockname()[1]}", listening.getsockname()[1])
    world.state.base = address.base
    lines = Lines()
    config = uvicorn.Config(
        create_app(world, lines, more=more),
        http=lines.protocol(),
        ws="websockets-sansio",
        lifespan="off",
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=1,
    )
    server = _Guest(config)
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        yield address
    finally:
        await world.aclose()
        server.should_exit = True
        await serving
