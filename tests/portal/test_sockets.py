"""Real sockets: what never left, what may have arrived, and portals that keep one waiting."""

import asyncio
import contextlib
import socket
import ssl
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager

import httpx
import pytest
from portal.samples import KEY, address

from harvestbot.errors import OutcomeUnknown, PortalError, PortalUnreachable
from harvestbot.portal.address import Api, ApiKey, PortalAddress
from harvestbot.portal.client import PortalClient
from harvestbot.portal.transport import open_connections
from harvestbot.sandbox.portal.clock import ManualClock
from harvestbot.sandbox.portal.portal import Options, SimulatedPortal
from harvestbot.sandbox.portal.serve import running
from harvestbot.sandbox.portal.trouble import Kind

SOON = 0.3
"""Seconds of a short time-out."""
NEVER_SENT = "Portal city cannot be reached."

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Coroutine[None, None, None]]


@asynccontextmanager
async def listening(talk: Talk) -> AsyncIterator[str]:
    """Yield the address of a server that talks like this to everybody who connects."""
    talking: dict[tuple[str, int], asyncio.Future[None]] = {}

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await talk(reader, writer)
        finally:
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()

    def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talking[writer.get_extra_info("peername")] = asyncio.ensure_future(serve(reader, writer))

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    try:
        yield f"http://{host}:{port}"
    finally:
        _, last = await asyncio.open_connection(host, port)
        while last.get_extra_info("sockname") not in talking:  # noqa: ASYNC110  because all who came before are let in first, and none of them tells
            await asyncio.sleep(0)
        last.close()
        server.close()
        await asyncio.sleep(0)  # what is cancelled before its first step closes nothing
        for one in talking.values():
            one.cancel()
        await asyncio.gather(*talking.values(), return_exceptions=True)
        await server.wait_closed()


@asynccontextmanager
async def client_of(where: PortalAddress) -> AsyncIterator[PortalClient]:
    """Yield a client with connections of its own."""
    async with open_connections() as http:
        yield PortalClient(where, http, jitter=lambda: 0.0)


async def test_a_closed_port_is_told_as_never_sent() -> None:
    """Nothing can have been changed, and the person reads so."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    async with client_of(address(url=f"http://127.0.0.1:{port}")) as client:
        with pytest.raises(PortalUnreachable) as read:
            await client.list()
        with pytest.raises(PortalUnreachable) as written:
            await client.delete("x", with_datasets=True)
        assert client.quota.used == 4
    assert str(read.value) == f"{NEVER_SENT} Try again in a moment."
    assert str(written.value) == f"{NEVER_SENT} Nothing was changed. Try again in a moment."


@pytest.mark.parametrize(
    ("system", "why"),
    [
        (socket.gaierror(-2, "of the system"), "nobody knows the host of its address"),
        (ssl.SSLCertVerificationError("of the system"), "its certificate is not one to trust"),
        (ssl.SSLEOFError("of the system"), "what is at its address does not speak TLS"),
    ],
)
async def test_what_kept_it_from_connecting_is_told_where_the_system_knows(system: OSError, why: str) -> None:
    """Whoever sets the bot up can mend an address or a certificate; the library's own words stay out."""

    class Closed(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            raise httpx.ConnectError("of the library", request=request) from system

    async with open_connections(Closed()) as http:
        client = PortalClient(address(url="https://city.example.org"), http, jitter=lambda: 0.0)
        with pytest.raises(PortalUnreachable) as told:
            await client.start("x")
    assert str(told.value) == f"Portal city cannot be reached: {why}. Nothing was changed. Try again in a moment."


async def test_a_connection_that_does_not_come_about_is_told_as_never_sent() -> None:
    """TLS to a portal that stays silent: the time-out strikes before a byte of the request has left."""

    async def silence(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        await reader.read()

    async with listening(silence) as url:
        secure = url.replace("http:", "https:")
        async with client_of(address(url=secure, timeout=SOON)) as client:
            with pytest.raises(PortalUnreachable) as told:
                await client.start("x")
    assert str(told.value) == f"{NEVER_SENT} Nothing was changed. Try again in a moment."


async def test_a_portal_that_takes_the_request_and_says_nothing_leaves_it_unknown() -> None:
    """The request left: it may have been carried out."""
    arrived = asyncio.Event()

    async def silence(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        arrived.set()
        await reader.read()

    async with listening(silence) as url, client_of(address(url=url, timeout=SOON)) as client:
        with pytest.raises(OutcomeUnknown) as told:
            await client.delete("x", with_datasets=False)
        assert arrived.is_set()
        with pytest.raises(PortalUnreachable):
            await client.list()
    assert str(told.value).startswith("Portal city did not answer within 0.3 s. Whether it was done is not known yet.")


async def test_a_portal_that_dribbles_cannot_hold_anybody() -> None:
    """Each byte comes in time, and all of them together do not."""
    gone = asyncio.Event()

    async def dribble(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n[")
        try:
            while not writer.is_closing():
                writer.write(b" ")
                await writer.drain()
                await asyncio.sleep(SOON / 10)
        except ConnectionError:
            pass
        gone.set()

    async with listening(dribble) as url, client_of(address(url=url, timeout=SOON)) as client:
        with pytest.raises(PortalUnreachable):
            await client.list()
        with pytest.raises(OutcomeUnknown):
            await client.start("x")
        await gone.wait()


async def test_a_pool_without_a_free_connection_is_told_as_never_sent() -> None:
    """Other calls hold all connections: this one never left."""
    held = asyncio.Event()

    async def hold(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        held.set()
        await reader.read()

    async with listening(hold) as url, open_connections(connections=1) as http:
        slow = PortalClient(address(url=url, timeout=60), http)
        quick = PortalClient(address(url=url, timeout=SOON), http)
        waiting = asyncio.create_task(slow.list())
        await held.wait()
        with pytest.raises(PortalUnreachable) as told:
            await quick.start("x")
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
    assert str(told.value) == f"{NEVER_SENT} Nothing was changed. Try again in a moment."


async def test_this_machine_is_not_asked_through_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy of the environment serves real portals; loopback addresses it could not reach."""
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    portal = SimulatedPortal.seeded(Options(harvesters=1), clock=ManualClock())
    async with running(portal) as url, client_of(address(url=url, credentials=ApiKey("demo-key"))) as client:
        assert [one.id for one in await client.list()] == ["my-harvester"]
    async with client_of(address(url="http://data.example.org")) as client:
        with pytest.raises(PortalUnreachable):
            await client.start("x")


SPOILT: list[tuple[Kind, bool]] = [
    (Kind.FAIL_500, True),
    (Kind.FAIL_503, True),
    (Kind.HTML_502, True),
    (Kind.HTML_200, True),
    (Kind.DROP, True),
    (Kind.HANG, True),
    (Kind.FAIL_AFTER, True),
    (Kind.DROP_AFTER, True),
    (Kind.HANG_AFTER, True),
    (Kind.CUT, True),
    (Kind.TRUNCATED, True),
    (Kind.WRONG_TYPES, True),
    (Kind.EMPTY_403, False),
    (Kind.LOGIN_REDIRECT, False),
]


@pytest.mark.parametrize("api", ["management", "automation"])
@pytest.mark.parametrize(("kind", "unknown"), SPOILT)
async def test_a_spoilt_write_is_sent_once_and_never_called_done(api: Api, kind: Kind, *, unknown: bool) -> None:
    """Whether or not the portal carried it out, the person is told the truth: unknown, or refused."""
    portal = SimulatedPortal.seeded(Options(harvesters=1), clock=ManualClock())
    portal.trouble.next(kind)
    async with running(portal) as url:
        where = address(api, url=url, credentials=ApiKey("demo-key"), timeout=SOON)
        async with client_of(where) as client:
            with pytest.raises(PortalError) as told:
                await client.start("my-harvester")
    assert isinstance(told.value, OutcomeUnknown) is unknown
    assert ("Nothing was changed." in str(told.value)) is not unknown
    assert len(portal.log.requests) == 1
    assert portal.log.count(effect="started") == kind.carried_out


@pytest.mark.parametrize("api", ["management", "automation"])
async def test_a_spoilt_reading_is_mended_by_another_try(api: Api) -> None:
    """A portal that drops a connection and then fails once is read all the same."""
    portal = SimulatedPortal.seeded(Options(harvesters=3), clock=ManualClock())
    portal.trouble.next(Kind.DROP)
    portal.trouble.next(Kind.HTML_502)
    async with running(portal) as url, client_of(address(api, url=url, credentials=ApiKey("demo-key"))) as client:
        assert len(await client.list()) == 3
        assert client.quota.used == 3
        assert client.quota.remaining == 997
    assert KEY not in repr(portal.log.requests)
