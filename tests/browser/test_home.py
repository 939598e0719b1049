"""The App Home and the global shortcut, clicked through."""

import pytest
from playwright.async_api import expect
from support.pages import NARROW, Theatre

from harvestbot.sandbox.slack.ids import ADMIN, DATA_OPS, GUEST, OPERATOR, dm_of

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_from_the_home_and_the_shortcut_to_a_harvester_and_its_outcome(demo: Theatre) -> None:
    """Open, filter, turn, open a row, act; the outcome stands in the direct message, and the Home follows."""
    screen = await demo.open(f"?as={OPERATOR}&in=home", viewport=NARROW)
    home, modal = screen.page.locator("#home"), screen.page.locator("#modal")
    await expect(home).to_contain_text("12 harvesters")
    await screen.button("Next", home).click()
    await expect(home).to_contain_text("Page 2 of 2")
    await screen.button("Failing (1)", home).click()
    await expect(home).not_to_contain_text("Geo catalogue")
    await home.get_by_label("Find a harvester").fill("my harv")
    await home.get_by_role("option", name="my-harvester").click()
    await expect(modal).to_contain_text("120 attached")
    await screen.button("Start", modal).click()
    await expect(modal).to_contain_text("start city/my-harvester is taken in")
    await screen.button("Close", modal).click()
    await screen.look(f"?as={OPERATOR}&in={dm_of(OPERATOR)}")
    await screen.sees("run over")
    await screen.look(f"?as={ADMIN}&in={DATA_OPS}")
    await screen.page.get_by_role("button", name="Channels").click()
    await screen.page.get_by_role("button", name="Harvesters").click()
    await modal.get_by_label("Find a harvester").fill("bus stps")
    await modal.get_by_role("option", name="bus-stops").click()
    await expect(modal).to_contain_text("412 attached")
    await screen.look(f"?as={GUEST}&in=home")
    await expect(home).to_contain_text("You have no role on any portal")
