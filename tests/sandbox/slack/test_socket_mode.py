"""Socket Mode as a plain WebSocket client sees it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from sandbox.slack.bench import Slack
from slack_sdk.errors import SlackApiError

from harvestbot.sandbox.slack import ids


@asynccontextmanager
async def connected(slack: Slack) -> AsyncIterator[Any]:
    """A connection that has not yet read its hello."""
    url = (await slack.client.apps_connections_open(app_token=slack.world.app_token))["url"]
    async with aiohttp.ClientSession() as session, session.ws_connect(url) as socket:
        yield socket


async def test_hello_comes_first_and_counts(slack: Slack) -> None:
    """Each connection is told how many there are."""
    async with connected(slack) as first, connected(slack) as second:
        hellos = [await first.receive_json(), await second.receive_json()]
    assert [(hello["type"], hello["num_connections"]) for hello in hellos] == [("hello", 1), ("hello", 2)]
    assert hellos[0]["connection_info"]["app_id"] == ids.APP
    assert "host" in hellos[0]["debug_info"]


async def test_a_ticket_opens_one_connection(slack: Slack) -> None:
    """Used or made up, it is refused; so is the eleventh connection."""
    url = (await slack.client.apps_connections_open(app_token=slack.world.app_token))["url"]
    async with aiohttp.ClientSession() as session:
        async with session.ws_connect(url):
            with pytest.raises(aiohttp.WSServerHandshakeError):
                await session.ws_connect(url)
            others = [
                await session.ws_connect(
                    (await slack.client.apps_connections_open(app_token=slack.world.app_token))["url"]
                )
                for _ in range(4)
            ]
            slack.world.state.rates.mode = "off"
            assert len(slack.world.state.sockets.connections()) == 5
        for other in others:
            await other.close()


async def test_ten_connections_are_the_most(slack: Slack) -> None:
    """The eleventh is refused."""
    async with aiohttp.ClientSession() as session:
        sockets = []
        for _ in range(10):
            url = (await slack.client.apps_connections_open(app_token=slack.world.app_token))["url"]
            sockets.append(await session.ws_connect(url))
        url = (await slack.client.apps_connections_open(app_token=slack.world.app_token))["url"]
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(url)
        for socket in sockets:
            await socket.close()


async def test_a_delivery_goes_to_one_connection_and_its_answer_is_heard(slack: Slack) -> None:
    """Two deliveries go to two connections in turn; the payload of the acknowledgement is the answer."""
    async with connected(slack) as first, connected(slack) as second:
        await first.receive_json()
        await second.receive_json()
        typing = [
            asyncio.create_task(slack.world.command(ids.ADMIN, ids.DATA_OPS, "/harvester list")) for _ in range(2)
        ]
        for socket in (first, second):
            envelope = await socket.receive_json()
            assert (envelope["type"], envelope["accepts_response_payload"]) == ("slash_commands", True)
            assert envelope["payload"]["command"] == "/harvester"
            await socket.send_json({"envelope_id": envelope["envelope_id"], "payload": {"text": "heard"}})
            await socket.send_json({"envelope_id": envelope["envelope_id"]})
        assert [(await task).body for task in typing] == [{"text": "heard"}] * 2
    assert len([m for m in slack.world.conversation(ids.DATA_OPS, ids.ADMIN) if m.text == "heard"]) == 2


async def test_a_connection_that_ends_takes_its_deliveries_with_it(slack: Slack) -> None:
    """The person sees a failure; nothing is delivered again."""
    async with connected(slack) as socket:
        await socket.receive_json()
        typing = asyncio.create_task(slack.world.command(ids.ADMIN, ids.DATA_OPS, "/harvester list"))
        await socket.receive_json()
    assert (await typing).failure == "dispatch_failed"


@pytest.mark.parametrize("reason", ["warning", "refresh_requested"])
async def test_slack_announces_that_it_ends_connections(slack: Slack, reason: str) -> None:
    """A warning leaves the connection open, a refresh ends it."""
    async with connected(slack) as socket:
        await socket.receive_json()
        await slack.world.disconnect(reason)
        told = await socket.receive_json()
        assert (told["type"], told["reason"]) == ("disconnect", reason)
        assert len(slack.world.state.sockets.connections()) == (1 if reason == "warning" else 0)
        if reason != "warning":
            assert (await socket.receive()).type is aiohttp.WSMsgType.CLOSE


async def test_events_say_that_they_are_repeated(slack: Slack) -> None:
    """An envelope of an event takes no answer and counts its repetitions."""
    async with connected(slack) as socket:
        await socket.receive_json()
        mentioning = asyncio.create_task(slack.world.mention(ids.ADMIN, ids.DATA_OPS, "hi"))
        envelope = await socket.receive_json()
        assert (envelope["retry_attempt"], envelope["accepts_response_payload"]) == (0, False)
        await socket.send_json({"envelope_id": envelope["envelope_id"]})
        delivery = await mentioning
        assert delivery is not None
        assert delivery.ok


async def test_a_request_url_switches_socket_mode_off(slack: Slack) -> None:
    """Then no connection is opened."""
    slack.world.request_url = "http://127.0.0.1:9/slack/events"
    with pytest.raises(SlackApiError, match="socket_mode_not_enabled"):
        await slack.client.apps_connections_open(app_token=slack.world.app_token)
