"""The door of a dialect: from ASGI to a call, and from a reply, also a spoilt one, back to ASGI."""

import asyncio
from dataclasses import replace
from email.utils import formatdate
from http import HTTPStatus
from typing import TYPE_CHECKING, Protocol
from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request

from harvestbot.sandbox.portal import mishaps
from harvestbot.sandbox.portal.clock import Clock
from harvestbot.sandbox.portal.dialect import Arrival, Backend, Dialect, respond
from harvestbot.sandbox.portal.exchange import Delivery, Reply
from harvestbot.sandbox.portal.problems import Crash
from harvestbot.sandbox.portal.requestlog import RequestLog

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send


CONNECTION = "connection"
"""Where the ASGI scope's state holds the transport of the connection."""


class Portal(Backend, Protocol):
    """The parts of a portal that its doors need."""

    clock: Clock
    log: RequestLog


class Dropped(ConnectionError):
    """The portal closed the connection on purpose; raised only where there is none, as with an ASGI transport."""


class Gate:
    """An ASGI application for everything below a dialect's prefix.

    Args:
        portal: The state, the switches and the log.
        dialect: How it speaks.
    """

    def __init__(self, portal: Portal, dialect: Dialect) -> None:
        self._portal = portal
        self._dialect = dialect

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Answer one request."""
        request = Request(scope, receive)
        portal, path, query = self._portal, scope["path"], request.url.query
        entry = portal.log.open(portal.clock.now(), request.method, path, _without_key(query))
        arrival = Arrival(
            method=request.method,
            path=path.removeprefix(f"{self._dialect.prefix}/"),
            query=query,
            authorization=request.headers.get("authorization", ""),
            body=await request.body(),
            address=f"{request.url.scheme}://{request.url.netloc}{path}",
        )
        if portal.trouble.latency:
            await asyncio.sleep(portal.trouble.latency)
        kind = portal.trouble.take(arrival.method, arrival.path)
        answer = respond(self._dialect, portal, arrival, entry) if kind is None or kind.carried_out else Reply(200)
        if kind is not None:
            entry.mishap = kind
            answer = mishaps.spoil(kind, answer, self._dialect.explain(Crash("The portal failed.")))
        entry.effect = answer.effect
        entry.status = None if answer.delivery in {Delivery.DROP, Delivery.HANG} else answer.status
        # The portal's own time, so that a client that compares clocks has something to compare with.
        date = {"Date": formatdate(portal.clock.now(), usegmt=True)}
        await _deliver(replace(answer, headers={**date, **answer.headers}), scope, receive, send)


def _without_key(query: str) -> str:
    """Keep a key that was sent in the URL out of the log."""
    pairs = parse_qsl(query, keep_blank_values=True)
    return urlencode([(name, "***" if name.lower() == "apikey" else value) for name, value in pairs])


async def _deliver(answer: Reply, scope: "Scope", receive: "Receive", send: "Send") -> None:
    """Send a reply the way it is to arrive."""
    if answer.delivery in {Delivery.WHOLE, Delivery.CUT}:
        whole = answer.delivery is Delivery.WHOLE
        await send({"type": "http.response.start", "status": answer.status, "headers": _headers(answer)})
        body = answer.body if whole else answer.body[: len(answer.body) // 2]
        await send({"type": "http.response.body", "body": body, "more_body": not whole})
        if whole:
            return
    if answer.delivery is not Delivery.HANG:
        _hang_up(scope)
    # The body is read, so what comes next is the end of the connection. An application that returned before it would be
    # taken to have failed.
    await receive()


def _headers(answer: Reply) -> list[tuple[bytes, bytes]]:
    headers = dict(answer.headers)
    if answer.content_type:
        headers["Content-Type"] = answer.content_type
    if answer.status != HTTPStatus.NO_CONTENT:
        headers["Content-Length"] = str(len(answer.body))
    return [(name.lower().encode(), value.encode()) for name, value in headers.items()]


def _hang_up(scope: "Scope") -> None:
    """Close the connection under a request; `serve` puts it where this looks."""
    connection = scope.get("state", {}).get(CONNECTION)
    if connection is None:
        raise Dropped("The portal closed the connection.")
    connection.close()
