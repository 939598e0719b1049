"""One session for every call of Slack, no proxy before what is local, and nothing secret in the log."""

import logging

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from support import stand_in

from harvestbot.errors import SlackUnavailable
from harvestbot.sandbox.slack.hooks import Hook
from harvestbot.sandbox.slack.ids import ADMIN, DATA_OPS
from harvestbot.sandbox.slack.world import World
from harvestbot.slack.cards.notices import working_card
from harvestbot.slack.client import (
    asking_client,
    asks_to_wait,
    new_session,
    proxy_for,
    retry_after,
    web_client,
    webhook_client,
)
from harvestbot.slack.sender import Sender

PROXY = "http://proxy.example:3128"


@pytest.mark.parametrize(
    ("url", "excepted", "proxied"),
    [
        ("https://slack.com/api/", "", True),
        ("https://slack.com/api/", "slack.com", False),
        ("https://slack.com/api/", "*", False),
        ("https://hooks.slack.com/commands/x", ".slack.com", False),
        ("https://slack.com/api/", "example.org", True),
        ("http://127.0.0.1:3000/api/", "", False),
        ("http://localhost:3000/api/", "", False),
        ("http://[::1]:3000/api/", "", False),
        ("not an address", "", True),
    ],
)
def test_a_proxy_stands_before_slack_and_not_before_what_is_local(
    monkeypatch: pytest.MonkeyPatch, url: str, excepted: str, *, proxied: bool
) -> None:
    """slack_sdk would ignore NO_PROXY and send calls of a local stand-in out of the house."""
    monkeypatch.setenv("no_proxy", excepted)
    monkeypatch.delenv("NO_PROXY", raising=False)
    assert proxy_for(url, PROXY) == (PROXY if proxied else None)
    assert proxy_for(url, None) is None


async def test_a_client_takes_the_proxy_of_the_environment(
    monkeypatch: pytest.MonkeyPatch, session: aiohttp.ClientSession
) -> None:
    """Where the house has one, Slack is reached through it; local addresses are not."""
    for name in ("no_proxy", "NO_PROXY", "http_proxy", "HTTP_PROXY", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HTTPS_PROXY", PROXY)
    assert web_client("xoxb-1", "https://slack.com/api/", session).proxy == PROXY
    assert web_client("xoxb-1", "http://127.0.0.1:1/api/", session).proxy is None
    assert webhook_client("https://hooks.slack.com/x", session).proxy == PROXY
    assert webhook_client("http://127.0.0.1:1/x", session).proxy is None


async def test_every_call_shares_one_session_and_one_connection() -> None:
    """A session for each call costs five times the processor time: calls in a row need one connection between them."""
    connections: set[object] = set()

    async def answer(request: web.Request) -> web.StreamResponse:
        connections.add(request.transport)
        return web.json_response({"ok": True, "ts": "1.1"})

    async with stand_in.answering(answer) as url, new_session() as session:
        sender = Sender(web_client("xoxb-1", url, session), session)
        for _ in range(3):
            await sender.post("C1", working_card("x"))
            await sender.respond(f"{url}commands/x", working_card("x"))
    assert len(connections) == 1


async def test_what_slack_asks_to_wait_for_is_waited_for(world: World, client: AsyncWebClient) -> None:
    """A 429 is answered by patience, not by an error."""
    world.fail("auth.test", "ratelimited", times=1, seconds=0)
    assert (await client.auth_test())["ok"]
    assert len(world.traffic.calls("auth.test")) == 2


@pytest.mark.parametrize(
    ("told", "seconds"),
    [("120", 120), ("0.5", 0.5), (None, 1), ("Mon, 30 Nov 2026 13:00:00 GMT", 1), ("-3", 0), ("inf", 1), ("nan", 1)],
)
async def test_how_long_slack_asks_to_wait_for_is_read_whoever_says_it(told: str | None, seconds: float) -> None:
    """A proxy in between may answer with a page of its own, and in a form of its own."""

    async def answer(_: web.Request) -> web.StreamResponse:
        headers = {"Retry-After": told} if told else {}
        return web.Response(status=429, text="<html>", content_type="text/html", headers=headers)

    async with stand_in.answering(answer) as url, new_session() as session:
        with pytest.raises(SlackApiError) as refused:
            await asking_client("xoxb-1", url, session).users_info(user="U1")
    assert asks_to_wait(refused.value)
    assert retry_after(refused.value) == seconds


async def test_no_log_line_holds_a_token_or_a_response_url(
    world: World, sender: Sender, caplog: pytest.LogCaptureFixture
) -> None:
    """slack_sdk prints whole requests at DEBUG; a response_url lets whoever has it speak for the bot."""
    caplog.set_level(logging.DEBUG)
    world.fail("chat.postMessage", "drop", times=1)
    with pytest.raises(SlackUnavailable):
        await sender.post(DATA_OPS, working_card("x"))
    await sender.direct(ADMIN, working_card("x"))
    command = command_url(world)
    await sender.respond(command, working_card("x"))
    assert world.bot_token not in caplog.text
    assert command not in caplog.text


def command_url(world: World) -> str:
    """Return a response_url as a slash command would bring it."""
    return world.state.response_url(Hook("commands", ADMIN, DATA_OPS, until=world.state.now() + 60))
