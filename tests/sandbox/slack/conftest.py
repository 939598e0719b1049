"""What the tests of the simulated Slack begin with."""

from collections.abc import AsyncIterator

import pytest
from sandbox.slack.bench import Bot, Slack, heard_by, web_client

from harvestbot.sandbox.slack.clock import HandClock
from harvestbot.sandbox.slack.serve import running
from harvestbot.sandbox.slack.world import World


@pytest.fixture
def clock() -> HandClock:
    """Time in the hand of the test."""
    return HandClock()


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    """A world without rate limits, served."""
    world = World(rates="off")
    async with running(world) as address:
        yield Slack(world, address, web_client(address, world.bot_token))


@pytest.fixture
async def timed(clock: HandClock) -> AsyncIterator[Slack]:
    """A world with rate limits on the test's clock, served."""
    world = World(clock=clock)
    async with running(world) as address:
        yield Slack(world, address, web_client(address, world.bot_token))


@pytest.fixture
async def bot(slack: Slack) -> AsyncIterator[Bot]:
    """A bot over HTTP in `slack`."""
    heard = Bot()
    async with heard_by(heard) as url:
        slack.world.request_url = url
        yield heard


@pytest.fixture
async def timed_bot(timed: Slack) -> AsyncIterator[Bot]:
    """A bot over HTTP in `timed`."""
    heard = Bot()
    async with heard_by(heard) as url:
        timed.world.request_url = url
        yield heard
