"""The HTTP server around the bot's web application."""

import asyncio
import contextlib
import os
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import uvicorn
from starlette.types import ASGIApp

from harvestbot.errors import CannotListen

BACKLOG = 2048
"""Connections that may wait to be taken."""
KEPT = 620
"""Seconds for which a connection on which nothing is asked stays open: more than what stands between Slack and the bot
keeps it (60 for nginx and for Amazon's load balancers, 600 for Google's). Where the bot closes first, a press may be
sent into the closing connection, and the person is told that the app does not answer."""


class Server(uvicorn.Server):
    """A server that leaves signals to others: it must not take the process down before the work is finished."""

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


@asynccontextmanager
async def serving(app: ASGIApp, host: str, port: int, grace: float) -> AsyncIterator[str]:
    """Serve ``app`` inside the block, and give the base URL at which this machine reaches it.

    Args:
        app: what is served.
        host: the address to listen on.
        port: the port; 0 for any that is free.
        grace: seconds that requests under way may take at the end.

    Raises:
        CannotListen: the address or port is taken, or not this machine's.
    """
    listener = await _listener(host, port)
    server = Server(
        uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            lifespan="off",
            server_header=False,
            proxy_headers=False,  # nothing here asks where a request comes from
            timeout_keep_alive=KEPT,
            timeout_graceful_shutdown=max(int(grace), 1),
        )
    )
    task = asyncio.create_task(server.serve(sockets=[listener]), name="http")
    await server.up.wait()
    try:
        shown, number = listener.getsockname()[:2]
        yield f"http://[{shown}]:{number}" if ":" in shown else f"http://{shown}:{number}"
    finally:
        server.should_exit = True
        await task


async def _listener(host: str, port: int) -> socket.socket:
    """Open the socket to listen on; uvicorn would end the whole process where it cannot."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        family, _, _, _, address = found[0]
        listener = socket.create_server(address[:2], family=family, backlog=BACKLOG)
        # Connections inherit it: asyncio, unlike uvloop, leaves it off here, and an answer in two parts waits 40 ms.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except OSError as error:
        raise CannotListen(
            f"Cannot listen on {host} port {port} ({_reason(error)}). "
            "Set HARVESTBOT_HOST and HARVESTBOT_PORT to an address and port that are free."
        ) from None
    return listener


def _reason(error: OSError) -> str:
    """Return the system's words; where a name leads nowhere its number is none of the system's."""
    number = error.errno or 0
    return os.strerror(number) if number > 0 else error.strerror or str(error)
