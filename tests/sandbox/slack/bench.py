"""A served world with Slack's own client on it, and a bot that answers as a test tells it to."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from harvestbot.sandbox.slack.serve import Address, listening
from harvestbot.sandbox.slack.wire import Json
from harvestbot.sandbox.slack.world import World


@dataclass(slots=True)
class Slack:
    """A served world and the bot's client on it."""

    world: World
    address: Address
    client: AsyncWebClient

    def client_with(self, token: str | None) -> AsyncWebClient:
        """Slack's client with another token."""
        return web_client(self.address, token)


def web_client(address: Address, token: str | None) -> AsyncWebClient:
    """Slack's client pointed at the simulator; a proxy of the environment does not count."""
    client = AsyncWebClient(token=token, base_url=address.api_url)
    client.proxy = None
    return client


@dataclass(slots=True)
class Bot:
    """A bot over HTTP that keeps what it was sent and answers as it is told."""

    seen: list[Json] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    answers: list[object] = field(default_factory=list)
    heard: asyncio.Event = field(default_factory=asyncio.Event)

    async def hear(self, request: Request) -> Response:
        """Keep a delivery and give the next answer: a body, a status, or a response to wait for."""
        body = await request.body()
        self.bodies.append(body)
        self.headers.append(dict(request.headers))
        self.seen.append(understood(request, body))
        self.heard.set()
        answer = self.answers.pop(0) if self.answers else None
        if isinstance(answer, asyncio.Event):
            await answer.wait()
            return Response()
        if isinstance(answer, int):
            return Response(status_code=answer)
        if isinstance(answer, Response):
            return answer
        return Response() if answer is None else JSONResponse(answer)


def understood(request: Request, body: bytes) -> Json:
    """A delivery as a bot reads it."""
    if request.headers["content-type"] == "application/json":
        told: Json = json.loads(body)
        return told
    form: Json = dict(parse_qsl(body.decode(), keep_blank_values=True))
    inner: Json = json.loads(form["payload"]) if "payload" in form else form
    return inner


@contextlib.asynccontextmanager
async def heard_by(bot: Bot) -> AsyncIterator[str]:
    """Serve a bot; its request URL."""
    async with listening(Starlette(routes=[Route("/slack/events", bot.hear, methods=["POST"])])) as port:
        yield f"http://127.0.0.1:{port}/slack/events"
