"""A page on a simulated Slack and a portal, without a bot between them but one that answers as a test tells it."""

from collections.abc import AsyncIterator

import pytest
from sandbox.page.house import House, opened


@pytest.fixture
async def house() -> AsyncIterator[House]:
    """The page, served, with a bot that keeps what it is sent."""
    async with opened() as house:
        yield house
