"""Serve the portal on a real socket: inside a running event loop, or alone until Ctrl-C."""

import asyncio
import contextlib
import functools
import signal
import socket
from collections.abc import AsyncIterator, Callable

from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from harvestbot.sandbox.portal.accounts import Account, Accounts
from harvestbot.sandbox.portal.app import create_app
from harvestbot.sandbox.portal.automation import AUTOMATION
from harvestbot.sandbox.portal.gate import CONNECTION
from harvestbot.sandbox.portal.management import MANAGEMENT
from harvestbot.sandbox.portal.portal import Options, SimulatedPortal

HOST = "127.0.0.1"
# Flushed, so that a script that reads the address through a pipe gets it at once.
SAY = functools.partial(print, flush=True)


class _Connection(HttpToolsProtocol):
    """A connection that shows itself to the application, so that it can be closed under a request."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn itself has it
        """Put the transport where `gate` finds it."""
        self.app_state = {**self.app_state, CONNECTION: transport}
        super().connection_made(transport)


@contextlib.asynccontextmanager
async def running(
    portal: SimulatedPortal, port: int = 0, *, around: Callable[[ASGIApp], ASGIApp] | None = None
) -> AsyncIterator[str]:
    """Serve a portal in this event loop.

    uvicorn's protocol is used without its `Server`: that one takes over the process's signals and needs a tenth of a
    second to stop, which is too much for a part of hundreds of tests.

    Args:
        portal: What to serve.
        port: Where, on 127.0.0.1; 0 for any free port.
        around: What stands around the whole application, such as a test that watches what arrives.

    Yields:
        The address, without a slash at the end.

    Raises:
        OSError: The port is taken.
    """
    app: ASGIApp = create_app(portal)
    config = Config(
        _patient(around(app) if around else app), ws="none", lifespan="off", log_config=None, access_log=False
    )
    config.load()
    state = ServerState()

    def connect() -> _Connection:
        return _Connection(config=config, server_state=state, app_state={})

    listener = socket.create_server((HOST, port))
    # Connections inherit it: asyncio sets it only where the protocol was named, and an answer in two parts waits 40 ms.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    server = await asyncio.get_running_loop().create_server(connect, sock=listener)
    try:
        yield f"http://{HOST}:{listener.getsockname()[1]}"
    finally:
        server.close()
        await _end(state)
        await server.wait_closed()


def _patient(app: ASGIApp) -> ASGIApp:
    """Let a call that is cut off at the end go quietly: uvicorn would log it as a failure."""

    async def serve_one(scope: Scope, receive: Receive, send: Send) -> None:
        with contextlib.suppress(asyncio.CancelledError):
            await app(scope, receive, send)

    return serve_one


async def _end(state: ServerState) -> None:
    """Close every connection; who still waits for an answer gets none."""
    for connection in list(state.connections):
        connection.transport.abort()
    # One turn of the loop, so that each connection knows that it is closed before its task ends.
    await asyncio.sleep(0)
    tasks = list(state.tasks)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def serve(options: Options | None = None, *, say: Callable[[str], None] = SAY) -> None:
    """Serve a seeded portal until Ctrl-C or SIGTERM.

    Args:
        options: What is in it and where it listens.
        say: Takes the lines that tell people where it is and how to call it.

    Raises:
        OSError: The port is taken.
    """
    asyncio.run(_serve(options or Options(), say))


async def _serve(options: Options, say: Callable[[str], None]) -> None:
    stop = asyncio.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):  # also where a shell started it in the background, deaf to Ctrl-C
        asyncio.get_running_loop().add_signal_handler(sign, stop.set)
    portal = SimulatedPortal.seeded(options)
    async with running(portal, options.port) as base_url:
        for line in introduction(base_url, portal):
            say(line)
        await stop.wait()


def introduction(base_url: str, portal: SimulatedPortal) -> list[str]:
    """Tell people where the portal is, who may call it, and how, line by line."""
    management, automation = f"{base_url}{MANAGEMENT.prefix}/harvesters/", f"{base_url}{AUTOMATION.prefix}/harvesters/"
    count = "1 harvester" if len(portal.world) == 1 else f"{len(portal.world)} harvesters"
    return [
        f"A simulated portal with {count} is at {base_url}",
        "",
        "Accounts (made up, for this portal only):",
        *_accounts(portal.accounts),
        "",
        "Try:",
        f"  curl -u demo:demo-password {management}",
        f"  curl -u demo:demo-password -X PUT {management}my-harvester/start/",
        f"  curl -H 'Authorization: apikey demo-key' '{automation}?limit=5'",
        f"  curl {base_url}/_sim/state",
        f"  curl -X POST {base_url}/_sim/trouble -d '{{\"latency\": 5}}'",
        "",
        "Ctrl-C stops it; nothing is kept.",
    ]


def _accounts(accounts: Accounts) -> list[str]:
    return [
        f"  {account.name:8} key {account.key:12} password {account.password:16} {_permissions(account)}"
        for account in accounts
    ]


def _permissions(account: Account) -> str:
    return ", ".join(sorted(account.permissions)) or "no permission"
