"""A Chromium for all tests of a worker, and a demo for each."""

import asyncio
import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, async_playwright, expect
from support import chromium
from support.pages import Screen, Theatre, theatre

from harvestbot.sandbox.demo import QUOTA, run_demo, workspace
from harvestbot.sandbox.portal.harvester import Durations
from harvestbot.sandbox.portal.portal import Options, SimulatedPortal

PATIENCE = 30_000
"""Milliseconds that anything may take to be seen."""
SHORT = Durations(queued=0.2, processing=0.8, aborting=0.2)
expect.set_options(timeout=PATIENCE)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that takes the README's pictures anew."""
    parser.addoption("--pictures", action="store_true", help="take the pictures of the README anew")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def context() -> AsyncIterator[BrowserContext]:
    """Where windows are opened in a Chromium; where there is none, tests are skipped, but never where CI is set.

    All tests of a worker share it, with a window that stays open: a new one, like the first window of any, costs a
    second of processor time.
    """
    where = await asyncio.to_thread(chromium.found)
    if where is None:
        if chromium.must_be_there():
            pytest.fail("There is no Chromium, and CI is set: bash tests/run installs one.")
        pytest.skip("There is no Chromium: bash tests/run installs one.")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=where, args=list(chromium.FLAGS))
        context = await browser.new_context()
        await context.new_page()
        yield context
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def demo(context: BrowserContext, request: pytest.FixtureRequest) -> AsyncIterator[Theatre]:
    """The demo, as the command serves it; runs are short, and Slack does not count calls. A parameter is the API."""
    api = getattr(request, "param", "management")
    world, portal = workspace(rates="off"), SimulatedPortal.seeded(Options(durations=SHORT, quota=QUOTA))
    told: asyncio.Queue[str] = asyncio.Queue()
    running = asyncio.create_task(
        run_demo(port=0, open_browser=False, api=api, say=told.put_nowait, portal=portal, world=world)
    )
    address = None
    while address is None:
        address = re.fullmatch(r"The page +(http://\S+)/", await told.get())
    try:
        async with theatre(context, address[1], world, portal) as opened:
            yield opened
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


@pytest_asyncio.fixture(loop_scope="session")
async def screen(demo: Theatre) -> Screen:
    """A window of the demo, as it opens."""
    return await demo.open()
