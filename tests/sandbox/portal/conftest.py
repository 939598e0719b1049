"""A portal whose time is moved by hand, and clients that speak to it through its ASGI application."""

from collections.abc import AsyncIterator

import httpx
import pytest

from harvestbot.sandbox.portal.app import create_app
from harvestbot.sandbox.portal.clock import ManualClock
from harvestbot.sandbox.portal.portal import SimulatedPortal


@pytest.fixture
def clock() -> ManualClock:
    """Time that stands still until a test moves it."""
    return ManualClock()


@pytest.fixture
def portal(clock: ManualClock) -> SimulatedPortal:
    """The dozen harvesters of the story."""
    return SimulatedPortal.seeded(clock=clock)


@pytest.fixture
async def wire(portal: SimulatedPortal) -> AsyncIterator[httpx.AsyncClient]:
    """A client without credentials."""
    async with _client(portal) as client:
        yield client


@pytest.fixture
async def management(portal: SimulatedPortal) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the management dialect that may do everything."""
    async with _client(portal, "/api/management/v2/harvesters/") as client:
        client.auth = httpx.BasicAuth("demo", "demo-password")
        yield client


@pytest.fixture
async def automation(portal: SimulatedPortal) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the automation dialect that may do everything."""
    async with _client(portal, "/api/automation/v1.0/harvesters/") as client:
        client.headers["Authorization"] = "apikey demo-key"
        yield client


@pytest.fixture
async def controls(portal: SimulatedPortal) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the controls."""
    async with _client(portal, "/_sim/") as client:
        yield client


def _client(portal: SimulatedPortal, path: str = "") -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=create_app(portal))
    return httpx.AsyncClient(transport=transport, base_url=f"http://portal.test{path}")
