"""The bot's HTTP side: Slack's deliveries, and what operators of the bot look at."""

import re
from collections.abc import Awaitable, Callable

import structlog
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
from slack_bolt.app.async_app import AsyncApp
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = structlog.get_logger(__name__)

EVENTS_PATH = "/slack/events"
LARGEST_DELIVERY = 1_000_000
"""Bytes: Slack's own payloads stay far below; more is not read."""
SIGNED = {b"x-slack-request-timestamp": re.compile(rb"\d{1,12}"), b"x-slack-signature": re.compile(rb"[!-~]*")}
"""What a signature's headers look like. At others Bolt's check fails where it should say no."""

Readiness = Callable[[], Awaitable[str]]
"""Says why the bot is not ready, "" when it is."""


async def _nothing() -> None:
    """Measure nothing."""


def web_app(
    bolt: AsyncApp | None,
    registry: CollectorRegistry,
    readiness: Readiness,
    measure: Callable[[], Awaitable[None]] = _nothing,
) -> ASGIApp:
    """Return the application: deliveries (where there is a ``bolt``), health, readiness and metrics.

    ``measure`` brings what is read from the database up to date before the metrics are shown.

    Deliveries go around Starlette's routing, which would cost them more than the bot's own work does.
    """

    async def healthz(_: Request) -> Response:
        return JSONResponse({"alive": True})

    async def readyz(_: Request) -> Response:
        why = await readiness()
        return JSONResponse({"ready": not why, "why": why}, status_code=503 if why else 200)

    async def metrics(_: Request) -> Response:
        await measure()
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)

    others = Starlette(routes=[Route("/healthz", healthz), Route("/readyz", readyz), Route("/metrics", metrics)])
    if bolt is None:
        return others
    deliveries = _taking(AsyncSlackRequestHandler(bolt, path=EVENTS_PATH))

    async def front(scope: Scope, receive: Receive, send: Send) -> None:
        ours = scope["type"] == "http" and scope["path"] == EVENTS_PATH and scope["method"] == "POST"
        await (deliveries if ours else others)(scope, receive, send)

    return front


def _taking(bolt: AsyncSlackRequestHandler) -> ASGIApp:
    """Return what hands deliveries to Bolt, and refuses those at which Bolt would fail."""
    too_large = Response("Too large.", status_code=413)
    unsigned = JSONResponse({"error": "invalid request"}, status_code=401)
    unreadable = JSONResponse({"error": "unreadable request"}, status_code=400)

    async def take(scope: Scope, receive: Receive, send: Send) -> None:
        size = _size(scope)
        if size is not None and size > LARGEST_DELIVERY:
            await too_large(scope, receive, send)
            return
        if not _can_be_signed(scope):
            await unsigned(scope, receive, send)
            return
        try:
            await bolt(dict(scope), receive if size is not None else _bounded(receive), send)
        except TooLarge:
            await too_large(scope, receive, send)
        except Exception as error:  # noqa: BLE001  because Bolt reads the body before its signature: any junk gets here
            log.info("a delivery could not be read", why=type(error).__name__)
            await unreadable(scope, receive, send)

    return take


class TooLarge(Exception):
    """A delivery is larger than any of Slack's."""


def _size(scope: Scope) -> int | None:
    """Return how large a request says that it is; the server sees to it that it is no larger."""
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return None


def _can_be_signed(scope: Scope) -> bool:
    """Return whether the headers of the signature can be checked, or are not there at all, which Bolt refuses."""
    return all(name not in SIGNED or SIGNED[name].fullmatch(value) for name, value in scope["headers"])


def _bounded(receive: Receive) -> Receive:
    """Count what comes without having said how much it is, and stop where it is too much."""
    seen = 0

    async def counting() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > LARGEST_DELIVERY:
            raise TooLarge
        return message

    return counting
