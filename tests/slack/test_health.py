"""What ``doctor`` learns from Slack is what Slack says, and no token is in any text."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from harvestbot.errors import ChatError, SlackUnavailable
from harvestbot.sandbox.slack.serve import running
from harvestbot.sandbox.slack.world import World
from harvestbot.slack.client import new_session
from harvestbot.slack.health import SlackHealth


@asynccontextmanager
async def answering(response: web.Response) -> AsyncIterator[str]:
    """Serve one answer to auth.test; give the address of the API."""

    async def answer(_request: web.Request) -> web.Response:
        return response

    app = web.Application()
    app.router.add_post("/api/auth.test", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        yield f"http://{host}:{port}/api/"
    finally:
        await runner.cleanup()


@pytest.fixture
def world() -> World:
    """A workspace."""
    return World()


@pytest.fixture
async def api(world: World) -> AsyncIterator[str]:
    """The address of its Web API."""
    async with running(world) as address:
        yield address.api_url


async def test_it_tells_who_the_bot_is(world: World, api: str) -> None:
    """Name, workspace and scopes are Slack's word; both clocks of one machine agree."""
    async with new_session() as session:
        who = await SlackHealth(session, base_url=api, bot_token=world.bot_token).identify()
    assert who.bot
    assert who.workspace
    assert who.scopes == frozenset(world.workspace.scopes)
    assert who.offset is not None
    assert abs(who.offset) < 60


async def test_socket_mode_is_asked_for_with_the_app_token(world: World, api: str) -> None:
    """A token that Slack takes passes; another is refused in Slack's own word, without the token."""
    async with new_session() as session:
        good = SlackHealth(session, base_url=api, bot_token=world.bot_token, app_token=world.app_token)
        bad = SlackHealth(session, base_url=api, bot_token="xoxb-hidden", app_token="xapp-hidden")
        await good.connect()
        for question in (bad.connect, bad.identify):
            with pytest.raises(ChatError, match="invalid_auth") as refused:
                await question()
            assert "hidden" not in str(refused.value)
    assert good.socket_mode
    assert not SlackHealth(session, base_url=api, bot_token=world.bot_token).socket_mode


async def test_a_slack_that_is_not_there_is_told() -> None:
    """A refused connection is a sentence, not a traceback."""
    async with new_session() as session:
        with pytest.raises(SlackUnavailable, match=r"auth\.test"):
            await SlackHealth(session, base_url="http://127.0.0.1:1/api/", bot_token="xoxb-1").identify()


@pytest.mark.parametrize("status", [200, 404])
@pytest.mark.parametrize("answer", ["[]", "<html>"])
async def test_an_answer_that_is_none_of_slacks_is_told(answer: str, status: int) -> None:
    """A proxy's page is no answer; the text stays short and holds nothing of it."""
    async with (
        answering(web.Response(text=answer, status=status, content_type="text/html")) as api,
        new_session() as session,
    ):
        with pytest.raises(ChatError) as refused:
            await SlackHealth(session, base_url=api, bot_token="xoxb-1").identify()
    assert "<html>" not in str(refused.value)


async def test_what_slack_does_not_tell_is_unknown() -> None:
    """Without the headers, scopes and clock are unknown instead of wrong."""
    bare = web.json_response({"ok": True, "user": "bot", "team": "T"}, headers={"Date": "soon"})
    async with answering(bare) as api, new_session() as session:
        who = await SlackHealth(session, base_url=api, bot_token="xoxb-1").identify()
    assert (who.bot, who.workspace, who.scopes, who.offset) == ("bot", "T", None, None)
