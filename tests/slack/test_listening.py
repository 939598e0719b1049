"""How the bot comes to hear Slack: a token that will not do is told at once, a silence is waited out."""

import asyncio

import pytest
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient
from support import stand_in

from harvestbot.errors import ChatError, SlackRefused, SlackUnavailable
from harvestbot.sandbox.slack import ids
from harvestbot.sandbox.slack.world import World
from harvestbot.slack.client import new_session, web_client
from harvestbot.slack.listening import REFUSED, SocketMode, bolt_app, learn_workspace
from harvestbot.slack.workspace import Workspace


async def test_the_workspace_is_learnt_from_slack(client: AsyncWebClient) -> None:
    """The team is what members are compared with."""
    assert await learn_workspace(client) == Workspace(ids.TEAM, bot_user=ids.BOT)


async def test_the_enterprise_is_learnt_too() -> None:
    """Sister workspaces of one enterprise are no strangers."""

    async def answer(_: web.Request) -> web.StreamResponse:
        return web.json_response({"ok": True, "team_id": "T1", "enterprise_id": "E1", "user_id": "U1"})

    async with stand_in.answering(answer) as url, new_session() as session:
        assert await learn_workspace(web_client("xoxb-1", url, session)) == Workspace("T1", "E1", "U1")


@pytest.mark.parametrize("word", sorted(REFUSED))
async def test_a_token_that_slack_does_not_take_ends_it(world: World, client: AsyncWebClient, word: str) -> None:
    """Trying again would not help: the text says which variable to mend, without its value."""
    world.fail("auth.test", word)
    with pytest.raises(ChatError, match="SLACK_BOT_TOKEN") as refused:
        await learn_workspace(client)
    assert not isinstance(refused.value, SlackUnavailable)
    assert world.bot_token not in str(refused.value)


@pytest.mark.parametrize(
    "trouble", ["http_500", "http_503", "drop", "ratelimited", "internal_error", "team_access_not_granted"]
)
async def test_a_slack_that_fails_is_waited_for(world: World, client: AsyncWebClient, trouble: str) -> None:
    """It is another error than a refused token: the bot tries again."""
    client.retry_handlers.clear()
    world.fail("auth.test", trouble, times=2)
    with pytest.raises(SlackUnavailable):
        await learn_workspace(client)


@pytest.mark.parametrize("answer", stand_in.UNREADABLE.values(), ids=stand_in.UNREADABLE)
async def test_an_answer_that_is_none_of_slacks_is_waited_out(answer: stand_in.Handler) -> None:
    """A proxy's page comes and goes."""
    async with stand_in.answering(answer) as url, new_session() as session:
        with pytest.raises(SlackUnavailable):
            await learn_workspace(web_client("xoxb-1", url, session))


async def test_a_slack_that_is_not_there_is_waited_for() -> None:
    """Nobody listens at the address."""
    async with new_session() as session:
        with pytest.raises(SlackUnavailable):
            await learn_workspace(web_client("xoxb-1", "http://127.0.0.1:1/api/", session))


async def nobody() -> Workspace:
    """Return some workspace."""
    return Workspace(ids.TEAM)


async def test_socket_mode_connects_and_says_so(world: World, client: AsyncWebClient) -> None:
    """Readiness depends on it."""
    connection = SocketMode(bolt_app(client, "secret", nobody), world.app_token, client)
    assert not connection.connected
    await connection.connect()
    await world.until_connected()
    assert connection.connected
    # Slack allows few of them a minute: of several replicas that start at once, some would wait for minutes.
    assert len(world.traffic.calls("apps.connections.open")) == 1
    await connection.close()
    assert not connection.connected
    await world.until(lambda: not world.state.sockets.connections() or None)


async def test_socket_mode_with_a_bad_token_ends(world: World, client: AsyncWebClient) -> None:
    """Slack's client alone would try for ever; the text names the variable."""
    connection = SocketMode(bolt_app(client, "secret", nobody), "xapp-hidden", client, patience=0.2)
    try:
        with pytest.raises(SlackRefused, match="SLACK_APP_TOKEN") as refused:
            await connection.connect()
        assert "hidden" not in str(refused.value)
        assert not connection.connected
        assert world.state.sockets.connections() == []
    finally:
        await connection.close()


async def test_socket_mode_that_is_cut_is_not_connected_until_it_is_again(world: World, client: AsyncWebClient) -> None:
    """Slack renews connections every few hours: the bot comes back by itself."""
    connection = SocketMode(bolt_app(client, "secret", nobody), world.app_token, client)
    try:
        await connection.connect()
        await world.until_connected()
        (first,) = world.state.sockets.connections()
        await world.disconnect()
        await world.until(lambda: [one for one in world.state.sockets.connections() if one is not first], timeout=30)
        async with asyncio.timeout(30):
            while not connection.connected:  # noqa: ASYNC110  because Slack's client tells nobody
                await asyncio.sleep(0.01)
    finally:
        await connection.close()
