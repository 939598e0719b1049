"""Who may come in: browsers on this machine, on pages of our own.

A page of any other site can make a browser send requests to this machine. What such a page can send has its `Origin`
or `Sec-Fetch-Site`, or, where it made its own name point here (DNS rebinding), its own `Host`.
"""

import asyncio
from collections.abc import Iterable
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""The Content-Security-Policy of everything: only files of ours, nothing inline, nothing from elsewhere."""
SHIELD: Final = {
    "content-security-policy": POLICY,
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}
_READS: Final = frozenset({"GET", "HEAD"})
_DEEDS: Final = frozenset({"/page/act", "/_sim/do"})
"""Where people do something that the bot is told of."""
_OWN: Final = frozenset({"same-origin", "none"})


def refusal(method: str, path: str, headers: Headers) -> str:
    """Why a request is not let in; empty where it is.

    Args:
        method: The HTTP method; `GET` for a WebSocket.
        path: What is asked for.
        headers: What came with it.
    """
    host = headers.get("host", "")
    if _name(f"//{host}") not in LOOPBACK:
        return "Only this machine is served, under its own names."
    origin = headers.get("origin")
    if origin is not None and origin != f"http://{host}":
        return "This comes from a page of another site."
    site = headers.get("sec-fetch-site", "none")
    if site not in _OWN and not (method in _READS and path == "/" and headers.get("sec-fetch-mode") == "navigate"):
        return "This comes from another site."
    return ""


class Door:
    """Lets in what may come in, and sends everything out with a shield on.

    Args:
        inside: The application.
    """

    def __init__(self, inside: ASGIApp) -> None:
        self._inside = inside

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let in or refuse."""
        if scope["type"] not in ("http", "websocket"):
            await self._inside(scope, receive, send)
            return
        why = refusal(scope.get("method", "GET"), scope["path"], Headers(scope=scope))
        if not why:
            await self._inside(scope, receive, _shielded(send, SHIELD.items()))
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008, "reason": why})
        else:
            await PlainTextResponse(why, 403)(scope, receive, send)


class Foyer:
    """Lets what people do wait until the bot is there; what they look at, they see at once.

    Args:
        inside: The application.
        open_: Set once the bot is there.
    """

    def __init__(self, inside: ASGIApp, open_: asyncio.Event) -> None:
        self._inside = inside
        self._open = open_

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, at once or later."""
        if scope["type"] == "http" and scope["method"] == "POST" and scope["path"] in _DEEDS:
            await self._open.wait()
        await self._inside(scope, receive, send)


def _name(address: str) -> str:
    """The host of an address, without its port; empty where it is none."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _shielded(send: Send, headers: Iterable[tuple[str, str]]) -> Send:
    async def shielded(message: Message) -> None:
        if message["type"] == "http.response.start":
            held = MutableHeaders(scope=message)
            for name, value in headers:
                held.setdefault(name, value)
        await send(message)

    return shielded
