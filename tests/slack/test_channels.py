"""What Slack tells of a channel is told on, and what it does not tell counts as shared."""

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from harvestbot.errors import ChatError, SlackUnavailable
from harvestbot.sandbox.slack.ids import CLOSED, DATA_OPS, LOUNGE, PRIVATE, SHARED
from harvestbot.sandbox.slack.world import World
from harvestbot.slack.channels import Channels


async def test_a_channel_is_told_apart_from_one_that_others_share(world: World, client: AsyncWebClient) -> None:
    """Invited organisations count already, since they will read what is there."""
    channels = Channels(client)
    assert not (await channels.look_up(DATA_OPS)).shared
    assert (await channels.look_up(SHARED)).shared
    assert not (await channels.look_up(LOUNGE)).member
    assert (await channels.look_up(PRIVATE)).private
    world.workspace.channels[DATA_OPS].invited = ("T0LATER001",)
    assert (await channels.look_up(DATA_OPS)).shared


async def test_what_cannot_be_looked_up_is_an_error(world: World, client: AsyncWebClient) -> None:
    """Nobody takes a failed look-up for an answer."""
    channels = Channels(client)
    with pytest.raises(ChatError, match="channel_not_found"):
        await channels.look_up(CLOSED)
    world.workspace.scopes.discard("channels:read")
    with pytest.raises(ChatError, match="missing_scope"):
        await channels.look_up(DATA_OPS)
    async with aiohttp.ClientSession() as closed:
        pass
    with pytest.raises(SlackUnavailable):
        await Channels(AsyncWebClient(token="xoxb-1", base_url="http://127.0.0.1:1/", session=closed)).look_up(DATA_OPS)
