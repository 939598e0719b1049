"""A simulated Slack over real sockets, and the parts that call it."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from harvestbot.sandbox.slack.serve import running
from harvestbot.sandbox.slack.world import World
from harvestbot.slack.client import new_session, web_client, writing_client
from harvestbot.slack.sender import Sender


@pytest.fixture
def world() -> World:
    """A workspace without rate limits."""
    return World(rates="off")


@pytest.fixture
async def api(world: World) -> AsyncIterator[str]:
    """The address of its Web API."""
    async with running(world) as address:
        yield address.api_url


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    """The shared session."""
    async with new_session() as opened:
        yield opened


@pytest.fixture
def client(world: World, api: str, session: aiohttp.ClientSession) -> AsyncWebClient:
    """The Web API, called as the bot does."""
    return web_client(world.bot_token, api, session)


@pytest.fixture
def sender(world: World, api: str, session: aiohttp.ClientSession) -> Sender:
    """The way out."""
    return Sender(writing_client(world.bot_token, api, session), session)
