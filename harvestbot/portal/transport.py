"""Carries one request to a portal and brings back an answer, or the reason why there is none. Nothing is raised.

What went wrong is returned as a value, so that no exception of the HTTP library, which holds the request with its
credentials, ever stands in the chain of an error that is shown or logged.
"""

import asyncio
import socket
import ssl
from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import cache
from http.cookiejar import CookieJar, DefaultCookiePolicy

import httpx
import msgspec
from msgspec import Struct

from harvestbot.errors import SettingsInvalid
from harvestbot.portal.address import PortalAddress
from harvestbot.portal.dialect import Request
from harvestbot.portal.taking import Body, Intake

LARGEST = 64 * 1024 * 1024
"""Bytes of the longest answer that is read: 18,500 harvesters of the wordier dialect are about half of it."""
LARGEST_ERROR = 256 * 1024
"""Bytes of an error's answer that are looked at."""
_LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


class Answer(Struct, frozen=True):
    """What a portal answered; names of headers are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: Body

    @property
    def ok(self) -> bool:
        """Whether it is a success."""
        return 200 <= self.status < 300  # noqa: PLR2004  because the classes of HTTP statuses are best read as numbers

    @property
    def redirects(self) -> bool:
        """Whether it points elsewhere."""
        return 300 <= self.status < 400  # noqa: PLR2004  because the classes of HTTP statuses are best read as numbers


class NoAnswer(StrEnum):
    """Why there is no answer. Only after what is ``never_sent`` is it certain that the portal has done nothing."""

    NEVER_SENT = "never sent"
    UNKNOWN_HOST = "unknown host"
    UNTRUSTED = "untrusted certificate"
    NO_TLS = "no TLS"
    TIMED_OUT = "timed out"
    BROKEN_OFF = "broken off"
    GARBLED = "garbled"
    TOO_LARGE = "too large"

    @property
    def never_sent(self) -> bool:
        """Whether no connection came about, so that nothing was sent."""
        return self in {NoAnswer.NEVER_SENT, NoAnswer.UNKNOWN_HOST, NoAnswer.UNTRUSTED, NoAnswer.NO_TLS}


@cache
def _trusted() -> ssl.SSLContext:
    """Return whose certificates are trusted; reading them takes 50 ms, so that it is done once a process."""
    return httpx.create_ssl_context()


def open_connections(transport: httpx.AsyncBaseTransport | None = None, *, connections: int = 100) -> httpx.AsyncClient:
    """Return the connections that all portals share; whoever calls closes them.

    A proxy of the environment is used, but not for this machine itself. Redirects are not followed and cookies not
    kept: with either, credentials or somebody else's session could go where nobody meant them to.

    Args:
        transport: what carries the requests in place of the network.
        connections: how many may be open at once, to all portals together.

    Raises:
        SettingsInvalid: the environment names a proxy that is none or speaks SOCKS, or certificates that are none.
    """
    try:
        return _opened(transport, connections)
    except (ImportError, ValueError):  # its text has the proxy's address, and with it perhaps a password
        raise SettingsInvalid(
            ["HTTP_PROXY, HTTPS_PROXY or ALL_PROXY: expected the address of an HTTP proxy, such as http://host:3128."]
        ) from None
    except OSError:
        raise SettingsInvalid(["SSL_CERT_FILE or SSL_CERT_DIR: expected certificates that can be read."]) from None


_IDLE = 3.0
"""Seconds for which a connection that nobody uses is kept: less than servers do, of which many close theirs after five.
A change that goes out while the other side closes gets no answer, and its outcome is unknown at first."""


def _opened(transport: httpx.AsyncBaseTransport | None, connections: int) -> httpx.AsyncClient:
    mounts: dict[str, httpx.AsyncBaseTransport | None] = {f"all://{host}": None for host in _LOOPBACK}
    return httpx.AsyncClient(
        transport=transport,
        mounts=mounts,
        verify=_trusted(),
        limits=httpx.Limits(max_connections=connections, max_keepalive_connections=20, keepalive_expiry=_IDLE),
        follow_redirects=False,
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        headers={"User-Agent": "harvestbot", "Accept": "application/json"},
    )


async def send(http: httpx.AsyncClient, address: PortalAddress, request: Request, deadline: float) -> Answer | NoAnswer:
    """Send a request once.

    Args:
        http: from ``open_connections``.
        address: whom to send it to, and with which credentials.
        request: what to send.
        deadline: the event loop's time at which an answer has to be complete, however slowly it drips.
    """
    journey = _Journey()
    try:
        async with asyncio.timeout_at(deadline):
            return await _exchange(http, _prepared(http, address, request, journey, deadline))
    except httpx.ConnectError as error:
        return _unconnected(error)
    except (httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, httpx.UnsupportedProtocol):
        return NoAnswer.NEVER_SENT
    except (httpx.TimeoutException, TimeoutError):
        return NoAnswer.NEVER_SENT if journey.still_here else NoAnswer.TIMED_OUT
    except httpx.DecodingError:
        return NoAnswer.GARBLED
    except httpx.HTTPError:
        return NoAnswer.NEVER_SENT if journey.still_here else NoAnswer.BROKEN_OFF


def _unconnected(error: BaseException) -> NoAnswer:
    """Return why no connection came about: the libraries keep what the system said in the chain of their errors."""
    for one in _chain(error):
        match one:
            case ssl.SSLCertVerificationError():
                return NoAnswer.UNTRUSTED
            case ssl.SSLError():
                return NoAnswer.NO_TLS
            case socket.gaierror():
                return NoAnswer.UNKNOWN_HOST
            case _:
                pass
    return NoAnswer.NEVER_SENT


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Go back from an error to what led to it, to each once: causes and contexts together may run in a circle."""
    met: set[int] = set()
    one: BaseException | None = error
    while one is not None and id(one) not in met:
        met.add(id(one))
        yield one
        one = one.__cause__ or one.__context__


def url_of(address: PortalAddress, request: Request) -> httpx.URL:
    """Return where a request goes; its path stands as it was quoted."""
    base = address.base
    return base.copy_with(raw_path=base.raw_path.rstrip(b"/") + request.target.encode("ascii"))


def only_slash(url: httpx.URL, location: str) -> bool:
    """Tell whether a redirect stays on the same host and differs only by the slash at the end of the path."""
    try:
        target = url.join(location)
    except httpx.InvalidURL:
        return False
    here, there = (one.raw_path.partition(b"?")[0] for one in (url, target))
    same_host = (url.scheme, url.host, url.port) == (target.scheme, target.host, target.port)
    return same_host and here != there and here.removesuffix(b"/") == there.removesuffix(b"/")


class _Journey:
    """How far a request has come, told by httpcore's trace extension.

    ``still_here`` is true only between the start of connecting and the first byte sent. A request on a kept connection
    is never ``still_here``: where in doubt, it may have been sent.
    """

    def __init__(self) -> None:
        self.still_here = False

    async def __call__(self, event: str, _info: Mapping[str, object]) -> None:
        if event == "connection.connect_tcp.started":
            self.still_here = True
        elif event.endswith("send_request_headers.started"):
            self.still_here = False


def _prepared(
    http: httpx.AsyncClient, address: PortalAddress, request: Request, journey: _Journey, deadline: float
) -> httpx.Request:
    left = max(deadline - asyncio.get_running_loop().time(), 0)
    body = None if request.body is None else msgspec.json.encode(request.body)
    return http.build_request(
        request.method,
        url_of(address, request),
        content=body,
        headers={
            "Authorization": address.credentials.authorization,
            **({} if body is None else {"Content-Type": "application/json"}),
        },
        # Waiting for a connection ends before the deadline does, so that it is told from waiting for the portal, and so
        # that the library closes what it has half opened.
        timeout=httpx.Timeout(left, pool=left / 2, connect=left / 2),
        extensions={"trace": journey},
    )


async def _exchange(http: httpx.AsyncClient, request: httpx.Request) -> Answer | NoAnswer:
    response = await http.send(request, stream=True)
    try:
        headers = {name.lower(): value for name, value in response.headers.items()}
        largest = LARGEST if response.is_success else LARGEST_ERROR
        intake, fits = Intake(largest), True
        try:
            async for piece in response.aiter_bytes():
                if not (fits := intake.add(piece)):
                    break
        except httpx.HTTPError:
            # The status of a refusal is enough to know what it means.
            if response.is_success:
                raise
        if not fits and response.is_success:
            return NoAnswer.TOO_LARGE
        return Answer(response.status_code, headers, intake.body)
    finally:
        await response.aclose()
