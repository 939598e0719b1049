"""A failure that is told, seen by two people, and taken by one."""

import asyncio

import pytest
from playwright.async_api import expect
from support.pages import Screen, Theatre

from harvestbot.sandbox.portal.harvester import Script
from harvestbot.sandbox.slack.ids import DATA_OPS, VIEWER

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_who_is_on_a_failure_is_seen_by_everybody(demo: Theatre, screen: Screen) -> None:
    """One press; who comes later learns who has it, and why the notice came."""
    vera = await demo.open(f"?as={VIEWER}&in={DATA_OPS}")
    await screen.types("/harvester watch my-harvester failed mention @on-call")
    await screen.sees("watches")
    async with asyncio.timeout(30):  # until the list was read, so that what happens next is news
        while True:
            if demo.portal.log.count(method="GET", path="/harvesters/") > 1:
                break
            await asyncio.sleep(0.05)
    demo.portal.world.script("my-harvester", Script(failure="No route to the source."))
    demo.portal.world.start("my-harvester")
    notice = await screen.sees("My Harvester failed")
    await expect(notice).to_contain_text("@on-call")
    await screen.button("I'm on it", notice).click()
    await expect(await vera.sees("My Harvester failed")).to_contain_text("is on it since")
    await screen.button("I'm on it", notice).click()
    await screen.sees("You are on")
    await screen.button("Why do I get this?", notice).click()
    await expect(await screen.sees("You see this here because")).to_contain_text("watches")
